"""Who is at the data folder: servers and workers together, or one command that must be alone.

The lock ends with its processes, however they went.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from startline.web.shell import disk

FILE = "held"
UPGRADING = "upgrading"
LOOK_AGAIN_S = 0.02


class InUse(Exception):
    """A server or a worker is at this data folder, or a command that must be alone is."""


def hold(data: Path) -> None:
    """Hold the folder for this process and those it becomes or starts, beside others who serve.

    Raises:
        InUse: while a command that must be alone is at it.
    """
    file = _opened(data)
    _lock(file, fcntl.LOCK_SH)
    os.set_inheritable(file, True)  # the web server takes this process's place


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Have the folder for oneself.

    Raises:
        InUse: while a server or a worker is at it.
    """
    file = _opened(data)
    _lock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(file)


def _opened(data: Path) -> int:
    return os.open(data / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _lock(file: int, how: int) -> None:
    if not _is_free(file, how):
        os.close(file)
        raise InUse


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """One at a time; the next waits."""
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


@contextmanager
def at_once(file: Path) -> Iterator[bool]:
    """Whether nobody else has it: one at a time, and who comes second does not wait."""
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _is_free(held)
    finally:
        os.close(held)


@contextmanager
def in_turn(file: Path, patience_s: float) -> Iterator[bool]:
    """Whether one's turn came in time: one at a time, and who waits gives up in the end."""
    held = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    until = time.monotonic() + patience_s
    try:
        while not (mine := _is_free(held)) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_S)
        yield mine
    finally:
        os.close(held)


def _is_free(file: int, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def upgrade_note() -> str | None:
    """The backup from before an upgrade that has begun and not ended; None when there is none."""
    note = Path(settings.DATA) / UPGRADING
    return note.read_text(encoding="utf-8").strip() if note.exists() else None


def note_upgrade(backup: Path | None) -> None:
    """Write down that an upgrade has begun, with the backup from before; or that it has ended."""
    note = Path(settings.DATA) / UPGRADING
    if backup is None:
        note.unlink(missing_ok=True)
    else:
        disk.write_whole(note, f"{backup}\n")
