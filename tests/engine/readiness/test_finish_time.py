from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.case import Case, Runner
from startline.engine.races import MARATHON_KM, Race, RaceResult
from startline.engine.readiness import penalties
from startline.engine.readiness.finish_time import FinishLaw, finish_law, usable_results
from startline.engine.readiness.training import marathon_from_training_min, read_training, week_km
from startline.engine.runs import Run

ON = date(2026, 3, 23)
HALF_KM = 21.0975
RACE = Race(on=date(2026, 5, 3), distance_km=MARATHON_KM)
MILES_20_KM = 20 * 1.609344


def result(days_ago: int, km: float, minutes: float) -> RaceResult:
    return RaceResult(on=ON - timedelta(days_ago), distance_km=km, time_min=minutes)


def sixteen_weeks(week_km: float = MILES_20_KM, pace_min: float = 6.5) -> tuple[Run, ...]:
    """Three runs a week; the longest half of the week."""
    return tuple(
        Run(
            on=ON - timedelta(7 * week + day),
            distance_km=week_km * share,
            duration_min=week_km * share * pace_min,
        )
        for week in range(16)
        for day, share in ((1, 0.5), (3, 0.25), (7, 0.25))
    )


def a_case(*results: RaceResult, race: Race | None = RACE) -> Case:
    return Case(runner=Runner(race_results=results), race=race)


def law_of(case: Case, runs: tuple[Run, ...] = (), **more: int) -> FinishLaw:
    law = finish_law(case, runs, on=ON, **more)
    assert law is not None
    return law


def draws(law: FinishLaw, **more: object) -> np.ndarray:
    return law.draw(4000, np.random.default_rng(1), **more)  # type: ignore[arg-type]


# --- which source ------------------------------------------------------------------------------


def test_a_race_result_comes_before_training_and_training_before_the_goal():
    runs, wish = sixteen_weeks(), replace(RACE, goal_min=280)

    assert law_of(a_case(result(30, HALF_KM, 120)), runs).source == "one_result"
    assert law_of(a_case(race=wish), runs).source == "training"
    assert law_of(a_case(race=wish)).source == "goal"
    assert finish_law(a_case(), (), on=ON) is None
    assert finish_law(a_case(result(30, HALF_KM, 120), race=None), runs, on=ON) is None


def test_a_half_of_two_hours_and_twenty_miles_a_week_is_four_thirty():
    law = law_of(a_case(result(30, HALF_KM, 120)), sixteen_weeks())

    assert float(law.base_min()) == pytest.approx(4.4947 * 60, abs=0.4)


def test_two_results_far_enough_apart_use_the_second_model():
    law = law_of(a_case(result(30, HALF_KM, 112), result(60, 10, 50)), sixteen_weeks())

    assert law.source == "two_results"


def test_two_results_that_give_no_believable_power_use_the_longer_one_alone():
    much_faster_long = law_of(a_case(result(30, HALF_KM, 90), result(60, 10, 60)))

    assert much_faster_long.source == "one_result"
    assert much_faster_long.at[1:] == (90, HALF_KM)


def test_two_results_over_about_one_distance_are_one_kind_of_result():
    law = law_of(a_case(result(30, HALF_KM, 120), result(60, 20, 115)))

    assert law.source == "one_result"


def test_a_log_without_any_run_in_sixteen_weeks_has_no_weekly_kilometres():
    assert week_km((), ON) == 0


def test_results_older_than_a_year_still_to_come_or_impossible_do_not_count():
    old, ahead, ride = result(366, 10, 50), result(-1, 10, 50), result(9, 10, 20)

    assert usable_results((old, ahead, ride), ON) == []


def test_the_longest_result_comes_first_then_the_newest():
    short, newer, older = result(5, 10, 50), result(10, HALF_KM, 121), result(90, HALF_KM, 120)

    assert usable_results((short, older, newer), ON) == [newer, older, short]


def test_nothing_logged_is_not_nothing_run():
    law = law_of(a_case(result(30, HALF_KM, 120)))

    assert (law.week_km, law.longest_km) == (40, MARATHON_KM)


# --- training ------------------------------------------------------------------------------------


def test_training_is_read_from_sixteen_weeks_and_not_from_the_day_itself():
    runs = sixteen_weeks(40)
    today = Run(on=ON, distance_km=42, duration_min=180)
    long_ago = Run(on=ON - timedelta(113), distance_km=42, duration_min=180)

    assert read_training([*runs, today, long_ago], ON) == read_training(runs, ON)
    assert week_km(runs, ON) == pytest.approx(40)


def test_runs_without_a_time_count_as_distance_alone():
    runs = sixteen_weeks(40)
    read, more = (
        read_training(runs, ON),
        read_training([*runs, Run(on=ON - timedelta(2), distance_km=20)], ON),
    )

    assert read is not None
    assert more is not None
    assert more.best_min == read.best_min
    assert more.week_km > read.week_km


def test_a_ride_recorded_as_a_run_changes_nothing():
    runs = sixteen_weeks(40)
    ride = Run(on=ON - timedelta(2), distance_km=20, duration_min=40)
    read, with_ride = read_training(runs, ON), read_training([*runs, ride], ON)

    assert read is not None
    assert with_ride is not None
    assert with_ride.best_min == read.best_min


def test_one_run_far_beyond_the_others_is_believed_a_little():
    runs = sixteen_weeks(40)
    read = read_training(runs, ON)
    fast = Run(on=ON - timedelta(2), distance_km=10, duration_min=30)
    with_fast = read_training([*runs, fast], ON)

    assert read is not None
    assert with_fast is not None
    assert with_fast.best_min == pytest.approx(read.best_min * np.exp(-0.1))


def test_too_little_training_says_nothing():
    assert read_training(sixteen_weeks()[:5], ON) is None


def test_a_faster_best_run_and_more_volume_are_never_slower():
    assert (np.diff(marathon_from_training_min(np.arange(180, 360, 10), 40)) > 0).all()
    assert (np.diff(marathon_from_training_min(240, np.arange(5, 100, 5))) < 0).all()


# --- the law -------------------------------------------------------------------------------------


def test_no_forecast_is_surer_than_the_published_ones():
    fast = law_of(a_case(result(30, HALF_KM, 70)))
    half = law_of(a_case(result(30, 10, 33), race=replace(RACE, distance_km=HALF_KM)))

    assert fast.log_sd * float(fast.base_min()) >= 15 - 1e-9
    assert half.log_sd * float(half.base_min()) >= 15 * 0.5**1.11 - 1e-9


def test_the_draws_spread_at_least_as_far_as_the_law_says():
    law = law_of(a_case(result(30, HALF_KM, 120)), sixteen_weeks(80))
    times = draws(law, longest_km=35)

    assert np.std(times) == pytest.approx(law.sd_min, rel=0.06)
    assert np.median(times) == pytest.approx(float(law.base_min()), rel=0.02)


def test_a_short_longest_run_costs_about_thirteen_minutes_and_never_saves():
    law = law_of(a_case(result(30, HALF_KM, 120)), sixteen_weeks(80))
    long, short = draws(law, longest_km=35), draws(law, longest_km=14.484)

    assert (short >= long).all()
    assert 12 < np.mean(short - long) < 20  # the wall comes on top


def test_a_stop_of_a_week_costs_five_to_eight_percent_and_six_days_nothing():
    law = law_of(a_case(result(30, HALF_KM, 120)), sixteen_weeks(80))
    none, six, seven = (draws(law, longest_km=35, gap_days=days) for days in (0, 6, 7))

    assert (none == six).all()
    assert 0.05 < np.mean(seven / none) - 1 < 0.08


def test_of_two_costs_the_larger_counts_in_full_and_the_smaller_by_half():
    dice = penalties.Dice.throw(2000, np.random.default_rng(2))
    law = law_of(a_case(result(30, HALF_KM, 120)))
    base = law.base_min()
    short = penalties.short_cost_min(1.0, dice.short, MARATHON_KM)
    stop = penalties.stop_cost_min(base, 10, dice.stop)
    both = penalties.together_min(short, stop)

    assert (both >= np.maximum(short, stop)).all()
    assert (both <= short + stop).all()


def test_walking_breaks_cost_about_seven_minutes_give_or_take_eight():
    law = law_of(a_case(result(30, HALF_KM, 120)))
    extra = draws(law, run_walk=True) - draws(law)

    assert np.mean(extra) == pytest.approx(7, abs=0.6)
    assert np.std(extra) == pytest.approx(8, abs=0.8)


def test_the_wall_is_hit_more_often_after_short_long_runs():
    dice = np.random.default_rng(1).random(20_000)

    assert np.mean(penalties.wall_factor(35, dice, 42.195)) == pytest.approx(1, abs=0.001)
    assert np.mean(penalties.wall_factor(20, dice, 42.195)) == pytest.approx(1.00875, abs=0.001)
    assert (penalties.wall_factor(20, dice, HALF_KM) == 1).all()


def test_training_given_as_arrays_is_read_draw_by_draw():
    law = law_of(a_case(), sixteen_weeks())
    volumes = np.linspace(20, 80, 4000)

    assert draws(law, week_km=volumes).shape == (4000,)
    assert draws(law, week_km=np.full(4000, 40.0)) == pytest.approx(draws(law, week_km=40.0))


def test_the_same_dice_give_the_same_times():
    law = law_of(a_case(), sixteen_weeks())

    assert (draws(law) == draws(law)).all()


def test_the_half_instead_is_about_half_as_long():
    for case, runs in ((a_case(), sixteen_weeks()), (a_case(race=replace(RACE, goal_min=270)), ())):
        law = law_of(case, runs)
        half = law.for_race(HALF_KM)

        assert float(half.base_min()) == pytest.approx(float(law.base_min()) / 2**1.11)


def test_a_result_over_the_very_distance_is_the_forecast_for_it():
    law = law_of(a_case(result(30, HALF_KM, 120), race=replace(RACE, distance_km=HALF_KM)))

    assert float(law.base_min()) == pytest.approx(120)


@given(st.floats(5, 42), st.floats(0, 42), st.integers(0, 40), st.integers(0, 40))
def test_a_shorter_longest_run_or_a_longer_stop_is_never_faster(
    longer_km: float, shorter_km: float, more: int, fewer: int
):
    shorter_km, longer_km = sorted((shorter_km, longer_km))
    fewer, more = sorted((fewer, more))
    law = law_of(a_case(result(30, HALF_KM, 120)))
    better = law.draw(200, np.random.default_rng(3), longest_km=longer_km, gap_days=fewer)
    worse = law.draw(200, np.random.default_rng(3), longest_km=shorter_km, gap_days=more)

    assert (worse >= better).all()


@given(st.randoms(use_true_random=False))
def test_the_order_of_runs_and_results_changes_nothing(shuffle: random.Random):
    results = [result(30, HALF_KM, 112), result(60, 10, 50), result(61, 10, 49)]
    runs = [*sixteen_weeks()]
    shuffle.shuffle(results)
    shuffle.shuffle(runs)

    assert law_of(a_case(*results), tuple(runs)) == law_of(
        a_case(result(30, HALF_KM, 112), result(60, 10, 50), result(61, 10, 49)), sixteen_weeks()
    )
