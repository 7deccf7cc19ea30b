"""`startline import`: files into a Case, nothing said by hand lost, every file with a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from startline.cli.main import main

POINT = '<trkpt lat="{lat:.5f}" lon="16.0"><time>2026-03-2{day}T08:{minute:02d}:00Z</time></trkpt>'


def a_gpx(path: Path, *, day: int = 4, km: float = 5.0, kind: str = "running") -> Path:
    """A straight run to the north, six minutes a kilometre."""
    step_deg = 1 / 6 / 111.195  # a sixth of a kilometre in a minute
    points = [
        POINT.format(lat=48 + i * step_deg, day=day, minute=i) for i in range(int(km * 6) + 1)
    ]
    body = f"<trk><type>{kind}</type><trkseg>{''.join(points)}</trkseg></trk>"
    path.write_text(f'<gpx xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>')
    return path


def a_case_file(folder: Path, **parts: Any) -> Path:
    path = folder / "case.json"
    path.write_text(json.dumps({"startline": 1, "runner": {"time_zone": "Europe/Vienna"}, **parts}))
    return path


def run_import(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", *map(str, arguments)], catch_exceptions=False)


def test_a_run_from_a_file_lands_in_the_case_without_a_word_on_pain(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)

    result = run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)
    run = json.loads(case.read_text())["runs"][0]

    assert result.exit_code == 0
    assert run["distance_km"] == pytest.approx(5.0, abs=0.02)
    assert (run["on"], "pain" in run) == ("2026-03-24", False)
    assert "Nobody was asked yet" in result.stderr


def test_importing_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)
    gpx = a_gpx(tmp_path / "a.gpx")
    run_import(gpx, "--into", case)
    once = case.read_bytes()

    result = run_import(gpx, "--into", case)

    assert case.read_bytes() == once
    assert "0 runs, 1 already here" in result.stderr


def test_a_run_typed_in_by_hand_keeps_its_pain_and_gains_a_clock_time(tmp_path: Path) -> None:
    hurt = {"free": False, "worst_nrs": 3}
    typed = {"on": "2026-03-24", "distance_km": 5.1, "pain": hurt, "shoes": "old"}
    case = a_case_file(tmp_path, runs=[typed], mood="better")

    run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)
    after = json.loads(case.read_text())

    assert len(after["runs"]) == 1
    assert after["runs"][0] | typed == after["runs"][0]
    assert after["runs"][0]["started_at"] == "2026-03-24T09:00:00+01:00"
    assert after["mood"] == "better"


def test_one_bad_file_costs_one_line_and_exit_status_one(tmp_path: Path) -> None:
    a_gpx(tmp_path / "a.gpx")
    (tmp_path / "b.gpx").write_text("<gpx>")
    a_gpx(tmp_path / "c.gpx", day=5, kind="cycling")

    result = run_import(tmp_path, "--json")
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert len(found["runs"]) == 1
    assert {Path(s["source"]).name: s["code"] for s in found["skipped"]}.keys() == {
        "b.gpx",
        "c.gpx",
    }


def test_what_is_no_run_is_named_and_is_no_failure(tmp_path: Path) -> None:
    result = run_import(a_gpx(tmp_path / "ride.gpx", kind="cycling"), "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["skipped"][0]["code"] == "not_a_run"


def test_a_case_that_is_refused_is_left_as_it_was(tmp_path: Path) -> None:
    case = a_case_file(tmp_path, runs=[{"on": "2026-03-24", "distance_km": -1}])
    before = case.read_bytes()

    result = run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)

    assert result.exit_code == 1
    assert "runs[0].distance_km" in result.stderr
    assert case.read_bytes() == before


def test_a_zone_nobody_knows_is_wrong_usage(tmp_path: Path) -> None:
    assert run_import(a_gpx(tmp_path / "a.gpx"), "--zone", "Mars/Base").exit_code == 2


def test_a_missing_file_is_a_line_and_not_a_traceback(tmp_path: Path) -> None:
    result = run_import(tmp_path / "none.gpx")

    assert result.exit_code == 1
    assert "none.gpx" in result.stderr
