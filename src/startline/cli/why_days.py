"""Every changed day with what changed it: which limit, whose, until when.

Days of one week that stand behind each other with the same reasons are told together.
"""

from __future__ import annotations

from itertools import groupby

from rich.console import Console

from startline.cli.layout import line, say
from startline.cli.plain import shown_name
from startline.cli.plan_screen import week_lines, weeks_heading
from startline.engine.advice import Advice, PlannedDay
from startline.words.explain import Why, is_changed, most_over, run_of, why
from startline.words.language import _
from startline.words.plan import NO_LIMIT_BINDS, WEEKS_DECIDED
from startline.words.units import days_named
from startline.words.weeks import Week, weeks_of


def show_why(console: Console, advice: Advice, unit: str) -> None:
    """Print each week with its bar, and below it every day that is not as programmed."""
    weeks = [week for week in weeks_of(advice) if any(d.distance_km is not None for d in week.days)]
    if not weeks:
        return
    weeks_heading(console, _(WEEKS_DECIDED), unit)
    for week, parts in zip(weeks, week_lines(console, weeks, unit), strict=True):
        line(console, *parts)
        _changed_days(console, week, unit)


def _changed_days(console: Console, week: Week, unit: str) -> None:
    told = [(why(day, unit), day) for day in week.days if day.distance_km is not None]
    groups = groupby(told, key=lambda pair: pair[0] if is_changed(pair[1]) else None)
    for reasons, pairs in groups:
        if reasons is not None:
            _group(console, [pair[1] for pair in pairs], reasons, unit)


def show_day(console: Console, day: PlannedDay, unit: str) -> None:
    """Print one day of the plan, what bound it, and everything else that changed it."""
    reasons = why(day, unit)
    _group(console, [day], reasons, unit)
    if not reasons[0]:
        say(console, _(NO_LIMIT_BINDS), indent=6)


def _group(console: Console, days: list[PlannedDay], reasons: Why, unit: str) -> None:
    far = ", ".join(shown_name(run_of(day, unit)) for day in days)
    named = days_named(days[0].on, days[-1].on)
    say(console, f"[bold]{far} {unit}[/]", indent=4, label=f"{named}: ")
    limits, rest = reasons
    if limits:
        say(console, shown_name(f"{most_over(days, unit)}: {'; '.join(limits)}"), indent=6)
    for text in rest:
        say(console, shown_name(text), indent=6)
