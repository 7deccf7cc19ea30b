"""The ceiling: censoring read rightly, and an order that more pain can never break."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.onset.ceiling import GRID, Ceiling, days_step, infer_ceiling, resting_law
from startline.engine.onset.observations import Report, log_ran_past
from startline.engine.runs import OnsetObservation

DAY = date(2026, 3, 1)
MEDIAN = math.log(8.0)
KM = np.array([0.1, 0.5, 1, 2, 4, 6, 8, 10, 14, 20, 30, 42.195, 80])


def a_report(onset: OnsetObservation, day: int = 0, km: float = 16.0) -> Report:
    """A run of `km` on the given day."""
    past = 0.0 if onset.is_right_censored else log_ran_past(onset, km)
    return Report(DAY + timedelta(day), km, onset, onset, onset.is_first_step, past)


def law(*onsets: OnsetObservation, site: str = "unknown", wait: int = 1) -> Ceiling:
    """The ceiling after runs four days apart."""
    reports = [a_report(onset, 4 * i) for i, onset in enumerate(onsets)]
    last = reports[-1].on if reports else DAY
    return infer_ceiling(reports, site=site, on=last + timedelta(wait))


def lower_or_equal(worse: Ceiling, better: Ceiling) -> bool:
    return bool(np.all(worse.p_pain_free(KM) <= better.p_pain_free(KM) + 1e-12))


def test_the_chance_falls_with_distance_from_one_to_nought() -> None:
    chances = law(OnsetObservation.exactly(9)).p_pain_free(np.array([0.0, *KM, 499.0]))

    assert chances[0] == 1
    assert np.all(np.diff(chances) <= 0)
    assert 0 <= chances[-1] < 0.01


def test_the_safe_distance_is_where_the_chance_crosses() -> None:
    found = law(OnsetObservation.exactly(9), OnsetObservation.exactly(10))
    safe_m = found.safe_m(0.2)

    at, beyond = found.p_pain_free(np.array([safe_m, safe_m + 1]) / 1000)

    assert at >= 0.8 > beyond


def test_when_even_the_first_step_hurts_too_often_no_distance_is_safe() -> None:
    assert law(*[OnsetObservation.from_the_first_step()] * 4).safe_m(0.2) == 0


def test_three_runs_that_hurt_from_mile_6_put_the_middle_near_mile_6() -> None:
    six = OnsetObservation.between(8.851, 10.461)

    assert 7.0 <= law(six, six, six).quantile_km(0.5) <= 11.0


def test_long_pain_free_runs_lift_the_ceiling_and_early_pain_lowers_it() -> None:
    free, early = OnsetObservation.pain_free_for(20), OnsetObservation.exactly(2)

    assert law(*[free] * 4).safe_m(0.2) > law().safe_m(0.2) > law(*[early] * 4).safe_m(0.2)


def test_a_body_site_that_hurts_early_starts_lower() -> None:
    assert law(site="achilles").quantile_km(0.5) < law(site="knee_outer").quantile_km(0.5)


def test_nine_days_in_one_go_are_nine_single_days() -> None:
    start = np.zeros(GRID.size)
    start[100] = 1.0

    by_day = start
    for _ in range(9):
        by_day = by_day @ days_step(MEDIAN, 0)
    at_once = start @ days_step(MEDIAN, 3) @ days_step(MEDIAN, 0)

    assert np.allclose(by_day, at_once, atol=1e-12)


def test_days_without_a_report_leave_the_prior_as_it_is() -> None:
    assert np.allclose(resting_law(MEDIAN) @ days_step(MEDIAN, 5), resting_law(MEDIAN), atol=1e-12)


def test_days_pass_with_growing_doubt() -> None:
    onset = OnsetObservation.exactly(9)
    soon, late = law(onset, wait=1), law(onset, wait=30)

    spread = [ceiling.quantile_km(0.9) / ceiling.quantile_km(0.1) for ceiling in (soon, late)]

    assert spread[1] > spread[0] or law(onset, wait=30).quantile_km(0.1) == 0


@pytest.mark.parametrize("narrow_km", [0.02, 0.1])
def test_a_short_stretch_counts_like_its_middle(narrow_km: float) -> None:
    point = law(OnsetObservation.exactly(9))
    stretch = law(OnsetObservation.between(9 - narrow_km, 9 + narrow_km))

    assert np.allclose(point.p_pain_free(KM), stretch.p_pain_free(KM), atol=1e-3)


@pytest.mark.parametrize("upper_km", [60.0, 60.0000001])
def test_a_stretch_too_short_for_arithmetic_counts_as_its_point(upper_km: float) -> None:
    point = law(OnsetObservation.exactly(60.0))
    stretch = law(OnsetObservation.between(59.99999999999999, upper_km))

    assert np.allclose(point.p_pain_free(KM), stretch.p_pain_free(KM), atol=1e-6)


def test_the_range_holds_the_chance_itself() -> None:
    found = law(OnsetObservation.exactly(9))
    low, high = found.p_pain_free_range(6.0)

    assert low <= float(found.p_pain_free(np.array([6.0]))[0]) <= high


kms = st.floats(0.6, 60)
histories = st.lists(
    st.one_of(
        kms.map(OnsetObservation.exactly),
        kms.map(OnsetObservation.pain_free_for),
        kms.map(OnsetObservation.before),
        st.just(OnsetObservation.from_the_first_step()),
        st.tuples(kms, kms).map(lambda ends: OnsetObservation.between(min(ends), max(ends))),
    ),
    min_size=1,
    max_size=6,
)


@given(histories, st.data())
def test_C07_an_earlier_onset_lowers_the_whole_curve(
    history: list[OnsetObservation], data: st.DataObject
) -> None:
    i = data.draw(st.integers(0, len(history) - 1))
    share = data.draw(st.floats(0, 1))
    was = history[i]
    upper = 60.0 if math.isinf(was.upper_km) else was.upper_km
    earlier = OnsetObservation.between(was.lower_km * share, max(was.lower_km, upper) * share)
    worse = [*history[:i], earlier, *history[i + 1 :]]

    assert lower_or_equal(law(*worse), law(*history))


@given(histories, kms, st.integers(1, 30))
def test_C10_one_pain_free_run_more_lifts_the_whole_curve(
    history: list[OnsetObservation], km: float, days_before: int
) -> None:
    reports = [a_report(onset, 4 * i) for i, onset in enumerate(history)]
    on = reports[-1].on + timedelta(8)
    free = OnsetObservation.pain_free_for(km)
    fewer = infer_ceiling(reports, site="unknown", on=on)

    for day in (reports[-1].on + timedelta(3), reports[0].on - timedelta(days_before)):
        more = sorted([*reports, Report(day, km, free, free)], key=lambda r: r.on)

        assert lower_or_equal(fewer, infer_ceiling(more, site="unknown", on=on))
