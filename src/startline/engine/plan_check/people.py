"""The limits that people set, held against one run on one day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from startline.engine.plan_check.breach import Breach, broken
from startline.engine.plan_check.calendar import Week
from startline.engine.plan_check.exact import (
    METRE_MM,
    MM_PER_KM,
    MS_PER_MIN,
    count,
    millimetres,
    milliseconds,
)
from startline.engine.plan_check.in_force import days_in_force
from startline.engine.plan_check.plan import PlannedRun
from startline.engine.restrictions import Restriction

EASY_KINDS = frozenset({"easy", "long", "run_walk"})
"""Kinds of run that are easy running; a race is not, and needs its own mark."""

_SAYS = (
    "no_running", "max_run_km", "max_run_min", "max_week_km", "max_runs_per_week",
    "min_rest_days_between_runs", "max_nrs", "easy_only", "surfaces",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """One restriction with its days and its numbers read; `sound` is False if one cannot be."""

    said: Restriction
    first: date
    last: date
    sound: bool
    run_mm: int | None
    run_ms: int | None
    week_mm: int | None
    week_runs: int | None
    rest_days: int | None

    def binds(self, day: date) -> bool:
        """Whether the limit is in force on this day."""
        return self.first <= day <= self.last


def read_limit(said: Restriction, *, on: date) -> Limit:
    """A restriction as the numbers it sets, on the days it binds."""
    first, last = days_in_force(said, on=on)
    numbers = (
        millimetres(said.max_run_km), milliseconds(said.max_run_min), millimetres(said.max_week_km),
        count(said.max_runs_per_week), count(said.min_rest_days_between_runs),
    )  # fmt: skip
    given = (
        said.max_run_km, said.max_run_min, said.max_week_km,
        said.max_runs_per_week, said.min_rest_days_between_runs,
    )  # fmt: skip
    read = all(
        (number is None) == (value is None) for number, value in zip(numbers, given, strict=True)
    )
    return Limit(said, first, last, read and _words_are_sound(said), *numbers)


def broken_by(run: PlannedRun, limit: Limit, week: Week, pace_s_per_km: int) -> list[Breach]:
    """Everything in which one planned run does not keep one limit of that day.

    A run in kilometres keeps a limit in minutes if it fits at `pace_s_per_km`, the runner's slow
    pace; the minutes shown beside it must fit too.
    """
    on, said = run.on, limit.said
    if not limit.sound:
        return [broken(said, "unreadable", on, 0.0, run.km)]
    found = [
        broken(said, code, on, allowed / unit, planned / unit)
        for code, allowed, planned, unit in _most(run, limit, week, pace_s_per_km)
        if planned > allowed
    ]
    rested = week.rested_days
    if limit.rest_days and rested is not None and rested < limit.rest_days:
        found.append(broken(said, "min_rest_days_between_runs", on, limit.rest_days, rested))
    if said.easy_only and not _is_easy(run, said):
        found.append(broken(said, "easy_only", on, None, None))
    if said.surfaces is not None and run.surface is not None and run.surface not in said.surfaces:
        found.append(broken(said, "surfaces", on, None, None))
    return found


def _most(
    run: PlannedRun, limit: Limit, week: Week, pace_s_per_km: int
) -> Iterator[tuple[str, int, int, int]]:
    """Each maximum with its code, what it allows, what is planned, and the unit of both."""
    if limit.said.no_running:
        yield "no_running", 0, run.mm, MM_PER_KM
    if limit.run_mm is not None:
        yield "max_run_km", limit.run_mm, run.mm, MM_PER_KM
    if limit.run_ms is not None:
        ms = max(run.ms, -(-run.mm * pace_s_per_km // 1000))
        yield "max_run_min", limit.run_ms, ms, MS_PER_MIN
    if limit.week_mm is not None:
        week_mm = week.mm + run.mm
        # To the metre: watches record millimetres, and less than one of those metres is no breach.
        yield "max_week_km", limit.week_mm, week_mm - week_mm % METRE_MM, MM_PER_KM
    if limit.week_runs is not None:
        yield "max_runs_per_week", limit.week_runs, week.runs + 1, 1


def _is_easy(run: PlannedRun, said: Restriction) -> bool:
    """A race is allowed under "easy running" if its day says so to the runner."""
    if run.kind != "race":
        return run.kind in EASY_KINDS
    return any(
        reason.code == "easy_only" and reason.values.get("restriction") == said.id
        for reason in run.reasons
    )


def _words_are_sound(said: Restriction) -> bool:
    """Yes or no where yes or no is asked, surfaces as a list, and something said at all."""
    switches = all(one is None or type(one) is bool for one in (said.no_running, said.easy_only))
    listed = said.surfaces is None or isinstance(said.surfaces, tuple | list)
    return switches and listed and any(getattr(said, name) is not None for name in _SAYS)
