"""Which database, and the settings under which SQLite keeps what it was told.

SQLite from 3.7.0 to 3.51.2 can lose its own pages when two connections write and checkpoint a
write-ahead log at once (the WAL-reset defect; mended in 3.51.3, 3.50.7 and 3.44.6). Where such a
library is linked, the rollback journal is taken instead: slower, and sound.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BUSY_S = 20  # how long a writer waits for another: eight at once were measured to wait 8 s at most


def wal_is_sound(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> bool:
    """Whether the linked SQLite may keep a write-ahead log.

    >>> wal_is_sound((3, 40, 1)), wal_is_sound((3, 44, 6)), wal_is_sound((3, 51, 3))
    (False, True, True)
    """
    return (
        version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    )


def journal_mode() -> str:
    """WAL where it is sound, else DELETE."""
    return "WAL" if wal_is_sound() else "DELETE"


def database_settings(data: Path) -> dict[str, Any]:
    """Django's settings of the database.

    Raises:
        ImproperlyConfigured: for an address that is none of PostgreSQL.
    """
    address = os.environ.get("STARTLINE_DATABASE")
    return _postgresql(address) if address else _sqlite(data / "startline.sqlite3")


def _sqlite(file: Path) -> dict[str, Any]:
    pragmas = (
        f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA secure_delete=ON;"
    )
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
