"""The clauses a model has to meet before it ships, each with its figure.

The event score is judged because the gate asks for it, but it is not proper: a run that stops
because it hurts ends soon after the onset, so laws that are vague or expect pain early beat the
true one (`--check` shows it). The same event at the planned distance is proper and stands beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.onset.score import BUCKETS, Scores, mean_in, paired_difference

BETTER_BY = 0.05  # nats
NOT_WORSE_BY = 0.03  # nats
COVERAGE = (0.77, 0.83)
NAIVE = ("last onset", "mean of last three")
STATIC = "static log-normal"
SCORED = ("density", "planned", "event")
SEEDLESS = 20_260_503  # of the bootstrap alone

Results = Mapping[str, Mapping[str, Scores]]  # data set -> predictor -> scores


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the gate."""

    asks: str
    figure: str
    passed: bool | None  # None: not judged here

    @property
    def verdict(self) -> str:
        """One plain word."""
        return {True: "pass", False: "FAIL", None: "not judged here"}[self.passed]


def judge(results: Results, name: str, claimed: Sequence[str]) -> list[Clause]:
    """Every clause for one contender."""
    clauses = [*beats_the_naive(results, name), *holds_where_nothing_changes(results, name)]
    clauses += [*holds_on_real_runs(results, name), *covers(results, name, claimed)]
    asks = "simulation-based calibration of capacity, log T, sigma, plateau, next-run probability"
    return [
        *clauses,
        Clause(asks, "see calibration.md, from `python -m benchmarks.onset.calibration`", None),
    ]


def beats_the_naive(results: Results, name: str) -> Iterator[Clause]:
    """At least 0.05 nats better than last onset and mean of three, from five runs on."""
    for world in ("well_specified", "heavy_tails"):
        for rival in NAIVE:
            for measure in SCORED:
                gain = difference(results, world, name, rival, measure, ">=5")
                yield Clause(
                    f"{world}: better than {rival} by {BETTER_BY} ({measure}, 5 runs on)",
                    shown(gain),
                    gain[0] >= BETTER_BY,
                )


def holds_where_nothing_changes(results: Results, name: str) -> Iterator[Clause]:
    """Never more than 0.03 nats worse than the static model in the world without recovery."""
    for measure in SCORED:
        by_bucket = {
            bucket: difference(results, "no_recovery", name, STATIC, measure, bucket)
            for bucket in BUCKETS
        }
        worst = min(by_bucket, key=lambda bucket: by_bucket[bucket][0])
        yield Clause(
            f"no_recovery: never worse than static by {NOT_WORSE_BY} ({measure})",
            f"worst after {worst} runs: {shown(by_bucket[worst])}",
            by_bucket[worst][0] >= -NOT_WORSE_BY,
        )


def holds_on_real_runs(results: Results, name: str) -> Iterator[Clause]:
    """Not worse than the best baseline on the coded runs, runners resampled in pairs."""
    for measure in SCORED:
        asks = f"real runs: not worse than the best baseline ({measure}, 1 run on)"
        if "real" not in results:
            yield Clause(asks, "the coded runs are not here", None)
            continue
        rivals = [rival for rival in results["real"] if is_baseline(rival)]
        best = max(rivals, key=lambda r: mean_in(results["real"][r], measure, ">=1")[0])
        gain = difference(results, "real", name, best, measure, ">=1")
        yield Clause(asks, f"against {best}: {shown(gain)}", gain[0] >= 0)


def covers(results: Results, name: str, claimed: Sequence[str]) -> Iterator[Clause]:
    """80 % intervals hold the true onset 77 to 83 times in a hundred."""
    for world in (w for w in results if w != "real"):
        share, n = mean_in(results[world][name], "inside", ">=1")
        later, _ = mean_in(results[world][name], "inside_later", ">=1")
        figure = f"{share:.3f} of {n}; {later:.3f} without first steps"
        fits = COVERAGE[0] <= share <= COVERAGE[1]
        if world in claimed:
            yield Clause(f"{world}: 80 % intervals cover 77-83 %", figure, fits)
        else:
            yield Clause(f"{world}: coverage, not claimed", figure, None)


def is_baseline(name: str) -> bool:
    """Whether a name is one of the simple rules."""
    return name == "prior only" or name.startswith(("last onset", "mean of", "static"))


def difference(
    results: Results, dataset: str, ours: str, theirs: str, measure: str, bucket: str
) -> tuple[float, float, float]:
    """Mean gain over a rival with its 95 % interval (nats)."""
    scores = results[dataset]
    return paired_difference(scores[ours], scores[theirs], measure, bucket, seed=SEEDLESS)


def shown(gain: tuple[float, float, float]) -> str:
    """A gain with its interval, as people read it."""
    if math.isnan(gain[0]):
        return "no such forecasts"
    return f"{gain[0]:+.3f} ({gain[1]:+.3f} to {gain[2]:+.3f})"
