"""Which database, and the settings under which SQLite keeps what it was told.

SQLite from 3.7.0 to 3.51.2 can lose its own pages when two connections write and checkpoint a
write-ahead log at once (the WAL-reset defect; mended in 3.51.3, 3.50.7 and 3.44.6). Where such a
library is linked, the rollback journal is taken instead: slower, and sound. So it is on a disk of
another machine, where a write-ahead log has no shared memory to stand on.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from startline.web.shell.environment import flag

MOUNTS = Path("/proc/self/mounts")
log = logging.getLogger("startline.storage")
MOST_LOG_BYTES = 256 * 2**20
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "9p", "fuse", "ceph"})
SQLITE_NAME = "startline.sqlite3"
BUSY_S = 20  # how long a writer waits for another: eight at once were measured to wait 8 s at most


def wal_is_sound(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether the linked SQLite may keep a write-ahead log.

    >>> wal_is_sound((3, 40, 1)), wal_is_sound((3, 44, 6)), wal_is_sound((3, 51, 3))
    (False, True, True)
    """
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def journal_mode(data: Path) -> str:
    """WAL where the library and the disk are fit for it, else DELETE."""
    return "WAL" if wal_is_sound() and not file_system_of(data).is_remote else "DELETE"


@dataclass(frozen=True, slots=True)
class FileSystem:
    """What kind of disk a folder lies on, by the system's own word for it."""

    kind: str

    @property
    def is_remote(self) -> bool:
        """Whether it is another machine's: locks on it are a promise of the network."""
        return self.kind.partition(".")[0] in REMOTE


def file_system_of(folder: Path, mounts: Path = MOUNTS) -> FileSystem:
    """The file system a folder lies on; of no known kind where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return FileSystem("")
    path, found = folder.resolve(), (0, "")
    for line in lines:
        _device, place, kind, *_rest = line.split(" ")
        root = Path(place.encode().decode("unicode_escape"))
        if path == root or root in path.parents:
            found = max(found, (len(root.parts), kind))  # the deepest one is the folder's own
    return FileSystem(found[1])


def database_settings(data: Path, address: str | None = None) -> dict[str, Any]:
    """Django's settings of the database: of the setting, or of an address given.

    Raises:
        ImproperlyConfigured: for an address that is none of PostgreSQL.
    """
    address = os.environ.get("STARTLINE_DATABASE", "") if address is None else address
    return _postgresql(address) if address else sqlite_settings(data / SQLITE_NAME)


def sqlite_settings(file: Path) -> dict[str, Any]:
    """Django's settings of an SQLite file."""
    pragmas = (
        f"PRAGMA journal_mode={journal_mode(file.parent)}; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;"
    )
    if flag("READ_ONLY"):
        pragmas += " PRAGMA query_only=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_S,
            "init_command": pragmas,
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "STARTLINE_DATABASE must look like postgresql://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def empty_the_log() -> None:
    """Bring what stands in a write-ahead log into the database, so that it does not grow for ever.

    A reader that stays open for hours keeps the log; it is said when it grew past 256 MiB.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    n_bytes = log_bytes(Path(connection.settings_dict["NAME"]))
    if n_bytes > MOST_LOG_BYTES:
        log.error("WAL has grown to %s MiB: somebody reads for hours", n_bytes // 2**20)


def log_bytes(database: Path) -> int:
    """How long the write-ahead log beside a database is; 0 without one."""
    file = database.with_name(f"{database.name}-wal")
    return file.stat().st_size if file.exists() else 0
