"""The nearest thing that is allowed: the most that people's limits leave of one week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from startline.engine.assumptions import SHORTEST_RUN_M
from startline.engine.case import Case
from startline.engine.conflicts.single import single_limits
from startline.engine.plan_check.calendar import Calendar
from startline.engine.plan_check.exact import METRE_MM, MOST_KM
from startline.engine.plan_check.in_force import stopped_from
from startline.engine.plan_check.logged import read_log
from startline.engine.plan_check.people import Limit, read_limit
from startline.engine.restrictions import Restriction

WEEK_DAYS = 7
ANY_M = MOST_KM * 1000  # stands for "no limit says"


@dataclass(frozen=True, slots=True)
class AllowedDay:
    """A day on which a run is allowed, and its most in km; None where no limit says."""

    on: date
    max_run_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedWeek:
    """The most of seven days under people's limits: runs, longest run, and sum.

    The three are maxima, not to be had together in every case; `days` is one week that has the
    sum (of those with the same sum the one with most runs, then the one that begins earliest).
    Distances are None where no limit says. `limits` are all in force in that week, each saying
    one thing, with who set it and until when.
    """

    first: date
    most_runs: int
    longest_run_km: float | None
    most_km: float | None
    days: tuple[AllowedDay, ...]
    limits: tuple[Restriction, ...]


def nearest_allowed(case: Case, *, on: date, first: date | None = None) -> AllowedWeek:
    """What limits and red flags alone leave of the seven days from `first` (from `on` if None).

    Runs done up to `on` count. Exact: each of the 128 choices of running days is worked out, with
    runs of at least 800 m (assumption `shortest_run`). A maximum, never a target.
    """
    first = on if first is None else max(first, on)
    week = _Week(case, on, first)
    best = max(week.choices(), key=lambda lengths: (sum(lengths.values()), len(lengths)))
    longest = max((max(one.values()) for one in week.choices() if one), default=0)
    return AllowedWeek(
        first=first,
        most_runs=max(len(one) for one in week.choices()),
        longest_run_km=_km(longest, longest),
        most_km=_km(sum(best.values()), max(best.values(), default=0)),
        days=tuple(AllowedDay(first + timedelta(at), _km(m, m)) for at, m in best.items()),
        limits=single_limits(
            case.restrictions, on=on, first=first, last=first + timedelta(WEEK_DAYS - 1)
        ),
    )


def _km(metres: int, longest: int) -> float | None:
    return None if longest >= ANY_M else metres / 1000


@dataclass(frozen=True, slots=True)
class _Day:
    """One day's room: metres of a run, metres and runs of its seven days, whole days of rest."""

    run_m: int
    week_m: int
    week_runs: int
    rest_days: int


class _Week:
    """The room of each of the seven days, and what every choice of running days makes of it."""

    def __init__(self, case: Case, on: date, first: date) -> None:
        log = read_log(case.runs, on=on)
        ahead = (first - on).days
        self._done = Calendar(log.runs, on=on, days_ahead=ahead + WEEK_DAYS)
        self._pace_s_per_km = log.slow_pace_s_per_km(on)
        self._limits = [read_limit(one, on=on) for one in case.restrictions]
        self._stopped = stopped_from(case.red_flags, on=on)
        self._dates = [first + timedelta(at) for at in range(WEEK_DAYS)]
        self._days = [self._room(day) for day in self._dates]

    def choices(self) -> Iterator[dict[int, int]]:
        """Every allowed choice of running days, in metres: most runs first, then the earliest."""
        for n_runs in range(WEEK_DAYS, -1, -1):
            for days in combinations(range(WEEK_DAYS), n_runs):
                lengths = self._lengths(days)
                if lengths is not None:
                    yield lengths

    def _lengths(self, days: tuple[int, ...]) -> dict[int, int] | None:
        """The longest runs of these days, filled from the first on; None where they do not fit.

        Within one week every window that looks back holds all earlier days of it, so the sums
        are nested and filling in order reaches the greatest total.
        """
        if not self._is_spaced(days) or any(self._days[at].run_m < SHORTEST_RUN_M for at in days):
            return None
        spare = [self._days[at].week_m - SHORTEST_RUN_M * n for n, at in enumerate(days, 1)]
        if any(metres < 0 for metres in spare):
            return None
        lengths, used = {}, 0
        for n, at in enumerate(days):
            extra = min(self._days[at].run_m - SHORTEST_RUN_M, min(spare[n:]) - used)
            lengths[at], used = SHORTEST_RUN_M + extra, used + extra
        return lengths

    def _is_spaced(self, days: tuple[int, ...]) -> bool:
        for n, at in enumerate(days):
            day = self._days[at]
            rested = at - days[n - 1] - 1 if n else self._done.week(self._dates[at]).rested_days
            if n + 1 > day.week_runs or (rested is not None and rested < day.rest_days):
                return False
        return True

    def _room(self, day: date) -> _Day:
        binding = [limit for limit in self._limits if limit.binds(day)]
        done = self._done.week(day)
        done_m = -(-done.mm // METRE_MM)
        stopped = self._stopped is not None and day >= self._stopped
        metres = [ANY_M, *(m for limit in binding for m in self._run_m(limit))]
        sums_m = [one.week_mm // METRE_MM - done_m for one in binding if one.week_mm is not None]
        runs = [one.week_runs - done.runs for one in binding if one.week_runs is not None]
        rests = [one.rest_days for one in binding if one.rest_days]
        return _Day(
            run_m=0 if stopped else min(metres),
            week_m=min([ANY_M * WEEK_DAYS, *sums_m]),
            week_runs=min([WEEK_DAYS, *runs]),
            rest_days=max(rests, default=-1),
        )

    def _run_m(self, limit: Limit) -> Iterator[int]:
        if limit.said.no_running or not limit.sound:
            yield 0
        if limit.run_mm is not None:
            yield limit.run_mm // METRE_MM
        if limit.run_ms is not None:
            yield limit.run_ms // self._pace_s_per_km
