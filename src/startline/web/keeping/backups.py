"""Backups: made while the server runs, checked before they count, kept for half a year.

SQLite is copied by its own backup interface, never as a file that somebody may be writing to;
PostgreSQL is read in one snapshot into a file of the same kind, so that either comes back into
either.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from startline.engine.compose import ENGINE_VERSION
from startline.web.keeping import archive, places, rows, sealed
from startline.web.keeping.archive import BackupRefused, Manifest
from startline.web.shell import disk
from startline.web.shell.held import at_once

log = logging.getLogger("startline.backup")

DAILY, WEEKLY, MONTHLY, BEFORE = 7, 4, 6, 3
OLDEST = timedelta(days=190)
EVERY = timedelta(hours=24)
LATE = timedelta(hours=48)
ENDING, STAMP, TROUBLE = ".backup", "%Y%m%dT%H%M%S_%fZ", "trouble.json"


def folder() -> Path:
    """Where the regular ones lie; made for its owner alone."""
    place = Path(settings.BACKUPS)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def make(target: Path) -> Manifest:
    """Make a backup, read it again, and give it its name once it is found whole.

    Raises:
        BackupRefused: if the database is not sound, there is no room, what was written differs, or
            the place is one that is packed.
    """
    if target.exists():
        raise BackupRefused(f"{target} is there already. Name another file.")
    _apart_from_kept_files(target.parent)
    _room_for(target.parent)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as work:
            return _made(target, Path(work))
    except OSError as error:
        raise BackupRefused(f"The backup was not written: {error.strerror}.") from error


def _made(target: Path, work: Path) -> Manifest:
    copy = work / archive.DATABASE
    _copy_database(copy)
    wrong = disk.unsound(copy, thorough=True)
    if wrong:
        raise BackupRefused(
            f"The database is not sound ({wrong[0]}). The last good backup is kept; "
            "restore it with: startline restore FILE"
        )
    packed = work / target.name
    manifest = archive.pack(packed, work, Path(settings.MEDIA_ROOT), _about(copy))
    check(packed)
    key = sealed.public_key()
    if key is not None:
        sealed.seal(packed, work / "sealed", key)
        sealed.check_whole(work / "sealed")
        packed = work / "sealed"
    packed.rename(target)
    return manifest


def _copy_database(copy: Path) -> None:
    if connection.vendor == "sqlite":
        file = settings.DATABASES["default"]["NAME"]
        with (
            closing(sqlite3.connect(file, timeout=60)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target, pages=-1)
        copy.chmod(0o600)
        return
    with places.sqlite_file("copying", copy) as target_name:
        models = places.bring_to_the_version_of("default", target_name)
        with one_snapshot():
            rows.copy("default", target_name, models)
    copy.chmod(0o600)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, whoever writes meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _about(copy: Path) -> dict[str, Any]:
    return {
        "made_at": datetime.now(UTC).replace(microsecond=0),
        "startline": version("startline"),
        "engine": ENGINE_VERSION,
        "database": connection.vendor,
        "sqlite": sqlite3.sqlite_version,
        "schema": archive.schema_of(copy),
        "counts": archive.counts_of(copy),
    }


def _apart_from_kept_files(place: Path) -> None:
    # It would pack itself, growing as it is read, and a restore replaces this folder.
    media = Path(settings.MEDIA_ROOT).resolve()
    if place.resolve().is_relative_to(media):
        raise BackupRefused(
            f"A backup in {place} would pack itself: what lies in {media} is backed up. Name a "
            "place outside it; STARTLINE_BACKUPS names that of the regular ones."
        )


def _room_for(place: Path) -> None:
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    size = database.stat().st_size if database.is_file() else 0
    kept = sum(one.stat().st_size for one in Path(settings.MEDIA_ROOT).rglob("*") if one.is_file())
    if not disk.fits(place, 2 * size + kept):
        raise BackupRefused(f"There is no room for a backup in {place}.")


def check(path: Path) -> Manifest:
    """Read a backup again: every file as long and of the hash its manifest says.

    Raises:
        BackupRefused: at the first that is not, and for one that is sealed.
    """
    with archive.read(path) as opened:
        manifest = archive.manifest_in(opened)
        for name, said in manifest.files.items():
            with opened.open(name) as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
            if found != said["sha256"]:
                raise BackupRefused(f"{name} in {path.name} is not as it was written.")
    return manifest


def check_as_it_is(path: Path) -> None:
    """Whether a backup is as it was written; of a sealed one, as can be told without its kit.

    Raises:
        BackupRefused: if it is not.
    """
    if sealed.is_sealed(path):
        sealed.check_whole(path)
    else:
        check(path)


@contextmanager
def opened(path: Path, kit: str | None) -> Iterator[Path]:
    """A backup as it can be read: itself, or what the kit opens, in a file that is gone afterwards.

    Raises:
        BackupRefused: for a sealed one without its kit.
    """
    if not path.is_file() or not sealed.is_sealed(path):
        yield path
        return
    if kit is None:
        raise BackupRefused("This backup is sealed. Give its emergency kit: --kit FILE")
    with tempfile.TemporaryDirectory(prefix=".unsealed-", dir=settings.DATA) as work:
        plain = Path(work) / path.name
        sealed.unseal(path, plain, sealed.read_kit(kit))
        yield plain


# --- by the clock ------------------------------------------------------------------------------


def daily() -> Path | None:
    """Make today's backup when the last is a day old, and let go of old ones; which was made.

    What goes wrong is logged and stands on the server's page; nothing is let go of then.
    """
    with at_once(folder() / ".held") as is_mine:
        if not is_mine or _made_within(EVERY):
            return None
        return _tried(lambda: _named_now(""))


def by_hand() -> tuple[Path, Manifest]:
    """One more beside the daily ones, now.

    Raises:
        BackupRefused: if it could not be made.
    """
    target = _name("-before-hand")
    return target, make(target)


def before(what: str) -> Path:
    """A backup before something that changes everything: an upgrade, a restore.

    Raises:
        BackupRefused: if it could not be made.
    """
    return _named_now(f"-before-{what}")


def _named_now(why: str) -> Path:
    target = _name(why)
    make(target)
    return target


def _name(why: str) -> Path:
    return folder() / f"startline-{datetime.now(UTC).strftime(STAMP)}{why}{ENDING}"


def _tried(work: Callable[[], Path]) -> Path | None:
    note = folder() / TROUBLE
    try:
        made = work()
        rotate()
    except Exception as error:
        log.error("BACKUP was not made: %s", error)
        said = {"at": datetime.now(UTC).isoformat(), "problem": str(error)}
        disk.write_whole(note, json.dumps(said))
        return None
    note.unlink(missing_ok=True)
    return made


def kept() -> list[tuple[datetime, Path]]:
    """The regular backups and those before something, oldest first."""
    found = []
    for path in folder().glob(f"startline-*{ENDING}"):
        try:
            at = datetime.strptime(path.name.removesuffix(ENDING).split("-")[1], STAMP).replace(
                tzinfo=UTC
            )
        except ValueError:
            continue
        found.append((at, path))
    return sorted(found)


def newest() -> tuple[datetime, Path] | None:
    """The newest regular backup."""
    return next((one for one in reversed(kept()) if "-before-" not in one[1].name), None)


def _made_within(time: timedelta) -> bool:
    last = newest()
    return last is not None and timedelta(0) <= datetime.now(UTC) - last[0] < time


def is_late() -> bool:
    """Whether the newest is over two days old, or there is none."""
    return not _made_within(LATE)


def rotate() -> list[Path]:
    """Let go of the backups that need not be kept, once the newest is read and whole.

    Raises:
        BackupRefused: if it is not; none is let go of then.
    """
    last = newest()
    if last is None:
        return []
    check_as_it_is(last[1])
    regular = {at: path for at, path in kept() if "-before-" not in path.name}
    special = {at: path for at, path in kept() if "-before-" in path.name}
    oldest = datetime.now(UTC) - OLDEST
    staying = worth_keeping(regular) | set(sorted(special)[-BEFORE:])
    gone = [
        path
        for at, path in (regular | special).items()
        if path != last[1] and (at not in staying or at < oldest)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def worth_keeping(made: Iterable[datetime]) -> set[datetime]:
    """The last of each of the newest 7 days, 4 weeks and 6 months in which one was made.

    >>> days = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(400)]
    >>> len(worth_keeping(days))
    13
    """
    newest_first = sorted(made, reverse=True)
    slots: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAILY, lambda at: at.date()),
        (WEEKLY, lambda at: at.isocalendar()[:2]),
        (MONTHLY, lambda at: (at.year, at.month)),
    )
    staying: set[datetime] = set()
    for most, slot_of in slots:
        last: dict[object, datetime] = {}
        for at in newest_first:
            last.setdefault(slot_of(at), at)
        staying |= set(list(last.values())[:most])
    return staying


def trouble() -> dict[str, str] | None:
    """What went wrong with the last one; None when nothing did."""
    note = folder() / TROUBLE
    try:
        said: dict[str, str] = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return said
