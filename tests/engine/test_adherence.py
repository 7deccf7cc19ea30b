from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from startline.engine.adherence import SessionOutcome, adherence
from startline.engine.case import Case, CheckIn, CrossSession
from startline.engine.load import read_log
from startline.engine.plans import Programme, Session
from startline.engine.runs import Run
from tests.builders import MONDAY, advice_on, rough_week, shifted
from tests.strategies import cases

MON, TUE, WED, THU, SUN = (MONDAY + timedelta(n) for n in (0, 1, 2, 3, 6))
LATER = MONDAY + timedelta(20)


def a_programme(*days_and_km: tuple[date, float]) -> Programme:
    return Programme(
        sessions=tuple(Session(on=day, kind="easy", distance_km=km) for day, km in days_and_km)
    )


def run(on: date, km: float, **more: object) -> Run:
    return Run(on=on, distance_km=km, **more)  # type: ignore[arg-type]


def became(case: Case, on: date = LATER) -> list[SessionOutcome]:
    return list(adherence(case, read_log(case, on).runs, on=on))


def outcomes(case: Case, on: date = LATER) -> list[str]:
    return [one.outcome for one in became(case, on)]


def test_a_run_as_long_as_programmed_is_done_and_a_much_shorter_one_is_shortened():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 9.4), run(THU, 6)))

    assert outcomes(case) == ["done", "shortened"]
    assert [one.done_km for one in became(case)] == [9.4, 6]


def test_two_runs_on_one_day_count_together():
    case = Case(programme=a_programme((TUE, 10)), runs=(run(TUE, 4), run(TUE, 6.1)))

    assert outcomes(case) == ["done"]


def test_a_run_is_missed_once_something_was_logged_on_a_later_day():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 10), run(SUN, 5)))

    assert outcomes(case) == ["done", "missed"]
    assert became(case)[1].done_km == 0


def test_a_later_check_in_or_cross_training_session_tells_as_much_as_a_run():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 10),))
    checked = replace(case, check_ins=(CheckIn(on=SUN, morning_nrs=2),))
    cycled = replace(case, cross_sessions=(CrossSession(on=SUN, kind="cycling", duration_min=40),))

    assert outcomes(checked) == outcomes(cycled) == ["done", "missed"]


def test_what_lies_after_the_last_thing_logged_is_unknown_not_missed():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 10),))

    assert outcomes(case) == ["done", "unknown"]
    assert became(case)[1].done_km is None


def test_what_lies_before_the_log_began_is_unknown_not_missed():
    case = Case(programme=a_programme((MON, 10), (THU, 10)), runs=(run(THU, 10),))

    assert outcomes(case) == ["unknown", "done"]


def test_the_runners_word_that_the_log_is_complete_makes_a_run_missed():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 10),))

    assert outcomes(replace(case, log_complete_until=WED)) == ["done", "unknown"]
    assert outcomes(replace(case, log_complete_until=THU)) == ["done", "missed"]


def test_a_day_that_is_not_over_is_never_missed():
    case = Case(
        programme=a_programme((TUE, 10), (THU, 10)), runs=(run(TUE, 10),), log_complete_until=SUN
    )

    assert outcomes(case, on=THU) == ["done", "unknown"]


def test_nothing_is_said_about_days_to_come():
    case = Case(programme=a_programme((TUE, 10), (SUN, 10)), runs=(run(TUE, 10),))

    assert [one.on for one in became(case, on=WED)] == [TUE]


def test_a_run_within_two_days_of_about_the_distance_is_the_session_moved():
    case = Case(programme=a_programme((TUE, 10)), runs=(run(THU, 11.9),))

    [one] = became(case)

    assert (one.outcome, one.on, one.moved_to, one.done_km) == ("moved", TUE, THU, 11.9)


def test_a_run_too_short_too_long_or_too_far_away_is_not_the_session_moved():
    programme = a_programme((TUE, 10))

    for other in (run(THU, 7.9), run(THU, 12.1), run(TUE + timedelta(3), 10)):
        assert outcomes(Case(programme=programme, runs=(run(MON, 1), other))) == ["missed"]


def test_a_run_on_a_day_with_its_own_session_is_that_days_session():
    case = Case(programme=a_programme((TUE, 10), (WED, 10)), runs=(run(MON, 3), run(WED, 10)))

    assert outcomes(case) == ["missed", "done"]


def test_one_run_stands_for_one_session_alone():
    case = Case(programme=a_programme((TUE, 10), (THU, 10)), runs=(run(MON, 3), run(WED, 10)))

    assert outcomes(replace(case, log_complete_until=LATER)) == ["moved", "missed"]


def test_minutes_are_compared_with_minutes():
    programme = Programme(sessions=(Session(on=TUE, kind="run_walk", duration_min=40),))
    short, unknown = run(TUE, 3, duration_min=20), run(TUE, 3)

    assert outcomes(Case(programme=programme, runs=(short,))) == ["shortened"]
    assert outcomes(Case(programme=programme, runs=(unknown,))) == ["done"]


def test_cross_training_and_rest_are_no_runs_to_be_missed():
    sessions = (
        Session(on=TUE, kind="cross", duration_min=45),
        Session(on=WED, kind="rest"),
    )

    assert outcomes(Case(programme=Programme(sessions=sessions), log_complete_until=LATER)) == []


def test_the_rough_week_missed_three_runs_and_cut_two_short():
    found = became(rough_week(), MONDAY)

    assert [one.outcome for one in found if one.on >= date(2026, 3, 15)] == [
        "shortened", "missed", "missed", "missed", "shortened",
    ]  # fmt: skip
    assert {one.outcome for one in found if one.on < date(2026, 3, 15)} == {"done"}


def test_nothing_missed_is_added_to_another_day():
    whole = rough_week()
    fewer = replace(whole, runs=whole.runs[:-3])

    for planned, less in zip(advice_on(whole).plan, advice_on(fewer).plan, strict=True):
        assert (less.distance_km or 0) <= (planned.programmed_km or 0)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_log_and_of_the_programme_changes_nothing(
    case: Case, shuffle: random.Random
):
    assert case.programme is not None
    runs, sessions = [*case.runs], [*case.programme.sessions]
    shuffle.shuffle(runs)
    shuffle.shuffle(sessions)
    mixed = replace(case, runs=tuple(runs), programme=Programme(sessions=tuple(sessions)))

    assert became(mixed) == became(case)


@given(cases(), st.integers(-3, 3))
def test_a_calendar_shifted_gives_the_same_outcomes(case: Case, weeks: int):
    moved = shifted(case, 7 * weeks)

    assert outcomes(moved, LATER + timedelta(7 * weeks)) == outcomes(case)
