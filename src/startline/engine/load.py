"""What the log says about load: which runs count, how far, how long ago, and how fast."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from startline.engine import assumptions as a
from startline.engine.case import Case, confirmed_values
from startline.engine.guardrails import FASTEST_RUN_S_PER_KM
from startline.engine.plans import Reason
from startline.engine.repeats import mark_repeats
from startline.engine.runs import Run
from startline.engine.whole import whole_metres

SAME_START_S, SAME_DURATION, SAME_DISTANCE = 60, 0.02, 0.03
"""Two records this close are one run, recorded twice."""

PACE_DAYS = 42

Values = Mapping[str, frozenset[float]]  # what was confirmed, by place


@dataclass(frozen=True, slots=True)
class Log:
    """Runs that count, oldest first, and what was set aside and why."""

    runs: tuple[Run, ...]
    set_aside: tuple[Reason, ...]


def read_log(case: Case, on: date) -> Log:
    """Sort the runs, leave out what cannot have happened by `on`, and count each run once."""
    kept: list[Run] = []
    reasons: list[Reason] = []
    for run in sorted(case.runs, key=_order):
        why = _why_not(run, on)
        twin = None if why else _twin(kept, run)
        if twin is not None:
            kept[kept.index(twin)], why = _merged(twin, run), "recorded_twice"
        elif why is None:
            kept.append(run)
        if why is not None:
            reasons.append(Reason("run_set_aside", {"on": run.on.isoformat(), "why": why}))
    marked, repeated = mark_repeats(kept, on, confirmed_values(case, on))
    return Log(marked, (*reasons, *repeated))


def _twin(kept: Sequence[Run], run: Run) -> Run | None:
    """The same run among those of its day, which stand last."""
    for one in reversed(kept):
        if one.on != run.on:
            return None
        if _same_run(one, run):
            return one
    return None


def _order(run: Run) -> tuple[Any, ...]:
    """A total order that depends on what happened alone, not on arrival."""
    started = run.started_at.isoformat() if run.started_at else ""
    return (run.on, started, run.distance_km, run.duration_min or 0, run.id or "", repr(run.pain))


def _why_not(run: Run, on: date) -> str | None:
    if run.on > on:
        return "after_today"
    pace = run.pace_s_per_km
    if pace is not None and pace < FASTEST_RUN_S_PER_KM:
        return "implausible_pace"
    return "no_distance" if run.distance_km * 1000 < 1 else None


def _same_run(one: Run, other: Run) -> bool:
    if one.on != other.on:
        return False
    if one.started_at is None or other.started_at is None:
        return replace(one, id=None, extra={}) == replace(other, id=None, extra={})
    apart_s = abs((one.started_at - other.started_at).total_seconds())
    return (
        apart_s <= SAME_START_S
        and _close(one.distance_km, other.distance_km, SAME_DISTANCE)
        and _close(one.duration_min, other.duration_min, SAME_DURATION)
    )


def _close(one: float | None, other: float | None, within: float) -> bool:
    return one is None or other is None or abs(one - other) <= within * max(one, other)


def _merged(one: Run, other: Run) -> Run:
    """The longer record, with the pain report of whichever was asked (of two, the painful one)."""
    longer, shorter = (one, other) if one.distance_km >= other.distance_km else (other, one)
    reports = [run.pain for run in (longer, shorter) if run.pain is not None]
    painful = [report for report in reports if not report.free]
    return replace(longer, pain=next(iter([*painful, *reports]), None))


def metres_done(runs: Sequence[Run]) -> tuple[tuple[date, int], ...]:
    """Day and whole metres of each run, rounded up: what is used of a week is never understated."""
    return tuple((run.on, math.ceil(round(run.distance_km * 1000, 3))) for run in runs)


def metres_believed(
    runs: Sequence[Run], on: date, confirmed: Values = MappingProxyType({})
) -> tuple[tuple[date, int], ...]:
    """Day and metres of each run of the build, as far as they may raise what may be run.

    A run far beyond every other run of its 30 days may be 90 typed for 9: until others stand
    beside it, or the runner confirms it, it counts as three times the longest of them. It grows
    with every run, its own and the others, so a run more or longer never shortens anything; one
    made longer after it was confirmed counts as far as was confirmed.
    """
    build = [run for run in runs if on - run.on <= timedelta(a.BUILD_DAYS)]
    recent = [(run.on, math.floor(round(run.sure_km * 1000, 3))) for run in build]
    sure = {day: _furthest(confirmed.get(distance_place(day), frozenset())) for day, _ in recent}
    return tuple(
        (day, min(m, max(sure[day], _believable(recent, i)))) for i, (day, m) in enumerate(recent)
    )


def distance_place(day: date) -> str:
    """Where a question about a run's distance points to."""
    return f"run of {day}: distance_km"


def _furthest(confirmed_km: Iterable[float]) -> int:
    return max([0, *(whole_metres(km) or 0 for km in confirmed_km)])


def _believable(runs: Sequence[tuple[date, int]], i: int) -> int:
    near = timedelta(a.SPIKE_DAYS)
    others = (m for j, (day, m) in enumerate(runs) if j != i and abs(day - runs[i][0]) <= near)
    return max([a.BELIEVED_M, *(m * a.BELIEVED_TIMES for m in others)])


def newest_input(case: Case, runs: Sequence[Run], on: date) -> date | None:
    """The last day anything was said: a run, a check-in or a cross-training session."""
    days = [run.on for run in runs]
    days += [check_in.on for check_in in case.check_ins] + [one.on for one in case.cross_sessions]
    return max((day for day in days if day <= on), default=None)


def slow_pace_s_per_km(runs: Sequence[Run], on: date) -> int:
    """The slowest whole-run pace of six weeks, to turn minutes into a distance that fits them.

    With no pace known, a slow one is assumed.
    """
    paces = _recent_paces(runs, on)
    return max([int(pace) + 1 for pace in paces], default=a.SLOWEST_EASY_S_PER_KM)


def usual_pace_s_per_km(runs: Sequence[Run], on: date) -> int:
    """The middle whole-run pace of six weeks, to say how long a distance takes."""
    paces = sorted(_recent_paces(runs, on))
    return int(paces[len(paces) // 2]) if paces else a.SLOWEST_EASY_S_PER_KM


def _recent_paces(runs: Sequence[Run], on: date) -> list[float]:
    return [
        run.pace_s_per_km
        for run in runs
        if run.pace_s_per_km is not None and on - run.on <= timedelta(PACE_DAYS)
    ]
