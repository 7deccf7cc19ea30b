"""`activities.csv` of a Strava bulk export, in any language, with 10 to 103 columns or more.

The first seven columns have stood in the same order since at least 2018: number, moment (in UTC),
name, sport, description, elapsed time, distance. In the longer tables elapsed time and distance
come a second time under the same names, in seconds and metres, with the moving time between them;
the first distance is in the unit of the runner's profile, which the table does not name. The file
of a recording is found by what its column holds.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from startline.formats.csv_text import Table, sample
from startline.formats.imported import Imported, Reading, Skipped
from startline.formats.rows import RowValues, settle_row, too_short
from startline.formats.sports import NAMES, sport_of
from startline.formats.table_values import DateOrder, date_order, decimal_mark, moment, number

NUMBER, MOMENT, SPORT, ELAPSED, DISTANCE = 0, 1, 3, 5, 6
FEWEST_COLUMNS = 10
KM_PER_MILE = 1.609344
_FILE = re.compile(r"activities[/\\][^/\\]+\.(?:fit|gpx|tcx)(?:\.gz)?", re.IGNORECASE)
_ID = re.compile(r"[0-9]{4,20}")
# Metres per second below which a distance over seconds cannot be in metres: nobody who runs is
# slower than 0.3 m/s, and 0.3 km/s or 0.3 mi/s is faster than any runner. Assumption.
_SLOWEST_IN_METRES = 0.3


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the values of this export stand. None: it has no such column."""

    elapsed_s: int
    moving_s: int | None
    distance: int
    in_km: float  # one of the distance column's units, in kilometres
    file: int | None
    mark: str
    order: DateOrder
    doubts: tuple[str, ...]


def is_strava(table: Table) -> bool:
    """Whether numbers, a repeated distance or the files of an export stand where they should."""
    heading = table.heading
    if len(heading) < FEWEST_COLUMNS:
        return False
    ids = sample(table, NUMBER)
    if not all(_ID.fullmatch(cell) for cell in ids):
        return False
    repeated = heading[DISTANCE] in heading[DISTANCE + 1 :]
    return repeated or (bool(ids) and _file_column(table) is not None)


def read_strava(table: Table, reading: Reading) -> list[Imported | Skipped]:
    """One item a row; each names its file, if it has one."""
    columns = _columns(table, reading)
    return [
        settle_row(_values(line, row, columns), reading)
        if len(row) > DISTANCE
        else too_short(line, len(row), reading)
        for line, row in table.rows
    ]


def _columns(table: Table, reading: Reading) -> _Columns:
    heading = table.heading
    order = date_order(sample(table, MOMENT))
    unsure = () if order.certain else ("date_order_assumed",)
    file = _file_column(table)
    elapsed = _again(heading, ELAPSED)
    metres = _again(heading, DISTANCE)
    moving = elapsed + 1 if elapsed is not None and metres == elapsed + 2 else None
    if metres is not None:
        mark = decimal_mark(sample(table, metres))
        return _Columns(elapsed or ELAPSED, moving, metres, 0.001, file, mark, order, unsure)
    mark = decimal_mark(sample(table, DISTANCE), separator=table.separator)
    in_km, assumed = _unit(table, mark, reading)
    doubts = (*unsure, *assumed)
    return _Columns(elapsed or ELAPSED, moving, DISTANCE, in_km, file, mark, order, doubts)


def _again(heading: Sequence[str], i: int) -> int | None:
    """The second column of the same name."""
    rest = heading[i + 1 :]
    return i + 1 + rest.index(heading[i]) if heading[i] in rest else None


def _unit(table: Table, mark: str, reading: Reading) -> tuple[float, tuple[str, ...]]:
    """What a single distance column counts. Metres show in the speed; miles do not."""
    speeds = []
    for _, row in table.rows:
        far = number(_cell(row, DISTANCE), mark)
        took_s = number(_cell(row, ELAPSED), mark)
        if far and took_s:
            speeds.append(far / took_s)
    if speeds and statistics.median(speeds) > _SLOWEST_IN_METRES:
        return 0.001, ()
    if reading.unit is None:
        return 1.0, ("unit_assumed",)
    return (KM_PER_MILE if reading.unit == "mi" else 1.0), ()


def _file_column(table: Table) -> int | None:
    for i in range(DISTANCE + 1, min(len(table.heading), 40)):
        if any(_FILE.fullmatch(cell) for cell in sample(table, i)):
            return i
    return None


def _values(line: int, row: Sequence[str], columns: _Columns) -> RowValues:
    far = number(_cell(row, columns.distance), columns.mark)
    file = _cell(row, columns.file).replace("\\", "/")
    return RowValues(
        line=line,
        source=f"strava-{_cell(row, NUMBER)[:20]}:activities.csv",
        when=moment(_cell(row, MOMENT), columns.order),
        in_utc=True,
        sport_word=_cell(row, SPORT),
        sport=sport_of(NAMES, _cell(row, SPORT)),
        distance_km=None if far is None else far * columns.in_km,
        duration_min=_minutes(_cell(row, columns.elapsed_s), columns.mark),
        moving_min=_minutes(_cell(row, columns.moving_s), columns.mark),
        file=file if _FILE.fullmatch(file) else "",
        warnings=columns.doubts,
    )


def _cell(row: Sequence[str], i: int | None) -> str:
    return row[i] if i is not None and i < len(row) else ""


def _minutes(cell: str, mark: str) -> float | None:
    seconds = number(cell, mark)
    return seconds / 60 if seconds else None
