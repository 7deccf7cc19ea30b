"""Steps that nobody may skip, whoever asks: the longest run grows slowly, nothing is caught up."""

from __future__ import annotations

from collections.abc import Iterator

from startline.engine.assumptions import (
    BUILD_DAYS,
    SPIKE_DAYS,
    SPIKE_FLOOR_M,
    SPIKE_PERCENT,
    TAPER_DAYS,
)
from startline.engine.plan_check.breach import Breach
from startline.engine.plan_check.calendar import Calendar
from startline.engine.plan_check.exact import METRE_MM, MM_PER_KM
from startline.engine.plan_check.plan import PlannedRun
from startline.engine.plan_check.programmed import Programmed
from startline.engine.races import Race

FLOOR_MM = SPIKE_FLOOR_M * METRE_MM


def steps_broken(
    run: PlannedRun, around: Calendar, race: Race | None, programmed: Programmed | None,
) -> Iterator[Breach]:  # fmt: skip
    """Everything in which one run other than the race goes further than a step allows.

    At most 1.10 times the longest run of the 30 days before it, done or planned; in the 21 days
    before the race no further than the longest of 112 days; both at least the 3 km of those who
    have hardly run. Never further than the programme; a session programmed in minutes is as far
    as the runner's slow pace goes in them.
    """
    spike_mm = around.longest_mm(run.on, SPIKE_DAYS) * SPIKE_PERCENT
    if run.mm * 100 > max(spike_mm, FLOOR_MM * 100):
        yield _step("single_session_spike", run, max(spike_mm // 100, FLOOR_MM))
    if race is not None and 1 <= (race.on - run.on).days <= TAPER_DAYS:
        longest_mm = max(around.longest_mm(run.on, BUILD_DAYS), FLOOR_MM)
        if run.mm > longest_mm:
            yield _step("taper", run, longest_mm)
    if programmed is None:
        return
    if run.mm > programmed.most_mm(run.on):
        yield _step("programme", run, programmed.most_mm(run.on))
    elif programmed.is_over_the_week(run.on, run.mm):
        yield _step("programme_week", run, programmed.most_mm(run.on))


def _step(code: str, run: PlannedRun, allowed_mm: int) -> Breach:
    return Breach(code=code, on=run.on, allowed=allowed_mm / MM_PER_KM, planned=run.km)
