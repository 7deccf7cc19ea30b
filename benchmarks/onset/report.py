"""The tables: on screen, as Markdown and as CSV."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.onset.gate import Clause, Results, difference, is_baseline, shown
from benchmarks.onset.score import (
    BUCKETS,
    FLOOR,
    HIGH,
    LOW,
    MEASURES,
    Scores,
    in_bucket,
    mean_in,
    reliability,
)

TITLES = {
    "density": "Log score of the stretch in which pain began (nats, higher is better)",
    "event": "Log score of pain before the distance that was run (nats, higher is better)",
    "planned": "Log score of pain before the distance that was planned (nats, higher is better)",
    "brier": "Brier score of pain before the distance that was run (lower is better)",
}


IMPROPER = (
    "The score at the distance that was run is not proper, because pain shortens runs: a vague law "
    "can beat the true one. The stretch and the planned distance are the fair scores."
)


def markdown(results: Results, gates: dict[str, list[Clause]], *, heading: Sequence[str]) -> str:
    """The whole report."""
    lines = ["# Where will pain begin? One run ahead", "", *heading, ""]
    lines += [f"Probabilities are floored at {FLOOR:g}. Columns: informative runs seen before.", ""]
    lines += [IMPROPER, ""]
    for dataset in results:
        lines += [f"## {dataset}", "", *dataset_tables(results, dataset)]
    lines += ["## The gate", ""]
    if not gates:
        lines += ["No contender yet: baselines alone.", ""]
    for name, clauses in gates.items():
        lines += gate_table(name, clauses)
    return "\n".join(lines)


def dataset_tables(results: Results, dataset: str) -> Iterator[str]:
    """Every table of one set of runners."""
    scores = results[dataset]
    for measure, title in TITLES.items():
        yield from (f"**{title}**", "")
        yield from table(
            ["", *BUCKETS],
            [[name, *(cell(s, measure, b) for b in BUCKETS)] for name, s in scores.items()],
        )
    yield from ("**Share of outcomes inside the central 80 % interval**", "")
    yield from table(
        ["", "all runs", "without first steps", "randomised PIT"],
        [[name, *coverage_cells(s)] for name, s in scores.items()],
    )
    yield from ("**Reliability: forecast / observed (runs), five bins**", "")
    rows = [[n, "; ".join(f"{p:.2f} / {o:.2f} ({k})" for p, o, k in reliability(s))]
            for n, s in scores.items()]  # fmt: skip
    yield from table(["", "bins"], rows)
    yield from difference_tables(results, dataset)


def difference_tables(results: Results, dataset: str) -> Iterator[str]:
    """Each contender against each baseline, runners resampled in pairs."""
    baselines = [name for name in results[dataset] if is_baseline(name)]
    for ours in (name for name in results[dataset] if not is_baseline(name)):
        for measure in ("density", "event", "planned"):
            yield from (f"**{ours}: gain in {measure} (95 % interval by runner)**", "")
            yield from table(
                ["against", ">=1", ">=5"],
                [
                    [b, *(shown(difference(results, dataset, ours, b, measure, k))
                          for k in (">=1", ">=5"))]
                    for b in baselines
                ],
            )  # fmt: skip


def gate_table(name: str, clauses: Sequence[Clause]) -> list[str]:
    """The verdict on one contender."""
    rows = [[c.asks, c.figure, c.verdict] for c in clauses]
    return [f"### {name}", "", *table(["clause", "figure (95 % interval by runner)", ""], rows)]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table whose columns line up on screen."""
    widths = [max(len(r[i]) for r in (head, *rows)) for i in range(len(head))]
    lines = [
        "| " + " | ".join(value.ljust(w) for value, w in zip(row, widths, strict=True)) + " |"
        for row in (head, *rows)
    ]
    return [lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:], ""]


def cell(scores: Scores, measure: str, bucket: str) -> str:
    """One mean, or a dash."""
    mean, n = mean_in(scores, measure, bucket)
    return f"{mean:.3f}" if n else "-"


def coverage_cells(scores: Scores) -> list[str]:
    """Coverage of the true onset, and the share of randomised PIT values in the middle."""
    pit = scores["pit"][in_bucket(scores, ">=1")]
    middle = float(np.mean((pit >= LOW) & (pit <= HIGH))) if len(pit) else math.nan
    cells = [cell(scores, measure, ">=1") for measure in ("inside", "inside_later")]
    return [*cells, f"{middle:.3f}"]


def write_csv(results: Results, path: Path) -> None:
    """One line per data set, predictor, measure and number of runs seen."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["dataset", "predictor", "measure", "runs_seen", "mean", "n"])
        for dataset, by_name in results.items():
            for name, scores in by_name.items():
                for measure in MEASURES:
                    for bucket in BUCKETS:
                        mean, n = mean_in(scores, measure, bucket)
                        if n:
                            writer.writerow([dataset, name, measure, bucket, f"{mean:.5f}", n])
