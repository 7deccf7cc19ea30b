"""`startline advise` at its edges: streams, exit status, odd files and names, and its screens."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from startline.cli import one_case
from startline.engine import advise as main_path
from startline.engine.case import Case, CheckIn, Runner
from startline.engine.episodes import RedFlag
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.formats.advice_json import write_advice
from tests.builders import MONDAY, SUNDAY, a_case, a_green_run, a_limit, advice_on, rough_week
from tests.cli.commands import (
    ON,
    ROOT,
    an_advice,
    case_file,
    case_text,
    in_a_process,
    in_one_line,
    startline,
)

REST = Restriction(id="rest", set_by="clinician", from_day=SUNDAY, no_running=True)
LAPSED = a_limit(by="doctor", until_day=SUNDAY)
CASES = {
    "the rough week": rough_week(),
    "empty": Case(),
    "check-ins alone": Case(check_ins=(CheckIn(on=MONDAY),)),
    "no programme": a_case(programme=None, race=None),
    "no open problem": a_case(episodes=()),
    "a flag": a_case(red_flags=(RedFlag(code="chest_pain", opened_on=MONDAY),)),
    "no running": a_case(restrictions=(REST,)),
    "limits": a_case(restrictions=(LAPSED, a_limit(id="own", set_by="runner", by=None))),
    "silent": a_case(runs=(a_green_run(60, 10.0),)),
    "race past": replace(rough_week(), race=Race(on=SUNDAY, distance_km=42.195)),
}


@pytest.mark.parametrize("name", CASES)
def test_every_answer_is_strict_json_in_the_published_format(name: str) -> None:
    result = startline("advise", "-", *ON, "--seed", "3", "--json", stdin=case_text(CASES[name]))
    advice = an_advice(result.stdout)

    assert (result.exit_code, result.stderr) == (0, "")
    assert (advice["on"], advice["seed"]) == ("2026-03-23", 3)
    assert result.stdout == write_advice(advice_on(CASES[name], seed=3), indent=1) + "\n"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("unit", ["mi", "km", None])
def test_every_case_has_a_screen_in_the_runners_unit(name: str, unit: str | None) -> None:
    text = case_text(CASES[name], runner={} if unit is None else {"unit": unit})

    result = startline("advise", "-", *ON, stdin=text)
    other = "km" if unit == "mi" else "mi"

    assert (result.exit_code, result.stderr) == (0, "")
    assert f"{date(2026, 3, 23).day} Mar 2026" in result.stdout
    assert re.search(rf"\d {other}\b", result.stdout) is None


@pytest.mark.parametrize("command", ["advise", "explain"])
def test_a_file_and_the_same_text_on_stdin_give_the_same_answer(
    command: str, tmp_path: Path
) -> None:
    case = case_file(tmp_path, rough_week())

    from_file = startline(command, case, *ON)
    from_stdin = startline(command, "-", *ON, stdin=case.read_bytes())

    assert from_file.stdout == from_stdin.stdout
    assert from_file.exit_code == from_stdin.exit_code == 0


def test_a_real_process_prints_what_the_function_says_and_nothing_beside() -> None:
    found = in_a_process("advise", "-", *ON, "--json", stdin=case_text(rough_week()).encode())

    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.decode() == write_advice(advice_on(rough_week(), seed=0), indent=1) + "\n"


@pytest.mark.parametrize("arguments", [("--json",), ()])
def test_C20_two_processes_with_other_hashes_print_the_same_bytes(
    arguments: tuple[str, ...],
) -> None:
    typed = ("advise", "-", *ON, "--seed", "11", *arguments)
    text = case_text(rough_week()).encode()

    first, second = (in_a_process(*typed, stdin=text, PYTHONHASHSEED=seed) for seed in ("1", "2"))

    assert first.stdout == second.stdout
    assert first.stdout


# --- status -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["advise"],
        ["advise", "-", "-"],
        ["advise", "-", "--batch", "-"],
        ["advise", "-", "--on", "soon"],
        ["advise", "-", "--on", "2026-02-30"],
        ["advise", "-", "--on", ""],
        ["advise", "-", "--on"],
        ["advise", "-", "--seed", "-1"],
        ["advise", "-", "--seed", "1.5"],
        ["advise", "-", "--seed", str(2**63)],
        ["advise", "--batch", "-", "--jobs", "0"],
        ["advise", "-", "--no-such-flag"],
        ["explain"],
        ["demo", "too much"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_status_2_and_prints_no_result(arguments: list[str]) -> None:
    result = startline(*arguments, stdin=case_text())

    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error:" in result.stderr


@pytest.mark.parametrize("day", ["9999-12-31", "2999-01-01", "0001-01-01", "1969-12-31"])
def test_a_day_asked_about_that_cannot_be_is_refused_or_gets_no_distance(day: str) -> None:
    result = startline("advise", "-", "--on", day, "--json", stdin=case_text(rough_week()))

    if result.exit_code == 0:
        advice = an_advice(result.stdout)
        assert (advice["status"], advice["today"]["max_run_km"]) == ("cannot_say", 0)
    else:
        assert (result.exit_code, result.stdout) == (1, "")
        assert day in result.stderr


@pytest.mark.parametrize("command", ["advise", "explain"])
@pytest.mark.parametrize(
    ("text", "code"),
    [("", "not_json"), ("[]", "schema_type"), ('{"startline": 1, "runs": [NaN]}', "not_a_number")],
)
def test_a_refusal_is_status_1_on_stderr_with_its_code_and_no_result(
    command: str, text: str, code: str
) -> None:
    result = startline(command, "-", *ON, stdin=text)

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"[{code}]" in result.stderr
    assert result.stderr.startswith("-: ")


@pytest.mark.parametrize("arguments", [("advise",), ("explain",), ("advise", "--batch")])
def test_a_folder_or_a_file_that_is_not_there_is_refused(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "none.json", tmp_path / "none.json" / "below"):
        result = startline(*arguments, path)

        assert (result.exit_code, result.stdout) == (1, "")
        assert str(path) in result.stderr
        assert "[unreadable]" in result.stderr


@pytest.mark.parametrize("arguments", [("advise",), ("explain",), ("advise", "--batch")])
def test_a_file_that_may_not_be_read_is_refused(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    case = case_file(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    result = startline(*arguments, case)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Permission denied" in result.stderr


def test_every_problem_of_a_file_has_its_own_line() -> None:
    result = startline(
        "advise", "-", *ON,
        stdin=case_text(
            runs=[{"on": "2026-03-01", "distance_km": -1}, {"on": "2026-03-02", "distance_km": 5,
                   "pain": {"free": False, "worst_nrs": 11}}, {"on": "yesterday"}],
        ),
    )  # fmt: skip
    lines = result.stderr.splitlines()

    assert result.exit_code == 1
    assert [line.split(": ")[1] for line in lines] == [
        "runs[0].distance_km",
        "runs[1].pain.worst_nrs",
        "runs[2]",
        "runs[2].on",
    ]


def test_an_answer_above_a_limit_reaches_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_path, "replan", lambda programmed, *_: tuple(programmed))
    monkeypatch.setattr(main_path, "limit", lambda plan, limits, state: tuple(plan))

    result = startline("advise", "-", "--on", "2026-03-24", stdin=case_text(rough_week()))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "No distance is given" in result.stderr


def test_a_reader_that_leaves_after_one_line_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "startline.cli", "advise", "-", *ON]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write(case_text(rough_week()).encode())
        process.stdin.close()

        assert b"Traceback" not in process.stderr.read()


DOCTOR = a_case(restrictions=(a_limit(by="Dr Çelik Ω 😀"),))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_json_is_the_same_bytes_whatever_the_terminal_can_show(encoding: str) -> None:
    text = case_text(DOCTOR).encode()

    found = in_a_process("advise", "-", *ON, "--json", stdin=text, PYTHONIOENCODING=encoding)

    assert found.stdout.decode() == write_advice(advice_on(DOCTOR, seed=0), indent=1) + "\n"


@pytest.mark.parametrize("command", ["advise", "explain"])
def test_a_terminal_of_few_letters_gets_a_screen_all_the_same(command: str) -> None:
    text = case_text(DOCTOR).encode()

    found = in_a_process(command, "-", *ON, stdin=text, PYTHONIOENCODING="cp1252")

    assert (found.returncode, b"Traceback" in found.stderr) == (0, False)
    assert b"Next long run" in found.stdout


# --- today ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Toronto", "2026-03-22"), ("Europe/Vienna", "2026-03-23"),
     ("Pacific/Kiritimati", "2026-03-23"), ("Pacific/Pago_Pago", "2026-03-22")],
)  # fmt: skip
def test_without_a_day_it_is_today_where_the_runner_is(
    zone: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 3, 23, 2, 30, tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(one_case, "datetime", Clock)
    case = a_case(runner=Runner(time_zone=zone))

    advice = an_advice(startline("advise", "-", "--json", stdin=case_text(case)).stdout)

    assert advice["on"] == day


# --- what a screen says -----------------------------------------------------------------------


def screen(case: Case, command: str = "advise") -> str:
    return in_one_line(startline(command, "-", *ON, stdin=case_text(case)).stdout)


@pytest.mark.parametrize("command", ["advise", "explain"])
def test_C04_an_emergency_stands_before_every_number(command: str) -> None:
    flagged = a_case(red_flags=(RedFlag(code="chest_pain", opened_on=MONDAY),))
    text = screen(flagged, command)

    assert "emergency number" in text
    assert text.index("emergency number") < text.index("Today")


def test_when_nothing_can_be_said_the_screen_says_what_is_missing() -> None:
    assert "Check in first" in screen(a_case(runs=(a_green_run(60, 10.0),)))


def test_E05_both_clinicians_stand_on_the_screen() -> None:
    limits = (a_limit(id="p", max_run_km=12.0), a_limit(id="d", by="doctor", max_run_km=9.0))
    text = screen(a_case(restrictions=limits))

    assert "the limit your physiotherapist set" in text
    assert "the limit your doctor set" in text


def test_E06_a_limit_past_its_end_is_still_binding_and_says_so() -> None:
    text = screen(a_case(restrictions=(LAPSED,)))

    assert "The limit by doctor ran until 2026-03-22 and still binds." in text


def test_C16_a_run_left_out_is_named_on_the_screen() -> None:
    fast = {"on": "2026-03-22", "distance_km": 30, "duration_min": 30}
    text = startline("advise", "-", *ON, stdin=case_text(runs=[fast])).stdout

    assert "The run of 2026-03-22 was left out (faster than 2:00 per km)." in text


def test_C16_however_many_runs_were_left_out_the_screen_says_how_many_more() -> None:
    ahead = [{"on": (MONDAY + timedelta(n)).isoformat(), "distance_km": 5} for n in range(1, 31)]
    text = startline("advise", "-", *ON, stdin=case_text(runs=ahead)).stdout

    assert text.count("was left out") == 30 or "more" in text.split("To know")[1]


@pytest.mark.parametrize("command", ["advise", "explain"])
def test_markup_in_a_name_is_printed_as_written(command: str) -> None:
    text = screen(a_case(restrictions=(a_limit(by="[red]Dr[/red] [/bold] x"),)), command)

    assert "[red]Dr[/red] [/bold] x" in text


CONTROLS = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b31m\r\b\x7f\u202e"


@pytest.mark.parametrize("command", ["advise", "explain"])
def test_control_codes_in_a_name_never_reach_the_terminal(command: str) -> None:
    lapsed = a_limit(id=f"a{CONTROLS}", by=f"Dr{CONTROLS}", until_day=SUNDAY)
    race = {"on": "2026-05-03", "distance_km": 42.195, "name": f"Run{CONTROLS}"}

    text = startline(
        command, "-", *ON, stdin=case_text(a_case(restrictions=(lapsed,)), race=race)
    ).stdout

    assert [code for code in CONTROLS if code in text and not code.isprintable()] == []


def test_control_codes_in_a_refused_value_never_reach_the_terminal() -> None:
    run = {"id": f"a{CONTROLS}", "on": "2026-03-01", "distance_km": 5}
    text = case_text(runs=[run, run], runner={"time_zone": f"x{CONTROLS}"})

    said = startline("advise", "-", *ON, stdin=text).stderr

    assert [code for code in CONTROLS if code in said and not code.isprintable()] == []


def test_a_line_break_in_a_name_does_not_start_a_line_of_its_own() -> None:
    race = {"on": "2026-05-03", "distance_km": 42.195, "name": "x\nToday  Mon 23 Mar: 42 km"}
    lines = startline("advise", "-", *ON, stdin=case_text(race=race)).stdout.splitlines()

    assert [line for line in lines if line.startswith("Today")] == [
        line for line in lines if line.startswith("Today") and "42 km" not in line
    ]


def test_a_name_of_a_million_letters_is_no_reason_to_stop() -> None:
    race = {"on": "2026-05-03", "distance_km": 42.195, "name": "x" * 1_000_000}
    long_name = a_limit(by="y" * 100_000)

    result = startline(
        "advise", "-", *ON, stdin=case_text(a_case(restrictions=(long_name,)), race=race)
    )

    assert result.exit_code == 0


def test_unknown_fields_change_no_byte_of_the_answer() -> None:
    plain = json.loads(case_text(rough_week()))
    more = {**plain, "mood": "low", "shoes": [{"km": 400}]}
    more["runs"] = [{**run, "weather": {"deg": -3}} for run in plain["runs"]]

    answers = [
        startline("advise", "-", *ON, "--json", stdin=json.dumps(one)).stdout
        for one in (plain, more)
    ]

    assert answers[0] == answers[1]


@pytest.mark.parametrize("command", ["advise", "explain"])
@pytest.mark.parametrize(
    ("days_ago", "said"),
    [(0, "Mon 23 Mar, today"), (1, "Sun 22 Mar, yesterday"), (9, "Sat 14 Mar, 9 days ago")],
)
def test_C15_C25_the_screen_says_how_old_the_newest_word_is(
    command: str, days_ago: int, said: str
) -> None:
    assert said in screen(a_case(runs=(a_green_run(days_ago),)), command)


def test_C15_C25_the_screen_says_when_nothing_was_logged() -> None:
    assert "Nothing has been logged yet." in screen(a_case(runs=()))
