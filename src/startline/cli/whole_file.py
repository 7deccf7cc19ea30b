"""All of a file or none of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(name: str, text: str) -> None:
    """Replace a file: a Case is never left half written, and keeps its permissions.

    Raises:
        OSError: when the disk refuses; the old file is untouched then.
    """
    path = Path(name)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).chmod(path.stat().st_mode & 0o777)
    Path(file.name).replace(path)
