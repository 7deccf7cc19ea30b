"""The independent checker: each hard limit kept, and broken by one metre, one run or one day."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from startline.engine.advice import PlannedDay
from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.plan_check import Breach, breaches
from startline.engine.plans import Programme, Reason, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from tests.builders import MONDAY, a_run

UTC = UTC
TUESDAY = MONDAY + timedelta(1)


def a_log(*, km: float = 14.0) -> tuple[Run, ...]:
    """A run three weeks ago, so that steps of up to 1.1 times its length are free."""
    return (a_run(21, km),)


def a_case_of(**parts: Any) -> Case:
    return Case(**{"runs": a_log(), **parts})


def limited(*limits: Restriction, **parts: Any) -> Case:
    return a_case_of(restrictions=limits, **parts)


def a_limit(**parts: Any) -> Restriction:
    """The physiotherapist's, in force since long ago."""
    whole = {
        "id": "r",
        "set_by": "clinician",
        "by": "physiotherapist",
        "from_day": date(2026, 1, 1),
    }
    return Restriction(**{**whole, **parts})


def a_plan(*kms: float, kind: str = "easy") -> tuple[PlannedDay, ...]:
    """A line a day from Monday: kilometres, or rest for 0."""
    return tuple(
        PlannedDay(on=MONDAY + timedelta(ahead), kind=kind, distance_km=km)
        if km
        else PlannedDay(on=MONDAY + timedelta(ahead), kind="rest")
        for ahead, km in enumerate(kms)
    )


def codes(case: Case, plan: tuple[PlannedDay, ...], **more: Any) -> list[str]:
    return [breach.code for breach in breaches(case, plan, on=MONDAY, **more)]


def where(case: Case, plan: tuple[PlannedDay, ...]) -> list[tuple[str, int]]:
    """Codes, and days after Monday."""
    return [(one.code, (one.on - MONDAY).days) for one in breaches(case, plan, on=MONDAY)]


# --- what people set --------------------------------------------------------------------------

DONE_8_ON_SATURDAY = (*a_log(), a_run(2, 8.0))


@pytest.mark.parametrize(
    ("said", "kept", "broken"),
    [
        ({"no_running": True}, (0.0,), (0.001,)),
        ({"max_run_km": 14.484}, (14.484,), (14.485,)),
        ({"max_run_min": 90.0}, (10.0,), (10.001,)),  # 540 s/km where no pace is known
        ({"max_week_km": 20.0}, (6.0, 6.0), (6.0, 6.001)),
        ({"max_runs_per_week": 3}, (5.0, 5.0), (5.0, 5.0, 5.0)),
        ({"min_rest_days_between_runs": 1}, (5.0, 0, 5.0), (5.0, 0, 5.0, 5.0)),
        ({"min_rest_days_between_runs": 2}, (0, 5.0), (5.0,)),  # since Saturday's run
    ],
)
def test_a_limit_is_kept_to_the_last_metre_run_and_day_and_noticed_one_further(
    said: dict[str, Any], kept: tuple[float, ...], broken: tuple[float, ...]
) -> None:
    case = limited(a_limit(**said), runs=DONE_8_ON_SATURDAY)

    assert codes(case, a_plan(*kept)) == []
    assert codes(case, a_plan(*broken)) == list(said)


def test_a_breach_names_the_limit_its_author_its_last_day_and_both_numbers() -> None:
    nine = a_limit(id="nine", max_run_km=14.484, until_day=date(2026, 4, 6))

    assert breaches(limited(nine), a_plan(0, 15.0), on=MONDAY) == (
        Breach(
            code="max_run_km", on=TUESDAY, restriction_id="nine", by="physiotherapist",
            until=date(2026, 4, 6), allowed=14.484, planned=15.0,
        ),
    )  # fmt: skip


def test_a_limit_without_a_name_is_named_by_who_set_it() -> None:
    found = breaches(limited(a_limit(by=None, no_running=True)), a_plan(1.0), on=MONDAY)

    assert found[0].by == "clinician"


def test_the_minutes_shown_beside_a_run_are_held_against_a_limit_in_minutes_too() -> None:
    slow = replace(a_plan(3.0)[0], duration_min=30.001)

    assert codes(limited(a_limit(max_run_min=30.0)), (slow,)) == ["max_run_min"]
    assert codes(limited(a_limit(max_run_min=30.001)), (slow,)) == []


@pytest.mark.parametrize(("days_ago", "km"), [(42, 5.0), (43, 5.555)])
def test_minutes_become_kilometres_at_the_slowest_pace_of_six_weeks(
    days_ago: int, km: float
) -> None:
    case = limited(
        a_limit(max_run_min=50.0), runs=(*a_log(), a_run(days_ago, 10.0, duration_min=100.0))
    )

    assert codes(case, a_plan(km)) == []
    assert codes(case, a_plan(km + 0.001)) == ["max_run_min"]


def test_a_slow_pace_is_rounded_up_to_whole_seconds() -> None:
    case = limited(a_limit(max_run_min=60.1), runs=(*a_log(), a_run(5, 10.0, duration_min=100.01)))

    assert codes(case, a_plan(6.0)) == []  # 601 s/km x 6 km = 60.1 min
    assert codes(case, a_plan(6.001)) == ["max_run_min"]


@pytest.mark.parametrize(("days_ago", "expected"), [(5, []), (4, ["max_week_km"])])
def test_a_week_is_any_seven_days_in_a_row_with_runs_already_done(
    days_ago: int, expected: list[str]
) -> None:
    case = limited(a_limit(max_week_km=12.0), runs=(*a_log(), a_run(days_ago, 8.0)))

    assert codes(case, a_plan(0, 0, 5.0)) == expected


def test_what_was_run_before_the_limit_is_no_breach_until_more_is_planned() -> None:
    case = limited(a_limit(max_week_km=5.0, from_day=MONDAY), runs=DONE_8_ON_SATURDAY)

    assert codes(case, a_plan(0, 0, 0, 0)) == []
    assert where(case, a_plan(0, 0.5, 0, 0)) == [("max_week_km", 1)]


def test_a_week_limit_that_starts_later_counts_what_is_planned_before_it_starts() -> None:
    case = limited(a_limit(max_week_km=9.0, from_day=MONDAY + timedelta(2)))

    assert codes(case, a_plan(5.0, 5.0, 0, 0)) == []
    assert where(case, a_plan(5.0, 0, 4.0, 0.5)) == [("max_week_km", 3)]


def test_less_than_a_metre_in_a_watchs_distances_breaks_no_week() -> None:
    case = limited(a_limit(max_week_km=10.0), runs=(*a_log(), a_run(2, 5.0009)))

    assert codes(case, a_plan(5.0)) == []
    assert codes(case, a_plan(5.001)) == ["max_week_km"]


def test_a_run_today_leaves_no_other_where_a_day_of_rest_is_asked_for() -> None:
    done_today = (*a_log(), a_run(0, 3.0))

    one = limited(a_limit(min_rest_days_between_runs=1), runs=done_today)
    none = limited(a_limit(min_rest_days_between_runs=0), runs=done_today)
    assert codes(one, a_plan(3.0)) == ["min_rest_days_between_runs"]
    assert codes(none, a_plan(3.0)) == []


@pytest.mark.parametrize("kind", ["pace", "intervals", "test"])
def test_hard_sessions_break_easy_running_and_easy_ones_do_not(kind: str) -> None:
    case = limited(a_limit(easy_only=True))

    assert codes(case, a_plan(5.0, kind=kind)) == ["easy_only"]
    assert codes(case, a_plan(5.0)) == codes(case, a_plan(5.0, kind="run_walk")) == []
    assert codes(limited(a_limit(easy_only=False)), a_plan(5.0, kind=kind)) == []


def test_a_race_under_easy_running_must_say_so_and_name_the_limit() -> None:
    race = Race(on=MONDAY, distance_km=10.0)
    case = limited(a_limit(easy_only=True), race=race)
    unmarked = a_plan(10.0, kind="race")
    other = (replace(unmarked[0], reasons=(Reason("easy_only", {"restriction": "other"}),)),)
    marked = (replace(unmarked[0], reasons=(Reason("easy_only", {"restriction": "r"}),)),)

    assert codes(case, unmarked) == codes(case, other) == ["easy_only"]
    assert codes(case, marked) == []


def test_a_surface_is_checked_where_the_plan_names_one() -> None:
    class Surfaced(PlannedDay):
        surface = "trail"

    trail = (Surfaced(on=MONDAY, kind="easy", distance_km=5.0),)

    assert codes(limited(a_limit(surfaces=("road", "track"))), trail) == ["surfaces"]
    assert codes(limited(a_limit(surfaces=("trail",))), trail) == []
    assert codes(limited(a_limit(surfaces=("road",))), a_plan(5.0)) == []


@pytest.mark.parametrize(
    ("said", "plan", "allowed", "planned"),
    [
        ({"no_running": True}, (0.5,), 0.0, 0.5),
        ({"max_run_min": 30.0}, (4.0,), 30.0, 36.0),
        ({"max_week_km": 3.0}, (2.0, 2.0), 3.0, 4.0),
        ({"max_runs_per_week": 1}, (0.5, 0.5), 1, 2),
        ({"min_rest_days_between_runs": 3}, (0.5, 0, 0.5), 3, 1),
        ({"max_run_km": math.nan}, (0.5,), 0.0, 0.5),
    ],
)
def test_a_breach_gives_what_is_allowed_and_what_was_planned_in_the_limits_own_unit(
    said: dict[str, Any], plan: tuple[float, ...], allowed: float, planned: float
) -> None:
    found = breaches(limited(a_limit(**said)), a_plan(*plan), on=MONDAY)

    last = MONDAY + timedelta(len(plan) - 1)
    assert [(b.on, b.allowed, b.planned) for b in found] == [(last, allowed, planned)]


def test_a_run_done_today_and_one_planned_today_both_use_up_the_week() -> None:
    done_today = (*a_log(), a_run(0, 3.0))
    far = limited(a_limit(max_week_km=8.0), runs=done_today)
    often = limited(a_limit(max_runs_per_week=3), runs=done_today)

    assert codes(far, a_plan(3.0, 2.0)) == codes(often, a_plan(3.0, 2.0)) == []
    assert where(far, a_plan(3.0, 2.001)) == [("max_week_km", 1)]
    assert where(often, a_plan(3.0, 0, 1.0, 1.0)) == [("max_runs_per_week", 3)]


def test_a_step_of_a_millimetre_breaks_no_running() -> None:
    assert codes(limited(a_limit(no_running=True)), a_plan(0.000001)) == ["no_running"]


# --- on which days ----------------------------------------------------------------------------


def test_a_limit_starting_on_wednesday_binds_wednesday_and_not_tuesday() -> None:
    case = limited(a_limit(no_running=True, from_day=MONDAY + timedelta(2)))

    assert where(case, a_plan(1.0, 1.0, 1.0)) == [("no_running", 2)]


LAPSED = {"until_day": MONDAY - timedelta(10)}


@pytest.mark.parametrize(
    ("parts", "binds"),
    [
        ({}, True),
        (LAPSED, True),  # silence lifts nothing
        ({"lifted_by": "clinician"}, True),  # on no day
        ({"lifted_on": MONDAY - timedelta(1)}, True),  # by nobody
        ({"lifted_on": MONDAY - timedelta(1), "lifted_by": "clinician"}, False),
        ({"lifted_on": MONDAY, "lifted_by": "clinician"}, True),  # from tomorrow
        ({"lifted_on": MONDAY - timedelta(1), "lifted_by": "runner"}, True),  # not theirs
        ({"lifted_on": MONDAY - timedelta(1), "lifted_by": "runner", "set_by": "runner"}, False),
        ({"lifted_on": MONDAY - timedelta(9), "lifted_by": "runner", **LAPSED}, False),
        ({"lifted_on": MONDAY - timedelta(10), "lifted_by": "runner", **LAPSED}, True),  # too soon
        ({"lifted_on": MONDAY - timedelta(1), "lifted_by": "coach", "set_by": "runner"}, True),
    ],
)
def test_only_the_right_person_lifts_a_limit_and_only_after_its_day(
    parts: dict[str, Any], binds: bool
) -> None:
    case = limited(a_limit(no_running=True, **parts))

    assert codes(case, a_plan(1.0)) == (["no_running"] if binds else [])


def test_a_limit_lifted_today_is_gone_tomorrow() -> None:
    lifted = a_limit(no_running=True, lifted_on=MONDAY, lifted_by="clinician")

    assert where(limited(lifted), a_plan(1.0, 1.0)) == [("no_running", 0)]


def test_a_lifting_dated_tomorrow_has_not_happened() -> None:
    lifted = a_limit(no_running=True, lifted_on=TUESDAY, lifted_by="clinician")

    assert where(limited(lifted), a_plan(0, 0, 1.0)) == [("no_running", 2)]


def test_what_is_planned_after_a_lifting_is_not_held_against_the_limit() -> None:
    lifted = a_limit(max_week_km=5.0, lifted_on=MONDAY, lifted_by="clinician")

    assert codes(limited(lifted), a_plan(5.0, 5.0)) == []


@pytest.mark.parametrize(
    ("code", "closed", "stops"),
    [
        ("fever", {}, True),
        ("fever", {"closed_on": MONDAY - timedelta(1), "closed_by": "runner"}, False),
        ("fever", {"closed_on": MONDAY - timedelta(1)}, True),
        ("fever", {"closed_by": "clinician"}, True),
        ("fever", {"closed_on": MONDAY, "closed_by": "clinician"}, True),
        ("fever", {"closed_on": TUESDAY, "closed_by": "clinician"}, True),
        ("chest_pain", {"closed_on": MONDAY - timedelta(1), "closed_by": "runner"}, True),
        ("chest_pain", {"closed_on": MONDAY - timedelta(1), "closed_by": "clinician"}, False),
    ],
)
def test_an_open_red_flag_stops_every_later_day_of_the_plan(
    code: str, closed: dict[str, Any], stops: bool
) -> None:
    flag = RedFlag(code=code, opened_on=MONDAY - timedelta(3), **closed)

    found = where(a_case_of(red_flags=(flag,)), a_plan(0, 0, 0, 0.5))

    assert found == ([("red_flag", 3)] if stops else [])


@pytest.mark.parametrize("code", ["collapse", "calf_swelling", "bladder_bowel_or_saddle"])
def test_the_runner_closes_no_emergency(code: str) -> None:
    flag = RedFlag(
        code=code, opened_on=MONDAY - timedelta(3), closed_on=MONDAY - timedelta(1),
        closed_by="runner",
    )  # fmt: skip

    assert codes(a_case_of(red_flags=(flag,)), a_plan(1.0)) == ["red_flag"]


def test_a_red_flag_opened_on_wednesday_leaves_tuesday_alone() -> None:
    flag = RedFlag(code="fever", opened_on=MONDAY + timedelta(2))

    assert where(a_case_of(red_flags=(flag,)), a_plan(1.0, 1.0, 1.0)) == [("red_flag", 2)]


# --- the race ---------------------------------------------------------------------------------

RACE = Race(on=TUESDAY, distance_km=10.0)


def race_day(km: float, over_limit: bool | None = None) -> tuple[PlannedDay, ...]:
    race = PlannedDay(on=TUESDAY, kind="race", distance_km=km, over_limit=over_limit)
    return (*a_plan(0), race)


def test_a_race_over_a_limit_is_marked_and_not_planned() -> None:
    case = limited(a_limit(max_run_km=9.999), race=RACE)

    assert codes(case, race_day(0.0, over_limit=True)) == []
    assert codes(case, race_day(0.0)) == ["race_over_limit"]
    assert codes(case, race_day(9.0)) == ["race_over_limit"]  # a part of a race is no race
    assert codes(case, race_day(10.0, over_limit=True)) == ["race_over_limit", "max_run_km"]


def test_a_race_within_every_limit_may_be_run_however_far_beyond_the_longest_run() -> None:
    case = limited(a_limit(max_run_km=10.0), race=RACE, runs=a_log(km=2.0))

    assert codes(case, race_day(10.0)) == []
    assert codes(case, race_day(10.001)) == ["race_distance", "max_run_km"][::-1]
    assert codes(case, race_day(10.0, over_limit=True)) == ["race_over_limit"]


def test_a_race_must_fit_minutes_at_the_slow_pace_and_days_of_rest_too() -> None:
    minutes = limited(a_limit(max_run_min=89.9), race=RACE)  # 10 km at 540 s/km are 90 min
    rest = limited(a_limit(min_rest_days_between_runs=1), race=RACE, runs=(a_run(0, 5.0),))

    assert codes(minutes, race_day(0.0)) == codes(rest, race_day(0.0)) == ["race_over_limit"]
    assert codes(limited(a_limit(max_run_min=90.0), race=RACE), race_day(0.0)) == []


def test_no_day_but_race_day_is_over_a_limit() -> None:
    plan = (replace(a_plan(5.0)[0], over_limit=True),)

    assert codes(a_case_of(race=RACE), plan) == ["over_limit"]


def test_nothing_is_planned_after_race_day() -> None:
    plan = (*race_day(10.0), PlannedDay(on=MONDAY + timedelta(2), kind="easy", distance_km=1.0))

    assert where(a_case_of(race=RACE), plan) == [("after_race", 2)]


# --- steps ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days_ago", "most_km"), [(30, 11.0), (31, 3.0), (0, 11.0)])
def test_a_run_is_at_most_a_tenth_longer_than_the_longest_of_thirty_days(
    days_ago: int, most_km: float
) -> None:
    case = a_case_of(runs=(a_run(days_ago, 10.0),))

    assert codes(case, a_plan(most_km)) == []
    assert codes(case, a_plan(most_km + 0.001)) == ["single_session_spike"]


def test_a_planned_run_is_a_step_for_later_ones_and_not_for_earlier_ones() -> None:
    case = a_case_of(runs=(a_run(5, 10.0),))

    assert codes(case, a_plan(11.0, 12.1)) == []
    assert where(case, a_plan(12.1, 11.0)) == [("single_session_spike", 0)]


@pytest.mark.parametrize(("km", "most_km"), [(20.0, 22.0), (90.0, 23.21)])
def test_a_run_far_beyond_every_other_is_not_believed_in_full(km: float, most_km: float) -> None:
    case = a_case_of(runs=(a_run(3, km), a_run(5, 6.0)))

    assert codes(case, a_plan(most_km)) == []
    assert codes(case, a_plan(most_km + 0.001)) == ["single_session_spike"]


@pytest.mark.parametrize(
    ("days_ago", "race_in", "expected"),
    [(112, 22, []), (112, 21, []), (113, 21, ["taper"]), (113, 1, ["taper"]), (113, 22, [])],
)
def test_three_weeks_before_the_race_no_run_is_longer_than_any_of_sixteen(
    days_ago: int, race_in: int, expected: list[str]
) -> None:
    runs = (a_run(10, 10.0), a_run(days_ago, 10.5))
    case = a_case_of(runs=runs, race=Race(on=MONDAY + timedelta(race_in), distance_km=42.195))

    assert codes(case, a_plan(10.5)) == expected


def test_no_day_is_longer_than_the_programme_had_it() -> None:
    sessions = (
        Session(on=MONDAY, kind="easy", distance_km=5.0),
        Session(on=TUESDAY, kind="easy", duration_min=45.0),
        Session(on=MONDAY + timedelta(2), kind="cross", distance_km=30.0),
    )
    case = a_case_of(programme=Programme(sessions=sessions))

    assert codes(case, a_plan(5.0, 5.0, 0)) == []
    assert where(case, a_plan(5.001, 5.001, 1.0, 1.0)) == [
        ("programme", ahead) for ahead in range(4)
    ]


def test_a_step_too_far_gives_the_most_that_was_allowed() -> None:
    programme = Programme(sessions=(Session(on=MONDAY, kind="easy", duration_min=45.0),))
    far = breaches(a_case_of(runs=(a_run(3, 10.0),), programme=programme), a_plan(11.5), on=MONDAY)

    assert [(b.code, b.on, b.allowed, b.planned) for b in far] == [
        ("single_session_spike", MONDAY, 11.0, 11.5),
        ("programme", MONDAY, 5.0, 11.5),
    ]


def test_a_day_programmed_in_minutes_and_again_in_kilometres_allows_either() -> None:
    minutes = Session(on=MONDAY, kind="easy", duration_min=45.0)
    distance = Session(on=MONDAY, kind="easy", distance_km=4.0)
    nonsense = Session(on=MONDAY, kind="easy", distance_km=math.nan)

    for sessions in ((minutes, distance), (distance, minutes)):
        case = a_case_of(programme=Programme(sessions=(*sessions, nonsense)))
        assert codes(case, a_plan(5.0)) == []
        assert codes(case, a_plan(5.001)) == ["programme"]
    none = a_case_of(programme=Programme(sessions=(nonsense,)))
    assert codes(none, a_plan(0.000001)) == ["programme"]


def test_two_programmed_runs_of_a_day_are_not_joined_to_one() -> None:
    twice = Programme(sessions=(Session(on=MONDAY, kind="easy", distance_km=5.0),) * 2)

    assert codes(a_case_of(programme=twice), a_plan(5.001)) == ["programme"]


# --- the log ----------------------------------------------------------------------------------

AT_EIGHT = datetime(2026, 3, 21, 8, tzinfo=UTC)


def two_records(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Whether a week of 11 km has room for 5 after two records of about 6 km."""
    both = (a_run(2, **{"km": 6.0, **first}), a_run(2, **{"km": 6.0, **second}))
    return codes(limited(a_limit(max_week_km=11.2), runs=(*a_log(), *both)), a_plan(5.0))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"id": "a"}, {"id": "b"}),
        ({"started_at": AT_EIGHT}, {"started_at": AT_EIGHT + timedelta(seconds=60)}),
        ({"started_at": AT_EIGHT}, {"started_at": AT_EIGHT, "km": 6.18}),
        ({"started_at": AT_EIGHT, "duration_min": 30.0}, {"started_at": AT_EIGHT}),
        (
            {"started_at": AT_EIGHT, "duration_min": 49.0},
            {"started_at": AT_EIGHT, "duration_min": 50.0},
        ),
    ],
)
def test_a_run_logged_twice_counts_once(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert two_records(first, second) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"km": 6.001}),
        ({"started_at": AT_EIGHT}, {"started_at": AT_EIGHT + timedelta(seconds=61)}),
        ({"started_at": AT_EIGHT}, {"started_at": AT_EIGHT, "km": 5.8}),
        ({"started_at": AT_EIGHT}, {"started_at": AT_EIGHT.replace(tzinfo=None)}),
        ({"started_at": AT_EIGHT}, {}),
        (
            {"started_at": AT_EIGHT, "duration_min": 30.0},
            {"started_at": AT_EIGHT, "duration_min": 31.0},
        ),
    ],
)
def test_two_runs_that_differ_both_count(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert two_records(first, second) == ["max_week_km"]


def test_runs_of_days_to_come_and_faults_of_the_recording_lift_nothing() -> None:
    to_come, bicycle = a_run(-1, 14.0), a_run(1, 14.0, duration_min=27.99)

    assert codes(a_case_of(runs=(to_come, bicycle)), a_plan(3.001)) == ["single_session_spike"]
    assert codes(a_case_of(runs=(a_run(1, 14.0, duration_min=28.0),)), a_plan(3.001)) == []


# --- what cannot be read ----------------------------------------------------------------------

NO_NUMBER = [math.nan, math.inf, -1.0, 501.0, True, "9"]


@pytest.mark.parametrize("value", NO_NUMBER)
def test_a_distance_that_is_no_number_is_a_breach(value: Any) -> None:
    plan = (PlannedDay(on=MONDAY, kind="easy", distance_km=value),)

    assert codes(a_case_of(), plan) == ["unreadable"]


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "easy"},  # a run of no stated length
        {"kind": "easy", "duration_min": 30.0},
        {"kind": "easy", "distance_km": 0.0, "duration_min": 30.0},
        {"kind": "rest", "distance_km": 5.0},
        {"kind": "sprint", "distance_km": 5.0},
        {"kind": ["easy"], "distance_km": 5.0},
        {"kind": "easy", "distance_km": 5.0, "duration_min": math.nan},
        {"kind": "easy", "distance_km": 5.0, "over_limit": "no"},
    ],
)
def test_a_line_that_says_no_distance_or_no_kind_is_a_breach(line: dict[str, Any]) -> None:
    assert codes(a_case_of(), (PlannedDay(on=MONDAY, **line),)) == ["unreadable"]


@pytest.mark.parametrize("value", NO_NUMBER)
@pytest.mark.parametrize("name", ["max_run_km", "max_week_km"])
def test_a_limit_that_is_no_number_allows_nothing(name: str, value: Any) -> None:
    case = limited(a_limit(**{name: value}))

    assert codes(case, a_plan(0.5)) == ["unreadable"]
    assert codes(case, a_plan(0)) == []


@pytest.mark.parametrize(
    "said",
    [
        {}, {"extra": {"max_run_kms": 9}}, {"max_run_min": math.nan}, {"max_runs_per_week": 2.0},
        {"min_rest_days_between_runs": 15}, {"no_running": "false"}, {"easy_only": 1},
        {"surfaces": "road"},
    ],
)  # fmt: skip
def test_a_limit_that_says_nothing_known_allows_nothing(said: dict[str, Any]) -> None:
    assert codes(limited(a_limit(**said)), a_plan(0.5)) == ["unreadable"]


@pytest.mark.parametrize("wrong", [{"distance_km": math.nan}, {"duration_min": -1.0}, {"on": "x"}])
def test_a_log_that_cannot_be_read_allows_nothing(wrong: dict[str, Any]) -> None:
    case = a_case_of(runs=(*a_log(), replace(a_run(3), **wrong)))

    assert codes(case, a_plan(0.5)) == ["unreadable"]
    assert codes(case, a_plan(0)) == []


# --- days -------------------------------------------------------------------------------------


def test_days_are_there_once_and_in_order_from_the_day_of_asking() -> None:
    plan = a_plan(1.0, 1.0, 1.0)

    assert codes(a_case_of(), plan) == []
    assert codes(a_case_of(), plan[1:]) == ["day_out_of_order"] * 2
    assert codes(a_case_of(), (plan[0], plan[2])) == ["day_out_of_order"]
    assert codes(a_case_of(), (plan[0], plan[0])) == ["day_out_of_order"]
    assert codes(a_case_of(), (plan[1], plan[0])) == ["day_out_of_order"] * 2


def test_a_plan_to_a_day_ends_on_that_day() -> None:
    plan = a_plan(1.0, 1.0, 1.0)

    assert codes(a_case_of(), plan, until=MONDAY + timedelta(2)) == []
    assert codes(a_case_of(), plan, until=MONDAY + timedelta(3)) == ["day_missing"]
    assert codes(a_case_of(), (), until=MONDAY) == ["day_missing"]
    assert codes(a_case_of(), ()) == []
