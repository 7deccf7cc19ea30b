"""Scoring one run ahead: every forecast is made before the run it is about is shown.

density
    log probability given to the stretch in which pain began: log[S(a) - S(b)], S(d) if pain-free,
    1 - S(0+) from the first step; never below log FLOOR. Proper as long as stopping depends on
    the past and on the pain alone.
event
    log score of "pain before the distance that was run". A runner who stops because of pain
    shortens that distance, so this one flatters whoever expects pain everywhere: read it beside
planned
    the same for the distance that was planned, which is proper. Simulated runs use the true onset;
    real runs count when a plan is known and the run either hurt or was finished.
brier
    squared error of the event.
inside, inside_later
    whether the true onset lies in the central 80 % interval, over all runs (a first step is
    spread at random over its own probability) and over runs that did not hurt from the first step.
early
    whether the true onset lies before the distance whose chance of pain is TOLERANCE.
pit
    the predictive distribution function at the outcome, spread at random over what is censored
    (Czado, Gneiting & Held 2009); uniform if the forecasts are honest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.onset.predictor import Floats, Predictor, RunnerLog
from startline.engine.runs import OnsetObservation

FLOOR = 1e-4  # smallest probability that is scored, so at worst -9.2 nats
NOUGHT_KM = 1e-3  # "0+": pain before the first metre is pain from the first step
POINT_KM = 0.05  # an exact onset is read as 50 m either side
FINISHED = 0.98  # a run of at least this share of its plan was finished
TOLERANCE = 0.2  # the chance of pain accepted when nobody says otherwise
LOW, HIGH = 0.1, 0.9  # ends of the central 80 % interval
N_RESAMPLES = 2_000

MEASURES = ("density", "event", "planned", "brier", "inside", "inside_later")
Scores = dict[str, Floats]  # one entry per forecast; NaN where a measure does not apply
BUCKETS = ("0", "1", "2", "3", "5", "9", ">=1", ">=5")  # informative runs seen before


def score_log(log: RunnerLog, predictor: Predictor, *, dice: Floats) -> list[dict[str, float]]:
    """Every forecast of one runner's informative runs; `dice` (n_runs,) is uniform on (0, 1)."""
    found, seen = [], 0
    for i, run in enumerate(log.runs):
        if run.observation is None:
            continue
        km = questions(log, i)
        p = predictor.p_pain_free(log.runs[:i], site=log.site, day=run.day, km=km)
        found.append({"seen": float(seen), **score_run(log, i, check(p, predictor), dice[i])})
        seen += 1
    return found


def questions(log: RunnerLog, i: int) -> Floats:  # (6,)
    """The distances (km) at which one forecast is asked; those that do not apply are nought."""
    run = log.runs[i]
    assert run.observation is not None
    lower, upper = ends(run.observation)
    km = [lower, min(upper, 1e6), run.distance_km, log.planned_km[i] or 0.0, log.onset_km[i] or 0.0]
    return np.maximum([0.0, *km], NOUGHT_KM)


def ends(seen: OnsetObservation) -> tuple[float, float]:
    """The stretch (km); a point away from nought becomes a short stretch."""
    width = POINT_KM if seen.lower_km == seen.upper_km > 0 else 0.0
    return max(seen.lower_km - width, 0.0), seen.upper_km + width


def check(p: Floats, predictor: Predictor) -> list[float]:
    """Refuse answers that are no probabilities."""
    answers = [float(x) for x in p]
    if not all(-1e-9 <= x <= 1 + 1e-9 for x in answers):
        raise ValueError(f"{predictor.name} answered {answers}: not probabilities.")
    return answers


def score_run(log: RunnerLog, i: int, p: list[float], die: float) -> dict[str, float]:
    """All measures of one forecast from its survival at the asked distances."""
    run, truth = log.runs[i], log.onset_km[i]
    seen = run.observation
    assert seen is not None
    nought, at_lower, at_upper, at_run, at_plan, at_onset = p
    low, high = predicted_stretch(seen, nought, at_lower, at_upper)
    event = math.nan if not log.distance_known[i] else float(not seen.is_right_censored)
    hurt_by_plan = planned_event(log, i)
    return {
        "density": math.log(max(high - low, FLOOR)),
        "event": event_score(1 - at_run, event),
        "planned": event_score(1 - at_plan, hurt_by_plan),
        "brier": (1 - at_run - event) ** 2,
        "p_pain": 1 - at_run,
        "hurt": event,
        "pit": low + die * (high - low),
        "early": early(truth, nought, at_onset, die),
        "inside": inside(truth, nought, at_onset, die),
        "inside_later": inside(truth or None, nought, at_onset, die, later=True),
    }


def predicted_stretch(
    seen: OnsetObservation, nought: float, at_lower: float, at_upper: float
) -> tuple[float, float]:
    """P(onset before the stretch) and P(onset before its end); nought counts as onset at 0."""
    low = 0.0 if seen.lower_km == 0 else 1 - at_lower
    if seen.is_right_censored:
        return low, 1.0
    return low, 1 - (nought if seen.is_first_step else at_upper)


def planned_event(log: RunnerLog, i: int) -> float:
    """Whether pain came before the planned distance: 1, 0 or NaN (unknown)."""
    plan, truth, run = log.planned_km[i], log.onset_km[i], log.runs[i]
    assert run.observation is not None
    if plan is None:
        return math.nan
    if truth is not None:
        return float(truth < plan)
    if not run.observation.is_right_censored:
        return 1.0
    return 0.0 if run.distance_km >= FINISHED * plan else math.nan


def event_score(p_pain: float, hurt: float) -> float:
    """Log score of a yes-or-no forecast, floored; NaN when nobody knows."""
    if math.isnan(hurt):
        return math.nan
    return math.log(max(p_pain if hurt else 1 - p_pain, FLOOR))


def inside(
    truth: float | None, nought: float, at_onset: float, die: float, *, later: bool = False
) -> float:
    """1 if the true onset lies in the central 80 % interval, 0 if not, NaN if nobody knows."""
    if truth is None:
        return math.nan
    if later:
        u = 1 - at_onset / max(nought, 1e-12)
    else:
        u = die * (1 - nought) if truth == 0 else 1 - at_onset
    return float(LOW <= u <= HIGH)


def early(truth: float | None, nought: float, at_onset: float, die: float) -> float:
    """1 if pain came before the distance called within tolerance, 0 if not, NaN if nobody knows."""
    if truth is None:
        return math.nan
    return float((die * (1 - nought) if truth == 0 else 1 - at_onset) < TOLERANCE)


# --- adding up ------------------------------------------------------------------------------------


def stack(rows: Sequence[tuple[int, dict[str, float]]]) -> Scores:
    """Forecasts of many runners as one array per measure, with the runner's number beside."""
    out = {key: np.array([row[key] for _, row in rows]) for key in rows[0][1]}
    out["runner"] = np.array([float(runner) for runner, _ in rows])
    return out


def in_bucket(scores: Scores, bucket: str) -> NDArray[np.bool_]:
    """Which forecasts were made after this many informative runs."""
    if bucket.startswith(">="):
        return np.asarray(scores["seen"] >= int(bucket[2:]))
    return np.asarray(scores["seen"] == int(bucket))


def mean_in(scores: Scores, measure: str, bucket: str) -> tuple[float, int]:
    """Mean of a measure and how many forecasts it rests on."""
    values = scores[measure][in_bucket(scores, bucket)]
    values = values[~np.isnan(values)]
    return (float(values.mean()) if len(values) else math.nan), len(values)


def paired_difference(
    ours: Scores, theirs: Scores, measure: str, bucket: str, *, seed: int
) -> tuple[float, float, float]:
    """Mean difference (ours - theirs) with a 95 % bootstrap interval that resamples runners."""
    difference = ours[measure] - theirs[measure]
    use = in_bucket(ours, bucket) & ~np.isnan(difference)
    if not use.any():
        return math.nan, math.nan, math.nan
    runner = np.unique(ours["runner"][use], return_inverse=True)[1]
    sums, counts = np.bincount(runner, difference[use]), np.bincount(runner)
    n = len(counts)
    times = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=N_RESAMPLES)
    means = (times @ sums) / (times @ counts)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(sums.sum() / counts.sum()), float(low), float(high)


def reliability(scores: Scores, *, n_bins: int = 5) -> list[tuple[float, float, int]]:
    """Mean forecast, observed share and count of the event, in equal-width bins of the forecast."""
    known = ~np.isnan(scores["hurt"])
    p, hurt = scores["p_pain"][known], scores["hurt"][known]
    which = np.minimum((p * n_bins).astype(int), n_bins - 1)
    return [
        (float(p[which == k].mean()), float(hurt[which == k].mean()), int((which == k).sum()))
        for k in range(n_bins)
        if (which == k).any()
    ]
