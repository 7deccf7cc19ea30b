"""Every number with the limit that bound it, who set it, its assumption and its source."""

from __future__ import annotations

from rich.console import Console

from startline.cli.ask_screen import show_sources
from startline.cli.layout import heading, say
from startline.cli.plain import shown_name
from startline.cli.screen import flags_and_reasons, headline
from startline.cli.why_days import show_why
from startline.engine.advice import Advice, DayAdvice
from startline.engine.assumptions import REGISTRY
from startline.engine.case import Case
from startline.engine.misspelt import as_meant
from startline.engine.restrictions import Restriction
from startline.words import explain as words
from startline.words import today
from startline.words.language import _
from startline.words.reasons import bound_name
from startline.words.units import shown


def show_explanation(console: Console, case: Case, advice: Advice) -> None:
    """Print the weeks and what decided them, the limits of two days, and what they lean on."""
    unit = case.runner.unit or "km"
    headline(console, case, advice)
    flags_and_reasons(console, advice, unit)
    show_why(console, advice, unit)
    limits = {one.id: as_meant(one) for one in case.restrictions}
    told: set[str] = set()
    for title, day in ((today.TODAY, advice.today), (today.NEXT_LONG_RUN, advice.next_long_run)):
        if day is not None:
            _day(console, _(title), day, limits, told, unit)
    _chances(console, advice, unit)
    show_sources(console, advice)
    heading(console, _(words.ASSUMPTIONS))
    for id_ in advice.assumptions:
        say(console, shown_name(words.assumption(REGISTRY[id_])), label="· ")
    console.print()
    say(console, f"[dim]{_(today.WHAT_IT_IS)}[/]", indent=0)
    say(console, f"[dim]{words.engine(advice.engine_version, advice.seed)}[/]", indent=0)


def _day(
    console: Console,
    title: str,
    day: DayAdvice,
    limits: dict[str, Restriction],
    told: set[str],
    unit: str,
) -> None:
    """One day's bounds; what stands behind a kind of bound is told the first time."""
    heading(console, title, words.in_short(day, unit))
    for bound in sorted(day.bounds, key=lambda one: (one.max_run_km, one.code)):
        mark = f"[bold]{_('binds')}[/]" if bound.binding else _("does not bind")
        name = shown_name(bound_name(bound.code, bound.by))
        say(console, f"{name} ({mark})", label=f"{today.bound_far(bound, unit):>8}  ")
        key = bound.restriction or bound.code
        behind = "" if key in told else words.behind(bound, limits, unit)
        if behind:
            say(console, f"[dim]{shown_name(behind)}[/]", indent=12)
        told.add(key)


def _chances(console: Console, advice: Advice, unit: str) -> None:
    if advice.onset is None:
        return
    heading(console, _(words.CHANCES))
    for km, p in advice.onset.p_pain_free[::3]:
        say(console, f"{shown(km, unit):>8}  {words.chance_at(p)}")
    say(console, words.from_first_step(advice.onset.p_from_first_step))
