"""Runs by day, done and planned: what the limits on several days together look back upon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from startline.engine.plan_check.logged import READ_BACK_DAYS, Done, believed_mm


class Calendar:
    """Millimetres and runs of each day, filled in day by day as the plan is read.

    Every question looks back from a day: that day's planned run is not yet in.
    """

    def __init__(self, done: Iterable[Done], *, on: date, days_ahead: int) -> None:
        runs = [run for run in done if run.mm > 0]
        self._first = on.toordinal() - READ_BACK_DAYS
        size = READ_BACK_DAYS + days_ahead + 1
        self._mm, self._runs, self._longest = [0] * size, [0] * size, [0] * size
        for run in runs:
            self._mm[self._at(run.on)] += run.mm
            self._runs[self._at(run.on)] += 1
        for day, longest in believed_mm(runs).items():
            self._longest[self._at(day)] = longest
        self._run_days = sorted({self._at(run.on) for run in runs})

    def add(self, day: date, mm: int) -> None:
        """Put a planned run in; days must come in order."""
        at = self._at(day)
        self._mm[at] += mm
        self._runs[at] += 1
        self._longest[at] = max(self._longest[at], mm)
        self._run_days.append(at)

    def mm_in_seven_days(self, day: date) -> int:
        """What was run in the seven days that end on `day`, in millimetres."""
        at = self._at(day)
        return sum(self._mm[at - 6 : at + 1])

    def runs_in_seven_days(self, day: date) -> int:
        """How many runs there were in the seven days that end on `day`."""
        at = self._at(day)
        return sum(self._runs[at - 6 : at + 1])

    def days_since_a_run(self, day: date) -> int | None:
        """Whole days without a run before `day`; -1 if one was run that day, None if none ever."""
        return self._at(day) - self._run_days[-1] - 1 if self._run_days else None

    def longest_mm(self, day: date, days: int) -> int:
        """The longest run of the `days` days before `day` and of that day so far, in mm."""
        at = self._at(day)
        return max(self._longest[max(0, at - days) : at + 1])

    def _at(self, day: date) -> int:
        return day.toordinal() - self._first
