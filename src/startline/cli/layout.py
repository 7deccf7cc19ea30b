"""Lines that fit eighty columns, whoever reads them: a person, a pipe or a file."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

WIDTH = 80
INDENT = 2

Part = str | tuple[str, str]
"""Text as it is, or with its style."""


def width_of(console: Console) -> int:
    """Columns to fill: eighty, or fewer where the terminal has fewer."""
    return min(WIDTH, console.width)


def heading(console: Console, title: str, note: str = "") -> None:
    """An empty line, a title in bold, and a note that fits beside it."""
    console.print()
    line(console, (title, "bold"), f"  {note}" if note else "")


def line(console: Console, *parts: Part) -> None:
    """One line, printed as it is: nothing in it is markup, and no space ends it."""
    text = Text.assemble(*parts)
    text.rstrip()
    console.print(text, soft_wrap=True)


def say(console: Console, text: str, *, indent: int = INDENT, label: str = "") -> None:
    """Marked-up text wrapped between words, below itself; the label stands before its first line.

    Whoever calls has made names safe, in the text and in the label.
    """
    first = Text(" " * indent) + Text.from_markup(label, emoji=False)
    columns = max(20, width_of(console) - first.cell_len)
    for wrapped in Text.from_markup(text, emoji=False).wrap(console, columns):
        whole = first + wrapped
        whole.rstrip()
        console.print(whole, soft_wrap=True)
        first = Text(" " * first.cell_len)


def columns(
    rows: Sequence[Sequence[str]], *, roomy: Sequence[int], most: int, indent: int = INDENT
) -> list[str]:
    """Rows of cells as lines: at least `roomy` wide where `most` columns hold that, else narrower.

    The last cell of a row is as long as it is; it belongs to no column.
    """
    needed = [max(len(row[i]) for row in rows) for i in range(len(roomy))]
    longest = max(len(row[-1]) for row in rows)
    wide = [max(pair) for pair in zip(needed, roomy, strict=True)]
    widths, gap = wide, 2
    if indent + sum(wide) + 2 * len(wide) + longest > most:
        widths = needed
        gap = 2 if indent + sum(needed) + 2 * len(needed) + longest <= most else 1
    return [
        " " * indent
        + "".join(f"{cell:<{width}}{' ' * gap}" for cell, width in zip(row, widths, strict=False))
        + row[-1]
        for row in rows
    ]


def in_blocks(console: Console) -> tuple[str, str]:
    """What bars are drawn with: a full and a faint block, or letters every terminal has."""
    return ("#", ".") if console.options.ascii_only else ("█", "░")
