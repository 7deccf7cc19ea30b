"""Who has left, by the hash of their account's id: kept outside backups, obeyed after a restore.

One line of JSON each: {"id": SHA-256, "due": when the account goes}. The ids are random, 122 bits:
a hash of one tells nobody who it was. A second file in the same form says who has withdrawn their
consent, and when.
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
WITHDRAWN = "withdrawn"


def _path(file: str) -> Path:
    return Path(settings.DATA) / file


def name_of(user: User) -> str:
    """How an account is written here."""
    return hashlib.sha256(f"startline {user.public_id}".encode()).hexdigest()


def all_of_them(file: Path | None = None) -> dict[str, datetime]:
    """Everybody who asked to leave, and when their account goes."""
    found = {}
    with suppress(FileNotFoundError):
        for line in (file or _path(FILE)).read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            found[said["id"]] = datetime.fromisoformat(said["due"])
    return found


def withdrawn() -> dict[str, datetime]:
    """Everybody who has withdrawn their consent, and when."""
    return all_of_them(_path(WITHDRAWN))


def add(user: User, due: datetime, *, file: str = FILE) -> None:
    """Write down that an account goes."""
    _change(lambda all_: all_ | {name_of(user): due}, file)


def remove(user: User, *, file: str = FILE) -> None:
    """Somebody stays after all."""
    _change(lambda all_: {name: due for name, due in all_.items() if name != name_of(user)}, file)


def take(file: Path) -> int:
    """Add those of another server's file, and of that beside it; how many have left.

    Either may be named: a server that nobody has left has the other one alone.
    """
    left = file.with_name(FILE) if file.name == WITHDRAWN else file
    given, no_more = all_of_them(left), all_of_them(file.with_name(WITHDRAWN))
    _change(lambda all_: given | all_)
    if no_more:
        _change(lambda all_: no_more | all_, WITHDRAWN)
    return len(given)


def _change(new: Callable[[dict[str, datetime]], dict[str, datetime]], name: str = FILE) -> None:
    """Write the file anew: whole, or as it was."""
    file = _path(name)
    with locked(file.with_name(f".{name}.lock")):
        lines = [
            json.dumps({"id": one, "due": due.isoformat()})
            for one, due in new(all_of_them(file)).items()
        ]
        part = file.with_name(f".{file.name}.part")
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as made:
            made.write("".join(f"{line}\n" for line in lines))
            made.flush()
            os.fsync(made.fileno())
        part.replace(file)
