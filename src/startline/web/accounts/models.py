"""People who sign in, and the runner somebody may be."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startline.web.shell.lengths import texts_fit

SHA256_CHARS = 64
UNITS = [("km", _("kilometres")), ("mi", _("miles"))]
NAME_CHARS = 80
CONSENTS = [(one, one) for one in ("unasked", "asked", "given", "withdrawn")]
NOTHING_KEPT = ("asked", "withdrawn")
"""Where nothing about health is stored: asked and not given, or withdrawn. Not asked is neither."""


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account; without a password it signs in by code or passkey."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that looks after this installation. It sees no health data by that."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who signs in: a runner, a clinician, a reader, or several of these."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=NAME_CHARS, blank=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(max_length=10, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)  # asked to go; until then it may stay

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [texts_fit(password=128, email=254, name=NAME_CHARS, language=10)]

    def __str__(self) -> str:
        return self.name or self.email.split("@")[0]

    def get_full_name(self) -> str:
        """What others read."""
        return str(self)


class Runner(models.Model):
    """Somebody who runs. Fields as in the Case format's `runner`; null: nobody said.

    `facts_version` grows with every fact that is stored: advice made from an older one is stale.
    `asked_again_since`: the server came back from a backup of then; null once the runner has said
    what came up since. Until then no advice is shown.
    `consent`: how it stands with what is kept about health; `consent_version` is the text's that
    was agreed to. Each giving and withdrawing is a row of `audit.Consent`.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="runner")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    facts_version = models.PositiveBigIntegerField(default=1)
    unit = models.CharField(max_length=2, choices=UNITS, default="km")
    time_zone = models.CharField(max_length=64, default="UTC")
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    tolerance = models.FloatField(null=True, blank=True)
    max_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    run_days = models.JSONField(null=True, blank=True)
    long_run_day = models.CharField(max_length=3, blank=True)
    cross_training = models.JSONField(null=True, blank=True)
    log_complete_until = models.DateField(null=True, blank=True)
    welcomed_at = models.DateTimeField(null=True, blank=True)
    asked_again_since = models.DateTimeField(null=True, blank=True)
    consent = models.CharField(max_length=10, choices=CONSENTS, default="unasked")
    consent_version = models.PositiveSmallIntegerField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    case_extra = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            texts_fit(unit=2, time_zone=64, sex=10, long_run_day=3, consent=10),
            models.CheckConstraint(
                condition=models.Q(tolerance__isnull=True)
                | models.Q(tolerance__gt=0, tolerance__lte=0.5),
                name="tolerance_is_a_chance",
            ),
            models.CheckConstraint(
                condition=models.Q(max_nrs__isnull=True) | models.Q(max_nrs__lte=10),
                name="max_nrs_is_a_rating",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def keeps_health_data(self) -> bool:
        """Whether anything about health may be stored and advised on."""
        return self.consent not in NOTHING_KEPT


class Scope(models.TextChoices):
    """What a token may do. None of them signs in, sets limits, shares, exports all or deletes."""

    ADVICE_READ = "advice:read", _("read today, the plan and the outlook")
    LOG_READ = "log:read", _("read runs, mornings and exercises")
    LOG_WRITE = "log:write", _("add runs, mornings and exercises")
    JOURNAL_READ = "journal:read", _("read the journal")
    JOURNAL_WRITE = "journal:write", _("write in the journal")


class Token(models.Model):
    """A key for programs of one runner. Its secret is shown once; its SHA-256 is what is kept.

    Rows are revoked, never deleted: when each was made, last used and revoked stays readable.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="tokens")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=NAME_CHARS)
    sha256 = models.CharField(max_length=SHA256_CHARS, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [texts_fit(name=NAME_CHARS, sha256=SHA256_CHARS)]

    def __str__(self) -> str:
        return self.name

    def get_scopes_display(self) -> list[str]:
        """What it may do, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]


class SetUpCode(models.Model):
    """The code printed at a start while there is no account yet: one row at most, a hash."""

    sha256 = models.CharField(max_length=SHA256_CHARS)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [texts_fit(sha256=SHA256_CHARS)]

    def __str__(self) -> str:
        return f"made {self.made_at:%Y-%m-%d %H:%M}"
