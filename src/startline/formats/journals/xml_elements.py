"""The repeated elements of an XML file, one small tree each: no DOCTYPE, no entities, no depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from startline.formats.file_limits import MOST_DEPTH
from startline.formats.journals.post import MOST_COMMENTS, MOST_TEXT, JournalRefused

AGAIN = "Export the journal again and choose the new file."


@dataclass(slots=True)
class Element:
    """A name without its namespace's address, attributes, text and children."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next((one for one in self.children if one.name == name), None)

    def said(self, name: str) -> str:
        """The text of the first child of a name; empty without one."""
        found = self.first(name)
        return found.text.strip() if found is not None else ""

    def all(self, name: str) -> Iterator[Element]:
        """Every child of a name."""
        return (one for one in self.children if one.name == name)


class _Reader:
    def __init__(self, wanted: str) -> None:
        self.wanted, self.found = wanted, list[Element]()
        self.root = ""
        self._open: list[Element] = []
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise JournalRefused("too_deep", "It is nested deeper than any journal.", AGAIN)
        plain = name.rpartition(":")[2]
        self.root = self.root or plain
        if self._open or plain == self.wanted:
            child = Element(plain, dict(attributes))
            if self._open:
                self._open[-1].children.append(child)
            self._open.append(child)

    def end(self, name: str) -> None:
        self._depth -= 1
        if not self._open:
            return
        done = self._open.pop()
        if not self._open:
            self.found.append(done)
            if len(self.found) > MOST_COMMENTS:
                raise JournalRefused("too_many", "It holds too many entries.", AGAIN)

    def characters(self, text: str) -> None:
        if self._open and len(self._open[-1].text) < MOST_TEXT:
            self._open[-1].text += text


def elements(data: bytes, wanted: str) -> tuple[str, list[Element]]:
    """The name of the root, and every element called `wanted` with all that is in it.

    Raises:
        JournalRefused: at a DOCTYPE, at nesting or numbers beyond reason, and where it is no XML.
    """
    reader = _Reader(wanted)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(data.lstrip(), True)
    except expat.ExpatError as error:
        problem = f"It stops being XML in line {error.lineno}."
        raise JournalRefused("unreadable", problem, AGAIN) from None
    except (ValueError, LookupError) as error:  # an unknown encoding
        if isinstance(error, JournalRefused):
            raise
        raise JournalRefused("unreadable", "Its encoding is unknown.", AGAIN) from None
    return reader.root, reader.found


def _refuse_doctype(*_: object) -> None:
    raise JournalRefused(
        "dtd_forbidden", "It contains a DOCTYPE, which no journal's export has.", AGAIN
    )
