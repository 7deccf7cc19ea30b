"""Limits on a week rather than a run: how much of the week's allowance each planned day may use.

A week is any seven days in a row, so that no choice of its first day gets round a limit. What a
day may use depends on the programme and on runs already done, never on how far other planned days
were cut: a distance cut from one day is not handed to another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date
from functools import partial

from startline.engine import assumptions as a
from startline.engine.restrictions import Restriction
from startline.engine.whole import whole_metres

WEEK_DAYS = 7
MOST_IN_A_LIMIT = 14  # runs a week or days of rest: the most the format lets a limit say
WEEK_BACK_DAYS = max(WEEK_DAYS, MOST_IN_A_LIMIT)  # runs before these no week or rest can reach

Done = Sequence[tuple[date, int]]
Planned = dict[date, int]  # programmed metres of each day that is run
Days = tuple[int, ...]  # ordinal days, in order
Choice = tuple[int, Days]  # what the days kept are worth, and the days
NOTHING: Choice = (0, ())
WHOLE_PERCENT = 100
MOST_LEANING = 2  # days of rest to which looser choices lean: more is seldom asked
APART = slice(1, MOST_LEANING + 1)  # the same whatever rest is asked, or more rest could add days
Counts = dict[int, int]  # runs or metres of a day, by ordinal day


def quota_caps(
    one: Restriction, days: Iterable[date], planned: Planned, long: Set[date], done: Done
) -> dict[date, int]:
    """Metres each day may use under the week limits of one restriction; free days are absent.

    planned: programmed metres; long: the days of long runs, which count double where days are
    chosen; done: runs in the log. A day planned before the limit starts counts like one done.
    """
    cap_m = whole_metres(one.max_week_km)
    ran_on = {on for on, _ in done}
    planned = {day: m for day, m in planned.items() if m and day not in ran_on}
    ahead = {day: m for day, m in planned.items() if day >= one.from_day}
    done = [*done, *((day, m) for day, m in planned.items() if day < one.from_day)]
    kept = places(one, ahead, long, done)
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


def places(one: Restriction, ahead: Planned, long: Set[date], done: Done) -> set[date]:
    """The planned days that stay under limits on runs a week and on rest between runs.

    Each limit keeps days of its own choosing; under both, those that both keep stay. Limit by
    limit from the loosest to the one set, each chooses from what a looser one left, so that a
    tighter limit keeps a part of what a looser one kept, alone and together. Chosen are the days
    worth most: their programmed metres, a long run's twice. So that the two agree, a choice of
    runs a week counts a day for more with each of one and two days of rest that it goes with.
    Days after the limit is lifted stay.
    """
    most, rest = one.max_runs_per_week, one.min_rest_days_between_runs or 0
    under = {day: m for day, m in ahead.items() if one.is_active(day)}
    worth = {day.toordinal(): m * (a.LONG_COUNTS if day in long else 1) for day, m in under.items()}
    if most is None and rest == 0:
        return set(ahead)
    days, ran = tuple(sorted(worth)), _runs_a_day(done)
    rested = _rested(days, worth, ran, max(rest, MOST_LEANING))
    kept = set(rested[rest])
    if most is not None:
        apart = rested[APART]
        leans = {at: a.RUNS_LEAN_PERCENT * sum(at in level for level in apart) for at in days}
        near = {at: m * (WHOLE_PERCENT + leans[at]) for at, m in worth.items()}
        kept &= set(_few_enough(days, near, ran, most))
    return ahead.keys() - under.keys() | {date.fromordinal(at) for at in kept}


def _rested(days: Days, worth: Counts, ran: Counts, rest: int) -> list[Days]:
    """The days kept with no rest between runs, with one day, with two, and so on.

    Where one day is asked, the days that two would take if they had the choice count for more.
    """
    two = _most_rested(days, worth, ran, MOST_LEANING)
    leans = {at: a.REST_LEAN_PERCENT * (at in two) for at in days}
    likely = {at: m * (WHOLE_PERCENT + leans[at]) for at, m in worth.items()}
    levels = [days]
    while len(levels) <= rest:
        counts = likely if len(levels) == 1 else worth
        levels.append(_most_rested(levels[-1], counts, ran, len(levels)))
    return levels


def _most_rested(days: Days, worth: Counts, ran: Counts, rest: int) -> Days:
    return most_worth(days, worth, rest, partial(_has_rested, ran, rest))


def _few_enough(days: Days, worth: Counts, ran: Counts, most: int) -> Days:
    """The days kept with at most so many runs in any seven days that end on one of them."""
    for n in range(MOST_IN_A_LIMIT, most - 1, -1):
        days = most_worth(days, worth, WEEK_DAYS - 1, partial(_has_room, ran, n))
    return days


def _has_room(ran: Counts, most: int, at: int, recent: Days = ()) -> bool:
    """Whether the seven days that end here hold fewer runs, done and kept."""
    return _in_week_to(at, ran) + len(recent) < most


def _has_rested(ran: Counts, rest: int, at: int, recent: Days = ()) -> bool:
    """Whether so many whole days of rest lie between this day and the run before."""
    return not recent and not any(at - n in ran for n in range(rest + 1))


def most_worth(days: Days, worth: Counts, span: int, fits: Callable[[int, Days], bool]) -> Days:
    """The days worth most together, each of which fits those kept in the `span` days before it.

    An exact dynamic programme over days in order. What a day needs to know of the days before
    is which of the last `span` were kept: of all choices alike in that, the best goes on. Of equal
    choices the one that runs earlier.
    """
    if all(fits(at, _recent(days[:i], at, span)) for i, at in enumerate(days)):
        return days  # all of them is the best of them
    best: dict[Days, Choice] = {(): NOTHING}
    for at in days:
        held: dict[Days, Choice] = {}
        for recent, found in best.items():
            _keep_better(held, _recent(recent, at, span), found)
        best = dict(held)
        for recent, (m, kept) in held.items():
            if fits(at, recent):
                _keep_better(best, (*recent, at), (m + worth[at], (*kept, at)))
    return min(best.values(), key=_rank)[1]


def _recent(days: Days, at: int, span: int) -> Days:
    return days[bisect_left(days, at - span) :]


def _keep_better(best: dict[Days, Choice], recent: Days, found: Choice) -> None:
    best[recent] = min(found, best.get(recent, found), key=_rank)


def _rank(choice: Choice) -> Choice:
    """Less is better: worth more, or as much and earlier."""
    return (-choice[0], choice[1])


def _runs_a_day(done: Done) -> Counts:
    runs: Counts = {}
    for on, _ in done:
        runs[on.toordinal()] = runs.get(on.toordinal(), 0) + 1
    return runs


def _in_week_to(last: int, runs: Counts) -> int:
    return sum(runs.get(at, 0) for at in range(last - WEEK_DAYS + 1, last + 1))


def _fits_done(one: Restriction, day: date, done: Done) -> bool:
    """Whether a run on a day nothing was planned for fits beside the runs already done."""
    if not one.is_active(day):
        return True
    most, rest = one.max_runs_per_week, one.min_rest_days_between_runs or 0
    at, ran = day.toordinal(), _runs_a_day(done)
    return (most is None or _has_room(ran, most, at)) and (rest == 0 or _has_rested(ran, rest, at))
