"""Programmes as people paste them: tables, lists of days, a repeating week; or as a CSV file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from io import StringIO

from startline.engine.errors import Problem, Refused
from startline.engine.races import Race
from startline.formats.own_programme.cells import any_unit
from startline.formats.own_programme.days import DayReader, TwoReadings, day_reader
from startline.formats.own_programme.preview import MOST_DAYS_BEFORE, Entry, Preview, preview_of
from startline.formats.own_programme.rows import (
    BARE_COLUMNS,
    Found,
    Row,
    has_list_heading,
    is_heading,
    read_list,
    read_weeks,
    two_readings,
)
from startline.formats.own_programme.words import week_label, weekday_of
from startline.formats.programmes.week_days import DAYS_A_WEEK, WEEKDAYS

MOST_BYTES = 1024 * 1024  # of a pasted table: 126 days of a hundred letters are 13 kB
MOST_LINES = 5000
MOST_LINE_LETTERS = 4000
WIDE_SPACES = "  "
SEPARATORS = ("\t", "|", ";", ",", WIDE_SPACES)
_RULER = re.compile(r"[\s|:+=_-]+")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d{1,3}\))\s+")
_PARTS = re.compile(r"\s*[;|,\t]\s*")
_WEEK_LINE = re.compile(
    r"^\W*((?:week|wk|woche|semaine|semana|settimana|w)\s*\.?#?\s*\d{1,2}(?:\s*weeks?)?"
    r"(?:\s*to go)?|\d{1,2}\s*weeks? (?:to go|out))\b\s*[:.\u2013-]?\s*",
    re.IGNORECASE,
)
_DAY_WORD = re.compile(
    r"^\W*([^\W\d_]{1,10})\.?\s*[:.\u2013-]?\s+|^\W*([^\W\d_]{1,10})\s*[:\u2013-]\s*"
)


def read_table(
    text: str, *, race: Race, unit: str | None = None, day_first: bool | None = None
) -> Preview:
    """A pasted programme: a table of weeks, a list of dated lines, or "Week 3" and its days.

    `unit` is for numbers without one; None takes the only unit the text names. `day_first` reads
    3/4 as the third of April (True) or the fourth of March (False).

    Raises:
        Refused: if the text as a whole is too large.
    """
    _check_size(text)
    days = _days(text, race, day_first)
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if _holds_something(line)]
    mark, rows = _best_rows(lines)
    by_spaces = mark == WIDE_SPACES
    found = (
        _from_rows(rows, race, days, by_spaces=by_spaces)
        if rows
        else _from_lines(lines, race, days)
    )
    return _preview(found, text, race, unit)


def read_csv(
    text: str, *, race: Race, unit: str | None = None, day_first: bool | None = None
) -> Preview:
    """A programme as CSV: a date a row, a week and a day a row, or a week a row.

    Raises:
        Refused: if the text as a whole is too large, or has cells nobody could have typed.
    """
    _check_size(text)
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max((",", ";", "\t", "|"), key=first.count)
    reader = csv.reader(StringIO(text.lstrip("\ufeff"), newline=""), delimiter=mark)
    rows, line = [], 1
    try:
        for cells in reader:
            rows.append(Row(line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        said, hint = f"The CSV breaks off: {error}.", "Save it again as CSV, or paste the table."
        raise Refused([Problem("not_csv", said, hint, f"line {line}")]) from None
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    days = _days(text, race, day_first)
    return _preview(_from_rows(rows, race, days), text, race, unit)


def repeating_week(text: str, *, starts_on: date, race: Race, unit: str | None = None) -> Preview:
    """One week, such as "Tue 5 mi, Thu 5 mi, Sun 12 mi long", from `starts_on` to the race.

    Raises:
        Refused: if it is too large, or the start is not within three years before the race.
    """
    _check_size(text)
    if not timedelta(0) <= race.on - starts_on <= timedelta(MOST_DAYS_BEFORE):
        said = f"A week repeated from {starts_on} does not lead to a race on {race.on}."
        hint = "Start on a day within three years before the race."
        raise Refused([Problem("impossible_day", said, hint, "starts_on")])
    found, week = Found(), []
    for n, line in enumerate(text.splitlines(), 1):
        if _holds_something(line):
            week += list(_weekday_parts(n, line, found))
    for ahead in range((race.on - starts_on).days):
        on = starts_on + timedelta(ahead)
        found.entries += [
            Entry(n, on, said) for n, day, said in week if WEEKDAYS[on.weekday()] == day
        ]
    return _once_each(_preview(found, text, race, unit))


def _once_each(preview: Preview) -> Preview:
    """A line repeated every week is refused or doubted once."""
    return Preview(
        preview.sessions, tuple(dict.fromkeys(preview.refused)),
        tuple(dict.fromkeys(preview.doubts)),
    )  # fmt: skip


def _check_size(text: str) -> None:
    n_lines = text.count("\n") + 1
    longest = max((len(line) for line in text.splitlines()), default=0)
    for what, value, most in (
        ("bytes", len(text.encode("utf-8", "replace")), MOST_BYTES), ("lines", n_lines, MOST_LINES),
        ("letters in one line", longest, MOST_LINE_LETTERS),
    ):  # fmt: skip
        if value > most:
            hint = f"At most {most:,}. Keep the weeks up to one race."
            raise Refused([Problem("too_large", f"The text has {value:,} {what}.", hint)])


def _days(text: str, race: Race, day_first: bool | None) -> DayReader:
    if day_first is not None:
        return DayReader(race.on, day_first=day_first)
    return day_reader(text, race_on=race.on)


def _holds_something(line: str) -> bool:
    return bool(line.strip()) and not _RULER.fullmatch(line)


def _preview(found: Found, text: str, race: Race, unit: str | None) -> Preview:
    return preview_of(
        found.entries, race=race, unit=unit or found.unit or any_unit(text),
        refused=found.refused, doubts=found.doubts,
    )  # fmt: skip


def _from_rows(
    rows: Sequence[Row], race: Race, days: DayReader, *, by_spaces: bool = False
) -> Found:
    if rows and has_list_heading(rows[0]):
        return read_list(rows, race=race, days=days)
    if any(is_heading(row) for row in rows) or _is_bare_table(rows):
        return read_weeks(rows, race=race, days=days, by_spaces=by_spaces)
    return _from_lines([(row.line, "\t".join(row.cells)) for row in rows], race, days)


def _is_bare_table(rows: Sequence[Row]) -> bool:
    """Rows of seven days without a heading; with eight or nine, the first is a label."""
    fitting = [row for row in rows if len(row.cells) in BARE_COLUMNS]
    return bool(fitting) and len(fitting) > len(rows) // 2


def _best_rows(lines: Sequence[tuple[int, str]]) -> tuple[str, list[Row]]:
    """The separator that makes a table of the lines, and its rows; none if none does."""
    for mark in SEPARATORS:
        rows = [Row(n, tuple(_split(line, mark))) for n, line in lines]
        if any(is_heading(row) for row in rows) or _is_bare_table(rows):
            return mark, rows
        if rows and len(rows[0].cells) > 1 and has_list_heading(rows[0]):
            return mark, rows
    return "", []


def _split(line: str, mark: str) -> list[str]:
    if mark == WIDE_SPACES:
        return [cell.strip() for cell in re.split(r"\s{2,}|\t", line.strip())]
    if mark == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if mark in ",;":
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]
    return [cell.strip() for cell in line.split(mark)]


def _from_lines(lines: Sequence[tuple[int, str]], race: Race, days: DayReader) -> Found:
    """Lines that begin with a day, or with a weekday below a week's heading."""
    found = Found()
    weekly: list[tuple[int, int, str, str]] = []  # line, position of the week, weekday, text
    labels: list[tuple[int, bool] | None] = []
    for n, line in lines:
        _from_line(n, line, days, found, weekly, labels)
    if weekly and not any(labels) and len(labels) <= 1:
        said = "There is one week and no date."
        hint = "Put a date or a week number before each week, or repeat it from a day."
        found.refused.append(Problem("one_week", said, hint, f"line {weekly[0][0]}"))
        return found
    back = _back(labels)
    monday = race.on - timedelta(race.on.weekday())
    for n, position, day, text in weekly:
        on = monday + timedelta(WEEKDAYS.index(day) - DAYS_A_WEEK * back[position])
        found.entries.append(Entry(n, on, text))
    return found


def _back(labels: Sequence[tuple[int, bool] | None]) -> list[int]:
    numbers = [label[0] for label in labels if label is not None]
    if len(numbers) < len(labels):
        return [len(labels) - 1 - i for i in range(len(labels))]
    down = bool(numbers) and (numbers[0] > numbers[-1] or any(one[1] for one in labels if one))
    last = (min(numbers) if down else max(numbers)) if numbers else 0
    return [number - last if down else last - number for number in numbers]


def _from_line(
    n: int, line: str, days: DayReader, found: Found,
    weekly: list[tuple[int, int, str, str]], labels: list[tuple[int, bool] | None],
) -> None:  # fmt: skip
    line = _BULLET.sub("", line)
    try:
        dated = days.prefix(line)
    except TwoReadings as two:
        found.refused.append(two_readings(str(two), n))
        return
    if dated is not None:
        found.entries.append(Entry(n, dated[0], dated[1]))
        return
    if heading := _WEEK_LINE.match(line):
        labels.append(week_label(heading[1]))
        line = line[heading.end() :]
    for number, day, text in _weekday_parts(n, line, found) if line.strip() else ():
        if not labels or _starts_again(weekly, labels, day):
            labels.append(None)
        weekly.append((number, len(labels) - 1, day, text))


def _starts_again(
    weekly: Sequence[tuple[int, int, str, str]], labels: Sequence[object], day: str
) -> bool:
    """Without headings, a weekday not later than the last one begins another week."""
    if any(labels) or not weekly:
        return False
    return WEEKDAYS.index(day) < WEEKDAYS.index(weekly[-1][2])


def _weekday_parts(n: int, line: str, found: Found) -> Iterator[tuple[int, str, str]]:
    """The weekdays of a line and what each has: "Tue 3 mi, Thu 4 mi"."""
    held: list[tuple[str, str]] = []
    for part in _PARTS.split(_BULLET.sub("", line).strip()):
        word = _DAY_WORD.match(part + " ")
        day = weekday_of(word[1] or word[2]) if word else None
        if day and word:
            held.append((day, part[word.end() :].strip()))
        elif held and part:
            held[-1] = (held[-1][0], f"{held[-1][1]}, {part}".strip(", "))
        elif part:
            said = f'"{part[:60]}" begins with no day.'
            hint = "Begin with a date, or with a weekday below its week."
            found.refused.append(Problem("no_day", said, hint, f"line {n}"))
            return
    yield from ((n, day, text) for day, text in held)
