"""Marathon time from one or two race results, as published by Vickers and Vertosick.

Vickers & Vertosick 2016, BMC Sports Sci Med Rehabil 8:26, doi:10.1186/s13102-016-0052-y (2,303
recreational runners). Several copies in circulation mistype the coefficient of weekly miles as
0.6423826, ten times too much: with a half marathon of 2:00 and 20 miles a week they promise
3:06:50 instead of 4:29:41.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from startline.engine.assumptions import VICKERS_ONE, VICKERS_TWO

MARATHON_M = 42_195.0
_RIEGEL_OF_MODEL_ONE = 1.07


def riegel_min(time_min: float, from_km: float, to_km: float, power: float) -> float:
    """A time carried to another distance, min (Riegel 1981).

    >>> round(riegel_min(120, 21.0975, 42.195, 1.06))
    250
    """
    return time_min * math.pow(to_km / from_km, power)


def speed_from_one(distance_km: float, time_min: float) -> float:
    """The part of model 1 that does not depend on mileage, m/s."""
    to_km = MARATHON_M / 1000
    riegel_s = riegel_min(time_min, distance_km, to_km, _RIEGEL_OF_MODEL_ONE) * 60
    return VICKERS_ONE[0] + VICKERS_ONE[1] * MARATHON_M / riegel_s


def power_from_two(first_km: float, first_min: float, second_km: float, second_min: float) -> float:
    """The part of model 2's power that does not depend on mileage; the second race is longer."""
    k21 = math.log(second_min / first_min) / math.log(second_km / first_km)
    return VICKERS_TWO[0] + VICKERS_TWO[1] * k21


def model_one_min(speed: float, week_miles: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Marathon minutes from `speed_from_one` and miles a week.

    >>> half = speed_from_one(21.0975, 120)
    >>> (model_one_min(half, [10, 20, 40]) / 60).round(3).tolist()
    [4.608, 4.495, 4.284]
    """
    per_s = speed + VICKERS_ONE[2] * np.asarray(week_miles, dtype=float) / 10
    minutes: npt.NDArray[np.float64] = MARATHON_M / per_s / 60
    return minutes


def model_two_min(
    power: float, longer_km: float, longer_min: float, week_miles: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Marathon minutes from `power_from_two`, the longer race and miles a week."""
    k = power + VICKERS_TWO[2] * np.asarray(week_miles, dtype=float) / 10
    minutes: npt.NDArray[np.float64] = longer_min * (MARATHON_M / 1000 / longer_km) ** k
    return minutes
