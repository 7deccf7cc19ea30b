"""What a page of the journal shows, in a fixed number of queries however long the journal is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from startline.web.journal.models import Entry, Journal, Picture, Reader, Reply

PAGE = 20
FEED = 20
BEGINNING_CHARS = 800  # of the text, from which a list takes its first words
MOST_THREADS = 100  # on one page


@dataclass(frozen=True)
class Month:
    """A month and how many entries it has."""

    first: date
    n: int


@dataclass
class Thread:
    """A reply and the answers to it."""

    reply: Reply
    answers: list[Reply] = field(default_factory=list)


def own_entries(journal: Journal, month: date | None = None) -> QuerySet[Entry]:
    """The runner's own list, newest first; of one month, or of all."""
    rows = Entry.objects.filter(journal=journal, **_within("on", month))
    return _light(rows, "text").order_by("-on", "-id")


def public_entries(journal: Journal, month: date | None = None) -> QuerySet[Entry]:
    """What others may read, newest first: published, in a journal with an address."""
    rows = Entry.objects.filter(
        journal=journal, published_at__isnull=False, **_within("shown_on", month)
    )
    return _light(rows, "shown_text").order_by("-shown_on", "-id")


def _light(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    beginning = Substr(text, 1, BEGINNING_CHARS)
    return rows.defer("text", "shown_text", "attached", "shown_attached").annotate(
        beginning=beginning
    )


def _within(name: str, month: date | None) -> dict[str, int]:
    return {f"{name}__year": month.year, f"{name}__month": month.month} if month else {}


def months(journal: Journal, *, public: bool) -> list[Month]:
    """The months that have entries, newest first."""
    rows = Entry.objects.filter(journal=journal)
    if public:
        days = rows.filter(published_at__isnull=False).values_list("shown_on", flat=True)
    else:
        days = rows.values_list("on", flat=True)
    # counted here: SQLite would call back into Python for each row to cut a day to its month
    counted = Counter(day.replace(day=1) for day in days if day is not None)
    return [Month(first, n) for first, n in sorted(counted.items(), reverse=True)]


def public_journal(slug: str) -> Journal | None:
    """The journal at an address, with whose it is."""
    found = Journal.objects.select_related("runner__user").filter(slug=slug, slug__isnull=False)
    return found.first()


def public_entry(slug: str, public_id: UUID) -> Entry | None:
    """A published entry, with its journal and whose it is."""
    rows = Entry.objects.select_related("journal__runner__user").defer("text", "attached")
    return rows.filter(journal__slug=slug, public_id=public_id, published_at__isnull=False).first()


def shown_pictures(entry: Entry) -> QuerySet[Picture]:
    """The pictures of an entry that others may see."""
    return Picture.objects.filter(entry=entry, shown=True).order_by("id")


def beside(entry: Entry) -> tuple[Entry | None, Entry | None]:
    """The published entry before this one, and the one after it."""
    rows = public_entries(entry.journal)
    day = entry.shown_on
    before = rows.filter(Q(shown_on__lt=day) | Q(shown_on=day, id__lt=entry.pk)).first()
    after = rows.filter(Q(shown_on__gt=day) | Q(shown_on=day, id__gt=entry.pk)).last()
    return before, after


def threads(entry: Entry, reader: Reader | None) -> list[Thread]:
    """The replies others may read and the reader's own, oldest first, each with its answers.

    A removed reply stays, without its words, while it has answers, and for who wrote it.
    """
    own = Q(reader=reader, state__in=("held", "removed")) if reader is not None else Q()
    readable = Q(state="shown") | own | Q(state="removed", answers__state="shown")
    rows = Reply.objects.filter(readable, entry=entry).distinct().order_by("id")
    return _threaded(rows[: MOST_THREADS * 5])[:MOST_THREADS]


def _threaded(rows: Iterable[Reply]) -> list[Thread]:
    found: dict[int, Thread] = {}
    for reply in rows:
        if reply.parent_id is None:
            found[reply.pk] = Thread(reply)
        elif reply.parent_id in found:
            found[reply.parent_id].answers.append(reply)
    return list(found.values())


def waiting(journal: Journal) -> QuerySet[Reply]:
    """Replies that wait for the runner; those of a blocked reader wait for nobody."""
    rows = Reply.objects.filter(entry__journal=journal, state="held").exclude(why_held="blocked")
    return rows.select_related("entry", "reader").defer("entry__text").order_by("id")


def reported(journal: Journal) -> QuerySet[Reply]:
    """Replies somebody reported, or asks to look at once more, and nobody has answered yet."""
    rows = Reply.objects.filter(entry__journal=journal, reports__answered_at__isnull=True)
    with_reports = rows.filter(reports__isnull=False).exclude(why_held="blocked").distinct()
    return with_reports.select_related("entry", "reader").prefetch_related("reports").order_by("id")
