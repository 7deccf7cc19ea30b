"""Simulated runners whose true onset distances are known.

Written from the description of the model and apart from the code that infers it, so
that a slip on one side shows. Each world is one set of habits and one way for capacity to move:

    c' = min(c + r * days, max(c, log M)) - alpha * exceedance + N(0, q^2 * days) [+ jump]
    c' >= log 0.5
    O  = exp(c + sigma * t_df), or 0 (from the first step) with the runner's own probability

with c the log of the distance (km) at which pain starts. Every constant is an assumption unless
it says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.onset.predictor import Floats, PastRun, RunnerLog
from startline.engine.runs import OnsetObservation
from startline.study.simulator.telling import on_a_heap

SITE = "knee_lateral_itbs"  # every simulated runner's; the commonest site in the coded runs
N_RUNS = 12
GAP_DAYS = (2, 5)
SHORT_KM, LONG_KM = (5.0, 9.0), (13.0, 19.0)
START_KM, START_SD = 8.0, 0.6  # where pain starts at first, median and log sd between runners
RHO = math.log(42.2 / 8)  # log units from the median start to a marathon
CEILING_KM, FLOOR_KM = 60.0, 0.5
PLATEAU = 0.25  # share who do not recover; 31 % at 24 weeks in Mulvad et al. 2018
PAST_ONSET_KM, PAST_ONSET_SD = 3.2, 0.8  # median run on after onset, in coded accounts; log sd
TOLD_BETWEEN, TOLD_BEFORE = 0.10, 0.12  # shares of painful runs told as a range, or as "by then"
NOBODY_ASKED = 0.10


@dataclass(frozen=True, slots=True)
class World:
    """How capacity moves and how people behave in one simulated world."""

    name: str
    recovery_days: tuple[float, float] = (60.0, 0.8)  # median, log sd
    recovers: bool = True
    aggravates: bool = True
    noise_df: tuple[float, float] = (4.0, 4.0)  # degrees of freedom, uniform between runners
    jump_per_day: float = 0.01  # at most one between two runs
    jump: tuple[float, float] = (-0.35, 0.35)  # log units: mean, sd
    stops_from_fear: bool = False
    load_follows_pain: bool = False


WORLDS = (
    World("well_specified"),
    World("no_recovery", recovers=False, aggravates=False, jump_per_day=0.0),
    World("slow", recovery_days=(180.0, 0.5)),
    World("heavy_tails", noise_df=(1.5, 3.0)),
    World("flares", jump_per_day=0.02, jump=(-0.35, 0.0)),
    World("fear_stopping", stops_from_fear=True),
    World("load_feedback", load_follows_pain=True),
)


@dataclass(slots=True)
class Runners:
    """Parameters and moving state of many runners at once; every array is (n,)."""

    capacity: Floats  # log km
    recovery: Floats  # log units per day
    aggravation: Floats  # log units per unit of exceedance
    scale: Floats  # log units
    df: Floats
    wander: Floats  # log units per square root of a day
    p_first_step: Floats
    hurt_last: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True, slots=True)
class Steps:
    """What happened on one numbered run of every runner; every array is (n,)."""

    day: Floats
    planned_km: Floats
    run_km: Floats
    onset_km: Floats  # 0: from the first step
    capacity_km: Floats
    hurt: Floats


def simulate(world: World, *, n_runners: int, seed: int, n_runs: int = N_RUNS) -> list[RunnerLog]:
    """Logs of `n_runners` runners of one world, with the truth beside each run."""
    rng = np.random.default_rng([seed, *world.name.encode()])
    runners = draw_runners(world, n_runners, rng)
    day = np.zeros(n_runners)
    starts_long = rng.random(n_runners) < 0.5
    steps = []
    for k in range(n_runs):
        if k:
            gap = rng.integers(GAP_DAYS[0], GAP_DAYS[1] + 1, n_runners).astype(float)
            rest(world, runners, gap, rng)
            day = day + gap
        planned = plan(world, runners, starts_long ^ (k % 2 == 1), rng)
        steps.append(run_once(world, runners, day, planned, rng))
    return [log_of(f"{world.name}-{i}", i, steps, rng) for i in range(n_runners)]


def draw_runners(world: World, n: int, rng: np.random.Generator) -> Runners:
    """Draw every runner's own constants from the priors."""
    days = world.recovery_days[0] * np.exp(world.recovery_days[1] * rng.normal(size=n))
    moves = world.recovers * (rng.random(n) >= PLATEAU)
    return Runners(
        capacity=np.maximum(math.log(START_KM) + START_SD * rng.normal(size=n), math.log(FLOOR_KM)),
        recovery=moves * RHO / days,
        aggravation=world.aggravates * 0.25 * np.exp(0.7 * rng.normal(size=n)),
        scale=0.3 * np.exp(0.4 * rng.normal(size=n)),
        df=rng.uniform(*world.noise_df, size=n),
        wander=0.02 * np.exp(0.5 * rng.normal(size=n)),
        p_first_step=rng.beta(1.0, 8.0, size=n),
        hurt_last=np.zeros(n),
    )


def rest(world: World, runners: Runners, gap: Floats, rng: np.random.Generator) -> None:
    """Let the days between two runs do their work on capacity."""
    n = len(gap)
    ceiling = np.maximum(runners.capacity, math.log(CEILING_KM))
    capacity = np.minimum(runners.capacity + runners.recovery * gap, ceiling)
    capacity += runners.wander * np.sqrt(gap) * rng.normal(size=n)
    jumps = rng.random(n) < 1 - np.exp(-world.jump_per_day * gap)
    capacity += jumps * (world.jump[0] + world.jump[1] * rng.normal(size=n))
    runners.capacity = np.maximum(capacity, math.log(FLOOR_KM))


def plan(
    world: World, runners: Runners, long: NDArray[np.bool_], rng: np.random.Generator
) -> Floats:
    """How far each runner means to go (km)."""
    n = len(runners.capacity)
    planned = np.where(long, rng.uniform(*LONG_KM, size=n), rng.uniform(*SHORT_KM, size=n))
    if world.load_follows_pain:
        planned *= np.where(runners.hurt_last > 0, 0.7, 1.0)
        planned *= np.clip(np.exp(0.5 * (runners.capacity - math.log(START_KM))), 0.5, 1.5)
    return np.asarray(planned)


def run_once(
    world: World, runners: Runners, day: Floats, planned: Floats, rng: np.random.Generator
) -> Steps:
    """One run each: where pain begins, where the runner stops, what it costs."""
    n = len(day)
    capacity = runners.capacity.copy()
    onset = np.exp(capacity + runners.scale * rng.standard_t(runners.df))
    first = rng.random(n) < runners.p_first_step
    onset = np.where(first, 0.0, onset)
    willing = planned * fear(runners, rng, n) if world.stops_from_fear else planned
    if world.stops_from_fear:  # some feel it coming and stop just short: informative censoring
        warned = (runners.hurt_last > 0) & (rng.random(n) < 0.2) & (onset > 1)
        willing = np.where(warned, np.minimum(willing, onset * rng.uniform(0.8, 1.0, n)), willing)
    hurt = onset < willing
    past_onset = PAST_ONSET_KM * np.exp(PAST_ONSET_SD * rng.normal(size=n))
    run = np.where(hurt, np.minimum(willing, onset + past_onset), willing)
    exceedance = np.where(hurt & ~first, np.log(run / np.maximum(onset, FLOOR_KM)), 0.0)
    lower = capacity - runners.aggravation * np.maximum(exceedance, 0.0)
    runners.capacity = np.maximum(lower, math.log(FLOOR_KM))
    runners.hurt_last = hurt.astype(float)
    return Steps(day, planned, run, onset, np.exp(capacity), runners.hurt_last)


def fear(runners: Runners, rng: np.random.Generator, n: int) -> Floats:
    """Share of the plan a runner dares: after a painful run, most cut it by up to half."""
    afraid = (runners.hurt_last > 0) & (rng.random(n) < 0.6)
    return np.where(afraid, rng.uniform(0.5, 1.0, n), 1.0)


# --- what gets told -------------------------------------------------------------------------------


def log_of(name: str, i: int, steps: list[Steps], rng: np.random.Generator) -> RunnerLog:
    """One runner's log as told, and the truth beside it."""
    runs = [
        PastRun(
            int(s.day[i]),
            float(s.run_km[i]),
            told(float(s.onset_km[i]), float(s.run_km[i]), bool(s.hurt[i]), rng),
        )
        for s in steps
    ]
    return RunnerLog(
        runner=name,
        site=SITE,
        runs=tuple(runs),
        distance_known=(True,) * len(runs),
        planned_km=tuple(float(s.planned_km[i]) for s in steps),
        onset_km=tuple(float(s.onset_km[i]) for s in steps),
        capacity_km=tuple(float(s.capacity_km[i]) for s in steps),
    )


def told(
    onset_km: float, run_km: float, hurt: bool, rng: np.random.Generator
) -> OnsetObservation | None:
    """What the log says about where pain began; the stretch always holds the truth."""
    how = rng.random()
    if rng.random() < NOBODY_ASKED:
        return None
    if not hurt:
        return OnsetObservation.pain_free_for(run_km)
    if how < TOLD_BEFORE:
        return OnsetObservation.before(rng.uniform(onset_km, run_km))
    if onset_km == 0:
        return OnsetObservation.from_the_first_step()
    if how < TOLD_BEFORE + TOLD_BETWEEN:
        later = onset_km * rng.uniform(1.05, 1.5)
        return OnsetObservation.between(onset_km * rng.uniform(0.6, 0.95), min(later, run_km))
    middle, width = on_a_heap(onset_km, rng.random())
    lower, upper = max(middle - width, 0.0), middle + width
    return OnsetObservation.between(lower, min(upper, run_km))
