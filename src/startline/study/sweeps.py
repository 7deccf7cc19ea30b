"""What a study is made of: sweeps over numbered items, each item giving rows of one table.

An item's rows are a function of the options and of its number alone. So any worker may do any
item, in any order, as often as it must, and the table comes out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from startline.study.page import Page
from startline.study.settings import Settings

Kind = Literal["whole", "number", "text", "flag"]
Row = dict[str, Any]
Columns = dict[str, list[Any]]
"""A table by columns; a cell that has no value is None."""

ITEM = "item"
"""The column that says which item a row belongs to; every table has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for. `runners` is the size of the study, `histories` a folder."""

    seed: int = 0
    runners: int = 0
    histories: str | None = None
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """One table: its columns, how many items it has, and the rows of an item."""

    name: str
    columns: Mapping[str, Kind]
    count: Callable[[Options], int]
    rows: Callable[[Options, int], list[Row]]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some items in a row: from `first` up to but not including `end`."""

    first: int
    end: int

    def __len__(self) -> int:
        return self.end - self.first


@dataclass(frozen=True, slots=True)
class Finished:
    """The rows of a portion, the processor time it took, and the code that made them."""

    portion: Portion
    rows: list[Row]
    core_s: float
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A question, the sweeps that answer it, and the page that tells.

    `check` refuses options that cannot be, before anything is done.
    """

    name: str
    about: str
    runners: int
    sweeps: tuple[Sweep, ...]
    page: Callable[[Mapping[str, Columns], Options], Page]
    check: Callable[[Options], None] = lambda options: None
