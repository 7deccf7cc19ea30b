"""One runner as the models describe them, day by day to a race whose end is known.

For `chances`: do the chances of the ways on come true where the description holds, and where one
part of it does not? (Worlds of other structure are in `simulator`.) Written from the stated rules
and apart from the code that foresees: plain loops over single days, where that code takes a week at
a step. Recovery, wandering, relapses and illness fall on days; the longest run of 30 days is
counted in days; a flare-up is a fall by the stated share from any day to any other within a week.
Constants that are stated assumptions are read where they are stated.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from startline.engine import assumptions as a
from startline.engine.onset.sites import SitePrior

LEAST_KM = 0.35  # capacity falls no further, as the belief's grid says
FIRST_STEP_KM = 0.05  # where pain "from the first step" begins, for how far it may be run
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class World:
    """What may differ from the model's own description."""

    name: str
    about: str
    described: bool = False
    recovers: bool = True
    relapse_per_day: float = a.RELAPSE_PER_DAY
    relapse: tuple[float, float] = (a.RELAPSE_MEAN, a.RELAPSE_SD)
    noise_df: int = 4
    heeds_the_light: bool = True


WORLDS = (
    World("as described", "parameters from the model's own prior, rules kept", described=True),
    World("no recovery", "nobody recovers", recovers=False),
    World("flares", "2 % a day, each a fall of 0.35 log units", relapse_per_day=0.02,
          relapse=(-0.35, 0.0)),
    World("heavy noise", "day-to-day noise t with 2 degrees of freedom", noise_df=2),
    World("ignores the light", "runs all that is planned, through pain, and never steps back",
          heeds_the_light=False),
)  # fmt: skip


@dataclass(slots=True)
class Runner:
    """Constants of one runner, and `c`, log km at which it begins to hurt, which moves."""

    c: float
    gain_per_day: float
    aggravation: float
    sigma: float
    step_sd: float
    p_first_step: float
    slope_nrs_per_km: float

    def copy(self) -> Runner:
        """The same runner, to be run on from here another time."""
        return replace(self)


@dataclass(frozen=True, slots=True)
class Way:
    """What one way on asks for: km of each day before the race, and the race."""

    at_most_km: Sequence[float]
    race_km: float
    heeds_the_light: bool
    run_walk: bool = False
    later_days: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the light leaves the runner today. `done`: (day, km), today being day 0."""

    rung_km: float
    restart_km: float
    cut_nrs: int
    limit_nrs: int
    done: Sequence[tuple[int, float]]


@dataclass(slots=True)
class Light:
    """The ladder as the runner climbs it."""

    rung_km: float
    restart_km: float
    greens: int = 0
    rests_on: int = -1
    capacity: list[float] = field(default_factory=list)


def draw_runner(world: World, prior: SitePrior, dice: Random) -> Runner:
    """A runner drawn from the prior, on the day of the first report."""
    days = prior.recovery_days * math.exp(prior.recovery_log_sd * dice.gauss(0, 1))
    recovers = dice.random() >= a.PLATEAU and world.recovers
    return Runner(
        c=prior.log_median_km + prior.log_sd * dice.gauss(0, 1),
        gain_per_day=a.RECOVERY_LOG_DISTANCE / days if recovers else 0.0,
        aggravation=a.AGGRAVATION * math.exp(a.AGGRAVATION_LOG_SD * dice.gauss(0, 1)),
        sigma=a.SIGMA * math.exp(a.SIGMA_LOG_SD * dice.gauss(0, 1)),
        step_sd=a.STEP_SD * math.exp(a.STEP_LOG_SD * dice.gauss(0, 1)),
        p_first_step=dice.betavariate(*prior.first_step),
        slope_nrs_per_km=a.PAIN_SLOPE_NRS_PER_KM * math.exp(a.PAIN_SLOPE_LOG_SD * dice.gauss(0, 1)),
    )


def sleep(runner: Runner, world: World, dice: Random) -> None:
    """One night: recovery, wandering, and now and then a relapse."""
    top = max(runner.c, math.log(a.CAPACITY_MOST_KM))
    runner.c = min(runner.c + runner.gain_per_day, top) + runner.step_sd * dice.gauss(0, 1)
    if dice.random() < -math.expm1(-world.relapse_per_day):
        runner.c += dice.gauss(*world.relapse)
    runner.c = max(runner.c, math.log(LEAST_KM))


def onset_km(runner: Runner, world: World, dice: Random, times: float = 1.0) -> float | None:
    """Where it begins to hurt on a run now; None: from the first step."""
    if dice.random() < runner.p_first_step:
        return None
    df = world.noise_df
    noise = dice.gauss(0, 1) / math.sqrt(dice.gammavariate(df / 2, 2) / df)
    return times * math.exp(min(max(runner.c + runner.sigma * noise, math.log(0.05)), 6.2))


def past_km(runner: Runner, nrs: int) -> float:
    """How far past the onset pain reaches `nrs`."""
    return max(nrs - 1, 0) / runner.slope_nrs_per_km


def run_past(runner: Runner, onset: float | None, done_km: float) -> None:
    """Running on past the onset costs capacity; pain from the first step has no onset to pass."""
    if onset is not None and done_km > onset:
        runner.c -= runner.aggravation * math.log(done_km / onset)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one runner."""

    starts: bool
    finishes: bool
    within_limit: bool
    flares_up: bool


def run_on(runner: Runner, world: World, way: Way, at: Standing, dice: Random) -> Outcome:
    """From today to the race. `runner` is used up."""
    heeds = way.heeds_the_light and world.heeds_the_light
    light = Light(at.rung_km, at.restart_km, capacity=[runner.c])
    done = list(at.done)
    log_times = a.RUN_WALK_LOG_SD * dice.gauss(0, 1)
    times = a.RUN_WALK_MULTIPLIER * math.exp(log_times) if way.run_walk else 1.0
    ill_until, flared = -1, False
    for day, most_km in enumerate(way.at_most_km):
        if dice.random() < a.ILLNESS_PER_DAY:
            ill_until = day + WEEK_DAYS - 1
        goes = most_km > 0 and day > ill_until and dice.random() < a.ADHERENCE
        planned = planned_km(most_km, heeds, light, done, day) if goes else 0.0
        if planned >= a.SHORTEST_RUN_M / 1000 and not (heeds and day == light.rests_on):
            onset = onset_km(runner, world, dice, times)
            stops = world.heeds_the_light
            done.append((day, run_once(runner, light, onset, planned, day, at.cut_nrs, stops)))
        sleep(runner, world, dice)
        flared = flared or has_flared(light.capacity, runner.c)
    for _ in range(way.later_days):
        sleep(runner, world, dice)
    ill = ill_until >= len(way.at_most_km)
    return race(runner, world, way, at.limit_nrs, times, ill, flared, dice)


def planned_km(
    most_km: float, heeds: bool, light: Light, done: list[tuple[int, float]], day: int
) -> float:
    """What would be run if nothing hurt."""
    if not heeds:
        return most_km
    recent = [km for on, km in done if day - on <= a.SPIKE_DAYS]
    longest = max([*recent, a.SPIKE_FLOOR_M / 1000])
    return min(most_km, light.rung_km, longest * a.SPIKE_PERCENT / 100)


def run_once(
    runner: Runner,
    light: Light,
    onset: float | None,
    planned: float,
    day: int,
    cut_nrs: int,
    stops: bool,
) -> float:
    """One run, what it costs, and what the light says of it; returns km run."""
    begins = FIRST_STEP_KM if onset is None else onset
    red_at = begins + past_km(runner, cut_nrs)
    km = min(planned, red_at) if stops else planned
    run_past(runner, onset, km)
    step = a.STEP_PERCENT / 100
    if planned <= begins:
        light.greens += 1
        if light.greens >= a.GREENS_TO_PROGRESS and planned * step >= light.rung_km:
            light.rung_km, light.greens = light.rung_km * step, 0
        return km
    light.greens = 0
    red = planned >= red_at
    light.rung_km = min(light.rung_km, begins / step if red else begins)
    light.rung_km = max(light.rung_km, light.restart_km)
    light.rests_on = day + 1 if red else -1
    return km


def has_flared(capacity: list[float], c: float) -> bool:
    """Whether capacity has fallen by the stated share from any of the seven days before."""
    capacity.append(c)
    return c - max(capacity[-WEEK_DAYS - 1 :]) <= math.log(1 - a.FLARE_UP_SHARE)


def race(
    runner: Runner,
    world: World,
    way: Way,
    limit_nrs: int,
    times: float,
    ill: bool,
    flared: bool,
    dice: Random,
) -> Outcome:
    """Race day: who starts, who finishes, and whether pain stays within the limit."""
    onset = onset_km(runner, world, dice, times)
    usable = (FIRST_STEP_KM if onset is None else onset) + past_km(runner, limit_nrs)
    inside = usable >= way.race_km
    starts = not ill and dice.random() < (a.START_INSIDE if inside else a.START_OUTSIDE)
    p_finish = a.FINISH_INSIDE if usable >= way.race_km / 2 else a.FINISH_OUTSIDE
    finishes = starts and dice.random() < p_finish
    return Outcome(starts, finishes, finishes and inside, flared)
