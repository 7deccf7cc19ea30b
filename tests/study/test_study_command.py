"""`startline study` as it is typed: into a folder, stopped and started again, on many workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.commands import startline

N = 12  # runners: one of each world, a few seconds
RESULTS = ("policies.parquet", "index.html", "results.md", "study.json")


def command(folder: Path, *more: str, runners: int = N) -> list[str]:
    typed = ["study", "policies", "--runners", str(runners), "--seed", "4", "-o", str(folder)]
    return [sys.executable, "-m", "startline.cli", *typed, *more]


def results(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in RESULTS}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    subprocess.run(command(folder, "--jobs", "1"), check=True, capture_output=True)
    return folder


def workers(pid: int) -> list[int]:
    """The processes below one that are at work on portions."""
    below = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    lines = ((one, Path(f"/proc/{one}/cmdline").read_bytes()) for one in below)
    return [one for one, line in lines if b"spawn_main" in line]


def once_parts_are_there(folder: Path, process: subprocess.Popen[bytes], n: int = 2) -> None:
    until = time.monotonic() + 120
    while len(list((folder / "parts/policies").glob("[0-9]*.parquet"))) < n:
        assert process.poll() is None, "it ended before there was anything to disturb"
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture
def going(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command(tmp_path, "--jobs", "2"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    yield process
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def test_two_workers_and_one_give_the_same_bytes(undisturbed: Path, tmp_path: Path) -> None:
    subprocess.run(command(tmp_path, "--jobs", "2"), check=True, capture_output=True)

    assert results(tmp_path) == results(undisturbed)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds workers under /proc")
def test_a_worker_killed_half_way_changes_nothing(
    undisturbed: Path, tmp_path: Path, going: subprocess.Popen[bytes]
) -> None:
    once_parts_are_there(tmp_path, going)
    os.kill(workers(going.pid)[0], signal.SIGKILL)
    _, told = going.communicate(timeout=240)

    assert going.returncode == 0, told
    assert results(tmp_path) == results(undisturbed)
    assert json.loads((tmp_path / "timing.json").read_text())[0]["sweeps"]["policies"]["lost"] > 0


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_study_that_was_stopped_goes_on_where_it_was(
    undisturbed: Path, tmp_path: Path, going: subprocess.Popen[bytes], how: signal.Signals
) -> None:
    once_parts_are_there(tmp_path, going)
    going.send_signal(how)
    _, told = going.communicate(timeout=60)
    kept = {path.name for path in (tmp_path / "parts/policies").glob("[0-9]*.parquet")}
    done = subprocess.run(command(tmp_path, "--jobs", "1"), check=True, capture_output=True)

    assert b"Traceback" not in told + done.stderr
    assert how == signal.SIGKILL or b"goes on" in told
    assert kept <= {path.name for path in (tmp_path / "parts/policies").iterdir()}
    assert results(tmp_path) == results(undisturbed)


@pytest.mark.slow
def test_a_dask_cluster_of_this_machine_gives_the_same_bytes(
    undisturbed: Path, tmp_path: Path
) -> None:
    typed = command(tmp_path, "--jobs", "2", "--cluster", "local")
    done = subprocess.run(typed, check=True, capture_output=True)

    assert b"Traceback" not in done.stderr
    assert results(tmp_path) == results(undisturbed)


def test_the_command_prints_what_was_found_and_where_the_rest_is(undisturbed: Path) -> None:
    shown = startline(
        "study", "policies", "--runners", str(N), "--seed", "4", "--jobs", "1", "-o", undisturbed
    )

    assert shown.exit_code == 0
    assert "Started, of 100, startline:" in shown.stdout
    assert "Reaches the start more often, with less pain" in shown.stdout
    assert str(undisturbed / "index.html") in shown.stderr


def test_another_seed_into_the_same_folder_is_refused(undisturbed: Path) -> None:
    shown = startline("study", "policies", "--runners", "3", "--seed", "5", "-o", undisturbed)

    assert shown.exit_code == 1
    assert shown.stdout == ""
    assert "seed 4 instead of 5" in shown.stderr
    assert "-o" in shown.stderr


def test_a_study_nobody_knows_is_wrong_usage() -> None:
    assert startline("study", "everything").exit_code == 2


class Reader(HTMLParser):
    """Counts what a page holds, and what it asks of others."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.asks: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.asks += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "circle", "line", "polyline", "polygon", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("circle", "line", "polyline", "polygon"):
            assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_beside_it(undisturbed: Path) -> None:
    page = Reader((undisturbed / "index.html").read_text(encoding="utf-8"))

    assert page.open == []
    assert page.asks == []
    assert {"table", "svg", "h2"} <= set(page.seen)
    assert "script" not in page.seen


def test_the_tables_can_be_read_by_others(undisturbed: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(undisturbed / "policies.parquet")

    assert table.num_rows == 5 * N
    assert set(table.column("runner").to_pylist()) == set(range(N))
