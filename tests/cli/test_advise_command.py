"""`startline advise`: the rough week answered, bad input refused, the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from startline.cli.main import main
from startline.formats.case_json import case_to
from startline.formats.schema import problems
from startline.words.units import shown
from tests.builders import rough_week

DAY = "2026-03-23"


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin, catch_exceptions=False)


def advise(case: Any, *more: str) -> Result:
    text = case if isinstance(case, str | bytes) else json.dumps(case)
    return run("advise", "-", "--on", DAY, *more, stdin=text)


def story(**changes: Any) -> dict[str, Any]:
    return {**json.loads(json.dumps(case_to(rough_week()))), **changes}


def with_run(**changes: Any) -> dict[str, Any]:
    case = story()
    case["runs"][-1] |= changes
    return case


def with_pain(**changes: Any) -> dict[str, Any]:
    return with_run(pain={**story()["runs"][-1]["pain"], **changes})


def test_the_rough_week_rests_today_and_keeps_sunday_far_below_nine_miles() -> None:
    advice = json.loads(advise(story(), "--json").stdout)
    sunday = advice["next_long_run"]
    physio = [b for b in sunday["bounds"] if b["code"] == "clinician_limit"]

    assert problems("advice", advice) == []
    assert advice["today"]["max_run_km"] == 0
    assert sunday["programmed_km"] == 28.968
    assert 2 < sunday["advised_km"] < 7
    assert (physio[0]["max_run_km"], physio[0]["by"]) == (14.484, "physiotherapist")
    assert advice["onset"]["verdict"] == "too_early"
    assert advice["outlook"]["race_on"] == "2026-05-03"
    assert (advice["missed"]["n_missed"], advice["missed"]["longest_gap_days"]) == (3, 6)
    assert "see_clinician" in [r["code"] for r in advice["reasons"]]


def test_the_screen_shows_flags_first_then_the_number_and_the_limit_of_nine_miles() -> None:
    text = advise(story()).stdout

    assert text.index("chest pain") < text.index("Today") < text.index("Next long run")
    assert "instead of 18 mi" in text
    assert "the limit your physiotherapist set" in text
    assert " 9 mi" in text


@pytest.mark.parametrize(
    ("case", "place"),
    [
        (with_run(distance_km=-1), "runs[44].distance_km"),
        (with_run(distance_km=501), "runs[44].distance_km"),
        (with_run(on="1969-12-31"), "runs[44].on"),
        (with_run(on="2033-01-01"), "runs[44].on"),
        (with_run(id="r-w01-t1"), "runs[44].id"),
        (with_pain(onset={"lower_km": 14, "upper_km": 14}), "runs[44].pain.onset"),
        (with_pain(worst_nrs=11), "runs[44].pain.worst_nrs"),
        (with_pain(free=True), "runs[44].pain"),
        (story(restrictions=[{"id": "a", "set_by": "clinician", "from": "2026-03-16",
                              "until": "2026-03-01"}]), "restrictions[0].until"),
        ({}, "the file"),
        ([], "the file"),
        (story(runner={"time_zone": "Mars/Base"}), "runner.time_zone"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place_and_no_number(case: Any, place: str) -> None:
    result = advise(case)

    assert result.exit_code == 1
    assert place in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "text",
    ['{"startline": 1, "x": NaN}', '{"startline": 1, "x": 1e999}',
     '{"startline": 1, "startline": 1}',
     "{", "", b"\xff\xfe", "[" * 100_000, '{"startline": 1, "x": ' + "9" * 5000 + "}"],
)  # fmt: skip
def test_what_is_no_strict_json_is_refused_without_a_traceback(text: str | bytes) -> None:
    result = advise(text)

    assert result.exit_code == 1
    assert result.stderr.startswith("-: ")


def test_every_problem_of_a_file_is_listed_at_once() -> None:
    case = with_run(distance_km=-1, rpe=11)
    case["restrictions"][0]["max_run_km"] = "nine"

    assert len(advise(case).stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"startline": 1}, "nothing_logged"),
        (story(race={"on": "2026-03-01", "distance_km": 42.195}), "race_in_the_past"),
        (story(runs=story()["runs"][:20]), "check_in_first"),
    ],
)
def test_what_is_missing_is_said_and_no_distance_given(case: Any, code: str) -> None:
    advice = json.loads(advise(case, "--json").stdout)

    assert advice["status"] == "cannot_say"
    assert advice["today"]["max_run_km"] == 0
    assert code in [r["code"] for r in advice["reasons"]]


def test_wrong_usage_is_status_two() -> None:
    assert run("advise").exit_code == 2
    assert run("advise", "a.json", "--batch", "b.jsonl").exit_code == 2
    assert run("advise", "a.json", "--on", "yesterday").exit_code == 2


def test_a_file_that_is_not_there_is_refused() -> None:
    assert run("advise", "/nowhere/case.json").exit_code == 1


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_C20_equal_input_gives_equal_bytes_whatever_the_hash_seed(hash_seed: str) -> None:
    command = [sys.executable, "-m", "startline.cli", "advise", "-", "--on", DAY, "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    text = json.dumps(story()).encode()

    found = subprocess.run(command, input=text, env=environment, capture_output=True, check=True)

    assert found.stdout.decode() == advise(story(), "--json").stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_batch_keeps_its_order_and_puts_a_refusal_in_its_place(tmp_path: Path, jobs: str) -> None:
    lines = [
        json.dumps(story()), "rubbish", json.dumps({"on": "2026-03-24", "case": story()}),
        json.dumps({"startline": 2}), "",
    ]  # fmt: skip
    batch = tmp_path / "cases.jsonl"
    batch.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "startline.cli", "advise", "--batch", str(batch), "--on", DAY]

    found = subprocess.run([*command, "--jobs", jobs], capture_output=True, check=False)
    answers = [json.loads(line) for line in found.stdout.splitlines()]

    assert found.returncode == 1
    assert [answer.get("on") for answer in answers] == [DAY, None, "2026-03-24", None, None]
    assert answers[0] == json.loads(advise(story(), "--json").stdout)
    assert all({"code", "problem", "hint"} <= a["error"].keys() for a in answers if "error" in a)


def test_ten_years_of_runs_are_answered() -> None:
    runs = [
        {"on": f"{2016 + i // 336}-{i // 28 % 12 + 1:02d}-{i % 28 + 1:02d}", "distance_km": 8}
        for i in range(3400)
    ]

    assert advise(story(runs=runs + story()["runs"]), "--json").exit_code == 0


@pytest.mark.parametrize("km", [0.1, 1.609, 4.828, 8.047, 14.484, 14.483, 21.0975, 42.195])
def test_C22_a_distance_shown_is_never_above_the_distance_itself(km: float) -> None:
    miles = float(shown(km, "mi").split()[0])

    assert miles * 1.609344 <= km + 0.001
    assert float(shown(km, "km").split()[0]) <= km


def test_explain_names_the_limit_its_author_and_a_source() -> None:
    text = run("explain", "-", "--on", DAY, stdin=json.dumps(story())).stdout

    assert "set by physiotherapist from 2026-03-16" in text
    assert "doi:10.1136/bjsports-2024-109380" in text


def test_the_demo_shows_the_rough_week() -> None:
    assert "Spring marathon in 41 days" in run("demo", "--print").stdout


def test_markup_in_a_name_is_text(tmp_path: Path) -> None:
    case = story(race={"on": "2026-05-03", "distance_km": 42.195, "name": "[red]Run[/]"})

    assert "[red]Run[/]" in advise(case).stdout


def test_a_session_given_in_minutes_is_shown_as_a_run() -> None:
    runs = [{"on": f"2026-03-{d}", "distance_km": 5, "duration_min": 30} for d in (16, 19, 22)]
    sessions = [{"on": DAY, "kind": "easy", "duration_min": 24},
                {"on": "2026-03-25", "kind": "run_walk", "duration_min": 30},
                {"on": "2026-03-29", "kind": "long", "duration_min": 30}]  # fmt: skip
    text = advise({"startline": 1, "runs": runs, "programme": {"sessions": sessions}}).stdout

    assert "minutes were programmed" in text
    assert "No run is programmed" not in text
    assert "30 min" in text.split("Wed 25 Mar")[1].splitlines()[1]
