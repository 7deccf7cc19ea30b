"""XML from strangers, a piece at a time: no DOCTYPE, no entities, no tree, no growing memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from xml.parsers import expat

from startline.formats.file_limits import MOST_DEPTH, MOST_TEXT
from startline.formats.imported import DtdForbidden, UnusableFile
from startline.formats.unpacked import Unpacked

Started = Callable[[str, Mapping[str, str]], None]
Ended = Callable[[str, str], None]


class XmlStream:
    """Calls `started(name, attributes)` and `ended(name, text)` with names free of prefixes.

    Text is gathered only for the names in `wanted`, which are leaves of the tree; of all others,
    those in `opened` are reported when they start, and those in `closed` when they end.
    """

    def __init__(
        self,
        *,
        wanted: Collection[str],
        opened: Collection[str],
        closed: Collection[str],
        started: Started,
        ended: Ended,
    ) -> None:
        self._wanted, self._opened = frozenset(wanted), frozenset(opened)
        self._closed = frozenset((*wanted, *closed))
        self._started, self._ended = started, ended
        self._depth = 0
        self._text: str | None = None
        # "gpxtpx:hr" -> "hr", is its text wanted, its start, its end; bounded
        self._kinds: dict[str, tuple[str, bool, bool, bool]] = {}
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self, stream: Unpacked) -> bool:
        """Read to the end. False if the file breaks off or stops being XML on the way.

        Raises:
            DtdForbidden: at a DOCTYPE.
            UnusableFile: what the handlers refuse, and nesting beyond all reason.
            TooLarge: at the limit of bytes.
        """
        try:
            begun = False
            for chunk in iter(stream.read, b""):
                # some exports of Strava begin with spaces, which XML forbids before its first line
                self._parser.Parse(chunk if begun else chunk.lstrip(), False)
                begun = True
            self._parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):  # the last two: unknown encodings
            return False
        return not stream.cut_short

    def _kind(self, name: str) -> tuple[str, bool, bool, bool]:
        plain = name.rpartition(":")[2]
        kind = (plain, plain in self._wanted, plain in self._opened, plain in self._closed)
        if len(self._kinds) < 1000:
            self._kinds[name] = kind
        return kind

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise UnusableFile(
                f"It is nested deeper than {MOST_DEPTH} elements.", hint="Export the run again."
            )
        plain, has_text, opens, _ = self._kinds.get(name) or self._kind(name)
        self._text = "" if has_text else None
        if opens:
            self._started(plain, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        plain, _, _, closes = self._kinds.get(name) or self._kind(name)
        text, self._text = self._text, None
        if closes:
            self._ended(plain, text or "")

    def _characters(self, text: str) -> None:
        held = self._text
        if held is not None and len(held) < MOST_TEXT:
            self._text = held + text[:MOST_TEXT]


def _refuse_doctype(*_: object) -> None:
    raise DtdForbidden(
        "It contains a DOCTYPE, which no watch writes.", hint="Export the run again from its app."
    )


def decimal(text: str | None) -> float | None:
    """A finite decimal number as XML writes it; None for anything else.

    Python's own `float` is too generous for strangers:

    >>> decimal(" 45.5 "), decimal("1_0"), decimal("nan"), decimal("٥"), decimal("")
    (45.5, None, None, None, None)
    """
    if not text or "_" in text or not text.isascii():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moment(text: str) -> tuple[float, float | None] | None:
    """Seconds since 1970, and the UTC offset in seconds if the text has one other than Z.

    >>> moment("1970-01-01T01:00:10+01:00")
    (10.0, 3600.0)
    >>> moment("1970-01-01T00:00:10Z"), moment("yesterday")
    ((10.0, 0.0), None)
    """
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    offset = at.utcoffset()
    aware = at if offset is not None else at.replace(tzinfo=UTC)  # both formats say UTC is meant
    return aware.timestamp(), offset.total_seconds() if offset is not None else None
