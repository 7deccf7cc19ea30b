"""The limits layer, clause by clause: each bound at its edge, each missing value as nought."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.episodes import RedFlag
from startline.engine.limits import Bound, Day, Limits, State, limit, week_quotas
from startline.engine.restrictions import Restriction
from startline.engine.whole import LONGEST_M
from tests.builders import MONDAY, NEXT_SUNDAY, a_limit

YESTERDAY = MONDAY - timedelta(1)
UNSOUND = [None, math.nan, math.inf, -math.inf, -1, True, "20", 2.5, 2**63, LONGEST_M + 1]


def a_state(**parts: Any) -> State:
    """Nothing hurts, 10 km run yesterday, race far away."""
    whole: dict[str, Any] = {
        "on": MONDAY,
        "done": ((YESTERDAY, 10_000),),
        "hurting": False,
        "newest_input_on": YESTERDAY,
        "pace_s_per_km": 400,
    }
    whole = {**whole, **parts}
    return State(**{"believed": whole["done"], **whole})


def hurting(**parts: Any) -> State:
    """A problem is open: onset at 6 km, rung 5 km."""
    return a_state(**{"hurting": True, "onset_m": 6_000, "rung_m": 5_000, **parts})


def a_day(asked_m: Any = 30_000, on: date = MONDAY, **parts: Any) -> Day:
    """A long run of 30 km."""
    return Day(**{"on": on, "kind": "long", "programmed_m": asked_m, "asked_m": asked_m, **parts})


def one(state: State, *people: Restriction | RedFlag, day: Day | None = None) -> Day:
    """The single day, limited."""
    restrictions = tuple(p for p in people if isinstance(p, Restriction))
    flags = tuple(p for p in people if isinstance(p, RedFlag))
    return limit([day or a_day()], Limits(restrictions, flags), state)[0]


def found(day: Day, code: str) -> list[int]:
    """Every bound of one code."""
    return [b.max_m for b in day.bounds if b.code == code]


# --- failing closed ------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", UNSOUND)
@pytest.mark.parametrize("operand", ["onset_m", "rung_m"])
def test_C02_a_missing_number_of_the_model_allows_nothing_and_says_so(
    operand: str, missing: Any
) -> None:
    day = one(hurting(**{operand: missing}))

    assert (day.asked_m, day.max_m) == (0, 0)
    assert [r.code for r in day.reasons] == ["data_missing"]


@pytest.mark.parametrize("missing", UNSOUND)
def test_C02_a_distance_done_that_cannot_be_allows_nothing(missing: Any) -> None:
    state = a_state(done=((YESTERDAY, missing), (MONDAY - timedelta(2), 9_000)))

    assert one(state).max_m == 0
    assert one(state, a_limit(max_week_km=30.0)).max_m == 0
    assert "data_missing" in [r.code for r in one(state).reasons]


@pytest.mark.parametrize("missing", [u for u in UNSOUND if u not in (2.5,)])
def test_C02_a_day_that_asks_for_no_sound_distance_gets_none(missing: Any) -> None:
    day = one(a_state(), day=replace(a_day(), asked_m=missing))

    assert (day.asked_m, day.max_m) == (0, 0)
    assert "data_missing" in [b.code for b in day.bounds]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -1, True, "9", 5761, 2**63])
@pytest.mark.parametrize("field", ["max_run_km", "max_week_km", "max_run_min"])
def test_C02_a_limit_that_is_no_number_allows_nothing(field: str, bad: Any) -> None:
    day = one(a_state(), a_limit(**{"max_run_km": None, field: bad}))

    assert day.max_m == 0
    assert found(day, "clinician_limit") == [0]


@pytest.mark.parametrize("field", ["max_run_km", "max_week_km"])
def test_C02_a_limit_of_more_than_500_km_is_a_slip_and_allows_nothing(field: str) -> None:
    assert one(a_state(), a_limit(**{"max_run_km": None, field: 501})).max_m == 0


@pytest.mark.parametrize("bad", [math.nan, -1, True, "2", 15, 2.0])
@pytest.mark.parametrize("field", ["max_runs_per_week", "min_rest_days_between_runs"])
def test_C02_a_count_that_is_none_allows_nothing(field: str, bad: Any) -> None:
    assert one(a_state(), a_limit(max_run_km=None, **{field: bad})).max_m == 0


@pytest.mark.parametrize("pace", [None, 0, -5, math.nan, "400", True])
def test_C02_minutes_without_a_sound_pace_allow_nothing(pace: Any) -> None:
    assert one(a_state(pace_s_per_km=pace), a_limit(max_run_km=None, max_run_min=60)).max_m == 0


@pytest.mark.parametrize("order", list(permutations([20_000, math.nan, 3_000])))
def test_C02_the_order_of_operands_decides_nothing(order: tuple[Any, ...]) -> None:
    done = tuple((YESTERDAY - timedelta(i), m) for i, m in enumerate(order))

    assert one(a_state(done=done)).max_m == 0


@pytest.mark.parametrize("unsaid", [None, True, 0, "no"])
def test_a_problem_that_is_not_ruled_out_counts_as_open(unsaid: Any) -> None:
    assert one(a_state(hurting=unsaid)).max_m == 0


@pytest.mark.parametrize("unsaid", [True, None, "yes"])
def test_when_nothing_can_be_said_nothing_is_allowed(unsaid: Any) -> None:
    day = one(a_state(cannot_say=unsaid))

    assert day.max_m == 0
    assert found(day, "data_missing") == [0]


# --- each bound at its edge ----------------------------------------------------------------------


def test_the_lowest_bound_wins_is_named_and_names_its_author_and_end() -> None:
    until = MONDAY + timedelta(30)
    day = one(hurting(), a_limit(max_run_km=2.0, until_day=until))

    assert day.max_m == day.asked_m == 2_000
    assert [r.code for r in day.reasons] == ["clinician_limit"]
    assert day.bounds[0] == Bound("clinician_limit", 2_000, True, "physiotherapist", until, "nine")
    assert [b.binding for b in day.bounds] == [True, False, False, False]


def test_a_limit_that_does_not_bind_is_shown_all_the_same() -> None:
    day = one(a_state(), a_limit())

    assert found(day, "clinician_limit") == [14_484]
    assert [b.code for b in day.bounds if b.binding] == ["single_session_spike"]


def test_two_equal_bounds_both_bind() -> None:
    day = one(hurting(onset_m=5_000))

    assert [b.code for b in day.bounds if b.binding] == ["onset", "traffic_light"]


@pytest.mark.parametrize(("asked_m", "binds"), [(4_999, False), (5_000, True), (5_001, True)])
def test_nothing_binds_when_the_programme_asks_for_less(asked_m: int, binds: bool) -> None:
    day = one(hurting(), day=a_day(asked_m))

    assert day.asked_m == min(asked_m, 5_000)
    assert any(b.binding for b in day.bounds) is binds
    assert [r.code for r in day.reasons] == (["traffic_light"] if binds else [])


def test_a_day_without_a_programme_shows_what_binds() -> None:
    day = one(hurting(), day=a_day(0, programmed_m=None))

    assert (day.asked_m, day.max_m) == (0, 5_000)
    assert [r.code for r in day.reasons] == ["traffic_light"]


@pytest.mark.parametrize(("rung_m", "advised_m"), [(799, 0), (800, 800)])
def test_what_is_left_below_800_metres_is_not_advised(rung_m: int, advised_m: int) -> None:
    day = one(hurting(rung_m=rung_m))

    assert (day.asked_m, day.max_m) == (advised_m, rung_m)


def test_the_runners_own_limit_is_called_so_and_an_unknown_author_counts_as_clinician() -> None:
    assert found(one(a_state(), a_limit(set_by="runner")), "runner_limit") == [14_484]
    assert found(one(a_state(), a_limit(set_by="?")), "clinician_limit") == [14_484]


def test_of_several_limits_the_lowest_wins_and_all_are_shown() -> None:
    day = one(
        a_state(), a_limit(), a_limit(id="six", max_run_km=6.0), a_limit(id="z", max_run_km=7)
    )

    assert found(day, "clinician_limit") == [14_484, 6_000, 7_000]
    assert day.max_m == 6_000


def test_a_limit_without_a_distance_stands_at_the_longest() -> None:
    day = one(a_state(), a_limit(max_run_km=None, easy_only=True))

    assert found(day, "clinician_limit") == [LONGEST_M]


def test_the_lower_of_minutes_and_kilometres_counts() -> None:
    state = a_state(pace_s_per_km=360)

    assert found(one(state, a_limit(max_run_km=4.0, max_run_min=30)), "clinician_limit") == [4_000]
    assert found(one(state, a_limit(max_run_km=6.0, max_run_min=30)), "clinician_limit") == [5_000]
    assert found(one(state, a_limit(max_run_km=None, max_run_min=5760)), "clinician_limit") == [
        LONGEST_M
    ]


def test_a_limit_of_500_km_or_14_runs_is_still_a_limit() -> None:
    loose = a_limit(max_run_km=500, max_runs_per_week=14, min_rest_days_between_runs=0)

    assert found(one(a_state(), loose), "clinician_limit") == [LONGEST_M]


def test_C06_a_limit_that_says_nothing_known_allows_nothing() -> None:
    nothing = a_limit(max_run_km=None)

    assert one(a_state(), nothing).max_m == 0
    assert one(a_state(), replace(nothing, max_nrs=2)).max_m == 11_000


def test_no_running_is_nought() -> None:
    assert one(a_state(), a_limit(no_running=True)).max_m == 0
    assert one(a_state(), a_limit(no_running=False)).max_m == 11_000


def test_minutes_become_metres_at_the_slow_pace_rounded_down() -> None:
    day = one(a_state(pace_s_per_km=390), a_limit(max_run_km=None, max_run_min=30))

    assert found(day, "clinician_limit") == [4_615]


@pytest.mark.parametrize("start", [MONDAY, NEXT_SUNDAY])
def test_a_limit_binds_on_each_sessions_own_day(start: date) -> None:
    limits = Limits((a_limit(max_run_km=4.0, from_day=start),))

    days = limit([a_day(), a_day(on=NEXT_SUNDAY)], limits, a_state())

    assert [day.max_m for day in days] == [4_000 if start == MONDAY else 11_000, 4_000]


@pytest.mark.parametrize("code", ["chest_pain", "fever"])
def test_C04_a_flag_stops_from_its_day_on(code: str) -> None:
    flag = RedFlag(code=code, opened_on=NEXT_SUNDAY)

    days = limit([a_day(), a_day(on=NEXT_SUNDAY)], Limits((), (flag,)), a_state())

    assert [day.max_m for day in days] == [11_000, 0]
    assert days[1].bounds[0] == Bound("red_flag", 0, True)


@pytest.mark.parametrize(
    ("days_ago", "km", "spike_m"),
    [(30, 10_000, 11_000), (31, 10_000, 3_000), (0, 10_001, 11_001), (1, 2_000, 3_000),
     (1, 2_728, 3_000), (1, 499_000, LONGEST_M)],
)  # fmt: skip
def test_a_session_is_at_most_a_tenth_above_the_longest_of_30_days_with_a_floor(
    days_ago: int, km: int, spike_m: int
) -> None:
    day = one(a_state(done=((MONDAY - timedelta(days_ago), km),)))

    assert found(day, "single_session_spike") == [spike_m]


def test_what_is_not_believed_counts_towards_the_week_and_not_towards_the_longest() -> None:
    typed = a_state(done=((YESTERDAY, 90_000),), believed=((YESTERDAY, 27_000),))
    week = a_limit(max_run_km=None, max_week_km=100.0)

    assert found(one(typed), "single_session_spike") == [29_700]
    assert found(one(typed, week), "clinician_limit") == [10_000]


@pytest.mark.parametrize(("asked_m", "advised_m"), [(11_000, 11_000), (11_001, 0), (42_195, 0)])
def test_C14_a_race_over_the_limit_is_not_planned_shorter(asked_m: int, advised_m: int) -> None:
    day = one(a_state(), day=a_day(asked_m, kind="race"))

    assert (day.asked_m, day.max_m) == (advised_m, 11_000)


def test_a_run_after_the_day_asked_about_does_not_count() -> None:
    state = a_state(done=((YESTERDAY, 5_000), (MONDAY + timedelta(1), 50_000)))

    assert found(one(state), "single_session_spike") == [5_500]


def test_two_greens_allow_one_step_and_nothing_else_does() -> None:
    assert found(one(hurting(n_green=2)), "traffic_light") == [5_750]
    assert found(one(hurting(n_green=1)), "traffic_light") == [5_000]
    assert found(one(hurting(n_green=True)), "traffic_light") == [5_000]
    assert found(one(hurting(n_green=2, held_until=MONDAY)), "traffic_light") == [5_000]
    assert found(one(hurting(n_green=2, rung_m=499_000)), "traffic_light") == [LONGEST_M]


@pytest.mark.parametrize(("rest_until", "light_m"), [(YESTERDAY, 5_000), (MONDAY, 0)])
def test_C12_after_a_red_nothing_is_run_until_the_rest_is_over(
    rest_until: date, light_m: int
) -> None:
    assert found(one(hurting(rest_until=rest_until)), "traffic_light") == [light_m]


def test_without_an_open_problem_onset_and_light_do_not_bind() -> None:
    day = one(a_state(onset_m=1, rung_m=1, rest_until=MONDAY))

    assert [b.code for b in day.bounds] == ["single_session_spike"]


# --- a silent log --------------------------------------------------------------------------------


def silent(days: int, input_days: int | None = None, **parts: Any) -> State:
    """Last run 10 km so many days ago, last word as many or `input_days` ago."""
    said = MONDAY - timedelta(days if input_days is None else input_days)
    return a_state(done=((MONDAY - timedelta(days), 10_000),), newest_input_on=said, **parts)


@pytest.mark.parametrize(
    ("days", "bound_m"),
    [
        (6, []),
        (7, [10_000]),
        (13, [10_000]),
        (14, [10_000, 5_000]),
        (27, [10_000, 5_000]),
        (28, [0]),
    ],
)
def test_C15_silence_holds_after_7_days_halves_after_14_and_asks_after_28(
    days: int, bound_m: list[int]
) -> None:
    assert found(one(silent(days)), "stale_data") == bound_m


def test_C15_nothing_ever_said_allows_nothing() -> None:
    assert found(one(a_state(newest_input_on=None, done=())), "stale_data") == [0]


@pytest.mark.parametrize(
    ("days", "bounds_m"),
    [(14, [10_000, 5_000]), (31, [3_000, 5_000]), (112, [3_000, 5_000]), (113, [3_000, 3_000])],
)
def test_C15_checking_in_without_running_still_restarts_at_half(
    days: int, bounds_m: list[int]
) -> None:
    assert found(one(silent(days, input_days=1)), "stale_data") == bounds_m


def test_C15_who_never_ran_but_checks_in_starts_at_the_floor() -> None:
    assert found(one(a_state(done=())), "stale_data") == [3_000, 3_000]


@pytest.mark.parametrize(("days", "bound_m"), [(7, 5_000), (14, 2_500)])
def test_C15_while_something_hurts_the_rung_is_held_or_halved_too(days: int, bound_m: int) -> None:
    state = silent(days, hurting=True, onset_m=6_000, rung_m=5_000)

    assert min(found(one(state), "stale_data")) == bound_m


@pytest.mark.parametrize("days", [7, 14])
def test_C15_while_something_hurts_the_lower_of_rung_and_log_is_held(days: int) -> None:
    state = silent(days, hurting=True, onset_m=6_000, rung_m=50_000)

    assert min(found(one(state), "stale_data")) == (10_000 if days == 7 else 5_000)


def test_C15_a_missing_rung_in_a_silent_log_allows_nothing() -> None:
    day = one(silent(8, hurting=True, onset_m=6_000))

    assert day.max_m == 0
    assert found(day, "stale_data") == [10_000]
    assert found(day, "data_missing") == [0, 0]
    assert found(one(silent(8, rung_m=math.nan)), "stale_data") == [10_000]


@pytest.mark.parametrize("days", [8, 15])
def test_C02_an_impossible_run_in_a_silent_log_allows_nothing(days: int) -> None:
    day = one(a_state(done=((MONDAY - timedelta(days), math.nan),), newest_input_on=YESTERDAY
                      if days == 15 else MONDAY - timedelta(8)))  # fmt: skip

    assert found(day, "stale_data") == []
    assert set(found(day, "data_missing")) == {0}


# --- the taper -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "taper_m"), [(0, []), (1, [10_000]), (21, [10_000]), (22, [])])
def test_no_new_longest_run_in_the_last_three_weeks(days: int, taper_m: list[int]) -> None:
    day = one(a_state(race_on=MONDAY + timedelta(days)))

    assert found(day, "taper") == taper_m


@pytest.mark.parametrize(("km", "ago", "taper_m"), [(2_000, 1, 3_000), (30_000, 112, 30_000),
                                                    (30_000, 113, 3_000)])  # fmt: skip
def test_the_taper_looks_back_over_the_whole_build_with_a_floor(
    km: int, ago: int, taper_m: int
) -> None:
    state = a_state(done=((MONDAY - timedelta(ago), km),), race_on=MONDAY + timedelta(5))

    assert found(one(state), "taper") == [taper_m]


def test_C02_the_taper_with_an_impossible_run_allows_nothing() -> None:
    day = one(a_state(done=((YESTERDAY, math.inf),), race_on=MONDAY + timedelta(5)))

    assert found(day, "taper") == []
    assert found(day, "data_missing") == [0, 0]


def test_a_race_behind_is_no_taper() -> None:
    assert found(one(a_state(race_on=YESTERDAY)), "taper") == []


# --- the layer as a whole ------------------------------------------------------------------------

metres_or_not = st.one_of(st.integers(0, 60_000), st.sampled_from(UNSOUND))


@given(st.lists(metres_or_not, min_size=1, max_size=5), metres_or_not, metres_or_not, st.booleans())
def test_C03_limiting_again_changes_no_distance_and_nothing_comes_out_longer(
    asked: list[Any], onset_m: Any, rung_m: Any, progress: bool
) -> None:
    state = hurting(onset_m=onset_m, rung_m=rung_m, n_green=2 if progress else 0)
    limits = Limits((a_limit(max_week_km=20.0, min_rest_days_between_runs=1),))
    plan = [a_day(m, on=MONDAY + timedelta(i)) for i, m in enumerate(asked)]

    once = limit(plan, limits, state)
    twice = limit(once, limits, state)

    assert [d.asked_m for d in twice] == [d.asked_m for d in once]
    for before, after in zip(plan, once, strict=True):
        sound = type(before.asked_m) is int and before.asked_m >= 0
        assert 0 <= after.asked_m <= (before.asked_m if sound else 0)


def test_days_come_out_in_order_whatever_order_they_came_in() -> None:
    days = limit([a_day(on=NEXT_SUNDAY), a_day()], Limits(), a_state())

    assert [day.on for day in days] == [MONDAY, NEXT_SUNDAY]


@pytest.mark.parametrize("kind", ["pace", "intervals", "test"])
def test_speed_goes_first_while_something_hurts_or_a_limit_says_easy(kind: str) -> None:
    hard = a_day(kind=kind)
    easy = a_limit(easy_only=True)

    assert one(a_state(), day=hard).kind == kind
    assert one(a_state(), a_limit(), day=hard).kind == kind
    assert one(hurting(), day=hard).kind == "easy"
    assert one(a_state(), easy, day=hard).kind == "easy"
    assert one(a_state(), replace(easy, from_day=NEXT_SUNDAY), day=hard).kind == kind
    assert one(a_state(), easy, day=a_day(kind="long")).kind == "long"


def test_week_limits_share_the_week_and_one_restriction_does_not_spend_anothers() -> None:
    week = a_limit(id="week", max_run_km=None, max_week_km=30.0)
    plan = [a_day(20_000, on=MONDAY), a_day(20_000, on=MONDAY + timedelta(3))]

    days = limit(plan, Limits((week, a_limit())), a_state(done=((YESTERDAY, 10_000),)))

    assert [found(day, "clinician_limit") for day in days] == [[10_000, 14_484]] * 2


# --- weeks ---------------------------------------------------------------------------------------


def test_quotas_worked_out_once_are_those_of_the_programme() -> None:
    week = Limits((a_limit(max_run_km=None, max_week_km=20.0, max_runs_per_week=1),))
    days = [a_day(8_000, kind="easy"), a_day(16_000, on=NEXT_SUNDAY)]
    state = a_state()

    asked_less = [replace(day, asked_m=5_000) for day in days]
    alone = limit(asked_less, week, state)

    assert limit(asked_less, week, state, week_quotas(days, week, state)) == alone
    assert [day.asked_m for day in alone] == [0, 5_000]


def test_a_long_run_of_fewer_metres_stays_before_a_longer_other_run() -> None:
    once = Limits((a_limit(max_run_km=None, max_runs_per_week=1),))
    days = [a_day(9_000, kind="easy"), a_day(8_000, on=NEXT_SUNDAY)]

    assert [day.asked_m for day in limit(days, once, a_state())] == [0, 8_000]


@pytest.mark.parametrize(("ago", "max_m"), [(14, 0), (15, 8_000)])
def test_runs_count_as_far_back_as_the_longest_rest_a_limit_can_ask(ago: int, max_m: int) -> None:
    rested = Limits((a_limit(max_run_km=None, min_rest_days_between_runs=14),))
    state = a_state(done=((MONDAY - timedelta(ago), 30_000),))

    assert limit([a_day(8_000)], rested, state)[0].asked_m == max_m


# --- the days ahead ------------------------------------------------------------------------------


def bounds_of(state: State, code: str, n: int = 5) -> list[int]:
    """One code's bound on each of the coming days."""
    return [found(day, code)[0] for day in limit([a_day(on=MONDAY + timedelta(i))
                                                  for i in range(n)], Limits(), state)]  # fmt: skip


def test_each_later_day_has_the_onset_foreseen_for_it_and_the_last_holds_on() -> None:
    ahead = hurting(onset_ahead_m=(6_100, 6_200, 6_300))

    assert bounds_of(ahead, "onset") == [6_000, 6_100, 6_200, 6_300, 6_300]
    assert bounds_of(hurting(), "onset") == [6_000] * 5


@pytest.mark.parametrize("missing", UNSOUND)
def test_C02_a_missing_number_foreseen_allows_nothing_on_its_day(missing: Any) -> None:
    state = hurting(onset_ahead_m=(6_100, missing, 6_300))
    days = limit([a_day(on=MONDAY + timedelta(i)) for i in range(4)], Limits(), state)

    assert [day.max_m == 0 for day in days] == [False, False, True, False]


def test_C02_what_is_foreseen_cannot_stand_in_for_what_is_missing_today() -> None:
    days = limit([a_day(on=MONDAY + timedelta(i)) for i in range(2)], Limits(),
                 hurting(onset_m=None, onset_ahead_m=(6_100,)))  # fmt: skip

    assert [day.max_m for day in days] == [0, 0]


def test_a_day_before_the_day_of_asking_has_todays_onset() -> None:
    early = a_day(on=YESTERDAY)

    assert found(one(hurting(onset_ahead_m=(6_100,)), day=early), "onset") == [6_000]


def test_no_plan_has_no_quotas() -> None:
    assert limit([], Limits((a_limit(max_week_km=20.0),)), a_state()) == ()


def test_where_runs_a_week_are_few_the_long_run_stays_before_a_further_easy_one() -> None:
    days = [a_day(9_000, kind="easy"), a_day(8_000, on=MONDAY + timedelta(3))]
    few = a_limit(max_run_km=None, max_runs_per_week=1)

    kept = limit(days, Limits((few,)), a_state(done=(), believed=((YESTERDAY, 30_000),)))

    assert [day.kind for day in kept if day.asked_m] == ["long"]
