"""Recordings that repeat themselves to the metre and the second: a fault, or a treadmill.

Judged by what was recorded alone, never by what was said about pain, so that more pain changes
nothing about which runs are doubted. Of such a series the newest few count like any run; of the
others the distance counts, pain counts, and the absence of pain says nothing, until the runner
confirms the series.

More cannot be had. If one pain-free run more may never shorten anything, and a metre more on a
pain-free run neither, then fourteen identical ones must count as fourteen that differ by a metre.
So those two laws hold as long as the same runs are doubted; a metre that makes a fourteenth run
identical to thirteen others is beyond them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from startline.engine import assumptions as a
from startline.engine.plans import Reason
from startline.engine.runs import Run

PLACE = "identical runs"  # where a question about such a series points to


def mark_repeats(
    runs: Sequence[Run], on: date, confirmed: Mapping[str, frozenset[float]]
) -> tuple[tuple[Run, ...], tuple[Reason, ...]]:
    """The runs, oldest first, the doubted ones marked; and a question for each such series."""
    marked, reasons = [*runs], []
    for series in _series(runs, on):
        each_km = runs[series[-1]].distance_km
        if each_km in confirmed.get(PLACE, frozenset()):
            continue
        for i in series[: -a.IDENTICAL_COUNTED]:
            marked[i] = replace(runs[i], repeated=True)
        asked = {"place": PLACE, "value": each_km, "unit": "km", "each_km": each_km}
        counts = {"runs": len(series), "counted": a.IDENTICAL_COUNTED}
        reasons.append(Reason("identical_runs", {**asked, **counts}))
    return tuple(marked), tuple(reasons)


def _series(runs: Sequence[Run], on: date) -> list[list[int]]:
    """Places of runs of the same metres, and of the same seconds as far as these are known.

    No duration is no difference: leaving it out never makes a run less doubtful.
    """
    by_metres: dict[int, list[int]] = {}
    for i, run in enumerate(runs):
        if on - run.on <= timedelta(a.LOG_WINDOW_DAYS):
            by_metres.setdefault(round(run.distance_km * 1000), []).append(i)
    found = (_alike(runs, alike) for _, alike in sorted(by_metres.items()))
    return [series for series in found if series]


def _alike(runs: Sequence[Run], places: list[int]) -> list[int]:
    """Those of some equally long runs that, with the untimed ones, are too many of one time."""
    seconds = {i: _seconds(runs[i]) for i in places}
    untimed = sum(s is None for s in seconds.values())
    timed = Counter(s for s in seconds.values() if s is not None)
    most = max(timed.values(), default=0)
    return [
        i
        for i, s in seconds.items()
        if untimed + (most if s is None else timed[s]) >= a.IDENTICAL_RUNS
    ]


def _seconds(run: Run) -> int | None:
    return None if run.duration_min is None else round(run.duration_min * 60)
