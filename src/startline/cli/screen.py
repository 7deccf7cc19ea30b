"""An Advice for people, in the terminal: one number first, then why, then the doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console

from startline.cli import words
from startline.cli.ask_screen import beside_the_trend, show_questions
from startline.cli.layout import heading, line, say
from startline.cli.missed_screen import show_missed
from startline.cli.outlook_screen import show_outlook
from startline.cli.plain import shown_name
from startline.cli.plan_screen import (
    in_minutes,
    kind_name,
    offered,
    show_coming_days,
    show_weeks,
)
from startline.cli.units import bare, day_name, figures, in_ten, in_ten_with_range, in_unit, shown
from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.case import Case
from startline.engine.runs import Run

BAR_CELLS = 36
NO_DISTANCE_KM = 500  # a limit at the longest distance there is sets none
FURTHEST_SHOWN = 0.05  # chances below it are one line less to read


def show_advice(console: Console, case: Case, advice: Advice) -> None:
    """Print the whole answer for one day."""
    unit = case.runner.unit or "km"
    headline(console, case, advice)
    _flags(console, advice)
    _today(console, advice, unit)
    _next_long_run(console, advice, unit)
    show_coming_days(console, advice, unit)
    show_weeks(console, advice, unit)
    _onset(console, advice, unit)
    _last_runs(console, case.runs, advice.on, unit)
    show_outlook(console, advice, unit)
    _trend(console, advice, unit)
    show_questions(console, advice)
    show_missed(console, advice)
    _also(console, advice, unit)
    _what_it_is(console)


def flags_and_reasons(console: Console, advice: Advice, unit: str) -> None:
    """Red flags first, then everything else a person should know beside the numbers."""
    _flags(console, advice)
    _also(console, advice, unit)


def headline(console: Console, case: Case, advice: Advice) -> None:
    """The day, and how far it is to the race."""
    parts = [f"[bold]{day_name(advice.on)} {advice.on.year}[/]"]
    if case.race is not None and case.race.on >= advice.on:
        name = shown_name(words.clipped(case.race.name or "the race"))
        days = (case.race.on - advice.on).days
        parts.append(f"{name} {'today' if days == 0 else f'in {days} days'}")
    say(console, " · ".join(parts), indent=0)
    say(console, f"[dim]{data_age(advice)}[/]", indent=0)


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
        say(console, words.RED_FLAGS_FIRST, indent=0)
        return
    emergency = any(r.values.get("emergency") for r in flags)
    console.print()
    say(console, f"[bold]{words.EMERGENCY if emergency else words.SEE_SOMEBODY}[/]", indent=0)
    for reason in flags:
        say(console, shown_name(words.sentence(reason.code, reason.values, "")), label="· ")


def _today(console: Console, advice: Advice, unit: str) -> None:
    _day(console, "Today", advice.today, unit, in_minutes(advice.plan[0]))


def _next_long_run(console: Console, advice: Advice, unit: str) -> None:
    if advice.next_long_run is not None and advice.next_long_run.on != advice.on:
        long = next(day for day in advice.plan if day.on == advice.next_long_run.on)
        _day(console, "Next long run", advice.next_long_run, unit, in_minutes(long))


def _day(console: Console, title: str, day: DayAdvice, unit: str, how: str) -> None:
    heading(console, title, f"{day_name(day.on)}{_kind(day)}")
    say(console, _number(day, unit))
    if how:
        say(console, f"{how.capitalize()}.")
    if day.turn_back_km:
        say(console, f"Out and back: turn for home at {shown(day.turn_back_km, unit)}.")
    if day.cross_train:
        instead = " or ".join(shown_name(offered(one)) for one in day.cross_train)
        cut = "" if day.kind == "cross" else "Instead of the rest, if you like: "
        say(console, f"{cut}{instead}.")
    _chance(console, day)
    if day.light is not None:
        say(console, f"The light is {words.LIGHTS[day.light]}.")
    _bounds(console, day.bounds, day.on, unit)
    for reason in day.reasons:
        if reason.code not in words.BOUNDS.keys() | words.TOLD_BY_THE_NUMBERS | {"already_run"}:
            say(console, shown_name(words.sentence(reason.code, reason.values, unit)))


def _chance(console: Console, day: DayAdvice) -> None:
    """How likely that far is free of pain, and how likely not."""
    if day.p_pain_free is None:
        return
    low, high = day.p_pain_free_range or (day.p_pain_free, day.p_pain_free)
    chance = in_ten_with_range(day.p_pain_free, low, high)
    say(
        console,
        f"That far: {chance} stay free of pain, {in_ten(1 - day.p_pain_free)} do not.",
    )
    say(console, figures(day.p_pain_free))


def _kind(day: DayAdvice) -> str:
    return f", {kind_name(day.kind)}" if day.kind else ""


def _number(day: DayAdvice, unit: str) -> str:
    """The one distance of a day, in front of what the programme said."""
    said = {reason.code for reason in day.reasons}
    most = f"At most {shown(day.max_run_km, unit)}."
    if "already_run" in said:
        return words.sentence("already_run", {}, unit)
    if day.kind == "race" and not day.advised_km:
        return f"[bold]The race is over your limit.[/] {most}"
    if day.advised_km:
        return f"[bold cyan]{shown(day.advised_km, unit)}[/]{_programmed(day, unit, most)}"
    if "not_today" in said:
        was = shown(day.programmed_km, unit) if day.programmed_km else "A session in minutes"
        return f"[bold]No run.[/] {was} was programmed. {most}"
    nothing = "No run is programmed. " if day.advised_km is not None else ""
    return f"{nothing}{most}" if day.max_run_km > 0 else f"{nothing}No running."


def _programmed(day: DayAdvice, unit: str, most: str) -> str:
    if day.programmed_km is None:
        return f"; minutes were programmed. {most}"
    if (day.advised_km or 0) < day.programmed_km:
        return f" instead of {shown(day.programmed_km, unit)}."
    return f", as programmed. {most}"


def bound_far(bound: Bound, unit: str) -> str:
    """How far a limit allows; a dash for one that sets no distance."""
    return shown(bound.max_run_km, unit) if bound.max_run_km < NO_DISTANCE_KM else "-"


def _bounds(console: Console, bounds: Iterable[Bound], on: date, unit: str) -> None:
    """Every limit of a day, lowest first; an arrow where it decided."""
    for bound in sorted(bounds, key=lambda one: (one.max_run_km, one.code)):
        name = words.bound_name(bound.code, bound.by)
        until = f", {words.until_when(bound.until, on)}" if bound.until else ""
        style = "bold" if bound.binding else "dim"
        label = f"[{style}]{'→' if bound.binding else ' '} {bound_far(bound, unit):>8}  [/]"
        say(console, f"[{style}]{shown_name(name)}{until}[/]", label=label)


def _onset(console: Console, advice: Advice, unit: str) -> None:
    onset = advice.onset
    if onset is None:
        return
    low, high = (shown(km, unit) for km in onset.credible_80_km)
    heading(console, "Where it begins to hurt", "● free of pain that far, ○ it has begun")
    say(
        console,
        f"In the middle at {shown(onset.median_km, unit)}; 8 in 10 between {low} and {high}. "
        f"From {words.runs(onset.n_informative_runs)} somebody was asked about.",
    )
    for km, p in onset.p_pain_free:
        if p < FURTHEST_SHOWN:
            break
        whole = round(in_unit(km, unit))
        if unit == "mi" or whole % 2 == 0:
            line(console, f"  {whole:>3} {unit}  {figures(p)}  {in_ten(p)}")


def _last_runs(console: Console, runs: Iterable[Run], on: date, unit: str) -> None:
    asked = [run for run in sorted(runs, key=lambda r: r.on) if run.pain and run.on <= on][-8:]
    if not asked:
        return
    longest = max(run.distance_km for run in asked)
    heading(console, "The last runs somebody was asked about")
    for run in asked:
        onset = run.pain.onset if run.pain else None
        what = "free of pain" if run.pain and run.pain.free else "it hurt"
        if onset is not None:
            first, last = bare(onset.lower_km, unit), bare(onset.upper_km, unit)
            what = f"pain from {first}" if first == last else f"pain from {first} to {last}"
        far = shown(run.distance_km, unit)
        line(console, f"  {day_name(run.on):<10} {_road(run, longest)} {far:>7}, {what}")


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


def _trend(console: Console, advice: Advice, unit: str) -> None:
    if advice.treatment is None:
        return
    needed = advice.treatment["runs_still_needed"]
    verdict = words.VERDICTS[str(advice.treatment["verdict"])].format(
        needed=words.runs(int(needed))
    )
    heading(console, "Is it getting better?")
    say(console, verdict)
    beside_the_trend(console, advice, unit)


def _also(console: Console, advice: Advice, unit: str) -> None:
    rest = [r for r in (*advice.conflicts, *advice.reasons) if r.code != "red_flag"]
    if not rest:
        return
    heading(console, "To know")
    for reason in rest:
        say(console, shown_name(words.sentence(reason.code, reason.values, unit)), label="· ")


def _what_it_is(console: Console) -> None:
    console.print()
    where = "`startline explain` shows what decided each day, and where each number comes from."
    say(console, f"[dim]{words.WHAT_IT_IS} {where}[/]", indent=0)
