"""The page as values: sections of paragraphs, lists, tables and pictures, for HTML and PDF alike.

A template walks `sections` and asks each block for its `kind`; nothing in a block is markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from startline.formats.pictures import Picture, Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences; `strong` where they come before everything else."""

    kind: ClassVar[str] = "paragraph"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each item in somebody's words or ours."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table with its heads."""

    kind: ClassVar[str] = "rows"
    table: Table


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture; its description is its text alternative."""

    kind: ClassVar[str] = "shown"
    picture: Picture


@dataclass(frozen=True, slots=True)
class Terms:
    """Words with what they mean."""

    kind: ClassVar[str] = "terms"
    terms: tuple[tuple[str, str], ...]


Block = Paragraph | Items | Rows | Shown | Terms


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: its name in code, its heading, and what stands below it."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReport:
    """What a runner brings to a visit, in one language and one unit."""

    on: date
    since: date
    language: str
    unit: str
    title: str
    below_title: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: Section
    made_by: str
