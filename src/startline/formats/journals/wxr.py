"""WordPress's export (WXR): posts and pages with their comments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from startline.formats.journals.html_words import markdown_of
from startline.formats.journals.post import Comment, LeftOut, Post, Read, named
from startline.formats.journals.xml_elements import Element

_TAKEN = ("publish", "private", "draft", "pending", "future")
_NO_MOMENT = "0000-00-00 00:00:00"


def read_wxr(items: list[Element]) -> Read:
    """The posts of an export; menus, pictures and what lies in the bin are left out with a line."""
    posts: list[Post] = []
    left: list[LeftOut] = []
    for item in items:
        made = _post(item)
        if isinstance(made, Post):
            posts.append(made)
        elif made is not None:
            left.append(made)
    return Read("wxr", tuple(posts), tuple(left))


def _post(item: Element) -> Post | LeftOut | None:
    kind = item.said("post_type") or "post"
    name = item.said("title") or item.said("post_id")
    if kind not in ("post", "page"):
        return LeftOut(name, "picture") if kind == "attachment" else None
    status = item.said("status") or "publish"
    if status not in _TAKEN:
        return LeftOut(name, "in_the_bin" if status == "trash" else "not_finished")
    on = _day(item)
    if on is None:
        return LeftOut(name, "no_day")
    words = markdown_of(_content(item))
    return Post(
        id=named("wxr", item.said("guid") or item.said("post_id")),
        on=on,
        title=item.said("title"),
        text=words.text,
        public=status == "publish" and not item.said("post_password"),
        n_pictures=words.n_pictures,
        comments=tuple(_comments(item)),
    )


def _content(item: Element) -> str:
    """`content:encoded` comes before `excerpt:encoded`; both are called encoded."""
    return item.said("encoded") or item.said("description")


def _day(item: Element) -> date | None:
    moment = moment_of(item.said("post_date"))
    if moment is not None:
        return moment.date()
    try:
        return parsedate_to_datetime(item.said("pubDate")).date()
    except (ValueError, TypeError):
        return None


def moment_of(text: str) -> datetime | None:
    """A moment as WordPress writes it; the nought of its drafts is none."""
    if not text or text == _NO_MOMENT:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _comments(item: Element) -> Iterator[Comment]:
    for one in item.all("comment"):
        approved = one.said("comment_approved") == "1"
        if not approved or one.said("comment_type") in ("pingback", "trackback"):
            continue
        at = moment_of(one.said("comment_date_gmt"))
        parent = one.said("comment_parent")
        yield Comment(
            id=f"wxr:{one.said('comment_id')}",
            name=one.said("comment_author") or "?",
            text=markdown_of(one.said("comment_content")).text,
            made_at=at.replace(tzinfo=UTC) if at is not None else None,
            parent=f"wxr:{parent}" if parent not in ("", "0") else None,
            by_author=one.said("comment_user_id") not in ("", "0"),
        )
