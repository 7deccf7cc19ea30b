"""Whole numbers at the edge: what is sound passes unchanged, what is not becomes None."""

from __future__ import annotations

import math
from typing import Any

import pytest

from startline.engine.whole import LONGEST_M, count, metres, number, whole_metres


@pytest.mark.parametrize("value", [0, 1, 14_484, LONGEST_M])
def test_a_distance_in_whole_metres_is_itself(value: int) -> None:
    assert metres(value) == value


@pytest.mark.parametrize("value", [-1, LONGEST_M + 1, True, False, 1.0, "1", None, math.nan])
def test_anything_else_is_no_distance(value: Any) -> None:
    assert metres(value) is None


@pytest.mark.parametrize(
    ("km", "m"),
    [(0, 0), (0.0005, 0), (0.5, 500), (9, 9_000), (14.484, 14_484), (14.4847, 14_484),
     (14.4839996, 14_484), (14.483999, 14_483), (16.093, 16_093), (500, LONGEST_M)],
)  # fmt: skip
def test_kilometres_become_metres_rounded_down_past_the_millimetre(km: float, m: int) -> None:
    assert whole_metres(km) == m


@pytest.mark.parametrize("km", [-0.001, 500.001, 501, math.nan, math.inf, "9", None, True])
def test_kilometres_that_cannot_be_are_none(km: Any) -> None:
    assert whole_metres(km) is None


@pytest.mark.parametrize(("value", "sound"), [(0, 0), (0.5, 0.5), (30, 30), (31, None), (-1, None)])
def test_a_number_stays_inside_its_fence(value: float, sound: float | None) -> None:
    assert number(value, 30) == sound


@pytest.mark.parametrize("value", [True, "3", None, math.nan, math.inf])
def test_what_is_no_number_is_none(value: Any) -> None:
    assert number(value, 30) is None


@pytest.mark.parametrize(
    ("value", "sound"), [(0, 0), (14, 14), (15, None), (-1, None), (2.0, None)]
)
def test_a_count_is_whole_and_inside_its_fence(value: Any, sound: int | None) -> None:
    assert count(value, 14) == sound
    assert count(True, 14) is None
