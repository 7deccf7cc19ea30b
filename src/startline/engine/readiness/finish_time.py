"""How long the race would take: a law of minutes, from race results or else from training.

Published models first (`vickers`), our own from training runs where there is no result
(`training`); published costs on top (`penalties`). No forecast is surer than the published ones
were: at least 15 minutes either way at the marathon.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from startline.engine import assumptions as a
from startline.engine.case import Case
from startline.engine.races import MARATHON_KM, Race, RaceResult
from startline.engine.readiness import penalties as p
from startline.engine.readiness.training import (
    PACES_MIN_PER_KM,
    REFERENCE_KM,
    marathon_from_training_min,
    read_training,
    week_km,
)
from startline.engine.readiness.vickers import (
    model_one_min,
    model_two_min,
    power_from_two,
    riegel_min,
    speed_from_one,
)
from startline.engine.runs import Run

Floats: TypeAlias = npt.NDArray[np.float64]
Source = Literal["one_result", "two_results", "training", "goal"]

KM_PER_MILE = 1.609344
MOST_WEEK_MILES = 70.0  # the published models saw few beyond: assumption
SHORTEST_RESULT_KM = 4.5
APART = 1.3  # two results tell a power of distance when one is this much longer: assumption
POWERS = (1.0, 1.3)  # a power outside is no endurance but another day: assumption
NEAR_MARATHON = 0.03  # race distances this close are a marathon
RIEGEL_SHORT = 1.07  # between results and races under a marathon, as in model 1
GOAL_LOG_SD = 0.12  # a goal is a wish: twice the spread of a forecast, assumption
LEAST_SHARE = 0.5  # of the median, below which no draw falls


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishLaw:
    """A law of finish times, min. `at` holds the model's own numbers, by `source`.

    `week_km`, `longest_km` and `gap_days` are the training so far: what is drawn when no other is
    given. `log_sd` is the spread of the logarithm of the time.
    """

    source: Source
    race_km: float
    at: tuple[float, ...]
    log_sd: float
    week_km: float
    longest_km: float
    gap_days: int = 0

    def base_min(self, week_km: npt.ArrayLike | None = None) -> Floats:
        """The median before any penalty, for kilometres a week."""
        km = np.asarray(self.week_km if week_km is None else week_km, dtype=float)
        miles = np.clip(km / KM_PER_MILE, 0.0, MOST_WEEK_MILES)
        is_marathon = abs(self.race_km / MARATHON_KM - 1) <= NEAR_MARATHON
        if self.source == "goal":
            goal_min, goal_km = self.at
            return np.full(km.shape, riegel_min(goal_min, goal_km, self.race_km, a.RIEGEL_POWER))
        if self.source == "training":
            marathon = marathon_from_training_min(self.at[0], km)
            return np.asarray(marathon * (self.race_km / MARATHON_KM) ** a.RIEGEL_POWER)
        if not is_marathon:
            time_min = riegel_min(self.at[1], self.at[2], self.race_km, RIEGEL_SHORT)
            return np.full(km.shape, time_min)
        exact = self.race_km / MARATHON_KM
        if self.source == "one_result":
            return model_one_min(self.at[0], miles) * exact
        return model_two_min(self.at[0], self.at[2], self.at[1], miles) * exact

    def draw(
        self,
        n: int,
        rng: np.random.Generator,
        *,
        week_km: npt.ArrayLike | None = None,
        longest_km: npt.ArrayLike | None = None,
        gap_days: npt.ArrayLike | None = None,
        run_walk: bool = False,
    ) -> Floats:
        """`n` finish times, min, for training given as numbers or as arrays of shape (n,)."""
        dice = p.Dice.throw(n, rng)
        return self.minutes(
            dice, week_km=week_km, longest_km=longest_km, gap_days=gap_days, run_walk=run_walk
        )

    def minutes(
        self,
        dice: p.Dice,
        *,
        week_km: npt.ArrayLike | None = None,
        longest_km: npt.ArrayLike | None = None,
        gap_days: npt.ArrayLike | None = None,
        run_walk: bool = False,
    ) -> Floats:
        """Finish times on dice thrown once: two ways to the race differ by the ways alone."""
        longest = self.longest_km if longest_km is None else longest_km
        gap = self.gap_days if gap_days is None else gap_days
        base = self.base_min(week_km)
        short = p.short_cost_min(p.short_share(longest, self.race_km), dice.short, self.race_km)
        times = base + p.together_min(short, p.stop_cost_min(base, gap, dice.stop))
        if run_walk:
            times = times + p.walk_cost_min(dice.walk, self.race_km)
        times = times * p.wall_factor(longest, dice.wall, self.race_km)
        spread = np.exp(self._rest_log_sd() * dice.spread)
        return np.asarray(np.maximum(times * spread, LEAST_SHARE * base))

    def for_race(self, race_km: float) -> FinishLaw:
        """The same runner over another distance, no surer than the published models were."""
        law = replace(self, race_km=race_km)
        floor_min = a.FINISH_SD_MIN * (race_km / MARATHON_KM) ** a.RIEGEL_POWER
        return replace(law, log_sd=max(law.log_sd, floor_min / float(law.base_min())))

    def _rest_log_sd(self) -> float:
        """The spread without the wall, which is drawn as an event of its own."""
        wall = a.WALL_COST**2 * a.WALL * (1 - a.WALL) if self.race_km >= p.WALL_FROM_KM else 0.0
        return math.sqrt(max(self.log_sd**2 - wall, 0.0))

    @property
    def median_min(self) -> float:
        """The median with the training so far and the penalties in the middle of their range."""
        base = float(self.base_min())
        zero = np.zeros(1)
        short = p.short_cost_min(p.short_share(self.longest_km, self.race_km), zero, self.race_km)
        return base + float(p.together_min(short, p.stop_cost_min(base, self.gap_days, zero))[0])

    @property
    def sd_min(self) -> float:
        """The spread in minutes around the median."""
        return self.median_min * self.log_sd


def finish_law(case: Case, runs: Sequence[Run], *, on: date, gap_days: int = 0) -> FinishLaw | None:
    """The law of the case's race as things stand on `on`; None without a race or anything to read.

    Race results of the last year first, then training, then the goal. `runs` are those of the
    read log; `gap_days` is the longest stop that is known to be one.
    """
    race = case.race
    if race is None:
        return None
    past = [run for run in runs if run.on <= on]
    results = usable_results(case.runner.race_results, on)
    training = read_training(past, on)
    if results:
        source, at, log_sd = _from_results(results)
    elif training is not None:
        source, at, log_sd = "training", (training.best_min,), a.TRAINING_LOG_SD
    elif race.goal_min is not None:
        source, at, log_sd = "goal", (race.goal_min, race.distance_km), GOAL_LOG_SD
    else:
        return None
    return _law(race, source, at, log_sd, past, on, gap_days)


def _law(
    race: Race,
    source: Source,
    at: tuple[float, ...],
    log_sd: float,
    past: Sequence[Run],
    on: date,
    gap_days: int,
) -> FinishLaw:
    build = [run for run in past if on - run.on <= timedelta(a.TRAINING_DAYS)]
    law = FinishLaw(
        source=source,
        race_km=race.distance_km,
        at=at,
        log_sd=log_sd,
        week_km=week_km(build, on) if build else REFERENCE_KM,  # nothing logged is not nothing run
        longest_km=max((run.distance_km for run in build), default=race.distance_km),
        gap_days=gap_days,
    )
    return law.for_race(race.distance_km)


def usable_results(results: Sequence[RaceResult], on: date) -> list[RaceResult]:
    """Results of the last year over a distance that says something, the most telling first.

    The longest first; of two as long, the newer one, then the faster one.
    """
    low, high = PACES_MIN_PER_KM
    usable = [
        one
        for one in results
        if timedelta(0) <= on - one.on <= timedelta(a.RESULT_DAYS)
        and SHORTEST_RESULT_KM <= one.distance_km <= MARATHON_KM * (1 + NEAR_MARATHON)
        and low <= one.time_min / one.distance_km <= high
    ]
    return sorted(usable, key=lambda one: (-one.distance_km, on - one.on, one.time_min))


def _from_results(results: Sequence[RaceResult]) -> tuple[Source, tuple[float, ...], float]:
    """Model 2 where a much shorter second result gives a believable power, else model 1."""
    longer = results[0]
    for shorter in results[1:]:
        if longer.distance_km < APART * shorter.distance_km:
            continue
        k21 = math.log(longer.time_min / shorter.time_min) / math.log(
            longer.distance_km / shorter.distance_km
        )
        if POWERS[0] <= k21 <= POWERS[1]:
            power = power_from_two(
                shorter.distance_km, shorter.time_min, longer.distance_km, longer.time_min
            )
            return "two_results", (power, longer.time_min, longer.distance_km), a.TWO_RESULTS_LOG_SD
    speed = speed_from_one(longer.distance_km, longer.time_min)
    return "one_result", (speed, longer.time_min, longer.distance_km), a.ONE_RESULT_LOG_SD
