"""What replaces the running that was cut: minutes of something the runner has and nobody excluded.

The minutes are offered, never owed. They keep aerobic fitness (Eyestone et al. 1993, Am J Sports
Med 21:41; Bushman et al. 1997, MSSE 29:694) and count towards no distance: not the longest run,
not the week, not the onset.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from startline.engine import assumptions as a
from startline.engine.case import Case
from startline.engine.limit_values import Day, Limits
from startline.engine.plans import CrossTraining, Session

ENDURANCE = ("pool_running", "elliptical", "cycling", "rowing", "swimming", "walking")
"""Kinds that can stand for running minutes, nearest to running first; strength work cannot."""

EXCLUDED = "excluded_activities"
"""The field of a restriction that names what its author does not want done."""


def cross_training(
    case: Case, day: Day, session: Session | None, limits: Limits, pace_s_per_km: int
) -> tuple[CrossTraining, ...]:
    """Cross-training for one limited day: the programme's own, or the minutes that were cut."""
    if any(flag.is_open(day.on) for flag in limits.red_flags):
        return ()
    allowed = kinds_allowed(case, limits, day.on)
    if session is not None and session.kind == "cross":
        kind = allowed[0] if allowed else None
        minutes = session.duration_min
        return (CrossTraining(kind, minutes),) if kind and minutes else ()
    if day.programmed_m is None or day.kind == "race" or not allowed:
        return ()
    cut_m = day.programmed_m - day.asked_m
    minutes = min(a.CROSS_MOST_MIN, cut_m * pace_s_per_km / 60_000)
    rounded = int(minutes // a.CROSS_STEP_MIN * a.CROSS_STEP_MIN)
    if rounded < a.CROSS_LEAST_MIN:
        return ()
    return (CrossTraining(allowed[_turn(day.on, len(allowed))], rounded),)


def _turn(on: date, n: int) -> int:
    """The kinds in turn, week by week, so that no single one carries everything."""
    return (on - timedelta(on.weekday())).toordinal() // 7 % n


def kinds_allowed(case: Case, limits: Limits, on: date) -> Sequence[str]:
    """What the runner has and no active restriction excludes; nothing where one cannot be read."""
    has = [kind for kind in ENDURANCE if kind in (case.runner.cross_training or ())]
    for one in limits.restrictions:
        named = one.extra.get(EXCLUDED)
        if named is None or not one.is_active(on):
            continue
        if not isinstance(named, list | tuple):
            return ()
        has = [kind for kind in has if kind not in named]
    return has
