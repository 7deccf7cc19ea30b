"""The values that go into the limits layer and come out of it, in whole metres and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from startline.engine.episodes import RedFlag
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `max_m` metres, and why; `by`, `until` and `restriction` for limits people set."""

    code: str
    max_m: int
    binding: bool = False
    by: str | None = None
    until: date | None = None
    restriction: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """A day to be limited (`asked_m`), or limited already (`max_m` and `bounds` filled in)."""

    on: date
    kind: str
    programmed_m: int | None
    asked_m: int
    max_m: int = 0
    bounds: tuple[Bound, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the log and the model say, in whole metres and seconds, as known on the day of asking.

    `done` counts towards weeks and rest; `believed`, never further, towards the longest run.
    `hurting` says whether onset, light and rung apply at all; while it is true, missing ones are 0.
    """

    on: date
    done: tuple[tuple[date, int], ...]
    believed: tuple[tuple[date, int], ...]
    hurting: bool
    onset_m: int | None = None
    rung_m: int | None = None
    may_progress: bool = False
    rest_until: date | None = None
    newest_input_on: date | None = None
    pace_s_per_km: int | None = None
    race_on: date | None = None
    cannot_say: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What people set: restrictions and red flags, active or not; each day looks up its own."""

    restrictions: tuple[Restriction, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
