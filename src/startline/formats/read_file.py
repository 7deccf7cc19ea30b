"""One file, by its name's ending, to its runs. Every trouble becomes a `Skipped`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection
from dataclasses import replace

from startline.formats import file_limits as limits
from startline.formats.imported import (
    Answer,
    Imported,
    Reading,
    Skipped,
    UnusableFile,
    refused,
)
from startline.formats.sources import Source
from startline.formats.unpacked import Unpacked, bytes_behind, fingerprinted

Reader = Callable[[Unpacked, Reading], list[Imported | Skipped]]
_READERS = {
    "fit": "startline.formats.fit:read_fit",
    "tcx": "startline.formats.tcx:read_tcx",
    "gpx": "startline.formats.gpx:read_gpx",
    "csv": "startline.formats.tables:read_table",
}


def read_file(source: Source, reading: Reading, known: Collection[str] = frozenset()) -> Answer:
    """The runs in one file, or why there are none. Runs in this process.

    A file whose key is in `known` is not read. Nothing inside the file makes this raise.
    """
    fingerprint = ""
    try:
        with fingerprinted(source) as (fingerprint, stream):
            if key_of(fingerprint, reading) in known or bytes_behind(fingerprint) in known:
                return Answer(fingerprint, known=True)
            items = _reader(source.kind)(stream, replace(reading, fingerprint=fingerprint))
    except UnusableFile as refusal:
        items = [refused(reading.source, refusal)]
    except MemoryError:
        items = [too_much_memory(reading.source)]
    except OSError as error:
        cause = f"{error.strerror or error}."
        items = [Skipped(reading.source, "not_readable", cause, "Check the disk.")]
    except Exception as error:  # one bad file never stops an import (I16)
        cause = f"Reading it ended in {type(error).__name__}."
        items = [Skipped(reading.source, "unreadable", cause, "Please send us the file.")]
    return Answer(fingerprint, tuple(items))


def too_much_memory(source: str, memory_mib: int = limits.MEMORY_MIB) -> Skipped:
    """The line for a file that swells."""
    cause = f"It takes more than {memory_mib} MiB of memory to read."
    return Skipped(source, "too_much_memory", cause, "Export this one run again.")


def key_of(fingerprint: str, reading: Reading) -> str:
    """What the outcome of reading depends on, beside the settings of the whole import."""
    return f"{bytes_behind(fingerprint)}|{reading.sport.name if reading.sport else ''}"


def _reader(kind: str) -> Reader:
    module, _, name = _READERS[kind].partition(":")
    reader: Reader = getattr(importlib.import_module(module), name)
    return reader
