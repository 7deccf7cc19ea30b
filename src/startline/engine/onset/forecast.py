r"""Where pain would begin on a later day: today's law, moved by the recovery that is published.

.. math::

    c_{t+k} = c_t + (1 - z)\,\min\bigl(\rho,\ \tfrac{\rho}{T} k\bigr)

c: log capacity as the ceiling believes it today; z: whether nothing recovers, with a fixed chance;
T: days to recover, log-normal, as quartile midpoints of fixed weight; rho: log(42.2 / 8).

Neither z nor T is learnt from the log. A law that learns a trend reads an old bad day as recovery
and would pay for it with distance (see `ceiling`). With fixed weights the prediction keeps the
ceiling's order on every later day: more pain in the log never lengthens any planned day. What the
log does say about the trend stands in `belief`.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.onset.ceiling import Ceiling, beyond_at

Floats = NDArray[np.float64]

ROAD = np.exp(np.linspace(math.log(0.05), math.log(200.0), 720))  # km at which laws are tabled
LOG_ROAD = np.log(ROAD)
RECOVERERS = 8  # recovery times that stand for the log-normal law, of equal weight
METRES = 1000


@cache
def beyond_road() -> Floats:
    """The part of the table that no log changes, shape (sigmas, grid, road): 4 MB, made once."""
    return beyond_at(ROAD)


def recovery_days() -> Floats:
    """Midpoints of equal shares of the law of recovery time, in days, shape (RECOVERERS,)."""
    shares = [(i + 0.5) / RECOVERERS for i in range(RECOVERERS)]
    z = np.array([NormalDist().inv_cdf(share) for share in shares])
    return np.asarray(a.RECOVERY_DAYS * np.exp(a.RECOVERY_LOG_SD * z))


def gains(days: int) -> tuple[Floats, Floats]:
    """How far log capacity has moved 1, 2, ... `days` days on, and the weight of each way.

    Shapes (days, ways) and (ways,); the first way is that nothing recovers.
    """
    ahead = np.arange(1, days + 1)[:, None]
    recovering = np.minimum(
        a.RECOVERY_LOG_DISTANCE, a.RECOVERY_LOG_DISTANCE * ahead / recovery_days()[None, :]
    )
    weights = np.full(RECOVERERS, (1 - a.PLATEAU) / RECOVERERS)
    return (
        np.concatenate([np.zeros((days, 1)), recovering], axis=1),
        np.concatenate([[a.PLATEAU], weights]),
    )


class Forecast:
    """P(no pain before km) on each of the coming days, tabled along the road.

    p_pain_free: over all ways, shape (days, road), falling along the road; still: if nothing
    recovers, shape (road,); recovering: if it does, shape (days, road).
    """

    def __init__(self, ceiling: Ceiling, days: int) -> None:
        self.still = ceiling.p_pain_free(ROAD, beyond_road())
        moves, weights = gains(days)
        self.recovering = np.zeros((days, ROAD.size))
        for way in range(1, weights.size):
            at = LOG_ROAD[None, :] - moves[:, way, None]
            share = weights[way] / (1 - weights[0])
            self.recovering += share * np.interp(at, LOG_ROAD, self.still)
        self.p_pain_free = weights[0] * self.still + (1 - weights[0]) * self.recovering

    def safe_m(self, tolerance: float) -> tuple[int, ...]:
        """Each day's most metres whose chance of pain is at most `tolerance`, rounded down.

        The crossing is taken at the last tabled point that still keeps it.
        """
        n = (self.p_pain_free >= 1 - tolerance).sum(axis=1)
        return tuple(int(ROAD[i - 1] * METRES) if i else 0 for i in n)

    def p_at(self, day: int, km: float) -> float:
        """P(no pain before km) so many days ahead, 1 being tomorrow."""
        return _at(self.p_pain_free[min(day, len(self.p_pain_free)) - 1], km)

    def p_range_at(self, day: int, km: float) -> tuple[float, float]:
        """The same if nothing recovers, and if it does."""
        recovering = self.recovering[min(day, len(self.recovering)) - 1]
        return _at(self.still, km), _at(recovering, km)


def _at(p_along_road: Floats, km: float) -> float:
    return float(np.interp(math.log(max(km, ROAD[0])), LOG_ROAD, p_along_road))
