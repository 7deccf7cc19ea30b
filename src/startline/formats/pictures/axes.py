"""Axes: a line, small numbers, and no more ink than it takes to read them."""

from __future__ import annotations

from collections.abc import Iterable

from startline.formats.pictures.lettering import SMALL, text
from startline.formats.pictures.marks import line
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH
from startline.formats.pictures.scales import Days, Scale, day_ticks
from startline.words.units import day_and_month

HALF_A_DAY_NAME = 24


def upright(ticks: Iterable[tuple[float, str]], up: Scale, *, left: float, right: float) -> Element:
    """Level lines with their numbers at the left."""
    drawn = []
    for value, number in ticks:
        y = up(value)
        drawn.append(line("sl-axis" if value == up.low else "sl-grid", left, y, right, y))
        drawn.append(text(number, left - 6, y + 4, "sl-soft", size=SMALL, text_anchor="end"))
    return group(*drawn)


def days_below(days: Days, floor: float, *, until: float = WIDTH) -> Element:
    """Mondays under the floor, named as far as there is room."""
    drawn = []
    for day in day_ticks(days.first, days.last):
        x = days(day)
        drawn.append(line("sl-axis", x, floor, x, floor + 4))
        if x + HALF_A_DAY_NAME <= until:
            name = day_and_month(day)
            drawn.append(text(name, x, floor + 17, "sl-soft", size=SMALL, text_anchor="middle"))
    return group(*drawn)
