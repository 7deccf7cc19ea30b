"""The planner and the checker read the same rules apart: for every runner they must agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from startline.engine.advice import PlannedDay
from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.plan_check import breaches
from startline.engine.plan_check.in_force import is_in_force
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from tests.builders import MONDAY, a_case, a_limit, a_run, advice_on
from tests.strategies import cases, km, restrictions

Plan = tuple[PlannedDay, ...]
Changed = tuple[Plan, str] | None


def agreed(case: Case) -> Case:
    """The case without the four things on which the readings differ, each held by a test below."""
    far = case.race is None or case.race.on >= MONDAY + timedelta(7)
    return replace(
        case,
        race=case.race if far else None,
        restrictions=tuple(in_hand(one) for one in case.restrictions),
        red_flags=tuple(flag for flag in case.red_flags if (flag.closed_on or MONDAY) < MONDAY),
    )


def in_hand(limit: Restriction) -> Restriction:
    """Lifted today at the latest, and a limit on the week in force already."""
    lifted = None if limit.lifted_on is None else min(limit.lifted_on, MONDAY)
    begins_later = limit.from_day > MONDAY
    return replace(limit, lifted_on=lifted, max_week_km=None if begins_later else limit.max_week_km)


def plan_of(case: Case) -> Plan:
    return advice_on(case).plan


def breaches_of(case: Case) -> tuple[Any, ...]:
    plan = plan_of(case)
    return breaches(case, plan, on=MONDAY, until=plan[-1].on)


@given(cases(most_runs=12))
def test_the_checker_finds_every_hard_limit_kept_in_every_plan(case: Case) -> None:
    assert breaches_of(agreed(case)) == ()


# --- found by the checker: to be settled, then the marks come off ------------------------------

LONG_AGO = (a_run(9, 14.0),)


def a_programme(**days: float) -> Programme:
    """Kilometres by weekday of the present week; Sunday is the long run."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    kinds = {"sun": "long"}
    sessions = [
        Session(
            on=MONDAY + timedelta(names.index(name)), kind=kinds.get(name, "easy"), distance_km=far
        )
        for name, far in days.items()
    ]
    return Programme(sessions=tuple(sessions))


def test_no_run_is_planned_after_race_day() -> None:
    race = Race(on=MONDAY + timedelta(1), distance_km=10.0)

    assert breaches_of(a_case(race=race, programme=a_programme(sun=5.0), runs=LONG_AGO)) == ()


def test_a_lifting_dated_ahead_lifts_nothing_today() -> None:
    limit = a_limit(max_run_km=2.0, lifted_on=MONDAY + timedelta(1), lifted_by="clinician")
    case = a_case(restrictions=(limit,), programme=a_programme(sun=5.0), runs=LONG_AGO)

    assert breaches_of(case) == ()


def test_a_red_flag_closed_today_stops_every_later_day_of_todays_advice() -> None:
    flag = RedFlag(
        code="fever", opened_on=MONDAY - timedelta(1), closed_on=MONDAY, closed_by="runner"
    )
    case = a_case(red_flags=(flag,), programme=a_programme(sun=5.0), runs=LONG_AGO, episodes=())

    assert advice_on(case).status == "stop"
    assert breaches_of(case) == ()


def test_a_week_limit_from_friday_counts_what_is_planned_on_thursday() -> None:
    limit = a_limit(max_run_km=None, max_week_km=4.0, from_day=MONDAY + timedelta(4))
    case = a_case(
        restrictions=(limit,), programme=a_programme(thu=2.0, sun=8.0), runs=LONG_AGO, episodes=()
    )

    assert breaches_of(case) == ()


def test_millimetres_of_many_runs_do_not_add_up_past_a_week_limit() -> None:
    runs = (*LONG_AGO, *(a_run(days, 3.0009) for days in (1, 2, 3)))
    limit = a_limit(max_run_km=None, max_week_km=11.0)
    case = a_case(restrictions=(limit,), programme=a_programme(mon=5.0), runs=runs, episodes=())

    assert breaches_of(case) == ()


def test_a_run_programmed_without_a_length_is_not_planned_without_one() -> None:
    bare = Programme(sessions=(Session(on=MONDAY, kind="easy"),))

    assert breaches_of(a_case(programme=bare, runs=LONG_AGO)) == ()


# --- planted: a sound plan with one thing wrong must not pass ----------------------------------


def with_day(plan: Plan, at: int, **changed: Any) -> Plan:
    return (*plan[:at], replace(plan[at], **changed), *plan[at + 1 :])


def in_force(case: Case, plan: Plan, at: int, name: str) -> list[Any]:
    """What the limits of that kind say on a day of the plan."""
    said = [one for one in case.restrictions if is_in_force(one, plan[at].on, on=MONDAY)]
    return [getattr(one, name) for one in said if getattr(one, name) not in (None, False)]


def a_metre_over_a_run(case: Case, plan: Plan, at: int) -> Changed:
    most = in_force(case, plan, at, "max_run_km")
    return most and (with_day(plan, at, kind="easy", distance_km=min(most) + 0.001), "max_run_km")


def a_metre_over_a_week(case: Case, plan: Plan, at: int) -> Changed:
    most = in_force(case, plan, at, "max_week_km")
    return most and (with_day(plan, at, kind="easy", distance_km=min(most) + 0.001), "max_week_km")


def a_minute_over(case: Case, plan: Plan, at: int) -> Changed:
    most = in_force(case, plan, at, "max_run_min")
    line = {"kind": "easy", "distance_km": 0.001, "duration_min": min(most, default=0) + 1}
    return most and (with_day(plan, at, **line), "max_run_min")


def a_step_where_none_is_allowed(case: Case, plan: Plan, at: int) -> Changed:
    forbidden = in_force(case, plan, at, "no_running")
    return forbidden and (with_day(plan, at, kind="easy", distance_km=0.001), "no_running")


def a_run_every_day(case: Case, plan: Plan, at: int) -> Changed:
    most = in_force(case, plan, len(plan) - 1, "max_runs_per_week")
    if not most or min(most) >= len(plan):
        return None
    daily = tuple(replace(day, kind="easy", distance_km=0.001) for day in plan)
    return daily, "max_runs_per_week"


def a_run_beside_another(case: Case, plan: Plan, at: int) -> Changed:
    rest = [days for days in in_force(case, plan, at, "min_rest_days_between_runs") if days]
    if not rest or at == 0:
        return None
    beside = with_day(plan, at - 1, kind="easy", distance_km=0.5)
    return with_day(beside, at, kind="easy", distance_km=0.5), "min_rest_days_between_runs"


def a_hard_session(case: Case, plan: Plan, at: int) -> Changed:
    easy = in_force(case, plan, at, "easy_only")
    return easy and (with_day(plan, at, kind="pace", distance_km=0.5), "easy_only")


def a_day_caught_up(case: Case, plan: Plan, at: int) -> Changed:
    programmed = [one.distance_km or 0 for one in case.programme.sessions if one.on == plan[at].on]
    longer = round(max(programmed, default=0) + 0.001, 3)
    return with_day(plan, at, kind="easy", distance_km=longer), "programme"


def a_leap(case: Case, plan: Plan, at: int) -> Changed:
    longest = max([3.0, *(run.distance_km for run in case.runs)])
    longest = max([longest, *(day.distance_km or 0 for day in plan)])
    leap = longest * 1.1 + 0.001
    return with_day(plan, at, kind="easy", distance_km=leap), "single_session_spike"


def a_day_left_out(case: Case, plan: Plan, at: int) -> Changed:
    return None if at + 1 == len(plan) else ((*plan[:at], *plan[at + 1 :]), "day_out_of_order")


def a_day_twice(case: Case, plan: Plan, at: int) -> Changed:
    return (*plan[: at + 1], *plan[at:]), "day_out_of_order"


def no_number(case: Case, plan: Plan, at: int) -> Changed:
    return with_day(plan, at, kind="easy", distance_km=math.nan), "unreadable"


def a_mark_of_the_race(case: Case, plan: Plan, at: int) -> Changed:
    return with_day(plan, at, over_limit=True), "over_limit"


PLANTED = [
    a_metre_over_a_run, a_metre_over_a_week, a_minute_over, a_step_where_none_is_allowed,
    a_run_every_day, a_run_beside_another, a_hard_session, a_day_caught_up, a_leap,
    a_day_left_out, a_day_twice, no_number, a_mark_of_the_race,
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
@given(case=cases(flagged=False, most_runs=4), limit=restrictions("also"), data=st.data())
def test_one_planted_fault_in_a_sound_plan_is_found(
    plant: Callable[[Case, Plan, int], Changed], case: Case, limit: Restriction, data: st.DataObject
) -> None:
    case = agreed(replace(case, restrictions=(*case.restrictions, limit)))
    plan = plan_of(case)
    planted = plant(case, plan, data.draw(st.integers(0, len(plan) - 1)))
    assume(planted)

    assert planted is not None
    assert planted[1] in [one.code for one in breaches(case, planted[0], on=MONDAY)]


@given(case=cases(limited=False, flagged=False), flag=st.sampled_from(["fever", "collapse"]))
def test_a_flag_opened_under_a_sound_plan_is_found_wherever_it_runs(case: Case, flag: str) -> None:
    case = agreed(case)
    plan = plan_of(case)
    assume(any(day.distance_km for day in plan))

    stopped = replace(case, red_flags=(RedFlag(code=flag, opened_on=MONDAY),))
    assert {one.code for one in breaches(stopped, plan, on=MONDAY)} == {"red_flag"}


@given(cases(), restrictions("more"))
def test_one_more_limit_never_makes_a_breach_disappear(case: Case, more: Restriction) -> None:
    plan = plan_of(case)
    stricter = replace(case, restrictions=(*case.restrictions, more))

    assert set(breaches(case, plan, on=MONDAY)) <= set(breaches(stricter, plan, on=MONDAY))


@given(cases(), st.data(), km(1, 40_000))
def test_shuffling_the_log_and_the_limits_changes_no_breach(
    case: Case, data: st.DataObject, longer: float
) -> None:
    plan = with_day(plan_of(case), 0, kind="easy", distance_km=longer)
    shuffled = replace(
        case,
        runs=tuple(data.draw(st.permutations(case.runs))),
        restrictions=tuple(data.draw(st.permutations(case.restrictions))),
    )

    assert set(breaches(case, plan, on=MONDAY)) == set(breaches(shuffled, plan, on=MONDAY))
