"""A runner's private calendar address, and the calendar as it was last published there."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from startline.web.accounts.models import SHA256_CHARS, Runner
from startline.web.shell.lengths import texts_fit


class Feed(models.Model):
    """One calendar. Its address holds a token of its own, kept as a hash; null: revoked.

    `public_id` names the calendar for good, so that events keep their names under a new address.
    `published` is the calendar made from advice `snapshot`: the next one is written over it.
    """

    runner = models.OneToOneField(Runner, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=SHA256_CHARS, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    published = models.BinaryField(default=bytes)
    snapshot = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [texts_fit(sha256=SHA256_CHARS)]

    def __str__(self) -> str:
        return f"calendar, address made {self.made_at:%Y-%m-%d}"
