"""Taking an upload, confirming its columns, taking it back. The reading itself is in `reading`."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.imports import limits
from startline.web.imports.models import OPEN, FileLine, ImportJob, Original, folder_of
from startline.web.imports.receiving import IntoFolder, named_once
from startline.web.planning.services import new_facts
from startline.web.runlog import withdrawn
from startline.web.runlog.models import PainReport, Run
from startline.web.runlog.services import take_fields_back

EMPTY = {"n_found": 0, "n_done": 0, "n_here": 0, "ended_at": None, "problem": ""}


class TooManyOpen(Exception):
    """Two imports of this runner wait or run already."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a runner's originals take."""

    n_bytes: int
    n_files: int

    @property
    def bytes_left(self) -> int:
        """How much more may be kept."""
        return max(0, limits.MOST_KEPT_BYTES - self.n_bytes)

    @property
    def is_full(self) -> bool:
        """Whether nothing more fits."""
        return self.n_bytes >= limits.MOST_KEPT_BYTES or self.n_files >= limits.MOST_KEPT_FILES


def kept(runner: Runner) -> Kept:
    """What the originals of all imports take now."""
    found = Original.objects.filter(job__runner=runner).aggregate(size=Sum("n_bytes"), n=Count("*"))
    return Kept(found["size"] or 0, found["n"])


def open_jobs(runner: Runner) -> int:
    """How many imports wait or run."""
    return ImportJob.objects.filter(runner=runner, state__in=OPEN).count()


def take_upload(runner: Runner, received: IntoFolder, *, by: User) -> ImportJob:
    """Make an import of what arrived and have it done.

    Raises:
        TooManyOpen: when two wait or run already; nothing is kept then.
    """
    job = ImportJob(runner=runner)
    with transaction.atomic():
        Runner.objects.select_for_update().get(pk=runner.pk)  # two at once are counted in turn
        if open_jobs(runner) >= limits.MOST_OPEN:
            raise TooManyOpen
        received.folder.rename(job.folder)
        job.save()
        Original.objects.bulk_create(
            Original(job=job, public_id=one.public_id, name=one.name, n_bytes=one.n_bytes)
            for one in named_once(received.sent)
        )
        record(runner, by, "import.sent", job=str(job.public_id), files=len(received.sent))
        transaction.on_commit(partial(_enqueue, str(job.public_id)))
    return job


def read_again(job: ImportJob, columns: str, *, by: User) -> None:
    """Read the files of an ended import again, perhaps under columns that a person confirmed.

    What it stored stays and is not stored twice.
    """
    with transaction.atomic():
        ended = ImportJob.objects.filter(pk=job.pk, state__in=("done", "stopped"))
        if ended.update(**EMPTY, state="waiting", columns=columns):
            record(job.runner, by, "import.again", job=str(job.public_id))
            transaction.on_commit(partial(_enqueue, str(job.public_id)))


def _enqueue(public_id: str) -> None:
    from startline.web.imports.tasks import import_files  # it imports what imports us

    import_files.enqueue(public_id)


def folder_for_upload(runner: Runner, name: str) -> IntoFolder:
    """Where the next upload is written."""
    return IntoFolder(folder_of(runner) / f"in-{name}", most_bytes=kept(runner).bytes_left)


def n_answered(job: ImportJob) -> int:
    """How many of its runs somebody has answered about since."""
    return PainReport.objects.filter(run__import_job=job.public_id).count()


def undo(job: ImportJob, *, by: User) -> int:
    """Take an import back: exactly its rows and its originals. How many runs went.

    Runs typed in by hand that a recording completed stay, without what it added.
    """
    runner, folder = job.runner, job.folder
    with new_facts(runner):
        rows = Run.objects.filter(runner=runner, import_job=job.public_id)
        n_runs = rows.count()
        n_hurt = PainReport.objects.filter(run__in=rows, free=False).count()
        for run in rows.filter(pain__free=False):
            withdrawn.keep(run)
        rows.delete()
        _take_back_what_was_added(job)
        FileLine.objects.filter(job=job).delete()
        Original.objects.filter(job=job).delete()
        record(runner, by, "import.undone", job=str(job.public_id), runs=n_runs, hurt=n_hurt)
        job.delete()
    shutil.rmtree(folder, ignore_errors=True)
    return n_runs


def _take_back_what_was_added(job: ImportJob) -> None:
    added = {one["run"]: one["fields"] for one in job.matched}
    for run in Run.objects.filter(runner=job.runner, public_id__in=added):
        take_fields_back(run, added[str(run.public_id)])


def stop(job: ImportJob, problem: str) -> None:
    """End an import that cannot go on; what it stored stays, and can be taken back."""
    ImportJob.objects.filter(pk=job.pk, state__in=OPEN).update(
        state="stopped", problem=problem, ended_at=timezone.now()
    )
