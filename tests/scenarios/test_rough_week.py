"""The story the project began with: 18 miles on Sunday, a limit of 9, and pain from mile 6."""

from __future__ import annotations

import json
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from startline.engine.advice import Advice, DayAdvice
from tests.builders import MONDAY, NEXT_SUNDAY, advice_on, bound, rough_week
from tests.cli.commands import an_advice, startline

NINE_MILES_KM = 14.484
PAIN_BEGAN_KM = 8.851  # mile 5.5, the earlier end of where it began on both long runs
STORY = Path(str(files("startline.cli").joinpath("rough_week.case.json")))


@pytest.fixture(scope="module")
def advice() -> Advice:
    return advice_on(rough_week(), MONDAY, seed=0)


@pytest.fixture(scope="module")
def long_run(advice: Advice) -> DayAdvice:
    assert advice.next_long_run is not None
    return advice.next_long_run


def test_the_day_after_the_second_painful_long_run_is_for_rest(advice: Advice) -> None:
    assert advice.status == "ok"
    assert advice.today.light == "red"
    assert advice.today.max_run_km == 0
    assert [b.code for b in advice.today.bounds if b.binding] == ["traffic_light"]


def test_the_next_long_run_is_sundays_and_18_miles_were_programmed(long_run: DayAdvice) -> None:
    assert long_run.on == NEXT_SUNDAY
    assert long_run.programmed_km == 28.968


def test_the_advised_long_run_is_far_below_the_limit_of_9_miles(long_run: DayAdvice) -> None:
    assert long_run.advised_km is not None
    assert 0 < long_run.advised_km < 0.5 * NINE_MILES_KM
    assert long_run.advised_km < PAIN_BEGAN_KM
    assert long_run.advised_km <= long_run.max_run_km


def test_the_physiotherapists_limit_is_named_though_it_does_not_bind(long_run: DayAdvice) -> None:
    [physio] = [b for b in long_run.bounds if b.code == "clinician_limit"]

    assert (physio.by, physio.max_run_km, physio.binding) == (
        "physiotherapist",
        NINE_MILES_KM,
        False,
    )
    assert bound(long_run, "traffic_light") == long_run.max_run_km < bound(long_run, "onset")


def test_the_chance_of_that_run_keeps_what_the_runner_accepts(long_run: DayAdvice) -> None:
    assert long_run.p_pain_free is not None
    assert 0.8 <= long_run.p_pain_free < 0.85
    assert long_run.turn_back_km is not None
    assert 2 * long_run.turn_back_km <= (long_run.advised_km or 0)


def test_nine_miles_would_hurt_more_often_than_not(advice: Advice) -> None:
    assert advice.onset is not None
    chance = dict(advice.onset.p_pain_free)

    assert chance[NINE_MILES_KM] < 0.5


def test_two_painful_runs_are_too_few_to_call_a_trend(advice: Advice) -> None:
    assert advice.onset is not None
    assert advice.onset.verdict == "too_early"
    assert advice.onset.n_informative_runs == 2
    assert advice.treatment is not None
    assert advice.treatment["verdict"] == "too_early"


def test_what_to_take_to_the_visit_is_said(advice: Advice) -> None:
    codes = [reason.code for reason in advice.reasons]

    assert "see_clinician" in codes
    assert "bone_screen_due" in codes


def test_every_day_to_the_race_is_planned_within_that_days_limits(advice: Advice) -> None:
    assert [day.on for day in advice.plan] == [MONDAY + timedelta(n) for n in range(42)]
    assert all((day.distance_km or 0) <= 0.5 * NINE_MILES_KM for day in advice.plan)


def test_that_the_programme_is_out_of_reach_is_said_with_the_ways_on(advice: Advice) -> None:
    [reason] = [r for r in advice.reasons if r.code == "purpose_out_of_reach"]

    assert reason.values["longest_km"] == 16.093  # the 10 miles of 15 March
    assert reason.values["options"] == ["run_walk", "half_instead", "defer"]


@pytest.mark.parametrize("days_later", range(1, 42))
def test_no_day_up_to_the_race_is_ever_above_the_limit(days_later: int) -> None:
    later = advice_on(rough_week(), MONDAY + timedelta(days_later))

    assert later.today.max_run_km <= NINE_MILES_KM
    assert all((day.distance_km or 0) <= NINE_MILES_KM for day in later.plan)


def test_on_race_day_the_marathon_is_over_the_limit() -> None:
    race_day = date(2026, 5, 3)

    [planned] = advice_on(rough_week(), race_day).plan

    assert (planned.on, planned.kind, planned.over_limit) == (race_day, "race", True)
    assert (planned.distance_km or 0) <= NINE_MILES_KM


def test_the_screen_says_it_in_miles_and_names_who_set_the_limit() -> None:
    screen = startline("advise", STORY, "--on", "2026-03-23").stdout

    assert "instead of 18 mi" in screen
    assert "the limit your physiotherapist set" in screen
    assert "9 mi" in screen
    assert "km" not in screen
    assert "Too early to tell" in screen


def test_the_command_and_the_function_give_one_answer(advice: Advice, long_run: DayAdvice) -> None:
    printed = an_advice(startline("advise", STORY, "--on", "2026-03-23", "--json").stdout)

    assert printed["next_long_run"]["advised_km"] == long_run.advised_km
    assert printed["today"]["max_run_km"] == advice.today.max_run_km
    assert printed["treatment"]["verdict"] == "too_early"


def test_the_story_is_a_case_in_the_published_format() -> None:
    assert json.loads(STORY.read_text(encoding="utf-8"))["restrictions"][0]["max_run_km"] == (
        NINE_MILES_KM
    )
