"""A table with a few columns of the runner's own: guessed, shown, and read once a person agrees.

A guess is written the way it is confirmed: ``on=Date,distance_km=Far,duration=Time``. A column is
named by its heading or counted from 1.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from startline.formats import file_limits as limits
from startline.formats.csv_text import Table, sample
from startline.formats.garmin_table import KM_PER_MILE, row_source
from startline.formats.imported import ColumnsNotConfirmed, Imported, Reading, Skipped, Unsupported
from startline.formats.plain_words import plain_word
from startline.formats.rows import RowValues, settle_row
from startline.formats.sports import NAMES, Sport, sport_of
from startline.formats.table_values import (
    DateOrder,
    clock_min,
    date_order,
    decimal_mark,
    moment,
    number,
)

ROLES = (
    *("on", "time_of_day", "distance_km", "distance_mi", "distance_m"),
    *("duration", "duration_min", "duration_s", "moving", "sport"),
)
_DISTANCES = {"distance_km": 1.0, "distance_mi": KM_PER_MILE, "distance_m": 0.001}
_DURATIONS = {"duration_min": 1.0, "duration_s": 1 / 60}
GUESS = "guess"

# Words in headings, whole or as a part; without accents and in lower case.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "on": ("date", "datum", "day", "tag", "fecha", "data", "jour", "dato", "dag", "paiva", "when"),
    "time_of_day": ("start time", "startzeit", "started", "start", "heure", "hora", "ora"),
    "distance_km": ("km", "kilometer", "kilometre", "kilometros", "chilometri", "kilometri"),
    "distance_mi": ("mi", "mile", "miles", "meilen", "milles", "millas", "miglia"),
    "distance_m": ("m", "meter", "metre", "meters", "metres", "metros", "metri"),
    "duration_min": ("min", "mins", "minute", "minutes", "minuten", "minutos", "minuti"),
    "duration_s": ("s", "sec", "secs", "seconds", "sekunden", "segundos", "secondi"),
    "moving": ("moving", "bewegung", "mouvement", "movimiento", "movimento"),
    "duration": (
        *("duration", "elapsed", "time", "dauer", "zeit", "duree", "temps", "duracion"),
        *("tiempo", "durata", "tempo", "duracao", "tijd", "duur", "tid", "aika", "czas"),
    ),
    "sport": ("sport", "type", "activity", "typ", "tipo", "art", "aktivitat", "activite"),
    "distance": (
        *("distance", "distanz", "strecke", "distancia", "distanza", "afstand", "distans"),
        *("matka", "dystans", "far"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Columns:
    """Role -> place of the column, and how its cells are to be read."""

    at: Mapping[str, int]
    order: DateOrder
    mark: str
    two_parts: str
    in_km: float
    doubts: tuple[str, ...]


def read_plain(table: Table, reading: Reading) -> list[Imported | Skipped]:
    """One item a row.

    Raises:
        ColumnsNotConfirmed: with the guess, until a person confirms it.
        Unsupported: when there is no day or no distance in it, or a named column is missing.
    """
    table = _with_heading(table)
    if reading.columns in (None, GUESS):
        roles = _guess(table)
        if reading.columns is None:
            raise _ask(table, roles, reading)
    else:
        roles = _named(table, str(reading.columns))
    columns = _columns(table, roles, reading)
    used: dict[str, int] = {}
    rows = [_values(line, row, columns, used) for line, row in table.rows]
    return [settle_row(values, reading) for values in _far_ones(rows)]


def _with_heading(table: Table) -> Table:
    """A table without a heading gets the numbers of its columns."""
    order = DateOrder(True, True)
    if not any(moment(cell, order) for cell in table.heading):
        return table
    numbered = tuple(str(i) for i in range(1, len(table.heading) + 1))
    return Table(numbered, ((1, table.heading), *table.rows), table.separator)


def _guess(table: Table) -> dict[str, int]:
    """Roles by the words of the heading, then by what the cells hold."""
    roles: dict[str, int] = {}
    for i, heading in enumerate(table.heading):
        role = _role(heading, sample(table, i))
        if role is not None and role not in roles:
            roles[role] = i
    if "on" not in roles or not roles.keys() & _DISTANCES.keys():
        heading = ", ".join(table.heading)[:200]
        raise Unsupported(
            f"No column of a day or of a distance is known among: {heading}.",
            hint="Name them: --columns on=...,distance_km=...,duration=...",
        )
    return roles


def _role(heading: str, cells: Sequence[str]) -> str | None:
    words = set(plain_word(heading).replace("(", " ").replace(")", " ").replace("_", " ").split())
    roles = [role for role, known in _WORDS.items() if words & set(known)]
    if not roles and heading.isdecimal():
        return _role_of_cells(cells)
    if "on" in roles:
        return "on"
    unit = next((role for role in _DISTANCES if role in roles), None)
    if "distance" in roles or (unit and "duration" not in roles):
        return unit or _unit_of(cells)
    if {"moving", "duration"} <= set(roles):
        return "moving"
    in_unit = next((role for role in _DURATIONS if role in roles), None)
    if "duration" in roles or in_unit:
        clock = any(":" in cell for cell in cells)
        return "duration" if clock or in_unit is None else in_unit
    return next((role for role in ("time_of_day", "sport") if role in roles), None)


def _role_of_cells(cells: Sequence[str]) -> str | None:
    order = date_order(cells)
    if cells and all(moment(cell, order) for cell in cells):
        return "on"
    if cells and all(clock_min(cell) is not None for cell in cells):
        return "duration"
    mark = decimal_mark(cells)
    if cells and all(number(cell, mark) is not None for cell in cells):
        return _unit_of(cells)
    return None


def _unit_of(cells: Sequence[str]) -> str:
    """Metres by their size; kilometres else, which a person confirms."""
    mark = decimal_mark(cells)
    values = [value for cell in cells if (value := number(cell, mark)) is not None]
    return "distance_m" if values and statistics.median(values) > 500 else "distance_km"


def _named(table: Table, spec: str) -> dict[str, int]:
    roles: dict[str, int] = {}
    for part in spec.split(","):
        role, _, name = (piece.strip() for piece in part.partition("="))
        if role not in ROLES or not name:
            hint = f"Write role=column; roles are {', '.join(ROLES)}."
            raise Unsupported(f'"{part[:60]}" names no column.', hint=hint)
        roles[role] = _place(table, name)
    if "on" not in roles or not roles.keys() & _DISTANCES.keys():
        raise Unsupported("A day (on=) and a distance are needed.", hint="Name both columns.")
    return roles


def _place(table: Table, name: str) -> int:
    if name in table.heading:
        return table.heading.index(name)
    if name.isdecimal() and 1 <= int(name) <= len(table.heading):
        return int(name) - 1
    heading = ", ".join(table.heading)[:200]
    raise Unsupported(f'There is no column "{name[:60]}".', hint=f"The table has: {heading}.")


def _ask(table: Table, roles: Mapping[str, int], reading: Reading) -> ColumnsNotConfirmed:
    """Show the guess, and what the first row would become."""
    guess = ",".join(f"{role}={_unambiguous(table, i)}" for role, i in roles.items())
    columns = _columns(table, roles, reading)
    first = next((_values(line, row, columns, {}) for line, row in table.rows), None)
    day = first.when.at.date().isoformat() if first and first.when else "no day"
    far = f"{first.distance_km:.2f} km" if first and first.distance_km is not None else "nothing"
    took = f", {first.duration_min:.1f} min" if first and first.duration_min else ""
    return ColumnsNotConfirmed(
        f"Its columns are guessed as {guess}; the first row would be {day}, {far}{took}.",
        hint=f'If that is right: --yes. If not: --columns "{guess}" with the right names.',
    )


def _unambiguous(table: Table, i: int) -> str:
    heading = table.heading[i]
    clear = heading and "," not in heading and table.heading.count(heading) == 1
    return heading if clear else str(i + 1)


def _columns(table: Table, roles: Mapping[str, int], reading: Reading) -> _Columns:
    role = next(role for role in _DISTANCES if role in roles)
    far = sample(table, roles[role])
    mark = decimal_mark([_unitless(cell) for cell in far], separator=table.separator)
    order = date_order(sample(table, roles["on"]))
    two_parts = _two_parts(table, roles, mark, _DISTANCES[role])
    doubts = () if order.certain else ("date_order_assumed",)
    return _Columns(roles, order, mark, two_parts, _DISTANCES[role], doubts)


def _two_parts(table: Table, roles: Mapping[str, int], mark: str, in_km: float) -> str:
    """Whether 1:30 is an hour and a half, by the pace it would mean."""
    role = next(role for role in _DISTANCES if role in roles)
    far_at, took_at = roles[role], roles.get("duration", roles.get("moving"))
    paces = []
    for _, row in table.rows[:200]:
        if took_at is None or max(far_at, took_at) >= len(row):
            continue
        km, minutes = number(_unitless(row[far_at]), mark), clock_min(row[took_at])
        if km and minutes and row[took_at].count(":") == 1:
            paces.append(minutes / (km * in_km))
    return "h:min" if paces and statistics.median(paces) < 2.0 else "min:s"


def _values(line: int, row: Sequence[str], columns: _Columns, used: dict[str, int]) -> RowValues:
    def cell(role: str) -> str:
        i = columns.at.get(role)
        return row[i] if i is not None and i < len(row) else ""

    role = next(role for role in _DISTANCES if role in columns.at)
    km = number(_unitless(cell(role)), columns.mark)
    text = f"{cell('on')} {cell('time_of_day')}".strip()
    word = cell("sport")
    return RowValues(
        line=line,
        source=row_source("table", (text, cell(role), cell("duration")), used),
        when=moment(text, columns.order),
        in_utc=False,
        sport_word=word,
        sport=sport_of(NAMES, word) if word else Sport("run", "unstated"),
        distance_km=None if km is None else km * columns.in_km,
        duration_min=_duration_min(cell, columns),
        moving_min=clock_min(cell("moving"), two_parts=columns.two_parts),
        warnings=columns.doubts,
    )


def _duration_min(cell: Callable[[str], str], columns: _Columns) -> float | None:
    for role, in_min in _DURATIONS.items():
        value = number(_unitless(cell(role)), columns.mark)
        if value is not None:
            return value * in_min
    return clock_min(cell("duration"), two_parts=columns.two_parts)


def _unitless(cell: str) -> str:
    """A number without the unit written behind it."""
    return cell.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ. ")


def _far_ones(rows: Sequence[RowValues]) -> list[RowValues]:
    """Mark a run more than three times as far as any of the month before it."""
    longest: dict[date, float] = {}
    for row in rows:
        if row.when and row.distance_km:
            day = row.when.at.date()
            longest[day] = max(longest.get(day, 0.0), row.distance_km)
    return [
        replace(row, warnings=(*row.warnings, "far_for_you")) if _is_far(row, longest) else row
        for row in rows
    ]


def _is_far(row: RowValues, longest: Mapping[date, float]) -> bool:
    if not row.when or not row.distance_km or row.when.at.year < 2:
        return False
    day = row.when.at.date()
    before = max(longest.get(day - timedelta(n), 0.0) for n in range(1, limits.FAR_DAYS + 1))
    return 0 < limits.FAR_FOR_YOU * before < row.distance_km
