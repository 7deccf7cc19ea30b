"""A whole export: recordings, their table, what is missing or twice, what goes on later."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.import_.generate import an_export, fit_run
from startline.engine.runs import Run
from startline.formats.imported import AlreadyHere, Imported, Item, Skipped, TableRead
from startline.formats.importer import Settings, find_sources, import_sources
from startline.formats.journal import Journal
from startline.formats.memory import Memory
from startline.formats.report import ImportReport, report
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
)
from tests.formats.tables import a_strava, a_strava_row, a_table

SETTINGS = Settings(zone=LONDON, today=TODAY)
FILE = "activities/1.gpx"


def bring(
    *paths: Path,
    known: Iterable[str] = (),
    runs: Iterable[Run] = (),
    journal: Path | None = None,
    **settings: Any,
) -> list[Item]:
    return list(
        import_sources(
            find_sources(paths),
            replace(SETTINGS, **settings),
            Memory(list(known), runs),
            Journal(journal, zone=LONDON),
        )
    )


def an_archive(folder: Path, *rows: list[Any], **entries: str | bytes) -> Path:
    """An export with one table and these recordings, named by what comes before the dot."""
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("activities.csv", a_strava(*rows))
        for name, content in entries.items():
            archive.writestr("activities/" + name.replace("_", ".", 1), content)
    return path


def outcome(found: ImportReport, name: str) -> tuple[str, str]:
    (file,) = (file for file in found.files if file.source.endswith(name))
    return file.outcome, file.code


def test_a_recording_and_its_row_are_one_run_with_both_sources(tmp_path: Path):
    found = report(bring(an_archive(tmp_path, a_strava_row(file=FILE), **{"1_gpx": a_gpx()})))

    (run,) = found.runs
    assert [part.partition(":")[2] for part in run.source.split(" + ")] == [
        "1.gpx",
        "activities.csv",
    ]
    assert len(run.splits) == 5
    assert found.counts == {
        **dict(files=2, imported=2, already_here=0, skipped=0, needs_review=0),
    }


def test_a_row_without_its_recording_is_a_run_of_its_own_and_says_so(tmp_path: Path):
    found = report(bring(an_archive(tmp_path, a_strava_row(file="activities/2.fit.gz"))))

    (run,) = found.runs
    assert (run.distance_km, run.splits) == (5.0, ())
    assert run.warnings == ("from_table", "file_missing")


def test_a_run_typed_in_at_strava_is_a_run(tmp_path: Path):
    (run,) = report(bring(an_archive(tmp_path, a_strava_row()))).runs

    assert run.warnings == ("from_table",)


def test_a_recording_without_a_row_is_imported(tmp_path: Path):
    found = report(bring(an_archive(tmp_path, **{"1_gpx": a_gpx()})))

    assert len(found.runs) == 1


def test_a_broken_recording_gives_way_to_the_numbers_of_its_row(tmp_path: Path):
    archive = an_archive(tmp_path, a_strava_row(file=FILE), **{"1_gpx": "<gpx>"})

    found = report(bring(archive))

    assert [run.distance_km for run in found.runs] == [5.0]
    assert outcome(found, "1.gpx") == ("needs_review", "empty")


def test_a_table_that_calls_it_a_ride_is_believed_without_reading_the_file(tmp_path: Path):
    row = a_strava_row(file=FILE, kind="Ride")

    found = report(bring(an_archive(tmp_path, row, **{"1_gpx": os.urandom(100)})))

    assert (found.runs, outcome(found, "1.gpx")) == ((), ("skipped", "not_a_run"))


@pytest.mark.parametrize("kind", ["cycling", "other", "parkour"])
def test_a_table_that_calls_it_a_run_is_believed(tmp_path: Path, kind: str):
    archive = an_archive(tmp_path, a_strava_row(file=FILE), **{"1_gpx": a_gpx(kind=kind)})

    (run,) = report(bring(archive)).runs

    assert run.sport == "run"
    assert ("sport_from_table" in run.warnings) is (kind == "cycling")


def test_a_word_for_a_sport_that_nobody_knows_leaves_it_to_the_recording(tmp_path: Path):
    row = a_strava_row(file=FILE, kind="Correr na praia")

    assert len(report(bring(an_archive(tmp_path, row, **{"1_gpx": a_gpx()}))).runs) == 1


def test_the_same_export_unpacked_into_a_folder_gives_the_same(tmp_path: Path):
    archive = an_archive(tmp_path, a_strava_row(file=FILE), **{"1_gpx": a_gpx()})
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "folder")

    (one,), (other,) = (report(bring(p)).runs for p in (archive, tmp_path / "folder"))

    assert one == other


def test_strava_s_spaces_before_the_first_line_of_xml_are_passed_over(tmp_path: Path):
    (item,) = bring(put(tmp_path, "a.tcx", "          " + a_tcx()))

    assert isinstance(item, Imported)


def test_I16_one_bad_file_among_many_costs_one_line(tmp_path: Path):
    names = {f"{i}_fit.gz": gzip.compress(fit_run(i, seconds=120)) for i in range(40)}
    names["17_fit.gz"] = gzip.compress(os.urandom(3000))

    found = report(bring(an_archive(tmp_path, **names)))

    assert len(found.runs) == 39
    (bad,) = (skip for skip in found.skipped if ".fit" in skip.source)
    assert (bad.source.rpartition("/")[2], bad.code) == ("17.fit.gz", "unreadable")
    assert bad.hint


def test_I17_an_export_of_the_real_shape_is_accepted(tmp_path: Path):
    archive = tmp_path / "export.zip"
    an_export(archive, 30, seconds=300, n_rides=7)

    found = report(bring(archive))

    assert len(found.runs) == 30
    assert found.counts == {
        **dict(files=90, imported=31, already_here=0, skipped=59, needs_review=0),
    }
    assert {file.code for file in found.files if file.outcome == "skipped"} == {"unsupported"}
    assert all(run.device == "garmin 2697" and run.warnings == () for run in found.runs)


@pytest.mark.slow
def test_I17_two_thousand_five_hundred_runs_are_accepted_at_the_limits_as_they_are(tmp_path: Path):
    archive = tmp_path / "export.zip"
    an_export(archive, 2500, seconds=60)

    assert len(report(bring(archive)).runs) == 2500


def test_I18_recording_gpx_and_row_of_one_run_count_once(tmp_path: Path):
    put(tmp_path, "a.fit", a_fit(Leg(samples())))
    put(tmp_path, "b.gpx", a_gpx())
    put(tmp_path, "c.csv", a_strava(a_strava_row()))

    found = report(bring(tmp_path))

    (run,) = found.runs
    assert [part.partition(":")[2] for part in run.source.split(" + ")] == [
        *("a.fit", "b.gpx", "activities.csv")
    ]
    assert found.n_already_here == 2


def test_I18_a_row_with_a_day_alone_is_the_recording_of_that_day(tmp_path: Path):
    recording = put(tmp_path, "a.gpx", a_gpx())
    row = put(tmp_path, "b.csv", a_table([["date", "km"], ["2026-04-04", "5.05"]]))

    found = report(bring(recording, row, columns="guess"))

    assert (len(found.runs), found.n_already_here) == (1, 1)


def test_I18_the_next_export_with_more_in_it_brings_only_what_is_new(tmp_path: Path):
    rows = [a_strava_row(file=FILE), a_strava_row(90_002, when="Apr 6, 2026, 6:30:00 AM")]
    first = report(bring(an_archive(tmp_path, rows[0], **{"1_gpx": a_gpx()})))
    known = [source for run in first.runs for source in run.source.split(" + ")]

    second = report(bring(an_archive(tmp_path, *rows, **{"1_gpx": a_gpx()}), known=known))

    assert [run.source for run in second.runs] == ["strava-90002:activities.csv"]
    assert second.n_already_here == 1


def test_every_file_ends_in_one_of_four_ways_and_the_counts_add_up(tmp_path: Path):
    put(tmp_path, "a.gpx", a_gpx())
    put(tmp_path, "b.gpx", a_gpx())
    put(tmp_path, "c.gpx", a_gpx(start=START + timedelta(days=1))[:20_000])
    put(tmp_path, "d.fit", "nothing")
    put(tmp_path, "e.jpg", "nothing")
    put(tmp_path, "f.csv", "nothing,here\n1,2\n")

    found = report(bring(tmp_path))

    assert found.counts == {
        **dict(files=6, imported=1, already_here=1, skipped=3, needs_review=1),
    }
    assert all(file.do for file in found.files)
    assert json.dumps(found.to_json(), allow_nan=False)


# --- an import that is cut off -------------------------------------------------------------------


class Stop(Exception):
    """What a full disk, a flat battery or Ctrl-C is to an import."""


def cut_off(path: Path, journal: Path, after: int) -> None:
    items = import_sources(
        find_sources([path]), SETTINGS, Memory([], []), Journal(journal, zone=LONDON)
    )
    with pytest.raises(Stop):  # noqa: PT012 - the import is what is stopped
        for n, _ in enumerate(items):
            if n == after:
                items.close()  # type: ignore[attr-defined]
                raise Stop


def test_I19_an_import_that_was_cut_off_goes_on_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    archive, journal = tmp_path / "export.zip", tmp_path / "journal"
    an_export(archive, 12, seconds=120)
    whole = report(bring(archive))
    cut_off(archive, journal, after=5)
    n_read = len(Journal(journal, zone=LONDON).keys)
    with journal.open("a") as file:
        file.write('{"key": "half a li')  # what a lost process leaves
    added: list[str] = []
    monkeypatch.setattr(Journal, "add", lambda self, key, items: added.append(key))

    resumed = report(bring(archive, journal=journal))

    assert n_read >= 5
    assert len(added) == 12 - n_read  # nothing was read twice
    assert resumed == whole


def test_a_journal_of_another_zone_is_not_used(tmp_path: Path):
    journal = tmp_path / "journal"
    bring(put(tmp_path, "a.gpx", a_gpx()), journal=journal)

    assert Journal(journal, zone=LONDON).keys
    assert not Journal(journal, zone=None).keys


def test_once_the_case_is_written_the_journal_keeps_what_was_no_run(tmp_path: Path):
    journal = tmp_path / "journal"
    put(tmp_path, "a.gpx", a_gpx())
    put(tmp_path, "b.gpx", a_gpx(kind="cycling"))
    bring(tmp_path / "a.gpx", tmp_path / "b.gpx", journal=journal)

    Journal(journal, zone=LONDON).keep_only_refusals()

    (key,) = Journal(journal, zone=LONDON).keys
    (item,) = Journal(journal, zone=LONDON).items(key, "b.gpx") or ()
    assert isinstance(item, Skipped)
    assert item.code == "not_a_run"
    assert journal.stat().st_mode & 0o077 == 0


def test_a_journal_without_anything_to_keep_goes_away(tmp_path: Path):
    journal = tmp_path / "journal"
    bring(put(tmp_path, "a.gpx", a_gpx()), journal=journal)

    Journal(journal, zone=LONDON).keep_only_refusals()

    assert not journal.exists()


def test_the_number_of_processes_does_not_change_what_comes_out(tmp_path: Path):
    archive = tmp_path / "export.zip"
    an_export(archive, 10, seconds=60)

    one, three = (bring(archive, jobs=n) for n in (1, 3))

    assert one == three


def test_a_table_says_how_many_of_its_rows_have_a_recording(tmp_path: Path):
    items = bring(an_archive(tmp_path, a_strava_row(file=FILE), **{"1_gpx": a_gpx()}))

    (table,) = (item for item in items if isinstance(item, TableRead))
    assert (table.n_rows, table.n_with_file) == (1, 1)
    assert not any(isinstance(item, AlreadyHere) for item in items)


def test_rows_left_out_are_named_by_their_line_and_their_table_is_one_file(tmp_path: Path):
    rows = [a_strava_row(), a_strava_row(90_002, kind="Ride"), a_strava_row(90_003, metres=0)]

    found = report(bring(an_archive(tmp_path, *rows)))

    assert [(skip.code, skip.place.rpartition(", ")[2]) for skip in found.skipped] == [
        *(("not_a_run", "line 3"), ("implausible", "line 4"))
    ]
    assert found.counts["files"] == 1
    assert outcome(found, "activities.csv") == ("needs_review", "implausible")
    assert "line 4" in found.to_json()["skipped"][1]["source"]


@pytest.mark.parametrize(
    "damage",
    [
        '{"key": "KEY", "items": [{"run": {}}]}',
        '{"key": "KEY", "items": 5}',
        '{"key": "KEY", "items": []}',
        '{"key": 5, "items": []}',
        "[]",
        "\x00\xff",
    ],
)
def test_a_damaged_line_of_a_journal_means_that_its_file_is_read_again(tmp_path: Path, damage: str):
    journal = tmp_path / "journal"
    path = put(tmp_path, "a.gpx", a_gpx())
    bring(path, journal=journal)
    head, line = (text for text in journal.read_text().splitlines() if text)
    journal.write_text(f"{head}\n{damage.replace('KEY', json.loads(line)['key'])}\n")

    (item,) = bring(path, journal=journal)

    assert isinstance(item, Imported)


def test_rides_are_not_read_again_at_the_next_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    journal = tmp_path / "journal"
    path = put(tmp_path, "a.gpx", a_gpx(kind="cycling"))
    bring(path, journal=journal)
    Journal(journal, zone=LONDON).keep_only_refusals()
    added: list[str] = []
    monkeypatch.setattr(Journal, "add", lambda self, key, items: added.append(key))

    (item,) = bring(path, journal=journal)

    assert isinstance(item, Skipped)
    assert (item.code, added) == ("not_a_run", [])
