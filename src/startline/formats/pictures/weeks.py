"""The weeks to the race: the plan as a bar in front of the programme's, the long run marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from startline.engine.advice import Advice, PlannedDay
from startline.formats.pictures.lettering import SMALL, paragraph, text, width_of
from startline.formats.pictures.marks import Mark, diamond, hatched_swatch, legend, swatch
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Scale
from startline.formats.pictures.styles import HATCH, shape
from startline.words import pictures as words
from startline.words.units import day_and_month
from startline.words.weeks import Week, programmed_km, weeks_of

MOST_WEEKS = 30
BELOW = 8
BESIDE = 6
BAR = 16
PLAN_BAR = 9


def weeks(advice: Advice, *, unit: str) -> Picture:
    """Every week from the day of the advice to the race, on the scale of the longest."""
    shown = weeks_of(advice)[:MOST_WEEKS]
    longest_km = max((max(w.programmed_km, w.planned_km) for w in shown), default=0)
    left = max((width_of(_name(week)) for week in shown), default=0) + BESIDE
    far = Scale(0, longest_km or 1, left, WIDTH - 1)
    key, y = legend(_legend(shown), 0)
    rows, y = _rows(shown, far, y + 6, unit)
    return Picture(
        name="weeks",
        title=words.weeks_title(advice),
        description=words.weeks_described(shown, unit),
        height=y,
        drawing=(key, *rows),
        table=Table(words.weeks_headings(unit), tuple(words.week_row(w, unit) for w in shown)),
    )


def _legend(shown: Sequence[Week]) -> Iterator[tuple[Mark, str]]:
    yield swatch("sl-plan", PLAN_BAR), words.label("plan")
    yield swatch("sl-programme", 12), words.label("programme")
    if any(week.long_run and week.long_run.kind == "long" for week in shown):
        yield lambda x, y: diamond(x, y, "sl-long-plan"), words.label("long_run")
    if any(race_over_limit(week) for week in shown):
        yield hatched_swatch("sl-over"), words.label("race_over_limit")


def race_over_limit(week: Week) -> PlannedDay | None:
    """The race of this week, where it is longer than a limit allows."""
    return next((day for day in week.days if day.over_limit), None)


def _rows(shown: Sequence[Week], far: Scale, y: float, unit: str) -> tuple[list[Element], float]:
    """A bar for each week, and its numbers below in as many lines as they take."""
    drawn = []
    for week in shown:
        said = " · ".join(words.week_parts(week, unit))
        numbers, bottom = paragraph(
            said, far.start, y + BAR + 2, WIDTH - far.start, "sl-soft", size=SMALL
        )
        name = text(_name(week), 0, y + 13)
        drawn.append(group(name, *_bars(week, far, y), *_long_runs(week, far, y), numbers))
        y = bottom + BELOW
    return drawn, y


def _name(week: Week) -> str:
    """A week is called by its first day ahead."""
    return day_and_month(week.days[0].on)


def _bars(week: Week, far: Scale, y: float) -> Iterator[Element]:
    """The programme, the race over its limit in it, and in front the plan, never quite as long."""
    left = far.start
    behind, front = far(week.programmed_km) - left, far(week.planned_km) - left
    if 0 < week.planned_km < week.programmed_km:
        front = max(1.5, min(front, behind - 1.5))
    if behind > 0:
        yield shape("rect", "sl-programme", x=left, y=y, width=behind, height=BAR)
    race = race_over_limit(week)
    if race is not None:
        wide = min(behind, far(programmed_km(race)) - left)
        at = left + behind - wide
        yield shape("rect", "sl-over", x=at, y=y, width=wide, height=BAR, fill=HATCH)
    if front > 0:
        top = y + (BAR - PLAN_BAR) / 2
        yield shape("rect", "sl-plan", x=left, y=top, width=front, height=PLAN_BAR)


def _long_runs(week: Week, far: Scale, y: float) -> Iterator[Element]:
    """The long run as programmed, and as planned where one is."""
    long = week.long_run
    if long is None or long.kind != "long":
        return
    asked_km, planned_km = programmed_km(long), long.distance_km or 0
    if asked_km > planned_km:
        yield diamond(far(asked_km), y + BAR / 2, "sl-long-programme")
    if planned_km:
        yield diamond(far(planned_km), y + BAR / 2, "sl-long-plan")
