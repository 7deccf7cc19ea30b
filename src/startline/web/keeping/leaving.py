"""Leaving: everything closed at once, seven days to stay after all, then nothing is left.

What belongs to somebody else's record stays in it: a limit a clinician set, a line of a log, the
text of a reply, then under no name.
"""

from __future__ import annotations

import logging
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.clinic.models import Share
from startline.web.imports.models import ImportJob
from startline.web.journal.models import Journal, Picture, Reader, Reply
from startline.web.keeping import tombstones
from startline.web.keeping.ending import end_grants_of, end_sessions_of
from startline.web.shell.regular import stopping

log = logging.getLogger("startline.leaving")

DAYS_TO_STAY = timedelta(days=7)


def ask_to_leave(user: User) -> datetime:
    """Close everything of an account now, and delete it in seven days; when that is.

    Who signs in meanwhile can take it back. What was granted to others has ended either way.
    """
    due = datetime.now(UTC) + DAYS_TO_STAY
    runner = Runner.objects.filter(user=user).first()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(leaves_at=due)
        if runner is not None:
            record(runner, user, "account.leaves", due=due.isoformat())
            end_grants_of(runner, by=user)
            Journal.objects.filter(runner=runner).update(slug=None)
        tombstones.add(user, due)
    end_sessions_of(user)
    return due


def stay(user: User) -> None:
    """Take it back. Grants that ended have to be made anew."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(leaves_at=None)
        runner = Runner.objects.filter(user=user).first()
        if runner is not None:
            record(runner, user, "account.stays")
        tombstones.remove(user)


def could_read(user: User) -> list[Share]:
    """The clinicians who could read the record under an account of theirs: copies may be left."""
    found = Share.objects.filter(runner__user=user, accepted_at__isnull=False)
    return list(found.select_related("clinician").order_by("accepted_at"))


def carry_out_due() -> int:
    """Delete every account whose days are over; how many."""
    n = 0
    for user in User.objects.filter(leaves_at__lte=datetime.now(UTC)):
        if stopping.is_set():
            break
        delete_for_good(user)
        n += 1
    if n:
        sweep()
    return n


def delete_for_good(user: User, *, using: str = "default", media: Path | None = None) -> None:
    """Remove an account with every row, file, job, session and token of it.

    `media` is where its files lie: of this server, unless told otherwise.
    """
    media = media or Path(settings.MEDIA_ROOT)
    runner = Runner.objects.using(using).filter(user=user).first()
    if using == "default":
        tombstones.add(user, user.leaves_at or datetime.now(UTC))
        tombstones.remove(user, file=tombstones.WITHDRAWN)
        end_sessions_of(user)
    files = _files_of(runner, using, media) if runner else []
    with transaction.atomic(using=using):
        if runner is not None:
            _delete_jobs(runner, using)
        _take_name_off_replies(user, using)
        User.objects.using(using).get(pk=user.pk).delete()
    for path in files:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    log.info("an account was deleted")


def _files_of(runner: Runner, using: str, media: Path) -> list[Path]:
    pictures = Picture.objects.using(using).filter(entry__journal__runner=runner)
    names = [media / str(name) for name in pictures.values_list("file", flat=True)]
    return [one for one in (*names, media / "imports" / str(runner.public_id)) if one.exists()]


def _delete_jobs(runner: Runner, using: str) -> None:
    """Records of queued work that name something of theirs."""
    mine = {str(one) for one in _job_ids(runner, using)}
    rows = DBTaskResult.objects.using(using)
    named = [one.pk for one in rows.all() if mine & set(map(str, one.args_kwargs["args"]))]
    rows.filter(pk__in=named).delete()


def _job_ids(runner: Runner, using: str) -> list[UUID]:
    jobs = ImportJob.objects.using(using).filter(runner=runner)
    return list(jobs.values_list("public_id", flat=True))


def _take_name_off_replies(user: User, using: str) -> None:
    """Replies in the journals of others stay, under no name; who wrote them is not known there."""
    readers = Reader.objects.using(using)
    mine = readers.filter(user=user) | readers.filter(email__iexact=user.email)
    written = Reply.objects.using(using).filter(reader__in=mine)
    for reply in written.select_related("entry__journal__runner__user"):
        with override(reply.entry.journal.runner.user.language or settings.LANGUAGE_CODE):
            nobody = str(_("deleted account"))
        Reply.objects.using(using).filter(pk=reply.pk).update(name=nobody, token_hash="")
    mine.delete()


def sweep() -> None:
    """Leave nothing of what was deleted in the file: counted addresses, freed pages, a log."""
    cache.clear()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
