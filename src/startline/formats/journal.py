"""What was read so far, a line a file, so that an import that was cut off goes on where it was.

The journal lies beside the Case it fills. It holds runs, no positions, and is readable by its
owner alone. Once the Case is written, only what the Case does not tell is kept: which files were
no runs.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from startline.formats.imported import Imported, Skipped
from startline.formats.spoken import items_from, items_to

READER = 1  # change it whenever reading the same file may give another answer


class Journal:
    """Outcomes by the key of a file. Without a path, nothing is kept and nothing is known."""

    def __init__(self, path: Path | None = None, *, zone: ZoneInfo | None = None) -> None:
        self._path = path
        self._head = {"startline_journal": READER, "zone": zone.key if zone else None}
        self._lines: dict[str, list[dict[str, Any]]] = {}
        self._file: IO[str] | None = None
        if path is not None:
            self._load(path)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all files whose outcome is known."""
        return frozenset(self._lines)

    def items(self, key: str, source: str) -> tuple[Imported | Skipped, ...] | None:
        """The outcome of a file read before, under its present name; None if it is new."""
        said = self._lines.get(key)
        return None if said is None else items_from(source, said)

    def add(self, key: str, items: Iterable[Imported | Skipped]) -> None:
        """Write down an outcome at once; where the disk refuses, go on without a journal."""
        if self._path is None:
            return
        try:
            self._file = self._file or self._open(self._path)
            self._file.write(json.dumps({"key": key, "items": items_to(items)}) + "\n")
            self._file.flush()
        except OSError:
            self._path = None

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # a full disk, told of already
                file.close()

    def keep_only_refusals(self) -> None:
        """Forget the runs, which the Case now holds; where the disk refuses, keep them."""
        self.close()
        if self._path is not None and self._path.exists():
            with suppress(OSError):
                self._compact(self._path)

    def _compact(self, path: Path) -> None:
        self._load(path)
        kept = {k: v for k, v in self._lines.items() if not any("run" in item for item in v)}
        if not kept:
            path.unlink()
            return
        new = path.with_name(path.name + ".new")
        with open(new, "w", encoding="ascii", opener=_private) as file:
            file.write(json.dumps(self._head) + "\n")
            file.writelines(json.dumps({"key": k, "items": v}) + "\n" for k, v in kept.items())
        new.replace(path)

    def _load(self, path: Path) -> None:
        self._lines = {}
        try:
            with path.open(encoding="ascii", errors="replace") as file:
                if _line(file.readline()) != self._head:
                    return
                for text in file:
                    said = _line(text)  # the last one may have been cut off
                    if said and _is_whole(said):
                        self._lines[said["key"]] = said["items"]
        except OSError:
            return

    def _open(self, path: Path) -> IO[str]:
        goes_on = bool(self._lines)
        file = open(path, "a" if goes_on else "w", encoding="ascii", opener=_private)  # noqa: SIM115 - held
        file.write("\n" if goes_on else json.dumps(self._head) + "\n")
        return file


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _is_whole(said: dict[str, Any]) -> bool:
    """Whether a line gives back what was written; a damaged one means its file is read again."""
    try:
        return isinstance(said["key"], str) and bool(items_from("", said["items"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _line(text: str) -> dict[str, Any] | None:
    try:
        said = json.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
