"""Files and folders -> runs, one file at a time, each counted once, none lost without a line.

The way of one file: name -> fingerprint -> already here? -> read behind the fence -> same run as
another? -> `Imported`, `Skipped` or `AlreadyHere`.
"""

from __future__ import annotations

import stat
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from startline.formats import file_limits as limits
from startline.formats.fence import FencedReader
from startline.formats.imported import (
    AlreadyHere,
    Imported,
    ImportedRun,
    Reading,
    Skipped,
    UnusableFile,
)
from startline.formats.read_file import is_activity_file
from startline.formats.unpacked import bytes_behind, fingerprint_of, readable

BOTH = " + "  # between the fingerprints of two recordings of one run


class KnownRun(Protocol):
    """What a run must tell to be recognised: an engine Run, an ImportedRun or a row will do."""

    @property
    def started_at(self) -> datetime | None:
        """An aware moment."""

    @property
    def distance_km(self) -> float:
        """Kilometres."""

    @property
    def duration_min(self) -> float | None:
        """Minutes from start to end."""


def import_paths(
    paths: Iterable[Path],
    *,
    zone: ZoneInfo | None,
    today: date,
    known_sources: Collection[str] = frozenset(),
    known_runs: Iterable[KnownRun] = (),
) -> Iterator[Imported | Skipped | AlreadyHere]:
    """Read files and folders, sorted by name, and yield one item for each run or file.

    `zone` is where the runner lives (None: days are taken in UTC, with a warning), `today` the
    runner's day. `known_sources` are the `source` texts of runs that are here already, `known_runs`
    those runs themselves. Nothing inside a file makes this raise.

    Raises:
        ValueError: when `zone` has no IANA name.
    """
    if zone is not None and not zone.key:
        raise ValueError(f"Zone {zone!r} has no name; use one such as ZoneInfo('Europe/Riga').")
    memory = _Memory(known_sources, known_runs)
    with FencedReader() as reader:
        for path in _files(paths):
            if isinstance(path, Skipped):
                yield path
            else:
                yield from _import_one(path, reader, memory, zone, today)


def _import_one(
    path: Path, reader: FencedReader, memory: _Memory, zone: ZoneInfo | None, today: date
) -> Iterator[Imported | Skipped | AlreadyHere]:
    source = readable(str(path))
    fingerprint = _fingerprint(path, source)
    if isinstance(fingerprint, Skipped):
        yield fingerprint
        return
    kept = memory.same_file(fingerprint)
    if kept is not None:
        yield AlreadyHere(source, fingerprint, kept, "same_file")
        return
    for item in reader.read(path, Reading(source, fingerprint, zone, today)):
        same_as = memory.same_run(item.run) if isinstance(item, Imported) else None
        if isinstance(item, Imported) and same_as is not None:
            memory.note_source(item.run.source)
            yield AlreadyHere(source, item.run.source, same_as, "same_run")
        else:
            if isinstance(item, Imported):
                memory.note(item.run)
            yield item


def _fingerprint(path: Path, source: str) -> str | Skipped:
    try:
        return fingerprint_of(path)
    except UnusableFile as refusal:
        return Skipped(source, refusal.code, str(refusal))
    except OSError as error:
        return Skipped(source, "not_readable", f"{error.strerror or error}.")


def _files(paths: Iterable[Path]) -> Iterator[Path | Skipped]:
    """Every file to look at, in a stable order, and a line for everything that is none."""
    for path in paths:
        try:
            mode = path.stat().st_mode
            inside = sorted(path.iterdir()) if stat.S_ISDIR(mode) else None
        except OSError as error:
            yield Skipped(readable(str(path)), "not_readable", f"{error.strerror or error}.")
            continue
        if inside is not None:
            # a link to a folder may lead back to where we came from
            yield from _files(p for p in inside if not (p.is_symlink() and p.is_dir()))
        elif not stat.S_ISREG(mode) or not is_activity_file(path):
            detail = "FIT, TCX and GPX files are read here, each also as .gz."
            yield Skipped(readable(str(path)), "unsupported", detail)
        else:
            yield path


class _Memory:
    """The files and runs seen so far. Runs are kept by the minute they started in."""

    def __init__(self, sources: Collection[str], runs: Iterable[KnownRun]) -> None:
        self._by_bytes: dict[str, str] = {}
        self._by_minute: dict[int, list[tuple[KnownRun, str]]] = defaultdict(list)
        for source in sources:
            self.note_source(source)
        for run in runs:
            self._note_run(run, str(getattr(run, "source", "") or _extra_source(run)))

    def note_source(self, source: str) -> None:
        """Remember the fingerprint, or both of them, of a run that is kept."""
        for fingerprint in source.split(BOTH):
            self._by_bytes.setdefault(bytes_behind(fingerprint), fingerprint)

    def note(self, run: ImportedRun) -> None:
        """Remember a run just imported."""
        self.note_source(run.source)
        self._note_run(run, run.source)

    def _note_run(self, run: KnownRun, source: str) -> None:
        if run.started_at is not None and run.started_at.tzinfo is not None:
            self._by_minute[_minute(run.started_at)].append((run, source))

    def same_file(self, fingerprint: str) -> str | None:
        """The fingerprint under which these bytes are already here; None if they are new."""
        return self._by_bytes.get(bytes_behind(fingerprint))

    def same_run(self, run: ImportedRun) -> str | None:
        """The source of a kept recording of this very run ("" if it has none); None if new."""
        if run.started_at is None:
            return None
        minute = _minute(run.started_at)
        for near in (minute - 1, minute, minute + 1):
            for kept, source in self._by_minute.get(near, ()):
                if is_same_run(run, kept):
                    return source
        return None


def is_same_run(one: KnownRun, other: KnownRun) -> bool:
    """Two recordings of one run: start, duration and distance agree, each as far as it is known."""
    if not (one.started_at and other.started_at):
        return False
    apart_s = abs((one.started_at - other.started_at).total_seconds())
    return (
        apart_s <= limits.SAME_START_S
        and _close(one.distance_km, other.distance_km, limits.SAME_DISTANCE_SHARE)
        and (
            one.duration_min is None
            or other.duration_min is None
            or _close(one.duration_min, other.duration_min, limits.SAME_DURATION_SHARE)
        )
    )


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(one, other)


def _minute(at: datetime) -> int:
    return int(at.timestamp() // 60)


def _extra_source(run: KnownRun) -> str:
    """An engine Run keeps what it does not know, our `source` among it, in `extra`."""
    return str(getattr(run, "extra", {}).get("source", ""))


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Everything one import brought, ready to be shown or stored."""

    runs: tuple[ImportedRun, ...]
    skipped: tuple[Skipped, ...]
    n_already_here: int

    def to_json(self) -> dict[str, Any]:
        """What `startline import --json` prints."""
        return {
            "runs": [run.to_json() for run in self.runs],
            "skipped": [skip.to_json() for skip in self.skipped],
            "already_here": self.n_already_here,
        }


def report(items: Iterable[Imported | Skipped | AlreadyHere]) -> ImportReport:
    """Gather what `import_paths` yields. A run recorded twice is kept once, with both sources."""
    runs: dict[str, ImportedRun] = {}
    skipped: list[Skipped] = []
    n_already_here = 0
    for item in items:
        if isinstance(item, Imported):
            runs[item.run.source] = item.run
        elif isinstance(item, Skipped):
            skipped.append(item)
        else:
            n_already_here += 1
            kept = runs.get(item.same_as)
            if kept is not None and item.because == "same_run":
                both = f"{kept.source}{BOTH}{item.fingerprint}"
                runs[item.same_as] = replace(kept, source=both)
    return ImportReport(tuple(runs.values()), tuple(skipped), n_already_here)
