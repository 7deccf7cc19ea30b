"""What the worker does for imports."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from django.conf import settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from startline.web.accounts.models import Runner
from startline.web.imports import limits
from startline.web.imports.models import OPEN, ImportJob
from startline.web.imports.reading import alone_for, run_job


@task()
def import_files(public_id: str) -> None:
    """Do one import."""
    run_job(public_id)


def go_on_with_imports() -> None:
    """Queue imports again that no worker is at: theirs ended in the middle of them."""
    for job in ImportJob.objects.select_related("runner").filter(state__in=OPEN).order_by("id"):
        with alone_for(job.runner) as is_nobodys:
            pass
        if is_nobodys and not _is_queued(job):
            import_files.enqueue(str(job.public_id))


def _is_queued(job: ImportJob) -> bool:
    queued = DBTaskResult.objects.ready().filter(task_path=import_files.module_path)
    return any(one.args_kwargs["args"] == [str(job.public_id)] for one in queued)


def remove_leftovers() -> None:
    """Remove what broken uploads, undone imports and deleted accounts left, once an hour old."""
    root = Path(settings.MEDIA_ROOT) / "imports"
    jobs = {str(one) for one in ImportJob.objects.values_list("public_id", flat=True)}
    runners = {str(one) for one in Runner.objects.values_list("public_id", flat=True)}
    for folder in (*root.glob("*/"), *root.glob("*/*/")):
        kept = runners if folder.parent == root else jobs
        if folder.name not in kept and _is_old(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_old(folder: Path) -> bool:
    try:
        return folder.stat().st_mtime < time.time() - limits.LEFTOVER_S
    except OSError:  # gone meanwhile
        return False
