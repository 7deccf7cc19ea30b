"""`startline advise --batch`: one line in, one line out, in order; a bad line harms no other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from startline.cli import batch
from startline.formats.advice_json import write_advice
from tests.builders import a_case, a_limit, advice_on, rough_week
from tests.cli.commands import ON, ROOT, an_advice, case_text, in_a_process, startline, strictly

GOOD = case_text(a_case())
DAYS = [f"2026-03-{23 + n % 7}" for n in range(40)]  # over two chunks and a part


def own_day(day: Any, case: str = GOOD) -> str:
    return json.dumps({"on": day, "case": json.loads(case)})


def answers(lines: list[str | bytes], *arguments: str, jobs: str = "1") -> list[Any]:
    """What the command prints for these lines, each parsed strictly."""
    text = b"".join((x if isinstance(x, bytes) else x.encode()) + b"\n" for x in lines)
    found = startline("advise", "--batch", "-", *ON, "--jobs", jobs, *arguments, stdin=text)
    return [strictly(line) for line in found.stdout.splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_forty_lines_come_back_in_their_order(jobs: str) -> None:
    found = answers([own_day(day) for day in DAYS], jobs=jobs)

    assert [advice["on"] for advice in found] == DAYS


def test_each_line_is_the_answer_that_the_case_gets_alone() -> None:
    lines = "\n".join([case_text(rough_week()), GOOD])

    result = startline("advise", "--batch", "-", *ON, "--seed", "5", "--jobs", "1", stdin=lines)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        write_advice(advice_on(rough_week(), seed=5)),
        write_advice(advice_on(a_case(), seed=5)),
    ]


def test_every_line_keeps_the_published_format() -> None:
    for advice in answers([GOOD, case_text(rough_week()), '{"startline": 1}']):
        an_advice(json.dumps(advice))


def test_a_file_is_read_like_stdin_and_notes_go_to_stderr(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{GOOD}\nrubbish\n{GOOD}", encoding="utf-8")

    result = startline("advise", "--batch", path, *ON, "--jobs", "1")

    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 3
    assert "3 Cases, 1 refused." in result.stderr
    assert "refused" not in result.stdout


def test_an_empty_file_is_no_case_and_no_refusal(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    path.touch()

    result = startline("advise", "--batch", path)

    assert (result.exit_code, result.stdout) == (0, "")


# --- a line's own day -------------------------------------------------------------------------


def test_a_lines_own_day_goes_before_the_one_asked_about() -> None:
    found = answers([GOOD, own_day("2026-03-25"), json.dumps({"case": json.loads(GOOD)})])

    assert [advice["on"] for advice in found] == ["2026-03-23", "2026-03-25", "2026-03-23"]


@pytest.mark.parametrize(
    "day", ["soon", "", "2026-02-30", "22.03.2026", 20260323, None, True, [], "9999-12-31"]
)
def test_an_own_day_that_cannot_be_is_refused_at_its_place(day: Any) -> None:
    first, second = answers([own_day(day), GOOD])

    assert (first["error"]["code"], first["error"]["place"]) == ("impossible_day", "on")
    assert second["status"] == "ok"


# --- bad lines --------------------------------------------------------------------------------

RUN = '{"startline": 1, "runs": [{"on": "2026-03-22", "distance_km": %s}]}'
BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "not_json"),
    "spaces": ("   ", "not_json"),
    "rubbish": ("rubbish", "not_json"),
    "half a case": (GOOD[: len(GOOD) // 2], "not_json"),
    "two cases": (f"{GOOD} {GOOD}", "not_json"),
    "no object": ("[]", "schema_type"),
    "no case inside": ('{"on": "2026-03-23", "case": 5}', "schema_type"),
    "no version": ('{"runs": []}', "schema_required"),
    "NaN": (RUN % "NaN", "not_a_number"),
    "infinity": (RUN % "-Infinity", "not_a_number"),
    "overflow": (RUN % "1e999", "not_a_number"),
    "huge whole number": (RUN % ("9" * 100_000), "not_a_number"),
    "negative": (RUN % "-1", "schema_minimum"),
    "absurd": (RUN % "501", "schema_maximum"),
    "a key twice": ('{"startline": 1, "startline": 1}', "repeated_key"),
    "half a character as a key twice": (r'{"\ud800": 1, "\ud800": 2}', "repeated_key"),
    "deep": ("[" * 100_000, "too_deep"),
    "not UTF-8": (b'{"startline": 1, "x": "\xff"}', "not_utf8"),
    "UTF-16": (b"\xff\xfe" + GOOD.encode("utf-16-le"), "not_utf8"),
    "NUL": (b"\0\0\0", "not_json"),
    "year 0": (
        '{"startline": 1, "runs": [{"on": "0000-01-01", "distance_km": 5}]}',
        "impossible_day",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_refused_line_says_why_in_its_place_and_the_next_is_answered(name: str) -> None:
    line, code = BAD[name]

    before, refused, after = answers([GOOD, line, GOOD])

    assert refused.keys() == {"error"}
    assert refused["error"]["code"] == code
    assert refused["error"]["problem"]
    assert refused["error"]["hint"]
    assert before == after
    assert before["status"] == "ok"


def test_a_refused_line_lists_every_problem() -> None:
    [refused] = answers(['{"startline": 1, "runner": {"unit": "ell"}, "runs": [{"on": 5}]}'])
    others = [one["place"] for one in refused["error"]["also"]]

    assert {refused["error"]["place"], *others} == {
        "runner.unit",
        "runs[0]",
        "runs[0].on",
    }


def test_a_byte_order_mark_and_windows_line_ends_are_no_reason_to_refuse() -> None:
    first, second = answers([b"\xef\xbb\xbf" + GOOD.encode() + b"\r", GOOD + "\r"])

    assert first == second
    assert first["status"] == "ok"


def test_a_line_beyond_the_longest_is_refused_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch, "LONGEST_LINE", len(GOOD) + 1)

    far, good, near, last = answers([GOOD + " " * 5 * len(GOOD), GOOD, GOOD + "  ", GOOD])

    assert far["error"]["code"] == near["error"]["code"] == "too_large"
    assert good["status"] == last["status"] == "ok"


def test_our_own_fault_becomes_a_line_without_a_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(batch, "advice_for_value", breaks)

    refused, text = batch.answer(GOOD.encode(), on=None, seed=0)

    assert refused
    assert strictly(text)["error"]["code"] == "fault"
    assert "km" not in text


def rubbish(n: int) -> str:
    kinds = ["rubbish", '{"startline":', "[1e999]", '{"startline": 2}', "\x00", '{"a":1,"a":2}']
    return "".join(f"{kinds[i % len(kinds)]}\n" for i in range(n))


@pytest.mark.parametrize("n", [3_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_thousands_of_lines_of_rubbish_are_refused_one_by_one(n: int) -> None:
    found = in_a_process("advise", "--batch", "-", "--jobs", "2", stdin=rubbish(n).encode())

    lines = found.stdout.splitlines()

    assert found.returncode == 1
    assert len(lines) == n
    assert all(strictly(line).keys() == {"error"} for line in lines)
    assert found.stderr.decode().strip() == f"{n} Cases, {n} refused."


# --- the same bytes ---------------------------------------------------------------------------


def test_C20_equal_bytes_with_one_process_or_two_and_other_hashes() -> None:
    lines = "\n".join([*(own_day(day) for day in DAYS[:20]), "rubbish", case_text(rough_week())])
    typed = ("advise", "--batch", "-", *ON, "--seed", "9")

    found = [
        in_a_process(*typed, "--jobs", jobs, stdin=lines.encode(), PYTHONHASHSEED=hashes).stdout
        for jobs, hashes in (("1", "1"), ("2", "2"))
    ]

    assert found[0] == found[1]
    assert found[0].count(b"\n") == 22


def test_json_lines_are_the_same_bytes_whatever_the_terminal_can_show() -> None:
    case = a_case(restrictions=(a_limit(by="Dr Çelik Ω 😀"),))
    text = case_text(case).encode()

    found = in_a_process("advise", "--batch", "-", *ON, stdin=text, PYTHONIOENCODING="cp1252")

    assert found.stdout.decode("utf-8") == write_advice(advice_on(case, seed=0)) + "\n"


def test_a_reader_that_leaves_gets_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{GOOD}\n" * 200, encoding="utf-8")
    command = [sys.executable, "-m", "startline.cli", "advise", "--batch", str(path), "--jobs", "1"]

    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()

        assert b"Traceback" not in process.stderr.read()
