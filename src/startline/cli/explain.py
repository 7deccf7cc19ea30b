"""Every number with the limit that bound it, who set it, its assumption and its source."""

from __future__ import annotations

from rich.console import Console

from startline.cli import words
from startline.cli.plain import shown_name
from startline.cli.screen import data_age, flags_and_reasons
from startline.cli.units import day_name, in_ten, shown
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
    """Print each day's bounds with author and source, then every assumption leaned on."""
    unit = case.runner.unit or "km"
    flags_and_reasons(console, advice, unit)
    limits = {one.id: as_meant(one) for one in case.restrictions}
    told: set[str] = set()
    for title, day in (("Today", advice.today), ("Next long run", advice.next_long_run)):
        if day is not None:
            _day(console, title, day, limits, told, unit)
    _chances(console, advice, unit)
    console.print("\n[bold]Assumptions these numbers lean on[/]")
    for id_ in advice.assumptions:
        console.print(f"  {_assumption(REGISTRY[id_])}")
    console.print(
        f"\n[dim]Engine {advice.engine_version}, seed {advice.seed}. {data_age(advice)} "
        f"{words.WHAT_IT_IS}[/]"
    )


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
    console.print(
        f"\n[bold]{title}[/]  {day_name(day.on)}: {advised}, at most {shown(day.max_run_km, unit)}"
    )
    for bound in sorted(day.bounds, key=lambda one: (one.max_run_km, one.code)):
        mark = "[bold]binds[/]" if bound.binding else "does not bind"
        name = words.BOUNDS[bound.code].format(by=shown_name(bound.by or "clinician"))
        far = shown(bound.max_run_km, unit) if bound.max_run_km < 500 else "no distance set"
        console.print(f"  {far:>8}  {name} ({mark})")
        key = bound.restriction or bound.code
        for line in () if key in told else _behind(bound, limits, unit):
            console.print(f"            [dim]{shown_name(line)}[/]")
        told.add(key)


def _behind(bound: Bound, limits: dict[str, Restriction], unit: str) -> list[str]:
    if bound.restriction is not None:
        return [_who_set(limits[bound.restriction], unit)]
    return [_assumption(REGISTRY[id_]) for id_ in LEANS_ON.get(bound.code, ())]


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
    return f"set by {one.by or one.set_by} from {one.from_day}{until}; {'; '.join(parts)}"


def _chances(console: Console, advice: Advice, unit: str) -> None:
    if advice.onset is None:
        return
    console.print("\n[bold]Chance that a run today stays free of pain[/]")
    for km, p in advice.onset.p_pain_free[::3]:
        console.print(f"  {shown(km, unit):>8}  {in_ten(p)} ({p:.2f})")
    first = advice.onset.p_from_first_step
    console.print(f"  From the first step: {in_ten(first)} hurt ({first:.2f}).")


def _assumption(one: Assumption) -> str:
    span = f"as well {one.low:g} to {one.high:g}"
    return f"{one.id} = {one.value:g} {one.unit} ({span}); source: {one.source}"
