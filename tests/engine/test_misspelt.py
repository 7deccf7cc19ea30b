"""A misspelt limit is named, and never looser than what was meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.limit_values import Limits
from startline.engine.misspelt import as_meant, misspelt
from startline.engine.restrictions import LIMIT_NAMES, Restriction
from startline.formats.case_json import case_from, case_to
from tests.builders import MONDAY, a_case, a_green_run, a_limit, advice_on, bound, distances
from tests.strategies import restrictions


def slips(**extra: Any) -> list[tuple[str, str | None, Any]]:
    """What is noticed in a limit on easy running with these fields beside it."""
    one = a_limit(max_run_km=None, easy_only=True, extra=extra)
    return [(slip.key, slip.resembles, slip.value) for slip in misspelt(one)]


@pytest.mark.parametrize(
    ("key", "value", "resembles", "read"),
    [
        ("max_run_KM", 9, "max_run_km", 9),
        ("maxRunKm", 9.5, "max_run_km", 9.5),
        ("max-run-km", "9,5", "max_run_km", 9.5),
        ("max_long_run_km", 9, "max_run_km", 9),
        ("max_km", 9, "max_run_km", 9),
        ("max_run_mins", 45, "max_run_min", 45),
        ("Max_Week_Km", 30, "max_week_km", 30),
        ("max_runs_a_week", 3.0, "max_runs_per_week", 3),
        ("min_rest_days_between_run", 2, "min_rest_days_between_runs", 2),
        ("max_NRS", 2, "max_nrs", 2),
        ("easyonly", True, "easy_only", True),
        ("no_runing", "yes", "no_running", True),
        ("surface", "track", "surfaces", ("track",)),
    ],
)
def test_a_field_close_to_a_known_limit_counts_as_that_limit(
    key: str, value: object, resembles: str, read: object
) -> None:
    assert slips(**{key: value}) == [(key, resembles, read)]


@pytest.mark.parametrize(
    ("key", "value", "resembles"),
    [
        ("max_run_m", 400, "max_run_km"),  # metres: no limit of 400 km
        ("max_run_m", 14_484, "max_run_km"),
        ("max_run_KM", "9 miles", "max_run_km"),
        ("max_run_KM", [9], "max_run_km"),
        ("max_run_KM", True, "max_run_km"),
        ("max_run_KM", 10**400, "max_run_km"),
        ("no_runing", "never", "no_running"),
        ("max_runs_a_week", 2.5, "max_runs_per_week"),
        ("surface", "grass", "surfaces"),
        ("max_distance", 9, None),
        ("no_hills", True, None),
        ("no_longer_than_km", 9, None),
        ("min_cadence", 170, None),
    ],
)
def test_a_limit_that_cannot_be_read_allows_no_running(
    key: str, value: object, resembles: str | None
) -> None:
    one = a_limit(extra={key: value})

    assert slips(**{key: value}) == [(key, resembles, None)]
    assert as_meant(one).no_running is True


@pytest.mark.parametrize(
    "extra",
    [
        {"note": "max 9 km"}, {"reason": "shin"}, {"source": {"max_run_km": 3}}, 
        {"minutes": "long"}, {"no_of_visits": 3}, {"no_hills": False}, {"max_run_KM": None},
        {"nota_bene": True},
        {"maximal_effort_test": 1}, {"surgeon": "Dr Who"},
    ],
)  # fmt: skip
def test_other_unknown_fields_are_let_be(extra: dict[str, Any]) -> None:
    assert slips(**extra) == []


def test_of_two_limits_of_one_kind_the_tighter_counts() -> None:
    tight, loose = a_limit(extra={"max_run_KM": 9}), a_limit(extra={"max_run_KM": 20})
    rest = a_limit(min_rest_days_between_runs=3, extra={"min_rest_day_between_runs": 1})
    roads = a_limit(surfaces=("road", "track"), extra={"surface": ["track", "trail"]})

    assert [as_meant(one).max_run_km for one in (tight, loose)] == [9, 14.484]
    assert as_meant(rest).min_rest_days_between_runs == 3
    assert as_meant(roads).surfaces == ("track",)


@pytest.mark.parametrize(
    ("value", "bound_km", "most_km"), [(6, 6.0, 6.0), ("6 mi", 0.0, 0.0), (20, 20.0, 11.0)]
)
def test_a_misspelt_limit_beside_a_good_one_binds_and_is_named(
    value: object, bound_km: float, most_km: float
) -> None:
    slip = a_limit(max_run_km=None, easy_only=True, extra={"max_run_KM": value})
    advice = advice_on(a_case(restrictions=(slip,), episodes=(), programme=None))
    named = [r.values for r in advice.reasons if r.code == "limit_maybe_misspelt"]

    assert advice.today.max_run_km == most_km
    assert [(one["key"], one["restriction"], one["resembles"]) for one in named] == [
        ("max_run_KM", "nine", "max_run_km")
    ]
    assert bound(advice.today, "clinician_limit") == bound_km


def test_a_misspelt_limit_is_named_while_it_binds_or_will_bind_and_not_once_lifted() -> None:
    later = a_limit(from_day=MONDAY + timedelta(3), extra={"max_run_KM": 9})
    lifted = a_limit(
        from_day=MONDAY - timedelta(9), lifted_on=MONDAY - timedelta(1), lifted_by="clinician",
        extra={"max_run_KM": 9},
    )  # fmt: skip
    codes = [
        [r.code for r in advice_on(a_case(restrictions=(one,))).reasons] for one in (later, lifted)
    ]

    assert ["limit_maybe_misspelt" in found for found in codes] == [True, False]


def test_the_misspelt_field_itself_survives_a_round_trip() -> None:
    raw = case_to(a_case(restrictions=(a_limit(extra={"max_run_KM": "9"}),)))

    assert raw["restrictions"][0]["max_run_KM"] == "9"
    assert case_to(case_from(raw, today=MONDAY)) == raw


values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.lists(st.sampled_from(["road", "sand"]), max_size=2),
)  # fmt: skip
keys = st.one_of(
    st.sampled_from(LIMIT_NAMES).map(str.upper),
    st.sampled_from(LIMIT_NAMES).flatmap(
        lambda name: st.integers(0, len(name) - 1).map(lambda i: name[:i] + name[i + 1 :])
    ),
    st.sampled_from(["max_", "min_", "no_"]).flatmap(lambda p: st.text(max_size=6).map(p.__add__)),
    st.text(max_size=8),
)


@given(restrictions("r"), st.dictionaries(keys, values, max_size=3))
def test_C08_no_unknown_field_of_a_limit_ever_raises_anything(
    one: Restriction, extra: dict[str, Any]
) -> None:
    plain = a_case(restrictions=(one,), runs=(a_green_run(2), a_green_run(4, 25.0)))
    odd = a_case(restrictions=(replace(one, extra=extra),), runs=plain.runs)

    for worse, better in zip(distances(advice_on(odd)), distances(advice_on(plain)), strict=True):
        assert worse <= better


@given(restrictions("r"), st.dictionaries(keys, values, max_size=3))
def test_reading_a_limit_as_meant_again_changes_nothing(
    one: Restriction, extra: dict[str, Any]
) -> None:
    limits = Limits((replace(one, extra=extra),))

    assert Limits(limits.restrictions) == limits
