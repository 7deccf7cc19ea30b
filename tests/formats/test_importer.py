"""Many files at once: in order, none lost, none counted twice, none able to stop the others."""

from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import replace
from datetime import UTC, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from startline.engine.runs import Run
from startline.formats.imported import AlreadyHere, Imported, Skipped
from startline.formats.importer import import_paths
from startline.formats.memory import is_same_run
from startline.formats.report import report
from tests.formats.recordings import (
    LONDON,
    START,
    TODAY,
    Leg,
    a_fit,
    a_gpx,
    a_tcx,
    put,
    samples,
    the_run,
)


def bring(*paths: Path, **more: Any) -> list[Imported | Skipped | AlreadyHere]:
    return list(import_paths(paths, zone=LONDON, today=TODAY, **more))


def days_of_runs(folder: Path, n: int) -> None:
    for day in range(n):
        put(folder, f"{day}.gpx", a_gpx(samples(km=1), start=START + timedelta(days=day)))


def test_a_folder_is_read_in_order_of_names_with_all_that_is_below_it(tmp_path: Path):
    days_of_runs(tmp_path, 2)
    below = tmp_path / "0 below"
    below.mkdir()
    put(below, "a.tcx", a_tcx(start=START + timedelta(days=9)))

    items = bring(tmp_path)

    assert [Path(item.source).name for item in items] == ["a.tcx", "0.gpx", "1.gpx"]
    assert all(isinstance(item, Imported) for item in items)


def test_one_bad_file_among_many_is_one_line_and_stops_nothing(tmp_path: Path):
    days_of_runs(tmp_path, 4)
    put(tmp_path, "2.fit", os.urandom(2000))

    items = bring(tmp_path)

    assert sum(isinstance(item, Imported) for item in items) == 4
    (bad,) = (item for item in items if isinstance(item, Skipped))
    assert (Path(bad.source).name, bad.code) == ("2.fit", "unreadable")


def test_a_file_of_another_type_is_skipped_as_unsupported(tmp_path: Path):
    (item,) = bring(put(tmp_path, "notes.txt", "knee"))

    assert isinstance(item, Skipped)
    assert item.code == "unsupported"


def test_a_path_that_does_not_exist_is_a_line_not_an_error(tmp_path: Path):
    (item,) = bring(tmp_path / "gone.fit")

    assert isinstance(item, Skipped)
    assert item.code == "not_readable"


def test_a_link_that_leads_round_in_a_circle_is_not_followed(tmp_path: Path):
    days_of_runs(tmp_path, 1)
    (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)

    assert len(bring(tmp_path)) == 1


def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "x.fit")

    (item,) = bring(tmp_path / "x.fit")

    assert isinstance(item, Skipped)
    assert item.code == "unsupported"


def test_a_file_name_in_a_broken_encoding_is_shown_clean(tmp_path: Path):
    path = put(tmp_path, os.fsdecode(b"br\xfcnn\x1b.gpx"), a_gpx())

    (item,) = bring(path)

    assert isinstance(item, Imported)
    assert Path(item.source).name == "br\ufffdnn\ufffd.gpx"


def test_a_bomb_is_a_line_and_stops_nothing(tmp_path: Path):
    put(tmp_path, "a.gpx.gz", gzip.compress(b" " * 2**20, 9) * 65)
    put(tmp_path, "b.gpx", a_gpx())

    bomb, run = bring(tmp_path)

    assert isinstance(bomb, Skipped)
    assert bomb.code == "too_large"
    assert isinstance(run, Imported)


def test_a_zone_without_a_name_is_refused_before_any_file_is_opened(tmp_path: Path):
    with files("tzdata").joinpath("zoneinfo/Europe/Riga").open("rb") as file:
        nameless = ZoneInfo.from_file(file)

    with pytest.raises(ValueError, match="has no name"):
        list(import_paths([tmp_path], zone=nameless, today=TODAY))


# --- the same run twice ----------------------------------------------------------------------


def test_the_same_bytes_under_another_name_or_gzipped_are_already_here(tmp_path: Path):
    first = put(tmp_path, "a.gpx", a_gpx())
    shutil.copy(first, tmp_path / "b.gpx")
    put(tmp_path, "c.gpx.gz", gzip.compress(first.read_bytes()))

    one, *others = bring(tmp_path)

    assert isinstance(one, Imported)
    assert [o.because for o in others if isinstance(o, AlreadyHere)] == ["same_file", "same_file"]
    assert {o.same_as for o in others if isinstance(o, AlreadyHere)} == {one.run.source}


def test_a_second_import_brings_nothing_new(tmp_path: Path):
    days_of_runs(tmp_path, 3)
    before = {item.run.source for item in bring(tmp_path) if isinstance(item, Imported)}

    again = bring(tmp_path, known_sources=before)

    assert len(before) == 3
    assert all(isinstance(item, AlreadyHere) for item in again)


def test_one_run_as_fit_tcx_and_gpx_is_kept_once_with_every_source_noted(tmp_path: Path):
    put(tmp_path, "a.fit", a_fit(Leg(samples())))
    put(tmp_path, "b.tcx", a_tcx())
    put(tmp_path, "c.gpx", a_gpx())

    brought = report(bring(tmp_path))

    (run,) = brought.runs
    assert brought.n_already_here == 2
    assert [part.partition(":")[2] for part in run.source.split(" + ")] == [
        "a.fit",
        "b.tcx",
        "c.gpx",
    ]


def test_either_of_two_merged_sources_is_known_at_the_next_import(tmp_path: Path):
    put(tmp_path, "a.fit", a_fit(Leg(samples())))
    put(tmp_path, "b.tcx", a_tcx())
    (run,) = report(bring(tmp_path)).runs

    items = bring(tmp_path, known_sources=[run.source])

    assert [item.because for item in items if isinstance(item, AlreadyHere)] == ["same_file"] * 2


def test_a_run_the_case_already_holds_is_recognised_without_any_source(tmp_path: Path):
    mine = Run(on=START.date(), started_at=START, distance_km=5.05, duration_min=30.2)

    (item,) = bring(put(tmp_path, "x.gpx", a_gpx()), known_runs=[mine])

    assert isinstance(item, AlreadyHere)
    assert (item.because, item.same_as) == ("same_run", "")


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"started_at": START + timedelta(seconds=59)}, True),
        ({"started_at": START + timedelta(seconds=61)}, False),
        ({"distance_km": 5.14}, True),
        ({"distance_km": 5.2}, False),
        ({"duration_min": 30.5}, True),
        ({"duration_min": 31.0}, False),
        ({"duration_min": None}, True),
        ({"started_at": None}, False),
        ({"started_at": START.astimezone(ZoneInfo("Asia/Tokyo"))}, True),
    ],
)
def test_two_recordings_are_one_run_when_start_distance_and_duration_agree(
    change: dict[str, Any], same: bool
):
    mine = Run(on=START.date(), started_at=START, distance_km=5.0, duration_min=30.0)

    assert is_same_run(replace(mine, **change), mine) is same


def test_a_session_written_twice_into_one_file_counts_once(tmp_path: Path):
    once = a_fit(Leg(samples(km=1)))

    items = bring(put(tmp_path, "x.fit", once + once))

    assert [type(item) for item in items] == [Imported, AlreadyHere]


def test_the_report_has_the_three_promised_parts(tmp_path: Path):
    put(tmp_path, "a.gpx", a_gpx())
    put(tmp_path, "b.gpx", a_gpx())
    put(tmp_path, "c.gpx", a_gpx(kind="cycling"))

    shown = report(bring(tmp_path)).to_json()

    assert list(shown)[:3] == ["runs", "skipped", "already_here"]
    assert (len(shown["runs"]), shown["already_here"]) == (1, 1)
    assert [list(skip) for skip in shown["skipped"]] == [["source", "code", "detail"]]


def test_behind_the_fence_a_run_is_the_same_as_in_this_process(tmp_path: Path):
    from tests.formats.recordings import read

    path = put(tmp_path, "x.fit", a_fit(Leg(samples())))

    (item,) = bring(path)

    assert isinstance(item, Imported)
    assert replace(item.run, source="") == replace(the_run(read(path)), source="")
    assert item.run.started_at is not None
    assert item.run.started_at.astimezone(UTC) == START
