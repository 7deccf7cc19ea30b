"""Values that can be but seldom are: asked about until somebody confirms them, never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from startline.engine import guardrails as g
from startline.engine.assumptions import BUILD_DAYS, SPIKE_DAYS
from startline.engine.case import Case, confirmed_values
from startline.engine.load import distance_place, metres_believed
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run

FAR_FROM_HISTORY = 1.5  # times the longest run of 30 days: "90? the longest run was 10"


def questions(case: Case, runs: Sequence[Run], on: date) -> tuple[Reason, ...]:
    """What lies outside the recommended fences, and limits far above what was run."""
    recent = [run for run in runs if on - run.on <= timedelta(SPIKE_DAYS)]
    confirmed = confirmed_values(case, on)
    asked = (
        *_unusual(case, recent, on),
        *_far_runs(runs, confirmed, on),
        *_far_limits(case, recent, on),
    )
    return tuple(
        one
        for one in asked
        if one.values["value"] not in confirmed.get(str(one.values["place"]), frozenset())
    )


def _unusual(case: Case, recent: Sequence[Run], on: date) -> Iterator[Reason]:
    asked: list[tuple[str, float | None, g.Guardrail]] = [
        ("runner.tolerance", case.runner.tolerance, g.TOLERANCE)
    ]
    if case.race is not None:
        asked += [
            ("race.distance_km", case.race.distance_km, g.RACE_KM),
            ("race.goal_min", case.race.goal_min, g.RACE_MIN),
        ]
    for one in _active(case, on):
        asked += [
            (f"restriction {one.id}: max_run_km", one.max_run_km, g.MAX_RUN_KM),
            (f"restriction {one.id}: max_run_min", one.max_run_min, g.MAX_RUN_MIN),
            (f"restriction {one.id}: max_week_km", one.max_week_km, g.MAX_WEEK_KM),
        ]
    for run in recent:
        asked += [
            (distance_place(run.on), run.distance_km, g.RUN_KM),
            (f"run of {run.on}: duration_min", run.duration_min, g.RUN_MIN),
        ]
    for place, value, fence in asked:
        if value is not None and fence.judge(value) != "fine":
            yield Reason("please_confirm", {"place": place, "value": value, "unit": fence.unit})


def _far_runs(
    runs: Sequence[Run], confirmed: Mapping[str, frozenset[float]], on: date
) -> Iterator[Reason]:
    """Runs so far beyond the others beside them that they do not count in full."""
    build = [run for run in runs if on - run.on <= timedelta(BUILD_DAYS)]
    for run, (_, believed_m) in zip(build, metres_believed(runs, on, confirmed), strict=True):
        if believed_m < int(run.distance_km * 1000):
            place = {"place": distance_place(run.on), "value": run.distance_km, "unit": "km"}
            values = {"from_km": run.distance_km, "to_km": believed_m / 1000}
            yield Reason("run_far_beyond_others", {**place, "on": run.on.isoformat(), **values})


def _far_limits(case: Case, recent: Sequence[Run], on: date) -> Iterator[Reason]:
    longest_km = max((run.distance_km for run in recent), default=0.0)
    for one in _active(case, on):
        if one.max_run_km is not None and 0 < longest_km * FAR_FROM_HISTORY < one.max_run_km:
            place = {"place": f"restriction {one.id}: max_run_km", "value": one.max_run_km}
            values = {"restriction": one.id, "by": one.by, "to_km": one.max_run_km}
            yield Reason("limit_far_above_history", {**place, **values, "from_km": longest_km})


def _active(case: Case, on: date) -> list[Restriction]:
    return sorted((r for r in case.restrictions if r.is_active(on)), key=lambda r: r.id)
