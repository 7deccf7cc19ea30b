"""The cells of a table from strangers: any encoding, any separator, within the limits."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from startline.formats import file_limits as limits
from startline.formats.imported import EmptyFile, TooManyRows
from startline.formats.unpacked import Unpacked

_SEPARATORS = ",;\t|"
_MARKUP = re.compile(r"<[^>]*>")  # Strava once left HTML in its headings
_SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and rows, all as text, each with its line in the file. Cells are trimmed."""

    heading: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str

    def column(self, i: int) -> list[str]:
        """The cells of one column that hold anything."""
        return [row[i] for _, row in self.rows if i < len(row) and row[i]]


def read_csv(stream: Unpacked) -> Table:
    """Read a whole table.

    Raises:
        EmptyFile: when there is not even a heading.
        TooManyRows: past the limits, naming the line.
        TooLarge: at the limit of bytes.
    """
    data = stream.read_all()
    text = io.TextIOWrapper(io.BytesIO(data), _encoding(data), errors="replace", newline="")
    separator = _separator(text)
    text.seek(0)
    rows = list(_rows(text, separator))
    if not rows:
        raise EmptyFile("The table is empty.", hint="Export it again.")
    heading = tuple(_MARKUP.sub("", cell).strip() for cell in rows[0][1])
    return Table(heading, tuple(rows[1:]), separator)


def _encoding(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:1000]
    if head.count(0) > len(head) // 4:  # every other byte of plain text in UTF-16
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), limits.CHUNK_BYTES):
            decoder.decode(data[at : at + limits.CHUNK_BYTES])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(text: io.TextIOWrapper) -> str:
    """The separator that cuts the first line into most cells."""
    first = text.readline()[: limits.MOST_CELL]
    return max(_SEPARATORS, key=lambda mark: len(_cells(first, mark)))


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _rows(text: io.TextIOWrapper, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    csv.field_size_limit(limits.MOST_CELL)
    reader = csv.reader(text, delimiter=separator)
    n_rows = 0
    try:
        for cells in reader:
            if len(cells) > limits.MOST_COLUMNS:
                raise _too_many(reader.line_num, f"more than {limits.MOST_COLUMNS:,} columns")
            row = tuple(cell.replace("\0", "").strip() for cell in cells)
            if any(row):
                n_rows += 1
                yield reader.line_num, row
            if n_rows > limits.MOST_ROWS:
                raise _too_many(reader.line_num, f"row {limits.MOST_ROWS:,}, the most we read")
    except csv.Error:
        cause = f"a cell of more than {limits.MOST_CELL:,} characters"
        raise _too_many(reader.line_num, cause) from None


def _too_many(line: int, what: str) -> TooManyRows:
    return TooManyRows(f"Line {line} holds {what}.", hint="Remove it or split the table.")


def sample(table: Table, i: int) -> list[str]:
    """The first filled cells of one column, enough to know what it holds."""
    return list(islice(iter(table.column(i)), _SAMPLE_ROWS))
