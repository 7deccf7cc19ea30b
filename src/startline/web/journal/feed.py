"""The Atom feed of what is public: titles and words, no pictures of the plan, no pain but told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree

from startline.web.journal.models import Entry, Journal
from startline.web.journal.text import as_html

ATOM = "http://www.w3.org/2005/Atom"
XML_FORBIDS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def atom(
    journal: Journal,
    entries: Iterable[Entry],
    *,
    here: str,
    page: str,
    link: Callable[[Entry], str],
) -> bytes:
    """The feed as bytes; `here` is its own address, `page` the journal's."""
    rows = list(entries)
    feed = ElementTree.Element("feed", {"xmlns": ATOM})
    _add(feed, "id", f"urn:uuid:{journal.runner.public_id}")
    _add(feed, "title", journal.title or str(journal.runner))
    _add(feed, "updated", _at(max((_changed(one) for one in rows), default=None)))
    ElementTree.SubElement(feed, "link", rel="self", href=here)
    ElementTree.SubElement(feed, "link", rel="alternate", href=page)
    _add(ElementTree.SubElement(feed, "author"), "name", str(journal.runner))
    for one in rows:
        _entry(feed, one, link(one))
    text: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def _entry(feed: ElementTree.Element, entry: Entry, address: str) -> None:
    item = ElementTree.SubElement(feed, "entry")
    _add(item, "id", f"urn:uuid:{entry.public_id}")
    _add(item, "title", entry.shown_title or str(entry.shown_on))
    _add(item, "published", _at(entry.published_at))
    _add(item, "updated", _at(_changed(entry)))
    ElementTree.SubElement(item, "link", rel="alternate", href=address)
    _add(item, "content", str(as_html(entry.shown_text)), type="html")


def _changed(entry: Entry) -> datetime:
    """When it was published; what was typed since is nobody else's."""
    return entry.published_at or datetime.fromtimestamp(0, UTC)


def _add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text.translate(XML_FORBIDS)


def _at(moment: datetime | None) -> str:
    return (moment or datetime.fromtimestamp(0, UTC)).isoformat()
