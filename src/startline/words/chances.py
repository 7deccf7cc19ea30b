"""Chances for people: so many in ten, both outcomes named, never a percentage by itself."""

from __future__ import annotations

import math

from startline.words.language import _

FIGURES = 20


def in_ten(p: float) -> str:
    """A chance as so many in ten; the ends say so in words.

    >>> in_ten(0.74), in_ten(0.98), in_ten(0.01)
    ('about 7 in 10', 'more than 9 in 10', 'fewer than 1 in 10')
    """
    if p < 0.075:
        return _("fewer than 1 in 10")
    return _("more than 9 in 10") if p >= 0.95 else _("about {n} in 10").format(n=_tenths(p))


def _tenths(p: float) -> int:
    return max(1, math.floor(p * 10 + 0.5))


def in_ten_with_range(p: float, low: float, high: float) -> str:
    """A chance with its range over the settings, where the range says more than the chance.

    >>> in_ten_with_range(0.74, 0.62, 0.88), in_ten_with_range(0.8, 0.78, 0.82)
    ('about 7 in 10 (between 6 and 9)', 'about 8 in 10')
    """
    lowest, middle, highest = (math.floor(x * 10 + 0.5) for x in (low, p, high))
    if lowest == middle == highest:
        return in_ten(p)
    span = _("(between {low} and {high})").format(low=lowest, high=highest)
    return f"{in_ten(p)} {span}"


def in_ten_both(p: float) -> str:
    """A chance with its other outcome, as short as a table needs it.

    >>> in_ten_both(0.8), in_ten_both(0.98)
    ('about 8 in 10, 2 not', 'more than 9 in 10')
    """
    if p < 0.075 or p >= 0.95:
        return in_ten(p)
    n = _tenths(p)
    return _("about {n} in 10, {others} not").format(n=n, others=10 - n)


def figures(p: float) -> str:
    """Twenty runs to look at: filled ones stay free of pain. No chance fills them all.

    >>> figures(0.9), figures(0.99)
    ('●●●●●●●●●●●●●●●●●●○○', '●●●●●●●●●●●●●●●●●●●○')
    """
    most = FIGURES if p >= 1 else FIGURES - 1
    filled = min(most, max(0, round(p * FIGURES)))
    return "●" * filled + "○" * (FIGURES - filled)
