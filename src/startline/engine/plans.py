"""What is intended: the session of a day, the programme as it was, and reasons as codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

RUN_KINDS = frozenset({"easy", "long", "pace", "intervals", "race", "run_walk", "test"})
"""Kinds of session that are run; `cross` and `rest` are not."""

HARD_KINDS = frozenset({"pace", "intervals", "test"})
"""Kinds that become easy runs where a limit or an open problem asks for easy running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One planned session: distance in km or duration in minutes."""

    on: date
    kind: str
    id: str | None = None
    distance_km: float | None = None
    duration_min: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The plan as it stood before any injury: what would have been run."""

    sessions: tuple[Session, ...]
    name: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A session the runner moved by hand; the programme keeps its own day for it."""

    from_day: date
    to_day: date
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """The plan the runner was last shown, on the day `on`: a new one keeps to it where it may."""

    on: date
    sessions: tuple[Session, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunWalk:
    """A session split into running and walking, in minutes; `repeats` None for as often as fits."""

    run_min: float
    walk_min: float
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class CrossTraining:
    """Minutes of another kind of training in place of running, or as programmed."""

    kind: str
    duration_min: float


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code and the values that fill its sentence. Never a sentence."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)
