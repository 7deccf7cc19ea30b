"""Who runs: how they keep to what was asked, where they stop, what they need to stand at a start.

None of it depends on the policy: the same person meets each of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from startline.study.settings import Settings
from startline.study.simulator.body import FULL_GAIN, LEAST, Body
from startline.study.simulator.worlds import Nature

SITES = (
    # site, tissue, share, median onset (km), pain from the first step is common
    ("knee_outer", "knee", 0.35, 9.7, False),
    ("knee_front", "knee", 0.15, 8.3, False),
    ("hip", "unknown", 0.12, 6.5, False),
    ("calf", "muscle", 0.12, 4.5, False),
    ("achilles", "tendon", 0.14, 4.0, True),
    ("shin", "unknown", 0.12, 3.0, True),
)
"""Medians follow coded accounts for the knee and lean towards it elsewhere, where cells are small;
shares are an assumption."""

NOT_CLASSED = 0.25  # of runners, nobody said which tissue it is: assumption
FITNESS_MIN = (200.0, 330.0)  # marathon of an undisturbed build, min: assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One runner's ways. Ratings are NRS; `pace_min` is minutes a km on easy runs.

    needs: the share of the race that has to seem within reach before the pain is too much.
    """

    site: str
    tissue: str
    slips: float
    own_stop_nrs: float
    fearful: bool
    crosses: float
    least_long_km: float
    starts_anyway: bool
    bar_nrs: float
    needs: float
    race_stop_nrs: float
    pace_min: float
    marathon_min: float


def a_person(dice: Random, s: Settings) -> tuple[Person, float, bool]:
    """A person, the median onset of their site in km, and whether early pain is common there."""
    site, tissue, _, median_km, early = dice.choices(SITES, [one[2] for one in SITES])[0]
    stop = min(9.0, max(2.0, dice.gauss(s.own_stop, s.own_stop_sd)))
    minutes = dice.uniform(*FITNESS_MIN)
    person = Person(
        site=site,
        tissue="unknown" if dice.random() < NOT_CLASSED else tissue,
        slips=_share(s.slips, 10, dice),
        own_stop_nrs=stop,
        fearful=dice.random() < s.fearful,
        crosses=_share(s.crosses, 4, dice),
        least_long_km=s.least_long_km * math.exp(dice.gauss(0, s.least_long_log_sd)),
        starts_anyway=dice.random() < s.start_anyway,
        bar_nrs=dice.uniform(s.bar_low, s.bar_high),
        needs=dice.uniform(s.needs_low, s.needs_high),
        race_stop_nrs=min(10.0, stop + s.race_stop),
        pace_min=1.12 * minutes / 42.195,
        marathon_min=minutes,
    )
    return person, median_km, early


def a_body(
    nature: Nature, median_km: float, *, early: bool, week_km: float, dice: Random, s: Settings
) -> Body:
    """A body on the day the problem begins; `week_km` is programmed in that week."""
    days = s.recovery_days * math.exp(dice.gauss(0, s.recovery_log_sd))
    recovers = dice.random() >= s.never_recovers
    return Body(
        nature=nature,
        c=max(LEAST, math.log(median_km) + dice.gauss(0, s.between_log_sd)),
        gain_a_day=FULL_GAIN / days if recovers else 0.0,
        aggravation=s.aggravation * math.exp(dice.gauss(0, s.aggravation_log_sd)),
        noise=s.noise * math.exp(dice.gauss(0, s.noise_log_sd)),
        p_first_step=_share(s.first_step_early if early else s.first_step, 4, dice),
        slope=s.slope * math.exp(dice.gauss(0, s.slope_log_sd)),
        peak=dice.uniform(s.peak_low, s.peak_high),
        bears_km_a_week=max(5.0, s.overload_share * week_km * math.exp(dice.gauss(0, 0.3))),
    )


def _share(mean: float, weight: float, dice: Random) -> float:
    """A share between runners: Beta with this mean and so many runs' worth of weight."""
    if not 0 < mean < 1:
        return mean
    return dice.betavariate(mean * weight, (1 - mean) * weight)
