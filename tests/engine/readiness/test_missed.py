from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.advice import MissedAdvice
from startline.engine.case import Case, CrossSession, Runner
from startline.engine.load import read_log
from startline.engine.plans import Programme, Session
from startline.engine.races import MARATHON_KM, Race, RaceResult
from startline.engine.readiness.missed import (
    DAYS,
    missed_cost,
    pace_min_per_km,
    race_scale_min,
)
from startline.engine.runs import Run
from tests.builders import MONDAY, rough_week, shifted
from tests.strategies import cases

START = date(2026, 1, 5)  # a Monday
RACE_ON = START + timedelta(18 * 7 - 1)
ON = START + timedelta(12 * 7)  # twelve weeks in, six to go
LONG = (12, 14, 16, 18, 20, 22, 24, 26, 28, 24, 30, 28, 30, 26, 32, 20, 14, 42.195)


def programme() -> Programme:
    sessions = []
    for week, long_km in enumerate(LONG):
        for weekday, km in ((1, 8.0), (3, 10.0), (6, long_km)):
            on = START + timedelta(7 * week + weekday)
            kind = "race" if on == RACE_ON else "long" if weekday == 6 else "easy"
            sessions.append(Session(on=on, kind=kind, distance_km=km))
    return Programme(sessions=tuple(sessions))


def faithful(until: date = ON, *, without: frozenset[date] = frozenset()) -> Case:
    """Everything done as written before `until`, but for some days; the log says it is complete."""
    runs = tuple(
        Run(on=s.on, distance_km=s.distance_km or 0)
        for s in programme().sessions
        if s.on < until and s.on not in without
    )
    return Case(
        race=Race(on=RACE_ON, distance_km=MARATHON_KM, goal_min=270),
        programme=programme(),
        runs=runs,
        log_complete_until=until - timedelta(1),
    )


def days_off(first: date, n: int) -> frozenset[date]:
    return frozenset(first + timedelta(i) for i in range(n))


def cost_of(case: Case, on: date = ON, seed: int = 1) -> MissedAdvice:
    found = missed_cost(case, read_log(case, on).runs, on=on, rng=np.random.default_rng(seed))
    assert found is not None
    return found


def middle(found: MissedAdvice) -> float:
    assert found.cost_min is not None
    return found.cost_min.p50


def codes(found: MissedAdvice) -> list[str]:
    return [reason.code for reason in found.reasons]


def cycled(first: date, n: int, minutes: float, kind: str = "cycling") -> tuple[CrossSession, ...]:
    return tuple(
        CrossSession(on=first + timedelta(i), kind=kind, duration_min=minutes) for i in range(n)
    )


# --- what costs nothing --------------------------------------------------------------------------


def test_the_programme_done_as_written_costs_nothing_and_keeps_everything():
    found = cost_of(faithful())

    assert (found.n_missed, found.n_unknown, middle(found)) == (0, 0, 0)
    assert found.aerobic_kept.low == found.durability_kept.low == 1
    assert codes(found) == ["nothing_missed"]


def test_nothing_is_said_before_the_programme_begins_or_without_one():
    case = faithful()
    rng = np.random.default_rng(1)

    assert missed_cost(case, (), on=START, rng=rng) is None
    assert missed_cost(replace(case, programme=None), case.runs, on=ON, rng=rng) is None


def test_a_log_that_stops_costs_nothing():
    silent = replace(faithful(ON - timedelta(28)), log_complete_until=None)
    found = cost_of(silent)

    assert (found.n_missed, middle(found), found.longest_gap_days) == (0, 0, 0)
    assert found.n_unknown == 12
    assert codes(found) == ["missed_unknown"]


def test_an_empty_log_costs_nothing():
    found = cost_of(replace(faithful(), runs=(), log_complete_until=None))

    assert (found.n_missed, middle(found)) == (0, 0)
    assert found.aerobic_kept.p == found.durability_kept.p == 1


def test_inside_the_last_three_weeks_a_missed_run_costs_nothing_and_it_says_so():
    on = RACE_ON - timedelta(2)
    taper = days_off(RACE_ON - timedelta(21), 21)
    found = cost_of(faithful(on, without=taper), on)

    assert found.n_missed == 9
    assert (middle(found), found.longest_gap_days) == (0, 0)
    assert found.aerobic_kept.p == found.durability_kept.p == 1
    assert "missed_in_taper" in codes(found)


def test_a_run_moved_by_a_day_costs_nothing():
    moved = ON - timedelta(6)
    case = faithful(without=frozenset({moved}))
    case = replace(case, runs=(*case.runs, Run(on=moved + timedelta(1), distance_km=8)))
    found = cost_of(case)

    assert (found.n_moved, found.n_missed, middle(found)) == (1, 0, 0)


# --- what costs ----------------------------------------------------------------------------------


def test_a_stop_of_a_week_costs_what_was_published():
    found = cost_of(faithful(without=days_off(ON - timedelta(28), 8)))

    assert found.longest_gap_days >= 7
    assert 270 * 0.05 <= middle(found) <= 270 * 0.08
    assert "missed_stop" in codes(found)


def test_one_missed_easy_run_costs_under_two_minutes():
    found = cost_of(faithful(without=frozenset({ON - timedelta(6)})))

    assert found.n_missed == 1
    assert 0 <= middle(found) < 2


def test_missed_long_runs_cost_endurance_and_up_to_the_published_minutes():
    long_days = frozenset(s.on for s in programme().sessions if s.kind == "long")
    found = cost_of(faithful(without=long_days))

    assert found.durability_kept.p < 0.95
    assert 10 < middle(found) < 20


def test_the_cost_is_in_order_and_the_kept_share_inside_its_range():
    found = cost_of(faithful(without=days_off(ON - timedelta(40), 20)))

    assert found.cost_min is not None
    assert 0 <= found.cost_min.p10 <= found.cost_min.p50 <= found.cost_min.p90
    for share in (found.aerobic_kept, found.durability_kept):
        assert 0 <= share.low <= share.p <= share.high <= 1


def test_rest_days_between_runs_are_no_stop():
    assert cost_of(faithful()).longest_gap_days == 0


def test_a_week_that_the_programme_left_free_is_no_stop():
    case = faithful()
    free = days_off(ON - timedelta(28), 9)
    sessions = tuple(s for s in programme().sessions if s.on not in free)
    runs = tuple(run for run in case.runs if run.on not in free)

    found = cost_of(replace(case, programme=Programme(sessions=sessions), runs=runs))

    assert (found.longest_gap_days, middle(found)) == (0, 0)


def test_without_a_race_nothing_is_counted_in_minutes():
    case = replace(faithful(without=days_off(ON - timedelta(28), 8)), race=None)
    found = cost_of(case)

    assert found.cost_min is None
    assert found.aerobic_kept.p < 1


def test_a_half_costs_about_half():
    off = days_off(ON - timedelta(28), 8)
    case = replace(faithful(without=off), race=Race(on=RACE_ON, distance_km=MARATHON_KM))
    half = replace(case, race=Race(on=RACE_ON, distance_km=21.0975))

    assert middle(cost_of(half)) == pytest.approx(middle(cost_of(case)) / 2, rel=0.15)


def test_a_programme_in_minutes_is_read_at_the_runners_own_pace():
    case = faithful(without=days_off(ON - timedelta(28), 8))
    runs = tuple(replace(run, duration_min=run.distance_km * 6) for run in case.runs)
    sessions = tuple(
        replace(s, distance_km=None, duration_min=(s.distance_km or 0) * 6)
        for s in programme().sessions
    )
    in_minutes = replace(case, runs=runs, programme=Programme(sessions=sessions))

    assert middle(cost_of(in_minutes)) == pytest.approx(middle(cost_of(case)), abs=0.11)


# --- cross-training ------------------------------------------------------------------------------


def test_cross_training_through_a_stop_keeps_fitness_and_halves_the_cost():
    off = days_off(ON - timedelta(28), 14)
    alone = faithful(without=off)
    crossed = replace(alone, cross_sessions=cycled(ON - timedelta(28), 14, 60))
    without, with_ = cost_of(alone), cost_of(crossed)

    assert middle(with_) == pytest.approx(middle(without) / 2, rel=0.15)
    assert with_.aerobic_kept.p > without.aerobic_kept.p
    assert with_.cross_kept is not None
    assert with_.cross_kept.p == pytest.approx(
        with_.aerobic_kept.p - without.aerobic_kept.p, abs=2e-4
    )


def test_cross_training_never_counts_as_a_run_or_as_a_longest_run():
    off = days_off(ON - timedelta(28), 14)
    alone = faithful(without=off)
    crossed = replace(alone, cross_sessions=cycled(ON - timedelta(28), 14, 300))
    without, with_ = cost_of(alone), cost_of(crossed)

    assert with_.n_missed == without.n_missed
    assert with_.longest_gap_days == without.longest_gap_days
    assert with_.durability_kept == without.durability_kept


def test_strength_and_what_the_programme_asked_for_anyway_keep_nothing_more():
    off = days_off(ON - timedelta(28), 14)
    alone = faithful(without=off)
    lifted = replace(alone, cross_sessions=cycled(ON - timedelta(28), 14, 60, kind="strength"))
    asked = tuple(
        Session(on=ON - timedelta(28 - i), kind="cross", duration_min=60) for i in range(14)
    )
    programmed = replace(
        alone,
        programme=Programme(sessions=(*programme().sessions, *asked)),
        cross_sessions=cycled(ON - timedelta(28), 14, 60),
    )

    for case in (lifted, programmed):
        assert cost_of(case).aerobic_kept == cost_of(alone).aerobic_kept
        assert cost_of(case).cross_kept is None


# --- the story -----------------------------------------------------------------------------------


def test_the_rough_week_costs_a_few_minutes_and_keeps_nearly_everything():
    found = cost_of(rough_week(), MONDAY)

    assert (found.n_missed, found.n_shortened, found.longest_gap_days) == (3, 2, 6)
    assert found.aerobic_kept.low > 0.97
    assert found.durability_kept.p == 1
    assert found.cost_min is not None
    assert 1 <= found.cost_min.p10 <= found.cost_min.p90 <= 10


def test_minutes_are_counted_against_the_goal_then_a_result_then_a_typical_time():
    result = RaceResult(on=ON - timedelta(30), distance_km=21.0975, time_min=120)
    bare = Case(race=Race(on=RACE_ON, distance_km=MARATHON_KM))
    raced = replace(bare, runner=Runner(race_results=(result,)))
    wished = replace(raced, race=Race(on=RACE_ON, distance_km=MARATHON_KM, goal_min=300))

    assert race_scale_min(bare, ON) == pytest.approx(270)
    assert race_scale_min(raced, ON) == pytest.approx(120 * 2**1.11)
    assert race_scale_min(wished, ON) == 300


def test_a_log_without_times_is_read_at_a_slow_pace():
    assert pace_min_per_km([Run(on=ON, distance_km=10)]) == 9
    assert pace_min_per_km([Run(on=ON, distance_km=10, duration_min=60)]) == 6


# --- laws ----------------------------------------------------------------------------------------


def untimed(case: Case) -> Case:
    """The same log, complete, with one pace for all: what varies is what was run."""
    return replace(
        case,
        runs=tuple(replace(run, duration_min=None) for run in case.runs),
        log_complete_until=case.race.on if case.race else None,
    )


@given(st.sets(st.integers(0, 83), max_size=40), st.integers(0, 83))
def test_C23_a_run_less_never_costs_less(off: set[int], more: int):
    some = frozenset(START + timedelta(i) for i in off)
    fewer, fewest = faithful(without=some), faithful(without=some | {START + timedelta(more)})
    before, after = cost_of(fewer), cost_of(fewest)

    assert middle(after) >= middle(before)
    assert after.aerobic_kept.p <= before.aerobic_kept.p
    assert after.durability_kept.p <= before.durability_kept.p
    assert after.n_missed >= before.n_missed


@given(cases(), st.integers(0, 40), st.integers(0, 6))
def test_C23_in_any_log_that_is_complete_a_run_less_never_costs_less(
    case: Case, ahead: int, which: int
):
    on = MONDAY + timedelta(ahead)
    whole = untimed(case)
    assert whole.programme is not None
    if not any(s.on <= on and s.kind in ("easy", "long") for s in whole.programme.sessions):
        return
    fewer = replace(whole, runs=whole.runs[:which] + whole.runs[which + 1 :])
    before, after = cost_of(whole, on), cost_of(fewer, on)

    assert middle(after) >= middle(before)
    assert after.aerobic_kept.p <= before.aerobic_kept.p
    assert after.durability_kept.p <= before.durability_kept.p


@given(cases(), st.integers(0, 40))
def test_for_any_log_the_cost_is_at_least_nothing_and_in_order(case: Case, ahead: int):
    on = MONDAY + timedelta(ahead)
    found = missed_cost(case, read_log(case, on).runs, on=on, rng=np.random.default_rng(1))

    if found is None:
        return
    assert found.cost_min is not None
    assert 0 <= found.cost_min.p10 <= found.cost_min.p50 <= found.cost_min.p90
    for share in (found.aerobic_kept, found.durability_kept):
        assert 0.5 <= share.low <= share.p <= share.high <= 1


@given(cases(), st.randoms(use_true_random=False))
def test_C19_the_order_of_entries_changes_nothing(case: Case, shuffle: random.Random):
    def mixed(items: tuple[Any, ...]) -> tuple[Any, ...]:
        listed = [*items]
        shuffle.shuffle(listed)
        return tuple(listed)

    assert case.programme is not None
    other = replace(
        case,
        runs=mixed(case.runs),
        programme=Programme(sessions=mixed(case.programme.sessions)),
    )
    on = MONDAY + timedelta(14)

    assert cost_of(other, on) == cost_of(case, on)


@given(cases(), st.integers(-3, 3))
def test_C21_a_calendar_shifted_by_weeks_costs_the_same(case: Case, weeks: int):
    on = MONDAY + timedelta(14)

    assert cost_of(shifted(case, 7 * weeks), on + timedelta(7 * weeks)) == cost_of(case, on)


def test_the_same_dice_give_the_same_cost_and_others_nearly_the_same():
    case = faithful(without=days_off(ON - timedelta(28), 8))

    assert cost_of(case, seed=4) == cost_of(case, seed=4)
    assert middle(cost_of(case, seed=4)) == pytest.approx(middle(cost_of(case, seed=5)), rel=0.06)


def test_the_build_is_whole_weeks():
    assert DAYS % 7 == 0
