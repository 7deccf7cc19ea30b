"""Distances and days for people: rounded down, so that no number shown is over a limit."""

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


def km_of(text: str) -> float:
    """The kilometres that a distance shown stands for.

    >>> round(km_of("9 mi"), 6), km_of("14.4 km")
    (14.484096, 14.4)
    """
    number, unit = text.split()
    return float(number) * (KM_PER_MILE if unit == "mi" else 1.0)


def day_name(day: date) -> str:
    """`Sun 29 Mar`, without the locale's help.

    >>> day_name(date(2026, 3, 29))
    'Sun 29 Mar'
    """
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
