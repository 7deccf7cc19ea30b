"""What was run, counted once: the days of the log that a plan is held against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from startline.engine.assumptions import (
    BELIEVED_M,
    BELIEVED_TIMES,
    BUILD_DAYS,
    SLOWEST_EASY_S_PER_KM,
    SPIKE_DAYS,
)
from startline.engine.guardrails import FASTEST_RUN_S_PER_KM
from startline.engine.plan_check.exact import METRE_MM, millimetres, milliseconds
from startline.engine.runs import Run

READ_BACK_DAYS = BUILD_DAYS + SPIKE_DAYS  # the older ones tell whether the others are believed
PACE_DAYS = 42  # days back to look for the slowest pace; convention (six weeks)
SAME_START_S = 60  # two records of one run: starts no further apart than this,
SAME_DISTANCE_PERCENT = 3  # distances no further apart than this share of the longer,
SAME_DURATION_PERCENT = 2  # and so the times, where both have one (fault case I18)
S_PER_KM = 1000  # seconds per kilometre in one millisecond per millimetre


@dataclass(frozen=True, slots=True)
class Done:
    """One run that was done: its day, millimetres and, if known, milliseconds."""

    on: date
    mm: int
    ms: int | None


@dataclass(frozen=True, slots=True)
class Log:
    """The believable runs of the last months, each once, and the day of one that is unreadable."""

    runs: tuple[Done, ...]
    unreadable_on: date | None

    def slow_pace_s_per_km(self, on: date) -> int:
        """The slowest whole-run pace of the last 42 days, rounded up to whole seconds per km.

        540 s/km where no run of those days has a time (assumption `slow_pace`).
        """
        first = on - timedelta(days=PACE_DAYS)
        paces = [
            -(-run.ms * S_PER_KM // run.mm)
            for run in self.runs
            if run.ms is not None and run.mm > 0 and run.on >= first
        ]
        return max(paces, default=SLOWEST_EASY_S_PER_KM)


def read_log(runs: Iterable[Run], *, on: date) -> Log:
    """The log up to and including day `on`.

    A run faster than 2:00 per km over its whole length is a fault of the recording and is left
    out, as are runs of days to come (safety invariant C-16).
    """
    first = on - timedelta(days=READ_BACK_DAYS)
    recent = [run for run in runs if _between(run.on, first, on)]
    unreadable = [run.on if type(run.on) is date else on for run in recent if not _is_readable(run)]
    sound = [run for run in recent if _is_readable(run)]
    done = [_done(run) for run in _each_once(sound)]
    plausible = [run for run in done if _is_plausible(run)]
    return Log(tuple(plausible), min(unreadable, default=None))


def believed_mm(runs: Sequence[Done]) -> dict[date, int]:
    """For each day with runs, the longest one as far as it is believed, in millimetres.

    A run beyond 21.1 km that is over three times as long as every other within 30 days counts as
    three times the longest of those, or as 21.1 km if that is more: 90 may have been typed for 9
    (assumptions `believed_times`, `believed`). It bears on steps alone, never on a person's limit.
    """
    days = sorted({run.on for run in runs})
    if not days:
        return {}
    first = days[0].toordinal() - SPIKE_DAYS
    longest, second = _two_longest(runs, first, days[-1].toordinal() + SPIKE_DAYS + 1)
    believed = {}
    for day in days:
        at = day.toordinal() - first
        beside = max(*longest[at - SPIKE_DAYS : at], second[at], *longest[at + 1 :][:SPIKE_DAYS])
        most = max(BELIEVED_TIMES * beside, BELIEVED_M * METRE_MM)
        believed[day] = min(longest[at], most)
    return believed


def _two_longest(runs: Sequence[Done], first: int, end: int) -> tuple[list[int], list[int]]:
    """The longest and second longest run of each day from ordinal `first`; 0 for none."""
    longest, second = [0] * (end - first), [0] * (end - first)
    for run in sorted(runs, key=lambda run: run.mm):
        at = run.on.toordinal() - first
        longest[at], second[at] = run.mm, longest[at]
    return longest, second


def _between(day: object, first: date, last: date) -> bool:
    # A day that is no day is kept, to be found unreadable.
    return type(day) is not date or first <= day <= last


def _is_readable(run: Run) -> bool:
    timed = run.duration_min is None or milliseconds(run.duration_min) is not None
    return type(run.on) is date and millimetres(run.distance_km) is not None and timed


def _done(run: Run) -> Done:
    ms = None if run.duration_min is None else milliseconds(run.duration_min)
    return Done(run.on, millimetres(run.distance_km) or 0, ms)


def _is_plausible(run: Done) -> bool:
    if run.ms is None:
        return True
    return run.ms * S_PER_KM >= FASTEST_RUN_S_PER_KM * run.mm


def _each_once(runs: Sequence[Run]) -> list[Run]:
    """The runs without second records; of two records of one run the longer stays."""
    kept: dict[date, list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: (-run.distance_km, -(run.duration_min or 0.0))):
        near = (kept[run.on + timedelta(days=days)] for days in (-1, 0, 1))
        if not any(_are_one(run, other) for day in near for other in day):
            kept[run.on].append(run)
    return [run for day in kept.values() for run in day]


def _are_one(run: Run, other: Run) -> bool:
    if run.started_at is None or other.started_at is None:
        return replace(run, id=None) == replace(other, id=None)
    if (run.started_at.tzinfo is None) != (other.started_at.tzinfo is None):
        return False
    apart_s = abs((run.started_at - other.started_at).total_seconds())
    one_length = _are_near(run.distance_km, other.distance_km, SAME_DISTANCE_PERCENT)
    one_time = _are_near(run.duration_min, other.duration_min, SAME_DURATION_PERCENT)
    return apart_s <= SAME_START_S and one_length and one_time


def _are_near(one: float | None, other: float | None, percent: int) -> bool:
    if one is None or other is None:
        return True
    return 100 * abs(one - other) <= percent * max(one, other)
