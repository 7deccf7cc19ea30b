r"""What walk breaks do to where it begins to hurt: an assumption until the runner's own runs say.

.. math:: \log O_{\text{run-walk}} = \log O + m, \qquad m \sim N(\log 1.1,\ 0.15^2)

Each run with walk breaks that somebody was asked about moves m, by the chance that today's law of
onset gives to what was seen, were its distances divided by e^m. Nothing that may be run depends on
m: it is read in the outlook alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from startline.engine import assumptions as a
from startline.engine.onset.ceiling import Ceiling
from startline.engine.runs import Run

Floats = NDArray[np.float64]

WALKED_SHARE = 0.05  # of a run; less is a drink or a crossing, not a way of running
CELLS = np.linspace(-4, 4, 81)  # standard deviations of the prior
JUST_MORE = 1.02  # an exact place is this narrow a stretch of road


@dataclass(frozen=True, slots=True)
class Multiplier:
    """The law of log m: its mean and spread, and how many of the runner's own runs say so."""

    log_mean: float
    log_sd: float
    n_runs: int


def run_walk_multiplier(runs: Sequence[Run], ceiling: Ceiling | None) -> Multiplier:
    """Times by which walk breaks move the onset, as far as the runner's own runs tell."""
    log_m = math.log(a.RUN_WALK_MULTIPLIER) + a.RUN_WALK_LOG_SD * CELLS
    log_weight = -0.5 * CELLS**2
    told = [run for run in runs if _is_told(run)]
    if ceiling is None:
        return Multiplier(math.log(a.RUN_WALK_MULTIPLIER), a.RUN_WALK_LOG_SD, 0)
    for run in told:
        log_weight = log_weight + np.log(_chance_of(run, np.exp(log_m), ceiling) + 1e-9)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    mean = float(weight @ log_m)
    return Multiplier(mean, math.sqrt(float(weight @ (log_m - mean) ** 2)), len(told))


def _is_told(run: Run) -> bool:
    walked = run.walk_share is not None and run.walk_share >= WALKED_SHARE
    return walked and run.pain is not None and not run.pain.painkiller and run.distance_km > 0


def _chance_of(run: Run, multiplier: Floats, ceiling: Ceiling) -> Floats:
    """P(what was seen), for each multiplier."""
    if run.pain is None or run.pain.free:
        return ceiling.p_pain_free(run.sure_km / multiplier)
    onset = run.pain.onset
    lower, upper = (onset.lower_km, onset.upper_km) if onset else (0.0, run.distance_km)
    upper = max(upper, lower * JUST_MORE, 0.01)
    return ceiling.p_pain_free(lower / multiplier) - ceiling.p_pain_free(upper / multiplier)
