"""Letters in a picture. No font is known here, so widths are estimated, rather too wide."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import combining, east_asian_width

from startline.formats.outgoing import one_line
from startline.formats.pictures.markup import Element, Value, element, group
from startline.formats.pictures.styles import shape

SIZE = 13
SMALL = 12
LEADING = 1.3
BOLD = 1.12  # how much wider bold letters are
NARROW = frozenset("iljtfrI.,:;'|!()[] ")
BROAD = frozenset("mwMW%…—@")
MOST_LETTERS = 400  # of somebody's words in a picture


def text(
    said: str, x: float, y: float, class_: str = "sl-text", *, size: float = SIZE, **more: Value
) -> Element:
    """A line of letters whose baseline is at `y`."""
    return shape("text", class_, said, x=x, y=y, font_size=size, **more)


def paragraph(
    said: str, x: float, y: float, wide: float, class_: str = "sl-text", *, size: float = SIZE
) -> tuple[Element, float]:
    """Wrapped letters below `y`, and where the next thing may begin."""
    lines = wrapped(said, wide / BOLD if class_ == "sl-strong" else wide, size)
    step = size * LEADING
    drawn = (text(line, x, y + size + n * step, class_, size=size) for n, line in enumerate(lines))
    return group(*drawn), y + step * len(lines)


def wrapped(said: str, wide: float, size: float = SIZE) -> list[str]:
    """The words in lines of at most `wide` units; a word longer than a line is cut into pieces.

    >>> wrapped("one two three", 60)
    ['one two', 'three']
    """
    lines, line = [], ""
    for word in pieces(one_line(said, MOST_LETTERS).split(), wide, size):
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size) > wide:
            lines.append(line)
            longer = word
        line = longer
    return [*lines, line]


def pieces(words: Iterable[str], wide: float, size: float) -> Iterable[str]:
    """The words, those longer than a line in pieces."""
    for word in words:
        piece = ""
        for letter in word:
            if piece and width_of(piece + letter, size) > wide:
                yield piece
                piece = ""
            piece += letter
        yield piece


def clipped(said: str, wide: float, size: float = SIZE) -> str:
    """One line that fits, cut with an ellipsis where it would not."""
    line = one_line(said, MOST_LETTERS)
    if width_of(line, size) <= wide:
        return line
    while line and width_of(f"{line}…", size) > wide:
        line = line[:-1]
    return f"{line.rstrip()}…"


def width_of(said: str, size: float = SIZE) -> float:
    """About how wide letters of any sans serif are.

    >>> width_of("mile") < width_of("miles") < 45
    True
    """
    return size * sum(_letter(letter) for letter in said)


def _letter(letter: str) -> float:
    if combining(letter):
        return 0.0
    if east_asian_width(letter) in "WF":
        return 1.05
    if letter in NARROW:
        return 0.38
    return 0.95 if letter in BROAD else 0.7 if letter.isupper() else 0.63


def title_of(said: str) -> Element:
    """What a pointer resting on a part of the picture is told."""
    return element("title", said)
