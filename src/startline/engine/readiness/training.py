"""What training says about a race, before any race was run: three plain numbers from the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from startline.engine.assumptions import (
    RIEGEL_POWER,
    TRAINING_BEST,
    TRAINING_DAYS,
    TRAINING_LEVEL,
    TRAINING_VOLUME,
)
from startline.engine.races import MARATHON_KM
from startline.engine.readiness.vickers import riegel_min
from startline.engine.runs import Run

REFERENCE_MIN, REFERENCE_KM = 240.0, 40.0  # where the straight lines are centred; no effect
LEAST_KM = 8.0  # shorter runs say little about a marathon: assumption
MOST_KM = 45.0
LEAST_RUNS = 6  # fewer is no training to read: assumption
BEST_LEADS_BY = 0.10  # log units a best run is believed beyond the second: GPS errs
PACES_MIN_PER_KM = (2.75, 11.0)  # outside is a ride, a walk or a lost signal: assumption
LEAST_WEEKS = 4.0


@dataclass(frozen=True, slots=True)
class Training:
    """Sixteen weeks in three numbers. `best_min` is the best run carried to a marathon, min."""

    best_min: float
    week_km: float
    longest_km: float


def read_training(runs: Sequence[Run], on: date) -> Training | None:
    """The 16 weeks before `on`; None when too little in them was timed."""
    recent = [run for run in runs if timedelta(0) < on - run.on <= timedelta(TRAINING_DAYS)]
    bests = sorted(
        riegel_min(run.duration_min, run.distance_km, MARATHON_KM, RIEGEL_POWER)
        for run in recent
        if run.duration_min is not None and _is_timed(run)
    )
    if len(recent) < LEAST_RUNS or len(bests) < 2:
        return None
    return Training(
        best_min=max(bests[0], bests[1] * float(np.exp(-BEST_LEADS_BY))),
        week_km=week_km(recent, on),
        longest_km=max(run.distance_km for run in recent),
    )


def week_km(runs: Sequence[Run], on: date) -> float:
    """Kilometres a week over the 16 weeks before `on`, or since the log began if that is later."""
    recent = [run for run in runs if timedelta(0) < on - run.on <= timedelta(TRAINING_DAYS)]
    if not recent:
        return 0.0
    weeks = max(LEAST_WEEKS, (on - min(run.on for run in recent)).days / 7)
    return sum(sorted(run.distance_km for run in recent)) / weeks


def _is_timed(run: Run) -> bool:
    if not LEAST_KM <= run.distance_km <= MOST_KM or not run.duration_min:
        return False
    low, high = PACES_MIN_PER_KM
    return low <= run.duration_min / run.distance_km <= high


def marathon_from_training_min(
    best_min: npt.ArrayLike, week_km: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    r"""Marathon minutes before any penalty.

    .. math:: \log\frac{T}{240} = a + b \log\frac{T_{best}}{240} + c \log\frac{K}{40}

    with :math:`K` kilometres a week. `b` below 1 draws a single good run back to the middle. The
    three numbers are fitted beside the published penalties, so that nothing is counted twice.
    """
    best = np.log(np.asarray(best_min, dtype=float) / REFERENCE_MIN)
    volume = np.log(np.maximum(np.asarray(week_km, dtype=float), 5.0) / REFERENCE_KM)
    log_t = TRAINING_LEVEL + TRAINING_BEST * best + TRAINING_VOLUME * volume
    minutes: npt.NDArray[np.float64] = REFERENCE_MIN * np.exp(log_t)
    return minutes
