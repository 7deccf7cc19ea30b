"""Which drift, noise and first-step settings predict the coded real runs best?

A local-level filter on log onset distance, run on a grid of capacities:

    c' = c + drift_per_run + drift * days - aggravation * exceedance [+ jump] + noise
    noise ~ N(0, per_day^2 * days + per_run^2)
    log onset = c + scale * noise;  pain from the first step with a probability of its own

Settings are compared by the log probability of the stretch in which pain began, one run ahead.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.onset.baselines import (
    FIRST_STEP_SITES,
    beta_binomial,
    first_steps,
    fit_baselines,
    stretches,
)
from benchmarks.onset.laws import logistic_cdf, normal_cdf, student_cdf
from benchmarks.onset.predictor import Floats, RunnerLog
from benchmarks.onset.real import read_real
from startline.engine.runs import OnsetObservation

FLOOR = 1e-4  # smallest predictive mass that is scored
FOLDS = 10
RULE_NODES, RULE_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)  # between-runner scales
RULE_WEIGHTS = RULE_WEIGHTS / RULE_WEIGHTS.sum()
GRID = np.linspace(math.log(0.05), math.log(150.0), 131)  # log km

NOISES: dict[str, Callable[[Floats], Floats]] = {
    "normal": normal_cdf,
    "logistic": logistic_cdf,
    "t4": lambda z: student_cdf(z, df=4),
    "t3": lambda z: student_cdf(z, df=3),
    "t2": lambda z: student_cdf(z, df=2),
    "t1": lambda z: student_cdf(z, df=1),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice of everything the filter needs."""

    noise: str = "t4"
    scale: float = 0.3  # log units, the middle runner's
    scale_sd: float = 0.4  # log units of the scale between runners
    mean_km: float = 8.0
    spread: float = 0.6  # log units between runners
    drift_per_day: float = 0.0
    drift_per_run: float = 0.0
    per_day: float = 0.02  # log units per square root of a day
    per_run: float = 0.0  # log units
    aggravation: float = 0.0  # log units per unit of exceedance
    jump_per_day: float = 0.0  # chance of a jump N(0, 1)
    site_shift: float = 0.0  # log units, shin and Achilles
    a: float = 1.0  # Beta(a, b) of pain from the first step, other sites
    b: float = 8.0
    a_shin: float = 2.0  # the same, shin and Achilles
    b_shin: float = 2.0


OPTIONS: dict[str, tuple[Any, ...]] = {
    "noise": tuple(NOISES),
    "scale": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2),
    "scale_sd": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
    "mean_km": (5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 12.0, 14.0),
    "spread": (0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5),
    "drift_per_day": (-0.1, -0.05, -0.028, -0.01, -0.005, 0.0, 0.005, 0.01, 0.02, 0.028),
    "drift_per_run": (-0.5, -0.35, -0.2, -0.1, 0.0, 0.1, 0.2),
    "per_day": (0.0, 0.02, 0.05, 0.1, 0.2, 0.3),
    "per_run": (0.0, 0.1, 0.2, 0.4, 0.6, 0.8),
    "aggravation": (-0.1, 0.0, 0.1, 0.25, 0.5, 1.0),
    "jump_per_day": (0.0, 0.01, 0.02, 0.05, 0.1),
    "site_shift": (-1.5, -1.0, -0.5, 0.0),
    "a": (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0),
    "b": (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0),
    "a_shin": (0.1, 0.2, 0.3, 0.5, 1.0, 2.0),
    "b_shin": (0.2, 0.5, 0.75, 1.0, 2.0),
}


def scores(log: RunnerLog, setting: Setting) -> Floats:  # (n_informative,)
    """Log probability given to each stretch of this runner before it was seen (nats)."""
    at_shin = log.site in FIRST_STEP_SITES
    a, b = (setting.a_shin, setting.b_shin) if at_shin else (setting.a, setting.b)
    weight = RULE_WEIGHTS[:, None] * start(
        setting.mean_km, setting.spread, setting.site_shift * at_shin
    )
    day, out = None, []
    for run in log.runs:
        if day is not None:
            weight = weight @ move(setting, run.day - day)
        day, seen = run.day, run.observation
        if seen is None:
            continue
        p_first = a / (a + b)
        a, b = a + seen.is_first_step, b + (seen.lower_km > 0)
        if seen.is_first_step:
            out.append(math.log(p_first))
            continue
        mass = emission(setting.noise, setting.scale, setting.scale_sd, seen)
        joint = weight * ((1 - p_first) * mass + p_first * (seen.lower_km == 0))
        out.append(math.log(max(float(joint.sum()), FLOOR)))
        weight = joint / max(float(joint.sum()), 1e-300)
        if setting.aggravation:
            weight = weight @ shift(-setting.aggravation * exceedance(seen, run.distance_km))
    return np.array(out)


@lru_cache(maxsize=512)
def start(mean_km: float, spread: float, site_shift: float) -> Floats:
    """Prior probability of each capacity."""
    weight = np.exp(-0.5 * ((GRID - math.log(mean_km) - site_shift) / spread) ** 2)
    return np.asarray(weight / weight.sum())


@lru_cache(maxsize=50_000)
def emission(noise: str, scale: float, scale_sd: float, seen: OnsetObservation) -> Floats:
    """P(onset in the stretch | scale, capacity), when not from the first step: (scales, grid)."""
    lower, upper = stretches([seen])
    scales = scale * np.exp(scale_sd * RULE_NODES)[:, None]
    law = NOISES[noise]
    top = 1.0 if seen.is_right_censored else law((upper[0] - GRID) / scales)
    bottom = 0.0 if seen.lower_km == 0 else law((lower[0] - GRID) / scales)
    mass = np.broadcast_to(top - bottom, (len(scales), len(GRID)))
    return np.asarray(np.maximum(mass, 1e-12))


def exceedance(seen: OnsetObservation, distance_km: float) -> float:
    """log(run / onset) with the middle of the stretch for the onset, 0 when pain-free."""
    if seen.is_right_censored or distance_km <= 0:
        return 0.0
    middle = math.sqrt(seen.lower_km * seen.upper_km) if seen.lower_km else seen.upper_km / 2
    return max(math.log(distance_km / max(middle, 0.5)), 0.0)


def move(setting: Setting, days: int) -> Floats:
    """How capacity moves over some days: rows from, columns to."""
    drift = setting.drift_per_run + setting.drift_per_day * days
    return gap_matrix(drift, setting.per_day, setting.per_run, setting.jump_per_day, days)


@lru_cache(maxsize=4_000)
def gap_matrix(drift: float, per_day: float, per_run: float, jump: float, days: int) -> Floats:
    """The same from plain numbers, kept because many runners share a gap."""
    p_jump = 1 - math.exp(-jump * days)
    sd = math.sqrt(per_day**2 * days + per_run**2)
    steady = kernel(round(drift, 4), sd)
    return steady if p_jump == 0 else (1 - p_jump) * steady + p_jump * (steady @ kernel(0.0, 1.0))


@lru_cache(maxsize=4_000)
def shift(by: float) -> Floats:
    """Capacity moved by a known amount."""
    return kernel(round(by, 3), 0.0)


def kernel(by: float, sd: float) -> Floats:
    """Transition matrix of a shift with Gaussian spread; at least a third of a grid step wide."""
    step = GRID[1] - GRID[0]
    if by == 0 and sd == 0:
        return np.eye(len(GRID))
    off = (GRID[None, :] - np.clip(GRID + by, GRID[0], GRID[-1])[:, None]) / max(sd, step / 3)
    weight = np.exp(-0.5 * off**2)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def total(logs: Sequence[RunnerLog], setting: Setting) -> float:
    """Sum of all scores (nats)."""
    return float(sum(scores(log, setting).sum() for log in logs))


def climb(logs: Sequence[RunnerLog], setting: Setting) -> Setting:
    """Change one number at a time, to the best of its options, until nothing helps."""
    best = total(logs, setting)
    for _ in range(6):
        before = best
        for name, options in OPTIONS.items():
            for option in options:
                trial = replace(setting, **{name: option})
                if (score := total(logs, trial)) > best + 1e-9:
                    best, setting = score, trial
        if best - before < 0.05:
            break
    return setting


def left_out(logs: Sequence[RunnerLog], setting: Setting) -> Floats:
    """Scores of each runner's later runs under settings chosen on other runners."""
    out = []
    for k in range(FOLDS):
        chosen = climb([log for i, log in enumerate(logs) if i % FOLDS != k], setting)
        out += [scores(log, chosen)[1:] for i, log in enumerate(logs) if i % FOLDS == k]
    return np.concatenate(out)


def per_later_run(logs: Sequence[RunnerLog], setting: Setting) -> float:
    """Mean score of every run but each runner's first (nats)."""
    return float(np.concatenate([scores(log, setting)[1:] for log in logs]).mean())


def print_profile(logs: Sequence[RunnerLog], setting: Setting) -> None:
    """For each option, nats in all against the best setting, and nats per later run."""
    best, later = total(logs, setting), per_later_run(logs, setting)
    for name, options in OPTIONS.items():
        line = []
        for option in options:
            trial = replace(setting, **{name: option})
            gain = per_later_run(logs, trial) - later
            line.append(f"{option}: {total(logs, trial) - best:+.1f} ({gain:+.3f})")
        print(f"  {name:14s} {'  '.join(line)}")


def print_first_step(logs: Sequence[RunnerLog]) -> None:
    """Best Beta per site group, how peaked, and how first steps repeat."""
    values = np.array([0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 16, 32.0])
    for group in (True, False):
        chosen = [log for log in logs if (log.site in FIRST_STEP_SITES) == group]
        counts = [first_steps(log.runs) for log in chosen]
        grid = sum((beta_binomial(f, o, values) for f, o in counts), np.zeros((15, 15)))
        i, j = np.unravel_index(int(np.argmax(grid)), grid.shape)
        first, other = (sum(c[k] for c in counts) for k in (0, 1))
        print(
            f"  {'shin, Achilles' if group else 'others'}: {first} of {first + other} runs; "
            f"best Beta({values[i]}, {values[j]}) {grid[i, j]:.2f} nats; "
            f"(1,8) {grid[7, 12]:.2f}; (2,2) {grid[9, 9]:.2f}; "
            f"(.5,4) {beta_at(counts, 0.5, 4):.2f}; (.5,.5) {beta_at(counts, 0.5, 0.5):.2f}; "
            f"(.2,2) {beta_at(counts, 0.2, 2):.2f}; no persistence "
            f"{beta_at(counts, 1e4 * first / (first + other), 1e4 * other / (first + other)):.2f}"
        )
        print(f"    next run after a first step / after another: {repeats(chosen)}")


def beta_at(counts: Sequence[tuple[int, int]], a: float, b: float) -> float:
    """Beta-binomial log-likelihood of all runners at one pair."""
    return float(sum(beta_binomial(f, o, np.array([a, b]))[0, 1] for f, o in counts))


def repeats(logs: Sequence[RunnerLog]) -> str:
    """How often a first step follows a first step, and how often it follows anything else."""
    told = {True: [0, 0], False: [0, 0]}
    for log in logs:
        seen = [r.observation for r in log.runs if r.observation]
        flags = [o.is_first_step for o in seen if o.is_first_step or o.lower_km > 0]
        for before, after in pairwise(flags):
            told[before][after] += 1
    return f"{told[True][1]}/{sum(told[True])} and {told[False][1]}/{sum(told[False])}"


def baseline_scores(logs: Sequence[RunnerLog]) -> dict[str, Floats]:
    """The same score for every baseline, fitted on other runners."""
    out: dict[str, list[float]] = {}
    for k in range(FOLDS):
        for rule in fit_baselines([log for i, log in enumerate(logs) if i % FOLDS != k]):
            for log in (log for i, log in enumerate(logs) if i % FOLDS == k):
                out.setdefault(rule.name, []).extend(rule_scores(log, rule))
    return {name: np.array(values) for name, values in out.items()}


def rule_scores(log: RunnerLog, rule: Any) -> list[float]:
    """Log probability a rule gave to each later stretch."""
    found = []
    asked = [i for i, run in enumerate(log.runs) if run.observation is not None]
    for i in asked[1:]:
        seen = log.runs[i].observation
        assert seen is not None
        km = np.array([1e-3, max(seen.lower_km, 1e-3), min(seen.upper_km, 1e6)])
        nought, low, high = rule.p_pain_free(
            log.runs[:i], site=log.site, day=log.runs[i].day, km=km
        )
        mass = (
            1 - nought
            if seen.is_first_step
            else (low if seen.lower_km else 1.0) - high * (not seen.is_right_censored)
        )
        found.append(math.log(max(mass, FLOOR)))
    return found


def main() -> None:
    """Print the study."""
    real = read_real()
    if real is None:
        print("The coded runs are not here (shared/data/onset_runs.csv): nothing to study.")
        return
    logs = list(real.logs)
    print("Rows:", dict(real.counts))
    print("First step")
    print_first_step(logs)
    later = {name: s.mean() for name, s in baseline_scores(logs).items()}
    print("Baselines, later runs:", {k: round(float(v), 3) for k, v in later.items()})
    first = Setting()
    print("As in the priors:", round(per_later_run(logs, first), 3))
    best = climb(logs, first)
    print("Best:", {f.name: getattr(best, f.name) for f in fields(best)})
    print("  later runs, in sample:", round(per_later_run(logs, best), 3))
    print_profile(logs, best)
    print("Chosen on other runners:", left_out(logs, first).mean())


if __name__ == "__main__":
    main()
