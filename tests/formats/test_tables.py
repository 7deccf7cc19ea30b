"""Tables of Strava, Garmin and the runner's own, in any language and encoding."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.formats import file_limits as limits
from startline.formats.imported import Imported, ImportedRun, Reading, Skipped
from startline.formats.read_file import read_file
from tests.formats.recordings import LONDON, START, TODAY, a_source, put
from tests.formats.tables import (
    OLD,
    a_garmin,
    a_garmin_row,
    a_strava,
    a_strava_row,
    a_table,
)


def read_as(folder: Path, content: str | bytes, **said: Any) -> list[Imported | Skipped]:
    source = a_source(put(folder, "activities.csv", content))
    reading = replace(Reading("activities.csv", LONDON, TODAY), **said)
    return list(read_file(source, reading).items)


def run_of(items: list[Imported | Skipped]) -> ImportedRun:
    (item,) = items
    assert isinstance(item, Imported), item
    return item.run


def refusal_of(items: list[Imported | Skipped]) -> Skipped:
    (item,) = items
    assert isinstance(item, Skipped), item
    return item


# --- Strava --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "xx"])
@pytest.mark.parametrize("n_columns", [19, 86, 92, 103])
def test_a_strava_table_of_any_language_and_width_gives_its_run(
    tmp_path: Path, language: str, n_columns: int
):
    text = a_strava(a_strava_row(), language=language, n_columns=n_columns)

    run = run_of(read_as(tmp_path, text))

    assert (run.distance_km, run.duration_min) == (5.0, 30.0)
    assert run.moving_min == pytest.approx(1790 / 60, abs=0.001)
    assert run.started_at == START  # the table is in UTC
    assert run.on.isoformat() == "2026-04-04"
    assert run.source == "strava-9000000001:activities.csv"


def test_the_first_distance_is_in_miles_and_the_second_in_metres_and_counts(tmp_path: Path):
    row = a_strava_row(shown="3.11", metres=5005.0)

    assert run_of(read_as(tmp_path, a_strava(row))).distance_km == 5.005


@pytest.mark.parametrize(
    ("distance", "unit", "km", "doubt"),
    [
        ("5000.0", None, 5.0, None),
        ("5,0", None, 5.0, "unit_assumed"),
        ("5.0", "km", 5.0, None),
        ("3.1", "mi", 4.989, None),
    ],
)
def test_the_table_of_ten_columns_counts_metres_or_the_runners_own_unit(
    tmp_path: Path, distance: str, unit: str | None, km: float, doubt: str | None
):
    row = [77001, "2026-04-04 06:30:00", "x", "Run", "", 1800, distance, "", "", ""]

    text = a_table([OLD.split(","), [*row[:9], "activities/77001.gpx"]])
    run = run_of(read_as(tmp_path, text, unit=unit))

    assert run.distance_km == pytest.approx(km, abs=0.001)
    assert ("unit_assumed" in run.warnings) is (doubt is not None)


@pytest.mark.parametrize(
    "when",
    [
        *("Apr 4, 2026, 6:30:00 AM", "4 Apr 2026, 06:30:00", "04.04.2026, 06:30:00"),
        *("4 avr. 2026 à 06:30:00", "4 abr 2026, 6:30:00", "4 de abr. de 2026, 06:30:00"),
        *("2026年4月4日 06:30:00", "2026. 4. 4. 오전 6:30:00", "4 kwi 2026, 06:30:00"),
        *("4 апр. 2026 г., 06:30:00", "4. huhtikuuta 2026 6.30.00", "2026/04/04 06:30:00"),
    ],
)
def test_a_day_is_read_as_many_languages_write_it(tmp_path: Path, when: str):
    text = a_strava(a_strava_row(when=when), language="xx")

    assert run_of(read_as(tmp_path, text)).started_at == START


def test_a_day_that_two_readings_fit_is_marked(tmp_path: Path):
    run = run_of(read_as(tmp_path, a_strava(a_strava_row(when="03/04/2026, 06:30:00"))))

    assert run.on.isoformat() == "2026-04-03"
    assert "date_order_assumed" in run.warnings


@pytest.mark.parametrize(
    ("kind", "sport"),
    [
        *[("Run", "run"), ("Lauf", "run"), ("Course à pied", "run"), ("Carrera", "run")],
        *[("Trail Run", "trail_run"), ("TrailRun", "trail_run"), ("Traillauf", "trail_run")],
        *[("Virtual Run", "treadmill_run"), ("ランニング", "run"), ("Бег", "run")],
    ],
)
def test_a_run_is_a_run_in_the_words_of_its_export(tmp_path: Path, kind: str, sport: str):
    assert run_of(read_as(tmp_path, a_strava(a_strava_row(kind=kind)))).sport == sport


@pytest.mark.parametrize(
    ("kind", "code"),
    [("Ride", "not_a_run"), ("Wandern", "not_a_run"), ("Quidditch", "unknown_sport")],
)
def test_another_sport_is_named_and_an_unknown_one_is_reported_with_its_word(
    tmp_path: Path, kind: str, code: str
):
    refusal = refusal_of(read_as(tmp_path, a_strava(a_strava_row(kind=kind))))

    assert (refusal.code, kind in refusal.cause) == (code, True)
    assert refusal.place == "activities.csv, line 2"


def test_headings_with_markup_are_headings(tmp_path: Path):
    text = a_strava(a_strava_row()).replace("Max Speed", '"<span class=""x"">Max Speed</span>"')

    assert run_of(read_as(tmp_path, text)).distance_km == 5.0


def test_the_real_tables_give_every_run_with_the_metres_of_the_second_distance(shared_data: Path):
    for path in sorted((shared_data / "strava_exports").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            rows = [row for row in csv.reader(file) if row[3] == "Run"]
        items = read_file(a_source(path), Reading(path.name, LONDON, TODAY)).items
        runs = {
            item.run.source.split(":")[0]: item.run.distance_km
            for item in items
            if isinstance(item, Imported)
        }

        assert runs == {
            f"strava-{row[0]}": pytest.approx(float(row[17]) / 1000, abs=1e-4) for row in rows
        }
        codes = Counter(item.code for item in items if isinstance(item, Skipped))
        assert set(codes) == {"not_a_run"}


def test_a_table_of_real_headings_alone_is_empty_and_no_error(shared_data: Path):
    for path in sorted((shared_data / "strava_headers").glob("*.csv")):
        (item,) = read_file(a_source(path), Reading(path.name, LONDON, TODAY)).items

        assert isinstance(item, Skipped)
        assert item.code == "empty"


def test_rows_under_real_headings_are_read(shared_data: Path, tmp_path: Path):
    for path in sorted((shared_data / "strava_headers").glob("strava*.csv")):
        heading = path.read_text("utf-8").splitlines()[0]
        names = next(csv.reader([heading]))
        row = [""] * len(names)
        row[:7] = ["900001", "Apr 4, 2026, 6:30:00 AM", "x", "Run", "", "1800", "3.11"]
        again = names.index(names[6], 7)
        row[again - 2 : again + 1] = ["1800.0", "1790.0", "5005.0"]

        run = run_of(read_as(tmp_path, heading + "\n" + a_table([row])))

        assert (run.distance_km, run.duration_min) == (5.005, 30.0)


# --- Garmin --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "xx"])
def test_a_garmin_table_of_any_language_gives_its_run_in_local_time(tmp_path: Path, language: str):
    run = run_of(read_as(tmp_path, a_garmin(a_garmin_row(), language=language), unit="km"))

    assert run.distance_km == 5.0
    assert run.started_at == START  # 07:30 in London in summer
    assert "unit_assumed" not in run.warnings
    if language != "xx":
        assert (run.duration_min, run.moving_min) == (31.0, pytest.approx(29.833, abs=0.001))


def test_rows_under_garmins_real_headings_are_read(shared_data: Path, tmp_path: Path):
    for path in sorted((shared_data / "strava_headers").glob("garmin*.csv")):
        heading = path.read_text("utf-8").splitlines()[0]
        row = [*a_garmin_row("Laufen", distance="5,01")[:7], *[""] * (heading.count(",") - 6)]

        run = run_of(read_as(tmp_path, heading + "\n" + a_table([row]), unit="km"))

        assert (run.distance_km, run.moving_min) == (5.01, 30.0)


def test_a_table_that_names_no_unit_asks_for_it(tmp_path: Path):
    run = run_of(read_as(tmp_path, a_garmin(a_garmin_row())))

    assert "unit_assumed" in run.warnings


def test_miles_of_a_garmin_table_are_miles_if_the_runner_says_so(tmp_path: Path):
    run = run_of(read_as(tmp_path, a_garmin(a_garmin_row(distance="3.11")), unit="mi"))

    assert run.distance_km == pytest.approx(5.005, abs=0.001)


# --- a table of one's own ------------------------------------------------------------------------


MINE = "Tag;Strecke (km);Zeit\n4.4.2026;10,2;1:01:30\n"


def test_columns_that_were_guessed_are_shown_and_wait_for_a_yes(tmp_path: Path):
    refusal = refusal_of(read_as(tmp_path, MINE))

    assert refusal.code == "columns_not_confirmed"
    assert "on=Tag,distance_km=Strecke (km),duration=Zeit" in refusal.cause
    assert "2026-04-04, 10.20 km, 61.5 min" in refusal.cause
    assert "--yes" in refusal.hint


@pytest.mark.parametrize("columns", ["guess", "on=Tag,distance_km=Strecke (km),duration=3"])
def test_confirmed_columns_are_read(tmp_path: Path, columns: str):
    run = run_of(read_as(tmp_path, MINE, columns=columns))

    assert (run.on.isoformat(), run.distance_km, run.duration_min) == ("2026-04-04", 10.2, 61.5)
    assert run.started_at is None


@pytest.mark.parametrize(
    ("text", "km", "minutes"),
    [
        ("date,miles,minutes\n2026-04-04,6.2,60\n", 9.978, 60.0),
        ("Date,Distance (mi),Duration\n4/24/2026,3.1,1:00:00\n", 4.989, 60.0),
        ("fecha,distancia,tiempo\n04/04/2026,12000,1:10\n", 12.0, 70.0),
        ("2026-04-04,10.0,50:00\n2026-04-05,11.0,55:00\n", 10.0, 50.0),
        ("date\tkm\ttime\n2026-04-04\t8 km\t45:00\n", 8.0, 45.0),
    ],
)
def test_the_guess_finds_units_and_times(tmp_path: Path, text: str, km: float, minutes: float):
    item = read_as(tmp_path, text, columns="guess")[0]

    assert isinstance(item, Imported), item
    assert item.run.distance_km == pytest.approx(km, abs=0.001)
    assert item.run.duration_min == minutes


def test_a_table_without_a_day_says_which_columns_it_has(tmp_path: Path):
    refusal = refusal_of(read_as(tmp_path, "weight,mood\n70,good\n"))

    assert (refusal.code, "weight, mood" in refusal.cause) == ("unsupported", True)


@pytest.mark.parametrize(
    "spec", ["on=Tag", "on=Nope,distance_km=2", "far=2,on=1", "on=1,distance_km=9"]
)
def test_named_columns_that_do_not_fit_are_refused(tmp_path: Path, spec: str):
    assert refusal_of(read_as(tmp_path, MINE, columns=spec)).code == "unsupported"


def test_I24_a_distance_three_times_the_months_longest_asks_for_a_look(tmp_path: Path):
    text = "date,km\n2026-04-01,10\n2026-04-04,11\n2026-04-08,131\n2026-04-09,12\n"

    items = read_as(tmp_path, text, columns="guess")

    assert ["far_for_you" in item.run.warnings for item in items if isinstance(item, Imported)] == [
        *(False, False, True, False)
    ]


@pytest.mark.parametrize(
    "cell", ["1_0", "0x10", "٥", "nan", "inf", "1e999", "5e-324", "", "-3", "1,2,3"]
)
def test_I24_a_number_that_is_none_is_refused(tmp_path: Path, cell: str):
    text = a_table([["date", "km", "min"], ["2026-04-04", cell, "60"]])

    assert refusal_of(read_as(tmp_path, text, columns="guess")).code == "implausible"


@pytest.mark.parametrize(
    ("cell", "km"), [("1,5", 1.5), ("1.5", 1.5), (" 5 ", 5.0), ("1 234,5", None)]
)
def test_I24_a_comma_is_a_decimal_comma_where_the_column_says_so(
    tmp_path: Path, cell: str, km: float | None
):
    item = read_as(tmp_path, a_table([["date", "km"], ["2026-04-04", cell]]), columns="guess")[0]

    assert (item.run.distance_km if isinstance(item, Imported) else None) == km


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_I25_encodings_and_separators_do_not_matter(tmp_path: Path, encoding: str, separator: str):
    text = a_strava(a_strava_row(kind="Course à pied"), language="de", separator=separator)

    assert run_of(read_as(tmp_path, text.encode(encoding))).distance_km == 5.0


def test_I25_a_line_break_in_a_cell_and_a_formula_are_text(tmp_path: Path):
    row = a_strava_row(text='two\nlines, a "quote" and =HYPERLINK("http://x")')

    assert run_of(read_as(tmp_path, a_strava(row))).distance_km == 5.0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a,b\n1," + "x" * (10 * 2**20), "Line 2 holds a cell"),
        ("a,b\n" + "," * 100_000, "Line 2 holds more than 1,000 columns"),
        ('a,b\n"' + "x" * (2 * 2**20), "holds a cell"),
    ],
)
def test_I25_a_monstrous_table_is_refused_with_its_line(tmp_path: Path, text: str, what: str):
    refusal = refusal_of(read_as(tmp_path, text))

    assert (refusal.code, what in refusal.cause) == ("too_many_rows", True)


def test_I25_more_rows_than_we_read_are_refused_by_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MOST_ROWS", 3)

    refusal = refusal_of(read_as(tmp_path, "a,b\n" + "1,2\n" * 5))

    assert refusal.code == "too_many_rows"


@pytest.mark.parametrize("text", ["x" * 70_000, "👩‍👩‍👧 \u202e abc", "a\0b", "\ud800"])
def test_I26_a_description_of_any_kind_does_not_disturb_its_row(tmp_path: Path, text: str):
    content = a_strava(a_strava_row(text=text)).encode("utf-8", "surrogatepass")

    run = run_of(read_as(tmp_path, content))

    assert run.distance_km == 5.0
    assert text not in str(run)


@given(data=st.binary(max_size=600))
def test_I01_random_bytes_as_a_table_are_never_an_error_and_never_a_run(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
):
    items = read_as(tmp_path_factory.mktemp("csv"), data)

    assert not any(isinstance(item, Imported) for item in items)


@given(
    cells=st.lists(
        st.text("0123456789.,:-/ apmJunMär年\n\"'", max_size=20), min_size=19, max_size=19
    )
)
def test_rows_of_nonsense_end_in_runs_or_typed_refusals(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
):
    text = a_strava(a_strava_row(), ["77777", *cells[1:3], "Run", *cells[4:]])

    items = read_as(tmp_path_factory.mktemp("csv"), text)

    assert {item.code for item in items if isinstance(item, Skipped)} <= {
        *("implausible", "implausible_date", "no_time", "unreadable", "unsupported"),
        "columns_not_confirmed",
    }
    assert not any(isinstance(item, Skipped) and "ended in" in item.cause for item in items)


def test_a_row_that_breaks_off_has_a_line(tmp_path: Path):
    for content in (a_strava(a_strava_row(), ["90005", "x"]), a_garmin(a_garmin_row(), ["Run"])):
        whole, short = read_as(tmp_path, content)

        assert isinstance(whole, Imported)
        assert isinstance(short, Skipped)
        assert (short.code, short.place) == ("unreadable", "activities.csv, line 3")
