"""All of a file or none of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from startline.engine.errors import Problem, Refused


def write_whole(name: str, text: str) -> None:
    """Replace a file: a Case is never left half written, and keeps its permissions.

    Raises:
        Refused: when the disk refuses; the old file is untouched then.
    """
    path, new = Path(name), None
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, delete=False, encoding="utf-8"
        ) as file:
            new = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except OSError as error:
        if new is not None:
            new.unlink(missing_ok=True)
        why = f"It could not be written: {error.strerror or error}."
        hint = "Nothing was changed. Make room, or check the permissions, and try again."
        raise Refused([Problem("not_written", why, hint, name)]) from None
