"""Writing a file whole or not at all: a Case is never left half written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """All of the file or none of it, with the rights the file had.

    Raises:
        OSError: if it cannot be written; the old file is then still there.
    """
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(path.stat().st_mode & 0o777)
    Path(file.name).replace(path)
