"""The plan on the screen: the coming seven days, and the weeks to the race as bars."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from startline.cli.layout import Part, columns, heading, in_blocks, line, say, width_of
from startline.cli.plain import plain
from startline.engine.advice import Advice, PlannedDay
from startline.words import plan as words
from startline.words.chances import in_ten_both
from startline.words.language import _
from startline.words.units import day_and_month, day_name, unit_name, whole
from startline.words.weeks import Week, weeks_of

COMING_DAYS = 7
DAY_COLUMNS = (10, 9, 12, 19)
WEEK_COLUMNS = (6, 10, 17, 15)
MOST_WEEKS = 30
LEAST_BAR = 8
Line = tuple[Part, ...]


def show_coming_days(console: Console, advice: Advice, unit: str) -> None:
    """The seven days from tomorrow on: what is run of what was programmed, and what instead."""
    coming = advice.plan[1 : COMING_DAYS + 1]
    if not any(day.distance_km is not None or day.cross_train for day in coming):
        return
    note = _(words.COMING_DAYS_NOTE).format(unit=unit_name(unit))
    heading(console, _(words.COMING_DAYS), note)
    rows = [("", "", *(_(one) for one in words.COLUMNS)), *(_cells(day, unit) for day in coming)]
    head, *lines = columns(rows, roomy=DAY_COLUMNS, most=width_of(console))
    line(console, (head, "dim"))
    for day, text in zip(coming, lines, strict=True):
        idle = day.distance_km is None and not day.cross_train
        line(console, (text, "dim" if idle else ""))
        if how := words.in_minutes(day):
            say(console, how, indent=14)


def _cells(day: PlannedDay, unit: str) -> tuple[str, ...]:
    """One day: its name, its session, what is run, what instead, and the chance."""
    run = words.of_programmed(day, unit) if day.distance_km is not None else ""
    chance = "" if day.p_pain_free is None else in_ten_both(day.p_pain_free)
    instead = plain(", ".join(words.offered(one) for one in day.cross_train))
    return day_name(day.on), plain(words.kind_name(day.kind)), run, instead, chance


# --- the weeks ---------------------------------------------------------------------------------


def show_weeks(console: Console, advice: Advice, unit: str) -> None:
    """Every week to the race as one line: the plan as a bar in front of the programme's."""
    weeks = weeks_of(advice)
    if not any(week.runs for week in weeks):
        return
    to_race = any(day.kind == "race" for day in advice.plan)
    weeks_heading(console, _(words.WEEKS_TO_THE_RACE if to_race else words.WEEKS_AHEAD), unit)
    for parts in week_lines(console, weeks[:MOST_WEEKS], unit):
        line(console, *parts)
    if len(weeks) > MOST_WEEKS:
        line(console, (f"  {words.weeks_more(len(weeks) - MOST_WEEKS)}", "dim"))


def weeks_heading(console: Console, title: str, unit: str) -> None:
    """A title, and what the bars below it mean."""
    full, faint = in_blocks(console)
    note = _(words.BARS).format(full=full * 2, faint=faint * 2, unit=unit_name(unit))
    heading(console, title, note)


def week_lines(console: Console, weeks: Sequence[Week], unit: str) -> list[Line]:
    """A week's first day ahead, its bar, its kilometres or miles, its long run, what it is for."""
    told = [_week_cells(week, unit) for week in weeks]
    first, far, long, note = (
        max(least, *(len(cells[i]) for cells in told)) for i, least in enumerate(WEEK_COLUMNS)
    )
    beside = 2 + first + 2 + 1 + far + 2 + long + 2 + note
    longest_km = max(week.programmed_km for week in weeks)
    cells_of_bar = max(LEAST_BAR, width_of(console) - beside)
    return [
        (
            f"  {cells[0]:>{first}}  ",
            *bar(console, week, longest_km, cells_of_bar),
            f" {cells[1]:>{far}}  {cells[2]:<{long}}  {cells[3]}",
        )
        for week, cells in zip(weeks, told, strict=True)
    ]


def _week_cells(week: Week, unit: str) -> tuple[str, str, str, str]:
    far = words.whole_of(whole(week.planned_km, unit), whole(week.programmed_km, unit))
    long = "" if week.long_run is None else plain(words.run_named(week.long_run, unit))
    return day_and_month(week.days[0].on), far, long, words.week_note(week.note)


def bar(console: Console, week: Week, longest_km: float, cells: int) -> tuple[Part, Part, str]:
    """The plan in front of the programme, on the scale of the longest week.

    A plan below the programme never fills its bar, and a plan with a run in it is never empty.
    """
    full, faint = in_blocks(console)
    per_km = cells / longest_km if longest_km > 0 else 0
    behind = min(cells, round(week.programmed_km * per_km))
    front = min(behind, round(week.planned_km * per_km))
    if 0 < week.planned_km < week.programmed_km:
        front = max(1, min(front, behind - 1))
    behind = max(front, behind)
    rest = " " * (cells - behind)
    return ((full * front, "bold cyan"), (faint * (behind - front), "dim"), rest)
