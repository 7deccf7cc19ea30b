"""Rows of cells into entries: week-by-week tables, lists with dates, lists of weeks and days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from startline.engine.errors import Problem
from startline.engine.races import Race
from startline.formats.own_programme.cells import any_unit
from startline.formats.own_programme.days import DayReader, TwoReadings
from startline.formats.own_programme.preview import Entry
from startline.formats.own_programme.words import column_of, week_label, weekday_of
from startline.formats.programmes.week_days import DAYS_A_WEEK, WEEKDAYS

LEAST_DAY_COLUMNS = 2
BARE_COLUMNS = (7, 8, 9)  # a table without a heading: days; a label and days; and a total


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line of the text."""

    line: int
    cells: tuple[str, ...]


@dataclass(slots=True)
class Found:
    """Entries, refusals and doubts of a whole text; `unit` if a heading names one."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _WeekRow:
    row: Row
    label: tuple[int, bool] | None
    on: date | None
    days: tuple[tuple[str, str], ...]  # weekday and text


def heading_days(row: Row) -> dict[int, str]:
    """Which columns a heading gives to which weekday."""
    return {i: day for i, cell in enumerate(row.cells) if (day := weekday_of(cell)) is not None}


def is_heading(row: Row) -> bool:
    """Whether a row names at least two weekdays and holds no session under them."""
    return len(heading_days(row)) >= LEAST_DAY_COLUMNS


def read_weeks(
    rows: Sequence[Row], *, race: Race, days: DayReader, by_spaces: bool = False
) -> Found:
    """A table with a column a weekday and a row a week; a bad row or cell stops no other.

    `by_spaces`: spaces hold it together, which cannot show an empty cell; the cells after one
    would slip to another day, so a row that lacks one is refused.
    """
    found = Found()
    columns, label, body = _columns(rows)
    n_cells = _n_cells(rows)
    least = n_cells if by_spaces else 0
    order = [day for _, day in sorted(columns.items())]
    weeks = [
        _as_week(row, columns, label, days, found, (least, n_cells))
        for row in body
        if not is_heading(row) and any(cell.strip() for cell in row.cells)
    ]
    for week, monday in _dated(weeks, order[0], race, found):
        for day, text in week.days:
            ahead = (WEEKDAYS.index(day) - WEEKDAYS.index(order[0])) % DAYS_A_WEEK
            found.entries.append(Entry(week.row.line, monday + timedelta(ahead), text))
    return found


def _columns(rows: Sequence[Row]) -> tuple[dict[int, str], int | None, Sequence[Row]]:
    """Day columns, the column of the label, and the rows below the heading."""
    for i, row in enumerate(rows):
        columns = heading_days(row)
        if len(columns) >= LEAST_DAY_COLUMNS:
            label = 0 if 0 not in columns else None
            return columns, label, rows[i + 1 :]
    n_cells = max((len(row.cells) for row in rows), default=0)
    shift = 0 if n_cells == BARE_COLUMNS[0] else 1
    return {i + shift: day for i, day in enumerate(WEEKDAYS)}, shift - 1 if shift else None, rows


def _as_week(
    row: Row, columns: Mapping[int, str], label: int | None, days: DayReader, found: Found,
    n_cells: tuple[int, int],
) -> _WeekRow:  # fmt: skip
    """A row as a week. One that is refused keeps its place, so that no other week moves."""
    n_refused = len(found.refused)
    said_label = row.cells[label].strip() if label is not None else ""
    on = _day_or_refusal(said_label, days, row.line, found)
    if (problem := _misfit(row, *n_cells)) is not None:
        found.refused.append(problem)
    texts = [(day, row.cells[i].strip()) for i, day in columns.items() if i < len(row.cells)]
    held = [] if len(found.refused) > n_refused else [(day, text) for day, text in texts if text]
    return _WeekRow(row, week_label(said_label), on, tuple(held))


def _n_cells(rows: Sequence[Row]) -> int:
    """How many cells a row has: as many as the heading, or as most rows where there is none."""
    counts = [len(row.cells) for row in rows]
    return next((len(row.cells) for row in rows if is_heading(row)), max(counts, key=counts.count))


def _misfit(row: Row, least_cells: int, most_cells: int) -> Problem | None:
    """A cell beyond the heading, so that others may have slipped; or too few of them."""
    n_cells, place = len(row.cells), f"line {row.line}"
    if any(cell.strip() for cell in row.cells[most_cells:]):
        hint = "A comma inside a cell needs another separator, or quotation marks."
        said = f"{n_cells} cells, more than the heading has."
        return Problem("too_many_cells", said, hint, place)
    if 1 < n_cells < least_cells:
        hint = "Put two spaces between cells, and - for an empty one; or paste it with tabs."
        return Problem("too_few_cells", f"{n_cells} cells, fewer than the heading.", hint, place)
    return None


def _day_or_refusal(text: str, days: DayReader, line: int, found: Found) -> date | None:
    try:
        return days.read(text) if text else None
    except TwoReadings as two:
        found.refused.append(two_readings(str(two), line))
        return None


def two_readings(text: str, line: int) -> Problem:
    """The refusal of a date such as 3/4."""
    said = f"{text} could be two days."
    return Problem("two_days", said, "Write 2026-04-03, or say which comes first.", f"line {line}")


def _dated(
    weeks: Sequence[_WeekRow], first_day: str, race: Race, found: Found
) -> Iterator[tuple[_WeekRow, date]]:
    """Each week with the date of its first column. The last is the week of the race.

    A date as label says the week itself; numbers count towards the race, up or down; without
    labels the rows follow each other.
    """
    first = WEEKDAYS.index(first_day)
    race_week = race.on - timedelta((race.on.weekday() - first) % DAYS_A_WEEK)
    seen: dict[int, int] = {}
    for week, back in zip(weeks, _weeks_back(weeks), strict=True):
        if week.on is not None:
            yield week, week.on - timedelta((week.on.weekday() - first) % DAYS_A_WEEK)
            continue
        if back in seen:
            said = f"That week stands already at line {seen[back]}."
            found.refused.append(
                Problem("repeated_week", said, "Keep one of the two.", f"line {week.row.line}")
            )
            continue
        seen[back] = week.row.line
        yield week, race_week - timedelta(DAYS_A_WEEK * back)


def _weeks_back(weeks: Sequence[_WeekRow]) -> list[int]:
    """How many weeks before that of the race each row is."""
    numbers = [week.label[0] if week.label else None for week in weeks]
    known = [number for number in numbers if number is not None]
    if len(known) <= len(weeks) // 2 or not known:
        return [len(weeks) - 1 - i for i in range(len(weeks))]
    down = known[0] > known[-1] or any(week.label and week.label[1] for week in weeks)
    last = min(known) if down else max(known)
    back, before = [], None
    for number in numbers:
        if number is not None:
            before = number - last if down else last - number
        else:
            before = (before or 0) - 1 if before is not None else len(weeks) - 1
        back.append(max(0, before))
    return back


def has_list_heading(row: Row) -> bool:
    """Whether a row heads a list: a date (or a week and a day), and what to run."""
    names = {column_of(cell) for cell in row.cells}
    when = "date" in names or {"week", "day"} <= names
    return when and bool(names & {"session", "distance", "duration"})


def read_list(rows: Sequence[Row], *, race: Race, days: DayReader) -> Found:
    """A list with a heading: a date, or a week and a day, a row."""
    found = Found()
    names = [column_of(cell) for cell in rows[0].cells]
    found.unit = any_unit(" ".join(rows[0].cells).replace("_", " "))
    with_date = "date" in names
    weeks = _list_weeks(rows[1:], names) if not with_date else {}
    for row in rows[1:]:
        parts = {name: cell for name, cell in zip(names, row.cells, strict=False) if name}
        if not any(cell.strip() for cell in row.cells):
            continue
        if (problem := _misfit(row, 0, len(names))) is not None:
            found.refused.append(problem)
            continue
        on = (
            _list_day(parts.get("date", ""), days, row.line, found)
            if with_date
            else _list_week_day(parts, weeks, race, row.line, found)
        )
        if on is not None:
            found.entries.append(Entry(row.line, on, _list_text(rows[0], names, row)))
    return found


def _list_day(text: str, days: DayReader, line: int, found: Found) -> date | None:
    n_before = len(found.refused)
    on = _day_or_refusal(text, days, line, found)
    if on is None and len(found.refused) == n_before:
        said = f'"{text.strip()[:40]}" is no day.'
        found.refused.append(Problem("no_day", said, "Write 2026-04-03.", f"line {line}"))
    return on


def _list_weeks(rows: Sequence[Row], names: Sequence[str | None]) -> dict[int, int]:
    """Week number to weeks before the race."""
    at = names.index("week")
    labels = [week_label(row.cells[at]) for row in rows if at < len(row.cells)]
    numbers = [label for label in labels if label is not None]
    if not numbers:
        return {}
    down = numbers[0][0] > numbers[-1][0] or any(label[1] for label in numbers)
    last = min(n for n, _ in numbers) if down else max(n for n, _ in numbers)
    return {n: (n - last if down else last - n) for n, _ in numbers}


def _list_week_day(
    parts: Mapping[str, str], weeks: Mapping[int, int], race: Race, line: int, found: Found
) -> date | None:
    label, said_day = week_label(parts.get("week", "")), parts.get("day", "").strip()
    day = weekday_of(said_day)
    number = WEEKDAYS.index(day) if day else int(said_day) - 1 if said_day in "1234567" else None
    if label is None or number is None or said_day == "":
        said = f'"{parts.get("week", "")[:20]}", "{said_day[:20]}" is no week and day.'
        hint = "Write 3 and Tue, or 3 and 2 for the second day of the week."
        found.refused.append(Problem("no_day", said, hint, f"line {line}"))
        return None
    monday = race.on - timedelta(race.on.weekday())
    return monday + timedelta(number - DAYS_A_WEEK * weeks[label[0]])


def _list_text(heading: Row, names: Sequence[str | None], row: Row) -> str:
    """What to run as one text: "easy 8.5 km 45 min", with the units of the heading."""
    parts = []
    for head, name, cell in zip(heading.cells, names, row.cells, strict=False):
        text = cell.strip()
        if not text or name not in ("session", "distance", "duration"):
            continue
        if text.replace(".", "", 1).replace(",", "", 1).isdigit():
            unit = any_unit(head.replace("_", " ")) if name == "distance" else "min"
            text = f"{text} {unit or ''}" if name != "session" else text
        parts.append(text)
    return " ".join(parts)
