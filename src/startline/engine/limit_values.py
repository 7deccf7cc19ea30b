"""The values that go into the limits layer and come out of it, in whole metres and seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from startline.engine.episodes import RedFlag
from startline.engine.misspelt import as_meant
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
    """A day to be limited (`asked_m`), or limited already (`max_m` and `bounds` filled in).

    `because` says why the plan asks for something else than the programme; no limit changes it.
    """

    on: date
    kind: str
    programmed_m: int | None
    asked_m: int
    max_m: int = 0
    bounds: tuple[Bound, ...] = ()
    reasons: tuple[Reason, ...] = ()
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the log and the model say, in whole metres and seconds, as known on the day of asking.

    `done` counts towards weeks and rest; `believed`, never further, towards the longest run.
    `hurting` says whether onset, light and rung apply at all; while it is true, missing ones are 0.
    `onset_ahead_m` is the onset bound predicted for each later day, tomorrow first; a day beyond
    its end has the last of them, and without any every day has today's.
    `returning`: a problem is open, or was not long ago.
    `n_green` counts green runs in a row; before `held_until` is over no run counts towards a step.
    """

    on: date
    done: tuple[tuple[date, int], ...]
    believed: tuple[tuple[date, int], ...]
    hurting: bool
    onset_m: int | None = None
    rung_m: int | None = None
    onset_ahead_m: tuple[int, ...] = ()
    n_green: int = 0
    held_until: date | None = None
    rest_until: date | None = None
    newest_input_on: date | None = None
    pace_s_per_km: int | None = None
    race_on: date | None = None
    returning: bool = True
    cannot_say: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What people set: restrictions and red flags, active or not; each day looks up its own.

    A misspelt field of a restriction counts as the limit it was meant to be, see `misspelt`.
    """

    restrictions: tuple[Restriction, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "restrictions", tuple(as_meant(r) for r in self.restrictions))
