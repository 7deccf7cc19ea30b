"""Where recordings lie: files, folders, and entries of archives. Names never become paths.

A name from an archive is shown, and compared with other names; it is never joined to a folder and
never opened (I09).
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from startline.formats.imported import Skipped

KINDS = frozenset({"fit", "tcx", "gpx", "csv"})
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".tar.gz")
_READABLE = "FIT, TCX, GPX (each also as .gz), CSV and .zip are read here."


@dataclass(frozen=True, slots=True)
class Span:
    """Where an entry lies inside an archive, and what the archive claims about it."""

    offset: int
    packed_bytes: int
    unpacked_bytes: int
    crc32: int
    deflated: bool


@dataclass(frozen=True, slots=True)
class Source:
    """One recording or table to read. `name` is for people; `path` is what is opened.

    `asked_for`: the runner named this very file, so that it is worth a guess.
    """

    name: str
    path: Path
    kind: str
    gzipped: bool
    span: Span | None = None
    asked_for: bool = False

    @property
    def base(self) -> str:
        """The last part of its name."""
        return PurePosixPath(self.name).name


def kind_of(name: str) -> tuple[str | None, bool]:
    """The format by a name's ending, and whether it lies under one layer of gzip.

    >>> kind_of("4021635014.FIT.gz"), kind_of("notes.txt"), kind_of("a.zip.gz")
    (('fit', True), (None, False), (None, True))
    """
    if name.replace("\\", "/").rpartition("/")[2].startswith("."):
        return None, False  # what macOS puts beside each file: "._run.fit"
    lower = name.lower()
    gzipped = lower.endswith(".gz")
    kind = lower.removesuffix(".gz").rpartition(".")[2]
    return (kind if kind in KINDS else None), gzipped


def is_archive(name: str) -> bool:
    """Whether the name is that of a container of files."""
    return name.lower().removesuffix(".gz").endswith(ARCHIVES)


def sources_in(paths: Iterable[Path]) -> Iterator[Source | Skipped]:
    """Every file below the paths, in the order of names, and a line for what cannot be read.

    Nothing inside a file makes this raise.
    """
    for path in paths:
        yield from _below(path, asked_for=True)


def _below(path: Path, *, asked_for: bool) -> Iterator[Source | Skipped]:
    shown = readable(str(path))
    try:
        mode = path.stat().st_mode
        inside = sorted(path.iterdir()) if stat.S_ISDIR(mode) else None
    except OSError as error:
        yield Skipped(shown, "not_readable", f"{error.strerror or error}.", "Check the path.")
        return
    if inside is not None:
        for each in inside:
            # a link to a folder may lead back to where we came from
            if not (each.is_symlink() and each.is_dir()):
                yield from _below(each, asked_for=False)
    elif not stat.S_ISREG(mode):
        yield Skipped(shown, "unsupported", "It is not a file.", _READABLE)
    else:
        yield from named_sources(path, str(path), asked_for=asked_for)


def named_sources(path: Path, name: str, *, asked_for: bool = True) -> Iterator[Source | Skipped]:
    """What lies in one file that its owner calls `name`, wherever it is stored and as what."""
    shown = readable(name)
    if name.lower().endswith(".zip"):
        from startline.formats.archive import entries_of

        yield from entries_of(path, shown)
        return
    kind, gzipped = kind_of(name)
    yield Source(shown, path, kind, gzipped, asked_for=asked_for) if kind else unsupported(shown)


def unsupported(shown: str) -> Skipped:
    """The line for a file of a kind we do not read."""
    return Skipped(shown, "unsupported", "It is no recording of a run.", _READABLE)


def readable(name: str) -> str:
    """A file name that any output can hold: no control characters, no broken encoding."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
