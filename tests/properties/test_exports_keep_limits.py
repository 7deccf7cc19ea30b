"""What leaves the house keeps every limit too, read back by others than wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.plans import Programme, Session
from startline.engine.restrictions import Restriction
from startline.formats.fit_workout import write_workouts
from startline.formats.ics import write_calendar
from tests.builders import MONDAY, a_green_run, advice_on
from tests.formats.exported import LATER, STAMP, by_uid, km_said, metres, seconds, titles
from tests.formats.test_ics import HEALTH
from tests.strategies import cases, restrictions


@st.composite
def runners(draw: st.DrawFn) -> Case:
    """Any runner, and runners whom little holds back, with races and minutes among the days."""
    case = draw(cases(flagged=False) | cases(limited=False, flagged=False) | cases())
    if draw(st.booleans()):
        many = tuple(a_green_run(days, 12.0) for days in range(1, 20, 3))
        case = replace(case, runs=many, episodes=(), restrictions=case.restrictions[:1])
    assert case.programme is not None
    sessions = list(case.programme.sessions)
    for ahead in draw(st.sets(st.integers(0, 6), max_size=4)):
        sessions[ahead] = draw(another_session(MONDAY + timedelta(ahead)))
    runner = replace(case.runner, unit=draw(st.sampled_from(["mi", "km", None])))
    return replace(case, runner=runner, programme=Programme(sessions=tuple(sessions)))


@st.composite
def another_session(draw: st.DrawFn, on: date) -> Session:
    """A race of any length, or a run in minutes."""
    if draw(st.booleans()):
        return Session(on=on, kind="race", distance_km=draw(st.sampled_from([5.0, 10.0, 42.195])))
    kind = draw(st.sampled_from(["easy", "run_walk", "long"]))
    return Session(on=on, kind=kind, duration_min=draw(st.floats(5, 200)))


def calendar(case: Case, before: bytes | None = None) -> bytes:
    stamp = LATER if before else STAMP
    return write_calendar(case, advice_on(case), before=before, stamp=stamp).text


def caps_km(case: Case, on: date) -> list[float]:
    """What people who set limits allow that day."""
    active = [one for one in case.restrictions if one.is_active(on)]
    caps = [one.max_run_km for one in active if one.max_run_km is not None]
    return [*caps, *(0.0 for one in active if one.no_running)]


@given(runners())
def test_C01_no_event_of_a_calendar_is_above_any_limit_of_its_day(case: Case) -> None:
    for day, title in titles(calendar(case)).items():
        assert all(km_said(title) <= cap + 0.001 for cap in caps_km(case, day))


@given(runners())
def test_E08_a_calendar_says_the_number_of_the_plan_rounded_down(case: Case) -> None:
    planned = {day.on: day.distance_km or 0.0 for day in advice_on(case).plan}

    for day, title in titles(calendar(case)).items():
        assert km_said(title) <= planned[day] + 0.001
        assert km_said(title) > planned[day] - 0.161 or not km_said(title)


@given(runners())
def test_E08_every_run_of_the_plan_and_none_besides_is_in_both_exports(case: Case) -> None:
    advice = advice_on(case)
    planned = {day.on for day in advice.plan if day.distance_km} if advice.status == "ok" else set()

    assert {day for day, title in titles(calendar(case)).items() if km_said(title)} == planned
    files = write_workouts(case, advice, stamp=STAMP)
    assert {date.fromisoformat(file.name[:10]) for file in files} == planned


@given(runners())
def test_C01_no_workout_is_above_its_day_or_any_limit_of_it(case: Case) -> None:
    advice = advice_on(case)
    planned = {day.on: day for day in advice.plan}

    for file in write_workouts(case, advice, stamp=STAMP):
        day = planned[date.fromisoformat(file.name[:10])]
        km = metres(file.data) / 1000
        assert km <= min([day.distance_km or 0, *caps_km(case, day.on)]) + 1e-9
        assert seconds(file.data) <= (day.duration_min or 0) * 60
        assert km or seconds(file.data)


@given(runners(), st.sampled_from(["chest_pain", "fever", "bone_tenderness"]))
def test_C04_an_open_red_flag_leaves_no_event_and_no_workout(case: Case, code: str) -> None:
    before = calendar(case)
    flagged = replace(case, red_flags=(RedFlag(code=code, opened_on=MONDAY),))

    assert titles(calendar(flagged, before)) == {}
    assert write_workouts(flagged, advice_on(flagged), stamp=STAMP) == ()


@given(runners())
def test_C05_no_running_leaves_no_distance_in_any_export(case: Case) -> None:
    rest = Restriction(id="rest", set_by="clinician", from_day=MONDAY, no_running=True)
    resting = replace(case, restrictions=(*case.restrictions, rest))

    said = titles(calendar(resting, calendar(case)))

    assert all(km_said(title) == 0 for title in said.values())
    assert write_workouts(resting, advice_on(resting), stamp=STAMP) == ()


@given(runners())
def test_C14_a_race_over_the_limit_is_named_so_and_has_no_distance(case: Case) -> None:
    advice = advice_on(case)
    over = {day.on for day in advice.plan if day.over_limit and advice.status != "stop"}
    over -= {run.on for run in case.runs}  # that day is done
    files = write_workouts(case, advice, stamp=STAMP)

    assert over == {
        d for d, t in titles(calendar(case)).items() if t == "Race day: over your limit"
    }
    assert not over & {date.fromisoformat(file.name[:10]) for file in files}


@given(runners(), restrictions("new"))
def test_O07_a_calendar_written_over_itself_only_ever_counts_up(
    case: Case, new: Restriction
) -> None:
    before = calendar(case)
    limited = replace(case, restrictions=(*case.restrictions, new))
    old, now = by_uid(before), by_uid(calendar(limited, before))
    fresh = by_uid(calendar(limited))

    for uid, event in now.items():
        was = old.get(uid)
        changed = was is None or (was.summary, was.status) != (event.summary, event.status)
        assert event.sequence == (0 if was is None else was.sequence + changed)
        assert (event.status == "CANCELLED") == (uid not in fresh)
    assert old.keys() <= now.keys()


@given(runners())
def test_O06_no_word_about_health_leaves_by_default(case: Case) -> None:
    assert not HEALTH.search(calendar(case).decode().replace("over your limit", ""))
    for file in write_workouts(case, advice_on(case), stamp=STAMP):
        assert not HEALTH.search(file.data.decode("latin-1"))


@given(runners())
def test_C20_equal_cases_give_equal_bytes(case: Case) -> None:
    files = [write_workouts(case, advice_on(case), stamp=STAMP) for _ in range(2)]

    assert calendar(case) == calendar(case)
    assert files[0] == files[1]
