"""One injury problem over time, and the signs that need a person before another run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

EMERGENCY_FLAGS = frozenset({"chest_pain", "collapse", "calf_swelling", "bladder_bowel_or_saddle"})
"""Signs for the emergency number; these close by a clinician's word alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One injury problem, from first report to resolved."""

    id: str
    site: str
    began_on: date
    side: str | None = None
    tissue: str | None = None
    label: str | None = None
    resolved_on: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def is_open(self, on: date) -> bool:
        """Whether the problem counts on this day. The day it resolves still counts."""
        return self.began_on <= on and (self.resolved_on is None or on <= self.resolved_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """A sign that needs a person before another run. Open until a person closes it."""

    code: str
    opened_on: date
    closed_on: date | None = None
    closed_by: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def is_open(self, on: date) -> bool:
        """Whether the flag stops running on this day.

        It closes from the day after somebody closed it, and only if it says who; the emergency
        signs close by a clinician alone.
        """
        if on < self.opened_on:
            return False
        by = {"clinician"} if self.code in EMERGENCY_FLAGS else {"clinician", "runner"}
        closed = self.closed_on is not None and self.closed_by in by
        return not closed or self.closed_on is None or on <= self.closed_on
