"""One file as a stream of bytes, out of its archive and its gzip, cut at the limit."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import Any

from startline.formats import file_limits as limits
from startline.formats.file_limits import CHUNK_BYTES, MOST_UNPACKED_BYTES
from startline.formats.imported import DamagedEntry, TooLarge
from startline.formats.sources import Source, Span

FINGERPRINT_DIGITS = 16  # of SHA-256: 64 bits, no clash in any runner's lifetime of files
_CUT_SHORT = (EOFError, gzip.BadGzipFile, zlib.error)


class Unpacked:
    """Bytes of one file. Stops with `TooLarge` at the limit, however small the file on disk is.

    A damaged gzip stream ends early and leaves `cut_short` set, so that what came through can
    still be read.
    """

    def __init__(
        self,
        stream: BufferedIOBase,
        *,
        most_bytes: int = MOST_UNPACKED_BYTES,
        cut_short: bool = False,
    ) -> None:
        self._stream = stream
        self._left = most_bytes
        self._most = most_bytes
        self.cut_short = cut_short
        self._at_end = False

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
        if self._at_end:
            return b""
        try:
            # read1, because read gathers pieces and loses them all when the last one is cut
            piece = self._stream.read1(size)
        except _CUT_SHORT:
            self.cut_short = True
            piece = b""
        self._at_end = not piece
        return piece

    def read_all(self) -> bytes:
        """Everything that is left.

        Raises:
            TooLarge: when the file holds more than the limit.
        """
        return b"".join(iter(self.read, b""))


class _Entry(io.RawIOBase):
    """The bytes of one entry of an archive, held against what the archive says about it."""

    def __init__(self, file: BufferedIOBase, span: Span) -> None:
        file.seek(span.offset)
        self._file, self._span = file, span
        self._packed_left = span.packed_bytes
        self._unpacker: Any = zlib.decompressobj(-zlib.MAX_WBITS) if span.deflated else None
        self._n_bytes = self._crc32 = 0

    def readable(self) -> bool:
        """Always: there is nothing else to do with it."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with the next unpacked bytes; 0 at the end.

        Raises:
            DamagedEntry: when size or checksum are not what the archive says.
        """
        piece = self._next(len(buffer))
        self._n_bytes += len(piece)
        self._crc32 = zlib.crc32(piece, self._crc32)
        too_long = self._n_bytes > self._span.unpacked_bytes
        wrong = (self._n_bytes, self._crc32) != (self._span.unpacked_bytes, self._span.crc32)
        if too_long or (not piece and wrong):
            raise DamagedEntry(
                "Its size or checksum is not what the archive says.",
                hint="Download the archive again.",
            )
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, size: int) -> bytes:
        if self._unpacker is None:
            return self._packed(min(size, CHUNK_BYTES))
        while not self._unpacker.eof:
            waiting = self._unpacker.unconsumed_tail or self._packed(64 * 1024)
            piece: bytes = self._unpacker.decompress(waiting, size)
            if piece or not waiting:
                return piece
        return b""

    def _packed(self, size: int) -> bytes:
        packed = self._file.read(min(size, self._packed_left))
        self._packed_left -= len(packed)
        return packed


@contextmanager
def unpacked(source: Source, *, most_bytes: int = MOST_UNPACKED_BYTES) -> Iterator[Unpacked]:
    """Open a source for reading, out of its archive and through its one layer of gzip."""
    with source.path.open("rb") as plain:
        stream: BufferedIOBase = plain
        if source.span is not None:
            stream = io.BufferedReader(_Entry(plain, source.span), 64 * 1024)
        if not source.gzipped:
            yield Unpacked(stream, most_bytes=most_bytes)
            return
        with gzip.GzipFile(fileobj=stream, mode="rb") as inner:
            yield Unpacked(inner, most_bytes=most_bytes)


@contextmanager
def fingerprinted(source: Source) -> Iterator[tuple[str, Unpacked]]:
    """The fingerprint of a source, and its bytes to read from the start.

    The fingerprint is the start of the SHA-256 of the unpacked bytes and the file name, such as
    ``3c4ed25a9008f00d:run.fit``. Unpacked, so that ``run.fit`` and ``run.fit.gz`` are the same
    file. What is small is unpacked once and held; what is large is unpacked a second time.

    Raises:
        TooLarge: when the file holds more than the limit.
        DamagedEntry: when it is not what its archive says.
        OSError: when the disk does not give it.
    """
    digest, held = hashlib.sha256(), io.BytesIO()
    n_bytes = 0
    with unpacked(source) as stream:
        for chunk in iter(stream.read, b""):
            digest.update(chunk)
            n_bytes += len(chunk)
            if n_bytes <= limits.MOST_HELD_BYTES:
                held.write(chunk)
        cut_short = stream.cut_short
    fingerprint = f"{digest.hexdigest()[:FINGERPRINT_DIGITS]}:{source.base}"
    if n_bytes <= limits.MOST_HELD_BYTES:
        held.seek(0)
        yield fingerprint, Unpacked(held, cut_short=cut_short)
        return
    held.close()
    with unpacked(source) as again:
        yield fingerprint, again


def bytes_behind(fingerprint: str) -> str:
    """The part of a fingerprint that depends on the bytes alone.

    >>> bytes_behind("3c4ed25a9008f00d:sunday.fit#2")
    '3c4ed25a9008f00d'
    """
    return fingerprint.partition(":")[0]
