"""One file, by its name's ending, to its runs. Every trouble becomes a `Skipped`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from startline.formats.imported import Imported, Reading, Skipped, UnusableFile
from startline.formats.unpacked import Unpacked, unpacked

Reader = Callable[[Unpacked, Reading], list[Imported | Skipped]]
_READERS = {".fit": "fit", ".tcx": "tcx", ".gpx": "gpx"}


def is_activity_file(path: Path) -> bool:
    """Whether the name ends like one of the formats we read, with or without ``.gz``."""
    return _ending(path) in _READERS


def read_file(path: Path, reading: Reading) -> list[Imported | Skipped]:
    """The runs in one FIT, TCX or GPX file, or why there are none. Runs in this process."""
    try:
        with unpacked(path) as stream:
            return _reader(path)(stream, reading)
    except UnusableFile as refusal:
        return [Skipped(reading.source, refusal.code, str(refusal))]
    except MemoryError:
        detail = "Reading it takes too much memory. Export this one run again."
        return [Skipped(reading.source, "too_much_memory", detail)]
    except OSError as error:
        return [Skipped(reading.source, "not_readable", f"{error.strerror or error}.")]
    except Exception as error:  # one bad file never stops an import (I16)
        detail = f"Reading it ended in {type(error).__name__}. Please send us the file."
        return [Skipped(reading.source, "unreadable", detail)]


def _ending(path: Path) -> str:
    name = path.name.lower().removesuffix(".gz")
    return Path(name).suffix


def _reader(path: Path) -> Reader:
    kind = _READERS[_ending(path)]
    reader: Reader = getattr(importlib.import_module(f"startline.formats.{kind}"), f"read_{kind}")
    return reader
