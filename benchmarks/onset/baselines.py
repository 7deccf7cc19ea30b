"""Simple rules that any model of pain onset has to beat.

All share one treatment of pain from the first step (a Beta per runner, its two numbers fitted on
other runners), so that a difference between them is a difference about distance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from benchmarks.onset.laws import normal_cdf, safe_log
from benchmarks.onset.predictor import Floats, PastRun, RunnerLog
from startline.engine.runs import OnsetObservation

LAST_ONSET_SD = 0.42  # log units; assumption, the spread first tried for "the same as last time"
SITE_SD = 0.7  # log units between body sites; assumption, shrinks sites with few runners
FIRST_STEP_SITES = ("shin", "achilles")  # sites where pain from the first step is common

_CENTRES = np.linspace(math.log(0.05), math.log(200.0), 121)  # runner means, log km
_WITHIN = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9, 1.1, 1.4, 1.8, 2.3])
_BETWEEN = np.array([0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.25, 1.6])
_MEANS = np.linspace(math.log(2.0), math.log(40.0), 31)
_OFFSETS = np.linspace(-3.0, 2.0, 51)
_BETA = np.array([0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 12, 20.0])


@dataclass(frozen=True, slots=True)
class Population:
    """What other runners teach: log onset ~ N(mean[site], between^2 + within^2), in log km."""

    mean: float
    site_means: Mapping[str, float]
    between: float
    within: float
    first_step: Mapping[bool, tuple[float, float]]  # Beta(a, b); key: is it a first-step site

    def mean_for(self, site: str) -> float:
        """The mean log onset (log km) at this body site."""
        return self.site_means.get(site, self.mean)

    @property
    def spread(self) -> float:
        """Standard deviation of one log onset of an unknown runner."""
        return math.hypot(self.between, self.within)

    def p_first_step(self, past: Sequence[PastRun], site: str) -> float:
        """P(pain from the first step) on the next run.

        (a + first steps) / (a + b + runs that tell); "hurting before 3 km" does not tell.
        """
        a, b = self.first_step[site in FIRST_STEP_SITES]
        first, other = first_steps(past)
        return (a + first) / (a + b + first + other)


def first_steps(runs: Sequence[PastRun]) -> tuple[int, int]:
    """How many runs hurt from the first step, and how many certainly did not."""
    seen = [run.observation for run in runs if run.observation is not None]
    return sum(o.is_first_step for o in seen), sum(o.lower_km > 0 for o in seen)


def distance_observations(runs: Sequence[PastRun]) -> list[OnsetObservation]:
    """The observations that speak about distance: asked about, and not from the first step."""
    return [r.observation for r in runs if r.observation and not r.observation.is_first_step]


def stretches(observations: Sequence[OnsetObservation]) -> tuple[Floats, Floats]:
    """Lower and upper ends in log km; a point becomes 50 m either side."""
    lower = np.array([o.lower_km for o in observations], dtype=float)
    upper = np.array([o.upper_km for o in observations], dtype=float)
    point = lower == upper
    return safe_log(lower - 0.05 * point), safe_log(upper + 0.05 * point)


def log_mass(
    observations: Sequence[OnsetObservation], *, centres: Floats, sd: float, p_first: Floats
) -> Floats:  # (n_observations, n_centres)
    """Log probability of each stretch for each centre; stretches from nought may be a first step.

    `p_first` (n_observations,) is how likely a stretch that begins at nought was a first step.
    """
    lower, upper = stretches(observations)
    below = normal_cdf((lower[:, None] - centres) / sd)
    mass = normal_cdf((upper[:, None] - centres) / sd) - below
    from_nought = np.array([o.lower_km == 0 for o in observations])[:, None]
    mixed = np.where(from_nought, p_first[:, None] + (1 - p_first[:, None]) * mass, mass)
    return np.log(np.maximum(mixed, 1e-12))


# --- fitting on other runners ---------------------------------------------------------------------


def fit_first_step(logs: Sequence[RunnerLog]) -> dict[bool, tuple[float, float]]:
    """Beta-binomial maximum likelihood of (a, b): shin and Achilles apart from all others."""
    return {
        group: best_beta([log for log in logs if (log.site in FIRST_STEP_SITES) == group])
        for group in (False, True)
    }


def best_beta(logs: Sequence[RunnerLog]) -> tuple[float, float]:
    """The (a, b) on a grid under which these runners' first-step counts are likeliest."""
    counts = [first_steps(log.runs) for log in logs]
    if not any(first + other for first, other in counts):
        return 1.0, 8.0
    score = sum(beta_binomial(first, other) for first, other in counts)
    i, j = np.unravel_index(int(np.argmax(score)), (len(_BETA), len(_BETA)))
    return float(_BETA[i]), float(_BETA[j])


def beta_binomial(first: int, other: int, values: Floats = _BETA) -> Floats:  # (n_a, n_b)
    """Log-likelihood of one runner's ordered counts under Beta(a, b), for every pair on a grid."""
    a, b = values[:, None], values[None, :]
    total = np.zeros((len(values), len(values)))
    for k in range(first):
        total += np.log(a + k)
    for k in range(other):
        total += np.log(b + k)
    for k in range(first + other):
        total -= np.log(a + b + k)
    return np.asarray(total)


def fit_population(logs: Sequence[RunnerLog]) -> Population:
    """Maximum marginal likelihood of mean, between and within, then shrunken site means."""
    first_step = fit_first_step(logs)
    blank = Population(0.0, {}, 1.0, 1.0, first_step)
    useful = [log for log in logs if distance_observations(log.runs)]
    best = (-math.inf, 0.0, 1.0, 1.0, np.empty(0))
    for within in _WITHIN:
        by_runner = np.array([runner_log_mass(log, blank, sd=float(within)) for log in useful])
        for between in _BETWEEN:
            marginal = marginal_log_mass(by_runner, _MEANS, float(between))
            k = int(np.argmax(marginal.sum(axis=0)))
            if (score := float(marginal[:, k].sum())) > best[0]:
                best = (score, float(_MEANS[k]), float(between), float(within), by_runner)
    _, mean, between, within, by_runner = best
    sites = site_means(useful, by_runner, mean=mean, between=between)
    return Population(mean, sites, between, within, first_step)


def runner_log_mass(log: RunnerLog, population: Population, *, sd: float) -> Floats:  # (n_centres,)
    """Log-likelihood of one runner's stretches for each possible mean of that runner."""
    observations = distance_observations(log.runs)
    p_first = np.full(len(observations), population.p_first_step(log.runs, log.site))
    mass = log_mass(observations, centres=_CENTRES, sd=sd, p_first=p_first)
    return np.asarray(mass.sum(axis=0))


def marginal_log_mass(by_runner: Floats, means: Floats, between: float) -> Floats:
    """log of the runner's likelihood averaged over N(mean, between^2): (n_runners, n_means)."""
    weight = np.exp(-0.5 * ((_CENTRES[:, None] - means) / between) ** 2)
    weight /= weight.sum(axis=0)
    peak = by_runner.max(axis=1, keepdims=True)
    return np.asarray(np.log(np.exp(by_runner - peak) @ weight + 1e-300) + peak)


def site_means(
    logs: Sequence[RunnerLog], by_runner: Floats, *, mean: float, between: float
) -> dict[str, float]:
    """Mean log onset of each body site, pulled towards the common mean by N(0, SITE_SD^2)."""
    marginal = marginal_log_mass(by_runner, mean + _OFFSETS, between)
    sites = np.array([log.site for log in logs])
    found = {}
    for site in dict.fromkeys(sites.tolist()):
        score = marginal[sites == site].sum(axis=0) - 0.5 * (_OFFSETS / SITE_SD) ** 2
        weight = np.exp(score - score.max())
        found[site] = mean + float(weight @ _OFFSETS / weight.sum())
    return found


# --- the rules ------------------------------------------------------------------------------------


def past_onsets(past: Sequence[PastRun], population: Population, site: str) -> list[float]:
    """One log onset (log km) per run that speaks about distance, read as a person would.

    Between two points: the middle. Pain-free: the last reading if the run did not pass it, else
    the population's median beyond the run. Hurting before a point: its median below the point.
    """
    law = NormalDist(population.mean_for(site), population.spread)
    readings: list[float] = []
    for seen in distance_observations(past):
        low = law.cdf(math.log(seen.lower_km)) if seen.lower_km > 0 else 0.0
        high = 1.0 if seen.is_right_censored else law.cdf(math.log(seen.upper_km))
        if seen.is_right_censored and readings and readings[-1] >= math.log(seen.lower_km):
            readings.append(readings[-1])
        elif seen.lower_km > 0 and not seen.is_right_censored:
            readings.append(0.5 * math.log(seen.lower_km * seen.upper_km))
        else:
            readings.append(law.inv_cdf(min(max((low + high) / 2, 1e-6), 1 - 1e-6)))
    return readings


@dataclass(frozen=True, slots=True)
class LogNormalRule:
    """Log-normal around the mean of the last `memory` onsets; memory 0 is the population alone."""

    name: str
    population: Population
    memory: int
    sd: float

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """P(no pain before km), for each km."""
        readings = past_onsets(past, self.population, site)[-self.memory :] if self.memory else []
        centre = sum(readings) / len(readings) if readings else self.population.mean_for(site)
        sd = self.sd if readings else self.population.spread
        beyond = normal_cdf((centre - safe_log(km)) / sd)
        return np.asarray((1 - self.population.p_first_step(past, site)) * beyond)


@dataclass(frozen=True, slots=True)
class StaticLogNormal:
    """Nothing ever changes: one mean per runner, learnt through every kind of censoring.

    log onset ~ N(m, within^2), m ~ N(mean[site], between^2); m is integrated out on a grid
    (a random-intercept model for interval-censored data, e.g. Goethals et al. 2009).
    """

    name: str
    population: Population

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """P(no pain before km), for each km."""
        first = self.population.p_first_step(past, site)
        weight = self.weight_of_centres(past, site, first)
        z = (_CENTRES - safe_log(km)[:, None]) / self.population.within
        return np.asarray((1 - first) * (normal_cdf(z) @ weight))

    def weight_of_centres(self, past: Sequence[PastRun], site: str, first: float) -> Floats:
        """Posterior probability of each possible mean of this runner."""
        off = (_CENTRES - self.population.mean_for(site)) / self.population.between
        score = -0.5 * off**2
        if observations := distance_observations(past):
            p_first = np.full(len(observations), first)
            sd = self.population.within
            score = score + log_mass(observations, centres=_CENTRES, sd=sd, p_first=p_first).sum(0)
        weight = np.exp(score - score.max())
        return np.asarray(weight / weight.sum())


Baseline = LogNormalRule | StaticLogNormal


def fit_spread(logs: Sequence[RunnerLog], population: Population, *, memory: int) -> float:
    """The spread with which "as last time" would have predicted these runners best."""
    centres: list[float] = []
    nexts: list[OnsetObservation] = []
    for log in logs:
        readings = past_onsets(log.runs, population, log.site)
        for i, seen in enumerate(distance_observations(log.runs)):
            if i and seen.lower_km > 0:
                centres.append(sum(readings[:i][-memory:]) / len(readings[:i][-memory:]))
                nexts.append(seen)
    if not nexts:
        return LAST_ONSET_SD
    lower, upper = (end - np.array(centres) for end in stretches(nexts))
    fits = [normal_cdf(upper / sd) - normal_cdf(lower / sd) for sd in _WITHIN]
    return float(_WITHIN[int(np.argmax([np.log(f + 1e-4).sum() for f in fits]))])


def fit_baselines(logs: Sequence[RunnerLog]) -> tuple[Baseline, ...]:
    """Every baseline, its constants taken from these runners and from nobody else."""
    population = fit_population(logs)
    return (
        LogNormalRule("prior only", population, 0, population.spread),
        LogNormalRule("last onset", population, 1, LAST_ONSET_SD),
        LogNormalRule("mean of last three", population, 3, LAST_ONSET_SD),
        LogNormalRule(
            "last onset, fitted sd", population, 1, fit_spread(logs, population, memory=1)
        ),
        LogNormalRule(
            "mean of three, fitted sd", population, 3, fit_spread(logs, population, memory=3)
        ),
        StaticLogNormal("static log-normal", population),
    )
