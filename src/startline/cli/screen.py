"""An Advice for people, in the terminal: one number first, then why, then the doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console

from startline.cli.ask_screen import show_questions, show_trend
from startline.cli.layout import WIDTH, heading, line, say
from startline.cli.missed_screen import show_missed
from startline.cli.outlook_screen import show_outlook
from startline.cli.plain import shown_name
from startline.cli.plan_screen import show_coming_days, show_weeks
from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.case import Case
from startline.engine.runs import Run
from startline.words import today
from startline.words.chances import figures, in_ten
from startline.words.language import _
from startline.words.plan import in_minutes, kind_name
from startline.words.reasons import limit_name, sentence
from startline.words.units import day_name, in_unit, shown

BAR_CELLS = 36  # at most, of a run drawn as a line
LEAST_DAY = 10
BESIDE_A_ROAD = 13  # columns of its line that are neither day, road nor words
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
    show_trend(console, advice, unit)
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
        ahead = today.to_the_race(case.race.name, (case.race.on - advice.on).days)
        parts.append(shown_name(ahead))
    say(console, " · ".join(parts), indent=0)
    say(console, f"[dim]{today.data_age(advice)}[/]", indent=0)


def _flags(console: Console, advice: Advice) -> None:
    flags = [r for r in advice.reasons if r.code == "red_flag"]
    first = today.red_flags_first(advice)
    if not flags:
        say(console, first, indent=0)
        return
    console.print()
    say(console, f"[bold]{first}[/]", indent=0)
    for reason in flags:
        say(console, shown_name(sentence(reason.code, reason.values, "")), label="· ")


def _today(console: Console, advice: Advice, unit: str) -> None:
    _day(console, _(today.TODAY), advice.today, unit, in_minutes(advice.plan[0]))


def _next_long_run(console: Console, advice: Advice, unit: str) -> None:
    if advice.next_long_run is not None and advice.next_long_run.on != advice.on:
        long = next(day for day in advice.plan if day.on == advice.next_long_run.on)
        _day(console, _(today.NEXT_LONG_RUN), advice.next_long_run, unit, in_minutes(long))


def _day(console: Console, title: str, day: DayAdvice, unit: str, how: str) -> None:
    kind = f", {shown_name(kind_name(day.kind))}" if day.kind else ""
    heading(console, title, f"{day_name(day.on)}{kind}")
    say(console, _number(day, unit))
    for text in today.below_the_number(day, unit, how):
        say(console, shown_name(text))
    if chance := today.chance_of(day):
        say(console, chance)
        say(console, figures(day.p_pain_free or 0))
    if light := today.light_of(day):
        say(console, light)
    _bounds(console, day.bounds, day.on, unit)
    for text in today.reasons_of(day, unit):
        say(console, shown_name(text))


def _number(day: DayAdvice, unit: str) -> str:
    """The one distance of a day; what is to be seen first is bold."""
    first, rest = today.number_of(day, unit)
    style = "bold cyan" if day.advised_km else "bold"
    return f"[{style}]{first}[/]{rest}" if first else rest


def _bounds(console: Console, bounds: Iterable[Bound], on: date, unit: str) -> None:
    """Every limit of a day, lowest first; an arrow where it decided."""
    for bound in sorted(bounds, key=lambda one: (one.max_run_km, one.code)):
        style = "bold" if bound.binding else "dim"
        far = today.bound_far(bound, unit)
        label = f"[{style}]{'→' if bound.binding else ' '} {far:>8}  [/]"
        say(console, f"[{style}]{shown_name(limit_name(bound, on))}[/]", label=label)


def _onset(console: Console, advice: Advice, unit: str) -> None:
    onset = advice.onset
    if onset is None:
        return
    heading(console, _(today.WHERE_IT_HURTS), _(today.WHERE_IT_HURTS_NOTE))
    say(console, today.where_it_hurts(onset, unit))
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
    heading(console, _(today.LAST_RUNS))
    told = [(day_name(run.on), today.how_it_went(run, unit)) for run in asked]
    named, went = (max(len(cells[i]) for cells in told) for i in (0, 1))
    named = max(LEAST_DAY, named)
    road = min(BAR_CELLS, WIDTH - BESIDE_A_ROAD - named - went)
    for run, (day, what) in zip(asked, told, strict=True):
        far = shown(run.distance_km, unit)
        line(console, f"  {day:<{named}} {_road(run, longest, road)} {far:>7}, {what}")


def _road(run: Run, longest_km: float, most: int) -> str:
    """The run as a line: ━ free of pain, ▒ where it may have begun, ╍ in pain."""
    cells = max(1, round(run.distance_km / longest_km * most))
    onset = run.pain.onset if run.pain else None
    begins, surely = (cells, cells) if run.pain and run.pain.free else (0, 0)
    if onset is not None:
        begins = min(cells, round(onset.lower_km / longest_km * most))
        surely = min(cells, max(begins + 1, round(onset.upper_km / longest_km * most)))
    line = "━" * begins + "▒" * (surely - begins) + "╍" * (cells - surely)
    return line.ljust(most)


def _also(console: Console, advice: Advice, unit: str) -> None:
    told = list(today.to_know(advice, unit))
    if told:
        heading(console, _(today.TO_KNOW))
    for text in told:
        say(console, shown_name(text), label="· ")


def _what_it_is(console: Console) -> None:
    where = _("`startline explain` shows what decided each day, and where each number comes from.")
    console.print()
    say(console, f"[dim]{_(today.WHAT_IT_IS)} {where}[/]", indent=0)
