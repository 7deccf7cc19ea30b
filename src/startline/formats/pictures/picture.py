"""A picture: what it shows, the same in a sentence, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass

from startline.formats.pictures.markup import Element, Ids, checked_prefix, element, group, write
from startline.formats.pictures.styles import patterns_used_in

WIDTH = 340
"""Units across every picture: at 360 px one unit is about one pixel, and letters are 12 or more."""

EM = 16
"""Units to an em: a picture grows with the reader's letters."""

LETTERS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Table:
    """The same as rows of words, for those who would rather read it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture, `height` units high and `WIDTH` across.

    `title` names it; `description` says the finding in a sentence. `role` is `img`, or `group`
    where parts of it are links.
    """

    name: str
    title: str
    description: str
    height: float
    drawing: tuple[Element, ...]
    table: Table
    role: str = "img"


def svg_of(picture: Picture, *, prefix: str, letters: str = LETTERS) -> str:
    """The picture as SVG text, with neither style nor script in it.

    `prefix` begins every id: give each picture of a page its own. `letters` names fonts, the first
    that is there wins.

    Raises:
        ValueError: if the prefix cannot begin an id.
    """
    root = element(
        "svg",
        element("title", picture.title, id=Ids(("title",))),
        element("desc", picture.description, id=Ids(("desc",))),
        *patterns_used_in(picture.drawing),
        group(*picture.drawing, font_family=letters, font_size=13),
        xmlns="http://www.w3.org/2000/svg",
        role=picture.role,
        class_=f"sl-picture sl-{picture.name}",
        aria_labelledby=Ids(("title",)),
        aria_describedby=Ids(("desc",)),
        viewBox=f"0 0 {WIDTH} {picture.height:g}",
        width=f"{WIDTH / EM:g}em",
        height=f"{picture.height / EM:g}em",
    )
    return write(root, prefix=checked_prefix(prefix))


def table_of(picture: Picture) -> Table:
    """The picture as rows of words."""
    return picture.table
