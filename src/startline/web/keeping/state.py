"""How the server is: versions, room, backups, jobs. What needs somebody to look is marked."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from startline.engine.compose import ENGINE_VERSION
from startline.web.keeping import backups
from startline.web.shell import disk
from startline.web.shell.database import log_bytes
from startline.web.shell.mail import outbox

LEAST_FREE = 0.1
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Line:
    """One thing about the server; `look`: somebody should."""

    name: str
    said: str
    look: bool = False


def lines() -> list[Line]:
    """Everything worth knowing, what needs a look too."""
    return [
        _versions(),
        *_database(),
        _room(),
        _backup(),
        *_trouble(),
        _jobs(),
        _mail(),
        *_checks(),
    ]


def _versions() -> Line:
    return Line(_("Version"), f"startline {version('startline')}, {ENGINE_VERSION}")


def _database() -> list[Line]:
    if connection.vendor != "sqlite":
        return [Line(_("Database"), connection.vendor)]
    with connection.cursor() as cursor:
        journal = str(cursor.execute("PRAGMA journal_mode").fetchone()[0]).upper()
    log = log_bytes(Path(str(connection.settings_dict["NAME"])))
    said = f"SQLite {sqlite3.sqlite_version}, {journal}"
    return [
        Line(_("Database"), said),
        Line(_("Write-ahead log"), f"{log / MIB:.0f} MiB", look=log > 256 * MIB),
    ]


def _room() -> Line:
    room = disk.room(Path(settings.DATA))
    free = room.n_bytes / max(1, room.of_bytes)
    look = free < LEAST_FREE or not room.is_enough
    return Line(_("Room on the disk"), f"{room.n_bytes / MIB:.0f} MiB ({free:.0%})", look=look)


def _backup() -> Line:
    last = backups.newest()
    said = f"{last[0]:%Y-%m-%d %H:%M} UTC, {last[1].stat().st_size / MIB:.1f} MiB" if last else "–"
    return Line(_("Last checked backup"), said, look=backups.is_late())


def _trouble() -> list[Line]:
    found = backups.trouble()
    if found is None:
        return []
    return [Line(_("The last backup was not made"), found.get("problem", ""), look=True)]


def _jobs() -> Line:
    n = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    return Line(_("Jobs that broke off"), str(n), look=n > 0)


def _mail() -> Line:
    waiting = outbox.n_waiting()
    how = "SMTP" if "smtp" in settings.MAIL_SENT_BY else _("printed on the console")
    return Line(_("Mail"), _("%(how)s, %(n)d waiting") % {"how": how, "n": waiting})


def _checks() -> list[Line]:
    found = run_checks(include_deployment_checks=True, databases=["default"])
    return [Line(one.id or "", str(one.msg), look=True) for one in found]
