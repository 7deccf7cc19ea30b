"""Who has left, by the hash of their account's id: kept outside backups, obeyed after a restore.

One line of JSON each: {"id": SHA-256, "due": when the account goes}. The ids are random, 122 bits:
a hash of one tells nobody who it was.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from startline.web.accounts.models import User
from startline.web.shell.held import locked

FILE = "tombstones"


def _file() -> Path:
    return Path(settings.DATA) / FILE


def name_of(user: User) -> str:
    """How an account is written here."""
    return hashlib.sha256(f"startline {user.public_id}".encode()).hexdigest()


def all_of_them(file: Path | None = None) -> dict[str, datetime]:
    """Everybody who asked to leave, and when their account goes."""
    found = {}
    with suppress(FileNotFoundError):
        for line in (file or _file()).read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            found[said["id"]] = datetime.fromisoformat(said["due"])
    return found


def add(user: User, due: datetime) -> None:
    """Write down that an account goes."""
    _change(lambda all_: all_ | {name_of(user): due})


def remove(user: User) -> None:
    """Somebody stays after all."""
    _change(lambda all_: {name: due for name, due in all_.items() if name != name_of(user)})


def take(file: Path) -> int:
    """Add those of another server's file; how many it names."""
    given = all_of_them(file)
    _change(lambda all_: given | all_)
    return len(given)


def _change(new: Callable[[dict[str, datetime]], dict[str, datetime]]) -> None:
    """Write the file anew: whole, or as it was."""
    file = _file()
    with locked(file.with_name(f".{FILE}.lock")):
        lines = [
            json.dumps({"id": name, "due": due.isoformat()})
            for name, due in new(all_of_them()).items()
        ]
        part = file.with_name(f".{FILE}.part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as made:
            made.write("".join(f"{line}\n" for line in lines))
            made.flush()
            os.fsync(made.fileno())
        part.replace(file)
