"""Limits that leave no run by their own words: no planner is needed to see it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from startline.engine.assumptions import SHORTEST_RUN_M, SLOWEST_EASY_S_PER_KM
from startline.engine.conflicts.single import single_limits
from startline.engine.conflicts.smallest import Conflict, Limits, smallest_conflict
from startline.engine.plan_check.exact import METRE_MM
from startline.engine.plan_check.people import Limit, read_limit
from startline.engine.restrictions import Restriction

SHORTEST_MM = SHORTEST_RUN_M * METRE_MM


def contradictions(
    restrictions: Iterable[Restriction], *, on: date, until: date | None = None,
    last_run_on: date | None = None, pace_s_per_km: int = SLOWEST_EASY_S_PER_KM,
) -> tuple[Conflict, ...]:  # fmt: skip
    """Every limit in force on day `on` that leaves no run, and surfaces that exclude each other.

    A run is at least 800 m (assumption `shortest_run`), at the runner's slow pace under a limit in
    minutes. Days of rest leave no run where, counted from the last run, they reach past `until`.
    """
    limits = single_limits(restrictions, on=on, first=on, last=on)
    alone = [
        Conflict((limit,))
        for limit in limits
        if _leaves_no_run(read_limit(limit, on=on), pace_s_per_km)
        or _rests_too_long(limit, until, last_run_on)
    ]
    paved = [limit for limit in limits if limit.surfaces is not None]
    apart = smallest_conflict(paved, _share_a_surface, on=on, first=on, last=on)
    return (*alone, *([apart] if apart is not None and apart.limits else []))


def _leaves_no_run(limit: Limit, pace_s_per_km: int) -> bool:
    lengths = (
        limit.run_mm, limit.week_mm,
        None if limit.run_ms is None else limit.run_ms * METRE_MM // pace_s_per_km,
    )  # fmt: skip
    too_short = any(mm is not None and mm < SHORTEST_MM for mm in lengths)
    forbidden = limit.said.no_running is True or limit.week_runs == 0
    return too_short or forbidden or not limit.sound


def _rests_too_long(limit: Restriction, until: date | None, last_run_on: date | None) -> bool:
    rest_days = limit.min_rest_days_between_runs
    if rest_days is None or until is None or last_run_on is None:
        return False
    return last_run_on + timedelta(days=rest_days + 1) > until


def _share_a_surface(limits: Limits) -> bool:
    allowed = [set(limit.surfaces) for limit in limits if limit.surfaces is not None]
    return not allowed or bool(set.intersection(*allowed))
