"""Runs by day, done and planned: what the limits on several days together look back upon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from startline.engine.plan_check.logged import READ_BACK_DAYS, Done, believed_mm


@dataclass(frozen=True, slots=True)
class Week:
    """What the seven days that end on a day hold, and how long ago the last run was.

    `rested_days`: whole days without a run before the day; -1 if one was run on it, None if none
    ever.
    """

    mm: int
    runs: int
    rested_days: int | None


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

    def week(self, day: date) -> Week:
        """The seven days that end on `day`."""
        at = self._at(day)
        rested = at - self._run_days[-1] - 1 if self._run_days else None
        return Week(sum(self._mm[at - 6 : at + 1]), sum(self._runs[at - 6 : at + 1]), rested)

    def longest_mm(self, day: date, days: int) -> int:
        """The longest run of the `days` days before `day` and of that day so far, in mm."""
        at = self._at(day)
        return max(self._longest[max(0, at - days) : at + 1])

    def _at(self, day: date) -> int:
        return day.toordinal() - self._first
