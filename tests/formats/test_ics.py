"""The calendar, read back by a library that did not write it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.advice import Advice, PlannedDay
from startline.engine.case import Case, Runner
from startline.engine.episodes import RedFlag
from startline.engine.errors import LimitBroken, Refused
from startline.engine.plans import CrossTraining, Programme, Reason, Session
from startline.engine.races import Race
from startline.formats import outgoing
from startline.formats.ics import calendar_name, write_calendar
from startline.formats.outgoing import one_line
from tests.builders import (
    MONDAY,
    NEXT_SUNDAY,
    a_case,
    a_green_run,
    a_limit,
    advice_on,
    rough_week,
)
from tests.formats.exported import LATER, STAMP, a_plan, by_uid, events, km_said, read_back, titles

TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
SEVEN = time(7)


def calendar(case: Case, advice: Advice | None = None, before: bytes | None = None, **more: Any):
    settings = {"stamp": STAMP, **more}
    return write_calendar(case, advice or advice_on(case), before=before, **settings)


def well(**runner: Any) -> Case:
    """A runner whom nothing hurts, so that the plan is the one given."""
    return a_case(episodes=(), runner=Runner(**runner))


def a_day(on: date = TUESDAY, km: float | None = 8.0, kind: str = "easy", **more: Any):
    return PlannedDay(on=on, kind=kind, distance_km=km, programmed_km=km, **more)


def test_the_rough_week_says_the_plans_own_numbers_and_nothing_on_rest_days():
    case = rough_week()
    advice = advice_on(case)

    said = titles(calendar(case, advice).text)

    assert said[NEXT_SUNDAY] == "Long run 2.5 mi"
    assert said[TUESDAY] == "Run 2.3 mi easy"
    assert said[date(2026, 3, 28)] == "Pool running 45 min"
    assert MONDAY not in said
    assert date(2026, 3, 27) not in said


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (a_day(km=8.0), "Run 8 km easy"),
        (a_day(km=8.09), "Run 8 km easy"),
        (a_day(km=21.097, kind="long"), "Long run 21 km"),
        (a_day(kind="pace"), "Pace run 8 km"),
        (a_day(kind="run_walk"), "Run-walk 8 km"),
        (a_day(km=42.195, kind="race", over_limit=False), "Race 42.1 km"),
        (a_day(km=0.0, kind="race", over_limit=True), "Race day: over your limit"),
        (a_day(km=4.8, reasons=(Reason("already_run"),)), "Run done"),
        (
            PlannedDay(on=TUESDAY, kind="easy", distance_km=4.8, duration_min=24.9),
            "Run 24 min easy, at most 4.8 km",
        ),
        (PlannedDay(on=TUESDAY, kind="cross", duration_min=45), "Cross-training 45 min"),
        (PlannedDay(on=TUESDAY, kind="cross"), "Cross-training"),
    ],
)
def test_a_title_is_plain_and_rounded_down(day: PlannedDay, title: str):
    case = well()

    assert titles(calendar(case, a_plan(case, day)).text) == {TUESDAY: title}


@pytest.mark.parametrize("kind", ["rest", "easy", "long"])
@pytest.mark.parametrize("km", [None, 0.0])
def test_a_day_without_a_run_has_no_event(kind: str, km: float | None):
    case = well()

    assert events(calendar(case, a_plan(case, a_day(km=km, kind=kind))).text) == {}


def test_cross_training_of_a_day_stands_beside_its_run():
    case, instead = well(), (CrossTraining("pool_running", 39.8),)

    found = read_back(calendar(case, a_plan(case, a_day(cross_train=instead))).text).events

    assert {event.summary for event in found} == {"Run 8 km easy", "Pool running 39 min"}
    assert len({event.uid for event in found}) == 2


def test_minutes_are_never_above_a_limit_in_minutes():
    case = a_case(episodes=(), restrictions=(a_limit(max_run_km=None, max_run_min=20.5),))
    day = PlannedDay(on=TUESDAY, kind="easy", distance_km=4.0, duration_min=30.0)

    text = calendar(case, a_plan(case, day)).text

    assert titles(text) == {TUESDAY: "Run 20 min easy, at most 4 km"}


def test_C04_an_open_red_flag_leaves_no_event_and_cancels_those_that_were_there():
    case = rough_week()
    before = calendar(case).text
    flagged = replace(case, red_flags=(RedFlag(code="bone_tenderness", opened_on=MONDAY),))

    after = calendar(flagged, before=before, stamp=LATER)

    assert titles(calendar(flagged).text) == {}
    assert titles(after.text) == {}
    assert {event.summary for event in events(after.text).values()} == {"Cancelled"}
    assert after.n_cancelled == len(by_uid(before))


def test_C14_a_race_over_the_limit_is_shown_and_not_planned():
    race = date(2026, 3, 29)
    sessions = (Session(on=race, kind="race", distance_km=42.195),)
    case = a_case(
        race=Race(on=race, distance_km=42.195, name="Spring marathon"),
        programme=Programme(sessions=sessions),
        restrictions=(a_limit(),),
    )

    assert titles(calendar(case).text) == {race: "Race day: over your limit"}


HEALTH = re.compile(r"pain|hurt|injur|knee|physio|clinic|limit by|flag|sore|rehab|\blight\b", re.I)


def test_O06_nothing_but_the_run_is_told_unless_asked_for():
    case = rough_week()

    plain = calendar(case, at=SEVEN).text.decode()
    told = calendar(case, note=lambda day: "the limit your physiotherapist set").text.decode()

    assert not HEALTH.search(plain)
    assert "physiotherapist" in told
    assert told.count("CLASS:PRIVATE") == told.count("BEGIN:VEVENT")


def test_O07_a_changed_distance_keeps_its_uid_and_raises_its_sequence_and_nothing_else_does():
    case = well()
    week = [a_day(TUESDAY, 8.0), a_day(WEDNESDAY, 6.0)]
    before = calendar(case, a_plan(case, *week)).text

    after = calendar(case, a_plan(case, a_day(TUESDAY, 5.0), week[1]), before=before, stamp=LATER)
    old, new = events(before), events(after.text)

    assert [new[day].uid for day in new] == [old[day].uid for day in old]
    assert [(new[day].sequence, new[day].dtstamp) for day in new] == [(1, LATER), (0, STAMP)]
    assert new[TUESDAY].last_modified == LATER
    assert after.n_changed == 1


def test_O07_a_calendar_written_again_without_a_change_is_the_same_bytes():
    case = rough_week()
    for more in ({}, {"at": SEVEN}, {"note": lambda day: "why; so, \\ that\nis it"}):
        before = calendar(case, **more).text

        again = calendar(case, before=before, stamp=LATER, **more)

        assert again.text == before
        assert (again.n_changed, again.n_cancelled) == (0, 0)


def test_O07_a_session_no_longer_planned_stays_as_cancelled_without_its_number():
    case = well()
    both = a_plan(case, a_day(TUESDAY), a_day(WEDNESDAY))
    first = calendar(case, both)
    second = calendar(case, a_plan(case, a_day(TUESDAY)), before=first.text, stamp=LATER)
    third = calendar(case, a_plan(case, a_day(TUESDAY)), before=second.text)
    back = calendar(case, both, before=third.text, stamp=LATER)

    gone = events(second.text)[WEDNESDAY]
    assert (gone.status, gone.sequence, gone.summary) == ("CANCELLED", 1, "Cancelled")
    assert third.text == second.text
    assert titles(back.text)[WEDNESDAY] == "Run 8 km easy"
    assert events(back.text)[WEDNESDAY].sequence == 2


def test_days_past_stay_as_they_were_and_cancelled_ones_go():
    case = well()
    first = calendar(case, a_plan(case, a_day(TUESDAY), a_day(WEDNESDAY)), at=SEVEN).text
    second = calendar(case, a_plan(case, a_day(TUESDAY)), before=first).text
    sunday = replace(a_plan(case, a_day(NEXT_SUNDAY)), on=NEXT_SUNDAY)

    later = events(calendar(case, sunday, before=second).text)

    assert list(later) == [TUESDAY, NEXT_SUNDAY]
    assert later[TUESDAY].summary == "Run 8 km easy"


def test_a_uid_is_of_the_runner_and_the_day_whatever_else_changes():
    case = rough_week()
    shorter = replace(case, restrictions=(a_limit(max_run_km=2.0),))
    logged = replace(case, runs=(*case.runs, a_green_run(1, 2.0)))
    uids = runs_by_day(calendar(case).text)

    for other in (shorter, logged, replace(case, runner=replace(case.runner, unit="km"))):
        found = runs_by_day(calendar(other).text)
        assert all(uids[day] == uid for day, uid in found.items())
        assert NEXT_SUNDAY in found


def runs_by_day(text: bytes) -> dict[date, str]:
    return {day: e.uid for day, e in events(text).items() if km_said(e.summary)}


def test_two_runners_of_one_programme_and_one_race_do_not_share_a_uid():
    mine, yours = (a_case(runs=(a_green_run(9, km), a_green_run(1, 9.0))) for km in (8.0, 8.01))

    uids = [{e.uid for e in events(calendar(case).text).values()} for case in (mine, yours)]

    assert not uids[0] & uids[1]
    assert calendar_name(mine) == calendar_name(a_case(runs=mine.runs, episodes=()))


def test_a_new_race_day_or_an_older_run_keeps_the_uids_of_a_calendar_that_is_there():
    case = rough_week()
    assert case.race
    before = calendar(case).text
    moved = replace(
        case,
        race=replace(case.race, on=date(2026, 5, 10)),
        runs=(a_green_run(400, 5.0), *case.runs),
    )

    after = calendar(moved, before=before).text

    now = {d: e.uid for d, e in events(after).items()}
    assert {d: now[d] for d in events(before)} == {d: e.uid for d, e in events(before).items()}


def test_a_caller_who_knows_the_runner_names_the_calendar():
    name = uuid4()
    case = rough_week()

    assert calendar(case, calendar=name).text != calendar(case).text
    assert f"UID:{name}".encode() in calendar(case, calendar=name).text


@pytest.mark.parametrize(
    ("zone", "days", "utc_hours"),
    [
        ("Europe/Vienna", (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)), (6, 5, 5)),
        ("Europe/Vienna", (date(2026, 10, 24), date(2026, 10, 25)), (5, 6)),
        ("America/Toronto", (date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)), (12, 11, 11)),
        ("America/Toronto", (date(2026, 10, 31), date(2026, 11, 1)), (11, 12)),
        ("Asia/Kolkata", (date(2026, 3, 29),), (1,)),
        ("UTC", (date(2026, 3, 29),), (7,)),
    ],
)
def test_O07_the_local_hour_is_kept_across_daylight_saving(zone: str, days: Any, utc_hours: Any):
    case = well(time_zone=zone)
    plan = replace(a_plan(case, *(a_day(day) for day in days)), on=days[0])

    found = [event.dtstart for event in events(calendar(case, plan, at=SEVEN).text).values()]

    assert [start.replace(tzinfo=None).time() for start in found] == [SEVEN for _ in days]
    assert [start.astimezone(UTC).hour for start in found] == list(utc_hours)


def test_a_timed_run_fills_whole_quarters_of_an_hour_and_the_race_a_whole_day():
    case = well(time_zone="Europe/Vienna")
    race = a_day(WEDNESDAY, 42.195, "race", over_limit=False)

    found = events(calendar(case, a_plan(case, a_day(), race), at=SEVEN).text)

    assert found[TUESDAY].computed_duration == timedelta(minutes=75)  # 8 km at 9:00 per km
    assert found[WEDNESDAY].dtstart == WEDNESDAY


def test_without_a_time_zone_every_event_takes_a_whole_day():
    case = well()

    text = calendar(case, a_plan(case, a_day()), at=SEVEN).text

    assert events(text)[TUESDAY].dtstart == TUESDAY
    assert b"VTIMEZONE" not in text


NASTY = ["Run\r\nBEGIN:VALARM", "a\u2028b\u2029c", "semi; comma, back\\slash: \"q\"",
         "\u202egnirpS", "👨‍👩‍👧 " * 40, "x" * 5000, "\x00\x07", "\ud800", "é" * 80]  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_O05_a_hostile_race_name_is_one_harmless_line(name: str):
    case = replace(well(), race=Race(on=TUESDAY, distance_km=10.0, name=name))
    text = calendar(case, a_plan(case, a_day(km=10.0, kind="race", over_limit=False))).text

    said = titles(text)[TUESDAY]

    assert said.removeprefix("Race 10 km").removeprefix(": ") == one_line(name)
    assert len(events(text)) == 1
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert text.decode().splitlines() == text.decode().split("\r\n")[:-1]
    assert b"VALARM" not in text or b"\nBEGIN:VALARM" not in text


@given(st.lists(st.text(), min_size=1).map("\n".join))
def test_O05_a_note_of_any_letters_comes_back_line_by_line(note: str):
    case = well()

    text = calendar(case, a_plan(case, a_day()), note=lambda day: note).text

    lines = "\n".join(one_line(line, 300) for line in note.split("\n"))
    assert (events(text)[TUESDAY].description or "").split() == lines.split()
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_O05_an_event_that_cannot_be_written_is_left_out_and_the_others_are_not():
    def note(day: PlannedDay) -> str:
        if day.on == TUESDAY:
            raise ValueError("an address with a line break")
        return "fine"

    case = well()
    file = calendar(case, a_plan(case, a_day(TUESDAY), a_day(WEDNESDAY)), note=note)

    assert file.left_out == (TUESDAY,)
    assert list(titles(file.text)) == [WEDNESDAY]


OURS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//startline//plan//EN\r\n"


MENDED = (
    b"BEGIN:VEVENT\r\nDTSTAMP:20260301T070000Z\r\nDTSTART:20260401T070000Z\r\n%s\r\nEND:VEVENT\r\n"
)


@pytest.mark.parametrize(
    "event",
    [
        b"UID:not a name\r\n",
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nUID:a@startline\r\nDTSTART:yesterday\r\nEND:VEVENT\r\n",
        MENDED % b"UID:b\r\nSEQUENCE:many",
        MENDED % b"UID:b\r\nUID:c",
        MENDED % b"UID:b\r\nDTSTAMP:20260302T070000Z",
        MENDED % b"UID:b\r\nD@Y:1",
        MENDED % b"UID:b\x07",
        MENDED % b"UID:b\r\nDURATION:long",
        MENDED % b"UID:b\r\nSTATUS:PERHAPS",
        MENDED % b"UID:b\r\nLAST-MODIFIED:once",
        MENDED.replace(b":20260401T070000Z", b";TZID=Mars/Base:20260401T070000") % b"UID:b",
        MENDED.replace(b":20260301T070000Z", b":once") % b"UID:b",
    ],
)
def test_a_broken_event_of_an_earlier_calendar_stops_nothing(event: bytes):
    case = well()

    file = calendar(case, a_plan(case, a_day()), before=OURS + event + b"END:VCALENDAR\r\n")

    assert titles(file.text) == {TUESDAY: "Run 8 km easy"}


def test_an_event_that_somebody_else_put_into_our_file_stays():
    mine = MENDED % b"UID:b\r\nSUMMARY:Dentist"
    case = well()

    file = calendar(case, a_plan(case, a_day()), before=OURS + mine + b"END:VCALENDAR\r\n")

    assert b"SUMMARY:Dentist" in file.text


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b"BEGIN:VCALENDAR\r\nPRODID:-//somebody//else//EN\r\nEND:VCALENDAR\r\n",
        OURS,
        OURS + b"END:VCALENDAR\r\n" + OURS + b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\nPRODID:-//startline//plan//EN\r\nEND:VEVENT\r\n",
    ],
)
def test_what_is_no_calendar_of_ours_is_refused(before: bytes):
    with pytest.raises(Refused, match="no calendar of ours"):
        calendar(well(), before=before)


def test_C34_a_title_above_its_day_reaches_no_calendar(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outgoing, "shown", lambda km, unit: "8.1 km")
    case = well()

    with pytest.raises(LimitBroken):
        calendar(case, a_plan(case, a_day(km=8.09)))


@pytest.mark.parametrize(
    "held",
    [
        {"restrictions": (a_limit(max_run_km=7.999),)},
        {"restrictions": (a_limit(max_run_km=None, no_running=True),)},
        {"red_flags": (RedFlag(code="fever", opened_on=TUESDAY),)},
    ],
)
def test_C34_a_plan_above_a_limit_of_its_day_reaches_no_calendar(held: dict[str, Any]):
    case = a_case(**held)

    with pytest.raises(LimitBroken):
        calendar(case, a_plan(case, a_day(km=8.0)))


def test_the_name_of_a_calendar_stays_from_one_version_to_the_next():
    assert str(calendar_name(rough_week())) == "ae95a5e6-3e23-51ef-971e-fbf403a668ba"


def test_hours_are_those_of_the_zone_and_not_of_this_machine():
    case = well(time_zone="Asia/Kolkata")

    start = events(calendar(case, a_plan(case, a_day()), at=SEVEN).text)[TUESDAY].dtstart

    assert start == datetime.combine(TUESDAY, SEVEN, ZoneInfo("Asia/Kolkata"))
