"""`startline programme`: shown, built into a Case, or one's own read; nothing without a yes."""

from __future__ import annotations

import json
import re
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from startline.formats.programmes import NAMES
from startline.formats.schema import problems
from startline.words import programmes
from tests.cli.commands import in_a_process, startline, strictly

RACE = ("--race-on", "2026-05-03")
ON = ("--on", "2025-12-29")
TABLE = "Week\tTue\tThu\tSun\n1\t5 mi\t4 mi\t10 mi\n2\t5 mi\tblah\t8 mi\n3\t3 mi\t2 mi\tMarathon\n"


def a_case_file(folder: Path, **parts: Any) -> Path:
    """A runner with a race and run days, and no programme."""
    whole: dict[str, Any] = {
        "startline": 1,
        "runner": {"unit": "mi", "run_days": ["tue", "thu", "sat", "sun"], "long_run_day": "sun"},
        "race": {"on": "2026-05-03", "distance_km": 42.195},
        "from_elsewhere": {"kept": True},
    }
    path = folder / "case.json"
    path.write_text(json.dumps({**whole, **parts}), encoding="utf-8")
    return path


def a_table_file(folder: Path, text: str = TABLE, name: str = "mine.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- list and show ------------------------------------------------------------------------------


def test_list_names_every_programme_and_for_whom_it_is() -> None:
    result = startline("programme", "list")

    assert result.exit_code == 0
    assert all(name in result.stdout for name in NAMES)
    assert "three or four run days" in result.stdout


def test_list_as_json_has_the_sources_and_grades() -> None:
    rows = strictly(startline("programme", "list", "--json").stdout)

    assert [row["name"] for row in rows] == list(NAMES)
    assert all(source["grade"] in "ABCD" for row in rows for source in row["sources"])


def test_show_prints_weeks_days_and_sources_and_ends_with_the_race() -> None:
    result = startline("programme", "show", "first_marathon", *RACE, "--run-days", "tue,thu,sun")

    assert result.exit_code == 0
    assert "Week 12  cutback" in result.stdout
    assert re.search(r"Sun 3 May +42.1 km +race", result.stdout)
    assert "10.3389/fspor.2021.735220 [B]" in result.stdout
    assert "shortest easy runs are left out" in result.stderr


def test_show_as_json_is_a_programme_of_the_case_format() -> None:
    for name in NAMES[:4]:
        made = strictly(
            startline("programme", "show", name, *RACE, "--unit", "mi", "--json").stdout
        )

        assert problems("case", {"startline": 1, "programme": made}) == []
        assert made["sessions"][-1]["kind"] == "race"
        assert made["built_from"] == name


def test_show_without_run_days_says_which_it_took() -> None:
    assert "No run days were given" in startline("programme", "show", "half_marathon", *RACE).stderr


def test_show_on_a_later_day_shows_the_later_part() -> None:
    result = startline("programme", "show", "first_marathon", *RACE, "--on", "2026-02-01")

    assert result.exit_code == 0
    assert "Week 4 " not in result.stdout
    assert "begins with week 5 of 18" in result.stderr


def test_walk_run_takes_the_minutes_there_are_and_shows_the_split() -> None:
    result = startline(
        "programme", "show", "walk_run", "--starts-on", "2026-06-01", "--minutes-a-week", "75"
    )

    assert result.exit_code == 0
    assert "25 min  run and walk  (5 x run 1, walk 2 min)" in result.stdout


@pytest.mark.parametrize("name", ["ladder_22_days", "ladder_run_walk", "ladder_outer_knee"])
def test_a_ladder_is_shown_with_what_to_do_after_pain(name: str) -> None:
    result = startline("programme", "show", name, "--starts-on", "2026-06-01", "--onset-km", "9.6")

    assert result.exit_code == 0
    assert "without pain" in result.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["first_marathon"], "no_race"),
        (["ladder_22_days"], "starts_on"),
        (["ladder_outer_knee", "--starts-on", "2026-06-01"], "onset_km"),
        (["ultra", *RACE], "unknown_programme"),
        (["first_marathon", *RACE, "--distance-km", "21.1"], "race_distance"),
        (["first_marathon", *RACE, "--distance-km", "nan"], "outside_what_can_be"),
        (["first_marathon", *RACE, "--distance-km", "9999"], "outside_what_can_be"),
        (["first_marathon", *RACE, "--on", "2026-04-20"], "too_near"),
        (["first_marathon", *RACE, "--run-days", "tue,someday"], "run_days"),
        (["first_marathon", *RACE, "--run-days", ","], "run_days"),
        (["first_marathon", *RACE, "--run-days", "tue", "--long-run-day", "sun"], "long_run_day"),
        (["first_marathon", *RACE, "--usual-week-km", "inf"], "outside_what_can_be"),
    ],
)
def test_what_does_not_fit_is_refused_with_status_1_and_what_to_do(
    options: list[str], code: str
) -> None:
    result = startline("programme", "show", *options)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"[{code}" in result.stderr


@pytest.mark.parametrize(
    "typed",
    [["show"], ["show", "first_marathon", "--race-on", "soon"], ["build", "x"], ["read"], ["frob"],
     ["read", "-", *RACE, "--yes"]],
)  # fmt: skip
def test_wrong_usage_is_status_2(typed: list[str]) -> None:
    assert startline("programme", *typed).exit_code == 2


# --- build --------------------------------------------------------------------------------------


def test_build_takes_race_run_days_and_unit_from_the_case(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)

    result = startline("programme", "build", "first_marathon", *ON, "--into", case)
    written = json.loads(case.read_text())

    assert result.exit_code == 0
    assert problems("case", written) == []
    assert written["programme"]["sessions"][-1] == {
        "on": "2026-05-03", "kind": "race", "id": "race", "distance_km": 42.195,
    }  # fmt: skip
    days = {
        date.fromisoformat(one["on"]).strftime("%a") for one in written["programme"]["sessions"]
    }
    assert days == {"Tue", "Thu", "Sat", "Sun"}
    assert written["from_elsewhere"] == {"kept": True}


def test_build_writes_the_race_into_a_case_that_has_none(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text('{"startline": 1}')

    result = startline(
        "programme", "build", "half_marathon", *RACE, "--on", "2026-01-01",
        "--run-days", "tue,thu,sun", "--into", case,
    )  # fmt: skip

    assert result.exit_code == 0
    assert json.loads(case.read_text())["race"] == {"on": "2026-05-03", "distance_km": 21.0975}


def test_a_case_with_a_programme_is_left_alone_until_replaced_and_then_keeps_both(
    tmp_path: Path,
) -> None:
    case = a_case_file(tmp_path)
    startline("programme", "build", "first_marathon", *ON, "--into", case)
    first = case.read_bytes()

    again = startline("programme", "build", "second_marathon", *ON, "--into", case)

    assert again.exit_code == 1
    assert "[has_programme]" in again.stderr
    assert case.read_bytes() == first

    startline("programme", "build", "second_marathon", *ON, "--into", case, "--replace")
    startline("programme", "build", "late_start", *ON, "--into", case, "--replace")
    written = json.loads(case.read_text())

    assert [one["built_from"] for one in written["programmes_before"]] == [
        "first_marathon", "second_marathon",
    ]  # fmt: skip
    assert written["programmes_before"][0] == json.loads(first)["programme"]
    assert written["programme"]["built_from"] == "late_start"


@pytest.mark.parametrize(
    ("parts", "options", "code"),
    [
        ({}, [*RACE, "--distance-km", "42"], "other_race"),
        ({}, ["--race-on", "2026-05-04"], "other_race"),
        ({"runner": {}}, [], "run_days"),
        ({"programmes_before": "x"}, [], "misshapen"),
        ({"runner": {"unit": "furlong"}}, [], ""),
    ],
)
def test_a_case_that_contradicts_or_lacks_something_is_refused_and_left_as_it_was(
    parts: dict[str, Any], options: list[str], code: str, tmp_path: Path
) -> None:
    case = a_case_file(tmp_path, **parts)
    before = case.read_bytes()

    result = startline("programme", "build", "first_marathon", *ON, *options, "--into", case)

    assert result.exit_code == 1
    assert f"[{code}" in result.stderr
    assert case.read_bytes() == before


def test_a_case_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = startline("programme", "build", "walk_run", "--into", tmp_path / "none.json")

    assert (result.exit_code, "[unreadable]" in result.stderr) == (1, True)


def test_a_built_case_can_be_advised_on(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)
    startline("programme", "build", "first_marathon", *ON, "--into", case)

    result = startline("advise", case, "--on", "2026-03-23", "--json")

    assert result.exit_code == 0
    assert strictly(result.stdout)["next_long_run"]["programmed_km"] > 0


# --- read ---------------------------------------------------------------------------------------


def test_read_shows_what_it_understood_refuses_with_lines_and_writes_nothing(
    tmp_path: Path,
) -> None:
    result = startline("programme", "read", a_table_file(tmp_path), *RACE)

    assert result.exit_code == 1
    assert "Sun 19 Apr  16 km  long" in result.stdout  # 10 mi
    assert "line 3: left out." in result.stderr
    assert "[not_understood]" in result.stderr
    assert "Nothing was written" in result.stderr


def test_read_without_refusals_is_status_0(tmp_path: Path) -> None:
    path = a_table_file(tmp_path, TABLE.replace("blah", "rest"))

    assert startline("programme", "read", path, *RACE).exit_code == 0


def test_read_writes_only_after_a_yes(tmp_path: Path) -> None:
    case, table = a_case_file(tmp_path), a_table_file(tmp_path)
    before = case.read_bytes()

    unsure = startline("programme", "read", table, "--into", case)

    assert case.read_bytes() == before
    assert "Add --yes" in unsure.stderr

    sure = startline("programme", "read", table, "--into", case, "--yes")
    written = json.loads(case.read_text())

    assert sure.exit_code == 1  # a line was refused, and the rest is written
    assert len(written["programme"]["sessions"]) == 8
    assert written["programme"]["name"] == "mine"
    assert problems("case", written) == []


def test_read_over_a_programme_needs_replace_and_keeps_the_old_one(tmp_path: Path) -> None:
    case, table = a_case_file(tmp_path), a_table_file(tmp_path)
    startline("programme", "build", "first_marathon", *ON, "--into", case)

    refused = startline("programme", "read", table, "--into", case, "--yes")
    startline("programme", "read", table, "--into", case, "--yes", "--replace")

    assert "[has_programme]" in refused.stderr
    assert len(json.loads(case.read_text())["programmes_before"]) == 1


def test_read_takes_stdin_csv_calendars_and_a_repeating_week(tmp_path: Path) -> None:
    calendar = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260412\nSUMMARY:18 mi long\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    listed = a_table_file(tmp_path, "date,km\n2026-04-12,28.9\n", "x.csv")

    answers = [
        startline("programme", "read", "-", *RACE, "--json", stdin=calendar),
        startline("programme", "read", a_table_file(tmp_path, calendar, "x.ics"), *RACE, "--json"),
        startline("programme", "read", listed, *RACE, "--json"),
        startline("programme", "read", "-", *RACE, "--json", "--repeat-from", "2026-04-06",
                  stdin="Sun 18 mi long"),
    ]  # fmt: skip

    for result in answers:
        assert result.exit_code == 0
        sessions = strictly(result.stdout)["sessions"]
        assert ("2026-04-12", "long") in {(one["on"], one["kind"]) for one in sessions}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\x00\xfe", "not_utf8"),
        (b"BEGIN:VCALENDAR\n" + b"x" * 10_000_000, "too_large"),
        (b"5 mi\n" * 300_000, "too_large"),
        (b"", ""),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_refused_with_status_1(data: bytes, code: str) -> None:
    result = startline("programme", "read", "-", *RACE, stdin=data)

    assert result.exit_code == 1
    assert code in result.stderr


def test_a_spreadsheet_saved_as_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes("Sat\tSun\n5 km\t8 km\n".encode("utf-16"))

    assert startline("programme", "read", path, *RACE).exit_code == 0


def test_what_strangers_wrote_cannot_move_the_cursor(tmp_path: Path) -> None:
    path = a_table_file(tmp_path, "2026-04-12 \x1b[2Jwhatever\n")

    result = startline("programme", "read", path, *RACE)

    assert "\x1b" not in result.stdout + result.stderr


# --- words and time -----------------------------------------------------------------------------


def test_every_note_the_builder_can_give_has_its_sentence() -> None:
    folder = Path(programmes.__file__).parents[1] / "formats" / "programmes"
    given = {
        code
        for path in folder.glob("*.py")
        for code in re.findall(r'(?:_note\(|"code": )"(\w+)"', path.read_text(encoding="utf-8"))
    }

    assert given <= programmes.NOTES.keys()
    assert {"later_part", "walk_run_left_out"} <= given


def test_help_does_not_wait_for_programmes_or_calendars() -> None:
    code = (
        "import sys; from startline.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('icalendar', 'numpy', 'startline.formats') if m in sys.modules])"
    )
    began = time.monotonic()

    result = in_a_process("--help")

    assert result.returncode == 0
    assert time.monotonic() - began < 3  # 0.3 s on an idle machine; a test machine is busy
    assert loaded(code) == "[]"


def loaded(code: str) -> str:
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return done.stdout.splitlines()[-1]
