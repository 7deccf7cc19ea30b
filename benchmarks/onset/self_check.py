"""Does the benchmark itself hold water? Small facts that must be true before its figures count."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.onset.baselines import fit_baselines
from benchmarks.onset.laws import normal_cdf, safe_log, student_cdf
from benchmarks.onset.ours import ShippedCeiling
from benchmarks.onset.predictor import Floats, PastRun, Predictor, RunnerLog
from benchmarks.onset.score import Scores, mean_in, score_log, stack
from benchmarks.onset.tried import Mixture, shipped_parts
from benchmarks.onset.worlds import SITE, WORLDS, simulate, told
from startline.engine.races import MARATHON_KM
from startline.engine.runs import OnsetObservation

Fact = tuple[str, bool]
KM = np.geomspace(0.01, 200, 60)


@dataclass(frozen=True, slots=True)
class FixedLaw:
    """Predicts one law whatever happened."""

    name: str
    median_km: float
    sd: float
    p_first: float

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """P(no pain before km), for each km."""
        z = (math.log(self.median_km) - safe_log(km)) / self.sd
        return np.asarray((1 - self.p_first) * normal_cdf(z))


TRUTH = FixedLaw("truth", 8.0, 0.5, 0.1)
WRONG = (
    replace(TRUTH, name="too far", median_km=10.0),
    replace(TRUTH, name="too near", median_km=6.4),
    replace(TRUTH, name="too sure", sd=0.35),
    replace(TRUTH, name="too vague", sd=0.7),
    replace(TRUTH, name="no first steps", p_first=0.01),
)


def facts() -> Iterator[Fact]:
    """Every check with whether it held."""
    yield from laws_are_right()
    yield from baselines_answer_with_probabilities()
    yield from truth_scores_best()
    yield from stretches_hold_the_truth()
    yield from seeds_decide_everything()
    yield from mixtures_hold_the_law_that_ships()


def mixtures_hold_the_law_that_ships() -> Iterator[Fact]:
    """The filters of the laws that were tried, with the shipped settings, are the shipped law."""
    shipped, mixture = ShippedCeiling(), Mixture("mixture", shipped_parts())
    road = KM[
        KM < MARATHON_KM
    ]  # the shipped grid ends sooner: some 0.01 after a dozen pain-free runs
    apart = 0.0
    for log in simulate(WORLDS[0], n_runners=15, seed=6):
        for k in (1, 5, len(log.runs)):
            day = log.runs[k - 1].day + 3
            one = shipped.p_pain_free(log.runs[:k], site=SITE, day=day, km=road)
            other = mixture.p_pain_free(log.runs[:k], site=SITE, day=day, km=road)
            apart = max(apart, float(np.abs(one - other).max()))
    yield "a mixture of the shipped settings is the shipped law, within 0.02", apart < 0.02


def laws_are_right() -> Iterator[Fact]:
    """Two known values each."""
    yield "normal law", bool(np.allclose(normal_cdf(np.array([0.0, 1.959964])), [0.5, 0.975]))
    yield "t4 law", abs(float(student_cdf(np.array(2.776445), df=4)) - 0.975) < 1e-5


def baselines_answer_with_probabilities() -> Iterator[Fact]:
    """Survival lies in [0, 1] and falls with distance, after every kind of past."""
    logs = simulate(WORLDS[0], n_runners=60, seed=5)
    for rule in fit_baselines(logs):
        falls = all(
            falls_within_bounds(rule, log, k) for log in logs[:20] for k in range(len(log.runs))
        )
        yield f"{rule.name}: survival falls and stays within 0 and 1", falls


def falls_within_bounds(rule: Predictor, log: RunnerLog, k: int) -> bool:
    """One survival curve."""
    p = rule.p_pain_free(log.runs[:k], site=log.site, day=log.runs[k].day, km=KM)
    return bool(p.max() <= 1 and p.min() >= 0 and np.diff(p).max() <= 1e-12)


def truth_scores_best() -> Iterator[Fact]:
    """On runs drawn from one known law, that law wins and its intervals are honest."""
    logs = draws_from_truth(n_runners=400, n_runs=6, seed=11)
    truth = scored(logs, TRUTH)
    for wrong in WRONG:
        rival = scored(logs, wrong)
        for measure in ("density", "planned"):
            wins = mean_in(truth, measure, ">=1")[0] > mean_in(rival, measure, ">=1")[0]
            yield f"{measure}: the true law beats the one that is {wrong.name}", wins
    vague = next(w for w in WRONG if w.name == "too vague")
    fooled = mean_in(truth, "event", ">=1")[0] < mean_in(scored(logs, vague), "event", ">=1")[0]
    yield "event: the true law loses to a vague one (why this score is not trusted alone)", fooled
    for measure in ("inside", "inside_later"):
        yield (
            f"{measure}: the true law covers 80 %",
            abs(mean_in(truth, measure, ">=1")[0] - 0.8) < 0.03,
        )
    deciles = np.histogram(truth["pit"], bins=10, range=(0, 1))[0] / len(truth["pit"])
    yield "the true law's PIT is level", bool(np.abs(deciles - 0.1).max() < 0.025)


def draws_from_truth(*, n_runners: int, n_runs: int, seed: int) -> list[RunnerLog]:
    """Runners who all follow TRUTH for ever, told as in the simulated worlds."""
    rng = np.random.default_rng(seed)
    logs = []
    for i in range(n_runners):
        onset = TRUTH.median_km * np.exp(TRUTH.sd * rng.normal(size=n_runs))
        onset = np.where(rng.random(n_runs) < TRUTH.p_first, 0.0, onset)
        planned = rng.uniform(4, 18, n_runs)
        hurt = onset < planned
        run = np.where(hurt, np.minimum(planned, onset + 3.2), planned)
        runs = tuple(
            PastRun(4 * k, float(run[k]), told(float(onset[k]), float(run[k]), bool(hurt[k]), rng))
            for k in range(n_runs)
        )
        known, plans = (True,) * n_runs, tuple(planned.tolist())
        logs.append(
            RunnerLog(str(i), SITE, runs, known, plans, tuple(onset.tolist()), (8.0,) * n_runs)
        )
    return logs


def scored(logs: Sequence[RunnerLog], predictor: Predictor) -> Scores:
    """Scores of all runners under one predictor."""
    rows = []
    for i, log in enumerate(logs):
        dice = np.random.default_rng([1, i]).random(len(log.runs))
        rows += [(i, row) for row in score_log(log, predictor, dice=dice)]
    return stack(rows)


def stretches_hold_the_truth() -> Iterator[Fact]:
    """What is told never contradicts what happened."""
    for world in WORLDS:
        logs = simulate(world, n_runners=60, seed=6)
        pairs = [
            (run.observation, onset)
            for log in logs
            for run, onset in zip(log.runs, log.onset_km, strict=True)
            if run.observation is not None and onset is not None
        ]
        yield f"{world.name}: every stretch holds the true onset", all(map(holds, pairs))


def holds(pair: tuple[OnsetObservation, float]) -> bool:
    """Whether one stretch holds one onset."""
    seen, onset = pair
    return bool(seen.lower_km <= onset + 1e-9 and onset <= seen.upper_km + 1e-9)


def seeds_decide_everything() -> Iterator[Fact]:
    """The same seed gives the same runners, another seed gives others."""
    once, again, other = (simulate(WORLDS[0], n_runners=5, seed=s) for s in (1, 1, 2))
    yield "same seed, same runners", once == again
    yield "other seed, other runners", once != other
