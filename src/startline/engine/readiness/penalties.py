"""What a short longest run, a stop, walking breaks and the wall cost, in minutes, sampled.

Every cost is drawn from its published doubt with dice thrown once (`Dice`), so that two ways to
the race are compared on the same dice. Costs published for the marathon shrink with the race.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from startline.engine import assumptions as a
from startline.engine.races import MARATHON_KM

Floats: TypeAlias = npt.NDArray[np.float64]

WALL_FROM_KM = 30.0  # shorter races have no wall: assumption
WALL_LONGEST_KM = 32.0


@dataclass(frozen=True, slots=True)
class Dice:
    """Standard dice, one of each a draw: four normal, one uniform."""

    spread: Floats
    stop: Floats
    short: Floats
    walk: Floats
    wall: Floats

    @classmethod
    def throw(cls, n: int, rng: np.random.Generator) -> Dice:
        """`n` of each, always in the same order, whatever they are used for."""
        spread, stop, short, walk = rng.standard_normal((4, n))
        return cls(spread, stop, short, walk, rng.random(n))


def short_share(longest_km: npt.ArrayLike, race_km: float = MARATHON_KM) -> Floats:
    """How much of the cost of a short longest run applies: 0 from 30 km up, 1 from 20 km down.

    >>> short_share([32, 30, 25, 20, 14.484]).tolist()
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    scale = race_km / MARATHON_KM
    low, high = a.SHORT_FULL_KM * scale, a.SHORT_FROM_KM * scale
    share: Floats = np.clip((high - np.asarray(longest_km, dtype=float)) / (high - low), 0.0, 1.0)
    return share


def short_cost_min(share: npt.ArrayLike, dice: Floats, race_km: float) -> Floats:
    """Minutes for that share of a short longest run (Fokkema et al. 2020); never below 0."""
    full = np.maximum(0.0, a.SHORT_COST_MIN + a.SHORT_COST_SD_MIN * dice)
    cost: Floats = np.asarray(share, dtype=float) * full * race_km / MARATHON_KM
    return cost


def stop_cost_min(base_min: npt.ArrayLike, gap_days: npt.ArrayLike, dice: Floats) -> Floats:
    """Minutes for the longest stop of the build (Feely et al. 2023); 0 when it is under 7 days."""
    part = a.STOP_COST * np.exp(a.STOP_COST_LOG_SD * dice)
    stopped = np.asarray(gap_days, dtype=float) >= a.STOP_DAYS
    cost: Floats = np.where(stopped, np.asarray(base_min, dtype=float) * part, 0.0)
    return cost


def together_min(one: Floats, other: Floats) -> Floats:
    """Two costs of the same training: the larger and half the smaller.

    >>> together_min(np.array([10.0]), np.array([4.0])).tolist()
    [12.0]
    """
    total: Floats = np.maximum(one, other) + a.SMALLER_SHARE * np.minimum(one, other)
    return total


def wall_factor(longest_km: npt.ArrayLike, dice: Floats, race_km: float) -> Floats:
    """What the wall multiplies the time by, 1 on average for those with a long run of 32 km.

    The spread of every forecast has met the wall already; here it is taken out and put back as
    the event that it is, more likely after short long runs.
    """
    if race_km < WALL_FROM_KM:
        return np.ones_like(dice)
    short = np.asarray(longest_km, dtype=float) < WALL_LONGEST_KM
    hit = dice < a.WALL * np.where(short, a.WALL_TIMES, 1.0)
    return np.asarray(1.0 + a.WALL_COST * (hit - a.WALL), dtype=float)


def walk_cost_min(dice: Floats, race_km: float) -> Floats:
    """Minutes for planned walking breaks (Hottenrott et al. 2016): 7, give or take 8."""
    cost: Floats = (a.RUN_WALK_MIN + a.RUN_WALK_SD_MIN * dice) * race_km / MARATHON_KM
    return cost
