"""One import with its files, and what became of each. Originals lie in the media folder."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from startline.web.accounts.models import Runner
from startline.web.shell.lengths import texts_fit

NAME_CHARS = 200
CODE_CHARS = 40
SAID_CHARS = 1000

OPEN = ("waiting", "running")


class ImportJob(models.Model):
    """One upload on its way into the log.

    Counts move with the rows they count: `n_runs` is the cursor, as many runs are stored.
    `matched` are runs typed in by hand that a recording completed, with the fields it added.
    """

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    columns = models.CharField(max_length=SAID_CHARS, blank=True)  # confirmed by a person
    n_found = models.PositiveIntegerField(default=0)
    n_done = models.PositiveIntegerField(default=0)
    n_runs = models.PositiveIntegerField(default=0)
    n_here = models.PositiveIntegerField(default=0)
    n_matched = models.PositiveIntegerField(default=0)
    matched = models.JSONField(default=list, blank=True)
    problem = models.CharField(max_length=CODE_CHARS, blank=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["runner", "-id"], name="import_by_runner")]
        constraints: ClassVar = [
            texts_fit(state=10, columns=SAID_CHARS, problem=CODE_CHARS),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at=None)
                | Q(state__in=("done", "stopped"), ended_at__isnull=False),
                name="import_ended_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in OPEN

    @property
    def folder(self) -> Path:
        """Where its originals lie."""
        return folder_of(self.runner) / str(self.public_id)


def folder_of(runner: Runner) -> Path:
    """Where a runner's originals lie. Nothing in it is named by anybody but us."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(runner.public_id)


class Original(models.Model):
    """One file as it was sent. `name` is what its owner calls it, cleaned; it is never a path."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="originals")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=NAME_CHARS)
    n_bytes = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            texts_fit(name=NAME_CHARS),
            models.UniqueConstraint(fields=["job", "name"], name="original_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.job.folder / str(self.public_id)


class FileLine(models.Model):
    """What became of one file: one line of the report."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="lines")
    source = models.CharField(max_length=NAME_CHARS)
    outcome = models.CharField(max_length=20)
    code = models.CharField(max_length=CODE_CHARS)
    cause = models.CharField(max_length=SAID_CHARS, blank=True)
    do = models.CharField(max_length=SAID_CHARS, blank=True)
    n_runs = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["job", "outcome"], name="line_by_outcome")]
        constraints: ClassVar = [
            texts_fit(
                source=NAME_CHARS, outcome=20, code=CODE_CHARS, cause=SAID_CHARS, do=SAID_CHARS
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"
