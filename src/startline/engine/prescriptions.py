"""What a clinician asked the runner to do, and what was said about doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescription:
    """Something a clinician asks the runner to do, so many times a week."""

    id: str
    what: str
    from_day: date
    kind: str | None = None
    by: str | None = None
    until_day: date | None = None
    times_per_week: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adherence:
    """Done or not done, as said. A day with no entry is unknown, not missed."""

    on: date
    prescription: str
    done: bool
    extra: Mapping[str, Any] = field(default_factory=dict)
