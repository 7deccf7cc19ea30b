"""Recordings of many devices, against what two other decoders read from them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from startline.formats.fence import FencedReader
from startline.formats.imported import Imported, Reading, Skipped
from tests.formats.recordings import a_source

# Where we differ from the inventory on purpose, by the file's own name.
RUNNING_LEGS_KM = {  # it adds up all legs of a triathlon, we take the running ones
    "activity-large-fenxi2-multisport.fit": [2.2452, 12.7404],
    "sample_mulitple_header.fit": [9.8059],
}
REFUSED = {
    "antfs-dump.63.fit": "clock_not_set",  # times count from switching on: no day, no distance
    "compressed-speed-distance.fit": "clock_not_set",
    "6471559601_ACTIVITY.fit": "implausible",  # 24 s of running in place: 0 km
}
WRITTEN_TWICE = {"activity-activity-filecrc.fit"}  # the importer then counts it once


@pytest.mark.slow
def test_every_real_file_is_the_run_or_the_refusal_the_inventory_says(shared_data: Path):
    with (shared_data / "activities" / "INVENTORY.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["sha"]: row for row in csv.DictReader(file)}  # many are there twice
    with FencedReader() as reader:
        differ = [
            row["path"]
            for row in rows.values()
            if not agrees(row, read(reader, shared_data / row["path"]))
        ]

    assert differ == []


def read(reader: FencedReader, path: Path) -> Sequence[Imported | Skipped]:
    return reader.read(a_source(path), Reading(path.name, None, date(2026, 5, 1))).items


def agrees(row: dict[str, str], items: Sequence[Imported | Skipped]) -> bool:
    name = Path(row["path"]).name
    runs = [item.run for item in items if isinstance(item, Imported)]
    if name in REFUSED:
        return [item.code for item in items if isinstance(item, Skipped)] == [REFUSED[name]]
    if row["is_run"] != "True":
        return not runs
    times = 2 if name in WRITTEN_TWICE else 1
    expected_km = RUNNING_LEGS_KM.get(name, [float(row["dist"]) / 1000 / times] * times)
    started_on = datetime.fromisoformat(row["start"]).date()
    return [run.distance_km for run in runs] == pytest.approx(expected_km, rel=0.02) and all(
        run.started_at is not None and run.started_at.astimezone(UTC).date() == started_on
        for run in runs
    )
