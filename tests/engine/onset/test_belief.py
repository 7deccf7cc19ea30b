"""The full posterior: what was planted comes back, and the verdict knows when it is too early."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from startline.engine.assumptions import ONSET_MEDIAN_KM, PLATEAU
from startline.engine.onset.belief import infer_belief, t4_beyond, trend
from startline.engine.onset.observations import Report, log_ran_past, widen_heaped
from startline.engine.runs import OnsetObservation

DAY = date(2026, 1, 1)


def a_report(day: int, onset: OnsetObservation, km: float = 16.0) -> Report:
    past = 0.0 if onset.is_right_censored else log_ran_past(onset, km)
    return Report(DAY + timedelta(day), km, onset, onset, onset.is_first_step, past)


def belief_after(reports: list[Report], *, seed: int = 1, n: int = 1024):  # type: ignore[no-untyped-def]
    return infer_belief(
        reports, site="unknown", on=reports[-1].on, rng=np.random.default_rng(seed), n_draws=n
    )


def growing(n: int, per_week: float, seed: int = 3) -> list[Report]:
    """Runs twice a week whose onset distance grows by a share a week; 16 % day-to-day noise;
    each run stops where it hurts."""
    noise = np.random.default_rng(seed).standard_t(4, n) * 0.15
    onsets = [6 * math.exp(per_week * i / 2 + e) for i, e in enumerate(noise)]
    return [
        a_report(int(3.5 * i), OnsetObservation.exactly(round(km, 3)), km=round(km, 3))
        for i, km in enumerate(onsets)
    ]


def test_student_t_with_4_degrees_agrees_with_its_integral() -> None:
    t = np.linspace(-60, 60, 400_001)
    density = 0.375 * (1 + t**2 / 4) ** -2.5
    beyond = 1 - np.cumsum(density) * (t[1] - t[0])

    assert np.allclose(t4_beyond(t), beyond, atol=2e-4)
    assert float(t4_beyond(np.array(1e6))) == pytest.approx(3e-24, rel=0.35)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_growth_of_twenty_percent_a_week_is_called_improving(seed: int) -> None:
    found = trend(belief_after(growing(14, 0.2, seed)))

    assert found.verdict == "improving"
    assert found.credible_80 is not None
    assert found.credible_80[0] <= math.exp(0.2) - 1 + 0.05
    assert found.p_plateau < 0.2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_decline_is_called_worsening_and_never_improving(seed: int) -> None:
    assert trend(belief_after(growing(14, -0.2, seed))).verdict == "worsening"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_nothing_changes_no_change_is_called(seed: int) -> None:
    found = trend(belief_after(growing(14, 0.0, seed)))

    assert found.verdict == "no_clear_change"
    assert found.p_plateau > 0.3


def test_before_six_informative_runs_it_is_too_early_to_tell() -> None:
    assert trend(belief_after(growing(5, 0.4))).verdict == "too_early"
    assert trend(belief_after(growing(6, 0.4))).verdict != "too_early"


def rough_week_twice_at_mile_six() -> list[Report]:
    six = OnsetObservation.between(8.851, 10.461)
    return [a_report(0, six, km=16.093), a_report(7, six, km=12.875)]


def test_no_change_at_all_is_never_drawn() -> None:
    change = belief_after(rough_week_twice_at_mile_six(), n=4096).change

    assert np.all(change != 0)


def test_the_chance_of_improving_agrees_with_an_independent_sampler() -> None:
    reports = rough_week_twice_at_mile_six()
    found = [
        trend(
            infer_belief(
                reports, site="unknown", on=DAY + timedelta(8),
                rng=np.random.default_rng(seed), n_draws=4096,
            )
        ).p_improving
        for seed in range(4)
    ]  # fmt: skip

    assert np.mean(found) == pytest.approx(0.470, abs=0.012)  # NUTS: benchmarks/nuts.py


def test_one_run_says_nothing_about_change() -> None:
    found = trend(belief_after(growing(1, 0.0)))

    assert (found.change_per_week, found.verdict) == (None, "too_early")


def test_two_seeds_agree_within_their_noise() -> None:
    reports = growing(10, 0.05)
    one, other = (belief_after(reports, seed=seed) for seed in (1, 2))

    assert one.capacity_mean() == pytest.approx(other.capacity_mean(), abs=0.02)
    assert one.p_plateau == pytest.approx(other.p_plateau, abs=0.06)


def test_one_exact_onset_moves_capacity_as_the_normal_normal_formula_says() -> None:
    onset_km = 20.0
    found = belief_after([a_report(0, OnsetObservation.exactly(19.97), km=20.0)])
    prior_mean = belief_after([a_report(0, OnsetObservation.from_the_first_step())]).capacity_mean()

    assert prior_mean < found.capacity_mean() < math.log(onset_km)


def test_running_under_pain_from_the_first_step_says_nothing_about_capacity() -> None:
    first = [a_report(i, OnsetObservation.from_the_first_step(), km=0.5) for i in range(3)]
    found = belief_after(first)

    assert found.p_first_step > 0.4
    assert found.capacity_mean() == pytest.approx(belief_after(first[:1]).capacity_mean(), abs=0.15)


def test_a_long_log_keeps_enough_draws_alive() -> None:
    found = infer_belief(
        growing(40, 0.02), site="unknown", on=DAY + timedelta(140),
        rng=np.random.default_rng(1),
    )  # fmt: skip

    assert found.effective_draws > 30


@pytest.mark.parametrize(
    ("km", "lower", "upper"),
    [(9.656, 8.851, 10.461), (8.047, 7.242, 8.851), (8.851, 8.449, 9.254), (10.0, 9.5, 10.5),
     (7.5, 7.25, 7.75), (9.2, 9.2, 9.2)],
)  # fmt: skip
def test_a_round_mile_or_kilometre_stands_for_half_a_unit_either_side(
    km: float, lower: float, upper: float
) -> None:
    widened = widen_heaped(OnsetObservation.exactly(km))

    assert (widened.lower_km, widened.upper_km) == pytest.approx((lower, upper), abs=0.01)


def test_the_law_without_reports_is_the_prior() -> None:
    found = infer_belief([], site="unknown", on=DAY, rng=np.random.default_rng(0), n_draws=2000)

    assert found.p_plateau == pytest.approx(PLATEAU, abs=1e-6)
    assert found.capacity_mean() == pytest.approx(math.log(ONSET_MEDIAN_KM), abs=0.05)
