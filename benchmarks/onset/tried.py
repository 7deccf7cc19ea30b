"""python -m benchmarks.onset.tried: ceilings that were tried and do not ship, beside ours.

Each is a mixture with fixed weights of monotone filters, so each keeps "more pain never gives more
distance". They were chosen by maximising the worst clause of the gate over about 2,400 components
on simulated runners of another seed and on half of the coded real runners. This page judges them
on runners none of them has seen, and by one figure more, the one a runner meets: how often pain
comes before the distance that is called within tolerance.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.onset.baselines import fit_baselines
from benchmarks.onset.contest import N_FOLDS, TRAIN_SHIFT, tell
from benchmarks.onset.ours import FIRST_DAY, SITES, ShippedCeiling, reports_of
from benchmarks.onset.predictor import Floats, PastRun, Predictor, RunnerLog
from benchmarks.onset.real import read_real
from benchmarks.onset.score import TOLERANCE, Scores, paired_difference, score_log, stack
from benchmarks.onset.worlds import WORLDS, simulate
from startline.engine import assumptions as a
from startline.engine.onset.observations import Report
from startline.engine.onset.sites import site_prior
from startline.engine.runs import FIRST_STEP_KM

SEED, N_RUNNERS = 20_261_124, 250
TITLE = "Ceilings that were tried and do not ship"
SHIPPED = ShippedCeiling().name
ROAD = np.linspace(-4.2, 4.2, 241)  # log km beyond the site's median
CELL = float(ROAD[1] - ROAD[0])
LONG = 11  # doublings of a day


@dataclass(frozen=True, slots=True)
class Part:
    """One filter of a mixture; log units throughout, `rise` and `step_sd` a day.

    reads, predicts: rates of the left and right tail of the skewed logistic noise, as taken when
    a report is read and when the next is predicted. memory_days: how fast capacity leans back to
    `leans_to`, beyond the site's median; infinite for a random walk.
    """

    weight: float
    step_sd: float
    memory_days: float
    rise: float
    leans_to: float
    starts_at: float
    spread: float
    reads: tuple[float, float]
    aggravation: float
    predicts: tuple[float, float]


def resting(
    weight: float, step_sd: float, reads: tuple[float, float], aggravation: float,
    predicts: tuple[float, float], leans_to: float = 0.0,
) -> Part:  # fmt: skip
    """A filter whose prior is what its step leaves as it is (spread 0.75)."""
    memory = -1 / math.log(math.sqrt(1 - (step_sd / 0.75) ** 2))
    return Part(
        weight, step_sd, memory, 0.0, leans_to, leans_to, 0.75, reads, aggravation, predicts
    )


def walking(
    weight: float, step_sd: float, rise: float, reads: tuple[float, float], aggravation: float,
    predicts: tuple[float, float], memory_days: float = math.inf,
) -> Part:  # fmt: skip
    """A filter that starts on the first day of the log (spread 0.7) and rises day by day."""
    return Part(weight, step_sd, memory_days, rise, 0.0, 0.0, 0.7, reads, aggravation, predicts)


MIXTURES = {
    "slow and fast": (
        resting(0.32, 0.07, (1.75, 8.7), 0.02, (4, 6)),
        resting(0.25, 0.14, (1.75, 8.7), 0.15, (4, 6)),
        resting(0.23, 0.14, (1.75, 8.7), 0.15, (2.5, 5)),
        resting(0.20, 0.14, (0.8, 6), 0.02, (1.2, 5)),
    ),
    "with a rise": (
        walking(0.42, 0.025, 0.01, (1.2, 5), 0.02, (5, 12)),
        walking(0.22, 0.14, 0.0, (1.75, 8.7), 0.15, (2.5, 10), memory_days=72),
        walking(0.19, 0.14, 0.02, (0.8, 6), 0.02, (1.2, 5)),
        walking(0.17, 0.14, 0.0, (2.5, 10), 0.02, (4, 6)),
    ),
    "leaning up": (
        resting(0.33, 0.07, (1.75, 8.7), 0.02, (2.5, 10), leans_to=1.0),
        resting(0.24, 0.14, (1.75, 8.7), 0.15, (4, 6)),
        resting(0.19, 0.14, (1.75, 8.7), 0.15, (2.5, 10)),
        resting(0.19, 0.14, (0.8, 6), 0.02, (1.2, 5), leans_to=0.5),
        resting(0.05, 0.02, (2.5, 10), 0.02, (2.5, 10)),
    ),
}  # fmt: skip


def shipped_parts() -> tuple[Part, ...]:
    """The law that ships, written as a mixture: what the self-check compares."""
    memory = -1 / math.log(math.sqrt(1 - (a.CEILING_STEP_SD / a.CEILING_SPREAD) ** 2))
    parts = []
    for sigma, weight in a.CEILING_SIGMAS:
        right = math.pi / (sigma * math.sqrt(3))
        rates = (a.CEILING_SKEW * right, right)
        parts.append(
            Part(
                weight, a.CEILING_STEP_SD, memory, 0.0, 0.0, 0.0, a.CEILING_SPREAD, rates,
                a.CEILING_AGGRAVATION, rates,
            )
        )  # fmt: skip
    return tuple(parts)


def before(x: Floats, rates: tuple[float, float]) -> Floats:
    """P(noise < x): a logistic law of rate `right` to the power left / right, median at 0."""
    left, right = rates
    power = left / right
    middle = -math.log(2 ** (1 / power) - 1)
    return np.asarray(np.exp(-power * np.logaddexp(0.0, -(right * x + middle))))


@cache
def days_step(part: Part, doublings: int) -> Floats:
    """Transition over 2**doublings days, shape (from, to)."""
    if doublings:
        half = days_step(part, doublings - 1)
        return np.asarray(half @ half)
    keeps = math.exp(-1 / part.memory_days)
    mean = part.leans_to + keeps * (ROAD - part.leans_to) + part.rise
    kernel = np.exp(-0.5 * ((ROAD[None, :] - mean[:, None]) / part.step_sd) ** 2)
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True))


def capacity_of(part: Part, past: Sequence[PastRun], median: float, day: int) -> Floats:
    """The law of capacity on `day`, from the log's first day on, shape (road,)."""
    law = np.exp(-0.5 * ((ROAD - part.starts_at) / part.spread) ** 2)
    on = FIRST_DAY.toordinal()
    for report in reports_of(past):
        law = forward(part, law, report.on.toordinal() - on)
        law = law * likelihood(part, report, median)
        law = lowered(law / law.sum(), part.aggravation * report.ran_past)
        on = report.on.toordinal()
    law = forward(part, law, FIRST_DAY.toordinal() + day - on)
    return np.asarray(law / law.sum())


def forward(part: Part, law: Floats, days: int) -> Floats:
    """Let days pass."""
    for bit in range(min(days, 2**LONG - 1).bit_length()):
        if days >> bit & 1:
            law = law @ days_step(part, bit)
    return law


def likelihood(part: Part, report: Report, median: float) -> Floats:
    """P(report | capacity) up to a constant."""
    onset = report.cautious
    lower = math.log(max(onset.lower_km, FIRST_STEP_KM)) - median - ROAD
    if onset.is_right_censored:
        return 1 - before(lower, part.reads)
    upper = math.log(max(onset.upper_km, FIRST_STEP_KM)) - median - ROAD
    if onset.lower_km < FIRST_STEP_KM:
        return before(upper, part.reads)
    narrow = 1e-3 if onset.is_exact else 0.0
    return np.maximum(
        before(upper + narrow, part.reads) - before(lower - narrow, part.reads), 1e-300
    )


def lowered(law: Floats, by: float) -> Floats:
    """Capacity lowered by some log units; the bottom of the road holds what would leave it."""
    below = np.interp(ROAD + by, ROAD, np.cumsum(law), right=1.0)
    return np.diff(below, prepend=0.0)


@dataclass(frozen=True, slots=True)
class Mixture:
    """A mixture behind the interface of the benchmark."""

    name: str
    parts: tuple[Part, ...]

    def p_pain_free(self, past: Sequence[PastRun], *, site: str, day: int, km: Floats) -> Floats:
        """As the protocol says; pain from the first step as in the law that ships."""
        prior = site_prior(SITES.get(site, site))
        reports = reports_of(past)
        hits, misses = prior.first_step
        first = (hits + sum(r.from_first_step for r in reports)) / (hits + misses + len(reports))
        at = np.log(np.maximum(km, 1e-9)) - prior.log_median_km
        later = np.zeros(len(km))
        for part in self.parts:
            law = capacity_of(part, past, prior.log_median_km, day)
            later += part.weight * ((1 - before(at[:, None] - ROAD, part.predicts)) @ law)
        return np.asarray((1 - first) * later)


# --- judging --------------------------------------------------------------------------------------

WORLDS_TRIED = ("well_specified", "no_recovery", "slow", "heavy_tails", "flares")


def scores_of(
    logs: Sequence[tuple[int, RunnerLog]], laws: Sequence[Predictor], seed: int
) -> dict[str, Scores]:
    """One run ahead, the same dice for every law."""
    rows: dict[str, list[tuple[int, dict[str, float]]]] = {}
    for number, log in logs:
        dice = np.random.default_rng([seed, number]).random(len(log.runs))
        for law in laws:
            rows.setdefault(law.name, []).extend(
                (number, row) for row in score_log(log, law, dice=dice)
            )
    return {name: stack(found) for name, found in rows.items()}


def results(
    n_runners: int, seed: int, tried: Sequence[str]
) -> Iterator[tuple[str, dict[str, Scores]]]:
    """Every set of runners with the scores of the law that ships and of those tried."""
    laws: list[Predictor] = [ShippedCeiling()]
    laws += [Mixture(name, MIXTURES[name]) for name in tried]
    for world in WORLDS:
        if world.name in WORLDS_TRIED:
            tell(world.name)
            others = simulate(world, n_runners=n_runners, seed=seed + TRAIN_SHIFT)
            logs = list(enumerate(simulate(world, n_runners=n_runners, seed=seed)))
            yield world.name, scores_of(logs, [*laws, *fit_baselines(others)], seed)
    real = read_real()
    if real is None:
        tell("The coded runs (shared/data/onset_runs.csv) are not here: simulated worlds only.")
        return
    held = [(i, log) for i, log in enumerate(real.logs) if log.n_informative >= 2]
    parts = []
    for fold in range(N_FOLDS):
        others = [log for i, log in enumerate(real.logs) if i % N_FOLDS != fold]
        mine = [(i, log) for i, log in held if i % N_FOLDS == fold]
        parts.append(scores_of(mine, [*laws, *fit_baselines(others)], seed))
    yield (
        "real",
        {
            name: {key: np.concatenate([p[name][key] for p in parts]) for key in parts[0][name]}
            for name in parts[0]
        },
    )


Found = dict[str, dict[str, Scores]]  # set of runners -> law -> scores

COMPARED = (
    ("well_specified", "last onset", ">=5"), ("well_specified", "mean of last three", ">=5"),
    ("heavy_tails", "last onset", ">=5"), ("heavy_tails", "mean of last three", ">=5"),
    ("no_recovery", "static log-normal", ">=5"), ("slow", SHIPPED, ">=1"), ("real", SHIPPED, ">=1"),
)  # fmt: skip


def figures(found: Found, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Every line of the table: what it is, and the figure of each law."""
    laws = [name for name in (SHIPPED, *MIXTURES) if name in found["slow"]]
    for world, rival, bucket in COMPARED:
        if world in found:
            label = f"{world} against {rival}, {bucket} runs seen"
            yield label, [gain(found[world], law, rival, bucket, seed) for law in laws]
    label = "no_recovery against static log-normal, worst number of runs"
    yield label, [f"{worst_against_static(found['no_recovery'], law):+.3f}" for law in laws]
    for measure, what in (
        ("inside", "80 % intervals cover"),
        ("early", f"pain before the distance within {TOLERANCE:.0%}"),
    ):
        for world in WORLDS_TRIED:
            shares = [f"{float(np.nanmean(found[world][law][measure])):.3f}" for law in laws]
            yield f"{world}: {what}", shares


def gain(scores: dict[str, Scores], law: str, rival: str, bucket: str, seed: int) -> str:
    """How much better than a rival, in nats, with the interval."""
    if law == rival:
        return ""
    found = paired_difference(scores[law], scores[rival], "density", bucket, seed=seed)
    return "{:+.3f} ({:+.2f} to {:+.2f})".format(*found)


def worst_against_static(scores: dict[str, Scores], law: str) -> float:
    """The lowest mean difference over the numbers of runs seen."""
    lost = scores[law]["density"] - scores["static log-normal"]["density"]
    seen = scores[law]["seen"]
    return min(float(lost[seen == n].mean()) for n in (0, 1, 2, 3, 5, 9))


def page(found: Found, title: str, command: str, seed: int) -> str:
    """The table as Markdown."""
    laws = [name for name in (SHIPPED, *MIXTURES) if name in found["slow"]]
    lines = [
        f"# {title}", "",
        f"- command: `python -m benchmarks.onset.tried {command}`",
        "- log score of the stretch in which pain began, nats, one run ahead; 95 % paired",
        "  bootstrap by runner. What each law is: `benchmarks/onset/tried.py`; why none but the",
        "  first ships: `docs/models/onset.md`.", "",
        f"| | {' | '.join(laws)} |", "|---" * (len(laws) + 1) + "|",
        *(f"| {label} | {' | '.join(cells)} |" for label, cells in figures(found, seed)),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.onset.tried", description=__doc__)
    parser.add_argument("--runners", type=int, default=N_RUNNERS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--ours", action="store_true", help="the law that ships, and no other")
    asked = parser.parse_args()
    found = dict(results(asked.runners, asked.seed, () if asked.ours else tuple(MIXTURES)))
    command = f"--runners {asked.runners} --seed {asked.seed}{' --ours' if asked.ours else ''}"
    title = "The ceiling alone, on more runners" if asked.ours else TITLE
    text = page(found, title, command, asked.seed)
    print(text)
    asked.out.mkdir(parents=True, exist_ok=True)
    name = "onset-ceiling.md" if asked.ours else "onset-tried.md"
    (asked.out / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
