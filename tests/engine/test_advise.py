"""Whole Cases, one invariant of the safety contract each, as a runner or a clinician meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from startline.engine import advise as main_path
from startline.engine.advice import Advice
from startline.engine.case import Case, CheckIn, Runner
from startline.engine.episodes import RedFlag
from startline.engine.errors import LimitBroken
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, PainReport, Run
from startline.formats.advice_json import advice_to
from startline.formats.schema import problems
from tests.builders import (
    MONDAY,
    NEXT_SUNDAY,
    SUNDAY,
    a_case,
    a_green_run,
    a_limit,
    a_painful_run,
    a_run,
    advice_on,
    bound,
    distances,
    rough_week,
)

TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)


def codes(advice: Advice) -> list[str]:
    return [reason.code for reason in advice.reasons]


def named(advice: Advice, restriction: str) -> bool:
    """Whether a restriction stands among today's bounds."""
    return restriction in [one.restriction for one in advice.today.bounds]


def limited(*restrictions: Restriction, **parts: object) -> Case:
    """Nothing hurts, 20 km were run last week, and somebody set limits."""
    case = a_case(runs=(a_green_run(1, 20.0),), episodes=(), restrictions=restrictions)
    return replace(case, **parts)  # type: ignore[arg-type]


# --- red flags --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["chest_pain", "fever", "bone_tenderness", "other"])
def test_C04_E01_a_flag_wins_over_a_run_free_of_pain(code: str) -> None:
    flag = RedFlag(code=code, opened_on=MONDAY)

    advice = advice_on(a_case(red_flags=(flag,)))

    assert advice.status == "stop"
    assert set(distances(advice)) == {0.0}
    assert advice.today.bounds[0].code == "red_flag"


@pytest.mark.parametrize(
    ("code", "closed_by", "opens_the_next_day"),
    [
        ("fever", "runner", True),
        ("fever", "clinician", True),
        ("fever", None, False),
        ("chest_pain", "clinician", True),
        ("chest_pain", "runner", False),
        ("collapse", "runner", False),
        ("calf_swelling", "runner", False),
        ("bladder_bowel_or_saddle", "runner", False),
        ("chest_pain", None, False),
    ],
)
def test_C04_who_may_close_a_flag_and_from_when(
    code: str, closed_by: str | None, opens_the_next_day: bool
) -> None:
    flag = RedFlag(code=code, opened_on=SUNDAY, closed_on=MONDAY, closed_by=closed_by)
    case = a_case(red_flags=(flag,))

    assert advice_on(case, MONDAY).status == "stop"
    assert advice_on(case, TUESDAY).status == ("ok" if opens_the_next_day else "stop")


def test_C04_years_pass_and_a_flag_nobody_closed_is_still_open() -> None:
    flag = RedFlag(code="sudden_pop", opened_on=MONDAY - timedelta(800))

    assert advice_on(a_case(red_flags=(flag,))).status == "stop"


def test_C04_an_emergency_is_named_first() -> None:
    flags = [RedFlag(code=code, opened_on=SUNDAY) for code in ("bone_tenderness", "collapse")]

    advice = advice_on(a_case(red_flags=tuple(flags)))

    assert advice.reasons[0].values["flag"] == "collapse"
    assert advice.reasons[0].values["emergency"] is True


def test_C04_a_flag_in_an_empty_case_stops_it() -> None:
    assert advice_on(Case(red_flags=(RedFlag(code="fever", opened_on=SUNDAY),))).status == "stop"


# --- limits -----------------------------------------------------------------------------------


def test_a_limit_that_starts_later_binds_from_its_first_day_on() -> None:
    case = limited(a_limit(id="later", max_run_km=3.0, from_day=WEDNESDAY))

    advice = advice_on(case)
    by_day = {day.on: day.distance_km for day in advice.plan}

    assert not named(advice, "later")
    assert (by_day[TUESDAY], by_day[WEDNESDAY], by_day[NEXT_SUNDAY]) == (8.0, 3.0, 3.0)
    assert advice.next_long_run is not None
    assert bound(advice.next_long_run, "clinician_limit") == 3.0


@pytest.mark.parametrize("days_past", [0, 1, 30, 400])
def test_C29_E06_a_limit_past_its_end_binds_until_somebody_acknowledges(days_past: int) -> None:
    lapsed = a_limit(until_day=MONDAY - timedelta(days_past), from_day=date(2025, 1, 1))

    advice = advice_on(limited(lapsed))
    asked = [r.values for r in advice.reasons if r.code == "limit_lapsed"]

    assert advice.today.max_run_km == 14.484
    assert named(advice, "nine")
    assert [(v["restriction"], v["by"]) for v in asked] == (
        [("nine", "physiotherapist")] if days_past else []
    )


@pytest.mark.parametrize(
    ("set_by", "lifted_by", "until", "still_binds"),
    [
        ("clinician", "clinician", None, False),
        ("clinician", "runner", None, True),
        ("clinician", None, None, True),
        ("clinician", "runner", NEXT_SUNDAY, True),
        ("clinician", "runner", SUNDAY - timedelta(1), False),
        ("clinician", None, SUNDAY - timedelta(1), True),
        ("runner", "runner", None, False),
        ("runner", "clinician", None, False),
        ("runner", None, None, True),
    ],
)
def test_C28_who_may_lift_a_limit(
    set_by: str, lifted_by: str | None, until: date | None, still_binds: bool
) -> None:
    one = a_limit(
        set_by=set_by, lifted_by=lifted_by, lifted_on=SUNDAY, until_day=until,
        from_day=MONDAY - timedelta(10),
    )  # fmt: skip

    advice = advice_on(limited(one))

    assert named(advice, "nine") is still_binds
    assert (advice.today.max_run_km == 14.484) is still_binds


def test_C28_a_limit_is_lifted_from_the_next_day_on() -> None:
    case = limited(a_limit(lifted_by="clinician", lifted_on=MONDAY))

    assert named(advice_on(case, MONDAY), "nine")
    assert not named(advice_on(case, TUESDAY), "nine")


def test_E05_of_two_clinicians_the_lower_limit_wins_and_both_are_shown() -> None:
    physio = a_limit(id="p", by="physiotherapist", max_run_km=12.0)
    doctor = a_limit(id="d", by="doctor", max_run_km=9.0, until_day=NEXT_SUNDAY)

    long_run = advice_on(limited(physio, doctor)).next_long_run

    assert long_run is not None
    assert long_run.max_run_km == 9.0
    assert {
        (b.by, b.max_run_km, b.until, b.binding)
        for b in long_run.bounds
        if b.code == "clinician_limit"
    } == {("physiotherapist", 12.0, None, False), ("doctor", 9.0, NEXT_SUNDAY, True)}


def test_the_runners_own_tighter_limit_wins_over_the_clinicians() -> None:
    own = a_limit(id="own", set_by="runner", by=None, max_run_km=5.0)

    today = advice_on(limited(a_limit(), own)).today

    assert today.max_run_km == 5.0
    assert bound(today, "clinician_limit") == 14.484


def test_a_clinicians_limit_is_a_maximum_and_no_target() -> None:
    roomy = a_limit(max_run_km=30.0)

    assert advice_on(limited(roomy)).next_long_run == replace(
        advice_on(limited()).next_long_run,
        bounds=advice_on(limited(roomy)).next_long_run.bounds,
    )


def test_C05_no_running_holds_on_race_day_too() -> None:
    rest = Restriction(id="rest", set_by="clinician", from_day=SUNDAY, no_running=True)
    case = limited(rest, race=Race(on=TUESDAY, distance_km=42.195), programme=race_on(TUESDAY))

    assert set(distances(advice_on(case))) == {0.0}


# --- the race ---------------------------------------------------------------------------------


def race_on(day: date) -> Programme:
    return Programme(sessions=(Session(on=day, kind="race", distance_km=42.195),))


def test_C14_a_race_over_the_limit_is_shown_as_over_it_and_never_planned_in_full() -> None:
    race = Race(on=WEDNESDAY, distance_km=42.195)
    case = limited(a_limit(), race=race, programme=race_on(WEDNESDAY))

    race_day = advice_on(case).plan[-1]

    assert (race_day.on, race_day.kind, race_day.over_limit) == (WEDNESDAY, "race", True)
    assert (race_day.distance_km or 0) <= 14.484
    assert race_day.programmed_km == 42.195


def test_C14_a_race_within_every_limit_is_not_called_over_it() -> None:
    five_km = Programme(sessions=(Session(on=WEDNESDAY, kind="race", distance_km=5.0),))
    case = limited(a_limit(), race=Race(on=WEDNESDAY, distance_km=5.0), programme=five_km)

    race_day = advice_on(case).plan[-1]

    assert (race_day.over_limit, race_day.distance_km) == (False, 5.0)


def test_a_race_in_the_past_leaves_nothing_to_say_but_why() -> None:
    advice = advice_on(a_case(race=Race(on=SUNDAY, distance_km=42.195)))

    assert advice.status == "cannot_say"
    assert "race_in_the_past" in codes(advice)
    assert set(distances(advice)) == {0.0}


def test_on_race_day_itself_the_race_is_not_past() -> None:
    case = limited(race=Race(on=MONDAY, distance_km=42.195), programme=race_on(MONDAY))

    assert advice_on(case).status == "ok"


# --- what is missing, late or impossible ------------------------------------------------------


def test_an_empty_case_gets_no_distance_and_is_told_why() -> None:
    advice = advice_on(Case())

    assert advice.status == "cannot_say"
    assert codes(advice) == ["nothing_logged"]
    assert set(distances(advice)) == {0.0}


@pytest.mark.parametrize(
    ("days", "longest_km", "status"),
    [(1, 11.0, "ok"), (6, 11.0, "ok"), (7, 10.0, "ok"), (13, 10.0, "ok"), (14, 5.0, "ok"),
     (27, 5.0, "ok"), (28, 0.0, "cannot_say"), (1000, 0.0, "cannot_say")],
)  # fmt: skip
def test_C15_a_silent_log_holds_halves_and_then_asks(
    days: int, longest_km: float, status: str
) -> None:
    case = a_case(runs=(a_green_run(days, 10.0),), episodes=())

    advice = advice_on(case)

    assert advice.today.max_run_km == longest_km
    assert advice.status == status
    assert ("check_in_first" in codes(advice)) is (status == "cannot_say")


def test_C15_a_check_in_answers_the_question_but_earns_no_distance() -> None:
    silent = a_case(runs=(a_green_run(40, 10.0),), episodes=())
    answered = replace(silent, check_ins=(CheckIn(on=MONDAY, morning_nrs=0),))

    assert advice_on(silent).status == "cannot_say"
    assert advice_on(answered).status == "ok"
    assert advice_on(answered).today.max_run_km <= 5.0


TOMORROWS = Run(on=TUESDAY, distance_km=30.0, pain=PainReport(free=True, next_morning_nrs=0))
TOO_FAST = a_run(1, 30.0, duration_min=59.9, pain=PainReport(free=True, next_morning_nrs=0))
NOWHERE = a_run(1, 0.0, duration_min=30)


@pytest.mark.parametrize(
    ("impossible", "why"),
    [
        (TOMORROWS, "after_today"),
        (replace(TOMORROWS, on=MONDAY + timedelta(900)), "after_today"),
        (TOO_FAST, "implausible_pace"),
        (NOWHERE, "no_distance"),
    ],
)
@pytest.mark.parametrize("hurting", [True, False])
def test_C16_a_run_that_cannot_have_been_is_listed_and_changes_nothing(
    impossible: Run, why: str, hurting: bool
) -> None:
    without = a_case() if hurting else limited()

    advice = advice_on(replace(without, runs=(*without.runs, impossible)))
    listed = [r.values for r in advice.reasons if r.code == "run_set_aside"]

    assert listed == [{"on": impossible.on.isoformat(), "why": why}]
    assert distances(advice) == distances(advice_on(without))


def test_C16_a_log_of_such_runs_alone_is_an_empty_log() -> None:
    advice = advice_on(Case(runs=(TOMORROWS, TOO_FAST, NOWHERE)))

    assert advice.status == "cannot_say"
    assert codes(advice)[0] == "nothing_logged"


# --- the light --------------------------------------------------------------------------------


def sore(days_ago: int) -> Run:
    """A red run: far above what a knee may feel."""
    return a_painful_run(days_ago, 8.0, 4.0, worst_nrs=8)


GREENS = (a_green_run(4, 9.0), a_green_run(2, 9.0))


def test_C12_after_a_red_run_the_next_day_is_for_rest() -> None:
    case = a_case(runs=(a_green_run(5, 10.0), sore(1)))

    assert advice_on(case).today.light == "red"
    assert advice_on(case).today.max_run_km == 0
    assert advice_on(case, TUESDAY).today.max_run_km > 0


def test_C12_two_reds_in_14_days_ask_for_the_clinician_and_hold_the_step() -> None:
    once = advice_on(a_case(runs=(sore(20), sore(10), *GREENS)))
    twice = advice_on(a_case(runs=(sore(12), sore(10), *GREENS)))

    assert "see_clinician" not in codes(once)
    assert "see_clinician" in codes(twice)
    assert bound(once.today, "traffic_light") == pytest.approx(9.0 * 1.15)
    assert bound(twice.today, "traffic_light") == 9.0


def test_C13_two_complete_greens_allow_one_step_beyond_the_longer() -> None:
    advice = advice_on(a_case(runs=(a_green_run(4, 8.0), a_green_run(2, 9.0))))

    assert bound(advice.today, "traffic_light") == pytest.approx(9.0 * 1.15)


UNASKED_MORNING = PainReport(free=True)


@pytest.mark.parametrize(
    "runs",
    [
        (a_green_run(4, 9.0), a_run(2, 9.0, pain=UNASKED_MORNING)),
        (a_run(4, 9.0, pain=UNASKED_MORNING), a_green_run(2, 9.0)),
        (a_green_run(6, 9.0), a_run(4, 9.0, pain=UNASKED_MORNING), a_green_run(2, 9.0)),
        (a_green_run(4, 9.0), a_run(2, 9.0)),
        (a_green_run(2, 9.0),),
    ],
)
def test_C13_with_one_answer_missing_the_step_is_not_earned(runs: tuple[Run, ...]) -> None:
    assert bound(advice_on(a_case(runs=runs)).today, "traffic_light") == 9.0


def test_C13_the_missing_answer_may_come_as_a_check_in_the_next_morning() -> None:
    runs = (a_green_run(4, 9.0), a_run(2, 9.0, pain=UNASKED_MORNING))
    said = CheckIn(on=MONDAY - timedelta(1), morning_nrs=0)

    advice = advice_on(a_case(runs=runs, check_ins=(said,)))

    assert bound(advice.today, "traffic_light") == pytest.approx(9.0 * 1.15)


@pytest.mark.parametrize("days_ago", [2, 5, 9, 15])
@pytest.mark.parametrize(
    "said",
    [{"worst_nrs": 2}, {"worst_nrs": 9, "course": "worsened"}, {"onset": OnsetObservation(0, 0)},
     {"onset": None}, {"limp": True}],
)  # fmt: skip
@pytest.mark.parametrize("case", [a_case(), limited()], ids=["hurting", "well"])
def test_E03_a_worse_entry_added_for_an_earlier_day_raises_nothing(
    days_ago: int, said: dict[str, object], case: Case
) -> None:
    worse = a_painful_run(days_ago, 5.0, 2.0, **said)

    after = distances(advice_on(replace(case, runs=(*case.runs, worse))))

    assert all(now <= then for now, then in zip(after, distances(advice_on(case)), strict=True))


# --- our own faults ---------------------------------------------------------------------------


def test_C34_a_day_that_came_out_above_a_limit_is_never_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(main_path, "replan", lambda programmed, *_: tuple(programmed))
    monkeypatch.setattr(main_path, "limit", lambda plan, limits, state: tuple(plan))

    with pytest.raises(LimitBroken):
        advice_on(rough_week(), TUESDAY)


# --- a long life ------------------------------------------------------------------------------


def test_C33_ten_years_of_runs_are_answered_like_the_last_of_them() -> None:
    unasked = tuple(a_run(days, 5.0 + days % 7) for days in range(3650, 200, -1))
    recent = a_case().runs

    long_log, short_log = a_case(runs=(*unasked, *recent)), a_case()

    assert distances(advice_on(long_log)) == distances(advice_on(short_log))


def test_a_runner_who_said_nothing_about_themselves_is_answered_with_the_defaults() -> None:
    plain = a_case(runner=Runner())

    assert distances(advice_on(plain)) == distances(advice_on(a_case()))


@pytest.mark.parametrize(
    ("case", "newest", "age_days"),
    [
        (a_case(runs=(a_green_run(3), a_green_run(9))), MONDAY - timedelta(3), 3),
        (a_case(runs=(a_green_run(3),), check_ins=(CheckIn(on=MONDAY),)), MONDAY, 0),
        (a_case(runs=(a_green_run(40),)), MONDAY - timedelta(40), 40),
        (a_case(runs=(), check_ins=(CheckIn(on=MONDAY + timedelta(1)),)), None, None),
    ],
)
def test_C15_C25_the_advice_carries_the_age_of_the_newest_word(
    case: Case, newest: date | None, age_days: int | None
) -> None:
    advice = advice_on(case)
    told = advice_to(advice)

    assert (advice.newest_input_on, advice.data_age_days) == (newest, age_days)
    assert told["newest_input_on"] == (newest.isoformat() if newest else None)
    assert told["data_age_days"] == age_days
    assert problems("advice", told) == []


def test_nothing_is_offered_in_place_of_a_run_that_is_done() -> None:
    session = Session(on=MONDAY, kind="easy", distance_km=20.0)
    runner, programme = Runner(cross_training=("cycling",)), Programme(sessions=(session,))
    waiting = a_case(runner=runner, programme=programme)
    done = replace(waiting, runs=(*waiting.runs, a_run(0, 3.0)))

    assert advice_on(done).plan[0].cross_train == ()
    assert advice_on(waiting).plan[0].cross_train != ()


def test_a_walk_run_that_is_shortened_has_fewer_repeats() -> None:
    split = {"run_walk": {"run_min": 2, "walk_min": 1, "repeats": 10}}
    session = Session(on=TUESDAY, kind="run_walk", duration_min=30, extra=split)
    case = a_case(
        programme=Programme(sessions=(session,)), episodes=(), runs=(a_run(2, 6.0),),
        restrictions=(a_limit(max_run_km=1.5),),
    )  # fmt: skip

    [day] = [day for day in advice_on(case).plan if day.on == TUESDAY]

    assert day.run_walk is not None
    assert day.run_walk.repeats == 10 * 1500 // 3333
