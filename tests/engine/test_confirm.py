"""Unusual values are asked about; nothing is changed by asking."""

from __future__ import annotations

from dataclasses import replace

from startline.engine.case import Runner
from startline.engine.runs import OnsetObservation
from tests.builders import (
    MONDAY,
    a_case,
    a_green_run,
    a_limit,
    a_painful_run,
    advice_on,
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
