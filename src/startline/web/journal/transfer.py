"""An existing journal taken in, and this one given out, with replies. Repeating adds no doubles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startline.formats.journals import (
    Comment,
    LeftOut,
    Post,
    read_journal,
    to_markdown_zip,
    to_wxr,
)
from startline.web.accounts.models import Runner
from startline.web.audit.services import record
from startline.web.journal.models import (
    ENTRY_CHARS,
    NAME_CHARS,
    REPLY_CHARS,
    TITLE_CHARS,
    Entry,
    Journal,
    Picture,
    Reply,
)
from startline.web.journal.services import ChangedMeanwhile, journal_of
from startline.web.journal.services import publish as publish_one
from startline.web.journal.text import as_html, clean_name, cleaned

OWN = "startline:"
SOURCE_CHARS = 200
MOST_AT_ONCE = 400  # entries published by one press: fields a form may have
WHY_NOT = {
    "picture": _("a picture: it stays where it is"),
    "in_the_bin": _("it lay in the bin"),
    "not_finished": _("it was never finished"),
    "no_day": _("it has no day"),
    "no_markdown": _("no Markdown file"),
    "encrypted": _("it is encrypted"),
    "unreadable": _("it cannot be read"),
    "too_large": _("it is too large"),
    "comment_without_entry": _("comments whose entry is not in the file"),
}


@dataclass
class Line:
    """What became of one entry of a file."""

    entry: Entry
    new: bool
    n_replies: int = 0
    n_pictures: int = 0
    cut: bool = False


@dataclass
class Report:
    """What became of a file, entry by entry."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    left_out: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def n_new(self) -> int:
        """How many entries are new."""
        return sum(line.new for line in self.lines)

    @property
    def n_known(self) -> int:
        """How many were here already, and stay as they are."""
        return len(self.lines) - self.n_new


# --- in ----------------------------------------------------------------------------------------


def take(runner: Runner, data: bytes, name: str) -> Report:
    """Store what a file holds, private; an entry that is here already keeps the runner's own words.

    Raises:
        JournalRefused: if it cannot be read; nothing is stored.
    """
    read = read_journal(data, name)
    report = Report(read.kind, left_out=[(one.name, _why(one)) for one in read.left_out])
    with transaction.atomic():
        journal, _made = Journal.objects.get_or_create(runner=runner)
        known = _known(journal)
        for post in read.posts:
            report.lines.append(_taken(journal, post, known))
        record(runner, runner.user, "journal.imported", new=report.n_new, known=report.n_known)
    return report


def _why(one: LeftOut) -> Any:
    return WHY_NOT.get(one.code, one.code)


def _known(journal: Journal) -> dict[str, Entry]:
    """The entries of a journal by where they came from, and by their own names."""
    rows = Entry.objects.filter(journal=journal).defer("text", "shown_text")
    known = {f"{OWN}{one.public_id}": one for one in rows}
    return known | {one.source: one for one in rows if one.source}


def _taken(journal: Journal, post: Post, known: dict[str, Entry]) -> Line:
    source = post.id[:SOURCE_CHARS]
    entry = known.get(source)
    line = Line(entry or _made(journal, post, source), new=entry is None)
    known[source] = line.entry
    line.n_pictures, line.cut = post.n_pictures, len(post.text) > ENTRY_CHARS
    line.n_replies = _take_replies(line.entry, post.comments, journal)
    return line


def _made(journal: Journal, post: Post, source: str) -> Entry:
    return Entry.objects.create(
        journal=journal,
        on=post.on,
        title=clean_name(post.title)[:TITLE_CHARS],
        text=cleaned(post.text)[:ENTRY_CHARS],
        source=source,
        was_public=post.public,
    )


def _take_replies(entry: Entry, comments: Iterable[Comment], journal: Journal) -> int:
    """Add the comments that are not here yet, first those that answer the entry itself."""
    rows = list(Reply.objects.filter(entry=entry))
    by_source = {one.source: one for one in rows if one.source is not None}
    here = {(one.name, one.text) for one in rows}
    given = {one.id: one for one in comments}
    fresh = [
        one
        for one in given.values()
        if one.id[:SOURCE_CHARS] not in by_source and _said(one, journal) not in here
    ]
    for answers in (False, True):
        some = [one for one in fresh if (_top(one, given) is not None) == answers]
        made = [_reply(entry, one, by_source, given, journal) for one in some]
        for reply in Reply.objects.bulk_create(made):
            by_source[str(reply.source)] = reply
    return len(fresh)


def _said(one: Comment, journal: Journal) -> tuple[str, str]:
    name = str(journal.runner) if one.by_author else one.name
    return clean_name(name)[:NAME_CHARS] or "?", cleaned(one.text)[:REPLY_CHARS]


def _top(one: Comment, given: Mapping[str, Comment]) -> str | None:
    """The comment at the top of the thread this one answers in; None if it is at the top itself."""
    top, seen = None, {one.id}
    while (parent := given.get(one.parent or "")) is not None and parent.id not in seen:
        one = parent
        seen.add(one.id)
        top = one.id
    return top


def _reply(
    entry: Entry, one: Comment, by_source: Mapping[str, Reply],
    given: Mapping[str, Comment], journal: Journal,
) -> Reply:  # fmt: skip
    top = _top(one, given)
    name, text = _said(one, journal)
    return Reply(
        entry=entry,
        parent=by_source.get(top[:SOURCE_CHARS]) if top else None,
        by_runner=one.by_author,
        name=name,
        text=text,
        state="shown",
        made_at=one.made_at if one.made_at and one.made_at.tzinfo else timezone.now(),
        source=one.id[:SOURCE_CHARS],
    )


# --- showing what was public -------------------------------------------------------------------


def imported_private(runner: Runner) -> QuerySet[Entry]:
    """Imported entries that were public where they came from and are private here."""
    return Entry.objects.filter(
        journal__runner=runner, source__isnull=False, was_public=True, published_at=None
    )


def were_public(runner: Runner) -> list[Entry]:
    """The first of them, oldest first, with what a page names."""
    rows = imported_private(runner).select_related("journal__runner__user")
    return list(rows.defer("text").order_by("on", "id")[:MOST_AT_ONCE])


def publish_all(entries: Iterable[Entry], ticked: Iterable[str], *, site: str) -> int:
    """Publish those that were ticked and are as the page named them; how many."""
    named, n = set(ticked), 0
    for entry in entries:
        if f"{entry.public_id}:{entry.version}" not in named:
            continue
        try:
            publish_one(entry, version=entry.version, site=site)
            n += 1
        except ChangedMeanwhile:
            continue
    return n


# --- out ---------------------------------------------------------------------------------------


def posts_of(runner: Runner) -> list[Post]:
    """Every entry with the replies that are shown, oldest first."""
    shown = Reply.objects.filter(state="shown").order_by("id")
    rows = Entry.objects.filter(journal__runner=runner).order_by("on", "id")
    return [_post(one) for one in rows.prefetch_related(Prefetch("replies", shown))]


def _post(entry: Entry) -> Post:
    replies = list(entry.replies.all())
    names = {one.pk: one.source or f"{OWN}{one.public_id}" for one in replies}
    return Post(
        id=entry.source or f"{OWN}{entry.public_id}",
        on=entry.on,
        title=entry.title,
        text=entry.text,
        public=entry.published_at is not None,
        comments=tuple(_comment(one, names) for one in replies),
    )


def _comment(one: Reply, names: Mapping[int, str]) -> Comment:
    return Comment(
        id=names[one.pk],
        name=one.name,
        text=one.text,
        made_at=one.made_at,
        parent=names.get(one.parent_id or 0),
        by_author=one.by_runner,
    )


def as_markdown(runner: Runner) -> bytes:
    """A .zip of Markdown with the pictures."""
    rows = Picture.objects.filter(entry__journal__runner=runner)
    pictures = {f"{one.entry.public_id}-{one.public_id}.jpg": _bytes(one) for one in
                rows.select_related("entry").order_by("id")}  # fmt: skip
    return to_markdown_zip(posts_of(runner), pictures)


def _bytes(picture: Picture) -> bytes:
    with picture.file.open("rb") as file:
        data: bytes = file.read()
    return data


def as_wxr(runner: Runner) -> bytes:
    """WXR, for WordPress and whoever reads its exports."""
    journal = journal_of(runner)
    title = journal.title or str(runner)
    return to_wxr(posts_of(runner), title=title, author=str(runner), html_of=as_html)
