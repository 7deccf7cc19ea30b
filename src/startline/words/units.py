"""Distances, numbers and days for people: rounded down, so that none shown is over a limit."""

from __future__ import annotations

import math
from datetime import date

from startline.words.language import N_, _, ngettext, pgettext

KM_PER_MILE = 1.609344
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip
UNITS = {"mi": N_("miles"), "km": N_("kilometres")}


def shown(km: float, unit: str) -> str:
    """A distance in the runner's unit, rounded down to a tenth.

    >>> shown(14.484, "mi"), shown(14.484, "km"), shown(0, "mi")
    ('9 mi', '14.4 km', '0 mi')
    """
    return f"{bare(km, unit)} {unit}"


def bare(km: float, unit: str) -> str:
    """The number of `shown` without its unit, for a column that names it.

    >>> bare(14.484, "mi")
    '9'
    """
    tenths = math.floor(in_unit(km, unit) * 10 + 1e-9)
    return localised(str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}")


def as_said(km: float, unit: str) -> str:
    """A distance that somebody told, in full: to a hundredth, rounded down but for half a metre.

    >>> as_said(4.426, "mi"), as_said(1.287, "mi"), as_said(5.0, "mi")
    ('2.75', '0.8', '3.1')
    """
    hundredths = math.floor(in_unit(km, unit) * 100 + _STORED_AS)
    return localised(f"{hundredths / 100:g}")


_STORED_AS = 0.05  # hundredths that rounding to whole metres may have taken


def whole(km: float, unit: str) -> str:
    """A sum of distances, rounded down: to a tenth below ten, else to a whole number.

    >>> whole(53.108, "mi"), whole(15.732, "mi")
    ('33', '9.7')
    """
    far = in_unit(km, unit)
    return bare(km, unit) if far < 10 else str(math.floor(far + 1e-9))


def in_unit(km: float, unit: str) -> float:
    """Kilometres as the unit shown. A mile mark stored in whole metres stays that mile."""
    if unit != "mi":
        return km
    miles = km / KM_PER_MILE
    nearest = round(miles * 2) / 2
    stored_as = (math.floor(nearest * KM_PER_MILE * 1000), round(nearest * KM_PER_MILE * 1000))
    return nearest if round(km * 1000) in stored_as else miles


def km_of(text: str) -> float:
    """The kilometres that a distance shown stands for, in the language it was shown in.

    >>> round(km_of("9 mi"), 6), km_of("14.4 km")
    (14.484096, 14.4)
    """
    number, unit = text.split()
    return float(number.replace(_decimal_mark(), ".")) * (KM_PER_MILE if unit == "mi" else 1.0)


def unit_name(unit: str) -> str:
    """The unit in words.

    >>> unit_name("mi")
    'miles'
    """
    return _(UNITS[unit])


# --- numbers -----------------------------------------------------------------------------------


def number(value: float) -> str:
    """A number as short as it can be said.

    >>> number(14.5), number(30.0)
    ('14.5', '30')
    """
    return localised(f"{value:g}")


def localised(text: str) -> str:
    """A number written with a point, as the reader's language writes it."""
    return text.replace(".", _decimal_mark())


def _decimal_mark() -> str:
    return pgettext("decimal mark", ".")


def capitalised(text: str) -> str:
    """A sentence's beginning: the first letter large, the others as they are.

    >>> capitalised("run 2 min")
    'Run 2 min'
    """
    return text[:1].upper() + text[1:]


def in_minutes(minutes: float) -> str:
    """Minutes as a table says them.

    >>> in_minutes(45), in_minutes(2.5)
    ('45 min', '2.5 min')
    """
    return _("{minutes} min").format(minutes=number(minutes))


def days(n: int) -> str:
    """A number of days.

    >>> days(1), days(2)
    ('1 day', '2 days')
    """
    return ngettext("{n} day", "{n} days", n).format(n=n)


# --- days --------------------------------------------------------------------------------------


def day_name(day: date) -> str:
    """`Sun 29 Mar`, without the locale's help.

    >>> day_name(date(2026, 3, 29))
    'Sun 29 Mar'
    """
    pattern = pgettext("a day", "{weekday} {day} {month}")
    return pattern.format(weekday=_weekday(day), day=day.day, month=_month(day))


def day_and_month(day: date) -> str:
    """`29 Mar`.

    >>> day_and_month(date(2026, 3, 29))
    '29 Mar'
    """
    return pgettext("a day", "{day} {month}").format(day=day.day, month=_month(day))


def days_named(first: date, last: date) -> str:
    """`Tue 24 to Thu 26 Mar`, or one day.

    >>> days_named(date(2026, 3, 24), date(2026, 4, 2)), days_named(*[date(2026, 4, 2)] * 2)
    ('Tue 24 Mar to Thu 2 Apr', 'Thu 2 Apr')
    """
    if first == last:
        return day_name(last)
    begins = day_name(first)
    if first.month == last.month:
        begins = pgettext("a day", "{weekday} {day}").format(weekday=_weekday(first), day=first.day)
    return _("{first} to {last}").format(first=begins, last=day_name(last))


def _weekday(day: date) -> str:
    return _(DAYS[day.weekday()])


def _month(day: date) -> str:
    return _(MONTHS[day.month - 1])
