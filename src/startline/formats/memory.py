"""The files and runs that are here already, and how a run is recognised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Protocol

from startline.formats import file_limits as limits
from startline.formats.imported import ImportedRun
from startline.formats.unpacked import bytes_behind

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


class Memory:
    """The files and runs seen so far. Runs are kept by the minute they started in."""

    def __init__(self, sources: Collection[str], runs: Iterable[KnownRun]) -> None:
        self._by_bytes: dict[str, str] = {}
        self._by_minute: dict[int, list[tuple[KnownRun, str]]] = defaultdict(list)
        self._by_day: dict[date, list[tuple[KnownRun, str]]] = defaultdict(list)
        for source in sources:
            self.note_source(source)
        for run in runs:
            self._note_run(run, str(getattr(run, "source", "") or _extra_source(run)))

    def known(self) -> set[str]:
        """The bytes of all files that are here."""
        return set(self._by_bytes)

    def note_source(self, source: str, same_as: str = "") -> None:
        """Remember the fingerprint, or all of them, of a run that is kept as `same_as`."""
        for fingerprint in source.split(BOTH):
            self._by_bytes.setdefault(bytes_behind(fingerprint), same_as or source)

    def note(self, run: ImportedRun) -> None:
        """Remember a run just imported."""
        self.note_source(run.source)
        self._note_run(run, run.source)

    def _note_run(self, run: KnownRun, source: str) -> None:
        if run.started_at is not None and run.started_at.tzinfo is not None:
            self._by_minute[_minute(run.started_at)].append((run, source))
            self._by_day[run.started_at.date()].append((run, source))

    def same_file(self, source: str) -> str | None:
        """The source under which any of these recordings is already here; None if all are new."""
        for fingerprint in source.split(BOTH):
            kept = self._by_bytes.get(bytes_behind(fingerprint))
            if kept is not None:
                return kept
        return None

    def same_run(self, run: ImportedRun) -> str | None:
        """The source of a kept recording of this very run ("" if it has none); None if new."""
        if run.started_at is None:
            return self._same_day(run)
        minute = _minute(run.started_at)
        for near in (minute - 1, minute, minute + 1):
            for kept, source in self._by_minute.get(near, ()):
                if is_same_run(run, kept):
                    return source
        return None

    def _same_day(self, run: ImportedRun) -> str | None:
        """A row with a day and no time of day is the recording of that day as far and as long."""
        for kept, source in self._by_day.get(run.on, ()):
            if _as_far_and_long(run, kept):
                return source
        return None


def is_same_run(one: KnownRun, other: KnownRun) -> bool:
    """Two recordings of one run: start, duration and distance agree, each as far as it is known."""
    if not (one.started_at and other.started_at):
        return False
    # By the moment: within one time zone, Python subtracts what the clock says, and an hour of
    # autumn comes twice.
    apart_s = abs(one.started_at.timestamp() - other.started_at.timestamp())
    return apart_s <= limits.SAME_START_S and _as_far_and_long(one, other)


def _as_far_and_long(one: KnownRun, other: KnownRun) -> bool:
    if not _close(one.distance_km, other.distance_km, limits.SAME_DISTANCE_SHARE):
        return False
    if one.duration_min is None or other.duration_min is None:
        return True
    return _close(one.duration_min, other.duration_min, limits.SAME_DURATION_SHARE)


def _close(one: float, other: float, share: float) -> bool:
    return abs(one - other) <= share * max(one, other)


def _minute(at: datetime) -> int:
    return int(at.timestamp() // 60)


def _extra_source(run: KnownRun) -> str:
    """An engine Run keeps what it does not know, our `source` among it, in `extra`."""
    return str(getattr(run, "extra", {}).get("source", ""))
