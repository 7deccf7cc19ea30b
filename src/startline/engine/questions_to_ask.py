"""What else could be tried: questions to take to the visit, each with its evidence. No treatment.

A question is asked where the log shows no try of it since the problem began, and where no limit in
force excludes it or asks for it already. A list of exclusions that cannot be read excludes all.
Grades as in the project's evidence: A trial or meta-analysis, B one cohort or small trial, C case
series or consensus, D none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from startline.engine import assumptions as a
from startline.engine.case import Case
from startline.engine.limit_values import Limits
from startline.engine.onset.observations import window_start
from startline.engine.plans import Reason
from startline.engine.replan.cross_training import EXCLUDED
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.engine.screening.traffic_light import tissue_of

POOL_OR_BIKE = frozenset({"pool_running", "swimming", "cycling"})
FLAT = frozenset({"treadmill", "track"})
KNEES = frozenset({"knee_outer", "knee_front"})

_TOOLS = "load management as taught in Esculier et al. 2018, doi:10.1136/bjsports-2016-096988"
_RUNNERS_KNEE = f"{_TOOLS} (front of the knee)"
BONE_EVIDENCE = ("C", "Warden et al. 2021, doi:10.2519/jospt.2021.9982 (commentary)")
KNEE_EVIDENCE = ("C", _RUNNERS_KNEE)
BY_ANALOGY = ("D", f"{_TOOLS} (front of the knee; no study seen for other places)")
EVIDENCE: Mapping[str, tuple[str, str]] = {
    "ask_pool_or_bike": (
        "B",
        "Eyestone et al. 1993, doi:10.1177/036354659302100107 (keeps fitness; not about pain)",
    ),
    "ask_bone_screen": ("C", "O'Brien et al. 2010, doi:10.1136/bjsm.2009.069559 (one case)"),
    "ask_cadence": (
        "C",
        f"{_TOOLS} (front of the knee; no more gained than from load management alone)",
    ),
}
"""Grade and source of what does not depend on the place that hurts."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the log and the limits in force say, since the problem began."""

    case: Case
    before: tuple[Run, ...]
    runs: tuple[Run, ...]
    limits: tuple[Restriction, ...]
    excluded: frozenset[str]
    start: date
    on: date

    @property
    def may_run(self) -> bool:
        """Whether the limits in force leave any running to ask about."""
        stops = ("max_run_km", "max_run_min", "max_week_km", "max_runs_per_week")
        return "running" not in self.excluded and not any(
            one.no_running or any(getattr(one, name) == 0 for name in stops) for one in self.limits
        )


def questions_to_ask(
    case: Case, runs: Sequence[Run], limits: Limits, on: date
) -> tuple[Reason, ...]:
    """The questions left for somebody who hurts on `on`; none while a red flag is open.

    `runs` are those of the read log.
    """
    if any(flag.is_open(on) for flag in limits.red_flags):
        return ()
    active = tuple(one for one in limits.restrictions if one.is_active(on))
    excluded, tissue = _excluded(active), tissue_of(case, on)
    start = window_start(case, on)
    seen = _Seen(
        case=case,
        before=tuple(run for run in runs if run.on < start),
        runs=tuple(run for run in runs if start <= run.on <= on),
        limits=active,
        excluded=excluded or frozenset(),
        start=start,
        on=on,
    )
    readable = excluded is not None
    running = readable and seen.may_run
    load = running and tissue != "bone"  # of bone no step is tried while it hurts
    return tuple(
        Reason(code, _evidence(code, seen, tissue))
        for code, asks in (
            ("ask_bone_screen", tissue == "unknown"),
            ("ask_run_walk", running and _run_walk(seen)),
            ("ask_shorter_more_often", load and _shorter_more_often(seen)),
            ("ask_slower", load and _slower(seen)),
            ("ask_treadmill_or_flat", load and _treadmill_or_flat(seen)),
            ("ask_cadence", load and _cadence(seen)),
            ("ask_pool_or_bike", readable and _pool_or_bike(seen)),
        )
        if asks
    )


def _excluded(active: Sequence[Restriction]) -> frozenset[str] | None:
    """What the limits in force exclude by name; None where one of them cannot be read."""
    named: set[str] = set()
    for one in active:
        said = one.extra.get(EXCLUDED)
        if said is None:
            continue
        if not isinstance(said, list | tuple) or not all(isinstance(x, str) for x in said):
            return None
        named |= set(said)
    return frozenset(named)


def _evidence(code: str, seen: _Seen, tissue: str) -> dict[str, str]:
    if code in EVIDENCE:
        grade, source = EVIDENCE[code]
    elif tissue == "bone":
        grade, source = BONE_EVIDENCE
    else:
        grade, source = KNEE_EVIDENCE if _is_knee(seen) else BY_ANALOGY
    return {"grade": grade, "source": source}


def _is_knee(seen: _Seen) -> bool:
    hurting = [one for one in seen.case.episodes if one.is_open(seen.on)]
    return any(one.site in KNEES or one.tissue == "knee" for one in hurting)


def _walked(run: Run) -> bool:
    return (run.walk_share or 0) * 100 >= a.WALKED_PERCENT


def _run_walk(seen: _Seen) -> bool:
    return "run_walk" not in seen.excluded and not any(_walked(run) for run in seen.runs)


def _shorter_more_often(seen: _Seen) -> bool:
    """Not where a limit sets how often; tried: a week of several runs of about the same length."""
    if any(one.max_runs_per_week or one.min_rest_days_between_runs for one in seen.limits):
        return False
    for first in seen.runs:
        week = [r.distance_km for r in seen.runs if 0 <= (r.on - first.on).days < 7]
        even = max(week) * len(week) * 100 <= a.EVEN_WEEK_PERCENT * sum(week)
        if len(week) >= a.OFTEN_RUNS and even:
            return False
    return True


def _slower(seen: _Seen) -> bool:
    """Not where every run is to be easy; tried: a run clearly slower than was usual before."""
    if any(one.easy_only for one in seen.limits):
        return False
    pace = [r.pace_s_per_km for r in seen.runs if r.pace_s_per_km and not _walked(r)]
    earlier = [
        r.pace_s_per_km
        for r in seen.before
        if r.pace_s_per_km and seen.start - r.on <= timedelta(a.USUAL_PACE_DAYS)
    ]
    usual = median(earlier or pace or [0.0])
    return not any(one * 100 >= a.SLOWER_PERCENT * usual for one in pace)


def _treadmill_or_flat(seen: _Seen) -> bool:
    """Not where limits leave no flat surface, or nothing else; tried: one run on one."""
    flat = FLAT - seen.excluded
    for one in seen.limits:
        if one.surfaces is not None:
            if set(one.surfaces) <= FLAT:
                return False
            flat &= set(one.surfaces)
    return bool(flat) and not any(run.surface in FLAT for run in seen.runs)


def _cadence(seen: _Seen) -> bool:
    """Of the knee alone; tried: somebody prescribed work on how the runner runs."""
    asked = any(one.kind == "gait" and one.from_day <= seen.on for one in seen.case.prescriptions)
    return _is_knee(seen) and not asked and not seen.excluded & {"cadence", "gait"}


def _pool_or_bike(seen: _Seen) -> bool:
    done = {one.kind for one in seen.case.cross_sessions if seen.start <= one.on <= seen.on}
    return bool(POOL_OR_BIKE - seen.excluded) and not done & POOL_OR_BIKE
