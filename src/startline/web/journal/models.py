"""Entries and what readers answered. No reply and no entry ever reaches the engine by itself."""

from __future__ import annotations

import uuid
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startline.web.accounts.models import Runner
from startline.web.shell.lengths import texts_fit

ENTRY_CHARS = 65_000
REPLY_CHARS = 4_000
TITLE_CHARS = 200
NAME_CHARS = 60

LOOKS = [("plain", _("Plain")), ("paper", _("Paper")), ("night", _("Night"))]
REPLIES = [
    ("open", _("Replies appear; the first of somebody waits for me")),
    ("held", _("Every reply waits for me")),
    ("closed", _("No new replies")),
]


class Journal(models.Model):
    """One runner's journal; without a `slug` it has no public address."""

    runner = models.OneToOneField(Runner, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60, unique=True, null=True, blank=True)
    title = models.CharField(max_length=TITLE_CHARS, blank=True)
    look = models.CharField(max_length=20, choices=LOOKS, default="plain")
    replies = models.CharField(max_length=10, choices=REPLIES, default="open")
    digest = models.BooleanField(default=True)
    digest_sent_at = models.DateTimeField(null=True, blank=True)
    site = models.CharField(max_length=300, blank=True)  # where it was last published: for mails

    class Meta:
        constraints: ClassVar = [
            texts_fit(slug=60, title=TITLE_CHARS, look=20, replies=10, site=300)
        ]

    def __str__(self) -> str:
        return self.title or str(self.runner)


class Entry(models.Model):
    """One entry. `published_at` is set by the second press alone; null is private.

    Others read the `shown_` fields, as they were when that press named them: what is typed,
    attached or added later stays private until it is pressed again.
    """

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="entries")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    on = models.DateField()
    title = models.CharField(max_length=TITLE_CHARS, blank=True)
    text = models.TextField(blank=True, max_length=ENTRY_CHARS)
    attached = models.JSONField(default=list, blank=True)  # frozen as they were when attached
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    taken = models.JSONField(default=list, blank=True)  # suggestions somebody said yes to
    published_at = models.DateTimeField(null=True, blank=True)
    shown_on = models.DateField(null=True, blank=True)
    shown_title = models.CharField(max_length=TITLE_CHARS, blank=True)
    shown_text = models.TextField(blank=True, max_length=ENTRY_CHARS)
    shown_attached = models.JSONField(default=list, blank=True)
    shown_version = models.PositiveIntegerField(null=True, blank=True)
    replies_closed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, null=True, blank=True)  # where it was imported from
    was_public = models.BooleanField(default=False)  # there

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["journal", "-on"], name="entry_by_day"),
            models.Index(fields=["journal", "-shown_on", "-id"], name="entry_published"),
        ]
        constraints: ClassVar = [
            texts_fit(
                title=TITLE_CHARS,
                text=ENTRY_CHARS,
                shown_title=TITLE_CHARS,
                shown_text=ENTRY_CHARS,
                source=200,
            ),
            models.UniqueConstraint(
                fields=["journal", "source"],
                condition=Q(source__isnull=False),
                name="entry_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(shown_on__isnull=False),
                name="published_shows_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.on}"


class Picture(models.Model):
    """A picture of an entry, drawn anew so that nothing but its pixels is kept."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="pictures")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="journal/")
    says = models.CharField(max_length=500, blank=True)
    shown = models.BooleanField(default=False)  # named by the press that published the entry
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [texts_fit(file=100, says=500)]

    def __str__(self) -> str:
        return self.says or str(self.public_id)


@receiver(post_delete, sender=Picture)
def _delete_file(sender: object, instance: Picture, **_: object) -> None:
    """However a picture goes, by itself or with its whole account, its file goes with it."""
    file = instance.file
    transaction.on_commit(partial(file.storage.delete, str(file.name)))


class Reader(models.Model):
    """Somebody who replies by name and address; the address is private, confirmed once by a link.

    `user` is set for whoever signed in instead.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=NAME_CHARS)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [texts_fit(email=254, name=NAME_CHARS)]

    def __str__(self) -> str:
        return self.name


class Reply(models.Model):
    """One reply, or an answer to one: threaded one level.

    `state`: ``unconfirmed`` until the reader's address is, ``held`` until the runner looks,
    ``shown``, ``removed``.
    """

    STATES: ClassVar = [(one, one) for one in ("unconfirmed", "held", "shown", "removed")]

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="replies")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reader = models.ForeignKey(Reader, on_delete=models.SET_NULL, null=True, related_name="+")
    by_runner = models.BooleanField(default=False)
    name = models.CharField(max_length=NAME_CHARS)
    text = models.TextField(max_length=REPLY_CHARS)
    state = models.CharField(max_length=12, choices=STATES)
    why_held = models.CharField(
        max_length=40, blank=True
    )  # first, links, new_account, all, blocked
    token_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["entry", "state", "id"], name="reply_shown")]
        constraints: ClassVar = [
            texts_fit(
                name=NAME_CHARS, text=REPLY_CHARS, state=12, why_held=40, token_hash=64, source=200
            ),
            models.UniqueConstraint(
                fields=["entry", "source"],
                condition=Q(source__isnull=False),
                name="reply_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"


class Block(models.Model):
    """A reader whose replies nobody but themselves sees in this journal: silent."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="blocks")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "reader"], name="blocked_once")
        ]

    def __str__(self) -> str:
        return str(self.reader)


class Report(models.Model):
    """Somebody says that a reply or an entry should be looked at; or asks to look once more."""

    KINDS: ClassVar = [
        ("abuse", _("It attacks somebody")),
        ("medical", _("It gives medical advice")),
        ("worry", _("I am worried about whoever wrote it")),
        ("spam", _("It is advertising")),
        ("appeal", _("It was removed, and should not have been")),
    ]

    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    kind = models.CharField(max_length=10, choices=KINDS)
    words = models.CharField(max_length=1000, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            texts_fit(kind=10, words=1000),
            models.CheckConstraint(
                condition=Q(reply__isnull=False) | Q(entry__isnull=False),
                name="report_of_something",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
