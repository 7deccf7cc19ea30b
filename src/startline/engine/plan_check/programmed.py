"""What the programme has for a day, as a second reader finds it: on its own day or near it.

A session stays on its day, unless the runner named run days (then it may stand on any day of its
calendar week) or moved it by hand. Wherever it stands, no day has more than a session had, and no
week more than its sessions together.
"""

from __future__ import annotations

from datetime import date, timedelta

from startline.engine.case import Case
from startline.engine.plan_check.exact import METRE_MM, millimetres, milliseconds
from startline.engine.plans import RUN_KINDS, Session

WEEK_DAYS = 7


class Programmed:
    """The most a programme has on a day and in a calendar week, in millimetres."""

    def __init__(self, case: Case, pace_s_per_km: int) -> None:
        self._pace_s_per_km = pace_s_per_km
        self._by_day: dict[date, int] = {}
        for session in case.programme.sessions if case.programme is not None else ():
            if session.kind in RUN_KINDS:
                mm = self._length(session)
                self._by_day[session.on] = max(self._by_day.get(session.on, 0), mm)
        self._any_day = case.runner.run_days is not None
        self._moved = {(one.from_day, one.to_day) for one in case.moves}
        self._planned: dict[date, int] = {}

    def most_mm(self, on: date) -> int:
        """The longest session that may stand on this day; 0 for none."""
        near = [self._near(on), *(self._near(came) for came, to in self._moved if to == on)]
        return max(near)

    def is_over_the_week(self, on: date, mm: int) -> bool:
        """Take a planned run, and say whether its week now has more than its sessions had."""
        monday = _monday(on)
        self._planned[monday] = self._planned.get(monday, 0) + mm
        came = sum(self._near(a) for a, b in self._moved if _monday(b) == monday != _monday(a))
        week = (monday + timedelta(n) for n in range(WEEK_DAYS))
        return self._planned[monday] > came + sum(self._by_day.get(day, 0) for day in week)

    def _near(self, on: date) -> int:
        days = [on]
        if self._any_day:
            days = [_monday(on) + timedelta(n) for n in range(WEEK_DAYS)]
        return max(self._by_day.get(day, 0) for day in days)

    def _length(self, session: Session) -> int:
        """A session's millimetres; minutes are as far as the runner's slow pace goes in them."""
        if session.distance_km is not None:
            return millimetres(session.distance_km) or 0
        return (milliseconds(session.duration_min) or 0) * METRE_MM // self._pace_s_per_km


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
