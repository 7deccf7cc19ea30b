"""Small shapes that mean something, drawn around a point, and the legend that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from startline.formats.pictures.lettering import SMALL, clipped, text, width_of
from startline.formats.pictures.markup import Element, group
from startline.formats.pictures.picture import WIDTH
from startline.formats.pictures.styles import HATCH, shape

Mark = Callable[[float, float], Element]
"""What draws a small shape around a point."""

LEGEND_STEP = 19
SYMBOL_WIDE = 24
BETWEEN = 12


def dot(x: float, y: float) -> Element:
    """Exactly here."""
    return shape("circle", "sl-hurt", cx=x, cy=y, r=5)


def ring(x: float, y: float, class_: str = "sl-free-open") -> Element:
    """An open circle."""
    return shape("circle", class_, cx=x, cy=y, r=5)


def diamond(x: float, y: float, class_: str = "sl-hurt-open", size: float = 5.5) -> Element:
    """A square on its tip."""
    path = f"M{x:.2f} {y - size:.2f}l{size} {size}l-{size} {size}l-{size} -{size}Z"
    return shape("path", class_, d=path)


def square(x: float, y: float, class_: str = "sl-hurt", size: float = 5) -> Element:
    """A square with level sides."""
    return shape("rect", class_, x=x - size, y=y - size, width=2 * size, height=2 * size)


def arrow_up(x: float, y: float) -> Element:
    """Free of pain up to here, and who knows how much further: an open arrow."""
    return shape("path", "sl-free-open", d=f"M{x:.2f} {y - 7:.2f}l6 9h-12Z")


def somewhere(x: float, upper_y: float, lower_y: float, wide: float = 9) -> Element:
    """A slanted bar: somewhere in here. At least as high as it can be seen."""
    high = max(lower_y - upper_y, 5.0)
    top = (upper_y + lower_y - high) / 2
    return shape("rect", "sl-somewhere", x=x - wide / 2, y=top, width=wide, height=high, fill=HATCH)


def line(class_: str, x1: float, y1: float, x2: float, y2: float) -> Element:
    """A straight line."""
    return shape("path", class_, d=f"M{x1:.2f} {y1:.2f}L{x2:.2f} {y2:.2f}")


def swatch(class_: str, high: float = 10) -> Mark:
    """A small bar of a class, for a legend."""
    return lambda x, y: shape("rect", class_, x=x - 9, y=y - high / 2, width=18, height=high)


def hatched_swatch(class_: str, high: float = 12) -> Mark:
    """As `swatch`, with slanting lines."""
    return lambda x, y: shape(
        "rect", class_, x=x - 9, y=y - high / 2, width=18, height=high, fill=HATCH
    )


def stroke(class_: str) -> Mark:
    """A short line of a class, for a legend."""
    return lambda x, y: line(class_, x - 10, y, x + 10, y)


def legend(items: Iterable[tuple[Mark, str]], y: float) -> tuple[Element, float]:
    """What each shape means, in as many lines as needed, and where the next thing may begin."""
    drawn, x = [], 0.0
    for mark, said in items:
        label = clipped(said, WIDTH - SYMBOL_WIDE, SMALL)
        wide = SYMBOL_WIDE + width_of(label, SMALL)
        if x and x + wide > WIDTH:
            x, y = 0.0, y + LEGEND_STEP
        drawn += [mark(x + 11, y + 9), text(label, x + SYMBOL_WIDE, y + 13, "sl-soft", size=SMALL)]
        x += wide + BETWEEN
    return group(*drawn), y + (LEGEND_STEP if drawn else 0)
