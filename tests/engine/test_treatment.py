"""What changed on comparable runs, and what was done beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from startline.engine.case import Appointment
from startline.engine.prescriptions import Adherence, Prescription
from startline.engine.runs import PainReport, Run
from startline.engine.treatment import COURSE, pain_change, what_was_done
from tests.builders import MONDAY, a_case, a_green_run, a_painful_run, a_run, advice_on

BEGAN = date(2026, 3, 1)


def changed(*runs: Run):
    return pain_change(runs, start=BEGAN, on=MONDAY)


@pytest.mark.parametrize(
    ("first", "last", "meaningful"),
    [(4, 2, True), (6, 4, True), (7, 5, False), (3, 2, False), (2, 0, True), (1, 0, False),
     (10, 7, True), (9, 7, False), (2, 4, True), (7, 9, False), (0, 2, True), (0, 1, False)],
)  # fmt: skip
def test_a_change_takes_two_points_and_thirty_percent(first: int, last: int, meaningful: bool):
    found = changed(a_painful_run(9, worst_nrs=first), a_painful_run(2, worst_nrs=last))

    assert found is not None
    assert found["meaningful"] is meaningful
    assert found["change_nrs"] == last - first


@pytest.mark.parametrize(
    ("km", "compares"), [(9.0, True), (8.9, False), (11.1, True), (11.2, False)]
)
def test_runs_compare_within_a_tenth_of_their_distance(km: float, compares: bool):
    found = changed(a_painful_run(9, 10.0, 8.0), a_painful_run(2, km, 8.0))

    assert (found is not None) is compares


def test_the_newest_comparable_run_is_set_beside_the_first_like_it():
    found = changed(
        a_painful_run(20, 12.0, worst_nrs=6), a_painful_run(12, 12.0, worst_nrs=5),
        a_green_run(6, 12.0), a_painful_run(2, 5.0, 4.0, worst_nrs=3),
    )  # fmt: skip

    assert found is not None
    assert (found["from_nrs"], found["to_nrs"]) == (6, 0)
    assert found["to_on"] == (MONDAY - timedelta(6)).isoformat()


@pytest.mark.parametrize(
    "second",
    [
        a_run(2, 12.0),
        a_painful_run(2, worst_nrs=None),
        a_painful_run(2, painkiller=True),
        replace(a_green_run(2, 12.0), repeated=True),
        a_green_run(-1, 12.0),
        a_green_run(9, 12.0),
    ],
    ids=["not asked", "not rated", "painkiller", "repeated", "tomorrow", "same day"],
)
def test_what_cannot_be_compared_gives_no_change(second: Run):
    assert changed(a_painful_run(9, 12.0, worst_nrs=6), second) is None


def test_runs_before_the_problem_began_do_not_compare():
    assert changed(a_painful_run(30, worst_nrs=6), a_painful_run(2, worst_nrs=1)) is None


def test_no_order_of_two_runs_on_a_day_earns_an_improvement():
    runs = (
        a_painful_run(9, worst_nrs=4), a_painful_run(9, worst_nrs=6),
        a_painful_run(2, worst_nrs=1), a_painful_run(2, worst_nrs=5),
    )  # fmt: skip

    for order in permutations(runs):
        found = changed(*order)
        assert found is not None
        assert (found["from_nrs"], found["to_nrs"]) == (4, 5)


def a_stretch(**parts: object) -> Prescription:
    whole = {"id": "s", "what": "stretches", "from_day": date(2026, 3, 16), **parts}
    return Prescription(**whole)  # type: ignore[arg-type]


def said(day: int, done: bool) -> Adherence:
    return Adherence(on=date(2026, 3, day), prescription="s", done=done)


def test_a_day_with_no_entry_is_unknown_and_not_missed():
    case = a_case(prescriptions=(a_stretch(),), adherence=(said(16, True), said(18, False)))
    (found,) = what_was_done(case, case.runs, MONDAY)["prescriptions"]

    assert (found["days_done"], found["days_not_done"], found["days_unknown"]) == (1, 1, 5)


def test_a_day_on_which_it_was_done_once_counts_as_done_in_either_order():
    for entries in permutations((said(16, True), said(16, False))):
        case = a_case(prescriptions=(a_stretch(until_day=date(2026, 3, 16)),), adherence=entries)
        (found,) = what_was_done(case, case.runs, MONDAY)["prescriptions"]

        assert (found["days_done"], found["days_not_done"], found["days_unknown"]) == (1, 0, 0)


def test_what_begins_today_has_no_days_yet():
    case = a_case(prescriptions=(a_stretch(from_day=MONDAY),))

    assert what_was_done(case, case.runs, MONDAY)["prescriptions"] == []


def test_visits_count_by_kind_once_they_are_over():
    days = [date(2026, 2, 20), date(2026, 3, 5), date(2026, 3, 12), MONDAY]
    visits = [Appointment(on=day, with_whom="physiotherapist") for day in days]
    case = a_case(appointments=(*visits, Appointment(on=days[1], with_whom="doctor")))
    found = what_was_done(case, case.runs, MONDAY)["appointments"]

    assert found == {"doctor": 1, "physiotherapist": 2}


def test_days_without_a_run_are_told_apart_from_days_the_log_does_not_cover():
    runs = (a_green_run(10), a_green_run(7))
    found = what_was_done(a_case(runs=runs), runs, MONDAY)

    assert found["since"] == BEGAN.isoformat()
    assert found["days_without_run"] == 2
    assert found["days_unknown"] == 22 - 2 - 2


def test_the_answer_holds_the_trend_the_pain_and_what_was_done_and_no_verdict_on_it():
    case = a_case(
        runs=(a_painful_run(12, worst_nrs=5), a_painful_run(2, worst_nrs=2)),
        prescriptions=(a_stretch(),), adherence=(said(16, True),),
    )  # fmt: skip
    found = advice_on(case).treatment

    assert found is not None
    assert found["pain_change"]["meaningful"] is True
    assert found["done"]["prescriptions"][0].keys() == {
        "id", "what", "days_done", "days_not_done", "days_unknown",
    }  # fmt: skip
    assert all(one["source"] for one in found["course"])


def test_what_was_done_changes_no_distance_and_no_verdict():
    plain = advice_on(a_case())
    done = advice_on(a_case(prescriptions=(a_stretch(),), adherence=(said(16, True),)))

    assert plain.treatment is not None
    assert done.treatment is not None
    assert plain.treatment["verdict"] == done.treatment["verdict"]
    assert plain.today.max_run_km == done.today.max_run_km
    assert plain.to_ask == done.to_ask


def test_the_published_course_is_the_one_in_the_papers():
    resting, recovery = COURSE

    assert resting["percent_less_by_day"] == {"7": 10, "14": 20}
    # areas under the pain curve at days 0, 7 and 14 of the arm with a placebo
    assert round(100 * (1 - 178 / 197)) == 10
    assert round(100 * (1 - 157 / 197)) == 20
    assert (resting["runners"], recovery["median_days"]) == (9, 56)


def test_a_rating_is_the_worst_given_in_any_form():
    free = Run(on=MONDAY, distance_km=12.0, pain=PainReport(free=True))
    found = changed(a_painful_run(9, worst_nrs=3), free)

    assert found is not None
    assert found["to_nrs"] == 0
