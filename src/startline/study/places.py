"""Simulation-based calibration of the full posterior: does it know what it does not know?

Parameters and a log are drawn from the model's own prior, the posterior is computed, and the true
value's place in it is noted. If the computation is right these places are uniform, for every
quantity (Talts et al. 2018, arXiv:1804.06788; Modrák et al. 2023, doi:10.1214/23-BA1404). The
empirical distribution must stay inside a band that holds all of it with 95 % (Säilynoja et al.
2022, doi:10.1007/s11222-022-10090-6), found here by simulating uniforms.

This generator is written from the model's equations, not from its code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from startline.engine import assumptions as a
from startline.engine.onset.belief import GRID, Belief, infer_belief
from startline.engine.onset.observations import KM_PER_MILE, Report, log_ran_past
from startline.engine.onset.sites import site_prior
from startline.engine.runs import OnsetObservation
from startline.study.estimates import Floats
from startline.study.sweeps import Columns, Kind, Row

FIRST_DAY = date(2025, 1, 1)
QUANTITIES = (
    "capacity now", "recovery days", "sigma", "aggravation", "wandering", "plateau",
    "next run hurts", "change", "improving",
)  # fmt: skip
COLUMNS: Mapping[str, Kind] = {name: "number" for name in QUANTITIES}
SITE = "knee_outer"
N_DRAWS = 512


@dataclass(frozen=True, slots=True)
class Truth:
    """One runner drawn from the prior; log_capacity moves as runs are made."""

    recovery_days: float
    plateau: bool
    aggravation: float
    sigma: float
    step_sd: float
    p_first: float


def draw_truth(rng: np.random.Generator) -> tuple[Truth, float]:
    """Parameters and first log capacity from the model's prior."""
    prior = site_prior(SITE)
    truth = Truth(
        recovery_days=prior.recovery_days * math.exp(prior.recovery_log_sd * rng.normal()),
        plateau=bool(rng.random() < a.PLATEAU),
        aggravation=a.AGGRAVATION * math.exp(a.AGGRAVATION_LOG_SD * rng.normal()),
        sigma=a.SIGMA * math.exp(a.SIGMA_LOG_SD * rng.normal()),
        step_sd=a.STEP_SD * math.exp(a.STEP_LOG_SD * rng.normal()),
        p_first=float(rng.beta(*prior.first_step)),
    )
    return truth, prior.log_median_km + prior.log_sd * rng.normal()


def step(c: float, truth: Truth, days: int, ran_past: float, rng: np.random.Generator) -> float:
    """Capacity some days later."""
    drift = 0.0 if truth.plateau else a.RECOVERY_LOG_DISTANCE / truth.recovery_days
    c += (
        drift * days - truth.aggravation * ran_past + truth.step_sd * math.sqrt(days) * rng.normal()
    )
    if rng.random() < -math.expm1(-a.RELAPSE_PER_DAY * days):
        c += a.RELAPSE_MEAN + a.RELAPSE_SD * rng.normal()
    return float(np.clip(c, GRID[0], GRID[-1]))


def run_and_report(c: float, km: float, truth: Truth, rng: np.random.Generator) -> OnsetObservation:
    """What one run of `km` says; the way of telling does not depend on where it hurt."""
    way = rng.choice(["exact", "half mile", "before"], p=[0.4, 0.45, 0.15])
    if rng.random() < truth.p_first:
        return OnsetObservation.from_the_first_step()
    onset = math.exp(c + truth.sigma * rng.standard_t(4))
    if onset >= km:
        return OnsetObservation.pain_free_for(km)
    if way == "half mile":
        cell = KM_PER_MILE / 2
        lower = math.floor(onset / cell) * cell
        return OnsetObservation.between(lower, min(lower + cell, km))
    return OnsetObservation.before(km) if way == "before" else OnsetObservation.exactly(onset)


def rows_of(seed: int, number: int) -> list[Row]:
    """Places of the true values of one round in their posterior, each in (0, 1).

    Change and improving have none where the log is too short for a trend.
    """
    rng = np.random.default_rng([seed, number])
    truth, c = draw_truth(rng)
    reports: list[Report] = []
    capacity: list[float] = []  # on the day of each report
    on, ran_past = FIRST_DAY, 0.0
    for i in range(int(rng.integers(2, 11))):
        if i:
            gap = int(rng.integers(2, 9))
            on, c = on + timedelta(gap), step(c, truth, gap, ran_past, rng)
        km = float(rng.uniform(5, 9) if i % 2 else rng.uniform(12, 19))
        seen = run_and_report(c, km, truth, rng)
        quiet = seen.is_right_censored or seen.is_first_step
        ran_past = 0.0 if quiet else log_ran_past(seen, km)
        reports.append(Report(on, km, seen, seen, seen.is_first_step, ran_past))
        capacity.append(c)
    on, c = on + timedelta(3), step(c, truth, 3, ran_past, rng)
    belief = infer_belief(reports, site=SITE, on=on, rng=rng, n_draws=N_DRAWS)
    found = [*places(belief, truth, c, rng), *of_the_change(belief, reports, capacity, on, c, rng)]
    return [dict(zip(QUANTITIES, found, strict=True))]


def places(belief: Belief, truth: Truth, c: float, rng: np.random.Generator) -> list[float]:
    """Where each true value stands in its posterior, at random within ties."""
    drawn, weight = belief.parameters, belief.weight
    law = weight @ belief.capacity
    cell = int(np.argmin(np.abs(GRID - c)))
    next_km = 10.0
    hurts = rng.random() < truth.p_first or math.exp(c + truth.sigma * rng.standard_t(4)) < next_km
    p_hurt = 1 - float(belief.p_pain_free(np.array([next_km]))[0])
    return [
        float(law[:cell].sum() + rng.random() * law[cell]),
        among(drawn.recovery_days, truth.recovery_days, weight, rng),
        among(drawn.sigma, truth.sigma, weight, rng),
        among(drawn.aggravation, truth.aggravation, weight, rng),
        among(drawn.step_sd, truth.step_sd, weight, rng),
        of_a_coin(truth.plateau, belief.p_plateau, rng),
        of_a_coin(hurts, p_hurt, rng),
    ]


def of_the_change(
    belief: Belief,
    reports: Sequence[Report],
    capacity: Sequence[float],
    on: date,
    c: float,
    rng: np.random.Generator,
) -> list[float | None]:
    """The places of the change since the first recent report, and of its sign."""
    if belief.change.size == 0:
        return [None, None]
    since = next(c for c, r in zip(capacity, reports, strict=True)
                 if (on - r.on).days == belief.days_since)  # fmt: skip
    change = c - since
    even = np.full(belief.change.size, 1 / belief.change.size)
    p_improving = float(np.mean(belief.change > 0))
    return [among(belief.change, change, even, rng), of_a_coin(change > 0, p_improving, rng)]


def among(draws: Floats, value: float, weight: Floats, rng: np.random.Generator) -> float:
    """Share of the weight below a value, the nearest draw shared at random."""
    order = np.argsort(draws)
    below = np.concatenate([[0.0], np.cumsum(weight[order])])
    i = int(np.searchsorted(draws[order], value))
    low, high = below[max(i - 1, 0)], below[min(i + 1, below.size - 1)]
    return float(low + rng.random() * (high - low)) if 0 < i < draws.size else float(below[i])


def of_a_coin(happened: bool, p: float, rng: np.random.Generator) -> float:
    """The randomised place of a yes or no."""
    return float(1 - p * rng.random()) if happened else float((1 - p) * rng.random())


def band(n: int, rng: np.random.Generator, *, n_sims: int = 4000) -> tuple[Floats, Floats, Floats]:
    """Points and a band that holds the whole ECDF of n uniforms with 95 %."""
    at = np.linspace(0.01, 0.99, 99)
    sims = np.sort(rng.random((n_sims, n)), axis=1)
    ecdf = np.stack([np.searchsorted(row, at, side="right") / n for row in sims])
    away = np.abs(ecdf - at) / np.sqrt(at * (1 - at) / n)
    width = np.quantile(away.max(axis=1), 0.95) * np.sqrt(at * (1 - at) / n)
    return at, at - width, at + width


@dataclass(frozen=True, slots=True)
class Judged:
    """The places of one quantity against the band of all of them.

    at, away, half_width: the empirical distribution less the even one, and the band, along the
    posterior. stray: the farthest of it, in half widths of the band.
    """

    name: str
    n: int
    at: Floats
    away: Floats
    half_width: Floats

    @property
    def stray(self) -> float:
        """How far it strays at most, in half widths of the band."""
        return float(np.max(np.abs(self.away) / self.half_width))

    @property
    def inside(self) -> bool:
        """Whether it stays in the band that holds all of it with 95 %."""
        return self.stray <= 1.0


def judge(table: Columns) -> list[Judged]:
    """Every quantity that was placed twice or more."""
    found = []
    for name in QUANTITIES:
        seen = np.sort(np.array([one for one in table[name] if one is not None], dtype=float))
        if seen.size > 1:
            at, low, _ = band(seen.size, np.random.default_rng(1))
            ecdf = np.searchsorted(seen, at, side="right") / seen.size
            found.append(Judged(name, int(seen.size), at, ecdf - at, at - low))
    return found
