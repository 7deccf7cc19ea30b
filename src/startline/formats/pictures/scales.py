"""From kilometres, chances, ratings and days to places in a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from startline.words.units import KM_PER_MILE

STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
TICKS = 6


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale: `low` stands at `start`, `high` at `end`; what is beyond stands at an end.

    >>> Scale(0, 10, 100, 200)(5), Scale(0, 10, 100, 200)(12)
    (150.0, 200.0)
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands."""
        if self.high <= self.low or not math.isfinite(value):
            return self.start if not value > self.low else self.end
        share = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        return self.start + share * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Days:
    """A scale of days, `first` and `last` half a day from the ends."""

    first: date
    last: date
    start: float
    end: float

    @property
    def day_wide(self) -> float:
        """Units to a day."""
        return (self.end - self.start) / ((self.last - self.first).days + 1)

    def __call__(self, day: date) -> float:
        """The middle of a day."""
        return self.start + ((day - self.first).days + 0.5) * self.day_wide


def km_ticks(longest_km: float, unit: str) -> list[tuple[float, int]]:
    """Round distances in the unit shown, from 0 up to `longest_km`: kilometres and number.

    >>> [number for _, number in km_ticks(20, "mi")]
    [0, 5, 10]
    """
    unit_km = KM_PER_MILE if unit == "mi" else 1.0
    longest = longest_km / unit_km
    step = next((step for step in STEPS if longest / step < TICKS), STEPS[-1])
    return [(n * unit_km, n) for n in range(0, math.floor(longest + 1e-9) + 1, step)]


def round_up_km(longest_km: float, unit: str) -> float:
    """The next tick at or above a distance, so that an axis ends on a number."""
    unit_km = KM_PER_MILE if unit == "mi" else 1.0
    longest = max(longest_km / unit_km, 1.0)
    step = next((step for step in STEPS if longest / step < TICKS), STEPS[-1])
    return math.ceil(longest / step - 1e-9) * step * unit_km


def day_ticks(first: date, last: date, most: int = 5) -> Iterator[date]:
    """Mondays, every so many weeks; the first day alone where no Monday is near."""
    monday = first + timedelta((7 - first.weekday()) % 7)
    weeks = max(1, math.ceil(((last - monday).days // 7 + 1) / most))
    if monday > last:
        yield first
    while monday <= last:
        yield monday
        monday += timedelta(7 * weeks)
