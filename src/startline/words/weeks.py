"""The plan by weeks, Monday first: what is left of each, and what the programme said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from startline.engine.advice import Advice, PlannedDay
from startline.engine.assumptions import CUTBACK_FROM_PERCENT, TAPER_DAYS

WEEKS_BEFORE = 3  # a week is light beside the three before it


@dataclass(frozen=True, slots=True)
class Week:
    """The days of one week that are still ahead, today included."""

    monday: date
    days: tuple[PlannedDay, ...]
    note: str = ""

    @property
    def runs(self) -> tuple[PlannedDay, ...]:
        """Days the programme wants a run on, less today once it is run."""
        return tuple(day for day in self.days if is_ahead(day))

    @property
    def planned_km(self) -> float:
        """Kilometres of the plan as it is."""
        return sum(day.distance_km or 0 for day in self.runs)

    @property
    def programmed_km(self) -> float:
        """Kilometres of the programme as it was, minutes counted at the runner's easy pace."""
        return sum(programmed_km(day) for day in self.runs)

    @property
    def long_run(self) -> PlannedDay | None:
        """The race, or else the long run: the longest, should there be two."""
        named = [day for day in self.runs if day.kind in ("long", "race")]
        return max(named, key=lambda day: (day.kind == "race", programmed_km(day)), default=None)


def is_ahead(day: PlannedDay) -> bool:
    """Whether a run is programmed on this day and not yet done."""
    done = any(reason.code == "already_run" for reason in day.reasons)
    return day.distance_km is not None and not done


def programmed_km(day: PlannedDay) -> float:
    """The programme's distance; where it gave minutes, what they come to."""
    if day.programmed_km is not None:
        return day.programmed_km
    cut = (r.values["from_km"] for r in day.reasons if r.code in ("shortened", "not_today"))
    return float(next(cut, day.distance_km or 0))


def weeks_of(advice: Advice) -> tuple[Week, ...]:
    """Every week from the day of the advice to the race, each with a code for what it is for."""
    grouped = groupby(advice.plan, key=lambda day: day.on - timedelta(day.on.weekday()))
    bare = [Week(monday, tuple(days)) for monday, days in grouped]
    return tuple(_noted(bare))


def _noted(weeks: Sequence[Week]) -> Iterator[Week]:
    race = next((d for week in reversed(weeks) for d in week.days if d.kind == "race"), None)
    for n, week in enumerate(weeks):
        note = _note(week, weeks[max(0, n - WEEKS_BEFORE) : n], race)
        yield Week(week.monday, week.days, note)


def _note(week: Week, before: Sequence[Week], race: PlannedDay | None) -> str:
    if race is not None and race in week.days:
        return "over_limit" if race.over_limit else "race"
    if race is not None and race.on - week.monday <= timedelta(TAPER_DAYS):
        return "taper"
    return "lighter_week" if _is_lighter(week, before) else ""


def _is_lighter(week: Week, before: Iterable[Week]) -> bool:
    """A week held light by the plan, or one whose longest run falls as the programme's did."""
    if any(reason.code == "lighter_week" for day in week.days for reason in day.reasons):
        return True
    longest_km = max((_longest_km(one) for one in before), default=0)
    return 0 < _longest_km(week) * 100 <= longest_km * CUTBACK_FROM_PERCENT


def _longest_km(week: Week) -> float:
    return max((day.distance_km or 0 for day in week.runs), default=0)
