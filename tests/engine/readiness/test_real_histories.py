"""Marathons of real runners, foretold from the 16 weeks before them (benchmarks/finish_time.py)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import finish_time as bench
from startline.engine.assumptions import TRAINING_LEVEL


@pytest.fixture(scope="module")
def parts(shared_data: Path) -> tuple[list[bench.Marathon], list[bench.Marathon]]:
    return bench.split(bench.marathons(bench.histories(shared_data / "histories")))


def errors(all_: list[bench.Marathon], predict: bench.Predictor) -> np.ndarray:
    return np.array([predict(one) - one.minutes for one in all_])


@pytest.mark.real_data
def test_the_shipped_level_is_the_one_fitted_on_the_development_runners(
    parts: tuple[list[bench.Marathon], list[bench.Marathon]],
):
    assert bench.fitted_level(parts[0]) == pytest.approx(TRAINING_LEVEL, abs=6e-4)


@pytest.mark.real_data
@pytest.mark.parametrize("part", [0, 1], ids=["development", "held out"])
def test_marathons_are_foretold_better_than_by_riegel_or_tanda(
    part: int, parts: tuple[list[bench.Marathon], list[bench.Marathon]]
):
    ours, riegel, tanda = (
        np.abs(errors(parts[part], predict)).mean()
        for predict in (bench.shipped, bench.riegel, bench.tanda)
    )

    assert ours < riegel - 2
    assert ours < tanda - 2
    assert ours < (17, 10)[part]


@pytest.mark.real_data
def test_the_shipped_range_holds_about_as_many_as_it_says(
    parts: tuple[list[bench.Marathon], list[bench.Marathon]],
):
    assert 0.75 <= bench.coverage([*parts[0], *parts[1]]) <= 0.9
