"""Files as they come in: straight to the disk, cut at every limit, gone when the sender is."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.utils.datastructures import MultiValueDict

from startline.formats.sources import readable
from startline.web.imports import limits
from startline.web.imports.models import NAME_CHARS

log = logging.getLogger("startline.imports")


@dataclass(frozen=True, slots=True)
class Sent:
    """One file that arrived whole."""

    public_id: uuid.UUID
    name: str
    n_bytes: int


class IntoFolder(FileUploadHandler):
    """Writes each file under a name of ours into one new folder, and remembers what it is called.

    `refused` is a code once a limit was reached; nothing of that upload is kept then.
    """

    chunk_size = 1024 * 1024

    def __init__(self, folder: Path, *, most_bytes: int) -> None:
        super().__init__()
        self.folder = folder
        self.sent: list[Sent] = []
        self.refused = ""
        self._left = most_bytes
        self._file: IO[bytes] | None = None
        self._id = uuid.uuid4()
        self._most_of_file = 0
        self._watch: _Watch | None = None

    def handle_raw_input(
        self,
        input_data: Any,
        META: Mapping[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, MultiValueDict[str, UploadedFile[Any]]] | None:
        """Make the folder and begin to watch the sender."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._watch = _Watch(META.get("gunicorn.socket"))
        return None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the next file.

        Raises:
            StopUpload: when there are too many.
        """
        super().new_file(*args, **kwargs)
        if len(self.sent) >= limits.MOST_FILES_SENT:
            self._refuse("too_many_files")
        self._id = uuid.uuid4()
        self._most_of_file = limits.most_bytes_of(str(self.file_name))
        self._file = open(self.folder / str(self._id), "wb", opener=_private)  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write on.

        Raises:
            StopUpload: past a limit, or when the disk is full.
        """
        assert self._file is not None  # noqa: S101 - new_file came before
        if start + len(raw_data) > self._most_of_file:
            self._refuse("too_large")
        self._left -= len(raw_data)
        if self._left < 0:
            self._refuse("quota")
        if self._watch is not None:
            self._watch.heard()
        try:
            self._file.write(raw_data)
        except OSError:
            log.exception("an upload could not be written")
            self._refuse("storage_full")

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Note the file; the bytes stay where they are."""
        self._close()
        self.sent.append(Sent(self._id, clean_name(str(self.file_name)), file_size))
        return None

    def upload_complete(self) -> None:
        """Stop watching."""
        self._stop_watching()

    def upload_interrupted(self) -> None:
        """The sender went away, or a limit was reached: nothing of it is kept."""
        self.discard()

    def discard(self) -> None:
        """Remove everything that was written."""
        self._stop_watching()
        self._close()
        self.sent.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _refuse(self, code: str) -> None:
        self.refused = code
        self.discard()
        raise StopUpload(connection_reset=True)

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.stop()


class _Watch:
    """Cuts a sender off who says nothing for a minute, so that one thread is not theirs for ever.

    gunicorn gives the socket to the application; without it there is nothing to cut.
    """

    def __init__(self, held: socket.socket | None) -> None:
        self._held = held
        self._timer: Timer | None = None
        self.heard()

    def heard(self) -> None:
        """Something came: wait anew."""
        self.stop()
        if self._held is not None:
            self._timer = Timer(limits.SILENCE_S, self._cut)
            self._timer.daemon = True
            self._timer.start()

    def stop(self) -> None:
        """Wait no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _cut(self) -> None:
        if self._held is not None:
            with suppress(OSError):
                self._held.shutdown(socket.SHUT_RD)


def clean_name(name: str) -> str:
    r"""What a file is called, for people: its last part, printable, of bounded length.

    >>> clean_name("..\\..\\run\u202egpj.fit"), clean_name("")
    ('run�gpj.fit', 'file')
    """
    last = readable(name.replace("\\", "/").rpartition("/")[2]).strip() or "file"
    stem, dot, end = last.rpartition(".")
    if len(last) <= NAME_CHARS or not dot:
        return last[:NAME_CHARS]
    return f"{stem[: NAME_CHARS - 1 - len(end)]}{dot}{end}"[:NAME_CHARS]


def named_once(sent: list[Sent]) -> list[Sent]:
    """The same files, two of one name told apart by a number before its ending."""
    taken: set[str] = set()
    return [_named(one, taken) for one in sent]


def _named(one: Sent, taken: set[str]) -> Sent:
    stem, dot, end = one.name.rpartition(".") if "." in one.name else (one.name, "", "")
    name, n = one.name, 1
    while name in taken:
        n += 1
        name = f"{stem[: NAME_CHARS - 8 - len(end)]} ({n}){dot}{end}"
    taken.add(name)
    return Sent(one.public_id, name, one.n_bytes)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
