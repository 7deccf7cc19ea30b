"""The reliability picture: chances given against what came true, a row for each world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from matplotlib import pyplot as plt

from startline.study.chances import CHANCES, WAYS
from startline.study.tenths import ASKED, Answer, tenths


def draw(found: Mapping[str, Sequence[Answer]], path: Path) -> None:
    """One panel for each world and chance; bars are two standard errors."""
    mpl.rcParams.update({"font.size": 8})
    figure, axes = plt.subplots(
        len(found), len(CHANCES), figsize=(11, 2.5 * len(found)), layout="constrained",
        squeeze=False, sharex=True, sharey=True,
    )  # fmt: skip
    for row, (world, answers) in zip(axes, found.items(), strict=True):
        for axis, chance in zip(row, CHANCES, strict=True):
            axis.fill_between([0, 1], [-ASKED, 1 - ASKED], [ASKED, 1 + ASKED], color="0.88")
            for mark, way in zip("os", WAYS, strict=True):
                bins = tenths([x for x in answers if x.chance == chance and x.way == way])
                axis.errorbar(
                    [one.given for one in bins], [one.came_true for one in bins],
                    yerr=[2 * one.error for one in bins], marker=mark, ms=3, lw=1,
                    label=way.replace("_", " "),
                )  # fmt: skip
            axis.set(xlim=(0, 1), ylim=(0, 1), title=f"{world}: {chance}")
    axes[0][0].legend(fontsize=7)
    for axis in axes[-1]:
        axis.set_xlabel("chance given")
    for row in axes:
        row[0].set_ylabel("came true")
    figure.savefig(path, dpi=80)
    plt.close(figure)
