"""Moving a session by hand: what stands in the way, which days are open, which moves it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.case import Runner
from startline.engine.plans import Move, Programme, Session
from startline.engine.replan.calendar import FURTHEST_MOVE_DAYS, calendar_of
from startline.engine.replan.moves import (
    days_open,
    move_lost,
    moved,
    own_day,
    standing_on,
    why_no_move,
    why_not_run,
)
from startline.words import moves as words
from tests.builders import MONDAY, NEXT_SUNDAY, a_case, a_run

SATURDAY, TUESDAY = NEXT_SUNDAY - timedelta(1), MONDAY + timedelta(1)


def test_every_day_that_is_open_can_be_moved_to_and_no_other_of_the_week() -> None:
    case = a_case()
    open_days = days_open(case, NEXT_SUNDAY, today=MONDAY)

    assert SATURDAY in open_days
    for n in range(-FURTHEST_MOVE_DAYS, FURTHEST_MOVE_DAYS + 1):
        day = NEXT_SUNDAY + timedelta(n)
        can = why_no_move(case, NEXT_SUNDAY, day, today=MONDAY) is None
        assert can == (day in open_days), day


@given(steps=st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_however_often_it_is_moved_a_session_stays_within_a_week_of_its_own_day(
    steps: list[int],
) -> None:
    case, day = a_case(), NEXT_SUNDAY
    for step in steps:
        open_days = days_open(case, day, today=MONDAY)
        to_day = open_days[step % len(open_days)]
        case, day = moved(case, day, to_day), to_day

    session = calendar_of(case).session(day)
    assert session is not None
    assert session.kind == "long"
    assert abs((day - NEXT_SUNDAY).days) <= FURTHEST_MOVE_DAYS
    assert own_day(case, day) == NEXT_SUNDAY
    assert (standing_on(case, day) is None) == (day == NEXT_SUNDAY)


def test_a_move_never_takes_a_session_from_another() -> None:
    case = a_case()
    before = [slot.session.kind for slot in calendar_of(case).slots.values()]
    for day in days_open(case, NEXT_SUNDAY, today=MONDAY):
        after = [s.session.kind for s in calendar_of(moved(case, NEXT_SUNDAY, day)).slots.values()]
        assert after.count("easy") == before.count("easy")
        assert after.count("long") == before.count("long")


def test_a_change_that_takes_the_place_of_another_move_says_which() -> None:
    both = (Move(from_day=TUESDAY, to_day=SATURDAY), Move(from_day=NEXT_SUNDAY, to_day=TUESDAY))
    case = a_case(moves=both)

    lost = move_lost(case, a_case(moves=both[1:]))

    assert lost is not None
    assert lost.values == {"on": TUESDAY.isoformat()}
    assert SATURDAY not in days_open(a_case(moves=both[:1]), NEXT_SUNDAY, today=MONDAY)


@pytest.mark.parametrize(
    ("day", "code"),
    [(MONDAY, "no_session"), (NEXT_SUNDAY, None), (MONDAY - timedelta(7), "no_session")],
)
def test_what_could_still_be_run_and_what_not(day: object, code: str | None) -> None:
    why = why_not_run(a_case(), day, today=MONDAY)  # type: ignore[arg-type]

    assert (None if why is None else why.code) == code


def test_what_was_run_or_has_gone_by_is_not_moved() -> None:
    sessions = tuple(
        Session(on=MONDAY + timedelta(n), kind="easy", distance_km=4.0) for n in (-3, 0)
    )
    case = a_case(programme=Programme(sessions=sessions), runs=(a_run(0, 4.0),))

    ran, gone = (why_not_run(case, s.on, today=MONDAY) for s in reversed(sessions))

    assert ran is not None
    assert ran.code == "day_run"
    assert gone is not None
    assert gone.code == "session_gone"


def test_a_session_on_a_run_day_is_moved_from_where_it_stands() -> None:
    runner = Runner(run_days=("mon", "wed", "fri", "sat"), long_run_day="sat")
    case = a_case(runner=runner)

    assert own_day(case, SATURDAY) == SATURDAY
    assert NEXT_SUNDAY in days_open(case, SATURDAY, today=MONDAY)


def test_every_reason_has_a_problem_and_a_hint() -> None:
    assert words.PROBLEMS.keys() == words.HINTS.keys()
