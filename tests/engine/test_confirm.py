"""Unusual values are asked about; nothing is changed by asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from startline.engine.case import Case, Confirmed, Runner
from startline.engine.errors import Refused
from startline.engine.runs import OnsetObservation
from startline.formats.case_json import case_from, case_to
from tests.builders import (
    MONDAY,
    a_case,
    a_green_run,
    a_limit,
    a_painful_run,
    a_run,
    advice_on,
    bound,
    distances,
)


def codes(case: object) -> list[str]:
    return [r.code for r in advice_on(case).reasons]  # type: ignore[arg-type]


def test_a_limit_far_above_what_was_run_is_asked_about() -> None:
    nine_km = a_limit(max_run_km=9.0)

    assert "limit_far_above_history" not in codes(a_case(restrictions=(nine_km,)))
    assert "limit_far_above_history" in codes(
        a_case(restrictions=(replace(nine_km, max_run_km=15.1),))
    )


def test_a_tolerance_outside_the_usual_is_asked_about_and_used() -> None:
    bold = a_case(runner=Runner(tolerance=0.45))
    asked = [r.values for r in advice_on(bold).reasons if r.code == "please_confirm"]

    assert asked == [{"place": "runner.tolerance", "value": 0.45, "unit": ""}]
    assert distances(advice_on(bold))[0] >= distances(advice_on(a_case()))[0]


def test_an_old_unusual_run_is_let_be_and_a_new_one_asked_about() -> None:
    old, new = a_green_run(40, 60.0), a_green_run(2, 60.0)

    assert "please_confirm" not in codes(a_case(runs=(old, a_green_run(1))))
    assert "please_confirm" in codes(a_case(runs=(new, a_green_run(1))))


def test_three_onsets_each_earlier_than_the_last_are_named() -> None:
    falling = tuple(a_painful_run(9 - 3 * i, 12.0, km) for i, km in enumerate((9.0, 8.0, 7.0)))
    steady = tuple(a_painful_run(9 - 3 * i, 12.0, km) for i, km in enumerate((9.0, 8.0, 8.0)))

    assert "onset_earlier_each_time" in codes(a_case(runs=falling))
    assert "onset_earlier_each_time" not in codes(a_case(runs=steady))
    assert "onset_earlier_each_time" not in codes(a_case(runs=falling[1:]))


def test_too_often_from_the_first_step_no_distance_is_within_tolerance_and_it_says_so() -> None:
    first = OnsetObservation.from_the_first_step()
    runs = tuple(a_painful_run(3 * i + 1, 8.0, onset=first) for i in range(4))
    advice = advice_on(a_case(runs=runs))

    assert "no_distance_within_tolerance" in [r.code for r in advice.reasons]
    assert advice.today.max_run_km == 0
    assert advice.on == MONDAY


def confirming(case: Case, reason_code: str, *, days_ago: int = 0) -> Case:
    """The case with everything confirmed that it asks under this code, as it was asked."""
    said = tuple(
        Confirmed(
            place=str(r.values["place"]),
            value=r.values["value"],
            on=MONDAY - timedelta(days_ago),
        )
        for r in advice_on(case).reasons
        if r.code == reason_code
    )
    assert said
    return replace(case, confirmed=said)


FAR = a_case(
    episodes=(), programme=None, runs=(a_green_run(9, 9.0), a_green_run(6, 9.0), a_run(2, 45.0))
)
UNUSUAL = {
    "please_confirm": a_case(runner=Runner(tolerance=0.45)),
    "limit_far_above_history": a_case(restrictions=(a_limit(max_run_km=25.0),)),
    "run_far_beyond_others": FAR,
}


@pytest.mark.parametrize("code", UNUSUAL)
def test_what_was_confirmed_is_not_asked_again(code: str) -> None:
    case = UNUSUAL[code]

    assert code in codes(case)
    assert code not in codes(confirming(case, code))


@pytest.mark.parametrize("code", UNUSUAL)
def test_a_confirmation_of_another_value_place_or_later_day_silences_nothing(code: str) -> None:
    case = UNUSUAL[code]
    said = confirming(case, code)
    other = [replace(one, value=one.value - 0.001) for one in said.confirmed]
    elsewhere = [replace(one, place=one.place + "x") for one in said.confirmed]

    for wrong in (other, elsewhere):
        assert code in codes(replace(case, confirmed=tuple(wrong)))
    assert code in codes(confirming(case, code, days_ago=-1))


def test_one_confirmation_leaves_the_other_questions_open() -> None:
    both = replace(FAR, runner=Runner(tolerance=0.45))

    assert "please_confirm" in codes(confirming(both, "run_far_beyond_others"))


def test_a_confirmed_far_run_counts_in_full_and_an_unconfirmed_one_as_three_others() -> None:
    assert bound(advice_on(FAR).today, "single_session_spike") == 29.7
    sure = confirming(FAR, "run_far_beyond_others")
    assert bound(advice_on(sure).today, "single_session_spike") == 49.5


def test_a_run_made_longer_after_it_was_confirmed_counts_as_far_as_was_confirmed() -> None:
    sure = confirming(FAR, "run_far_beyond_others")
    longer = replace(sure, runs=(*FAR.runs[:2], a_run(2, 46.0)))

    assert bound(advice_on(longer).today, "single_session_spike") == 49.5
    assert "run_far_beyond_others" in codes(longer)


@pytest.mark.parametrize("value", [1e308, -5.0, 501.0, 10**30])
def test_a_confirmed_number_that_cannot_be_changes_nothing(value: float) -> None:
    place = f"run of {MONDAY - timedelta(2)}: distance_km"
    odd = replace(FAR, confirmed=(Confirmed(place=place, value=value, on=MONDAY),))

    assert distances(advice_on(odd)) == distances(advice_on(FAR))


def test_confirming_a_limit_lifts_nothing() -> None:
    case = UNUSUAL["limit_far_above_history"]
    sure = confirming(case, "limit_far_above_history")

    assert advice_on(sure).today.bounds == advice_on(case).today.bounds


def test_a_confirmation_is_part_of_the_format_and_survives_with_unknown_fields() -> None:
    raw = case_to(confirming(FAR, "run_far_beyond_others"))
    raw["confirmed"][0]["mood"] = "sure"

    assert case_to(case_from(raw, today=MONDAY)) == raw
    assert raw["confirmed"][0]["place"] == "run of 2026-03-21: distance_km"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"value": "45"}, "schema_type"), ({"on": "soon"}, "schema_format"),
        ({"on": "1969-01-01"}, "impossible_day"), ({"place": None}, "schema_type"),
    ],
)  # fmt: skip
def test_a_confirmation_that_cannot_be_is_refused(wrong: dict[str, object], code: str) -> None:
    raw = case_to(confirming(FAR, "run_far_beyond_others"))
    raw["confirmed"][0] |= wrong

    with pytest.raises(Refused) as refused:
        case_from(raw, today=MONDAY)
    assert [problem.code for problem in refused.value.problems] == [code]
