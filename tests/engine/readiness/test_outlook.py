"""The ways on and their chances: ordered, ranged, and open as long as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings

from startline.engine.advice import Advice, OptionOutlook
from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.readiness.outlook import weighted_quantiles
from tests.builders import MONDAY, a_case, advice_on, rough_week
from tests.strategies import cases

EVERY_WAY = ["as_programmed", "within_limits", "rest_then_return", "cross_train", "run_walk",
             "half_instead", "defer"]  # fmt: skip


@pytest.fixture(scope="module")
def advice() -> Advice:
    return advice_on(rough_week())


def by_code(advice: Advice) -> dict[str, OptionOutlook]:
    assert advice.outlook is not None
    return {one.code: one for one in advice.outlook.options}


def test_the_rough_week_has_every_way_on(advice: Advice) -> None:
    assert list(by_code(advice)) == EVERY_WAY


@given(cases())
@settings(max_examples=25)
def test_C23_every_chance_lies_in_its_range_and_finishing_asks_for_starting(case: Case) -> None:
    outlook = advice_on(case).outlook

    for one in outlook.options if outlook else ():
        for p in (one.p_start, one.p_finish, one.p_pain_within_limit, one.p_flare_up):
            assert p is None or 0 <= p.low <= p.p <= p.high <= 1
        assert one.p_finish.p <= one.p_start.p
        assert one.p_pain_within_limit is None or one.p_pain_within_limit.p <= one.p_finish.p
        assert 0 <= one.longest_run_km[0] <= one.longest_run_km[1]
        if one.finish_min is not None:
            assert 0 < one.finish_min.p10 <= one.finish_min.p50 <= one.finish_min.p90


def test_half_the_distance_is_at_least_as_likely_to_stay_within_the_limit(advice: Advice) -> None:
    ways = by_code(advice)
    half, whole = ways["half_instead"].p_pain_within_limit, ways["within_limits"]

    assert half is not None
    assert whole.p_pain_within_limit is not None
    assert half.p > whole.p_pain_within_limit.p


def test_less_running_in_pain_never_flares_up_more_often(advice: Advice) -> None:
    ways = by_code(advice)

    assert ways["cross_train"].p_flare_up.p <= ways["within_limits"].p_flare_up.p
    assert ways["within_limits"].p_flare_up.p <= ways["as_programmed"].p_flare_up.p


def test_the_limit_that_somebody_would_have_to_lift_is_named(advice: Advice) -> None:
    [reason] = by_code(advice)["within_limits"].reasons

    assert reason.code == "limit_must_be_lifted"
    assert (reason.values["by"], reason.values["max_km"]) == ("physiotherapist", 14.484)


@pytest.mark.parametrize(
    ("code", "last"), [("rest_then_return", date(2026, 3, 29)), ("cross_train", date(2026, 4, 5))]
)
def test_a_way_that_needs_time_closes_when_the_time_is_gone(code: str, last: date) -> None:
    assert code in by_code(advice_on(rough_week(), last))
    assert code not in by_code(advice_on(rough_week(), last + timedelta(1)))


def test_a_race_with_no_half_and_no_deferral_left_offers_neither() -> None:
    case = rough_week()
    assert case.race is not None
    yesterday = MONDAY - timedelta(1)
    strict = replace(case, race=replace(case.race, half_offered=False, deferral_until=yesterday))

    ways = by_code(advice_on(strict))

    assert not ways.keys() & {"half_instead", "defer"}


def test_C04_beside_an_open_red_flag_no_chance_is_given() -> None:
    flag = RedFlag(code="chest_pain", opened_on=MONDAY)

    assert advice_on(replace(rough_week(), red_flags=(flag,))).outlook is None


def test_without_a_race_or_a_programme_there_is_no_outlook() -> None:
    assert advice_on(replace(rough_week(), race=None)).outlook is None
    assert advice_on(replace(rough_week(), programme=None)).outlook is None


def test_with_no_problem_open_new_injuries_have_their_published_rate() -> None:
    healthy = advice_on(a_case(episodes=(), runs=()))

    assert healthy.onset is None
    assert healthy.outlook is None or all(
        one.p_pain_within_limit is None for one in healthy.outlook.options
    )


def test_C20_another_seed_moves_a_chance_by_less_than_the_range_shown(advice: Advice) -> None:
    other = by_code(advice_on(rough_week(), seed=7))

    for code, one in by_code(advice).items():
        assert one.p_start.low <= other[code].p_start.p <= one.p_start.high
        assert abs(one.p_finish.p - other[code].p_finish.p) < 0.03


def test_the_published_rates_stand_beside_the_chances(advice: Advice) -> None:
    assert advice.outlook is not None
    codes = [one["code"] for one in advice.outlook.anchors]

    assert "injured_not_kept_out" in codes


def test_quantiles_of_weighted_values() -> None:
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([0.0, 1.0, 1.0])

    assert weighted_quantiles(values, weights) == [1.0, 1.0, 2.0]
