"""Every changed day with what changed it: which limit, whose, until when.

Days of one week that stand behind each other with the same reasons are told together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from rich.console import Console

from startline.cli import words
from startline.cli.layout import line, say
from startline.cli.plain import shown_name
from startline.cli.plan_screen import kind_name, of_programmed, week_line, weeks_heading
from startline.cli.units import DAYS, MONTHS, bare, day_name, shown
from startline.cli.weeks import Week, is_ahead, programmed_km, weeks_of
from startline.engine.advice import Advice, PlannedDay
from startline.engine.plans import Reason

Why = tuple[tuple[str, ...], tuple[str, ...]]
"""Limits that bound a day, and the sentences of everything else that changed it."""


def show_why(console: Console, advice: Advice, unit: str) -> None:
    """Print each week with its bar, and below it every day that is not as programmed."""
    weeks = [week for week in weeks_of(advice) if any(d.distance_km is not None for d in week.days)]
    if not weeks:
        return
    weeks_heading(console, "The weeks, and what decided each day", unit)
    longest_km = max(week.programmed_km for week in weeks)
    for week in weeks:
        line(console, *week_line(console, week, longest_km, unit))
        _changed_days(console, week, unit)


def _changed_days(console: Console, week: Week, unit: str) -> None:
    told = [(why(day, unit), day) for day in week.days if day.distance_km is not None]
    groups = groupby(told, key=lambda pair: pair[0] if is_changed(pair[1]) else None)
    for reasons, pairs in groups:
        if reasons is not None:
            _group(console, [day for _, day in pairs], reasons, unit)


def show_day(console: Console, day: PlannedDay, unit: str) -> None:
    """Print one day of the plan, what bound it, and everything else that changed it."""
    reasons = why(day, unit)
    _group(console, [day], reasons, unit)
    if not reasons[0]:
        say(console, words.NO_LIMIT_BINDS, indent=6)


def is_changed(day: PlannedDay) -> bool:
    """Whether a day of the programme is not run as programmed, or not on its day."""
    known = words.BOUNDS.keys() | words.STANDING
    moved = any(reason.code not in known for reason in day.reasons)
    return moved or abs(programmed_km(day) - (day.distance_km or 0)) > 1e-9


def why(day: PlannedDay, unit: str) -> Why:
    """What changed a day, without its distances, so that equal reasons are equal."""
    said = [r for r in day.reasons if r.code not in words.TOLD_BY_THE_NUMBERS | words.STANDING]
    limits = tuple(limit_name(one, day.on) for one in said if "max_km" in one.values)
    rest = [one for one in said if "max_km" not in one.values]
    return limits, tuple(words.sentence(one.code, one.values, unit) for one in rest)


def limit_name(one: Reason, on: date) -> str:
    """A limit that bound a day, with its last day where somebody named one.

    >>> nine = Reason("clinician_limit", {"by": "doctor", "until": "2026-04-10", "max_km": 9})
    >>> limit_name(nine, date(2026, 4, 5))
    'the limit your doctor set, until Fri 10 Apr'
    >>> limit_name(nine, date(2026, 4, 12))
    'the limit your doctor set, past Fri 10 Apr until somebody lifts it'
    """
    name = words.bound_name(one.code, one.values.get("by"))
    if "until" not in one.values:
        return name
    until = date.fromisoformat(one.values["until"])
    return f"{name}, {words.until_when(until, on)}"


def _group(console: Console, days: list[PlannedDay], reasons: Why, unit: str) -> None:
    far = ", ".join(_run(day, unit) for day in days)
    say(console, f"[bold]{far} {unit}[/]", indent=4, label=f"{_span(days)}: ")
    limits, rest = reasons
    if limits:
        say(console, shown_name(f"{_at_most(days, unit)}: {'; '.join(limits)}"), indent=6)
    for text in rest:
        say(console, shown_name(text), indent=6)


def _run(day: PlannedDay, unit: str) -> str:
    if not is_ahead(day):
        return "run already"
    kind = "" if day.kind == "easy" else f"{shown_name(kind_name(day.kind))} "
    return f"{kind}{of_programmed(day, unit)}"


def _span(days: list[PlannedDay]) -> str:
    """`Tue 24 to Thu 26 Mar`, or one day."""
    first, last = days[0].on, days[-1].on
    if first == last:
        return day_name(last)
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    return f"{DAYS[first.weekday()]} {first.day}{month} to {day_name(last)}"


def _at_most(days: Iterable[PlannedDay], unit: str) -> str:
    """The range of a limit over some days, each end rounded down."""
    most = [r.values["max_km"] for day in days for r in day.reasons if "max_km" in r.values]
    low, high = bare(min(most), unit), bare(max(most), unit)
    return f"at most {shown(max(most), unit)}" if low == high else f"at most {low} to {high} {unit}"
