"""How much room is free, whether anything may be written, whether a database file is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LEAST_FREE_BYTES = 8 * 2**20
LEAST_FREE_INODES = 16


@dataclass(frozen=True, slots=True)
class Room:
    """What is free where the data lies, in bytes and files; None where files are not counted."""

    n_bytes: int
    of_bytes: int
    n_files: int | None
    read_only: bool

    @property
    def is_enough(self) -> bool:
        """Whether an entry can be written without fear."""
        files = self.n_files is None or self.n_files >= LEAST_FREE_INODES
        return not self.read_only and self.n_bytes >= LEAST_FREE_BYTES and files


def room(folder: Path) -> Room:
    """What is free for whoever is not the system's own."""
    found = os.statvfs(folder)
    return Room(
        n_bytes=found.f_bavail * found.f_frsize,
        of_bytes=found.f_blocks * found.f_frsize,
        n_files=found.f_favail if found.f_files else None,
        read_only=bool(found.f_flag & os.ST_RDONLY),
    )


def may_write() -> bool:
    """Whether what is entered now can be stored, as far as the disk tells without being asked."""
    return not settings.READ_ONLY and room(Path(settings.DATA)).is_enough


def fits(folder: Path, n_bytes: int) -> bool:
    """Whether so much more would fit with room to spare."""
    return shutil.disk_usage(folder).free > n_bytes + LEAST_FREE_BYTES


def sync_folder(folder: Path) -> None:
    """Have the names in a folder reach the disk: a new file is lost with them otherwise."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def write_whole(file: Path, text: str) -> None:
    """Write a small file that is there with all of its text or not at all, whenever one is killed.

    Raises:
        OSError: when there is no room, or the place cannot be written.
    """
    part = file.with_name(f".{file.name}.part")
    with part.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    sync_folder(file.parent)


def unsound(file: Path, *, thorough: bool = False) -> list[str]:
    """What is wrong with an SQLite file: none when its pages, indexes and references hold.

    `thorough` reads every row of every index as well (about a second for 150 MB).
    """
    check = "integrity_check" if thorough else "quick_check"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            opened.execute("PRAGMA query_only=ON")
            said = [str(row[0]) for row in opened.execute(f"PRAGMA {check}(20)")]
            lost = opened.execute("PRAGMA foreign_key_check").fetchmany(20) if thorough else []
    except sqlite3.Error as error:
        return [str(error)]
    return [one for one in said if one != "ok"] + [f"{one[0]} names no {one[2]}" for one in lost]
