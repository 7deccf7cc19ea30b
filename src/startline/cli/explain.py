"""Every number with the limit that bound it, who set it, its assumption and its source."""

from __future__ import annotations

from rich.console import Console

from startline.cli import words
from startline.cli.ask_screen import show_sources
from startline.cli.layout import heading, say
from startline.cli.plain import shown_name
from startline.cli.screen import bound_far, flags_and_reasons, headline
from startline.cli.units import day_name, in_ten, shown
from startline.cli.why_days import show_why
from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.assumptions import REGISTRY, Assumption
from startline.engine.case import Case
from startline.engine.misspelt import as_meant
from startline.engine.restrictions import Restriction

LEANS_ON = {
    "single_session_spike": ("single_session_spike", "spike_window", "spike_floor"),
    "onset": (
        "onset_median",
        "ceiling_spread",
        "first_step_other",
        "first_step_early",
        "ceiling_sigma",
        "ceiling_skew",
        "ceiling_step",
        "ceiling_aggravation",
    ),
    "traffic_light": ("greens", "step", "restart", "rest_after_red", "reds"),
    "stale_data": ("stale_hold", "stale_restart", "stale_restart_share", "stale_ask"),
    "taper": ("taper", "build"),
}
"""Which assumptions stand behind which bound."""


def show_explanation(console: Console, case: Case, advice: Advice) -> None:
    """Print the weeks and what decided them, the limits of two days, and what they lean on."""
    unit = case.runner.unit or "km"
    headline(console, case, advice)
    flags_and_reasons(console, advice, unit)
    show_why(console, advice, unit)
    limits = {one.id: as_meant(one) for one in case.restrictions}
    told: set[str] = set()
    for title, day in (("Today", advice.today), ("Next long run", advice.next_long_run)):
        if day is not None:
            _day(console, title, day, limits, told, unit)
    _chances(console, advice, unit)
    show_sources(console, advice)
    heading(console, "Assumptions these numbers lean on")
    for id_ in advice.assumptions:
        say(console, shown_name(_assumption(REGISTRY[id_])), label="· ")
    console.print()
    say(console, f"[dim]{words.WHAT_IT_IS}[/]", indent=0)
    say(console, f"[dim]Engine {advice.engine_version}, seed {advice.seed}.[/]", indent=0)


def _day(
    console: Console,
    title: str,
    day: DayAdvice,
    limits: dict[str, Restriction],
    told: set[str],
    unit: str,
) -> None:
    """One day's bounds; what stands behind a kind of bound is told the first time."""
    advised = "no run" if not day.advised_km else shown(day.advised_km, unit)
    most = shown(day.max_run_km, unit)
    heading(console, title, f"{day_name(day.on)}: {advised}, at most {most}")
    for bound in sorted(day.bounds, key=lambda one: (one.max_run_km, one.code)):
        mark = "[bold]binds[/]" if bound.binding else "does not bind"
        name = shown_name(words.bound_name(bound.code, bound.by))
        say(console, f"{name} ({mark})", label=f"{bound_far(bound, unit):>8}  ")
        key = bound.restriction or bound.code
        for behind in () if key in told else _behind(bound, limits, unit):
            say(console, f"[dim]{shown_name(behind)}[/]", indent=12)
        told.add(key)


def _behind(bound: Bound, limits: dict[str, Restriction], unit: str) -> list[str]:
    if bound.restriction is not None:
        return [_who_set(limits[bound.restriction], unit)]
    leans_on = LEANS_ON.get(bound.code)
    return [f"leans on {', '.join(leans_on)}; see below"] if leans_on else []


def _who_set(one: Restriction, unit: str) -> str:
    until = f" until {one.until_day}, and on until somebody acknowledges" if one.until_day else ""
    says = {
        "no running": one.no_running,
        "longest run": one.max_run_km and shown(one.max_run_km, unit),
        "longest run in minutes": one.max_run_min,
        "in seven days": one.max_week_km and shown(one.max_week_km, unit),
        "runs in seven days": one.max_runs_per_week,
        "rest days between runs": one.min_rest_days_between_runs,
        "highest pain rating": one.max_nrs,
        "easy runs": one.easy_only,
        "surfaces": one.surfaces and ", ".join(one.surfaces),
    }
    parts = [
        f"{name}: {'yes' if v is True else v}" for name, v in says.items() if v not in (None, False)
    ]
    who = words.clipped(one.by or one.set_by)
    return f"set by {who} from {one.from_day}{until}; {'; '.join(parts)}"


def _chances(console: Console, advice: Advice, unit: str) -> None:
    if advice.onset is None:
        return
    heading(console, "Chance that a run today stays free of pain")
    for km, p in advice.onset.p_pain_free[::3]:
        say(console, f"{shown(km, unit):>8}  {in_ten(p)} ({p:.2f})")
    first = advice.onset.p_from_first_step
    say(console, f"From the first step: {in_ten(first)} hurt ({first:.2f}).")


def _assumption(one: Assumption) -> str:
    span = f"as well {one.low:g} to {one.high:g}"
    return f"{one.id} = {one.value:g} {one.unit} ({span}); source: {one.source}"
