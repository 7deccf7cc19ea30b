"""Steps that nobody may skip, whoever asks: the longest run grows slowly, nothing is caught up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from startline.engine.assumptions import (
    BUILD_DAYS,
    SPIKE_DAYS,
    SPIKE_FLOOR_M,
    SPIKE_PERCENT,
    TAPER_DAYS,
)
from startline.engine.plan_check.breach import Breach
from startline.engine.plan_check.calendar import Calendar
from startline.engine.plan_check.exact import METRE_MM, MM_PER_KM, millimetres, milliseconds
from startline.engine.plan_check.plan import PlannedRun
from startline.engine.plans import RUN_KINDS, Programme, Session
from startline.engine.races import Race

FLOOR_MM = SPIKE_FLOOR_M * METRE_MM


@dataclass(frozen=True, slots=True)
class Programmed:
    """The most a programme has on one day: one session in distance, one in time; 0 for none."""

    mm: int = 0
    ms: int = 0


def by_day(programme: Programme | None) -> dict[date, Programmed] | None:
    """The longest runs of each programmed day; None where there is no programme.

    Two runs of one day are not added up: joined, they would be a run nobody programmed. What
    cannot be read programmes nothing.
    """
    if programme is None:
        return None
    days: dict[date, Programmed] = {}
    for session in programme.sessions:
        if session.kind in RUN_KINDS:
            days[session.on] = _longer(days.get(session.on, Programmed()), session)
    return days


def steps_broken(
    run: PlannedRun, around: Calendar, race: Race | None, programmed: Programmed | None,
    pace_s_per_km: int,
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
    if programmed is not None and not _is_programmed(run, programmed, pace_s_per_km):
        most_mm = max(programmed.mm, programmed.ms * METRE_MM // pace_s_per_km)
        yield _step("programme", run, most_mm)


def _step(code: str, run: PlannedRun, allowed_mm: int) -> Breach:
    return Breach(code=code, on=run.on, allowed=allowed_mm / MM_PER_KM, planned=run.km)


def _is_programmed(run: PlannedRun, most: Programmed, pace_s_per_km: int) -> bool:
    return run.mm <= most.mm or run.mm * pace_s_per_km <= most.ms * METRE_MM


def _longer(most: Programmed, session: Session) -> Programmed:
    if session.distance_km is not None:
        return Programmed(max(most.mm, millimetres(session.distance_km) or 0), most.ms)
    return Programmed(most.mm, max(most.ms, milliseconds(session.duration_min) or 0))
