"""Chances for people. Distances and days are shown as in every format that leaves the house."""

from __future__ import annotations

import math

from startline.formats.units import KM_PER_MILE, day_name, in_unit, shown

__all__ = ["KM_PER_MILE", "day_name", "in_ten", "in_ten_with_range", "in_unit", "shown"]


def in_ten(p: float) -> str:
    """A chance as so many in ten; the ends say so in words.

    >>> in_ten(0.74), in_ten(0.98), in_ten(0.01)
    ('about 7 in 10', 'more than 9 in 10', 'fewer than 1 in 10')
    """
    if p < 0.075:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if p > 0.95 else f"about {max(1, math.floor(p * 10 + 0.5))} in 10"


def in_ten_with_range(p: float, low: float, high: float) -> str:
    """A chance with its range over the settings.

    >>> in_ten_with_range(0.74, 0.62, 0.88)
    'about 7 in 10 (between 6 and 9)'
    """
    lowest, highest = (math.floor(x * 10 + 0.5) for x in (low, high))
    return f"{in_ten(p)} (between {lowest} and {highest})"
