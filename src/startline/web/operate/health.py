"""How the server stands: versions, storage, work that waits or broke, mail, settings."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import django
from django.conf import settings
from django.core import checks
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from startline.engine.compose import ENGINE_VERSION
from startline.web.imports.models import ImportJob
from startline.web.keeping import backups
from startline.web.operate.facts import Fact, State
from startline.web.planning.models import AdviceSnapshot
from startline.web.shell import disk
from startline.web.shell.database import journal_mode, log_bytes, wal_is_sound
from startline.web.shell.regular import alive_file

LITTLE_DISK = 0.10  # share of the disk below which somebody has to act
SOME_DISK = 0.20
WORKER_SILENT_S = 5 * 60
LONG_QUEUE_S = 15 * 60
MIB = 2**20
MUCH_LOG = 256 * MIB


def versions() -> Iterator[Fact]:
    """What runs here."""
    yield Fact("startline", f"{version('startline')}, {_('engine')} {ENGINE_VERSION}")
    yield Fact("Python", f"{platform.python_version()}, Django {django.get_version()}")


def storage() -> Iterator[Fact]:
    """The database and the disk under it."""
    yield _database()
    if connection.vendor == "sqlite":
        yield _write_ahead_log()
    yield _disk()


def _database() -> Fact:
    name = _("Database")
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return Fact(name, f"PostgreSQL {cursor.fetchone()[0]}")
    size = database_size() / MIB
    said = f"SQLite {sqlite3.sqlite_version}, {journal_mode(Path(settings.DATA))}, {size:.0f} MiB"
    if wal_is_sound():
        return Fact(name, said)
    return Fact(
        name, said, "well",
        _("This SQLite can lose pages of a write-ahead log, so the slower journal is used."),
    )  # fmt: skip


def _write_ahead_log() -> Fact:
    size = log_bytes(Path(str(connection.settings_dict["NAME"])))
    state: State = "look" if size > MUCH_LOG else "well"
    return Fact(_("Write-ahead log"), f"{size / MIB:.0f} MiB", state)


def database_size() -> int:
    """Bytes of the database's files; of PostgreSQL as it says itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    name = connection.settings_dict["NAME"]
    return sum(_size(Path(f"{name}{end}")) for end in ("", "-wal", "-journal"))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _disk() -> Fact:
    room = disk.room(Path(settings.DATA))
    share = room.n_bytes / room.of_bytes if room.of_bytes else 0.0
    sizes = {"free": room.n_bytes / 2**30, "all": room.of_bytes / 2**30}
    said = _("%(free).1f GiB of %(all).1f GiB free") % sizes
    if room.read_only or not os.access(settings.DATA, os.W_OK):
        return Fact(_("Disk"), said, "act", _("The data folder cannot be written to."))
    if share < LITTLE_DISK or not room.is_enough:
        return Fact(_("Disk"), said, "act", _("Make room: a full disk stores nothing."))
    return Fact(_("Disk"), said, "look" if share < SOME_DISK else "well")


def kept() -> Iterator[Fact]:
    """The newest backup that was read again and found whole, and why there is no newer one."""
    last = backups.newest()
    do = _("Look at startline backup; the worker makes one each day.")
    name = _("Last checked backup")
    if last is None:
        yield Fact(name, _("none"), "look", do)
    else:
        size = last[1].stat().st_size / MIB
        late = backups.is_late()
        said = f"{last[0]:%Y-%m-%d %H:%M} UTC, {size:.1f} MiB"
        yield Fact(name, said, "act" if late else "well", do if late else "")
    trouble = backups.trouble()
    if trouble is not None:
        yield Fact(_("The last backup was not made"), trouble.get("problem", ""), "act", do)


def work() -> Iterator[Fact]:
    """What the worker does, and what is left of it."""
    yield _worker()
    yield _queue()
    yield _failed()
    yield _imports()
    yield _advice()


def worker_silent_s() -> float | None:
    """Seconds since a worker last said that it is there; None if none ever did."""
    try:
        return max(0.0, time.time() - alive_file().stat().st_mtime)
    except OSError:
        return None


def _worker() -> Fact:
    silent = worker_silent_s()
    do = _("Start it: startline worker. Without it there are no imports, mails and daily advice.")
    if silent is None:
        return Fact(_("Worker"), _("never seen"), "act", do)
    said = _("last seen %(n)d s ago") % {"n": silent}
    return (
        Fact(_("Worker"), said, "act", do) if silent > WORKER_SILENT_S else Fact(_("Worker"), said)
    )


def waiting() -> tuple[int, float]:
    """How many jobs wait, and for how many seconds the oldest of them."""
    rows = DBTaskResult.objects.ready().order_by("enqueued_at")
    oldest = rows.first()
    waited = (timezone.now() - oldest.enqueued_at).total_seconds() if oldest else 0.0
    return rows.count(), waited


def _queue() -> Fact:
    n, waited = waiting()
    said = _("%(n)d waiting, the oldest for %(s)d s") % {"n": n, "s": waited}
    return Fact(_("Jobs"), said, "look" if waited > LONG_QUEUE_S else "well")


def n_failed() -> int:
    """How many jobs broke off within the two weeks that they are kept."""
    return DBTaskResult.objects.failed().count()


def _failed() -> Fact:
    n = n_failed()
    do = _("The log says where they broke off.") if n else ""
    return Fact(_("Jobs that broke off"), str(n), "look" if n else "well", do)


def _imports() -> Fact:
    n = ImportJob.objects.filter(problem="fault").count()
    do = _("Their runners can go on from where they stopped.") if n else ""
    return Fact(_("Imports that broke off"), str(n), "look" if n else "well", do)


def n_without_advice() -> int:
    """Advices of the last day that the engine refused or broke on."""
    since = timezone.now() - timedelta(days=1)
    return AdviceSnapshot.objects.filter(made_at__gte=since, advice="").count()


def _advice() -> Fact:
    n = n_without_advice()
    do = _("Those runners were shown no distance. The log says why.") if n else ""
    return Fact(_("Advice that could not be made, last day"), str(n), "act" if n else "well", do)


def mail() -> Iterator[Fact]:
    """Whether mails leave."""
    if settings.MAIL_SENT_BY.endswith("smtp.EmailBackend"):
        yield Fact(_("Mail"), _("sent by the mail server"))
    else:
        do = _("Name a mail server in STARTLINE_MAIL.")
        yield Fact(_("Mail"), _("printed, not sent"), "look", do)


STATES: dict[bool, State] = {True: "act", False: "look"}


def check() -> Iterator[Fact]:
    """What the check for production finds in the settings."""
    name = _("Check of the settings")
    every = checks.run_checks(include_deployment_checks=True)
    found = [one for one in every if one.level >= checks.WARNING and not one.is_silenced()]
    if not settings.HTTPS:
        do = _("Put a web server with HTTPS in front and set STARTLINE_HTTPS to 1.")
        yield Fact(name, _("HTTPS is off"), "look", do)
    elif not found:
        yield Fact(name, _("nothing found"))
    for one in found:
        if settings.HTTPS or one.level >= checks.ERROR:
            yield Fact(name, one.id or "", STATES[one.level >= checks.ERROR], one.msg)
