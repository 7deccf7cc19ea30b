"""Limits on a week rather than a run: how much of the week's allowance each planned day may use.

A week is any seven days in a row, so that no choice of its first day gets round a limit. What a
day may use depends on the programme and on runs already done, never on how far other planned days
were cut: a distance cut from one day is not handed to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from startline.engine.restrictions import Restriction
from startline.engine.whole import whole_metres

WEEK_DAYS = 7
MOST_IN_A_LIMIT = 14  # runs a week or days of rest: the most the format lets a limit say

Done = Sequence[tuple[date, int]]
Planned = dict[date, int]  # programmed metres of each day that is run
Metres = Mapping[int, int]  # by ordinal day
Counts = dict[int, int]  # runs of a day, by ordinal day


def quota_caps(
    one: Restriction, days: Iterable[date], planned: Planned, done: Done
) -> dict[date, int]:
    """Metres each day may use under the week limits of one restriction; free days are absent.

    A run planned for a day on which the limit is not yet, or no longer, in force counts as if it
    were done: nothing there gives way to it.
    """
    cap_m = whole_metres(one.max_week_km)
    most, rest = one.max_runs_per_week, one.min_rest_days_between_runs or 0
    if cap_m is None and most is None and rest == 0:
        return {}
    ran_on = {on for on, _ in done}
    to_come = {day: m for day, m in planned.items() if m and day not in ran_on}
    ahead = {day: m for day, m in to_come.items() if one.is_active(day)}
    done = [*done, *((day, m) for day, m in to_come.items() if day not in ahead)]
    kept = few_enough(one, ahead, done) & far_enough(one, ahead, done)
    rooms = _Rooms(one, cap_m, ahead, done) if cap_m is not None else None
    caps: dict[date, int] = {}
    for day in days:
        if not (day in kept if day in ahead else _fits_done(one, day, done)):
            caps[day] = 0
        elif rooms is not None:
            caps[day] = rooms.share(day)
    return caps


class _Rooms:
    """What is left of every week, and how much the programme wants of it."""

    def __init__(self, one: Restriction, cap_m: int, ahead: Planned, done: Done) -> None:
        self.one, self.cap_m = one, cap_m
        self.ahead = {day.toordinal(): m for day, m in ahead.items()}
        self.done: dict[int, int] = {}
        for on, m in done:
            self.done[on.toordinal()] = self.done.get(on.toordinal(), 0) + m
        self.weeks: dict[int, tuple[int, int]] = {}

    def share(self, day: date) -> int:
        """The day's part of what is left, in proportion to the programme, in its tightest week.

        Of the weeks that hold the day, those count that end while the limit is in force.
        """
        at = day.toordinal()
        wanted_m = self.ahead.get(at)
        lasts = [at, *(n for n in range(at + 1, at + WEEK_DAYS) if self._binds(n))]
        rooms = [self._week(last - WEEK_DAYS + 1) for last in lasts]
        return min(
            room_m if wanted_m is None else room_m * wanted_m // total_m
            for room_m, total_m in rooms
        )

    def _binds(self, at: int) -> bool:
        return self.one.is_active(date.fromordinal(at))

    def _week(self, first: int) -> tuple[int, int]:
        if first not in self.weeks:
            week = range(first, first + WEEK_DAYS)
            room_m = max(0, self.cap_m - sum(self.done.get(at, 0) for at in week))
            self.weeks[first] = room_m, sum(self.ahead.get(at, 0) for at in week)
        return self.weeks[first]


def few_enough(one: Restriction, ahead: Planned, done: Done) -> set[date]:
    """The planned days that stay under a limit on runs a week, longest first.

    Worked out limit by limit from the loosest to the one set, each from what the looser left, so
    that a tighter limit keeps a part of what a looser one kept. Every week that ends on a day
    that is kept and limited has at most so many runs.
    """
    kept = sorted(ahead, key=lambda day: (-ahead[day], day))
    if one.max_runs_per_week is not None:
        for most in range(MOST_IN_A_LIMIT, one.max_runs_per_week - 1, -1):
            kept = _longest_first(one, kept, done, most)
    return set(kept)


def _longest_first(one: Restriction, days: list[date], done: Done, most: int) -> list[date]:
    runs = _runs_a_day(done)
    held: set[int] = set()
    kept = []
    for day in days:
        at = day.toordinal()
        ends = [at, *(end for end in range(at + 1, at + WEEK_DAYS) if end in held)]
        if all(
            _in_week_to(end, runs) < most for end in ends if one.is_active(date.fromordinal(end))
        ):
            kept.append(day)
            held.add(at)
            runs[at] = runs.get(at, 0) + 1
    return kept


def _runs_a_day(done: Done) -> Counts:
    runs: Counts = {}
    for on, _ in done:
        runs[on.toordinal()] = runs.get(on.toordinal(), 0) + 1
    return runs


def _in_week_to(last: int, runs: Counts) -> int:
    return sum(runs.get(at, 0) for at in range(last - WEEK_DAYS + 1, last + 1))


def far_enough(one: Restriction, ahead: Planned, done: Done) -> set[date]:
    """The planned days that stay with so many whole days of rest between runs.

    Of all choices the one with most metres, found exactly; day of rest by day of rest, each from
    what one day fewer left, so that more rest keeps a part of what less rest kept. Rest is asked
    for before a run on a day on which the limit is active.
    """
    kept = sorted(ahead)
    for rest in range(1, (one.min_rest_days_between_runs or 0) + 1):
        free = [day for day in kept if not _too_soon(one, day, done, rest)]
        kept = _most_metres(one, free, ahead, rest)
    return set(kept)


def _too_soon(one: Restriction, day: date, done: Done, rest: int) -> bool:
    return any(abs((day - on).days) <= rest and one.is_active(max(day, on)) for on, _ in done)


def _most_metres(one: Restriction, days: list[date], ahead: Planned, rest: int) -> list[date]:
    """The days with most metres of which each stands far enough from the one before it.

    A dynamic programme over days in order: the best choice that ends on a day is that day and
    the best choice that ends on an earlier day it goes with. Equal choices: the earlier days.
    """
    best: list[tuple[int, list[date]]] = []
    for day in days:
        before: tuple[int, list[date]] = (0, [])
        for (metres, chosen), earlier in zip(best, days, strict=False):
            goes = not one.is_active(day) or (day - earlier).days > rest
            if goes and metres > before[0]:
                before = (metres, chosen)
        best.append((before[0] + ahead[day], [*before[1], day]))
    return max(best, key=lambda choice: choice[0], default=(0, []))[1]


def _fits_done(one: Restriction, day: date, done: Done) -> bool:
    """Whether a run on a day nothing was planned for fits beside the runs already done."""
    most, rest = one.max_runs_per_week, one.min_rest_days_between_runs or 0
    if not one.is_active(day):
        return True
    few = most is None or _in_week_to(day.toordinal(), _runs_a_day(done)) < most
    return few and (rest == 0 or not _too_soon(one, day, done, rest))
