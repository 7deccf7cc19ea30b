"""What each class of shape looks like without a stylesheet: dark on white, for paper and PDF.

`pictures.css` says the same for light and dark screens, print and forced colours. No colour says
anything alone: plan and pain differ in shape, filling and place too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from startline.formats.pictures.markup import Element, Ids, Ref, Value, element

INK = "#1b1f24"
SOFT = "#4a5560"
FAINT = "#7b8690"
LINE = "#d3d9de"
PAPER = "#ffffff"
BLUE = "#1d5c87"
PALE = "#e3edf4"
RUST = "#a8480f"

STYLES: Mapping[str, Mapping[str, str | float]] = {
    "sl-text": {"fill": INK},
    "sl-soft": {"fill": SOFT},
    "sl-strong": {"fill": INK, "font-weight": "bold"},
    "sl-axis": {"stroke": SOFT, "stroke-width": 1, "fill": "none"},
    "sl-grid": {"stroke": LINE, "stroke-width": 1, "fill": "none"},
    "sl-plan": {"fill": BLUE},
    "sl-programme": {"fill": PALE, "stroke": SOFT, "stroke-width": 1},
    "sl-over": {"stroke": RUST, "stroke-width": 1.5},
    "sl-long-plan": {"fill": PAPER, "stroke": INK, "stroke-width": 1.5},
    "sl-long-programme": {"fill": PALE, "stroke": INK, "stroke-width": 1.5},
    "sl-free": {"fill": BLUE},
    "sl-free-line": {"stroke": BLUE, "stroke-width": 2, "fill": "none"},
    "sl-free-open": {"stroke": BLUE, "stroke-width": 1.5, "fill": PAPER},
    "sl-area": {"fill": PALE},
    "sl-somewhere": {"stroke": RUST, "stroke-width": 1.5},
    "sl-hurt": {"fill": RUST},
    "sl-hurt-line": {"stroke": RUST, "stroke-width": 2, "fill": "none"},
    "sl-hurt-open": {"stroke": RUST, "stroke-width": 1.5, "fill": PAPER},
    "sl-limit": {"stroke": INK, "stroke-width": 2, "fill": "none"},
    "sl-bound": {"stroke": SOFT, "stroke-width": 1.5, "fill": "none", "stroke-dasharray": "2 3"},
    "sl-accepted": {"stroke": INK, "stroke-width": 1.5, "fill": "none", "stroke-dasharray": "6 3"},
    "sl-badge": {"fill": PAPER, "stroke": INK, "stroke-width": 1.5},
    "sl-badge-binding": {"fill": INK, "stroke": INK, "stroke-width": 1.5},
    "sl-letter": {"fill": INK, "font-weight": "bold"},
    "sl-letter-binding": {"fill": PAPER, "font-weight": "bold"},
    "sl-trend": {"stroke": INK, "stroke-width": 1.5, "fill": "none", "stroke-dasharray": "1 3"},
    "sl-doubt": {"fill": LINE, "fill-opacity": 0.6},
    "sl-unasked": {"stroke": FAINT, "stroke-width": 1, "fill": "none"},
    "sl-blank": {"stroke": FAINT, "stroke-width": 1, "fill": "none", "stroke-dasharray": "2 2"},
    "sl-range": {"fill": PALE, "stroke": BLUE, "stroke-width": 1},
    "sl-done": {"fill": BLUE},
    "sl-done-mark": {"stroke": PAPER, "stroke-width": 1.5, "fill": "none"},
    "sl-not-done": {"stroke": RUST, "stroke-width": 1.5, "fill": PAPER},
    "sl-unknown": {"fill": FAINT},
    "sl-person": {"fill": BLUE, "stroke": BLUE, "stroke-width": 1},
    "sl-person-open": {"fill": PAPER, "stroke": SOFT, "stroke-width": 1.2},
    "sl-body": {"fill": PAPER, "stroke": SOFT, "stroke-width": 1.5},
    "sl-region": {"fill": PALE, "stroke": SOFT, "stroke-width": 1},
    "sl-region-unsure": {"fill": PAPER, "stroke": RUST, "stroke-width": 2,
                         "stroke-dasharray": "4 3"},
    "sl-region-marked": {"stroke": RUST, "stroke-width": 2.5},
    "sl-hatch-ground": {"fill": PAPER},
    "sl-hatch-line": {"stroke": RUST, "stroke-width": 3, "fill": "none"},
}  # fmt: skip
"""Presentation attributes by class."""

HATCH = Ref("hatch")
"""Slanting lines: somewhere in here."""


def shape(name: str, class_: str, *inside: Element | str, **more: Value | None) -> Element:
    """An element of one class, with the attributes that make it readable without a stylesheet."""
    looks: dict[str, Value | None] = {**STYLES[class_], **more}
    return element(name, *inside, class_=class_, **looks)


def patterns_used_in(elements: Iterable[Element]) -> tuple[Element, ...]:
    """The definitions that these elements refer to; none where they refer to none."""
    used = {
        value
        for one in elements
        for below in one.walk()
        for _, value in below.attributes
        if isinstance(value, Ref)
    }
    return (element("defs", _hatch()),) if used else ()


def _hatch() -> Element:
    return element(
        "pattern",
        shape("rect", "sl-hatch-ground", width=6, height=6),
        shape("path", "sl-hatch-line", d="M0 0V6"),
        id=Ids((HATCH.name,)),
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
