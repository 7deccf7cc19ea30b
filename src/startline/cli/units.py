"""Chances for people. Distances and days are shown as in every format that leaves the house."""

from __future__ import annotations

import math

from startline.formats.units import DAYS, KM_PER_MILE, MONTHS, day_name, in_unit, shown

FIGURES = 20

__all__ = [
    "DAYS", "KM_PER_MILE", "MONTHS", "bare", "day_name", "figures", "in_ten", "in_ten_both",
    "in_ten_with_range", "in_unit", "shown", "whole",
]  # fmt: skip


def in_ten(p: float) -> str:
    """A chance as so many in ten; the ends say so in words.

    >>> in_ten(0.74), in_ten(0.98), in_ten(0.01)
    ('about 7 in 10', 'more than 9 in 10', 'fewer than 1 in 10')
    """
    if p < 0.075:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if p >= 0.95 else f"about {max(1, math.floor(p * 10 + 0.5))} in 10"


def in_ten_with_range(p: float, low: float, high: float) -> str:
    """A chance with its range over the settings, where the range says more than the chance.

    >>> in_ten_with_range(0.74, 0.62, 0.88), in_ten_with_range(0.8, 0.78, 0.82)
    ('about 7 in 10 (between 6 and 9)', 'about 8 in 10')
    """
    lowest, middle, highest = (math.floor(x * 10 + 0.5) for x in (low, p, high))
    if lowest == middle == highest:
        return in_ten(p)
    return f"{in_ten(p)} (between {lowest} and {highest})"


def in_ten_both(p: float) -> str:
    """A chance with its other outcome, as short as a table needs it.

    >>> in_ten_both(0.8), in_ten_both(0.98)
    ('about 8 in 10, 2 not', 'more than 9 in 10')
    """
    words = in_ten(p)
    if not words.startswith("about"):
        return words
    return f"{words}, {10 - int(words.split()[1])} not"


def figures(p: float) -> str:
    """Twenty runs to look at: filled ones stay free of pain. No chance fills them all.

    >>> figures(0.9), figures(0.99)
    ('●●●●●●●●●●●●●●●●●●○○', '●●●●●●●●●●●●●●●●●●●○')
    """
    most = FIGURES if p >= 1 else FIGURES - 1
    filled = min(most, max(0, round(p * FIGURES)))
    return "●" * filled + "○" * (FIGURES - filled)


def bare(km: float, unit: str) -> str:
    """The number of `shown` without its unit, for a column that names it.

    >>> bare(14.484, "mi")
    '9'
    """
    return shown(km, unit).split(" ")[0]


def whole(km: float, unit: str) -> str:
    """A sum of distances, rounded down: to a tenth below ten, else to a whole number.

    >>> whole(53.108, "mi"), whole(15.732, "mi")
    ('33', '9.7')
    """
    far = in_unit(km, unit)
    return bare(km, unit) if far < 10 else str(math.floor(far + 1e-9))
