"""Whole millimetres and milliseconds, so that sums and comparisons are exact.

What is not a finite number in range is None, and whoever asks must say what None means there.
"""

from __future__ import annotations

MOST_KM = 500  # the longest distance the format knows
MOST_MIN = 5760  # four days: the longest time anybody may type
MOST_COUNT = 14  # runs in a week, days of rest: the format's own maximum

METRE_MM = 1000
MM_PER_KM = 1_000_000
MS_PER_MIN = 60_000


def millimetres(km: object) -> int | None:
    """Kilometres as the nearest whole millimetre, which is finer than any limit is set.

    >>> millimetres(14.484), millimetres(float("nan")), millimetres(-1), millimetres(True)
    (14484000, None, None, None)
    """
    return _scaled(km, MOST_KM, MM_PER_KM)


def milliseconds(minutes: object) -> int | None:
    """Minutes as the nearest whole millisecond.

    >>> milliseconds(7.5), milliseconds("7.5"), milliseconds(float("inf"))
    (450000, None, None)
    """
    return _scaled(minutes, MOST_MIN, MS_PER_MIN)


def count(value: object) -> int | None:
    """A whole number from 0 to 14, else None.

    >>> count(3), count(3.0), count(False), count(15)
    (3, None, None, None)
    """
    return value if type(value) is int and 0 <= value <= MOST_COUNT else None


def _scaled(value: object, most: int, scale: int) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value * scale) if 0 <= value <= most else None
