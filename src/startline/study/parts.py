"""Finished portions and whole tables as Parquet files.

A part is written beside its name and moved onto it, so that a file that is there is whole. Which
items it holds stands in its name. Parts of any sizes make up the same table.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from startline.study.errors import StudyRefused
from startline.study.sweeps import ITEM, Columns, Portion, Row, Sweep

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_TOGETHER = 100_000  # rows of a group in the file: fixed, so that equal rows are equal bytes


def arrow() -> Any:
    """pyarrow, which belongs to the extra `study`.

    Raises:
        StudyRefused: if it is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError:
        hint = "Install startline with its extra: pip install 'startline[study]'."
        raise StudyRefused(
            "Studies keep their tables with pyarrow; it is missing.", hint=hint
        ) from None
    return pyarrow


def schema_of(sweep: Sweep) -> pa.Schema:
    """The columns of a sweep, the item first."""
    pa = arrow()
    kinds = {"whole": pa.int64(), "number": pa.float64(), "text": pa.string(), "flag": pa.bool_()}
    return pa.schema(
        [(ITEM, pa.int64()), *((name, kinds[kind]) for name, kind in sweep.columns.items())]
    )


def write_part(folder: Path, sweep: Sweep, portion: Portion, rows: Sequence[Row]) -> None:
    """Keep the rows of a portion."""
    folder.mkdir(parents=True, exist_ok=True)
    table = arrow().Table.from_pylist(list(rows), schema=schema_of(sweep))
    write_whole(folder / f"{portion.first:09d}-{portion.end:09d}.parquet", table)


def write_whole(path: Path, table: Any) -> None:
    """Write a table so that no half of it is ever there under its name."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    arrow().parquet.write_table(table, beside, row_group_size=ROWS_TOGETHER)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def kept(folder: Path) -> list[tuple[Portion, Path]]:
    """The parts that are there, by their first item. What a killed run left half is removed."""
    if not folder.is_dir():
        return []
    for half in folder.glob(".*.parquet.*"):
        half.unlink()
    return sorted(
        ((_portion(path), path) for path in folder.glob("*.parquet")), key=lambda one: one[0].first
    )


def _portion(path: Path) -> Portion:
    first, _, end = path.stem.partition("-")
    return Portion(int(first), int(end))


def gaps(have: Sequence[Portion], n: int) -> list[Portion]:
    """What of items 0 to n is in none of these portions.

    >>> gaps([Portion(0, 2), Portion(5, 6)], 8)
    [Portion(first=2, end=5), Portion(first=6, end=8)]
    """
    left, at = [], 0
    for one in sorted(have, key=lambda portion: portion.first):
        if at < min(one.first, n):
            left.append(Portion(at, min(one.first, n)))
        at = max(at, one.end)
    return [*left, Portion(at, n)] if at < n else left


def gathered(folder: Path, sweep: Sweep, n: int) -> Any:
    """The whole table of items 0 to n, in their order, each item's rows from one part.

    Raises:
        StudyRefused: if an item is in no part.
    """
    pa = arrow()
    parts = kept(folder)
    missing = gaps([portion for portion, _ in parts], n)
    if missing:
        raise StudyRefused(
            f"Items {missing[0].first} to {missing[0].end - 1} of {sweep.name} are in no part.",
            hint="Start the study again with the same folder: it does what is missing.",
        )
    tables, at = [], 0
    for portion, path in parts:
        table = pa.parquet.read_table(path, schema=schema_of(sweep))
        tables.append(_between(table, at, min(portion.end, n)))
        at = max(at, min(portion.end, n))
    return pa.concat_tables(tables).combine_chunks() if tables else schema_of(sweep).empty_table()


def _between(table: Any, first: int, end: int) -> Any:
    import pyarrow.compute as pc

    item = table.column(ITEM)
    return table.filter(pc.and_(pc.greater_equal(item, first), pc.less(item, end)))


def columns_of(table: Any) -> Columns:
    """The table as plain lists."""
    columns: Columns = table.to_pydict()
    return columns
