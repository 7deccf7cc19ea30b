"""Whole metres and counts, checked before anything is compared: what is not sound is None."""

from __future__ import annotations

import math

LONGEST_KM = 500  # the longest distance the format knows; a limit on other things stands here
LONGEST_M = LONGEST_KM * 1000


def metres(value: object) -> int | None:
    """`value` if it is a whole number of metres that can be, else None. True is not 1.

    >>> metres(14484), metres(True), metres(-1), metres(float("nan"))
    (14484, None, None, None)
    """
    return value if type(value) is int and 0 <= value <= LONGEST_M else None


def whole_metres(km: object) -> int | None:
    """Kilometres to metres, rounded down; to the millimetre first, so that 9 miles stay 14,484 m.

    >>> whole_metres(14.484), whole_metres(float("inf")), whole_metres("9")
    (14484, None, None)
    """
    sound = number(km, LONGEST_KM)
    return None if sound is None else metres(math.floor(round(sound * 1000, 3)))


def number(value: object, most: float) -> float | None:
    """`value` if it is a finite number from 0 to `most`, else None.

    >>> number(9, 500), number(-1, 500), number(float("nan"), 500), number(True, 500)
    (9, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= most else None


def count(value: object, most: int) -> int | None:
    """`value` if it is a whole number from 0 to `most`, else None.

    >>> count(3, 14), count(15, 14), count(False, 14)
    (3, None, None)
    """
    return value if type(value) is int and 0 <= value <= most else None
