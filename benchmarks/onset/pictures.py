"""The same results as pictures."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.onset.gate import COVERAGE, STATIC, Results, difference, is_baseline
from benchmarks.onset.score import mean_in, reliability

SEEN = ("1", "2", "3", "5", "9")
MARKS = "osD^vPX*"


def draw(results: Results, folder: Path) -> list[Path]:
    """All pictures, as PNG; returns the files written."""
    mpl.rcParams.update({"font.size": 9})
    figures = {
        "onset-reliability": draw_reliability(results),
        "onset-coverage": draw_coverage(results),
    }
    for ours in [n for n in shown_names(results) if not is_baseline(n)] or [STATIC]:
        figures[f"onset-difference-{ours.replace(' ', '-')}"] = draw_difference(results, ours)
    written = []
    for name, figure in figures.items():
        written.append(folder / f"{name}.png")
        figure.savefig(written[-1], dpi=90)
        plt.close(figure)
    return written


def panels(results: Results) -> tuple[Figure, list[Axes]]:
    """One small panel per data set."""
    columns = 4
    rows = -(-len(results) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(13, 3.2 * rows), layout="constrained", squeeze=False
    )
    flat = list(axes.flat)
    for axis, dataset in zip(flat, results, strict=False):
        axis.set_title(dataset.replace("_", " "))
    for axis in flat[len(results) :]:
        axis.set_visible(False)
    return figure, flat


def shown_names(results: Results) -> list[str]:
    """Contenders first; without any, the baselines speak for themselves."""
    names = list(next(iter(results.values())))
    return [n for n in names if not is_baseline(n)] + [STATIC, "last onset"]


def draw_reliability(results: Results) -> Figure:
    """Forecast chance of pain against the share that hurt."""
    figure, axes = panels(results)
    for axis, by_name in zip(axes, results.values(), strict=False):
        axis.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        for mark, name in zip(MARKS, shown_names(results), strict=False):
            bins = reliability(by_name[name])
            axis.plot([b[0] for b in bins], [b[1] for b in bins], marker=mark, label=name)
        axis.set(
            xlabel="forecast chance of pain", ylabel="share that hurt", xlim=(0, 1), ylim=(0, 1)
        )
    axes[0].legend(fontsize=7)
    return figure


def draw_coverage(results: Results) -> Figure:
    """How often the true onset lay in the 80 % interval, by world."""
    figure, axis = plt.subplots(figsize=(9, 4), layout="constrained")
    worlds = [d for d in results if d != "real"]
    axis.axhspan(*COVERAGE, color="0.9")
    for mark, name in zip(MARKS, results[worlds[0]], strict=False):
        shares = [mean_in(results[w][name], "inside", ">=1")[0] for w in worlds]
        axis.plot(range(len(worlds)), shares, marker=mark, linestyle="", label=name)
    axis.set_xticks(range(len(worlds)), [w.replace("_", " ") for w in worlds])
    axis.set_ylabel("inside the 80 % interval")
    axis.legend(fontsize=7)
    return figure


def draw_difference(results: Results, ours: str) -> Figure:
    """Gain in density score over each baseline by runs seen."""
    figure, axes = panels(results)
    for axis, (dataset, by_name) in zip(axes, results.items(), strict=False):
        axis.axhline(0, color="0.7", linewidth=1)
        rivals = [n for n in by_name if is_baseline(n) and n != ours]
        for k, (mark, rival) in enumerate(zip(MARKS, rivals, strict=False)):
            gains = [difference(results, dataset, ours, rival, "density", b) for b in SEEN]
            error = [[g[0] - g[1] for g in gains], [g[2] - g[0] for g in gains]]
            at = [i + 0.08 * (k - len(rivals) / 2) for i in range(len(SEEN))]
            axis.errorbar(at, [g[0] for g in gains], yerr=error, marker=mark, label=rival, lw=1)
        axis.set_xticks(range(len(SEEN)), SEEN)
        axis.set(xlabel="informative runs seen", ylabel=f"gain of {ours} (nats)")
    axes[0].legend(fontsize=7)
    return figure
