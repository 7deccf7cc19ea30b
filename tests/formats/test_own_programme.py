"""One's own programme: what people paste is understood, what is not is refused with its line."""

from __future__ import annotations

import time
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.errors import Refused
from startline.engine.plans import Session
from startline.engine.races import MARATHON_KM, Race
from startline.formats.own_programme import (
    Preview,
    read_csv,
    read_ics,
    read_table,
    repeating_week,
)
from startline.formats.own_programme.cells import Doubt, read_cell

RACE = Race(on=date(2026, 5, 3), distance_km=MARATHON_KM)  # a Sunday
MI = 1.609344


def found(preview: Preview) -> list[tuple[str, str, float | None]]:
    """Day, kind and km of each session but the race."""
    return [
        (one.on.isoformat(), one.kind, one.distance_km)
        for one in preview.sessions
        if one.kind != "race"
    ]


def refused(preview: Preview) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in preview.refused]


def doubted(preview: Preview) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in preview.doubts]


# --- one session --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "km", "minutes"),
    [
        ("8 mi easy", "easy", 8 * MI, None),
        ("13.1", None, 13.1 * MI, None),
        ("13,1", None, 13.1 * MI, None),
        ("8,5 km locker", "easy", 8.5, None),
        ("21 km lang", "long", 21, None),
        ("1:30 h", None, None, 90),
        ("1h30", None, None, 90),
        ("1 h 30 min", None, None, 90),
        ("2 hours", None, None, 120),
        ("45'", None, None, 45),
        ("45:00", None, None, 45),
        ("3x1600 intervals", "intervals", 4.8, None),
        ("6 x 1 mile", "intervals", 6 * MI, None),
        ("8 x 400 m w/ 400 m jog", "intervals", 3.2, None),
        ("6x400 with 90 s rest", "intervals", 2.4, None),
        ("hills 5x2 min", "intervals", None, 10),
        ("8x90 s", "intervals", None, 12),
        ("2 mi WU, 3x1600, 2 mi CD", "intervals", 4 * MI + 4.8, None),
        ("2 mi + 4 mi tempo + 2 mi", "pace", 8 * MI, None),
        ("10 mi w/ 6 @ MP", "pace", 10 * MI, None),
        ("10 mi (4 tempo)", "pace", 10 * MI, None),
        ("8 km @ 5:30/km", None, 8, None),
        ("8 km + 4 x 100 m strides", "easy", 8, None),
        ("30 min easy + 4 strides", "easy", None, 30),
        ("9 mi in 90 min", None, 9 * MI, 90),
        ("12 m run", "easy", 12 * MI, None),
        ("Long run: 18", "long", 18 * MI, None),
        ("marathon", "race", MARATHON_KM, None),
        ("Half Marathon", "race", 21.0975, None),
        ("5k race", "race", 5, None),
        ("5 mi marathon pace", "pace", 5 * MI, None),
        ("60 min bike", "cross", None, 60),
        ("Cross", "cross", None, None),
        ("walk 30 min", "cross", None, 30),
        ("rest", "rest", None, None),
        ("Ruhetag", "rest", None, None),
        ("-", "rest", None, None),
        ("0", "rest", None, None),
    ],
)
def test_what_people_write_for_one_session_is_understood(
    text: str, kind: str | None, km: float | None, minutes: float | None
) -> None:
    cell = read_cell(text, unit="mi")

    assert (cell.kind, cell.duration_min) == (kind, minutes)
    assert cell.distance_km == (None if km is None else pytest.approx(km, abs=0.001))


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("dentist", "mi", "not_understood"),
        ("easy run", "mi", "not_understood"),
        ("13.1", None, "no_unit"),
        ("8 m", "km", "no_unit"),
        ("3 x 10", "mi", "no_unit"),
        ("5 km, 3 km", "mi", "two_distances"),
        ("4 easy 2 fast", "mi", "two_distances"),
        ("x" * 500, "mi", "too_long"),
        ("0 x 5 min", "mi", "not_understood"),
    ],
)
def test_what_could_mean_two_things_or_none_is_refused(
    text: str, unit: str | None, code: str
) -> None:
    with pytest.raises(Doubt) as doubt:
        read_cell(text, unit=unit)

    assert doubt.value.code == code
    assert doubt.value.hint


@pytest.mark.parametrize(
    ("text", "code", "km"),
    [
        ("8-10 mi", "range", 8 * MI),
        ("Rest or 3 mi", "choice", None),
        ("1:30", "clock", None),
        ("20 min + 3 mi", "mixed", 3 * MI),
    ],
)
def test_what_is_read_in_one_of_two_ways_says_so(text: str, code: str, km: float | None) -> None:
    cell = read_cell(text, unit="mi")

    assert [one.code for one in cell.doubts] == [code]
    assert cell.distance_km == (None if km is None else pytest.approx(km, abs=0.001))


def test_run_and_walk_in_turn_keeps_its_split() -> None:
    cell = read_cell("run/walk 8 x (1 min run, 2 min walk)", unit=None)

    assert (cell.kind, cell.duration_min) == ("run_walk", 24)
    assert cell.extra["run_walk"] == {"run_min": 1.0, "walk_min": 2.0, "repeats": 8}


# --- tables -------------------------------------------------------------------------------------

WEEKS = [
    ["Week", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Total"],
    ["1", "Rest", "3 mi", "4 mi", "3 mi", "Rest", "Cross", "6", "16"],
    ["2", "Rest", "3 mi", "5 mi pace", "3 mi", "", "-", "10", "21"],
    ["3", "Rest", "3 mi", "3x1600", "Rest", "", "", "Marathon", ""],
]


def a_table(mark: str = "\t", rows: list[list[str]] | None = None) -> str:
    return "\n".join(mark.join(row) for row in rows or WEEKS)


@pytest.mark.parametrize("mark", ["\t", " | ", "|", ";", ",", "     "])
def test_a_pasted_table_of_weeks_lands_on_its_days_whatever_stands_between(mark: str) -> None:
    rows = [[cell or "-" for cell in row] for row in WEEKS]  # spaces cannot hold an empty cell

    preview = read_table(a_table(mark, rows), race=RACE, unit="mi")

    assert preview.refused == ()
    assert found(preview)[:2] == [("2026-04-14", "easy", 4.828), ("2026-04-15", "easy", 6.437)]
    assert ("2026-04-19", "long", 9.656) in found(preview)
    assert ("2026-04-29", "intervals", 4.8) in found(preview)
    assert preview.sessions[-1].kind == "race"


def test_a_row_of_a_table_of_spaces_that_lacks_a_cell_is_refused_and_never_slips_a_day() -> None:
    text = "WEEK  TUE   THU   SUN   ALL\n1     3 mi  4 mi  8 mi  15\n2     3 mi 4 mi   9 mi  16"

    preview = read_table(text, race=RACE)

    assert refused(preview) == [("line 3", "too_few_cells")]
    assert ("2026-04-26", "long", 12.875) in found(preview)


def test_a_comma_inside_a_number_never_slips_the_days_after_it() -> None:
    text = "Week,Tue,Thu,Sun\n1,8,5 km,6 km,20 km\n2,5 km,,\n"

    preview = read_table(text, race=RACE)

    assert refused(preview) == [("line 2", "too_many_cells")]
    assert found(preview) == [("2026-04-28", "easy", 5.0)]


def test_a_refused_row_keeps_its_week_so_that_no_other_moves() -> None:
    rows = [WEEKS[0][1:], *(row[1:] for row in WEEKS[1:3]), ["3 mi"] * 12, WEEKS[3][1:]]

    preview = read_table(a_table(rows=rows), race=RACE, unit="mi")

    assert refused(preview) == [("line 4", "too_many_cells")]
    assert found(preview)[0][0] == "2026-04-07"


def test_a_markdown_table_is_read_past_its_ruler() -> None:
    lines = ["| " + " | ".join(row) + " |" for row in WEEKS]
    lines.insert(1, "|---|---|---|---|---|---|---|---|---|")

    assert found(read_table("\n".join(lines), race=RACE, unit="mi")) == found(
        read_table(a_table(), race=RACE, unit="mi")
    )


def test_one_bad_cell_is_refused_with_its_line_and_the_rest_stays() -> None:
    broken = [*WEEKS[:2], [*WEEKS[2][:2], "blah", *WEEKS[2][3:]], *WEEKS[3:]]

    preview = read_table(a_table(rows=broken), race=RACE, unit="mi")
    whole = read_table(a_table(), race=RACE, unit="mi")

    assert refused(preview) == [("line 3", "not_understood")]
    assert len(preview.sessions) == len(whole.sessions) - 1


def test_weeks_may_count_down_to_the_race() -> None:
    down = [WEEKS[0], *([str(3 - i), *row[1:]] for i, row in enumerate(WEEKS[1:]))]

    assert read_table(a_table(rows=down), race=RACE, unit="mi") == read_table(
        a_table(), race=RACE, unit="mi"
    )


def test_weeks_may_have_dates_and_then_those_count() -> None:
    dated = [WEEKS[0], ["30 Mar", *WEEKS[1][1:]], ["6 Apr", *WEEKS[2][1:]]]

    assert found(read_table(a_table(rows=dated), race=RACE, unit="mi"))[0][0] == "2026-03-31"


def test_a_missing_week_leaves_its_gap() -> None:
    preview = read_table(a_table(rows=[WEEKS[0], WEEKS[1], WEEKS[3]]), race=RACE, unit="mi")

    assert found(preview)[0][0] == "2026-04-14"
    assert not any("2026-04-20" <= on <= "2026-04-26" for on, _, _ in found(preview))


def test_a_week_that_stands_twice_is_refused_and_the_first_is_kept() -> None:
    preview = read_table(
        a_table(rows=[*WEEKS[:3], ["2", *["9 mi"] * 7], WEEKS[3]]), race=RACE, unit="mi"
    )

    assert refused(preview) == [("line 4", "repeated_week")]


def test_a_table_without_a_heading_begins_on_monday() -> None:
    preview = read_table(a_table(rows=[row[1:8] for row in WEEKS[1:]]), race=RACE, unit="mi")

    assert found(preview) == found(read_table(a_table(), race=RACE, unit="mi"))


def test_weeks_may_begin_on_sunday() -> None:
    head, *rows = [["Week", *(row[7:8] + row[1:7])] for row in WEEKS]
    text = a_table(rows=[head, *([str(i + 1), *row[1:]] for i, row in enumerate(rows))])

    preview = read_table(text, race=RACE, unit="mi")

    assert preview.sessions[-1].on == RACE.on
    assert ("2026-04-26", "long", 16.093) in found(preview)


def test_german_weekdays_and_words_are_read() -> None:
    text = "Woche;Mo;Di;Mi;Do;Fr;Sa;So\n1;Ruhetag;8 km locker;-;45 min;frei;;28,5 km lang"

    preview = read_table(text, race=RACE)

    assert found(preview) == [
        ("2026-04-28", "easy", 8.0),
        ("2026-04-30", "easy", None),
        ("2026-05-03", "long", 28.5),
    ]


def test_the_race_of_a_table_moves_to_the_day_of_the_race_and_it_is_said() -> None:
    saturday = Race(on=date(2026, 5, 2), distance_km=MARATHON_KM)

    preview = read_table(a_table(), race=saturday, unit="mi")

    assert [one.on for one in preview.sessions if one.kind == "race"] == [saturday.on]
    assert ("line 4", "race_moved") in doubted(preview)


def test_a_race_that_no_line_has_is_added() -> None:
    preview = read_table(a_table(rows=WEEKS[:3]), race=RACE, unit="mi")

    assert (preview.sessions[-1].kind, preview.sessions[-1].on) == ("race", RACE.on)


def test_a_unit_the_text_names_holds_for_its_bare_numbers() -> None:
    preview = read_table(
        "Distances in km\n" + a_table(rows=[["Sat", "Sun"], ["5", "13.1"]]), race=RACE
    )

    assert [km for _, _, km in found(preview)] == [5.0, 13.1]


def test_bare_numbers_without_any_unit_are_refused() -> None:
    preview = read_table(a_table(rows=[["Sat", "Sun"], ["5", "13.1"]]), race=RACE)

    assert refused(preview) == [("line 2", "no_unit")] * 2
    assert preview.sessions == ()


def test_numbers_that_cannot_be_are_refused_and_unusual_ones_kept_with_a_doubt() -> None:
    text = a_table(rows=[["Fri", "Sat", "Sun"], ["600 km", "60 km", "0.05 km"]])

    preview = read_table(text, race=RACE)

    assert [km for _, _, km in found(preview)] == [60.0]
    assert [code for _, code in refused(preview)] == ["outside_what_can_be"] * 2
    assert [code for _, code in doubted(preview)] == ["unusual"]


# --- lines --------------------------------------------------------------------------------------


def test_lines_with_dates_are_read_in_many_ways_of_writing_them() -> None:
    text = "\n".join([
        "2026-04-12 18 mi long", "4/19: 12 mi", "- Apr 26 8 mi", "Mon 27 April 2026, 3 mi",
        "29.4. 5 km", "see you there",
    ])  # fmt: skip

    preview = read_table(text, race=RACE, unit="mi")

    assert [on for on, _, _ in found(preview)] == [
        "2026-04-12", "2026-04-19", "2026-04-26", "2026-04-27", "2026-04-29",
    ]  # fmt: skip
    assert refused(preview) == [("line 6", "no_day")]


def test_a_date_that_could_be_two_days_is_refused_until_somebody_says_which() -> None:
    race = Race(on=date(2026, 12, 31), distance_km=MARATHON_KM)

    assert refused(read_table("4/5 8 mi", race=race)) == [("line 1", "two_days")]
    assert found(read_table("4/5 8 mi", race=race, day_first=True))[0][0] == "2026-05-04"
    assert found(read_table("4/5 8 mi", race=race, day_first=False))[0][0] == "2026-04-05"


def test_a_date_over_twelve_tells_the_order_of_all_of_them() -> None:
    preview = read_table("25/4 8 mi\n1/5 3 mi", race=RACE)

    assert [on for on, _, _ in found(preview)] == ["2026-04-25", "2026-05-01"]


def test_weeks_and_days_as_lines_are_read() -> None:
    text = "Week 1\nTue: 5 mi\nSun: 10 mi\nWeek 2: Tue 4 mi; Sat 2 mi"

    assert found(read_table(text, race=RACE)) == [
        ("2026-04-21", "easy", 8.047),
        ("2026-04-26", "long", 16.093),
        ("2026-04-28", "easy", 6.437),
        ("2026-05-02", "easy", 3.219),
    ]


def test_one_week_without_a_date_is_refused_with_repeating_it_as_the_way_on() -> None:
    preview = read_table("Tue 5 mi, Sun 12 mi", race=RACE)

    assert refused(preview) == [("line 1", "one_week")]
    assert "repeat" in preview.refused[0].hint


def test_sessions_after_the_race_or_years_before_it_are_refused() -> None:
    preview = read_table("2026-05-04 3 mi\n2019-05-04 3 mi\n2026-05-01 2 mi", race=RACE)

    assert refused(preview) == [("line 1", "after_the_race"), ("line 2", "long_before")]
    assert len(found(preview)) == 1


def test_the_clearly_longest_run_of_a_week_is_its_long_run_unless_a_kind_was_said() -> None:
    unsaid, said = (
        read_table(f"2026-04-21 5 mi\n2026-04-26 {text}", race=RACE)
        for text in ("10 mi", "10 mi easy")
    )

    assert [one.kind for one in unsaid.sessions][:2] == ["easy", "long"]
    assert [one.kind for one in said.sessions][:2] == ["easy", "easy"]


def test_sessions_are_named_by_week_and_day_and_two_of_a_day_have_two_names() -> None:
    preview = read_table("2026-04-21 5 mi\n2026-04-21 3 mi\n2026-04-28 3 mi", race=RACE)

    assert [one.id for one in preview.sessions] == ["w01-tue", "w01-tue-2", "w02-tue", "race"]


# --- a repeating week ---------------------------------------------------------------------------


def test_a_repeating_week_goes_up_to_the_race() -> None:
    preview = repeating_week(
        "Tue 5 mi, Thu 5 mi, Sun 12 mi long", starts_on=date(2026, 4, 15), race=RACE
    )

    assert [on for on, _, _ in found(preview)] == [
        "2026-04-16", "2026-04-19", "2026-04-21", "2026-04-23", "2026-04-26", "2026-04-28",
        "2026-04-30",
    ]  # fmt: skip
    assert preview.sessions[-1].kind == "race"


def test_a_bad_line_of_a_repeating_week_is_refused_once() -> None:
    preview = repeating_week(
        "Tue 5 mi\nThu blah\nSun 8-10 mi", starts_on=date(2026, 1, 5), race=RACE
    )

    assert refused(preview) == [("line 2", "not_understood")]
    assert doubted(preview) == [("line 3", "range")]


def test_a_repeating_week_that_begins_after_the_race_is_refused() -> None:
    with pytest.raises(Refused):
        repeating_week("Tue 5 mi", starts_on=date(2026, 5, 4), race=RACE)


# --- CSV ----------------------------------------------------------------------------------------


def test_a_csv_of_dates_takes_units_from_its_heading() -> None:
    text = (
        "Date,Session,Distance (km),Duration\n"
        '2026-04-12,"Long, slow run",28.5,\n2026-04-14,easy,,45\n'
    )

    preview = read_csv(text, race=RACE)

    assert found(preview) == [("2026-04-12", "long", 28.5), ("2026-04-14", "easy", None)]
    assert preview.sessions[1].duration_min == 45


def test_a_csv_of_a_spreadsheet_in_german_is_read() -> None:
    text = 'Datum;Einheit;km\n12.4.2026;"Langer Lauf";28,5\n14.4.;frei;\nmorgen;locker;8\n'

    preview = read_csv(text, race=RACE)

    assert found(preview) == [("2026-04-12", "long", 28.5)]
    assert refused(preview) == [("line 4", "no_day")]


def test_a_decimal_comma_in_a_csv_of_commas_is_refused_and_not_cut_off() -> None:
    preview = read_csv("date,session,km\n2026-04-12,long,28,5\n2026-04-14,easy,8\n", race=RACE)

    assert refused(preview) == [("line 2", "too_many_cells")]
    assert found(preview) == [("2026-04-14", "easy", 8.0)]


def test_a_csv_of_weeks_and_days_counts_back_from_the_race() -> None:
    preview = read_csv("week,day,distance_mi\n1,1,5\n1,7,10\n2,Tue,8\n2,9,3\n", race=RACE)

    assert [on for on, _, _ in found(preview)] == ["2026-04-20", "2026-04-26", "2026-04-28"]
    assert refused(preview) == [("line 5", "no_day")]


def test_a_csv_cell_of_two_lines_keeps_the_line_it_began_on() -> None:
    preview = read_csv('date,session\n2026-04-12,"8 mi\neasy"\n2026-04-13,nonsense\n', race=RACE)

    assert found(preview) == [("2026-04-12", "easy", 12.875)]
    assert refused(preview) == [("line 4", "not_understood")]


# --- calendars ----------------------------------------------------------------------------------


def an_event(summary: str, start: str = ";VALUE=DATE:20260412", *more: str) -> str:
    return "\r\n".join(
        ["BEGIN:VEVENT", f"DTSTART{start}", f"SUMMARY:{summary}", *more, "END:VEVENT"]
    )


def a_calendar(*events: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""])


def test_all_day_and_timed_events_are_sessions() -> None:
    calendar = a_calendar(
        an_event("18 mi long"),
        an_event("Easy run", ":20260414T180000", "DTEND:20260414T184500"),
        an_event("Tempo", ":20260415T180000", "DESCRIPTION:5 mi at marathon pace"),
    )

    preview = read_ics(calendar, race=RACE)

    assert found(preview) == [
        ("2026-04-12", "long", 28.968), ("2026-04-14", "easy", None), ("2026-04-15", "pace", 8.047),
    ]  # fmt: skip
    assert preview.sessions[1].duration_min == 45


def test_a_moment_is_a_day_where_the_runner_lives() -> None:
    calendar = a_calendar(an_event("5 mi", ":20260414T230000Z"))

    home = read_ics(calendar, race=RACE, zone=ZoneInfo("Europe/Vienna"))

    assert found(home)[0][0] == "2026-04-15"
    assert found(read_ics(calendar, race=RACE))[0][0] == "2026-04-14"


def test_a_weekly_event_repeats_up_to_the_race_without_the_days_taken_out_or_moved() -> None:
    calendar = a_calendar(
        an_event("5 mi", ";VALUE=DATE:20260407", "UID:a", "RRULE:FREQ=WEEKLY",
                 "EXDATE;VALUE=DATE:20260414"),
        an_event("7 mi", ";VALUE=DATE:20260422", "UID:a", "RECURRENCE-ID;VALUE=DATE:20260421"),
    )  # fmt: skip

    preview = read_ics(calendar, race=RACE)

    assert [(on, km) for on, _, km in found(preview)] == [
        ("2026-04-07", 8.047), ("2026-04-22", 11.265), ("2026-04-28", 8.047),
    ]  # fmt: skip


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;UNTIL=20260419T235959Z"])
def test_a_weekly_event_ends_where_it_says(rule: str) -> None:
    calendar = a_calendar(an_event("5 mi", ";VALUE=DATE:20260412", f"RRULE:{rule}"))

    assert [on for on, _, _ in found(read_ics(calendar, race=RACE))] == ["2026-04-12", "2026-04-19"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (an_event("Dentist"), "not_understood"),
        (an_event("5 mi", ":junk"), "broken_event"),
        ("BEGIN:VEVENT\r\nSUMMARY:5 mi\r\nEND:VEVENT", "no_day"),
        (an_event("5 mi", ";VALUE=DATE:20260412", "RRULE:FREQ=SECONDLY"), "repeats"),
        (an_event("5 mi", ";VALUE=DATE:20260412", "RRULE:FREQ=WEEKLY;INTERVAL=0"), "repeats"),
        (
            an_event("5 mi", ";VALUE=DATE:20260412", "RRULE:FREQ=WEEKLY", "EXDATE:x"),
            "repeats",
        ),
        (an_event("5 mi", ";VALUE=DATE:19010101", "RRULE:FREQ=DAILY"), "long_before"),
        (an_event("5 mi", ";VALUE=DATE:20260412", *["X-A:b"] * 600), "too_large"),
    ],
)
def test_a_bad_event_has_its_line_and_leaves_the_rest(event: str, code: str) -> None:
    calendar = a_calendar(an_event("8 mi", ";VALUE=DATE:20260413"), event, an_event("3 mi"))

    preview = read_ics(calendar, race=RACE)

    assert refused(preview) == [("line 8", code)]
    assert len(found(preview)) == 2


def test_an_event_that_breaks_off_is_refused_and_those_before_it_stay() -> None:
    calendar = a_calendar(an_event("8 mi"))[: -len("END:VCALENDAR\r\n")] + "BEGIN:VEVENT\r\nSUMM"

    preview = read_ics(calendar, race=RACE)

    assert len(found(preview)) == 1
    assert [code for _, code in refused(preview)] == ["broken_event"]


@pytest.mark.parametrize(
    ("calendar", "what"),
    [
        ("x" * 10_000_000, "bytes"),
        (a_calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 60_000), "events"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "no event"),
        (b"\xff\xfeBEGIN", "UTF-8"),
    ],
)
def test_a_calendar_too_large_or_none_at_all_is_refused_as_a_whole_at_once(
    calendar: str | bytes, what: str
) -> None:
    began = time.monotonic()

    with pytest.raises(Refused) as refusal:
        read_ics(calendar, race=RACE)

    assert what in str(refusal.value)
    assert refusal.value.hint
    assert time.monotonic() - began < 5


def test_a_hundred_thousand_events_are_refused_without_reading_them() -> None:
    calendar = "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * 100_000

    with pytest.raises(Refused) as refusal:
        read_ics(calendar, race=RACE)

    assert refusal.value.problems[0].code == "too_large"


# --- what may not happen ------------------------------------------------------------------------


@pytest.mark.parametrize("reader", [read_table, read_csv])
@pytest.mark.parametrize("text", ["x\n" * 6000, "y" * 5000, "z" * 200 + "\n" + "é" * 1_100_000])
def test_a_text_too_large_is_refused_as_a_whole(reader: Any, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        reader(text, race=RACE)

    assert refusal.value.problems[0].code == "too_large"


PIECES = st.sampled_from([
    "8 mi", "8,5 km", "rest", "1:30", "3x1600", "Week 2", "Mon", "Tue", "Sun", "2026-04-12", "4/5",
    "31/31", "29 Feb", "\t", "|", ";", ",", "\n", '"', "  ", ":", "-", "Date", "km", "week", "day",
    "99999999999", "0", "1e9", "½", "٣", "\x00", "\u2028", "marathon", "x", "(", "run/walk 0x(0,0)",
    "12 weeks to go", "BEGIN:VEVENT", "²", "−5 km",
])  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=300))
def test_no_text_breaks_the_readers_and_every_refusal_has_a_line(text: str) -> None:
    for reader in (read_table, read_csv):
        try:
            preview = reader(text, race=RACE, unit="km")
        except Refused:
            continue
        check(preview)
    check(repeating_week(text, starts_on=date(2026, 4, 1), race=RACE, unit="km"))


LINES = st.sampled_from([
    "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "DTSTART;VALUE=DATE:20260412",
    "DTSTART:20260412T100000Z", "DTSTART;TZID=Nowhere/At All:20260412T100000", "DTSTART:x",
    "DTEND:20260412T110000Z", "DTEND:20250412T110000Z", "DURATION:PT45M", "DURATION:-PT45M",
    "SUMMARY:5 mi", "SUMMARY:Easy run", "SUMMARY;LANGUAGE=de:8\\, 5", "RRULE:FREQ=WEEKLY",
    "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=9999999", "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:",
    "RRULE:FREQ=WEEKLY;UNTIL=x", "EXDATE:x", "EXDATE;VALUE=DATE:20260419", "RECURRENCE-ID:x",
    "RECURRENCE-ID;VALUE=DATE:20260419", "UID:1", "STATUS:CANCELLED", "no colon", "\x00", ";:",
    "DTSTART;VALUE=DATE:20260413", "RDATE:x", "DTSTART;VALUE=PERIOD:20260412T100000/PT1H",
])  # fmt: skip


@given(st.lists(LINES, min_size=1, max_size=12))
def test_no_calendar_breaks_the_reader(lines: list[str]) -> None:
    text = a_calendar("BEGIN:VEVENT", *lines, "END:VEVENT")

    check(read_ics(text, race=RACE, zone=ZoneInfo("Europe/Vienna")))


def check(preview: Preview) -> None:
    """What holds for every preview."""
    ids = [one.id for one in preview.sessions]
    assert len(set(ids)) == len(ids)
    assert all(one.place.startswith("line ") and one.hint for one in preview.refused)
    assert all(is_possible(one) for one in preview.sessions)


def is_possible(one: Session) -> bool:
    far = one.distance_km is None or 0.1 <= one.distance_km <= 500
    return one.on <= RACE.on and far and (one.duration_min is None or one.duration_min > 0)
