"""Running every contender over every set of runners, on two cores."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

import numpy as np

from benchmarks.onset.baselines import fit_baselines
from benchmarks.onset.predictor import Predictor, RunnerLog
from benchmarks.onset.real import RealLogs, read_real
from benchmarks.onset.score import Scores, score_log, stack
from benchmarks.onset.worlds import WORLDS, simulate

N_WORKERS = 2
N_FOLDS = 10
CHUNK = 25  # runners per task
TRAIN_SHIFT = 1_000_003  # seeds of training runners lie this far from those of scored runners
OURS = "benchmarks.onset.ours"
DEFAULT_CLAIMS = ("well_specified", "no_recovery", "slow")

Tagged = list[tuple[str, int, dict[str, float]]]  # predictor, runner number, measures


@dataclass(frozen=True, slots=True)
class Task:
    """Some runners of one set, with the predictors that were fitted without them."""

    dataset: str
    logs: tuple[tuple[int, RunnerLog], ...]  # numbered, so that dice and bootstrap are paired
    baselines: tuple[Predictor, ...]
    seed: int


def contenders() -> tuple[Predictor, ...]:
    """The models on trial; none while nobody has written them."""
    if find_spec(OURS) is None:
        return ()
    return tuple(import_module(OURS).PREDICTORS)


def claimed_worlds() -> tuple[str, ...]:
    """The worlds in which the contender claims honest intervals."""
    if find_spec(OURS) is None:
        return DEFAULT_CLAIMS
    return tuple(getattr(import_module(OURS), "CLAIMED_WORLDS", DEFAULT_CLAIMS))


def run(task: Task) -> tuple[str, Tagged]:
    """Score one task; the same dice for every predictor."""
    found: Tagged = []
    everyone = (*contenders(), *task.baselines)
    for number, log in task.logs:
        dice = np.random.default_rng([task.seed, number]).random(len(log.runs))
        for predictor in everyone:
            rows = score_log(log, predictor, dice=dice)
            found += [(predictor.name, number, row) for row in rows]
    return task.dataset, found


def world_tasks(*, n_runners: int, seed: int) -> Iterator[Task]:
    """Every simulated world, its baselines fitted on other runners of that world."""
    for world in WORLDS:
        training = simulate(world, n_runners=n_runners, seed=seed + TRAIN_SHIFT)
        baselines = fit_baselines(training)
        numbered = list(enumerate(simulate(world, n_runners=n_runners, seed=seed)))
        for start in range(0, len(numbered), CHUNK):
            yield Task(world.name, tuple(numbered[start : start + CHUNK]), baselines, seed)


def real_tasks(real: RealLogs, *, seed: int) -> Iterator[Task]:
    """The coded runs: runners with two or more usable runs, baselines fitted on other folds."""
    for fold in range(N_FOLDS):
        others = [log for i, log in enumerate(real.logs) if i % N_FOLDS != fold]
        mine = [(i, log) for i, log in enumerate(real.logs) if i % N_FOLDS == fold]
        held = tuple((i, log) for i, log in mine if log.n_informative >= 2)
        yield Task("real", held, fit_baselines(others), seed)


def compete(*, n_runners: int, seed: int) -> dict[str, dict[str, Scores]]:
    """Scores by data set and predictor."""
    tasks = list(world_tasks(n_runners=n_runners, seed=seed))
    real = read_real()
    if real is None:
        tell("The coded runs (shared/data/onset_runs.csv) are not here: simulated worlds only.")
    else:
        tell(f"Coded runs: {dict(real.counts)}")
        tasks += real_tasks(real, seed=seed)
    return gather(tasks)


def gather(tasks: Sequence[Task]) -> dict[str, dict[str, Scores]]:
    """Run all tasks on two cores and put the pieces together in order."""
    rows: dict[str, dict[str, list[tuple[int, dict[str, float]]]]] = {}
    began = time.monotonic()
    with ProcessPoolExecutor(N_WORKERS) as pool:
        for done, (dataset, found) in enumerate(pool.map(run, tasks), start=1):
            for name, number, row in found:
                rows.setdefault(dataset, {}).setdefault(name, []).append((number, row))
            tell(f"\r{done}/{len(tasks)} {dataset:16s} {time.monotonic() - began:5.0f} s", end="")
    tell("")
    return {d: {name: stack(r) for name, r in by.items()} for d, by in rows.items()}


def tell(line: str, end: str = "\n") -> None:
    """Progress, kept apart from the results."""
    print(line, end=end, file=sys.stderr, flush=True)
