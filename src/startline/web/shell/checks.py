"""What must be so before anything is served: the database's journal, its memory, its disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from startline.web.shell.database import file_system_of, wal_is_sound

OF_ONE_PROCESS = ("locmem.LocMemCache", "dummy.DummyCache")


@register(Tags.database)
def check_journal(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The SQLite that is really linked, and the journal that is really kept (E001, W002)."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "sqlite":
            found += _of_sqlite(_pragma(connection, "journal_mode"),
                                int(_pragma(connection, "mmap_size") or 0))  # fmt: skip
    return found


def _of_sqlite(journal: str, mmap_size: int) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    remote = file_system_of(Path(settings.DATA)).is_remote
    if journal.lower() == "wal" and (remote or not wal_is_sound()):
        found.append(
            Error(
                f"The database keeps a write-ahead log, and SQLite {sqlite3.sqlite_version} "
                "can lose pages of it.",
                hint="Stop every process, run 'PRAGMA journal_mode=DELETE' on it, start again.",
                id="startline.E001",
            )
        )
    if mmap_size > 0:
        hint = "Leave mmap_size at 0."
        found.append(Warning("The database is mapped into memory.", hint=hint, id="startline.W002"))
    if remote:
        hint = "Keep the data folder on a disk of this machine, or use PostgreSQL."
        found.append(
            Warning("The database lies on another machine's disk.", hint=hint, id="startline.W003")
        )
    return found


def _pragma(connection: Any, name: str) -> str:
    with connection.cursor() as cursor:
        row = cursor.execute(f"PRAGMA {name}").fetchone()
    return str(row[0]) if row else ""


@register()
def check_shared_cache(**_: Any) -> list[CheckMessage]:
    """Attempts are counted in a cache that all processes share (E004)."""
    backend = str(settings.CACHES["default"]["BACKEND"])
    if not backend.endswith(OF_ONE_PROCESS):
        return []
    said = "The cache is of one process: with two workers every limit on attempts doubles."
    return [Error(said, hint="Leave the cache in the database.", id="startline.E004")]
