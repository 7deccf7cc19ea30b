"""How far before it hurts, in a form that more pain can never lengthen.

The filter of this module answers "P(no pain before d)" for today. It is a Bayesian filter over
log capacity on a grid, run under a fixed set of settings whose weights do **not** learn from the
log. Three properties make it monotone, so that "more pain never gives more distance" is a theorem
and not a hope:

* day-to-day noise is logistic, hence log-concave: an earlier onset, or pain instead of none, moves
  the likelihood down in the monotone likelihood ratio order;
* day-to-day change is a Gaussian step that leans back towards the site's median, totally positive
  of order two. The step over n days is exactly the n-fold product of the step over one, and the
  prior is what the step leaves unchanged, so that one report more or less changes nothing else;
* neither the spread nor the speed of recovery is learnt here. A model that learns a trend can read
  an old bad day as steep recovery, and would pay for it with distance today.

(Karlin & Rinott 1980, J Multivar Anal 10:467, for the order being kept by such steps.)
What *is* learnt about trend, plateau and spread stands in `belief`, which no distance depends on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.onset.observations import Report
from startline.engine.onset.sites import site_prior
from startline.engine.runs import FIRST_STEP_KM

Floats = NDArray[np.float64]

GRID = np.linspace(math.log(0.2), math.log(130.0), 216)  # log km; ends hold what would leave
STEP = float(GRID[1] - GRID[0])
METRES = 1000
FOREVER = 13  # doublings of a day after which the step has forgotten where it began


SIGMAS = np.array([sigma for sigma, _ in a.CEILING_SIGMAS])
WEIGHTS = np.array([weight for _, weight in a.CEILING_SIGMAS])
SCALES = SIGMAS * math.sqrt(3) / math.pi  # of the logistic law with that sd, shape (sigmas,)


@cache
def days_step(log_median_km: float, doublings: int) -> Floats:
    """Transition over 2**doublings days, shape (from, to).

    c' = m + phi (c - m) + N(0, s^2), with s the step of a day and phi such that the spread between
    runners is what remains: phi^2 = 1 - s^2 / spread^2 (an Ornstein-Uhlenbeck process).
    """
    if doublings > 0:
        half = days_step(log_median_km, doublings - 1)
        step: Floats = half @ half
        return step
    phi = math.sqrt(1 - (a.CEILING_STEP_SD / a.CEILING_SPREAD) ** 2)
    mean = log_median_km + phi * (GRID - log_median_km)
    kernel = np.exp(-0.5 * ((GRID[None, :] - mean[:, None]) / a.CEILING_STEP_SD) ** 2)
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True))


@cache
def resting_law(log_median_km: float) -> Floats:
    """The prior: the law that a day's step leaves as it is, shape (grid,)."""
    return np.asarray(days_step(log_median_km, FOREVER)[GRID.size // 2])


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Today's predictive law of onset distance.

    capacity: P(log capacity) under each spread of the noise, shape (sigmas, grid).
    p_first_step: chance of hurting from the first step.
    """

    capacity: Floats
    p_first_step: float

    def p_pain_free(self, km: Floats, beyond: Floats | None = None) -> Floats:
        """P(no pain before km), falling in km, shape of `km`; at 0 km it is 1.

        `beyond` is `beyond_at(km)`, for callers who ask at the same km again and again.
        """
        table = beyond_at(km) if beyond is None else beyond
        later = np.einsum("s,sg,sgk->k", WEIGHTS, self.capacity, table)
        return np.asarray(np.where(km <= 0, 1.0, (1 - self.p_first_step) * later))

    def p_pain_free_range(self, km: float) -> tuple[float, float]:
        """P(no pain before km) under the least and the most favourable spread."""
        beyond = _beyond((math.log(max(km, 1e-9)) - GRID[None, :]) / SCALES[:, None])
        each = (1 - self.p_first_step) * np.sum(self.capacity * beyond, axis=1)
        return float(each.min()), float(each.max())

    def safe_m(self, tolerance: float) -> int:
        """The most metres whose chance of pain is at most `tolerance`; 0 if even the first is more.

        Where p_pain_free crosses 1 - tolerance, rounded down to a whole metre.
        """
        return self._last_metre(1 - tolerance)

    def median_m(self) -> int:
        """Metres before which half the runs begin to hurt."""
        return self._last_metre(0.5)

    def quantile_km(self, p: float) -> float:
        """Distance in km before which pain begins with probability `p`."""
        return self._last_metre(1 - p) / METRES

    def _last_metre(self, p_still_free: float) -> int:
        low, high = 0, 500 * METRES
        while low < high:
            middle = (low + high + 1) // 2
            free = float(self.p_pain_free(np.array([middle / METRES]))[0])
            low, high = (middle, high) if free >= p_still_free else (low, middle - 1)
        return low


def beyond_at(km: Floats) -> Floats:
    """P(onset beyond km | spread, log capacity), shape (sigmas, grid, km)."""
    at = np.log(np.maximum(km, 1e-9))[None, None, :]
    return _beyond((at - GRID[None, :, None]) / SCALES[:, None, None])


def infer_ceiling(reports: Sequence[Report], *, site: str, on: date) -> Ceiling:
    """Filter the reports, oldest first, and carry the law to the day `on`.

    Reports of one day are taken one after another without a step between them.
    """
    prior = site_prior(site)
    median = prior.log_median_km
    capacity = np.tile(resting_law(median), (SIGMAS.size, 1))
    today = reports[0].on if reports else on
    for report in reports:
        capacity = _forward(capacity, median, (report.on - today).days)
        capacity = _normalised(capacity * _likelihood(report))
        capacity = _shifted_down(capacity, a.CEILING_AGGRAVATION * report.ran_past)
        today = report.on
    n_first = sum(report.from_first_step for report in reports)
    hits, misses = prior.first_step
    p_first_step = (hits + n_first) / (hits + misses + len(reports))
    return Ceiling(_forward(capacity, median, (on - today).days), p_first_step)


def _forward(capacity: Floats, log_median_km: float, days: int) -> Floats:
    for bit in range(days.bit_length()):
        if days >> bit & 1:
            capacity = capacity @ days_step(log_median_km, bit)
    return capacity


def _likelihood(report: Report) -> Floats:
    """P(report | log capacity) up to a constant, shape (sigmas, grid)."""
    scale = SCALES[:, None]
    onset = report.cautious
    lower = (math.log(max(onset.lower_km, FIRST_STEP_KM)) - GRID[None, :]) / scale
    if onset.is_right_censored:
        return _beyond(lower)
    upper_km = max(onset.upper_km, FIRST_STEP_KM)
    upper = (math.log(upper_km) - GRID[None, :]) / scale
    if onset.lower_km < FIRST_STEP_KM:
        return np.asarray(np.exp(_log_before(upper)))
    if onset.is_exact:
        return np.asarray(np.exp(_log_before(lower) + _log_logistic(-lower - _middle())))
    ratio = _log_before(lower) - _log_before(upper)
    return np.asarray(np.exp(_log_before(upper)) * -np.expm1(ratio))


def _middle() -> float:
    """Where the skewed logistic has its median."""
    return -math.log(2 ** (1 / a.CEILING_SKEW) - 1)


def _log_before(x: Floats) -> Floats:
    """log P(noise < x): a logistic law raised to CEILING_SKEW, its median at 0."""
    return np.asarray(a.CEILING_SKEW * _log_logistic(x + _middle()))


def _beyond(x: Floats) -> Floats:
    return np.asarray(-np.expm1(_log_before(x)))


def _log_logistic(x: Floats) -> Floats:
    return np.asarray(-np.logaddexp(0.0, -x))


def _shifted_down(capacity: Floats, by: float) -> Floats:
    """Move capacity down by `by` log units; between grid points, shared by the two nearest."""
    cells, part = divmod(by / STEP, 1.0)
    whole = _cells_down(capacity, int(cells))
    return np.asarray((1 - part) * whole + part * _cells_down(whole, 1))


def _cells_down(capacity: Floats, cells: int) -> Floats:
    cells = min(cells, GRID.size - 1)
    out = np.zeros_like(capacity)
    out[:, : GRID.size - cells] = capacity[:, cells:]
    out[:, 0] += capacity[:, :cells].sum(axis=1)
    return out


def _normalised(capacity: Floats) -> Floats:
    return np.asarray(capacity / capacity.sum(axis=1, keepdims=True))
