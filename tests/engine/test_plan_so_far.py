"""What a day of a plan may build on: each rule at its edge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from startline.engine import assumptions as a
from startline.engine.limit_values import State
from startline.engine.plan_so_far import PlanSoFar
from startline.engine.whole import LONGEST_M
from tests.builders import MONDAY


def so_far(*done: tuple[int, Any], **parts: Any) -> PlanSoFar:
    """A log of runs so many days ago."""
    runs = tuple((MONDAY - timedelta(ago), m) for ago, m in done)
    return PlanSoFar(State(on=MONDAY, done=runs, believed=runs, hurting=True, **parts))


def day(ahead: int) -> date:
    return MONDAY + timedelta(ahead)


def planned(plan: PlanSoFar, *metres: int, first: int = 1) -> PlanSoFar:
    for ahead, m in enumerate(metres, start=first):
        plan.add(day(ahead), m)
    return plan


@pytest.mark.parametrize(("ahead", "longest_m"), [(10, 9_000), (11, 5_000)])
def test_runs_of_the_days_before_count_the_first_of_them_too(ahead: int, longest_m: int) -> None:
    assert so_far((0, 9_000), (-5, 5_000)).share_of_longest(day(ahead), 10, 100) == longest_m


def test_a_run_of_the_day_itself_counts_and_a_later_one_does_not() -> None:
    plan = planned(so_far(), 6_000, 8_000)

    assert plan.share_of_longest(day(1), 10, 100) == 6_000
    assert plan.share_of_longest(day(2), 10, 100) == 8_000


def test_a_share_is_rounded_down_and_never_below_the_floor_nor_above_the_longest() -> None:
    assert so_far((1, 4_999)).share_of_longest(MONDAY, 30, 110) == 5_498
    assert so_far().share_of_longest(MONDAY, 30, 110) == a.SPIKE_FLOOR_M
    assert so_far((1, LONGEST_M)).share_of_longest(MONDAY, 30, 110) == LONGEST_M


@pytest.mark.parametrize("unsound", [None, "20", -1, True, 2.5])
def test_one_run_that_cannot_be_makes_the_share_unknown(unsound: Any) -> None:
    plan = so_far((1, 5_000), (1, unsound), (40, 8_000))

    assert plan.share_of_longest(MONDAY, 30, 100) is None
    assert plan.share_of_longest(day(60), 30, 100) == a.SPIKE_FLOOR_M


def test_runs_that_come_unsorted_are_found_all_the_same() -> None:
    assert so_far((2, 7_000), (9, 4_000), (1, 5_000)).share_of_longest(MONDAY, 30, 100) == 7_000


def test_a_plan_keeps_its_order_when_the_log_is_ahead_of_it() -> None:
    plan = planned(so_far((1, 5_000)), 6_000, 0, 7_000)

    assert plan.share_of_longest(day(3), 1, 100) == 7_000
    assert plan.share_of_longest(day(2), 1, 100) == 6_000


def test_two_greens_in_hand_are_one_step_and_more_are_not_two() -> None:
    assert so_far(n_green=1).next_rung(5_000) == 5_000
    assert so_far(n_green=2).next_rung(5_000) == 5_750
    assert planned(so_far(n_green=9), 5_000).next_rung(5_000) == 5_750


@pytest.mark.parametrize("unsound", [None, True, -1, 2.0, 10_001])
def test_greens_that_cannot_be_counted_are_none(unsound: Any) -> None:
    assert planned(so_far(n_green=unsound), 5_000).next_rung(5_000) == 5_000


def test_ten_thousand_greens_can_still_be_counted() -> None:
    assert so_far(n_green=10_000).next_rung(5_000) == 5_750


def test_every_two_planned_runs_are_a_step_and_days_without_one_are_not() -> None:
    assert planned(so_far(), 5_000, 0, 0).next_rung(5_000) == 5_000
    assert planned(so_far(), 5_000, 1).next_rung(5_000) == 5_750
    assert planned(so_far(), 5_000, 5_000, 5_750, 5_750).next_rung(5_000) == 6_612


def test_no_step_goes_more_than_one_above_the_longest_planned_run_or_the_rung() -> None:
    assert planned(so_far(), 4_000, 4_000, 4_000, 4_000).next_rung(5_000) == 5_750
    assert planned(so_far(), *[5_201] * 6).next_rung(5_000) == 5_981
    assert planned(so_far(), 9_000, 9_000).next_rung(5_000) == 5_750


def test_the_ladder_ends_at_the_longest_distance_there_is() -> None:
    assert planned(so_far(), *[LONGEST_M] * 4).next_rung(LONGEST_M - 1) == LONGEST_M


def test_while_progress_is_held_no_run_counts_towards_a_step() -> None:
    held = {"n_green": 2, "held_until": day(2)}

    assert so_far(**held).next_rung(5_000) == 5_000
    assert planned(so_far(**held), 5_000, 5_000, 5_000).next_rung(5_000) == 5_000
    assert planned(so_far(**held), 5_000, 5_000, 5_000, 5_000).next_rung(5_000) == 5_750
