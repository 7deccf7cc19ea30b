"""The light: green, amber or red for a run, after it and the next morning; and the rung it allows.

A rule, not a model. Cut values by tissue class follow the pain-monitoring model for tendons
(Silbernagel et al. 2007, doi:10.1177/0363546506298279) and the education trial for the front of
the knee (Esculier et al. 2018, doi:10.1136/bjsports-2016-096988); the others are assumptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from startline.engine import assumptions as a
from startline.engine.case import Case, CheckIn
from startline.engine.runs import Run


class Light(IntEnum):
    """Ordered by how much it holds back. UNKNOWN: a check is missing, so it is not green."""

    GREEN = 0
    UNKNOWN = 1
    AMBER = 2
    RED = 3


LAST_GREEN_AND_LAST_AMBER = {
    "tendon": (2, 5), "knee": (2, 3), "muscle": (1, 3), "bone": (0, 0), "unknown": (1, 2),
}  # fmt: skip
"""Highest NRS that is still green, and still amber, during a run."""

STRICTEST_FIRST = ("bone", "unknown", "muscle", "knee", "tendon")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the light leaves the runner.

    rung_m: the step reached, in metres; rest_until: last day of rest after a red;
    held_until: last day on which two reds in 14 days hold all progress, None when none do;
    n_reds: red runs in the last 14 days; n_green: green runs in a row, newest last.
    """

    light: Light
    rung_m: int
    held_until: date | None
    rest_until: date | None
    n_reds: int
    n_green: int


def tissue_of(case: Case, on: date) -> str:
    """Tissue class of the open problems: the strictest of them; unknown if nobody said."""
    named = {e.tissue or "unknown" for e in case.episodes if e.is_open(on)} or {"unknown"}
    return next(t for t in STRICTEST_FIRST if t in named)


def light_of(run: Run, tissue: str, check_ins: Sequence[CheckIn] = ()) -> Light:
    """The worst of the three checks: during the run, after it, and the next morning.

    >>> from startline.engine.runs import PainReport
    >>> calm = Run(on=date(2026, 3, 1), distance_km=5,
    ...            pain=PainReport(free=True, next_morning_nrs=0))
    >>> light_of(calm, "knee").name
    'GREEN'
    """
    if run.pain is None:
        return Light.UNKNOWN
    least = Light.UNKNOWN if run.repeated else Light.GREEN
    return max(
        least, _during(run, tissue), _after(run, tissue), _next_morning(run, tissue, check_ins)
    )


def _during(run: Run, tissue: str) -> Light:
    pain = run.pain
    if pain is None or pain.limp or pain.sharp:
        return Light.RED
    if pain.free:
        return Light.GREEN
    nrs = pain.highest_nrs
    last_green, last_amber = LAST_GREEN_AND_LAST_AMBER[tissue]
    if nrs is None or nrs > last_amber:
        return Light.RED  # a painful run nobody rated is not a mild one
    colour = Light.GREEN if nrs <= last_green else Light.AMBER
    if pain.course not in ("steady", "eased"):  # it grew, or nobody said that it did not
        colour = Light.AMBER if colour is Light.GREEN else Light.RED
    stopped = run.stopped_because not in ("done", "limit", "time", "other", "fear_of_pain")
    return max(colour, Light.AMBER) if stopped else colour


def _after(run: Run, tissue: str) -> Light:
    pain = run.pain
    if pain is None or pain.free or (pain.settled_within_hour and tissue != "bone"):
        return Light.GREEN
    return Light.RED if tissue == "bone" else Light.AMBER


def _next_morning(run: Run, tissue: str, check_ins: Sequence[CheckIn]) -> Light:
    morning = [c for c in check_ins if c.on == run.on + timedelta(1)]
    said = [c.morning_nrs for c in morning if c.morning_nrs is not None]
    if run.pain is not None and run.pain.next_morning_nrs is not None:
        said.append(run.pain.next_morning_nrs)
    if not said:
        return Light.UNKNOWN
    usual = min(
        (c.usual_morning_nrs for c in morning if c.usual_morning_nrs is not None), default=0
    )
    if max(said) <= usual and (tissue != "bone" or max(said) == 0):
        return Light.GREEN
    return Light.AMBER if tissue == "tendon" and max(said) <= usual + 2 else Light.RED


def standing(runs: Sequence[Run], case: Case, *, start: date, on: date, restart_m: int) -> Standing:
    """Climb the ladder run by run, oldest first, from the restart rung at half the median onset.

    Green: the rung is at least that run. Unknown: as it was. Amber: no higher than where it began
    to hurt. Red: that, and one step back; never below the restart rung. Each of these is a rising
    function of the rung before it and a falling one of the pain, so more pain never climbs.
    """
    tissue = tissue_of(case, on)
    seen = [run for run in runs if start <= run.on <= on]
    rung_m, n_green, reds, light = restart_m, 0, [], Light.UNKNOWN
    for run in seen:
        light = light_of(run, tissue, case.check_ins)
        n_green = n_green + 1 if light is Light.GREEN else 0
        reds += [run.on] if light is Light.RED else []
        rung_m = max(restart_m, _climb(rung_m, light, run))
    recent = [day for day in reds if on - day < timedelta(a.RED_WINDOW_DAYS)]
    held = len(recent) >= a.REDS_TO_SEE_CLINICIAN
    last_of_window = timedelta(a.RED_WINDOW_DAYS - 1)
    return Standing(
        light=light,
        rung_m=rung_m,
        held_until=reds[-a.REDS_TO_SEE_CLINICIAN] + last_of_window if held else None,
        rest_until=max(reds) + timedelta(a.REST_DAYS_AFTER_RED) if reds else None,
        n_reds=len(recent),
        n_green=n_green,
    )


def _climb(rung_m: int, light: Light, run: Run) -> int:
    if light is Light.GREEN:
        return max(rung_m, int(run.distance_km * 1000))
    if light is Light.UNKNOWN:
        return rung_m
    onset = run.pain.onset if run.pain is not None else None
    reached_km = run.distance_km if run.pain is not None and run.pain.free else 0.0
    reached_m = int((onset.lower_km if onset else reached_km) * 1000)
    held_m = min(rung_m, reached_m)
    return held_m if light is Light.AMBER else held_m * 100 // a.STEP_PERCENT
