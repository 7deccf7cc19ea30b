from __future__ import annotations

import math

import numpy as np
import pytest

from startline.engine.readiness.vickers import (
    model_one_min,
    model_two_min,
    power_from_two,
    riegel_min,
    speed_from_one,
)

HALF_KM = 21.0975


def seconds(hours: int, minutes: int, secs: int) -> int:
    return hours * 3600 + minutes * 60 + secs


@pytest.mark.parametrize(
    ("week_miles", "expected_s"),
    [(10, seconds(4, 36, 29)), (20, seconds(4, 29, 41)), (40, seconds(4, 17, 1))],
)
def test_a_half_of_two_hours_gives_the_published_marathon(week_miles: int, expected_s: int):
    found_s = float(model_one_min(speed_from_one(HALF_KM, 120), week_miles)) * 60

    assert found_s == pytest.approx(expected_s, abs=1)


def test_it_is_not_the_mistyped_coefficient_that_promises_three_hours_six():
    speed = speed_from_one(HALF_KM, 120)
    mistyped_s = 42195 / (speed + 0.6423826 * 2)

    assert seconds(3, 6, 0) < mistyped_s < seconds(3, 7, 0)
    assert float(model_one_min(speed, 20)) * 60 - mistyped_s > 80 * 60


def test_two_races_give_the_published_power():
    k21 = math.log(110 / 50) / math.log(HALF_KM / 10)
    k = 1.4510756 - 0.23797948 * k21 - 0.01410023 * 3
    expected_min = 110 * (42.195 / HALF_KM) ** k

    power = power_from_two(10, 50, HALF_KM, 110)

    assert float(model_two_min(power, HALF_KM, 110, 30)) == pytest.approx(expected_min)
    assert 225 < expected_min < 255


def test_more_miles_a_week_are_never_slower():
    speed, power = speed_from_one(10, 50), power_from_two(10, 50, HALF_KM, 112)
    miles = np.arange(0, 71, 5)

    assert (np.diff(model_one_min(speed, miles)) < 0).all()
    assert (np.diff(model_two_min(power, HALF_KM, 112, miles)) < 0).all()


def test_riegel_carries_a_time_to_another_distance():
    assert riegel_min(120, HALF_KM, 42.195, 1.06) == pytest.approx(120 * 2**1.06)
