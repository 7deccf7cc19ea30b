"""One activity file as a stream of bytes: plain or under one layer of gzip, cut at the limit."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path

from startline.formats.file_limits import CHUNK_BYTES, MOST_UNPACKED_BYTES
from startline.formats.imported import TooLarge

FINGERPRINT_DIGITS = 16  # of SHA-256: 64 bits, no clash in any runner's lifetime of files
_CUT_SHORT = (EOFError, gzip.BadGzipFile, zlib.error)


class Unpacked:
    """Bytes of one file. Stops with `TooLarge` at the limit, however small the file on disk is.

    A damaged gzip stream ends early and leaves `cut_short` set, so that what came through can
    still be read.
    """

    def __init__(self, stream: BufferedIOBase, *, most_bytes: int = MOST_UNPACKED_BYTES) -> None:
        self._stream = stream
        self._left = most_bytes
        self._most = most_bytes
        self.cut_short = False

    def read(self) -> bytes:
        """The next chunk, empty at the end.

        Raises:
            TooLarge: when the file holds more than the limit.
        """
        pieces: list[bytes] = []
        wanted = CHUNK_BYTES
        while wanted > 0 and (piece := self._piece(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        self._left -= CHUNK_BYTES - wanted
        if self._left < 0:
            raise TooLarge(
                f"It unpacks to more than {self._most / 2**20:.0f} MiB.",
                hint="Export this one run again, on its own.",
            )
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        if self.cut_short:
            return b""
        try:
            # read1, because read gathers pieces and loses them all when the last one is cut
            return self._stream.read1(size)
        except _CUT_SHORT:
            self.cut_short = True
            return b""

    def read_all(self) -> bytes:
        """Everything that is left.

        Raises:
            TooLarge: when the file holds more than the limit.
        """
        return b"".join(iter(self.read, b""))


@contextmanager
def unpacked(path: Path, *, most_bytes: int = MOST_UNPACKED_BYTES) -> Iterator[Unpacked]:
    """Open `path` for reading, through gzip if its name ends in ``.gz``."""
    with path.open("rb") as plain:
        if path.suffix.lower() != ".gz":
            yield Unpacked(plain, most_bytes=most_bytes)
            return
        with gzip.GzipFile(fileobj=plain, mode="rb") as inner:
            yield Unpacked(inner, most_bytes=most_bytes)


def fingerprint_of(path: Path) -> str:
    """Start of the SHA-256 of the unpacked bytes, and the file name: ``3c4ed25a9008f00d:run.fit``.

    Unpacked, so that ``run.fit`` and ``run.fit.gz`` are the same file.

    Raises:
        TooLarge: when the file holds more than the limit.
        OSError: when the disk does not give it.
    """
    digest = hashlib.sha256()
    with unpacked(path) as stream:
        for chunk in iter(stream.read, b""):
            digest.update(chunk)
    return f"{digest.hexdigest()[:FINGERPRINT_DIGITS]}:{readable(path.name)}"


def bytes_behind(fingerprint: str) -> str:
    """The part of a fingerprint that depends on the bytes alone.

    >>> bytes_behind("3c4ed25a9008f00d:sunday.fit#2")
    '3c4ed25a9008f00d'
    """
    return fingerprint.partition(":")[0]


def readable(name: str) -> str:
    """A file name that any output can hold: no control characters, no broken encoding."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
