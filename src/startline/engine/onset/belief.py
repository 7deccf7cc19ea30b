r"""What the log can tell about trend, plateau and spread: the full posterior, for reading.

State: c = log capacity, capacity being the distance (km) at which pain starts on an easy run.

.. math::

    c_{t+\Delta} = c_t + (1 - z)\,\tfrac{\rho}{T}\,\Delta - \alpha e_t + q\sqrt{\Delta}\,\eta + J

    \log O = c + \sigma\,\varepsilon,\ \varepsilon \sim t_4

z: plateau; T: days to recover from 8 to 42.2 km; e: log(distance / onset) of a painful run; J: at
most one relapse between two reports, probability 1 - exp(-rate * days), normal. O is seen exactly,
between two points, or beyond the end of the run; "from the first step" is its own component with
a conjugate Beta. c stays between the ends of the grid.

Inference: parameters (T, z, alpha, sigma, q) are drawn from their prior in a Latin hypercube; for
each draw c is integrated out on a grid (convolution by FFT, so any gap is one step), which gives
the draw its exact likelihood, its weight. Paths are drawn backwards (forward filtering, backward
sampling: Carter & Kohn 1994, Biometrika 81:541). Two to ten runs move the parameters little, so
the weights stay even; with longer logs the draws are redrawn where the weight lies.

No distance that may be run depends on this module: see `ceiling`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.onset.observations import Report, widen_heaped
from startline.engine.onset.sites import SitePrior, site_prior
from startline.engine.runs import OnsetObservation

Floats = NDArray[np.float64]
Verdict = Literal["too_early", "improving", "no_clear_change", "worsening"]

GRID = np.linspace(math.log(0.35), math.log(90.0), 128)  # log km; ends hold what would leave
STEP = float(GRID[1] - GRID[0])
HALF_CELL = STEP / 2  # spread of the normal that a cell stands for when c is drawn
PAD = 48  # cells either side, so that a step cannot wrap around
LENGTH = GRID.size + 2 * PAD
FREQUENCY = 2 * math.pi * np.fft.rfftfreq(LENGTH, d=STEP)
FASTEST_STEP = (PAD - 4) * STEP  # log units one step may move the whole law
N_DRAWS = 160
PATHS_PER_DRAW = 2
ROUNDS = 5  # of adaptive importance sampling, at most
EVEN_ENOUGH = 0.25  # share of draws that must carry weight before we stop adapting


@dataclass(frozen=True, slots=True)
class Parameters:
    """Draws, all of shape (draws,): days, 0 or 1, and log units."""

    recovery_days: Floats
    plateau: Floats
    aggravation: Floats
    sigma: Floats
    step_sd: Floats

    @property
    def drift(self) -> Floats:
        """Change of log capacity per day."""
        return (1 - self.plateau) * a.RECOVERY_LOG_DISTANCE / self.recovery_days


@dataclass(frozen=True, slots=True)
class Trend:
    """Change of onset distance, relative per week (0.1 = +10 %), and how sure we can be.

    change_per_week and credible_80 are None when two reports a week apart do not exist yet.
    """

    change_per_week: float | None
    credible_80: tuple[float, float] | None
    p_improving: float
    p_plateau: float
    verdict: Verdict
    n_comparable: int


@dataclass(frozen=True, slots=True)
class Belief:
    """The posterior of one log on one day.

    parameters: the draws; weight: their posterior weight, shape (draws,); capacity: P(c today)
    for each draw, shape (draws, grid); change: sampled change of c since `since`, shape (paths,).
    """

    parameters: Parameters
    weight: Floats
    capacity: Floats
    p_first_step: float
    change: Floats
    days_since: int
    n_reports: int

    @property
    def effective_draws(self) -> float:
        """Kish's effective sample size of the weights."""
        return float(1 / np.sum(self.weight**2))

    @property
    def p_plateau(self) -> float:
        """Posterior chance that nothing is recovering."""
        return float(self.weight @ self.parameters.plateau)

    def p_pain_free(self, km: Floats) -> Floats:
        """P(no pain before km) under this posterior, shape of `km`."""
        at = np.log(np.maximum(km, 1e-9))
        out = np.empty(at.size)
        for i, log_km in enumerate(at):
            beyond = t4_beyond((log_km - GRID[None, :]) / self.parameters.sigma[:, None])
            out[i] = self.weight @ np.sum(self.capacity * beyond, axis=1)
        return np.asarray(np.where(km <= 0, 1.0, (1 - self.p_first_step) * out))

    def capacity_mean(self) -> float:
        """Posterior mean of log capacity today."""
        return float(self.weight @ (self.capacity @ GRID))


def infer_belief(
    reports: Sequence[Report],
    *,
    site: str,
    on: date,
    rng: np.random.Generator,
    n_draws: int = N_DRAWS,
) -> Belief:
    """Posterior of the reports, oldest first, on the day `on`."""
    prior = site_prior(site)
    draws = _first_draws(rng, n_draws)
    for round_ in range(ROUNDS):
        theta = parameters_at(draws.u, draws.plateau, prior)
        laws, log_likelihood = _filter(reports, theta, prior)
        weight = _weights(draws.log_share + log_likelihood)
        if 1 / np.sum(weight**2) >= n_draws * EVEN_ENOUGH or round_ == ROUNDS - 1:
            break
        draws = _next_draws(draws, weight, rng)
    last = reports[-1] if reports else None
    gap = (on - last.on).days if last else 0
    capacity = _forward(laws[-1], theta, gap, _exceedance(last) if last else 0.0)
    n_first = sum(report.said.is_first_step for report in reports)
    hits, misses = prior.first_step
    change, days_since = _sample_change(reports, laws, capacity, theta, weight, on, rng)
    return Belief(
        parameters=theta,
        weight=weight,
        capacity=capacity,
        p_first_step=(hits + n_first) / (hits + misses + len(reports)),
        change=change,
        days_since=days_since,
        n_reports=len(reports),
    )


def _weights(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def trend(belief: Belief) -> Trend:
    """Is it getting better? Says "too early" below six informative runs or one week of them."""
    known = belief.change.size > 0
    weekly = np.expm1(belief.change * 7 / belief.days_since) if known else np.zeros(1)
    p_improving = float(np.mean(belief.change > 0)) if known else 0.5
    verdict: Verdict = "no_clear_change"
    if not known or belief.n_reports < a.COMPARABLE_RUNS:
        verdict = "too_early"
    elif p_improving >= a.SURE_OF_CHANGE:
        verdict = "improving"
    elif p_improving <= 1 - a.SURE_OF_CHANGE:
        verdict = "worsening"
    low, middle, high = (float(x) for x in np.quantile(weekly, [0.1, 0.5, 0.9]))
    return Trend(
        change_per_week=middle if known else None,
        credible_80=(low, high) if known else None,
        p_improving=p_improving,
        p_plateau=belief.p_plateau,
        verdict=verdict,
        n_comparable=belief.n_reports,
    )


def parameters_at(u: Floats, plateau: Floats, prior: SitePrior) -> Parameters:
    """The parameters at standard-normal coordinates `u`, shape (draws, 4)."""
    return Parameters(
        recovery_days=np.asarray(prior.recovery_days * np.exp(prior.recovery_log_sd * u[:, 0])),
        plateau=plateau,
        aggravation=np.asarray(a.AGGRAVATION * np.exp(a.AGGRAVATION_LOG_SD * u[:, 1])),
        sigma=np.asarray(a.SIGMA * np.exp(a.SIGMA_LOG_SD * u[:, 2])),
        step_sd=np.asarray(a.STEP_SD * np.exp(a.STEP_LOG_SD * u[:, 3])),
    )


@dataclass(frozen=True, slots=True)
class _Draws:
    """Coordinates u, shape (draws, 4), plateau, shape (draws,), and log(prior / proposal)."""

    u: Floats
    plateau: Floats
    log_share: Floats


def _first_draws(rng: np.random.Generator, n: int) -> _Draws:
    """A Latin hypercube from the prior. Half the draws are plateaus; the share puts that right."""
    z = _normal_quantiles(n)
    u = np.column_stack([z[rng.permutation(n)] for _ in range(4)])
    plateau = (rng.permutation(n) < n // 2).astype(float)
    return _Draws(u, plateau, np.log(np.where(plateau == 1, a.PLATEAU, 1 - a.PLATEAU)))


def _next_draws(draws: _Draws, weight: Floats, rng: np.random.Generator) -> _Draws:
    """Redraw where the weight lies: a normal fitted to each plateau class, a tenth from the prior.

    Adaptive importance sampling with a defensive share (Owen & Zhou 2000, JASA 95:135).
    """
    u, log_share = np.empty_like(draws.u), np.empty_like(draws.log_share)
    for value, chance in ((0.0, 1 - a.PLATEAU), (1.0, a.PLATEAU)):
        rows = np.flatnonzero(draws.plateau == value)
        mean, root = _fitted_normal(draws.u[rows], weight[rows])
        z = _normal_quantiles(rows.size)
        shuffled = np.column_stack([z[rng.permutation(rows.size)] for _ in range(4)])
        defensive = (np.arange(rows.size) % 10 == 0)[:, None]
        u[rows] = np.where(defensive, shuffled, mean + shuffled @ root.T)
        away = np.linalg.solve(root, (u[rows] - mean).T)
        log_fitted = -0.5 * np.sum(away**2, axis=0) - np.log(np.diag(root)).sum()
        log_prior = -0.5 * np.sum(u[rows] ** 2, axis=1)
        log_proposal = np.logaddexp(math.log(0.9) + log_fitted, math.log(0.1) + log_prior)
        log_share[rows] = log_prior - log_proposal + math.log(chance)
    return _Draws(u, draws.plateau, log_share)


def _fitted_normal(u: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Weighted mean and a root of the covariance, tempered while few draws carry the weight."""
    w = weight / weight.sum() if weight.sum() > 0 else np.full(weight.size, 1 / weight.size)
    even = min(1.0, 1 / (np.sum(w**2) * 40))
    w = w**even / np.sum(w**even)
    mean = w @ u
    away = u - mean
    covariance = (away * w[:, None]).T @ away * 1.2 + 0.01 * np.eye(u.shape[1])
    return mean, np.linalg.cholesky(covariance)


@cache
def _normal_quantiles(n: int) -> Floats:
    normal = NormalDist()
    return np.array([normal.inv_cdf((i + 0.5) / n) for i in range(n)])


def t4_beyond(t: Floats) -> Floats:
    """P(T > t) for Student's t with 4 degrees of freedom, in closed form, exact in the far tail.

    With w = t / sqrt(4 + t^2): (1 - w)^2 (2 + w) / 4.

    >>> float(t4_beyond(np.array(0.0)))
    0.5
    """
    root = np.sqrt(4 + t * t)
    short = np.where(t > 0, 4 / (root * (root + t)), 1 - t / root)  # 1 - w without cancelling
    return np.asarray(short * short * (3 - short) / 4)


def _filter(
    reports: Sequence[Report], theta: Parameters, prior: SitePrior
) -> tuple[list[Floats], Floats]:
    """Law of c after each report, and the log-likelihood of each draw, shape (draws,)."""
    start = np.exp(-0.5 * ((GRID - prior.log_median_km) / prior.log_sd) ** 2)
    law = np.tile(start / start.sum(), (theta.sigma.size, 1))
    laws, log_weight = [law], np.zeros(theta.sigma.size)
    before: Report | None = None
    for report in reports:
        if before is not None:
            law = _forward(law, theta, (report.on - before.on).days, _exceedance(before))
        law = law * _likelihood(widen_heaped(report.said), theta.sigma)
        evidence = law.sum(axis=1)
        law, log_weight = law / evidence[:, None], log_weight + np.log(evidence)
        laws.append(law)
        before = report
    return laws, log_weight


def _exceedance(report: Report) -> float:
    """log(distance / onset); pain from the first step has no onset to run past."""
    return 0.0 if report.said.is_first_step else report.ran_past


def _likelihood(onset: OnsetObservation, sigma: Floats) -> Floats:
    """P(stretch | c), shape (draws, grid); hurting from the first step says nothing about c."""
    if onset.is_first_step:
        return np.ones((sigma.size, GRID.size))

    def beyond(km: float) -> Floats:
        return t4_beyond((math.log(km) - GRID[None, :]) / sigma[:, None])

    if onset.is_right_censored:
        return beyond(onset.lower_km)
    if not onset.is_exact:
        past_lower = beyond(onset.lower_km) if onset.lower_km > 0 else 1.0
        return np.asarray(np.maximum(past_lower - beyond(onset.upper_km), 1e-300))
    t = (math.log(onset.lower_km) - GRID[None, :]) / sigma[:, None]
    return np.asarray((1 + t * t / 4) ** -2.5 * 0.375 / sigma[:, None])


def _forward(law: Floats, theta: Parameters, days: int, ran_past: float) -> Floats:
    """Carry the law over `days`: drift, aggravation, random step and the occasional relapse."""
    if days == 0 and ran_past == 0:
        return law
    mean, variance, p_relapse = _step_law(theta, days, ran_past)
    turn = np.exp(1j * FREQUENCY[None, :] * -mean[:, None])
    spread = np.exp(-0.5 * FREQUENCY**2 * variance[:, None])
    jump = np.exp(-1j * FREQUENCY * a.RELAPSE_MEAN - 0.5 * (FREQUENCY * a.RELAPSE_SD) ** 2)
    change = turn * spread * ((1 - p_relapse) + p_relapse * jump[None, :])
    wide = np.fft.irfft(np.fft.rfft(law, n=LENGTH) * change, n=LENGTH)
    wide = np.maximum(wide, 0.0)
    out = wide[:, : GRID.size].copy()
    out[:, -1] += wide[:, GRID.size : GRID.size + PAD].sum(axis=1)
    out[:, 0] += wide[:, GRID.size + PAD :].sum(axis=1)
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def _step_law(theta: Parameters, days: int, ran_past: float) -> tuple[Floats, Floats, float]:
    """Mean and variance of the step without a relapse, shape (draws,), and P(relapse)."""
    mean = theta.drift * days - theta.aggravation * ran_past
    mean = np.clip(mean, -FASTEST_STEP, FASTEST_STEP)
    return mean, theta.step_sd**2 * days, -math.expm1(-a.RELAPSE_PER_DAY * days)


def _sample_change(
    reports: Sequence[Report],
    laws: list[Floats],
    capacity: Floats,
    theta: Parameters,
    weight: Floats,
    on: date,
    rng: np.random.Generator,
) -> tuple[Floats, int]:
    """Draw c on the day of the first recent report and today, from their joint posterior."""
    recent = [i for i, r in enumerate(reports) if on - r.on <= timedelta(a.TREND_DAYS)]
    if len(recent) < 2 or (reports[-1].on - reports[recent[0]].on).days < 7:
        return np.empty(0), 0
    n = weight.size * PATHS_PER_DRAW
    positions = (np.arange(n) + rng.random()) / n
    pick = np.minimum(np.searchsorted(np.cumsum(weight), positions), weight.size - 1)
    cells = _sample_cell(capacity[pick], rng)
    now = later = _near(cells, HALF_CELL * rng.standard_normal(n))
    day = on
    for i in reversed(recent):
        report = reports[i]
        gap, past = (day - report.on).days, _exceedance(report)
        if gap > 0 or past > 0:
            mean, variance, p_relapse = _step_law(theta, gap, past)
            led_to = _LedTo(later - mean[pick], _end_of(cells))
            later, cells = _step_back(laws[i + 1][pick], led_to, variance[pick], p_relapse, rng)
        day = report.on
    return now - later, (on - day).days


@dataclass(frozen=True, slots=True)
class _LedTo:
    """Where a step led less its mean, and the end of the grid that is: -1, 1, or 0 for neither."""

    centre: Floats
    end: Floats

    def likelihood(self, variance: Floats) -> Floats:
        """Of each cell to have led there, up to a constant of the path, shape (paths, grid).

        An end holds all that would have left the grid there, so whatever leads beyond it counts.
        """
        away = self.centre[:, None] - GRID[None, :]
        root = np.sqrt(variance)[:, None]
        out = np.exp(-0.5 * (away / root) ** 2) / root
        ends = self.end != 0
        side = self.end[ends, None]
        out[ends] = _normal_below((STEP / 2 - side * away[ends]) / root[ends])
        return np.asarray(out)


def _step_back(
    law: Floats, led_to: _LedTo, variance: Floats, p_relapse: float, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.intp]]:
    """Draw c before a step, and its cell, given where it led; all of shape (paths,).

    Each cell of the grid stands for a normal of half a cell's spread, so that c is drawn between
    the cells: on the cells alone, no change at all would come out in up to a tenth of the paths.
    """
    spread = HALF_CELL**2
    calm = (1 - p_relapse) * law * led_to.likelihood(variance + spread)
    wild_variance = variance + a.RELAPSE_SD**2
    before_relapse = _LedTo(led_to.centre - a.RELAPSE_MEAN, led_to.end)
    wild = p_relapse * law * before_relapse.likelihood(wild_variance + spread)
    cells = _sample_cell(calm + wild + 1e-300, rng)
    at = np.arange(cells.size)
    relapsed = rng.random(cells.size) * (calm + wild + 1e-300)[at, cells] < wild[at, cells]
    target = np.where(relapsed, before_relapse.centre, led_to.centre)
    step = np.where(relapsed, wild_variance, variance)
    share = spread / (spread + step)  # of the way from the cell to where the step came from
    noise = rng.standard_normal(cells.size)
    between = share * (target - GRID[cells]) + np.sqrt(step * share) * noise
    return _near(cells, np.where(led_to.end == 0, between, HALF_CELL * noise)), cells


def _near(cells: NDArray[np.intp], away: Floats) -> Floats:
    """c somewhat away from its cell; at the ends of the grid it stands still."""
    return np.asarray(GRID[cells] + np.where(_end_of(cells) == 0, away, 0.0))


def _end_of(cells: NDArray[np.intp]) -> Floats:
    """-1 at the low end of the grid, 1 at the high end, else 0."""
    return np.where(cells == 0, -1.0, np.where(cells == GRID.size - 1, 1.0, 0.0))


def _normal_below(z: Floats) -> Floats:
    """P(Z < z) of a standard normal, from a table: better than 1e-5."""
    at, below = _normal_table()
    return np.interp(z, at, below)


@cache
def _normal_table() -> tuple[Floats, Floats]:
    at = np.linspace(-8, 8, 1601)
    return at, np.array([NormalDist().cdf(z) for z in at])


def _sample_cell(law: Floats, rng: np.random.Generator) -> NDArray[np.intp]:
    """The number of one cell from each row, shape (rows,)."""
    total = np.cumsum(law, axis=1)
    u = rng.random(law.shape[0]) * total[:, -1]
    return np.asarray(np.minimum((total < u[:, None]).sum(axis=1), GRID.size - 1))
