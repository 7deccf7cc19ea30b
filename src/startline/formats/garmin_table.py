"""The CSV of Garmin Connect's list, in any language.

Its first seven columns stand in one order in every language: sport, moment (local), favourite,
title, distance, calories, time. Times to move and from start to end are found by their names, where
we know them. Distances are in the runner's unit, which the table does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from startline.formats.csv_text import Table, sample
from startline.formats.imported import Imported, Reading, Skipped
from startline.formats.plain_words import plain_word
from startline.formats.rows import RowValues, settle_row, too_short
from startline.formats.sports import NAMES, sport_of
from startline.formats.table_values import (
    DateOrder,
    clock_min,
    decimal_mark,
    moment,
    number,
)

SPORT, MOMENT, FAVOURITE, DISTANCE, TIME = 0, 1, 2, 4, 6
FEWEST_COLUMNS = 7
KM_PER_MILE = 1.609344
NOTHING = "--"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
# In the languages of the export; without accents and in lower case.
_MOVING = frozenset({
    "moving time", "zeit in bewegung", "temps de deplacement", "tiempo en movimiento",
    "tempo in movimento", "tempo em movimento", "tijd in beweging", "tid i rorelse",
    "bevegelsestid", "czas w ruchu",
})  # fmt: skip
_ELAPSED = frozenset({
    "elapsed time", "verstrichene zeit", "temps ecoule", "tiempo transcurrido",
    "tempo trascorso", "tempo decorrido", "verstreken tijd", "forfluten tid", "medgatt tid",
    "uplynely cas",
})  # fmt: skip


def is_garmin(table: Table) -> bool:
    """Whether a moment, a yes or no, and a time stand where they should."""
    if len(table.heading) < FEWEST_COLUMNS or not table.rows:
        return False
    _, first = table.rows[0]
    moments = sample(table, MOMENT)
    favourites = {cell.lower() for cell in sample(table, FAVOURITE)}
    return (
        len(first) >= FEWEST_COLUMNS
        and all(_ISO.fullmatch(cell) for cell in moments)
        and len(favourites) <= 2
        and all(clock_min(cell) is not None or cell == NOTHING for cell in sample(table, TIME))
    )


def read_garmin(table: Table, reading: Reading) -> list[Imported | Skipped]:
    """One item a row."""
    mark = decimal_mark(sample(table, DISTANCE), separator=table.separator)
    moving, elapsed = _named(table, _MOVING), _named(table, _ELAPSED)
    in_km = KM_PER_MILE if reading.unit == "mi" else 1.0
    doubts = ("unit_assumed",) if reading.unit is None else ()
    used: dict[str, int] = {}

    def values(line: int, row: Sequence[str]) -> RowValues:
        return RowValues(
            line=line,
            source=row_source("garmin", (row[SPORT], row[MOMENT], row[DISTANCE]), used),
            when=moment(row[MOMENT], DateOrder(True, True)),
            in_utc=False,
            sport_word=row[SPORT],
            sport=sport_of(NAMES, row[SPORT]),
            distance_km=_km(row[DISTANCE], mark, in_km),
            duration_min=_clock(row, elapsed) or _clock(row, TIME),
            moving_min=_clock(row, moving) or _clock(row, TIME),
            warnings=doubts,
        )

    return [
        settle_row(values(line, row), reading)
        if len(row) >= FEWEST_COLUMNS
        else too_short(line, len(row), reading)
        for line, row in table.rows
    ]


def row_source(kind: str, cells: Iterable[str], used: dict[str, int]) -> str:
    """A name for a row that stays the same in the next export; `used` tells equal rows apart."""
    digest = sha256("\x1f".join(cells).encode()).hexdigest()[:16]
    used[digest] = used.get(digest, 0) + 1
    again = f"-{used[digest]}" if used[digest] > 1 else ""
    return f"{digest}{again}:{kind}.csv"


def _named(table: Table, names: frozenset[str]) -> int | None:
    words = [plain_word(word) for word in table.heading]
    return next((i for i, word in enumerate(words) if word in names), None)


def _clock(row: Sequence[str], i: int | None) -> float | None:
    return clock_min(row[i]) if i is not None and i < len(row) else None


def _km(cell: str, mark: str, in_km: float) -> float | None:
    far = number(cell, mark)
    return None if far is None else far * in_km
