"""All of a file or none of it: what is written is never left half there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from startline.engine.errors import Problem, Refused


def write_whole(path: Path, data: bytes) -> None:
    """Put `data` in the place of a file in one step; a new file is for its owner alone.

    Raises:
        Refused: if it cannot be written there. Then what was there is there still.
    """
    real = Path(os.path.realpath(path))
    try:
        _write(real, data)
    except OSError as error:
        why = error.strerror or "not writable"
        raise Refused([Problem("not_writable", f"{why}.", "Check the path.", str(path))]) from None


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".startline-", delete=False) as file:
        beside = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if path.exists():
                beside.chmod(path.stat().st_mode & 0o777)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
