"""A .zip as a list of entries to read, after checks that no entry has to be opened for.

The standard library reads the list; it lets overlapping entries through on the Pythons we support
(CVE-2024-0450), so the places of all entries are compared here before any of them is opened.
"""

from __future__ import annotations

import struct
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from startline.formats import file_limits as limits
from startline.formats.imported import Skipped
from startline.formats.sources import Source, Span, is_archive, kind_of, readable, unsupported

_LOCAL = struct.Struct("<4s22xHH")  # of a local header: its mark, lengths of name and extra field
_END = struct.Struct("<4s4xHHLLH")  # of the end record: mark, entries, bytes of the list
_WHOLE = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
_AGAIN = "Pack the files again as an ordinary .zip, or unpack them and import the folder."
_ENCRYPTED = 0x1


class _Refused(Exception):
    """Why a whole archive is not opened. Never leaves this module."""

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(cause)
        self.code = code


def entries_of(path: Path, shown: str) -> Iterator[Source | Skipped]:
    """The entries worth opening, by name, and a line for every other one.

    Nothing inside the archive makes this raise.
    """
    try:
        with path.open("rb") as file:
            _check_list(file)
            with zipfile.ZipFile(file) as archive:
                infos, list_at = archive.infolist(), archive.start_dir
            places = _places(file, infos, list_at)
    except _Refused as refusal:
        yield Skipped(shown, refusal.code, str(refusal), _AGAIN)
        return
    except OSError as error:
        yield Skipped(shown, "not_readable", f"{error.strerror or error}.", "Check the path.")
        return
    except Exception:  # zipfile raises many types on what is no archive
        yield Skipped(shown, "unreadable", "It is no whole .zip file.", "Download it again.")
        return
    if all(_is_folder(info) for info in infos):
        yield Skipped(shown, "empty", "The archive is empty.", "Export it again.")
    yield from _entries(path, shown, infos, places)


def _check_list(file: IO[bytes]) -> None:
    """Refuse a list too long to be read, by what the end of the file says about it."""
    size = file.seek(0, 2)
    if size > limits.MOST_ARCHIVE_BYTES:
        most = limits.MOST_ARCHIVE_BYTES / 2**30
        raise _Refused("too_large", f"It is larger than {most:.0f} GiB.")
    file.seek(max(0, size - 65_557))  # 22 bytes and a comment of at most 65,535
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + _END.size:
        return  # zipfile says what is wrong
    _, _, n_entries, list_bytes, _, _ = _END.unpack_from(tail, at)
    too_many = n_entries > limits.MOST_ENTRIES and n_entries != 0xFFFF
    if too_many or (list_bytes > limits.MOST_ENTRY_LIST_BYTES and list_bytes != 0xFFFFFFFF):
        raise _too_many()
    if 0xFFFF in (n_entries,) or list_bytes == 0xFFFFFFFF:
        _check_long_list(tail, at)


def _check_long_list(tail: bytes, at: int) -> None:
    """As above for zip64, whose end record stands before the other one."""
    long_at = tail.rfind(b"PK\6\6", 0, at)
    if long_at < 0 or len(tail) < long_at + 56:
        raise _too_many()
    n_entries, list_bytes = struct.unpack_from("<QQ", tail, long_at + 32)
    if n_entries > limits.MOST_ENTRIES or list_bytes > limits.MOST_ENTRY_LIST_BYTES:
        raise _too_many()


def _too_many() -> _Refused:
    return _Refused("too_many_entries", f"It holds more than {limits.MOST_ENTRIES:,} entries.")


def _places(file: IO[bytes], infos: Sequence[zipfile.ZipInfo], list_at: int) -> dict[int, int]:
    """Where the data of each entry begins, by the place of its header; refuses any overlap."""
    if len(infos) > limits.MOST_ENTRIES:
        raise _too_many()
    begins: dict[int, int] = {}
    free_from = 0
    for info in sorted(infos, key=lambda each: each.header_offset):
        data_at = _data_at(file, info)
        if info.header_offset < free_from or data_at + info.compress_size > list_at:
            raise _Refused("archive_bomb", "Its entries lie over one another.")
        free_from = data_at + info.compress_size
        begins[info.header_offset] = data_at
    return begins


def _data_at(file: IO[bytes], info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
        raise _Refused("unreadable", f'Its list names "{readable(info.filename)}", which is gone.')
    _, name_bytes, extra_bytes = _LOCAL.unpack(head)
    return info.header_offset + _LOCAL.size + int(name_bytes) + int(extra_bytes)


def _entries(
    path: Path, shown: str, infos: Sequence[zipfile.ZipInfo], places: dict[int, int]
) -> Iterator[Source | Skipped]:
    left_bytes = limits.MOST_ARCHIVE_UNPACKED_BYTES
    used: Counter[str] = Counter()
    for info in sorted(infos, key=lambda each: each.filename):
        if _is_folder(info):
            continue
        name = f"{shown}/{_clean(info.filename)}"
        used[name] += 1
        if used[name] > 1:  # an archive may hold two entries of one name: neither is lost
            name = f"{name} ({used[name]})"
        refusal = _refusal(name, info)
        if refusal is not None:
            yield refusal
            continue
        left_bytes -= info.file_size
        if left_bytes < 0:
            most = limits.MOST_ARCHIVE_UNPACKED_BYTES / 2**30
            cause = f"The archive unpacks to more than {most:.0f} GiB."
            yield Skipped(name, "too_large", cause, "Import the rest from an archive of its own.")
            continue
        yield _source(path, name, info, places[info.header_offset])


def _is_folder(info: zipfile.ZipInfo) -> bool:
    return info.filename.endswith("/")  # its own is_dir breaks on an empty name


def _clean(name: str) -> str:
    """A name to show: no way up, no drive, no root."""
    parts = readable(name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "unnamed"


def _refusal(name: str, info: zipfile.ZipInfo) -> Skipped | None:
    if is_archive(info.filename):
        hint = "Take it out and import it on its own."
        return Skipped(name, "archive_in_archive", "It is an archive inside an archive.", hint)
    if kind_of(info.filename)[0] is None:
        return unsupported(name)
    if info.flag_bits & _ENCRYPTED:
        hint = "Unpack the archive with its password and import the folder."
        return Skipped(name, "encrypted", "It is encrypted.", hint)
    if info.compress_type not in _WHOLE:
        method = _METHODS.get(info.compress_type, f"method {info.compress_type}")
        return Skipped(name, "unsupported_compression", f"It is packed with {method}.", _AGAIN)
    if info.file_size > limits.MOST_UNPACKED_BYTES:
        most = limits.MOST_UNPACKED_BYTES / 2**20
        cause = f"It unpacks to more than {most:.0f} MiB."
        return Skipped(name, "too_large", cause, "Export this one run again, on its own.")
    if info.file_size > limits.MOST_RATIO * max(info.compress_size, 1024):
        cause = f"It unpacks to more than {limits.MOST_RATIO} times its size."
        return Skipped(name, "archive_bomb", cause, "Export this one run again, on its own.")
    return None


def _source(path: Path, name: str, info: zipfile.ZipInfo, data_at: int) -> Source:
    kind, gzipped = kind_of(info.filename)
    deflated = info.compress_type == zipfile.ZIP_DEFLATED
    span = Span(data_at, info.compress_size, info.file_size, info.CRC, deflated)
    return Source(name, path, kind or "", gzipped, span)
