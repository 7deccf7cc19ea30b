"""An Advice for people, in the terminal: one number first, then why, then the doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.table import Table

from startline.cli import words
from startline.cli.plain import shown_name
from startline.cli.units import day_name, in_ten, in_ten_with_range, in_unit, shown
from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.case import Case
from startline.engine.runs import Run

FIGURES = 20
BAR_CELLS = 40


def show_advice(console: Console, case: Case, advice: Advice) -> None:
    """Print the whole answer for one day."""
    unit = case.runner.unit or "km"
    _headline(console, case, advice)
    _flags(console, advice)
    _day(console, "Today", advice.today, unit)
    if advice.next_long_run is not None and advice.next_long_run.on != advice.on:
        _day(console, "Next long run", advice.next_long_run, unit)
    _days_between(console, advice, unit)
    _onset(console, advice, unit)
    _last_runs(console, case.runs, advice.on, unit)
    _trend(console, advice)
    _also(console, advice, unit)
    console.print(
        f"\n[dim]{words.WHAT_IT_IS} `startline explain` shows where each number comes from.[/]"
    )


def flags_and_reasons(console: Console, advice: Advice, unit: str) -> None:
    """Red flags first, then everything else a person should know beside the numbers."""
    _flags(console, advice)
    _also(console, advice, unit)


def _headline(console: Console, case: Case, advice: Advice) -> None:
    parts = [f"[bold]{day_name(advice.on)} {advice.on.year}[/]"]
    if case.race is not None and case.race.on >= advice.on:
        name = shown_name(case.race.name or "the race")
        days = (case.race.on - advice.on).days
        parts.append(f"{name} {'today' if days == 0 else f'in {days} days'}")
    console.print(" · ".join(parts))
    console.print(f"[dim]{data_age(advice)}[/]")


def data_age(advice: Advice) -> str:
    """How old the newest thing said is."""
    newest, age = advice.newest_input_on, advice.data_age_days
    if newest is None or age is None:
        return words.NOTHING_SAID
    ago = {0: "today", 1: "yesterday"}.get(age, f"{age} days ago")
    return words.DATA_AGE.format(day=day_name(newest), ago=ago)


def _flags(console: Console, advice: Advice) -> None:
    flags = [r for r in advice.reasons if r.code == "red_flag"]
    if not flags:
        console.print(words.RED_FLAGS_FIRST)
        return
    emergency = any(r.values.get("emergency") for r in flags)
    console.print(f"\n[bold]{words.EMERGENCY if emergency else words.SEE_SOMEBODY}[/]")
    for reason in flags:
        console.print(f"  ! {shown_name(words.sentence(reason.code, reason.values, ''))}")


def _day(console: Console, title: str, day: DayAdvice, unit: str) -> None:
    console.print(f"\n[bold]{title}[/]  {day_name(day.on)}{_kind(day)}")
    console.print(f"  {_number(day, unit)}")
    if day.turn_back_km:
        console.print(f"  Out and back: turn for home at {shown(day.turn_back_km, unit)}.")
    if day.p_pain_free is not None:
        low, high = day.p_pain_free_range or (day.p_pain_free, day.p_pain_free)
        chance = in_ten_with_range(day.p_pain_free, low, high)
        console.print(
            f"  That far: {chance} stay free of pain, {in_ten(1 - day.p_pain_free)} do not.\n"
            f"  {figures(day.p_pain_free)}"
        )
    if day.light is not None:
        console.print(f"  The light is {words.LIGHTS[day.light]}.")
    _bounds(console, day.bounds, unit)


def _kind(day: DayAdvice) -> str:
    return f", {day.kind.replace('_', ' ')}" if day.kind else ""


def _number(day: DayAdvice, unit: str) -> str:
    most = f"At most {shown(day.max_run_km, unit)}."
    if day.kind == "race" and not day.advised_km:
        return f"[bold]The race is over your limit.[/] {most}"
    if day.programmed_km is None and day.advised_km:
        return f"[bold cyan]{shown(day.advised_km, unit)}[/]; minutes were programmed. {most}"
    if day.programmed_km is None:
        nothing = "No run is programmed. " if day.advised_km is not None else ""
        return f"{nothing}{most}" if day.max_run_km > 0 else f"{nothing}No running today."
    programmed = shown(day.programmed_km, unit)
    if not day.advised_km:
        return f"[bold]Not today.[/] {programmed} was programmed. {most}"
    if day.advised_km < day.programmed_km:
        return f"[bold cyan]{shown(day.advised_km, unit)}[/] instead of {programmed}."
    return f"[bold cyan]{shown(day.advised_km, unit)}[/], as programmed. {most}"


def figures(p: float) -> str:
    """Twenty runs to look at: filled ones stay free of pain.

    >>> figures(0.9)
    '●●●●●●●●●●●●●●●●●●○○'
    """
    filled = min(FIGURES, max(0, round(p * FIGURES)))
    return "●" * filled + "○" * (FIGURES - filled)


def _bounds(console: Console, bounds: Iterable[Bound], unit: str) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(width=2)
    table.add_column()
    table.add_column(justify="right")
    for bound in sorted(bounds, key=lambda one: (one.max_run_km, one.code)):
        name = words.BOUNDS[bound.code].format(by=shown_name(bound.by or "clinician"))
        until = f", until {day_name(bound.until)}" if bound.until else ""
        far = shown(bound.max_run_km, unit) if bound.max_run_km < 500 else "no distance set"
        style = "bold" if bound.binding else "dim"
        table.add_row("→" if bound.binding else "", f"{name}{until}", far, style=style)
    console.print(table)


def _days_between(console: Console, advice: Advice, unit: str) -> None:
    between = [day for day in advice.plan[1:] if day.distance_km is not None]
    if not between:
        return
    console.print("\n[bold]Day by day until then[/]")
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2))
    for day in between:
        over = "  over your limit" if day.over_limit else ""
        was = shown(day.programmed_km, unit) if day.programmed_km else "in minutes"
        now = shown(day.distance_km or 0, unit) if day.distance_km else "not run"
        table.add_row(
            f"  {day_name(day.on)}", day.kind.replace("_", " "), now,
            f"[dim]programmed {was}{over}[/]",
        )  # fmt: skip
    console.print(table)


def _onset(console: Console, advice: Advice, unit: str) -> None:
    onset = advice.onset
    if onset is None:
        return
    low, high = (shown(km, unit) for km in onset.credible_80_km)
    console.print("\n[bold]Where it begins to hurt[/]")
    console.print(
        f"  In the middle at {shown(onset.median_km, unit)}; 8 in 10 between {low} and {high}. "
        f"From {words.runs(onset.n_informative_runs)} somebody was asked about."
    )
    for km, p in onset.p_pain_free:
        if p < 0.05:
            break
        whole = round(in_unit(km, unit))
        if unit == "mi" or whole % 2 == 0:
            console.print(f"  {whole:>3} {unit}  {figures(p)}  {in_ten(p)}")


def _last_runs(console: Console, runs: Iterable[Run], on: date, unit: str) -> None:
    asked = [run for run in sorted(runs, key=lambda r: r.on) if run.pain and run.on <= on][-8:]
    if not asked:
        return
    longest = max(run.distance_km for run in asked)
    console.print("\n[bold]The last runs somebody was asked about[/]")
    for run in asked:
        onset = run.pain.onset if run.pain else None
        what = "free of pain" if run.pain and run.pain.free else "it hurt"
        if onset is not None:
            what = f"pain from {shown(onset.lower_km, unit)} to {shown(onset.upper_km, unit)}"
            if onset.lower_km == onset.upper_km:
                what = f"pain from {shown(onset.lower_km, unit)}"
        far = shown(run.distance_km, unit)
        console.print(f"  {day_name(run.on):<10} {_road(run, longest)} {far:>7}, {what}")


def _road(run: Run, longest_km: float) -> str:
    """The run as a line: ━ free of pain, ▒ where it may have begun, ╍ in pain."""
    cells = max(1, round(run.distance_km / longest_km * BAR_CELLS))
    onset = run.pain.onset if run.pain else None
    begins, surely = (cells, cells) if run.pain and run.pain.free else (0, 0)
    if onset is not None:
        begins = min(cells, round(onset.lower_km / longest_km * BAR_CELLS))
        surely = min(cells, max(begins + 1, round(onset.upper_km / longest_km * BAR_CELLS)))
    line = "━" * begins + "▒" * (surely - begins) + "╍" * (cells - surely)
    return line.ljust(BAR_CELLS)


def _trend(console: Console, advice: Advice) -> None:
    if advice.treatment is None:
        return
    needed = advice.treatment["runs_still_needed"]
    verdict = words.VERDICTS[str(advice.treatment["verdict"])].format(
        needed=words.runs(int(needed))
    )
    console.print(f"\n[bold]Is it getting better?[/]\n  {verdict}")


def _also(console: Console, advice: Advice, unit: str) -> None:
    rest = [r for r in advice.reasons if r.code not in ("red_flag",)]
    if not rest:
        return
    console.print("\n[bold]To know[/]")
    for reason in rest:
        console.print(f"  · {shown_name(words.sentence(reason.code, reason.values, unit))}")
