"""A journal as WXR, which WordPress and `wxr` read. Texts go along as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from html import escape
from xml.etree import ElementTree

from startline.formats.journals.post import Comment, Post

WP = "http://wordpress.org/export/1.2/"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
_FORBIDDEN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_SQL = "%Y-%m-%d %H:%M:%S"


def to_wxr(
    posts: Iterable[Post], *, title: str, author: str, html_of: Callable[[str], str]
) -> bytes:
    """The whole journal; `html_of` makes HTML of an entry's Markdown. No address of anybody."""
    for prefix, address in (("wp", WP), ("content", CONTENT), ("dc", DC)):
        ElementTree.register_namespace(prefix, address)
    rss = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(rss, "channel")
    _add(channel, "title", title)
    _add(channel, f"{{{WP}}}wxr_version", "1.2")
    numbers = _Numbers()
    for post in posts:
        _item(channel, post, author, html_of(post.text), numbers)
    text: bytes = ElementTree.tostring(rss, encoding="utf-8", xml_declaration=True)
    return text


class _Numbers:
    """WordPress counts entries and comments; the same id has the same number."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, name: str | None) -> str:
        return "0" if name is None else str(self._known.setdefault(name, len(self._known) + 1))


def _item(
    channel: ElementTree.Element, post: Post, author: str, html: str, numbers: _Numbers
) -> None:
    item = ElementTree.SubElement(channel, "item")
    _add(item, "title", post.title)
    _add(item, f"{{{DC}}}creator", author)
    guid = ElementTree.SubElement(item, "guid", isPermaLink="false")
    guid.text = post.id.translate(_FORBIDDEN)
    _add(item, f"{{{CONTENT}}}encoded", html)
    at = datetime.combine(post.on, time(12), UTC).strftime(_SQL)
    status = "publish" if post.public else "private"
    named = {
        "post_id": numbers.of(f"post {post.id}"), "post_date": at, "post_date_gmt": at,
        "comment_status": "open", "status": status, "post_type": "post", "post_parent": "0",
    }  # fmt: skip
    for name, value in named.items():
        _add(item, f"{{{WP}}}{name}", value)
    for one in post.comments:
        _comment(item, one, numbers)


def _comment(item: ElementTree.Element, one: Comment, numbers: _Numbers) -> None:
    comment = ElementTree.SubElement(item, f"{{{WP}}}comment")
    at = one.made_at.astimezone(UTC).strftime(_SQL) if one.made_at else ""
    named = {
        "comment_id": numbers.of(one.id), "comment_author": one.name, "comment_date_gmt": at,
        "comment_content": escape(one.text), "comment_approved": "1", "comment_type": "comment",
        "comment_parent": numbers.of(one.parent), "comment_user_id": "1" if one.by_author else "0",
    }  # fmt: skip
    for name, value in named.items():
        _add(comment, f"{{{WP}}}{name}", value)


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    child = ElementTree.SubElement(parent, name)
    child.text = text.translate(_FORBIDDEN)
