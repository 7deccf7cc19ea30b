"""Trajectories to the race: what each rule does, and that ways differ by what is run alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from startline.engine import assumptions as a
from startline.engine.readiness.trajectories import (
    Course,
    Setting,
    Start,
    normal_table,
    t4_table,
    walk_to_race,
)
from startline.engine.readiness.ways_on import WayOn

DAYS = 42
N = 2000


def a_start(capacity_km: float, n: int = N, **parts: Any) -> Start:
    """Runners whose capacity is known, neither recovering nor wandering."""
    one = np.ones(n, np.float32)
    whole = {
        "log_capacity": np.log(capacity_km * one), "sigma": 0 * one, "aggravation": 0 * one,
        "step_sd": 0 * one, "recovery_days": 60 * one, "plateau": one, "p_first_step": 0.0,
    }  # fmt: skip
    return Start(**{**whole, **{k: v * one if k != "p_first_step" else v
                                for k, v in parts.items()}})  # fmt: skip


def a_setting(**parts: Any) -> Setting:
    """Rung and restart at 4 km, 10 km run last month, pain up to 2 accepted."""
    whole = {"rung_km": 4.0, "restart_km": 4.0, "longest_km": 10.0, "cut_nrs": 2, "limit_nrs": 2,
             "days_since_run": 1}  # fmt: skip
    return Setting(**{**whole, **parts})


def a_way(code: str = "within_limits", km: float = 8.0, **parts: Any) -> WayOn:
    """A run every third day."""
    at_most = np.where(np.arange(DAYS) % 3 == 1, km, 0).astype(np.float32)
    return WayOn(code, at_most, 42.195, **parts)


def walked(start: Start, *ways: WayOn, at: Setting | None = None, seed: int = 1) -> Course:
    return walk_to_race(start, ways, at or a_setting(), np.random.default_rng(seed))


def test_the_tables_have_the_spread_of_their_laws() -> None:
    assert np.std(normal_table()) == pytest.approx(1, abs=0.005)
    assert np.quantile(t4_table(), 0.975) == pytest.approx(2.776, abs=0.02)


def test_the_same_dice_give_the_same_course_and_other_dice_another() -> None:
    start = a_start(8, sigma=0.3)

    once, again, other = (walked(start, a_way(), seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(once.longest_km, again.longest_km)
    assert not np.array_equal(once.longest_km, other.longest_km)


def test_two_ways_that_run_the_same_come_out_the_same() -> None:
    course = walked(a_start(8, sigma=0.3, aggravation=0.2), a_way(), a_way("run_walk"))

    assert np.array_equal(course.total_km[0], course.total_km[1])
    assert np.array_equal(course.onset_km[0], course.onset_km[1])


def test_who_never_hurts_climbs_the_ladder_to_what_is_allowed_and_no_further() -> None:
    course = walked(a_start(400), a_way(km=6.0))

    assert course.longest_km.max() == pytest.approx(6.0)
    assert np.median(course.longest_km) == pytest.approx(6.0)


def test_who_heeds_the_light_stops_near_the_onset_and_who_does_not_runs_on() -> None:
    course = walked(
        a_start(5.0), a_way(km=20), a_way("as_programmed", km=20, heeds_the_light=False)
    )

    assert np.median(course.longest_km[0]) < np.median(course.longest_km[1])


def test_running_past_the_onset_costs_capacity_and_resting_costs_none() -> None:
    start = a_start(5.0, aggravation=0.2)
    ways = (a_way("as_programmed", km=20, heeds_the_light=False), a_way("rest", km=0.0))

    ran, rested = walked(start, *ways).onset_km

    assert np.median(ran) < 0.8 * np.median(rested)


def test_pain_from_the_first_step_has_no_onset_to_run_past_and_costs_no_capacity() -> None:
    start = a_start(5.0, aggravation=0.5, p_first_step=1.0)
    ways = (a_way("as_programmed", km=20, heeds_the_light=False), a_way("rest", km=0.0))

    ran, rested = (flare.mean() for flare in walked(start, *ways).flare_up)

    assert ran == rested


def test_a_fall_counts_as_a_flare_up_before_a_week_of_recovery_makes_it_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(a, "RELAPSE_PER_DAY", 0.02)
    monkeypatch.setattr(a, "RELAPSE_MEAN", -0.4)
    monkeypatch.setattr(a, "RELAPSE_SD", 0.0)
    still, recovering = (
        walked(a_start(5.0, plateau=plateau, recovery_days=60), a_way(km=0.0)).flare_up.mean()
        for plateau in (1, 0)
    )

    assert recovering == pytest.approx(still, abs=0.02)
    assert still == pytest.approx(1 - np.exp(-0.02 * DAYS), abs=0.04)


def test_who_is_at_the_least_capacity_cannot_fall_further_and_does_not_flare_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(a, "RELAPSE_PER_DAY", 0.05)
    monkeypatch.setattr(a, "RELAPSE_SD", 0.0)

    assert not walked(a_start(0.35), a_way(km=0.0)).flare_up.any()


def test_recovery_lengthens_the_onset_as_its_days_say() -> None:
    start = a_start(5.0, plateau=0, recovery_days=60)

    [onset] = walked(start, a_way(km=0.0)).onset_km

    assert np.quantile(onset, 0.75) == pytest.approx(
        5.0 * np.exp(a.RECOVERY_LOG_DISTANCE * DAYS / 60), rel=0.03
    )


def test_a_gap_is_counted_from_the_last_run_before_today() -> None:
    [gap] = walked(a_start(400), a_way(km=0.0), at=a_setting(days_since_run=9)).longest_gap_days

    assert set(gap) == {DAYS + 9 - 1}


def test_less_is_run_by_the_less_faithful(monkeypatch: pytest.MonkeyPatch) -> None:
    faithful = walked(a_start(400), a_way()).total_km.mean()
    monkeypatch.setattr(a, "ADHERENCE", 0.5)

    assert walked(a_start(400), a_way()).total_km.mean() < 0.75 * faithful


def test_a_later_race_has_its_weeks_of_recovery() -> None:
    start = a_start(5.0, plateau=0, recovery_days=90)
    ways = (a_way(), a_way("defer", later_days=100))

    soon, late = walked(start, *ways).onset_km

    assert np.median(late) > 1.5 * np.median(soon)


def test_a_rested_runner_is_not_told_of_a_flare_up_that_nothing_caused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(a, "RELAPSE_PER_DAY", 0.0)

    assert not walked(a_start(8), a_way(km=0.0)).flare_up.any()
    assert walked(replace(a_start(8, aggravation=1.0)), a_way(km=30, heeds_the_light=False)
                  ).flare_up.any()  # fmt: skip
