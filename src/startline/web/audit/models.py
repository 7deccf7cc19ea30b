"""Who did what to whose record, and what a runner agreed to. Rows are added and never changed."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from startline.web.shell.lengths import texts_fit


class Entry(models.Model):
    """One act: `action` is a code such as ``run.logged``; `details` name what, never free text."""

    runner = models.ForeignKey("accounts.Runner", on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=80)  # stays when the account goes
    action = models.CharField(max_length=60)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["runner", "-at"], name="audit_by_runner")]
        constraints: ClassVar = [texts_fit(actor_name=80, action=60)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.

        Raises:
            TypeError: when it exists already.
        """
        if self.pk is not None:
            raise TypeError("An audit entry is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            TypeError: always; entries go with the runner's whole record.
        """
        raise TypeError("An audit entry is never deleted by itself.")


class Consent(models.Model):
    """One agreement to what is kept about health: to which text, from when, until when.

    A text agreed to anew is a new row. `withdrawn_at` is filled once; `given_at` is empty for who
    was asked and said no. How it stands now is `Runner.consent`.
    """

    runner = models.ForeignKey("accounts.Runner", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=False) | models.Q(withdrawn_at__isnull=False),
                name="consent_was_given_or_refused",
            )
        ]

    def __str__(self) -> str:
        return f"version {self.version}, {self.given_at:%Y-%m-%d}" if self.given_at else "refused"
