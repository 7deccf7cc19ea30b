"""The plan as its pages show it: weeks with their days, and what decided one day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from startline.engine.advice import Advice, Bound, DayAdvice, PlannedDay
from startline.engine.plans import Reason
from startline.words import pictures as words
from startline.words.explain import LEANS_ON, why
from startline.words.plan import in_minutes, kind_name, of_programmed, offered
from startline.words.reasons import limit_name, sentence
from startline.words.units import day_and_month, day_name, shown
from startline.words.weeks import Week, is_ahead, programmed_km, weeks_of

CALENDAR = frozenset({"no_run_day_left", "move_not_possible"})
"""Codes of what the calendar could not place."""


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day in the list: when, what, how far of what was programmed, and what else."""

    on: date
    name: str
    kind: str
    far: str
    beside: tuple[str, ...] = ()
    left_out: bool = False
    over_limit: bool = False
    is_run: bool = False


@dataclass(frozen=True, slots=True)
class WeekShown:
    """One week in the list, with its line and its days."""

    name: str
    said: str
    days: tuple[DayShown, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A limit that binds a day: how far it allows, whose it is, and where it is explained."""

    far: str
    name: str
    anchor: str


def without(advice: Advice, left_out: Collection[date]) -> Advice:
    """The plan with nothing on the days that the runner leaves out. No distance grows by it."""
    return replace(advice, plan=tuple(_emptied(day, left_out) for day in advice.plan))


def _emptied(day: PlannedDay, left_out: Collection[date]) -> PlannedDay:
    if day.on not in left_out or not day.distance_km:
        return day
    asked_km = programmed_km(day)
    return replace(day, distance_km=0.0, duration_min=0.0, programmed_km=asked_km, p_pain_free=None)


def weeks_shown(advice: Advice, left_out: Collection[date], unit: str) -> list[WeekShown]:
    """Every week to the race with its days, from an Advice that is `without` them already."""
    return [_week(week, left_out, unit) for week in weeks_of(advice)]


def _week(week: Week, left_out: Collection[date], unit: str) -> WeekShown:
    said = " · ".join(words.week_parts(week, unit))
    days = tuple(map(partial(_day, left_out=left_out, unit=unit), week.days))
    return WeekShown(day_and_month(week.days[0].on), said, days)


def _day(day: PlannedDay, left_out: Collection[date], unit: str) -> DayShown:
    is_run = is_ahead(day)
    return DayShown(
        on=day.on,
        name=day_name(day.on),
        kind=kind_name(day.kind),
        far=f"{of_programmed(day, unit)} {unit}" if is_run else "",
        beside=tuple(beside(day)),
        left_out=day.on in left_out,
        over_limit=bool(day.over_limit),
        is_run=is_run,
    )


def beside(day: PlannedDay) -> Iterator[str]:
    """How a day is split, what may be done instead of the rest, and how likely it stays free."""
    if how := in_minutes(day):
        yield how
    if day.cross_train:
        yield ", ".join(offered(one) for one in day.cross_train)
    if day.p_pain_free is not None:
        yield chance(day.p_pain_free)


def chance(p: float) -> str:
    """A chance of staying free of pain, both outcomes named."""
    return words.both_outcomes(*words.outcomes("pain_free", p, p, p))


# --- one day -------------------------------------------------------------------------------------


def decided(day: PlannedDay) -> list[Reason]:
    """The limits that bind a day of the plan."""
    return [one for one in day.reasons if "max_km" in one.values]


def limits_shown(day: PlannedDay, unit: str) -> list[Decided]:
    """What bound a day, with how far it allows."""
    return [
        Decided(shown(one.values["max_km"], unit), limit_name(one, day.on), anchor_of(one))
        for one in decided(day)
    ]


def anchor_of(limit: Reason | Bound) -> str:
    """Where the page of reasons explains a limit: its own entry there."""
    restriction = limit.restriction if isinstance(limit, Bound) else limit.values.get("restriction")
    if restriction:
        return "limits"
    leans_on = LEANS_ON.get(limit.code)
    return leans_on[0] if leans_on else "today"


def reasons_shown(day: PlannedDay, unit: str) -> list[str]:
    """Everything else that changed a day, in sentences."""
    standing = [r for r in day.reasons if r.code in ("surfaces", "max_nrs", "easy_only")]
    return [*why(day, unit)[1], *(sentence(r.code, r.values, unit) for r in standing)]


def day_advice(advice: Advice, on: date) -> DayAdvice | None:
    """The day with all its limits, for today and for the next long run."""
    return next((d for d in (advice.today, advice.next_long_run) if d and d.on == on), None)


def not_placed(advice: Advice, unit: str) -> list[str]:
    """Sessions that found no day, and moves that could not be made."""
    found = [one for one in advice.reasons if one.code in CALENDAR]
    return [sentence(one.code, one.values, unit) for one in found]


def told(advice: Advice, code: str, unit: str) -> list[str]:
    """The sentences of one reason of an Advice."""
    return [sentence(r.code, r.values, unit) for r in advice.reasons if r.code == code]
