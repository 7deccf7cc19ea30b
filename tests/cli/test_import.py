"""`startline import`: files into a Case, nothing said by hand lost, every file with a line."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.import_.generate import an_export
from startline.cli.import_report import progress
from startline.cli.main import main
from startline.formats.case_json import case_from
from startline.formats.imported import Skipped
from tests.formats.tables import a_garmin, a_garmin_row

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


def test_an_archive_is_imported_and_reported_file_by_file(tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(a_gpx(tmp_path / "a.gpx"), "activities/a.gpx")
        packed.writestr("media/a.jpg", b"x")

    found = json.loads(run_import(archive, "--json").stdout)

    assert found["counts"] == {
        "files": 2, "imported": 1, "already_here": 0, "skipped": 1, "needs_review": 0,
    }  # fmt: skip
    assert [file["outcome"] for file in found["files"]] == ["imported", "skipped"]
    assert all(file["do"] for file in found["files"])


def test_a_second_recording_of_a_run_in_the_case_is_noted_beside_it(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)
    run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)
    other = tmp_path / "b.gpx"
    other.write_text((tmp_path / "a.gpx").read_text().replace("<gpx", "<gpx creator='b'"))

    run_import(other, "--into", case)
    (run,) = json.loads(case.read_text())["runs"]

    assert [part.partition(":")[2] for part in run["source"].split(" + ")] == ["a.gpx", "b.gpx"]


def test_runs_in_the_case_have_ids_of_their_own_and_can_be_read_again(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)
    for day in (4, 5, 6):
        a_gpx(tmp_path / f"{day}.gpx", day=day)

    run_import(tmp_path, "--into", case)
    runs = case_from(json.loads(case.read_text()), today=date(2026, 5, 1)).runs

    assert len({run.id for run in runs}) == 3
    assert all(run.id and run.id.startswith(run.on.isoformat()) for run in runs)


def test_the_case_itself_lying_in_the_folder_is_a_line_and_is_not_touched(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)
    a_gpx(tmp_path / "a.gpx")

    result = run_import(tmp_path, "--into", case)

    assert "case.json: left out, unsupported" in result.stderr
    assert len(json.loads(case.read_text())["runs"]) == 1


def test_a_plain_table_waits_for_a_yes_and_shows_what_it_would_take(tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    table.write_text("day,miles\n2026-03-24,3.1\n")

    asked, answered = run_import(table), run_import(table, "--yes")

    assert (asked.exit_code, asked.stdout) == (1, "")
    assert "on=day,distance_mi=miles" in asked.stderr
    assert (answered.exit_code, answered.stdout.split()[:6]) == (
        0, ["Tue", "24", "Mar", "2026", "4.9", "km"],
    )  # fmt: skip


def test_the_unit_of_the_case_is_taken_for_a_table_that_names_none(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"startline": 1, "runner": {"unit": "mi"}}))
    table = tmp_path / "garmin.csv"
    table.write_text(a_garmin(a_garmin_row(distance="3.00")))

    run_import(table, "--into", case)

    (run,) = json.loads(case.read_text())["runs"]
    assert run["distance_km"] == pytest.approx(4.828, abs=0.001)


def test_pictures_by_the_hundred_are_three_lines_and_a_count(tmp_path: Path) -> None:
    for i in range(100):
        (tmp_path / f"{i}.jpg").write_bytes(b"x")

    result = run_import(tmp_path)

    assert len(result.stderr.splitlines()) == 5
    assert "97 files more" in result.stderr
    assert result.exit_code == 0


def test_importing_says_which_question_is_left_and_how_to_answer_it(tmp_path: Path) -> None:
    case = a_case_file(tmp_path)

    result = run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)

    assert f"Which of these hurt? startline hurt {case}" in result.stderr


def test_an_import_told_to_stop_keeps_what_it_read_and_leaves_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, before = a_case_file(tmp_path), a_case_file(tmp_path).read_bytes()

    def stopped(items: Any, *, n_files: int) -> Any:
        for item in items:
            yield item
            raise KeyboardInterrupt

    for day in (4, 5):
        a_gpx(tmp_path / f"{day}.gpx", day=day)
    with monkeypatch.context() as patch:
        patch.setattr("startline.cli.import_runs.progress", stopped)
        result = run_import(tmp_path / "4.gpx", tmp_path / "5.gpx", "--into", case)
    journal = tmp_path / "case.json.import-journal"

    assert (result.exit_code, "goes on from here" in result.stderr) == (1, True)
    assert case.read_bytes() == before
    assert journal.exists()
    run_import(tmp_path / "4.gpx", tmp_path / "5.gpx", "--into", case)
    assert len(json.loads(case.read_text())["runs"]) == 2
    assert not journal.exists()


class Terminal(io.StringIO):
    """Somebody watches."""

    def isatty(self) -> bool:
        return True


def test_somebody_who_watches_sees_counts_and_the_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    watched = Terminal()
    monkeypatch.setattr(sys, "stderr", watched)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    items = [Skipped(f"{i}.fit", "empty", "Nothing.") for i in range(3)]

    passed_on = list(progress(items, n_files=4))

    assert passed_on == items
    assert "3/4" in watched.getvalue()
    assert "3 left out" in watched.getvalue()
    assert "0:00:00" in watched.getvalue() or "-:--:--" in watched.getvalue()


def test_a_case_that_cannot_be_written_is_a_line_and_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = a_case_file(tmp_path)
    before = case.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    result = run_import(a_gpx(tmp_path / "a.gpx"), "--into", case)

    assert (result.exit_code, "No space left" in result.stderr) == (1, True)
    assert case.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("a.gpx", "case.json", "case.json.import-journal")
    ]


@pytest.mark.slow
def test_I19_an_import_that_was_killed_ends_the_same_the_second_time(tmp_path: Path) -> None:
    archive = tmp_path / "export.zip"
    an_export(archive, 400, seconds=900)
    whole, killed = tmp_path / "whole.json", tmp_path / "killed.json"
    for case in (whole, killed):
        case.write_text(json.dumps({"startline": 1, "runner": {"time_zone": "Europe/Vienna"}}))
    run_import(archive, "--into", whole)
    command = [sys.executable, "-m", "startline.cli", "import", str(archive), "--into", str(killed)]
    journal = tmp_path / "killed.json.import-journal"

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and n_lines(journal) < 148:  # 37 in a hundred
            time.sleep(0.01)
        process.kill()
    n_read = n_lines(journal)
    untouched = "runs" not in json.loads(killed.read_text())
    run_import(archive, "--into", killed)

    assert 148 <= n_read < 401
    assert untouched
    assert killed.read_bytes() == whole.read_bytes()


def n_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0
