"""From a run to what it says about onset, in the order that pain has."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from startline.engine.onset.ceiling import infer_ceiling
from startline.engine.onset.observations import report_of
from startline.engine.runs import OnsetObservation, PainReport, Run
from tests.builders import MONDAY, a_painful_run, a_run

KM = np.array([0.3, 0.5, 1, 2, 4, 6, 8, 10, 14, 20, 30, 42.195])


def curve(run: Run) -> np.ndarray:
    """P(no pain before km) after this run alone."""
    return infer_ceiling([report_of(run)], site="unknown", on=MONDAY).p_pain_free(KM)


@given(st.integers(500, 36_000), st.floats(0, 1), st.floats(0, 1))
@example(500, 1.0, 1.0)
@example(16_000, 1.0, 1.0)
@example(16_000, 0.0, 0.0)
def test_C07_free_then_eased_then_stayed_then_nowhere_said_each_give_no_more(
    m: int, one: float, other: float
) -> None:
    km = m / 1000
    lower, upper = sorted((round(one * km, 3), round(other * km, 3)))
    onset = OnsetObservation.between(lower, upper)
    stayed = a_painful_run(1, km, onset=onset, course="steady")
    eased = a_painful_run(1, km, onset=onset, course="eased")
    said = stayed.pain
    assert said is not None
    curves = [
        curve(a_run(1, km, pain=PainReport(free=True))),
        curve(eased),
        curve(stayed),
        curve(replace(stayed, pain=replace(said, onset=None))),
    ]

    for more, less in pairwise(curves):
        assert np.all(less <= more + 1e-12)


def test_pain_that_warms_up_is_not_read_as_an_onset_at_nought() -> None:
    first = OnsetObservation.from_the_first_step()
    eased = a_painful_run(1, 12.0, onset=first, course="eased")
    stayed = a_painful_run(1, 12.0, onset=first, course="steady")

    assert report_of(eased).from_first_step
    assert curve(eased)[4] > curve(stayed)[4]
