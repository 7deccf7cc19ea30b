"""A clinician who sets a limit, sees the runner again, and raises, lowers or lifts it.

The clinician knows what the runner tells, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from statistics import median

from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.study.settings import Settings

REST = timedelta(14)
ENOUGH_KM = 24.0  # free of pain so far: the limit is lifted: assumption
MOSTLY = 1 / 3  # of the runs since the last visit hurt, at most, for a raise: assumption
NEAR = 0.8  # of the limit, run free of pain, for a raise: assumption
LOWEST_KM = 3.0


def first_limits(
    runs: Sequence[Run], on: date, dice: Random, s: Settings
) -> tuple[Restriction, ...]:
    """What is set on the first visit; nothing for those who see nobody."""
    goes, rests, u = dice.random() < s.seen, dice.random() < s.rested, dice.random()
    if not goes:
        return ()
    onset_km = median(told_onsets_km(runs) or [8.0])
    cap_km = max(LOWEST_KM, round(onset_km * (s.cap_low + u * (s.cap_high - s.cap_low)), 1))
    cap = _limit("cap-0", on, max_run_km=cap_km)
    if not rests:
        return (cap,)
    rest = _limit("rest", on, no_running=True)
    return (cap, replace(rest, until_day=on + REST, lifted_on=on + REST, lifted_by="clinician"))


def visit(
    limits: tuple[Restriction, ...], runs: Sequence[Run], on: date, s: Settings
) -> tuple[Restriction, ...]:
    """The limits after a visit: raised, lowered, lifted or left."""
    capped = [one for one in limits if one.max_run_km is not None and one.is_active(on)]
    if not capped:
        return limits
    cap = capped[-1]
    since = [run for run in runs if run.on >= cap.from_day and run.pain is not None]
    new_km = cap_after(cap.max_run_km or 0.0, since, s)
    if new_km == cap.max_run_km:
        return limits
    lifted = replace(cap, lifted_on=on, lifted_by="clinician")
    kept = tuple(lifted if one is cap else one for one in limits)
    if new_km is None:
        return kept
    return (*kept, _limit(f"cap-{len(limits)}", on, max_run_km=round(new_km, 1)))


def cap_after(cap_km: float, since: Sequence[Run], s: Settings) -> float | None:
    """The limit after these runs, in km; None where it is lifted."""
    if not since:
        return cap_km
    hurt = [run for run in since if run.hurt]
    free_km = max((run.distance_km for run in since if not run.hurt), default=0.0)
    if len(hurt) <= MOSTLY * len(since):
        if free_km >= ENOUGH_KM:
            return None
        return cap_km * s.raised if free_km >= NEAR * cap_km else cap_km
    onsets = told_onsets_km(hurt)
    return max(LOWEST_KM, min(cap_km, median(onsets))) if onsets else cap_km


def told_onsets_km(runs: Sequence[Run]) -> list[float]:
    """Where the told runs began to hurt, in km, the middle of each stretch."""
    onsets = [run.pain.onset for run in runs if run.pain is not None and run.pain.onset is not None]
    return [(one.lower_km + one.upper_km) / 2 for one in onsets]


def _limit(id_: str, on: date, **what: float | bool) -> Restriction:
    return Restriction(id=id_, set_by="clinician", by="physiotherapist", from_day=on, **what)  # type: ignore[arg-type]
