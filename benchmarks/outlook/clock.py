"""How long the trajectories take, beside a plain loop over the same days, and a whole advice."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from benchmarks.outlook.rough_week import DAY, SEED, rough_week
from startline.engine import assumptions as a
from startline.engine.advise import advise
from startline.engine.readiness.trajectories import Setting, Start, walk_to_race
from startline.engine.readiness.ways_on import WayOn
from startline.study.described import WORLDS, Runner, Standing, Way, run_on

TRAJECTORIES, N_WAYS, DAYS = 5000, 7, 126
LOOPED = 50
TARGET_MS = 60
BEST_OF = 7


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of processor time, the least of seven."""

    walk_ms: float
    loop_ms: float
    advise_ms: float


def measure() -> Times:
    """Seven ways on of 126 days with four runs a week; the loop's time is carried to 5,000."""
    rng = np.random.default_rng(SEED)
    start, at, ways = a_start(rng), a_setting(), the_ways()
    case = rough_week()
    one = np.random.default_rng
    return Times(
        walk_ms=least_ms(lambda: walk_to_race(start, ways, at, one(SEED))),
        loop_ms=least_ms(lambda: loop(start, ways), n=3) * TRAJECTORIES / LOOPED,
        advise_ms=least_ms(lambda: advise(case, on=DAY, rng=one(SEED))),
    )


def least_ms(act: Callable[[], object], n: int = BEST_OF) -> float:
    """The least processor time of `n`, after one to warm up."""
    took = []
    for _ in range(n + 1):
        begun = time.process_time()
        act()
        took.append(time.process_time() - begun)
    return 1000 * min(took[1:])


def a_start(rng: np.random.Generator) -> Start:
    """Runners drawn from the prior, in the middle of which pain begins at 8 km."""
    n = TRAJECTORIES
    z = rng.standard_normal((5, n))
    single = np.float32
    return Start(
        log_capacity=(math.log(8) + 0.5 * z[0]).astype(single),
        sigma=(a.SIGMA * np.exp(a.SIGMA_LOG_SD * z[1])).astype(single),
        aggravation=(a.AGGRAVATION * np.exp(a.AGGRAVATION_LOG_SD * z[2])).astype(single),
        step_sd=(a.STEP_SD * np.exp(a.STEP_LOG_SD * z[3])).astype(single),
        recovery_days=(a.RECOVERY_DAYS * np.exp(a.RECOVERY_LOG_SD * z[4])).astype(single),
        plateau=(rng.random(n) < a.PLATEAU).astype(single),
        p_first_step=0.11,
    )


def a_setting() -> Setting:
    """A runner who starts the ladder at 5 km."""
    return Setting(rung_km=5.0, restart_km=4.0, longest_km=12.0, cut_nrs=3, limit_nrs=3,
                   days_since_run=1)  # fmt: skip


def the_ways() -> tuple[WayOn, ...]:
    """Seven ways with runs on the same four days of each week."""
    day = np.arange(DAYS)
    km = np.where(np.isin(day % 7, (1, 2, 3, 6)), 8 + day / 10, 0).astype(np.float32)
    ways = [WayOn(f"way_{i}", km, 42.195) for i in range(N_WAYS - 3)]
    return (
        WayOn("as_programmed", km, 42.195, heeds_the_light=False), *ways,
        WayOn("run_walk", km, 42.195, run_walk=True), WayOn("defer", km, 42.195, later_days=182),
    )  # fmt: skip


def loop(start: Start, ways: tuple[WayOn, ...]) -> None:
    """The first trajectories one by one in plain Python, without NumPy."""
    dice = Random(SEED)  # noqa: S311 - makes runners, keeps no secret
    standing = Standing(5.0, 4.0, 3, 3, [(-1, 12.0)])
    plain = [
        Way([float(km) for km in way.at_most_km], way.race_km, way.heeds_the_light, way.run_walk,
            way.later_days) for way in ways
    ]  # fmt: skip
    for i in range(LOOPED):
        gain = 0.0 if start.plateau[i] else a.RECOVERY_LOG_DISTANCE / float(start.recovery_days[i])
        runner = Runner(
            float(start.log_capacity[i]), gain, float(start.aggravation[i]), float(start.sigma[i]),
            float(start.step_sd[i]), start.p_first_step, a.PAIN_SLOPE_NRS_PER_KM,
        )  # fmt: skip
        for way in plain:
            run_on(runner.copy(), WORLDS[0], way, standing, dice)
