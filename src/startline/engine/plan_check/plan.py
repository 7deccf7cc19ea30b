"""A plan as a person reads it: one line a day, kilometres and minutes as shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from startline.engine.advice import PlannedDay
from startline.engine.plan_check.breach import Breach
from startline.engine.plan_check.exact import MM_PER_KM, millimetres, milliseconds
from startline.engine.plans import RUN_KINDS, Reason


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One planned run: millimetres, and the milliseconds shown beside them (0: none shown)."""

    on: date
    kind: str
    mm: int
    ms: int
    surface: Any
    reasons: tuple[Reason, ...]

    @property
    def km(self) -> float:
        """Kilometres."""
        return self.mm / MM_PER_KM


def misfits(plan: Sequence[PlannedDay], *, on: date, until: date | None) -> Iterator[Breach]:
    """Lines that cannot be read, and days that are not each there once and in order from `on`.

    With `until` the last day must be that day.
    """
    for ahead, day in enumerate(plan):
        if type(day.on) is not date or not _is_readable(day):
            yield Breach(code="unreadable", on=day.on if type(day.on) is date else on)
        elif day.on != on + timedelta(days=ahead):
            yield Breach(code="day_out_of_order", on=day.on)
    if until is not None and (not plan or plan[-1].on != until):
        yield Breach(code="day_missing", on=until)


def planned_run(day: PlannedDay) -> PlannedRun | None:
    """The run of a readable line; None where nothing is run."""
    mm, ms = _lengths(day)
    if day.kind not in RUN_KINDS or not (mm or ms):
        return None
    surface = getattr(day, "surface", None) or getattr(day, "extra", {}).get("surface")
    return PlannedRun(day.on, day.kind, mm or 0, ms or 0, surface, day.reasons)


def _lengths(day: PlannedDay) -> tuple[int | None, int | None]:
    return millimetres(day.distance_km), milliseconds(day.duration_min)


def _is_readable(day: PlannedDay) -> bool:
    """A known kind and sound numbers, with kilometres for every run.

    A run in minutes alone, or in nothing at all, cannot be held against a distance.
    """
    mm, ms = _lengths(day)
    sound = (mm is None) == (day.distance_km is None) and (ms is None) == (day.duration_min is None)
    if not sound or type(day.kind) is not str or day.over_limit not in (None, True, False):
        return False
    if day.kind in RUN_KINDS:
        return mm is not None and not (mm == 0 and ms)
    return day.kind == "cross" or (day.kind == "rest" and not mm and not ms)
