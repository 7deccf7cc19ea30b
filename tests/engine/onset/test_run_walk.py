"""Walk breaks: an assumption until the runner's own run-walk runs say more."""

from __future__ import annotations

import math

import pytest

from startline.engine import assumptions as a
from startline.engine.onset.ceiling import Ceiling, infer_ceiling
from startline.engine.onset.observations import report_of
from startline.engine.onset.run_walk import run_walk_multiplier
from startline.engine.runs import PainReport, Run
from tests.builders import MONDAY, a_painful_run, a_run


@pytest.fixture(scope="module")
def ceiling() -> Ceiling:
    hurt = [a_painful_run(days, 12.0, 8.0) for days in (14, 10, 7, 3)]
    return infer_ceiling([report_of(run) for run in hurt], site="unknown", on=MONDAY)


def walked(km: float, **pain: object) -> Run:
    report = PainReport(free=True) if not pain else a_painful_run(2, km, **pain).pain  # type: ignore[arg-type]
    return a_run(2, km, walk_share=0.2, pain=report)


def test_with_no_run_walk_runs_the_assumption_stands(ceiling: Ceiling) -> None:
    found = run_walk_multiplier([a_painful_run()], ceiling)

    assert found.n_runs == 0
    assert found.log_mean == pytest.approx(math.log(a.RUN_WALK_MULTIPLIER), abs=1e-6)
    assert found.log_sd == pytest.approx(a.RUN_WALK_LOG_SD, rel=0.01)


def test_pain_free_far_beyond_the_usual_onset_raises_it(ceiling: Ceiling) -> None:
    prior = run_walk_multiplier([], ceiling)

    assert run_walk_multiplier([walked(14.0)] * 3, ceiling).log_mean > prior.log_mean + 0.02


def test_pain_long_before_the_usual_onset_lowers_it(ceiling: Ceiling) -> None:
    prior = run_walk_multiplier([], ceiling)

    early = run_walk_multiplier([walked(8.0, onset_km=4.0)] * 3, ceiling)

    assert early.log_mean < prior.log_mean
    assert early.n_runs == 3


def test_a_short_stroll_or_a_run_nobody_was_asked_about_says_nothing(ceiling: Ceiling) -> None:
    silent = [a_run(2, 9.0, walk_share=0.3), a_run(3, 9.0, walk_share=0.01,
                                                   pain=PainReport(free=True))]  # fmt: skip

    assert run_walk_multiplier(silent, ceiling).n_runs == 0
