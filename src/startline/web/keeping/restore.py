"""A backup comes back: everything is made ready beside, and takes its place in one step.

What must not come back does not: whoever has left since, and every way in that was ended since.
What was said since cannot come back; it is asked for again before the first suggestion.

A restore that is killed leaves the old state or the new one. `READY` in the working folder says
that the new one is complete: from there on it is finished, by whoever comes next; without it, it
is thrown away.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import F

from startline.web.accounts.models import Runner, User
from startline.web.keeping import archive, backups, places, rows, tombstones
from startline.web.keeping.archive import BackupRefused, Manifest
from startline.web.keeping.consent import withdraw_again
from startline.web.keeping.ending import end_everything
from startline.web.shell import disk

WORK, READY = "restoring", "READY"
BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, what was ended, who stayed away, and where the state before is."""

    manifest: Manifest
    ended: dict[str, int]
    n_gone: int
    before: Path | None


def restore(path: Path) -> Restored:
    """Put a backup in the place of everything. The caller has the data folder alone.

    Raises:
        BackupRefused: if it cannot be; nothing has changed then.
    """
    finish()
    manifest = archive.manifest_of(path)
    _refuse_newer(manifest)
    work = _work()
    try:
        archive.unpack(path, work)
        (work / archive.MEDIA).mkdir(mode=0o700, exist_ok=True)
        ended, n_gone = _made_ready(work / archive.DATABASE, manifest)
        saved = backups.before("restore") if _something_is_here() else None
        _take_its_place(work)
    except BackupRefused:
        shutil.rmtree(work, ignore_errors=True)
        raise
    except OSError as error:
        if not (work / READY).exists():
            shutil.rmtree(work, ignore_errors=True)
        raise BackupRefused(f"The backup was not restored: {error.strerror}.") from error
    return Restored(manifest, ended, n_gone, saved)


def _work() -> Path:
    return Path(settings.DATA) / WORK


def _refuse_newer(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    later = [
        (app, step) for app, steps in manifest.schema.items() for step in steps
        if (app, step) not in known
    ]  # fmt: skip
    if later:
        app, step = later[0]
        raise BackupRefused(
            f"The backup is of a newer startline ({manifest.startline}: {app} {step}). "
            "Install that version, then restore."
        )


def _made_ready(database: Path, manifest: Manifest) -> tuple[dict[str, int], int]:
    """Check the database, bring it to this version, end every way in, let the gone be gone."""
    wrong = disk.unsound(database, thorough=True)
    if wrong:
        raise BackupRefused(f"The database in the backup is not sound: {wrong[0]}.")
    if archive.counts_of(database) != manifest.counts:
        raise BackupRefused("The backup has not the rows its manifest counts.")
    with places.sqlite_file("restored", database) as restored:
        places.bring_to_this_version(restored)
        ended = end_everything(using=restored)
        n_gone = _without_the_gone(restored)
        _withdrawn_again(restored)
        _ask_again(restored, manifest.made_at)
        with connections[restored].cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
            cursor.execute("VACUUM")
    return ended, n_gone


def _without_the_gone(using: str) -> int:
    """Remove who has left, and go on counting the days of who is leaving; how many went."""
    from startline.web.keeping.leaving import delete_for_good

    left, n = tombstones.all_of_them(), 0
    for user in User.objects.using(using).all():
        due = left.get(tombstones.name_of(user))
        if due is None and user.leaves_at is None:
            continue
        if due is None:  # it was taken back after the backup was made
            User.objects.using(using).filter(pk=user.pk).update(leaves_at=None)
        elif due > datetime.now(UTC):
            User.objects.using(using).filter(pk=user.pk).update(leaves_at=due)
        else:
            delete_for_good(user, using=using, media=_work() / archive.MEDIA)
            n += 1
    return n


def _withdrawn_again(using: str) -> None:
    """Who withdrew their consent after the backup was made has withdrawn it."""
    since = tombstones.withdrawn()
    for runner in Runner.objects.using(using).select_related("user"):
        at = since.get(tombstones.name_of(runner.user))
        if at is not None:
            withdraw_again(runner, at, using=using)


def _ask_again(using: str, made_at: datetime) -> None:
    """No suggestion before each runner said what has come up since (invariant C-30)."""
    Runner.objects.using(using).update(
        asked_again_since=made_at, facts_version=F("facts_version") + 1
    )


def _something_is_here() -> bool:
    if connection.vendor == "sqlite" and not Path(settings.DATABASES["default"]["NAME"]).exists():
        return False
    return "accounts_user" in connection.introspection.table_names()


def _take_its_place(work: Path) -> None:
    connection.close()
    if connection.vendor != "sqlite":  # its own transaction is the one step
        places.bring_to_this_version("default")
        with places.sqlite_file("restored", work / archive.DATABASE) as restored:
            rows.copy(restored, "default")
        (work / archive.DATABASE).unlink()
    _write_ready(work)
    finish()


def _write_ready(work: Path) -> None:
    with (work / READY).open("w") as made:
        made.flush()
        os.fsync(made.fileno())
    disk.sync_folder(work)


def finish() -> bool:
    """Finish a restore that was complete, throw away one that was not; whether one was finished.

    Repeating any part of it changes nothing: it may be killed at every point.
    """
    work = _work()
    if not work.exists():
        return False
    complete = (work / READY).exists()
    if complete:
        _put_database(work / archive.DATABASE)
        _put_media(work / archive.MEDIA)
        (work / READY).unlink()
    shutil.rmtree(work)
    return complete


def _put_database(new: Path) -> None:
    if not new.exists():
        return
    old = Path(settings.DATABASES["default"]["NAME"])
    for ending in BESIDE:  # a journal of the old file would be played into the new one
        with suppress(FileNotFoundError):
            old.with_name(old.name + ending).unlink()
    new.replace(old)
    disk.sync_folder(old.parent)


def _put_media(new: Path) -> None:
    """The kept files of the backup in the place of those here; `new` is gone once they are."""
    old, before = Path(settings.MEDIA_ROOT), _work() / "media-before"
    if not new.exists():  # it has its place already
        return
    if old.exists() and not before.exists():
        old.rename(before)
    new.rename(old)
