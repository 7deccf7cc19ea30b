"""Limits on a week rather than a run: how much of the week's allowance each planned day may use.

A week is any seven days in a row, so that no choice of its first day gets round a limit. What a
day may use depends on the programme and on runs already done, never on how far other planned days
were cut: a distance cut from one day is not handed to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from startline.engine.restrictions import Restriction
from startline.engine.whole import whole_metres

WEEK_DAYS = 7
MOST_IN_A_LIMIT = 14  # runs a week or days of rest: the most the format lets a limit say

Done = Sequence[tuple[date, int]]
Planned = dict[date, int]  # programmed metres of each day that is run


def quota_caps(
    one: Restriction, days: Iterable[date], planned: Planned, done: Done
) -> dict[date, int]:
    """Metres each day may use under the week limits of one restriction; free days are absent."""
    ran_on = {on for on, _ in done}
    ahead = {day: m for day, m in planned.items() if m and day not in ran_on}
    kept = _kept_days(one, ahead, done)
    caps: dict[date, int] = {}
    for day in days:
        if not (day in kept if day in ahead else _fits_done(one, day, done)):
            caps[day] = 0
        elif (cap_m := whole_metres(one.max_week_km)) is not None:
            caps[day] = _share(cap_m, day, ahead, done)
    return caps


def _share(cap_m: int, day: date, ahead: Planned, done: Done) -> int:
    """The day's part of what is left, in proportion to the programme, in its tightest week."""
    rooms = []
    for first in (day - timedelta(n) for n in range(WEEK_DAYS)):
        room_m = max(0, cap_m - sum(m for on, m in done if _in_week(on, first)))
        total_m = sum(m for on, m in ahead.items() if _in_week(on, first))
        rooms.append(room_m * ahead[day] // total_m if day in ahead else room_m)
    return min(rooms)


def _in_week(on: date, first: date) -> bool:
    return timedelta(0) <= on - first < timedelta(WEEK_DAYS)


def _kept_days(one: Restriction, ahead: Planned, done: Done) -> set[date]:
    """The planned days that stay, longest first.

    Worked out limit by limit from the loosest to the one set, each from what the looser left, so
    that a tighter limit keeps a part of what a looser one kept.
    """
    by_length = sorted(ahead, key=lambda day: (-ahead[day], day))
    few, apart = by_length, by_length
    if one.max_runs_per_week is not None:
        for most in range(MOST_IN_A_LIMIT, one.max_runs_per_week - 1, -1):
            few = _greedy(few, partial(_few_enough, one, done, most))
    for rest in range((one.min_rest_days_between_runs or 0) + 1):
        apart = _greedy(apart, partial(_far_enough, one, done, rest))
    return set(few) & set(apart)


def _greedy(days: list[date], fits: Callable[[date, list[date]], bool]) -> list[date]:
    held: list[date] = []
    for day in days:
        if fits(day, held):
            held.append(day)
    return held


def _few_enough(one: Restriction, done: Done, most: int, day: date, held: list[date]) -> bool:
    """Whether every week that ends on a limited day still has at most `most` runs."""
    chosen = [*held, day]
    run_on = [*chosen, *(on for on, _ in done)]
    first = timedelta(WEEK_DAYS - 1)
    return all(
        sum(_in_week(on, last - first) for on in run_on) <= most
        for last in chosen
        if one.is_active(last)
    )


def _far_enough(one: Restriction, done: Done, rest: int, day: date, held: list[date]) -> bool:
    """Whether `rest` whole days lie between this run and each other, if the later is limited."""
    others = [*held, *(on for on, _ in done)]
    return not any(
        abs(day - on) <= timedelta(rest) and one.is_active(max(day, on)) for on in others
    )


def _fits_done(one: Restriction, day: date, done: Done) -> bool:
    """Whether a run on a day nothing was planned for fits beside the runs already done."""
    most, rest = one.max_runs_per_week, one.min_rest_days_between_runs
    few = most is None or _few_enough(one, done, most, day, [])
    return few and (rest is None or rest == 0 or _far_enough(one, done, rest, day, []))
