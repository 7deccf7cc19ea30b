"""`startline advise --remember`: the plan shown is kept, and the next one stays with it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from startline.engine.plans import RUN_KINDS
from tests.builders import MONDAY, a_case, a_green_run, rough_week
from tests.cli.commands import ON, an_advice, case_file, startline

TUESDAY = MONDAY + timedelta(1)


def held(case: Path) -> Any:
    return json.loads(case.read_text(encoding="utf-8"))


def planned(case: Path, on: str = "2026-03-23") -> dict[str, Any]:
    advice = an_advice(startline("advise", case, "--on", on, "--json").stdout)
    return {day["on"]: day for day in advice["plan"]}


def test_the_runs_shown_are_written_into_the_case_and_nothing_else_changes(tmp_path: Path) -> None:
    case = case_file(tmp_path, rough_week(), mood="low")
    before = held(case)
    shown = planned(case)

    result = startline("advise", case, *ON, "--remember")
    seen = held(case).pop("plan_seen")

    assert result.exit_code == 0
    assert {**held(case), "plan_seen": None} == {**before, "plan_seen": None}
    assert seen["on"] == "2026-03-23"
    assert {one["on"]: one["distance_km"] for one in seen["sessions"]} == {
        on: day["distance_km"]
        for on, day in shown.items()
        if day["distance_km"] and on > "2026-03-23"
    }


def test_what_is_kept_are_runs_ahead_and_never_the_race(tmp_path: Path) -> None:
    far = a_case(episodes=(), race=None, runs=tuple(a_green_run(n, 30.0) for n in (1, 5, 9)))
    case = case_file(tmp_path, far)
    startline("advise", case, *ON, "--remember")

    kinds = {one["kind"] for one in held(case)["plan_seen"]["sessions"]}
    days = {one["on"] for one in held(case)["plan_seen"]["sessions"]}

    assert kinds <= RUN_KINDS - {"race"}
    assert min(days) > MONDAY.isoformat()


def test_the_page_and_the_json_are_the_same_and_the_note_goes_to_stderr(tmp_path: Path) -> None:
    case = case_file(tmp_path, rough_week())
    for arguments in ((), ("--json",)):
        plain = startline("advise", case, *ON, *arguments)
        kept = startline("advise", case_file(tmp_path, rough_week()), *ON, *arguments, "--remember")

        assert kept.stdout == plain.stdout
        assert "Kept in" in kept.stderr


def test_the_next_advice_stays_with_what_was_shown_and_says_so(tmp_path: Path) -> None:
    case = case_file(tmp_path, rough_week())
    startline("advise", case, *ON, "--remember")
    raw = held(case)
    for one in raw["plan_seen"]["sessions"]:
        one["distance_km"] = round(one["distance_km"] * 0.97, 3)
    case.write_text(json.dumps(raw), encoding="utf-8")
    kept = {one["on"]: one["distance_km"] for one in raw["plan_seen"]["sessions"]}

    day = planned(case)[TUESDAY.isoformat()]

    assert day["distance_km"] == kept[TUESDAY.isoformat()]
    assert "as_shown_before" in [reason["code"] for reason in day["reasons"]]
    assert "Kept as it was shown to you before." in startline("explain", case, *ON).stdout


def test_remembering_twice_keeps_one_plan_and_the_same_bytes(tmp_path: Path) -> None:
    case = case_file(tmp_path, rough_week())
    startline("advise", case, *ON, "--remember")
    once = case.read_bytes()

    startline("advise", case, *ON, "--remember")

    assert case.read_bytes() == once


def test_a_plan_that_was_shown_never_outlives_a_new_limit(tmp_path: Path) -> None:
    case = case_file(tmp_path, a_case(episodes=()))
    startline("advise", case, *ON, "--remember")
    limit = {"id": "two", "set_by": "clinician", "from": "2026-03-22", "max_run_km": 2.0}
    case.write_text(json.dumps({**held(case), "restrictions": [limit]}), encoding="utf-8")

    assert max(day["distance_km"] or 0 for day in planned(case).values()) == 2.0


def test_where_no_distance_can_be_given_the_plan_shown_before_stays(tmp_path: Path) -> None:
    case = case_file(tmp_path, rough_week())
    startline("advise", case, *ON, "--remember")
    before = case.read_bytes()

    result = startline("advise", case, "--on", "2026-06-30", "--remember")

    assert result.exit_code == 0
    assert "none are kept" in result.stderr
    assert case.read_bytes() == before


@pytest.mark.parametrize("source", [("-",), ("--batch", "-")])
def test_without_a_file_there_is_nothing_to_keep_it_in(source: tuple[str, ...]) -> None:
    result = startline("advise", *source, *ON, "--remember", stdin="{}")

    assert (result.exit_code, result.stdout) == (2, "")
