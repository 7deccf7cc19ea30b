"""Which of the runner's days take which session: well apart, and hard ones away from the long run.

Weeks are seven days counted back from race day, so each holds every weekday once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from itertools import combinations

from startline.engine.errors import Problem, Refused

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_A_WEEK = 7
LONG_RUN_DAYS = ("sun", "sat")
"""Where the long run goes when nobody said, if the runner runs then."""


def days_apart(one: str, other: str) -> int:
    """Days between two weekdays, the short way round.

    >>> days_apart("sun", "mon"), days_apart("tue", "sat")
    (1, 3)
    """
    ahead = (WEEKDAYS.index(one) - WEEKDAYS.index(other)) % DAYS_A_WEEK
    return min(ahead, DAYS_A_WEEK - ahead)


def checked_days(run_days: Collection[str], long_run_day: str | None) -> tuple[list[str], str]:
    """The run days in order of the week, and the day of the long run.

    Raises:
        Refused: if a day is no weekday, there are none, or the long run is on another day.
    """
    unknown = [day for day in run_days if day not in WEEKDAYS]
    if unknown or not run_days:
        said = f'"{unknown[0][:20]}" is not a weekday.' if unknown else "There are no run days."
        raise Refused([Problem("run_days", said, "Use tue,thu,sun and so on.", "run_days")])
    days = [day for day in WEEKDAYS if day in run_days]
    if long_run_day is None:
        return days, next((day for day in LONG_RUN_DAYS if day in days), days[-1])
    if long_run_day not in days:
        said = f'The long run is on "{long_run_day[:20]}", but the run days are {",".join(days)}.'
        hint = f"Add that day to the run days, or use one of {', '.join(days)}."
        raise Refused([Problem("long_run_day", said, hint, "long_run_day")])
    return days, long_run_day


def spread(run_days: Collection[str], long_run_day: str, n_others: int) -> list[str]:
    """The days for `n_others` sessions beside the long run, the one furthest from it first.

    The first takes the hard session. Days in a row are avoided before all else.

    >>> spread(["tue", "wed", "thu", "sun"], "sun", 2)
    ['thu', 'tue']
    """
    others = [day for day in run_days if day != long_run_day]
    choices = combinations(others, min(n_others, len(others)))
    chosen = max(choices, key=lambda days: _worth(days, long_run_day))
    return _furthest_first(chosen, long_run_day)


def _worth(days: tuple[str, ...], long_run_day: str) -> tuple[int, int, int]:
    week = [long_run_day, *days]
    gaps = [days_apart(one, other) for one, other in combinations(week, 2)] or [0]
    reach = max((days_apart(day, long_run_day) for day in days), default=0)
    return min(reach, 2), -gaps.count(1), min(gaps)


def _furthest_first(days: Collection[str], long_run_day: str) -> list[str]:
    placed, left = [long_run_day], list(days)
    while left:
        nearest = {day: min(days_apart(day, one) for one in placed) for day in left}
        placed.append(max(left, key=lambda day: (nearest[day], WEEKDAYS.index(day))))
        left.remove(placed[-1])
    return placed[1:]


def in_week(day: str, last: date) -> date:
    """The date of a weekday within the seven days that end on `last`.

    >>> in_week("sun", date(2026, 5, 2))  # a Saturday
    datetime.date(2026, 4, 26)
    """
    return last - timedelta((last.weekday() - WEEKDAYS.index(day)) % DAYS_A_WEEK)
