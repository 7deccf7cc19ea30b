"""Exercises by day: done, not done, or nothing said, which is neither."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from startline.engine.case import Case
from startline.engine.onset.observations import window_start
from startline.engine.prescriptions import Prescription
from startline.engine.treatment import answers_on
from startline.formats.pictures.lettering import SMALL, paragraph, text, title_of
from startline.formats.pictures.marks import Mark, legend, square
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Days, day_ticks
from startline.formats.pictures.styles import shape
from startline.words import pictures as words
from startline.words.units import day_and_month, days_named

LEAST_DAYS = 7
MOST_DAYS = 28
MOST_ROWS = 8
HALF = 5

Answers = list[tuple[date, bool | None]]


def adherence_strip(
    case: Case, *, on: date, since: date | None = None, most: int = MOST_ROWS
) -> Picture:
    """The days before `on`, from `since`; by default since the open problem began.

    The newest four weeks are drawn where there are more, and the first `most` exercises.
    """
    last = on - timedelta(1)
    first = max(since or window_start(case, on), last - timedelta(MOST_DAYS - 1))
    first = min(first, last - timedelta(LEAST_DAYS - 1))
    days = Days(first, last, HALF, min(WIDTH, HALF + 24 * ((last - first).days + 1)))
    every = list(_asked(case, first, last))
    asked = every[:most]
    key, y = legend(_legend(), 0) if asked else (group(), 0)
    rows, y = _rows(asked, days, y + 4)
    told = [words.exercise_told(one, [said for _, said in answers]) for one, answers in asked]
    if len(every) > most:
        told.append(words.exercises_more(len(every) - most))
        more, y = paragraph(told[-1], 0, y, WIDTH, size=SMALL)
        rows.append(more)
    return Picture(
        name="adherence-strip",
        title=words.title("adherence_strip"),
        description=words.exercises_described(told, first, last),
        height=max(y, 24),
        drawing=(key, *rows) if asked else (text(words.no_exercises(), 0, 16, "sl-soft"),),
        table=Table(
            words.adherence_headings(),
            tuple(words.adherence_row(one, days_named(first, last), [said for _, said in answers])
                  for one, answers in every),
        ),
    )  # fmt: skip


def _asked(case: Case, first: date, last: date) -> Iterator[tuple[Prescription, Answers]]:
    """The prescriptions that held on any of these days, with what was said."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    found = [(one, answers_on(one, case.adherence, days)) for one in case.prescriptions]
    yield from ((one, answers) for one, answers in found if answers)


def _rows(
    asked: list[tuple[Prescription, Answers]], days: Days, y: float
) -> tuple[list[Element], float]:
    """A line of words and a line of days for each, and the Mondays below them."""
    drawn = []
    for one, answers in asked:
        told = words.exercise_told(one, [said for _, said in answers])
        name, y = paragraph(told, 0, y, WIDTH, size=SMALL)
        cells = [_cell(day, said, days(day), y + 12) for day, said in answers]
        drawn.append(group(name, *cells))
        y += 28
    if asked:
        drawn.append(_mondays(days, y))
        y += 16
    return drawn, y


def _mondays(days: Days, y: float) -> Element:
    names = [
        text(day_and_month(day), days(day), y + 8, "sl-soft", size=SMALL, text_anchor="middle")
        for day in day_ticks(days.first, days.last)
        if 20 <= days(day) <= WIDTH - 20
    ]
    return group(*names)


def _cell(day: date, said: bool | None, x: float, y: float) -> Element:
    mark = {True: _done, False: _not_done, None: _unknown}[said]
    return group(title_of(words.exercise_on(day, said)), mark(x, y))


def _done(x: float, y: float) -> Element:
    """A full square with a tick in it."""
    tick = shape("path", "sl-done-mark", d=f"M{x - 3:.2f} {y:.2f}l2.2 2.6l4 -5")
    return group(square(x, y, "sl-done", HALF), tick)


def _not_done(x: float, y: float) -> Element:
    """An open square with a stroke through it."""
    stroke = shape("path", "sl-not-done", d=f"M{x - HALF:.2f} {y + HALF:.2f}l10 -10")
    return group(square(x, y, "sl-not-done", HALF), stroke)


def _unknown(x: float, y: float) -> Element:
    """A small dot."""
    return shape("circle", "sl-unknown", cx=x, cy=y, r=1.8)


def _legend() -> Iterator[tuple[Mark, str]]:
    yield _done, words.label("done")
    yield _not_done, words.label("not_done")
    yield _unknown, words.label("unknown")
