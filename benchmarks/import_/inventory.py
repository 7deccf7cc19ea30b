"""Every file of the shared recordings: what we read, what its list says, why they differ."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from startline.formats import fit, gpx, tcx
from startline.formats.imported import Reading, Skipped
from startline.formats.leg import Leg, settle
from startline.formats.read_file import read_file
from startline.formats.sources import Source, named_sources

# Where we differ on purpose, by the file's own name.
REASONS = {
    "DeveloperData.fit": "three records without a time and no session: no run can be told from it",
    "antfs-dump.63.fit": "the watch's clock was not set: refused before its legs are judged",
    "compressed-speed-distance.fit": "the watch's clock was not set: as above",
    "nick.fit": "the inventory's reader stopped at an error; we read the whole ride",
}


@dataclass(frozen=True)
class Line:
    """One file: inventory and ours, in metres, seconds and records."""

    name: str
    told: tuple[float, float, int]
    ours: tuple[float, float, int]
    outcome: str

    @property
    def agrees(self) -> bool:
        """Within 1 % and a metre or second; the same number of records."""
        return (
            all(
                abs(one - other) <= max(1.0, 0.01 * one)
                for one, other in zip(self.told[:2], self.ours[:2], strict=True)
            )
            and self.told[2] == self.ours[2]
        )


def lines(shared: Path) -> Iterator[Line]:
    """Each file once, whichever folder holds it."""
    with (shared / "activities" / "INVENTORY.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["sha"]: row for row in reversed(list(csv.DictReader(file)))}
    for row in sorted(rows.values(), key=lambda row: row["path"]):
        yield _line(row, shared / row["path"])


def _line(row: dict[str, str], path: Path) -> Line:
    source = next(named_sources(path, path.name))
    assert isinstance(source, Source)
    with _legs() as legs:
        items = read_file(source, Reading(path.name, None, date(2026, 5, 1))).items
    told_s = float(row["dur"] or 0)
    timers, elapsed = _sum(leg.stated_timer_s for leg in legs), _sum(map(_elapsed_s, legs))
    ours_s = min(
        (timers, elapsed), key=lambda s: abs(s - told_s)
    )  # it holds now one, now the other
    n_told = int(float(row["rec"] or row["sdk_rec"] or row["fd_rec"] or 0))
    n_ours = sum(leg.track.n_points for leg in legs)
    if not row["rec"] or n_told != n_ours:
        counted = {int(float(row[k])) for k in ("rec", "sdk_rec", "fd_rec") if row[k]}
        n_told = n_ours if n_ours in counted else n_told  # its three readers differ
    codes = ", ".join(item.code if isinstance(item, Skipped) else "run" for item in items)
    told = (float(row["dist"] or 0), told_s, n_told)
    return Line(row["path"], told, (_sum(map(_metres, legs)), ours_s, n_ours), codes)


def _sum(values: Iterable[float | None]) -> float:
    return sum(value or 0.0 for value in values)


def _metres(leg: Leg) -> float:
    device, path = leg.track.device, leg.track.path
    return leg.stated_m or (device.distance_m if device else path.distance_m if path else 0.0)


def _elapsed_s(leg: Leg) -> float:
    return leg.stated_elapsed_s or leg.track.elapsed_s


@contextmanager
def _legs() -> Iterator[list[Leg]]:
    """Look over the readers' shoulder: the legs they found, runs or not."""
    seen: list[Leg] = []

    def watched(legs: Iterable[Leg], reading: Reading) -> Any:
        found = list(legs)
        seen.extend(found)
        return settle(found, reading)

    readers: tuple[Any, ...] = (fit, gpx, tcx)
    for reader in readers:
        reader.settle = watched
    try:
        yield seen
    finally:
        for reader in readers:
            reader.settle = settle


def table(shared: Path) -> list[str]:
    """Markdown: every file, and how many agree."""
    found = list(lines(shared))
    rows = [
        f"| {line.name.removeprefix('activities/')} | {line.told[0]:.0f} | {line.ours[0]:.0f} "
        f"| {line.told[1]:.0f} | {line.ours[1]:.0f} | {line.told[2]} | {line.ours[2]} "
        f"| {line.outcome} | {_verdict(line)} |"
        for line in found
    ]
    n_agree = sum(line.agrees for line in found)
    unexplained = [line.name for line in found if not line.agrees and not _reason(line)]
    return [
        f"{len(found)} different files: {n_agree} agree in distance, duration (1 %) and records; "
        f"{len(found) - n_agree} differ for a reason given; {len(unexplained)} without one.",
        "",
        "| file | m, told | m, ours | s, told | s, ours | records, told | ours | ends as | |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
    ]


def _reason(line: Line) -> str:
    return REASONS.get(Path(line.name).name, "")


def _verdict(line: Line) -> str:
    return "" if line.agrees else _reason(line) or "**differs**"
