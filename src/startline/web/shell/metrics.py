"""Figures of the server for programs that watch it, as OpenMetrics text. No figure is a person's.

Requests are counted in a small file for each process, which the process has mapped into its memory;
who asks is given the sum over all files, also of processes that have ended. So several workers
count together without asking a database.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

BOUNDS_S = (0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
"""Upper ends of the classes of how long a reply took; one more class is open above."""

CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
_ROW = len(BOUNDS_S) + 1
_COUNTS = len(CLASSES) * _ROW
_SHAPE = struct.Struct(f"={_COUNTS}Q{len(CLASSES)}d")
CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Counts = tuple[list[int], list[float]]


class Requests:
    """How many replies there were, by status and by how long they took.

    Counts in memory until `keep_in` names a folder.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: list[int] = [0] * _COUNTS
        self._sums: list[float] = [0.0] * len(CLASSES)
        self._folder: Path | None = None
        self._mapped: mmap.mmap | None = None
        self._pid = 0

    def keep_in(self, folder: Path) -> None:
        """Count in a file of this folder from now on, one for each process."""
        self._folder = folder

    def add(self, status: int, seconds: float) -> None:
        """One more reply."""
        kind = min(max(status // 100, 1), len(CLASSES)) - 1
        place = next((n for n, most in enumerate(BOUNDS_S) if seconds <= most), len(BOUNDS_S))
        with self._lock:
            if self._pid != os.getpid():
                self._begin()
            self._counts[kind * _ROW + place] += 1
            self._sums[kind] += seconds
            if self._mapped is not None:
                _SHAPE.pack_into(self._mapped, 0, *self._counts, *self._sums)

    def _begin(self) -> None:
        """A process starts at nothing: what it was forked from has a file of its own."""
        self._pid = os.getpid()
        self._counts, self._sums = [0] * _COUNTS, [0.0] * len(CLASSES)
        self._mapped = None if self._folder is None else _opened(self._folder / str(self._pid))

    def all(self) -> Counts:
        """Counts and summed seconds over all processes."""
        if self._folder is None or not self._folder.is_dir():
            return list(self._counts), list(self._sums)
        counts, sums = [0] * _COUNTS, [0.0] * len(CLASSES)
        for file in self._folder.iterdir():
            held = file.read_bytes()
            if len(held) == _SHAPE.size:
                numbers = _SHAPE.unpack(held)
                counts = [a + b for a, b in zip(counts, numbers[:_COUNTS], strict=True)]
                sums = [a + b for a, b in zip(sums, numbers[_COUNTS:], strict=True)]
        return counts, sums


requests = Requests()


def _opened(file: Path) -> mmap.mmap | None:
    """The file as memory; None where it cannot be made: then nothing is told of this process."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, bytes(_SHAPE.size))
            return mmap.mmap(handle, _SHAPE.size)
        finally:
            os.close(handle)
    except OSError:
        return None


def forget(folder: Path) -> None:
    """Remove the counts of an earlier start."""
    for file in folder.glob("[0-9]*"):
        file.unlink(missing_ok=True)


@dataclass(frozen=True)
class Figure:
    """One number with its name and what it is; `labels` as they are written."""

    name: str
    about: str
    value: float
    labels: str = ""


def text(figures: Iterable[Figure], counted: Counts) -> str:
    """Everything as OpenMetrics text."""
    lines = [*_figures(figures), *_histogram(*counted), "# EOF"]
    return "\n".join(lines) + "\n"


def _figures(figures: Iterable[Figure]) -> Iterator[str]:
    before = ""
    for figure in figures:
        if figure.name != before:
            yield f"# TYPE {figure.name} gauge"
            yield f"# HELP {figure.name} {figure.about}"
        before = figure.name
        yield f"{figure.name}{figure.labels} {figure.value:g}"


def _histogram(counts: list[int], sums: list[float]) -> Iterator[str]:
    name = "startline_request_seconds"
    yield f"# TYPE {name} histogram"
    yield f"# HELP {name} How long replies took, by status."
    for n, kind in enumerate(CLASSES):
        row, far = counts[n * _ROW : (n + 1) * _ROW], 0
        for most, one in zip((*map(repr, BOUNDS_S), "+Inf"), row, strict=True):
            far += one
            yield f'{name}_bucket{{status="{kind}",le="{most}"}} {far}'
        yield f'{name}_count{{status="{kind}"}} {far}'
        yield f'{name}_sum{{status="{kind}"}} {sums[n]:g}'
