"""Distances for people: in the runner's unit, rounded down, never above what was set."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.words.chances import FIGURES, figures, in_ten, in_ten_both, in_ten_with_range
from startline.words.units import KM_PER_MILE, shown, whole

IN_KM = {"mi": KM_PER_MILE, "km": 1.0}
metres = st.integers(0, 500_000)


def read_back(text: str) -> tuple[float, str]:
    number, unit = text.split(" ")
    return float(number), unit


@given(metres, st.sampled_from(["mi", "km"]))
def test_C22_what_is_shown_is_never_above_the_distance_nor_a_tenth_below(m: int, unit: str) -> None:
    number, shown_unit = read_back(shown(m / 1000, unit))

    above_km = number * IN_KM[unit] - m / 1000

    assert shown_unit == unit
    if unit == "mi" and number * 2 % 1 == 0:  # a mile mark, kept in whole metres
        assert above_km < 0.001
    else:
        assert above_km <= 1e-9
    assert -above_km < 0.1 * IN_KM[unit] + 1e-9


@given(st.floats(0, 500), st.sampled_from(["mi", "km"]))
def test_C22_a_distance_between_two_metres_is_shown_less_than_a_metre_too_long(
    km: float, unit: str
) -> None:
    number, _ = read_back(shown(km, unit))

    assert number * IN_KM[unit] < km + 0.001


@given(metres, metres, st.sampled_from(["mi", "km"]))
def test_a_longer_distance_is_never_shown_as_a_shorter_one(a: int, b: int, unit: str) -> None:
    shorter, longer = sorted([a, b])

    assert read_back(shown(shorter / 1000, unit)) <= read_back(shown(longer / 1000, unit))


@pytest.mark.parametrize("miles", [*range(1, 101), 0.5, 1.5, 13.5, 26.5])
def test_C22_a_mile_mark_stored_to_the_metre_is_shown_as_that_mile(miles: float) -> None:
    down, nearest = int(miles * KM_PER_MILE * 1000), round(miles * KM_PER_MILE * 1000)

    assert shown(down / 1000, "mi") == f"{miles:g} mi"
    assert shown(nearest / 1000, "mi") == f"{miles:g} mi"


@pytest.mark.parametrize(
    ("km", "unit", "text"),
    [(14.484, "mi", "9 mi"), (14.483, "mi", "8.9 mi"), (14.484, "km", "14.4 km"),
     (42.195, "mi", "26.2 mi"), (0.0, "mi", "0 mi"), (0.05, "mi", "0 mi"), (5.0, "km", "5 km"),
     (0.3, "km", "0.3 km"), (4.35, "km", "4.3 km")],
)  # fmt: skip
def test_distances_as_people_write_them(km: float, unit: str, text: str) -> None:
    assert shown(km, unit) == text


# --- chances ----------------------------------------------------------------------------------

chances = st.floats(0, 1)


@given(chances, chances, chances)
def test_a_range_is_printed_where_it_says_more_than_the_chance_and_else_left_out(
    a: float, b: float, c: float
) -> None:
    low, p, high = sorted([a, b, c])
    text = in_ten_with_range(p, low, high)
    ends = re.findall(r"\(between (\d+) and (\d+)\)", text)

    assert text.startswith(in_ten(p))
    assert all(int(first) < int(last) for first, last in ends)
    assert ends or text == in_ten(p)


@given(chances)
def test_no_chance_is_shown_as_a_percentage_or_as_certain(p: float) -> None:
    for text in (in_ten(p), in_ten_both(p), in_ten_with_range(p, p, p)):
        assert "%" not in text
        assert not re.search(r"\b(?:10|0) in 10", text)


@given(chances)
def test_both_outcomes_add_up_to_ten(p: float) -> None:
    found = re.fullmatch(r"about (\d) in 10, (\d) not", in_ten_both(p))

    assert found or in_ten_both(p) in ("fewer than 1 in 10", "more than 9 in 10")
    assert not found or int(found[1]) + int(found[2]) == 10


@given(chances)
def test_there_are_twenty_figures_and_all_of_them_free_of_pain_for_certainty_alone(
    p: float,
) -> None:
    drawn = figures(p)

    assert len(drawn) == FIGURES == 20
    assert drawn == "●" * drawn.count("●") + "○" * drawn.count("○")
    assert (drawn.count("○") == 0) == (p >= 1)
    assert abs(drawn.count("●") / 20 - p) <= 0.05


@pytest.mark.parametrize(
    ("km", "unit", "text"),
    [(9.99, "km", "9.9"), (10.0, "km", "10"), (53.1, "mi", "32"), (99.99, "km", "99"),
     (0.0, "mi", "0")],
)  # fmt: skip
def test_a_sum_of_distances_is_rounded_down(km: float, unit: str, text: str) -> None:
    assert whole(km, unit) == text
