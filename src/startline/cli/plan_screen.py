"""The plan on the screen: the coming seven days, and the weeks to the race as bars."""

from __future__ import annotations

from rich.console import Console

from startline.cli.layout import Part, heading, in_blocks, line, say, width_of
from startline.cli.plain import plain
from startline.engine.advice import Advice, PlannedDay
from startline.words import plan as words
from startline.words.chances import in_ten_both
from startline.words.language import _
from startline.words.units import day_and_month, day_name, unit_name, whole
from startline.words.weeks import Week, weeks_of

COMING_DAYS = 7
MOST_WEEKS = 30
BESIDE_A_BAR = 57  # columns of a week's line that are not its bar
LEAST_BAR = 8


def show_coming_days(console: Console, advice: Advice, unit: str) -> None:
    """The seven days from tomorrow on: what is run of what was programmed, and what instead."""
    coming = advice.plan[1 : COMING_DAYS + 1]
    if not any(day.distance_km is not None or day.cross_train for day in coming):
        return
    note = _(words.COMING_DAYS_NOTE).format(unit=unit_name(unit))
    heading(console, _(words.COMING_DAYS), note)
    head = _cells("", "", *(_(one) for one in words.COLUMNS))
    line(console, (head, "dim"))
    for day in coming:
        line(console, *_coming_day(day, unit))
        if how := words.in_minutes(day):
            say(console, how, indent=14)


def _coming_day(day: PlannedDay, unit: str) -> tuple[Part, ...]:
    """One day as a line; a day without a run is faint."""
    run = words.of_programmed(day, unit) if day.distance_km is not None else ""
    chance = "" if day.p_pain_free is None else in_ten_both(day.p_pain_free)
    kind = plain(words.kind_name(day.kind))
    instead = plain(", ".join(words.offered(one) for one in day.cross_train))
    cells = _cells(day_name(day.on), kind, run, instead, chance)
    return ((cells, "" if run or day.cross_train else "dim"),)


def _cells(day: str, kind: str, run: str, instead: str, chance: str) -> str:
    return f"  {day:<10}  {kind:<9}  {run:<12}  {instead:<19}  {chance}"


# --- the weeks ---------------------------------------------------------------------------------


def show_weeks(console: Console, advice: Advice, unit: str) -> None:
    """Every week to the race as one line: the plan as a bar in front of the programme's."""
    weeks = weeks_of(advice)
    if not any(week.runs for week in weeks):
        return
    to_race = any(day.kind == "race" for day in advice.plan)
    weeks_heading(console, _(words.WEEKS_TO_THE_RACE if to_race else words.WEEKS_AHEAD), unit)
    longest_km = max(week.programmed_km for week in weeks)
    for week in weeks[:MOST_WEEKS]:
        line(console, *week_line(console, week, longest_km, unit))
    if len(weeks) > MOST_WEEKS:
        line(console, (f"  {words.weeks_more(len(weeks) - MOST_WEEKS)}", "dim"))


def weeks_heading(console: Console, title: str, unit: str) -> None:
    """A title, and what the bars below it mean."""
    full, faint = in_blocks(console)
    note = _(words.BARS).format(full=full * 2, faint=faint * 2, unit=unit_name(unit))
    heading(console, title, note)


def week_line(console: Console, week: Week, longest_km: float, unit: str) -> tuple[Part, ...]:
    """A week's first day ahead, its bar, its kilometres or miles, its long run, what it is for."""
    now, was = whole(week.planned_km, unit), whole(week.programmed_km, unit)
    label = f"  {day_and_month(week.days[0].on):>6}  "
    note = words.week_note(week.note)
    numbers = f" {words.whole_of(now, was):>10}  {_long_run(week, unit):<17}  {note}"
    return (label, *bar(console, week, longest_km), numbers)


def _long_run(week: Week, unit: str) -> str:
    day = week.long_run
    return "" if day is None else plain(words.run_named(day, unit))


def bar(console: Console, week: Week, longest_km: float) -> tuple[Part, Part, str]:
    """The plan in front of the programme, on the scale of the longest week.

    A plan below the programme never fills its bar, and a plan with a run in it is never empty.
    """
    full, faint = in_blocks(console)
    cells = max(LEAST_BAR, width_of(console) - BESIDE_A_BAR)
    per_km = cells / longest_km if longest_km > 0 else 0
    behind = min(cells, round(week.programmed_km * per_km))
    front = min(behind, round(week.planned_km * per_km))
    if 0 < week.planned_km < week.programmed_km:
        front = max(1, min(front, behind - 1))
    behind = max(front, behind)
    rest = " " * (cells - behind)
    return ((full * front, "bold cyan"), (faint * (behind - front), "dim"), rest)
