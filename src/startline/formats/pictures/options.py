"""The ways on to the race side by side: chances to start and to finish, each with its range."""

from __future__ import annotations

from collections.abc import Iterator

from startline.engine.advice import OptionOutlook, OutlookAdvice, ShareRange
from startline.formats.pictures.lettering import SMALL, paragraph, text
from startline.formats.pictures.marks import Mark, diamond, legend, line, ring, swatch
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH, Picture, Table
from startline.formats.pictures.scales import Scale
from startline.formats.pictures.styles import shape
from startline.words import outlook as ways
from startline.words import pictures as words

LEFT = 10
RIGHT = WIDTH - 12
HIGH = 10


def options(outlook: OutlookAdvice) -> Picture:
    """Every way on, in the order of the Advice; none is marked as better."""
    tenths = Scale(0, 1, LEFT, RIGHT)
    key, y = legend(_legend(), 0)
    axis, y = _axis(tenths, y + 4)
    rows = []
    for one in outlook.options:
        row, y = _row(one, tenths, y)
        rows.append(row)
    return Picture(
        name="options",
        title=words.title("options"),
        description=words.options_described(outlook),
        height=y,
        drawing=(key, axis, *rows),
        table=Table(words.options_headings(), tuple(map(words.option_row, outlook.options))),
    )


def _legend() -> Iterator[tuple[Mark, str]]:
    yield ring, words.label("start")
    yield lambda x, y: diamond(x, y, "sl-plan"), words.label("finish")
    yield swatch("sl-range", HIGH), words.label("range")


def _axis(tenths: Scale, y: float) -> tuple[Element, float]:
    numbers = [
        text(str(n), tenths(n / 10), y + 12, "sl-soft", size=SMALL, text_anchor="middle")
        for n in range(0, 10, 2)
    ]
    last = text(words.ten_of_ten(), WIDTH, y + 12, "sl-soft", size=SMALL, text_anchor="end")
    return group(*numbers, last), y + 18


def _row(one: OptionOutlook, tenths: Scale, y: float) -> tuple[Element, float]:
    """Its name, its two tracks, and its chances in words."""
    name, y = paragraph(ways.way(one), 0, y + 4, WIDTH, "sl-strong")
    y += 5
    start = _track(one.p_start, tenths, y, ring)
    finish = _track(one.p_finish, tenths, y + 17, lambda x, at: diamond(x, at, "sl-plan"))
    told, y = paragraph(words.option_told(one), 0, y + 30, WIDTH, "sl-soft", size=SMALL)
    return group(name, start, finish, told), y + 9


def _track(share: ShareRange, tenths: Scale, y: float, mark: Mark) -> Element:
    low, high = tenths(min(share.low, share.p)), tenths(max(share.high, share.p))
    middle = y + HIGH / 2
    ticks = [line("sl-grid", tenths(n / 10), y, tenths(n / 10), y + HIGH) for n in range(0, 11, 2)]
    return group(
        line("sl-grid", LEFT, middle, RIGHT, middle),
        *ticks,
        shape("rect", "sl-range", x=low, y=y, width=max(high - low, 2), height=HIGH),
        mark(tenths(share.p), middle),
    )
