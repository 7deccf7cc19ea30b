r"""Many possible ways from today to the race, run by run, for several ways on at once.

For each draw of the posterior, and each way on, day by day:

.. math::

    \log O = c + \sigma \varepsilon,\ \varepsilon \sim t_4 \qquad
    x = \min(d,\ O + G) \qquad c \leftarrow c - \alpha \log(x / O)\ \text{if}\ x > O

d: what would be run; O: where it begins to hurt; G: how far pain may grow before the light turns
red, (cut - 1) / slope; x: what is run. Who heeds the light steps back to where it hurt, rests a day
after a red, and steps up after two greens. Between weeks capacity c recovers by 7 rho / T unless
nothing recovers, wanders, and now and then relapses. Runs are left out at random; illness takes
some weeks.

The same dice fall for every way on, so that two ways differ by what is run alone. Arrays are
(ways, draws), single precision; random numbers are cells of quantile tables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.onset.belief import GRID, Belief, t4_beyond
from startline.engine.onset.belief import STEP as CELL
from startline.engine.readiness.ways_on import WayOn

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

TABLE = 4096
AT_ONCE = 2500  # trajectories: seven ways of them stay in the second-level cache
NEVER_KM = np.float32(500.0)
LEAST = np.float32(GRID[0])  # log km; capacity falls no further
SHORTEST_KM = np.float32(a.SHORTEST_RUN_M / 1000)
SPIKE_FLOOR_KM = np.float32(a.SPIKE_FLOOR_M / 1000)
LOG_FIRST_STEP, LOG_NEVER = np.float32(math.log(0.05)), np.float32(math.log(500.0))
STEP = np.float32(a.STEP_PERCENT / 100)
SPIKE = np.float32(a.SPIKE_PERCENT / 100)
WEEK_DAYS = 7
SPIKE_WEEKS = 5  # calendar weeks that hold the 30 days of the single-session rule


@dataclass(frozen=True, slots=True)
class Start:
    """Where the trajectories begin: posterior draws, each of shape (draws,)."""

    log_capacity: Floats
    sigma: Floats
    aggravation: Floats
    step_sd: Floats
    recovery_days: Floats
    plateau: Floats
    p_first_step: float

    @property
    def size(self) -> int:
        """Number of draws."""
        return int(self.log_capacity.size)

    def some(self, part: slice) -> Start:
        """A part of the draws."""
        arrays = {f.name: getattr(self, f.name) for f in fields(self)}
        return Start(**{k: v[part] if k != "p_first_step" else v for k, v in arrays.items()})


@dataclass(frozen=True, slots=True)
class Course:
    """What became of each trajectory by race day, each of shape (ways, draws).

    longest_km: before the race; total_km; longest_gap_days without a run; flare_up: whether
    capacity ever fell by a third within a week; ill: on race day; onset_km: where it would
    begin to hurt in the race; slack_km: how much further until the pain limit.
    """

    longest_km: Floats
    total_km: Floats
    longest_gap_days: Floats
    flare_up: Flags
    ill: Flags
    onset_km: Floats
    slack_km: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What holds for one runner. Distances in km, pain as NRS.

    rung_km: the step reached, where the light starts; restart_km: its floor; longest_km: of the
    last 30 days; cut_nrs: pain at which the light turns red; limit_nrs: the pain accepted.
    """

    rung_km: float
    restart_km: float
    longest_km: float
    cut_nrs: int
    limit_nrs: int
    days_since_run: int
    run_walk_log_mean: float = math.log(a.RUN_WALK_MULTIPLIER)
    run_walk_log_sd: float = a.RUN_WALK_LOG_SD


def draw_start(belief: Belief, n: int, rng: np.random.Generator) -> Start:
    """`n` draws of parameters and of today's capacity, evenly from the weighted posterior."""
    positions = (np.arange(n) + rng.random()) / n
    pick = np.minimum(np.searchsorted(np.cumsum(belief.weight), positions), belief.weight.size - 1)
    cumulated = np.cumsum(belief.capacity, axis=1)
    heights = rng.permutation(n) + rng.random(n)
    u = (heights / n)[:, None] * cumulated[pick, -1:]
    cell = np.minimum((cumulated[pick] < u).sum(axis=1), GRID.size - 1)
    theta = belief.parameters
    single = np.float32
    return Start(
        log_capacity=(GRID[cell] + CELL * (rng.random(n) - 0.5)).astype(single),
        sigma=theta.sigma[pick].astype(single),
        aggravation=theta.aggravation[pick].astype(single),
        step_sd=theta.step_sd[pick].astype(single),
        recovery_days=theta.recovery_days[pick].astype(single),
        plateau=theta.plateau[pick].astype(single),
        p_first_step=belief.p_first_step,
    )


@cache
def normal_table() -> Floats:
    """Quantiles of the standard normal, shape (TABLE,)."""
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / TABLE) for i in range(TABLE)], np.float32)


@cache
def t4_table() -> Floats:
    """Quantiles of Student's t with 4 degrees of freedom, shape (TABLE,)."""
    at = np.linspace(-60, 60, 120_001)
    below = 1 - t4_beyond(at)
    shares = (np.arange(TABLE) + 0.5) / TABLE
    return np.interp(shares, below, at).astype(np.float32)


class Dice:
    """Cells of the quantile tables, the same for every way on."""

    def __init__(self, n: int, rng: np.random.Generator) -> None:
        self.n, self._rng = n, rng

    def cells(self) -> NDArray[np.uint16]:
        """One cell a draw, shape (draws,)."""
        return self._rng.integers(0, TABLE, self.n, dtype=np.uint16)

    def normal(self) -> Floats:
        """Standard normals."""
        return normal_table()[self.cells()]

    def t4(self) -> Floats:
        """Student's t with 4 degrees of freedom."""
        return t4_table()[self.cells()]

    def happens(self, p: float) -> Flags:
        """Whether something of chance `p` happens, to within half a cell."""
        return np.asarray(self.cells() < round(p * TABLE))


class _Walk:
    """The state of every trajectory as the days go by."""

    def __init__(self, start: Start, ways: tuple[WayOn, ...], at: Setting, dice: Dice) -> None:
        shape = (len(ways), start.size)
        self.start, self.at, self.dice = start, at, dice
        self.heeds = np.array([way.heeds_the_light for way in ways])[:, None]
        self.blind = ~self.heeds[:, 0]
        run_walk = np.array([way.run_walk for way in ways])[:, None]
        log_multiplier = at.run_walk_log_mean + np.float32(at.run_walk_log_sd) * dice.normal()
        self.log_run_walk = np.where(run_walk, log_multiplier, np.float32(0))
        slope = a.PAIN_SLOPE_NRS_PER_KM * np.exp(a.PAIN_SLOPE_LOG_SD * dice.normal())
        self.cut_km = (max(at.cut_nrs - 1, 0) / slope).astype(np.float32)
        self.limit_km = (max(at.limit_nrs - 1, 0) / slope).astype(np.float32)
        self.c = np.tile(start.log_capacity, (shape[0], 1))
        self.week_ago = self.c.copy()
        self.rung = np.full(shape, at.rung_km, np.float32)
        self.floor = np.float32(at.restart_km)
        self.greens = np.zeros(shape, np.int8)
        self.rest = np.zeros(shape, bool)
        self.longest = np.zeros(shape, np.float32)
        self.recent = [np.full(shape, at.longest_km, np.float32)] * SPIKE_WEEKS
        self.total = np.zeros(shape, np.float32)
        self.last_run = np.full(shape, -at.days_since_run, np.int16)
        self.gap = np.zeros(shape, np.int16)
        self.flare = np.zeros(shape, bool)
        self.ill = np.zeros(start.size, bool)

    def drift(self, days: int) -> Floats:
        """Recovery, wandering and at most one relapse over so many days.

        Returns where capacity stands before the recovery, shape (ways, draws).
        """
        s, dice = self.start, self.dice
        gain = (1 - s.plateau) * np.float32(a.RECOVERY_LOG_DISTANCE * days) / s.recovery_days
        top = np.maximum(self.c, np.float32(math.log(a.CAPACITY_MOST_KM)))
        wandered = s.step_sd * np.float32(math.sqrt(days)) * dice.normal()
        relapse = dice.happens(1 - math.exp(-a.RELAPSE_PER_DAY * days))
        jump = np.float32(a.RELAPSE_MEAN) + np.float32(a.RELAPSE_SD) * dice.normal()
        shock = wandered + np.where(relapse, jump, np.float32(0))
        trough = np.maximum(self.c + shock, LEAST)
        self.c = np.maximum(np.minimum(self.c + gain, top) + shock, LEAST)
        return trough

    def week(self, days: int) -> None:
        """The coming week, of `days` days: drift, illness, and whether it has flared up.

        A fall shows before recovery makes it good again, so the week's recovery does not count.
        """
        lost = self.drift(days) - self.week_ago
        self.flare |= lost <= np.float32(math.log(1 - a.FLARE_UP_SHARE))
        self.week_ago = self.c.copy()
        self.ill = self.dice.happens(1 - math.exp(-a.ILLNESS_PER_DAY * days))
        self.recent = [np.zeros_like(self.longest), *self.recent[:-1]]

    def onset_km(self) -> tuple[Floats, Flags]:
        """Where it begins to hurt on a run now, in km, and on which it does from the first step."""
        early = self.dice.happens(self.start.p_first_step)
        log_onset = self.c + self.log_run_walk + self.start.sigma * self.dice.t4()
        log_onset[:, early] = LOG_FIRST_STEP
        return np.asarray(np.exp(np.clip(log_onset, LOG_FIRST_STEP, LOG_NEVER))), early

    def run(self, day: int, at_most_km: Floats) -> None:
        """One day on which some way on has a run; `at_most_km` of shape (ways,)."""
        longest = np.maximum.reduce([SPIKE_FLOOR_KM + np.zeros_like(self.longest), *self.recent])
        planned = np.minimum(self.rung, longest * SPIKE)
        planned[self.blind] = NEVER_KM
        np.minimum(planned, at_most_km[:, None], out=planned)
        goes = (planned >= SHORTEST_KM) & self.dice.happens(a.ADHERENCE) & ~self.ill
        goes &= ~(self.rest & self.heeds)
        onset, early = self.onset_km()
        stop = onset + self.cut_km
        hurt = goes & (planned > onset)
        red = hurt & (planned >= stop)
        done = np.minimum(planned, stop) * goes
        self._aggravate(done, onset, early)
        self._step(goes & ~hurt, hurt, red, onset, planned)
        self._count(day, goes, done)

    def _aggravate(self, done: Floats, onset: Floats, early: Flags) -> None:
        """Running on past the onset costs capacity, in proportion to log(distance / onset).

        Pain from the first step has no onset to run past: as in the belief, it costs nothing.
        """
        past = np.log(np.maximum(done / onset, np.float32(1)))  # 0 where it did not hurt
        past[:, early] = 0
        self.c -= self.start.aggravation * past

    def _step(self, green: Flags, hurt: Flags, red: Flags, onset: Floats, planned: Floats) -> None:
        """The ladder: two greens up, amber to where it hurt, red that and one step back."""
        self.greens = np.minimum(self.greens + green, a.GREENS_TO_PROGRESS) * ~hurt
        reached = planned * STEP >= self.rung
        up = (self.greens >= a.GREENS_TO_PROGRESS) & green & reached
        self.greens *= ~up
        back = np.where(red, onset / STEP, onset)
        lower = np.where(hurt, np.minimum(self.rung, back), self.rung)
        self.rung = np.maximum(np.where(up, lower * STEP, lower), self.floor)
        self.rest = red

    def _count(self, day: int, goes: Flags, done: Floats) -> None:
        np.maximum(self.longest, done, out=self.longest)
        np.maximum(self.recent[0], done, out=self.recent[0])
        self.total += done
        self.gap = np.where(goes, np.maximum(self.gap, day - self.last_run - 1), self.gap)
        self.last_run = np.where(goes, np.int16(day), self.last_run)


def walk_to_race(
    start: Start, ways: tuple[WayOn, ...], at: Setting, rng: np.random.Generator
) -> Course:
    """Every trajectory of every way on to race day, some at a time so that they fit the cache."""
    parts = [
        _walk_some(start.some(slice(first, first + AT_ONCE)), ways, at, rng)
        for first in range(0, start.size, AT_ONCE)
    ]
    return Course(
        **{
            one.name: np.concatenate([getattr(part, one.name) for part in parts], axis=-1)
            for one in fields(Course)
        }
    )


def _walk_some(
    start: Start, ways: tuple[WayOn, ...], at: Setting, rng: np.random.Generator
) -> Course:
    walk = _Walk(start, ways, at, Dice(start.size, rng))
    at_most = np.stack([way.at_most_km for way in ways])
    days = at_most.shape[1]
    for day in range(days):
        if day % WEEK_DAYS == 0:
            walk.week(min(WEEK_DAYS, days - day))
        if at_most[:, day].any():
            walk.run(day, at_most[:, day])
        else:
            walk.rest[:] = False
    return _at_race(walk, ways, days)


def _at_race(walk: _Walk, ways: tuple[WayOn, ...], days: int) -> Course:
    """Race day itself; before a later race its further days of drift pass in one step."""
    later = np.array([way.later_days for way in ways])[:, None]
    if later.any():
        before = walk.c
        walk.drift(int(later.max()))
        walk.c = np.where(later > 0, walk.c, before)
    gap = np.maximum(walk.gap, days - walk.last_run - 1)
    return Course(
        longest_km=walk.longest,
        total_km=walk.total,
        longest_gap_days=gap.astype(np.float32),
        flare_up=walk.flare,
        ill=np.tile(walk.dice.happens(a.ILLNESS_PER_DAY * WEEK_DAYS), (len(ways), 1)),
        onset_km=walk.onset_km()[0],
        slack_km=walk.limit_km,
    )
