"""Which of these hurt? Marks by run or by week; what is not marked stays silent."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from startline.cli.main import SITES
from startline.engine.onset.observations import evidence
from startline.formats.case_json import case_from
from startline.formats.schema import schema
from tests.cli.commands import startline

ON_DAY = date(2026, 3, 23)

RUNS = [
    {"id": "a", "on": "2026-03-02", "distance_km": 10.0},
    {"id": "b", "on": "2026-03-04", "distance_km": 6.0, "pain": {"free": True}},
    {"id": "c", "on": "2026-03-12", "distance_km": 8.0},
    {"id": "d", "on": "2026-03-20", "distance_km": 0},
    {"id": "e", "on": "2026-03-21", "distance_km": 5.0},
]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"startline": 1, "mood": "better", "runs": RUNS}))
    return path


def pains(case: Path) -> dict[str, Any]:
    return {run["id"]: run.get("pain") for run in json.loads(case.read_text())["runs"]}


def test_a_marked_run_says_that_pain_began_somewhere_in_it_and_no_more(case: Path):
    result = startline("hurt", case, "--runs", "a")

    assert result.exit_code == 0
    assert pains(case)["a"] == {"free": False, "onset": {"lower_km": 0, "upper_km": 10.0}}
    assert pains(case)["c"] is None


def test_a_run_may_be_named_by_its_day(case: Path):
    startline("hurt", case, "--runs", "2026-03-12")

    assert pains(case)["c"]["free"] is False


def test_marked_weeks_in_a_row_are_one_episode_and_mark_the_runs_in_them(case: Path):
    result = startline("hurt", case, "--weeks", "2026-W10..2026-W11", "--site", "shin")
    after = json.loads(case.read_text())

    assert result.exit_code == 0
    assert after["episodes"] == [
        {
            "id": "marked-2026-W10",
            "site": "shin",
            "began_on": "2026-03-02",
            "resolved_on": "2026-03-15",
        }
    ]
    assert {id_ for id_, pain in pains(case).items() if pain and not pain["free"]} == {"a", "c"}
    assert pains(case)["a"]["episode"] == "marked-2026-W10"
    assert after["mood"] == "better"


def test_an_answer_given_before_is_kept(case: Path):
    result = startline("hurt", case, "--weeks", "2026-W10")

    assert pains(case)["b"] == {"free": True}
    assert "keep it: 1" in result.stderr


def test_the_weeks_up_to_the_last_run_leave_the_episode_open(case: Path):
    startline("hurt", case, "--weeks", "2026-W12")

    (episode,) = json.loads(case.read_text())["episodes"]
    assert "resolved_on" not in episode


def test_marking_twice_changes_nothing_more(case: Path):
    startline("hurt", case, "--weeks", "2026-W10")
    once = case.read_bytes()

    startline("hurt", case, "--weeks", "2026-W10")

    assert case.read_bytes() == once
    case_from(json.loads(once), today=ON_DAY)


def test_the_same_weeks_at_another_site_are_another_episode(case: Path):
    startline("hurt", case, "--weeks", "2026-W10", "--site", "shin")
    startline("hurt", case, "--weeks", "2026-W10", "--site", "hip")

    episodes = json.loads(case.read_text())["episodes"]
    assert [one["id"] for one in episodes] == ["marked-2026-W10", "marked-2026-W10-2"]


def test_the_sites_are_those_of_the_case_format():
    allowed = schema("case")["properties"]["episodes"]["items"]["properties"]["site"]["enum"]

    assert list(SITES) == allowed


def test_without_marks_the_weeks_are_listed_and_nothing_is_written(case: Path):
    before = case.read_bytes()

    result = startline("hurt", case)

    assert result.stdout.splitlines()[0].split() == [
        *("2026-W10", "2", "runs", "16", "km", "1", "not", "asked", "about")
    ]
    assert case.read_bytes() == before


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--runs", "nope", "no_such_run"),
        ("--weeks", "2026-W60", "no_week"),
        ("--weeks", "March", "no_week"),
        ("--weeks", "2025-W10", "no_runs"),
        ("--runs", "a,nope", "no_such_run"),
    ],
)
def test_a_name_that_fits_nothing_is_refused_and_nothing_is_written(
    case: Path, option: str, value: str, code: str
):
    before = case.read_bytes()

    result = startline("hurt", case, option, value)

    assert (result.exit_code, f"[{code}]" in result.stderr) == (1, True)
    assert case.read_bytes() == before


def test_marked_runs_reach_the_onset_model_and_unmarked_ones_stay_silent(case: Path):
    def asked_and_silent() -> tuple[int, int]:
        read = case_from(json.loads(case.read_text()), today=ON_DAY)
        found = evidence(read, read.runs, ON_DAY)
        return len(found.reports), found.n_not_asked

    before = asked_and_silent()
    startline("hurt", case, "--weeks", "2026-W12")

    assert before == (1, 4)
    # the open episode began with that week, so older runs are out; a run of 0 km says nothing
    assert asked_and_silent() == (1, 1)
