"""SVG as a tree of elements: whatever stands in it, what is written is valid XML.

Ids are written when the picture is, behind a prefix, so that several pictures share a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of this picture, as the value of an attribute."""

    names: tuple[str, ...]

    def written(self, prefix: str) -> str:
        """Each behind the prefix, with a space between them."""
        return " ".join(f"{prefix}-{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Ref:
    """A pattern of this picture, as what a shape is filled with."""

    name: str

    def written(self, prefix: str) -> str:
        """As SVG refers to it."""
        return f"url(#{prefix}-{self.name})"


Value = str | float | Ids | Ref


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, its attributes in order, and what stands inside."""

    name: str
    attributes: tuple[tuple[str, Value], ...]
    children: tuple[Element | str, ...] = ()

    def walk(self) -> Iterator[Element]:
        """This element and all below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()


def element(name: str, *children: Element | str, **attributes: Value | None) -> Element:
    """An element; `_` in an attribute's name stands for `-`, one at the end for nothing.

    >>> write(element("rect", class_="sl-plan", stroke_width=1.50, x=None), prefix="p")
    '<rect class="sl-plan" stroke-width="1.5"/>'
    """
    named = (
        (key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    return Element(name, tuple(named), children)


def group(*children: Element | str, **attributes: Value | None) -> Element:
    """Elements that belong together."""
    return element("g", *children, **attributes)


def write(one: Element | str, *, prefix: str) -> str:
    """The text of an element and of all below it.

    >>> write(element("text", "<3 & more"), prefix="p")
    '<text>&lt;3 &amp; more</text>'
    """
    if isinstance(one, str):
        return escape(plain(one), quote=False)
    attributes = "".join(
        f' {name}="{escape(_said(value, prefix), quote=True)}"' for name, value in one.attributes
    )
    inside = "".join(write(child, prefix=prefix) for child in one.children)
    end = f">{inside}</{one.name}>" if inside else "/>"
    return f"<{one.name}{attributes}{end}"


def checked_prefix(prefix: str) -> str:
    """The prefix, if it can begin an id.

    Raises:
        ValueError: if it cannot.
    """
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} cannot begin an id: use a letter, then letters and digits.")
    return prefix


def plain(text: str) -> str:
    r"""The text with a space for everything that does not print, and so for all XML forbids.

    >>> plain("a\x00b\ud800c\u202ed")
    'a b c d'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text)


def number(value: float) -> str:
    """A coordinate to a hundredth, without idle digits.

    >>> number(12.0), number(0.125), number(-0.001)
    ('12', '0.12', '0')
    """
    said = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if said == "-0" else said


def _said(value: Value, prefix: str) -> str:
    if isinstance(value, Ids | Ref):
        return value.written(prefix)
    return plain(value) if isinstance(value, str) else number(value)
