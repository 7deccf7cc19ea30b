"""The plan on the screen: the coming seven days, and the weeks to the race as bars."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from startline.cli.layout import Part, heading, in_blocks, line, say, width_of
from startline.cli.plain import plain
from startline.cli.units import MONTHS, bare, day_name, in_ten_both, whole
from startline.cli.weeks import Week, programmed_km, weeks_of
from startline.engine.advice import Advice, PlannedDay
from startline.engine.plans import CrossTraining, RunWalk

UNITS = {"mi": "miles", "km": "kilometres"}
COMING_DAYS = 7
MOST_WEEKS = 30
BESIDE_A_BAR = 57  # columns of a week's line that are not its bar
LEAST_BAR = 8


def show_coming_days(console: Console, advice: Advice, unit: str) -> None:
    """The seven days from tomorrow on: what is run of what was programmed, and what instead."""
    coming = advice.plan[1 : COMING_DAYS + 1]
    if not any(day.distance_km is not None or day.cross_train for day in coming):
        return
    heading(console, "The coming days", f"in {UNITS[unit]}; cross-training as you like")
    head = _cells("", "", "run", "instead of the rest", "stays free of pain")
    line(console, (head, "dim"))
    for day in coming:
        line(console, *_coming_day(day, unit))
        if how := in_minutes(day):
            say(console, how, indent=14)


def _coming_day(day: PlannedDay, unit: str) -> tuple[Part, ...]:
    """One day as a line; a day without a run is faint."""
    run = of_programmed(day, unit) if day.distance_km is not None else ""
    chance = "" if day.p_pain_free is None else in_ten_both(day.p_pain_free)
    cells = _cells(day_name(day.on), kind_name(day.kind), run, _crossed(day), chance)
    return ((cells, "" if run or day.cross_train else "dim"),)


def _cells(day: str, kind: str, run: str, instead: str, chance: str) -> str:
    return f"  {day:<10}  {kind:<9}  {run:<12}  {instead:<19}  {chance}"


def kind_name(kind: str) -> str:
    """A kind of session in words.

    >>> kind_name("run_walk"), kind_name("cross")
    ('run-walk', 'cross')
    """
    return plain(kind.replace("run_walk", "run-walk").replace("_", " "))


def of_programmed(day: PlannedDay, unit: str) -> str:
    """`2.5 of 18`: the plan, then the programme where that was another distance."""
    now, was = bare(day.distance_km or 0, unit), bare(programmed_km(day), unit)
    return now if now == was else f"{now} of {was}"


def _crossed(day: PlannedDay) -> str:
    return ", ".join(offered(one) for one in day.cross_train)


def offered(one: CrossTraining) -> str:
    """Cross-training in words.

    >>> offered(CrossTraining("pool_running", 45))
    '45 min pool running'
    """
    return f"{one.duration_min:g} min {plain(one.kind.replace('_', ' '))}"


def in_minutes(day: PlannedDay) -> str:
    """A session programmed in minutes, or split into running and walking; else nothing.

    The programme's number of repeats is that of the whole session: a shortened one has its
    minutes in their place.
    """
    cut = programmed_km(day) > (day.distance_km or 0)
    parts = []
    if day.run_walk is not None and day.distance_km:
        parts.append(split(replace(day.run_walk, repeats=None) if cut else day.run_walk))
    if day.duration_min and day.distance_km:
        parts.append(f"{day.duration_min:.0f} min{' in all' if parts else ''}")
    return ", ".join(parts)


def split(one: RunWalk) -> str:
    """How running and walking alternate.

    >>> split(RunWalk(2, 1, 8)), split(RunWalk(1, 2))
    ('run 2 min, walk 1 min, 8 times', 'run 1 min, walk 2 min, in turn')
    """
    times = "in turn" if one.repeats is None else f"{one.repeats} times"
    return f"run {one.run_min:g} min, walk {one.walk_min:g} min, {times}"


# --- the weeks ---------------------------------------------------------------------------------


def show_weeks(console: Console, advice: Advice, unit: str) -> None:
    """Every week to the race as one line: the plan as a bar in front of the programme's."""
    weeks = weeks_of(advice)
    if not any(week.runs for week in weeks):
        return
    to_race = any(day.kind == "race" for day in advice.plan)
    weeks_heading(console, "The weeks to the race" if to_race else "The weeks ahead", unit)
    longest_km = max(week.programmed_km for week in weeks)
    for week in weeks[:MOST_WEEKS]:
        line(console, *week_line(console, week, longest_km, unit))
    if len(weeks) > MOST_WEEKS:
        line(console, (f"  and {len(weeks) - MOST_WEEKS} weeks more", "dim"))


def weeks_heading(console: Console, title: str, unit: str) -> None:
    """A title, and what the bars below it mean."""
    full, faint = in_blocks(console)
    heading(console, title, f"{full * 2} plan, {faint * 2} programme, in {UNITS[unit]}")


def week_line(console: Console, week: Week, longest_km: float, unit: str) -> tuple[Part, ...]:
    """A week's first day ahead, its bar, its kilometres or miles, its long run, what it is for."""
    first = week.days[0].on
    now, was = whole(week.planned_km, unit), whole(week.programmed_km, unit)
    label = f"  {first.day:>2} {MONTHS[first.month - 1]}  "
    numbers = f" {f'{now} of {was}':>10}  {_long_run(week, unit):<17}  {week.note}"
    return (label, *bar(console, week, longest_km), numbers)


def _long_run(week: Week, unit: str) -> str:
    day = week.long_run
    return "" if day is None else f"{kind_name(day.kind)} {of_programmed(day, unit)}"


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
