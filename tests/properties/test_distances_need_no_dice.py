"""What may be run is the same whether or not anything was drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.advise import advise, advise_distances
from startline.engine.case import Case
from startline.engine.hurting import where_it_hurts
from startline.engine.load import read_log
from startline.engine.readiness.outlook import start_of
from tests.builders import MONDAY, rough_week
from tests.strategies import cases


@given(case=cases(), seed=st.integers(0, 9))
def test_without_dice_every_distance_bound_reason_and_chance_is_the_same(
    case: Case, seed: int
) -> None:
    whole = advise(case, on=MONDAY, rng=np.random.default_rng(seed))
    quick = advise_distances(case, on=MONDAY)

    asked = replace(
        whole, seed=0, outlook=None, missed=None, onset=None, treatment=None, assumptions=()
    )
    assert replace(quick, assumptions=()) == asked


def test_an_open_problem_of_which_nothing_was_drawn_is_not_read_as_none() -> None:
    case = rough_week()
    hurting = where_it_hurts(case, read_log(case, MONDAY).runs, MONDAY, None)

    assert hurting is not None
    with pytest.raises(ValueError, match="belief"):
        start_of(hurting, 10, np.random.default_rng(0))
