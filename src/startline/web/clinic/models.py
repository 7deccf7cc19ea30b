"""What a runner grants to whom, and what somebody without an account proposes."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startline.web.accounts.models import Runner
from startline.web.shell.lengths import texts_fit

SCOPES = [
    ("runs", _("runs and pain")),
    ("plan", _("the plan")),
    ("journal", _("the journal, private entries too")),
    ("notes", _("notes beside check-ins and visits")),
    ("places", _("places")),
]
NAME_CHARS = 80


class Share(models.Model):
    """One grant: who may see which parts, and whether they may set limits. Ended, it is dead.

    `token_hash` is the SHA-256 of the link's 256-bit token; the token itself is shown once.
    `clinician` is filled when somebody signs in and accepts; limits are set by nobody else.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clinician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=NAME_CHARS)  # whom it is for, in the runner's words
    role = models.CharField(max_length=30)
    email = models.EmailField(blank=True)
    scopes = models.JSONField(default=list)
    may_set_limits = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    n_opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            texts_fit(name=NAME_CHARS, role=30, email=254, token_hash=64),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=models.F("made_at")),
                name="accepted_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_live(self, now: datetime | None = None) -> bool:
        """Whether it opens anything; an accepted one lives until it is ended."""
        if self.ended_at is not None:
            return False
        return self.accepted_at is not None or (now or timezone.now()) < self.expires_at

    def shows(self, scope: str) -> bool:
        """Whether this part of the record was granted."""
        return scope in self.scopes


class Proposal(models.Model):
    """What somebody who may not set limits would ask for; it binds once the runner takes it."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.JSONField()  # a restriction of the Case format, without its id
    words = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [texts_fit(words=500)]

    def __str__(self) -> str:
        return self.words or str(self.public_id)


class Note(models.Model):
    """A clinician's note: part of the runner's record, edited by nobody but its author."""

    share = models.ForeignKey(Share, on_delete=models.SET_NULL, null=True, related_name="+")
    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    author_name = models.CharField(max_length=NAME_CHARS)
    text = models.TextField(max_length=4000)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [texts_fit(author_name=NAME_CHARS, text=4000)]

    def __str__(self) -> str:
        return self.text[:40]
