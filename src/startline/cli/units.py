"""Distances for people: miles or kilometres, rounded down, so that none is over a limit."""

from __future__ import annotations

import math
from datetime import date

KM_PER_MILE = 1.609344
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(km: float, unit: str) -> str:
    """A distance in the runner's unit, rounded down to a tenth.

    >>> shown(14.484, "mi"), shown(14.484, "km"), shown(0, "mi")
    ('9 mi', '14.4 km', '0 mi')
    """
    tenths = math.floor(in_unit(km, unit) * 10 + 1e-9)
    number = str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"{number} {unit}"


def in_unit(km: float, unit: str) -> float:
    """Kilometres as the unit shown. A mile mark stored in whole metres stays that mile."""
    if unit != "mi":
        return km
    miles = km / KM_PER_MILE
    nearest = round(miles * 2) / 2
    stored_as = (math.floor(nearest * KM_PER_MILE * 1000), round(nearest * KM_PER_MILE * 1000))
    return nearest if round(km * 1000) in stored_as else miles


def day_name(day: date) -> str:
    """`Sun 29 Mar`, without the locale's help.

    >>> day_name(date(2026, 3, 29))
    'Sun 29 Mar'
    """
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


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
