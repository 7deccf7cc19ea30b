"""Blogger's export: one Atom file in which posts and comments stand side by side."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from startline.formats.journals.html_words import markdown_of
from startline.formats.journals.post import Comment, LeftOut, Post, Read
from startline.formats.journals.xml_elements import Element

_KIND = "kind#"


def read_blogger(entries: list[Element]) -> Read:
    """The posts of an export with their comments; settings and templates are no entries."""
    comments: dict[str, list[Comment]] = defaultdict(list)
    for one in entries:
        if _kind(one) == "comment":
            comments[_post_of(one)].append(_comment(one))
    read = [
        _post(one, tuple(comments[one.said("id")]))
        for one in entries
        if _kind(one) in ("post", "page")
    ]
    posts = [one for one in read if isinstance(one, Post)]
    left = [one for one in read if isinstance(one, LeftOut)]
    known = {one.id for one in posts}
    lost = (key for key, given in comments.items() if given and f"blogger:{key}" not in known)
    left += [LeftOut(key, "comment_without_entry") for key in lost]
    return Read("blogger", tuple(posts), tuple(left))


def _kind(entry: Element) -> str:
    """What an entry is: by its type in today's exports, by a category in those before."""
    newer = entry.said("type").lower()
    if newer:
        return newer
    terms = (one.attributes.get("term", "") for one in entry.all("category"))
    return next((term.partition(_KIND)[2] for term in terms if _KIND in term), "")


def _post_of(entry: Element) -> str:
    reply_to = entry.first("in-reply-to")
    return reply_to.attributes.get("ref", "") if reply_to is not None else entry.said("parent")


def _post(entry: Element, comments: tuple[Comment, ...]) -> Post | LeftOut:
    moment = _moment(entry.said("published"))
    if moment is None:
        return LeftOut(entry.said("title") or entry.said("id"), "no_day")
    if entry.said("status").upper() in ("TRASHED", "SOFT_TRASHED"):
        return LeftOut(entry.said("title") or entry.said("id"), "in_the_bin")
    words = markdown_of(entry.said("content"))
    return Post(
        id=f"blogger:{entry.said('id')}",
        on=moment.date(),
        title=entry.said("title"),
        text=words.text,
        public=not _is_draft(entry),
        n_pictures=words.n_pictures,
        comments=comments,
    )


def _is_draft(entry: Element) -> bool:
    control = entry.first("control")
    draft = control is not None and control.said("draft") == "yes"
    return draft or entry.said("status").upper() == "DRAFT"


def _comment(entry: Element) -> Comment:
    author = entry.first("author")
    return Comment(
        id=f"blogger:{entry.said('id')}",
        name=(author.said("name") if author is not None else "") or "?",
        text=markdown_of(entry.said("content")).text,
        made_at=_moment(entry.said("published")),
        parent=_answered(entry),
    )


def _answered(entry: Element) -> str | None:
    """The comment this one answers: named, or linked by the number its id ends with."""
    if entry.said("inReplyTo"):
        return f"blogger:{entry.said('inReplyTo')}"
    blog = entry.said("id").rpartition(".post-")[0]
    for link in entry.all("link"):
        if link.attributes.get("rel") == "related":
            number = link.attributes.get("href", "").rpartition("/")[2]
            return f"blogger:{blog}.post-{number}"
    return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
