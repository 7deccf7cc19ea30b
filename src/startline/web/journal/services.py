"""What a runner does with their journal. Nothing here reaches the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from startline.web.accounts.models import Runner
from startline.web.audit.services import record
from startline.web.journal.models import ENTRY_CHARS, TITLE_CHARS, Entry, Journal
from startline.web.journal.text import clean_name, cleaned


class ChangedMeanwhile(Exception):
    """The entry is another one than was read; `stored` is what it is now."""

    def __init__(self, stored: Entry) -> None:
        super().__init__(str(stored.public_id))
        self.stored = stored


class NotYours(Exception):
    """The name of an entry belongs to somebody else's."""


@dataclass(frozen=True)
class Draft:
    """What stands in the editor; `version` is the one it was read as, 0 for a new entry."""

    on: date
    title: str
    text: str
    version: int

    def as_kept(self) -> dict[str, Any]:
        """The fields of the row."""
        title = clean_name(self.title)[:TITLE_CHARS]
        return {"on": self.on, "title": title, "text": cleaned(self.text)[:ENTRY_CHARS]}


def journal_of(runner: Runner) -> Journal:
    """The runner's journal; one that is not stored yet where they never wrote."""
    return Journal.objects.filter(runner=runner).first() or Journal(runner=runner)


def keep_draft(runner: Runner, public_id: UUID, draft: Draft) -> Entry:
    """Store what stands in the editor; a new entry is made under the name the page gave it.

    The same text again changes nothing, whatever its version: an answer that was lost on the way
    is no conflict.

    Raises:
        ChangedMeanwhile: if another place changed it since; nothing is stored.
        NotYours: if the name is taken by somebody else's entry.
    """
    with transaction.atomic():
        journal, _ = Journal.objects.get_or_create(runner=runner)
        entry = Entry.objects.filter(public_id=public_id).first()
        if entry is None:
            return Entry.objects.create(journal=journal, public_id=public_id, **draft.as_kept())
        if entry.journal_id != journal.pk:
            raise NotYours(str(public_id))
        return _changed(entry, draft)


def _changed(entry: Entry, draft: Draft) -> Entry:
    kept = draft.as_kept()
    if all(getattr(entry, name) == value for name, value in kept.items()):
        return entry
    same = Entry.objects.filter(pk=entry.pk, version=draft.version)
    if not same.update(version=F("version") + 1, changed_at=timezone.now(), **kept):
        raise ChangedMeanwhile(entry)
    entry.refresh_from_db()
    return entry


def touched(entry: Entry) -> None:
    """What belongs to an entry changed: a page that named it before names it no more."""
    Entry.objects.filter(pk=entry.pk).update(version=F("version") + 1, changed_at=timezone.now())
    entry.refresh_from_db()


def publish(entry: Entry, *, version: int, site: str) -> Entry:
    """Show to others what the page just named, and nothing that came since.

    `site` is where this installation answers, without a slash at the end: mails link to it.

    Raises:
        ChangedMeanwhile: if the entry is not `version` any more; nothing is shown.
        ValueError: if the journal has no public address.
    """
    if not entry.journal.slug:
        raise ValueError("The journal has no public address.")
    with transaction.atomic():
        done = Entry.objects.filter(pk=entry.pk, version=version).update(
            published_at=entry.published_at or timezone.now(),
            shown_on=F("on"),
            shown_title=F("title"),
            shown_text=F("text"),
            shown_attached=F("attached"),
            shown_version=F("version"),
        )
        entry.refresh_from_db()
        if not done:
            raise ChangedMeanwhile(entry)
        entry.pictures.update(shown=True)
        Journal.objects.filter(pk=entry.journal_id).update(site=site)
        _recorded(entry, "entry.published")
    return entry


def unpublish(entry: Entry) -> None:
    """Private again, at once and everywhere: every public page asks for `published_at`."""
    with transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(published_at=None, shown_version=None)
        entry.pictures.update(shown=False)
        _recorded(entry, "entry.private")
    entry.refresh_from_db()


def delete_entry(entry: Entry) -> None:
    """Delete an entry with its pictures, their files and its replies."""
    with transaction.atomic():
        _recorded(entry, "entry.deleted")
        entry.delete()


def _recorded(entry: Entry, action: str) -> None:
    runner = entry.journal.runner
    record(runner, runner.user, action, entry=str(entry.public_id))


def keep_settings(runner: Runner, said: dict[str, Any]) -> Journal:
    """Store address, title, look and how replies are taken; no address hides every entry."""
    with transaction.atomic():
        journal, _ = Journal.objects.get_or_create(runner=runner)
        for name, value in said.items():
            setattr(journal, name, value)
        journal.slug = journal.slug or None
        journal.save()
        record(runner, runner.user, "journal.set", address=journal.slug or "")
    return journal
