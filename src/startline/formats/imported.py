"""What reading a file gives: a run, a refusal with its reason, or "this is already here"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from startline.engine.errors import StartlineError
from startline.formats.sports import Sport


class UnusableFile(StartlineError):
    """A whole file that cannot be taken. Never leaves the reader: it becomes a `Skipped`."""

    code: ClassVar[str] = "unreadable"


class TooLarge(UnusableFile):
    """More bytes than one activity file may unpack to."""

    code = "too_large"


class TooManyPoints(UnusableFile):
    """More recorded points, or more tracks, than one file may hold."""

    code = "too_many_points"


class TooManyRows(UnusableFile):
    """More rows, columns or letters than one table may hold."""

    code = "too_many_rows"


class DtdForbidden(UnusableFile):
    """An XML file with a DOCTYPE: no watch writes one, every entity attack needs one."""

    code = "dtd_forbidden"


class EmptyFile(UnusableFile):
    """Readable, but nobody recorded anything in it."""

    code = "empty"


class NotAnActivity(UnusableFile):
    """A file of another kind: settings, a planned workout, a course."""

    code = "not_an_activity"


class Unsupported(UnusableFile):
    """A file of a kind we do not read."""

    code = "unsupported"


class DamagedEntry(UnusableFile):
    """An entry of an archive that is not what the archive says about it."""

    code = "damaged_entry"


class ColumnsNotConfirmed(UnusableFile):
    """A table whose columns had to be guessed: a person must say that the guess is right."""

    code = "columns_not_confirmed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the caller knows about a file before it is opened.

    `zone` is where the runner lives (None: nobody said), `today` the runner's day. `sport` is what
    a table beside the file says about it, `unit` the runner's unit, ``km`` or ``mi`` (None: nobody
    said). `columns` are the confirmed columns of a plain table, "guess" to take the guess.
    `source` and `fingerprint` name the file.
    """

    source: str
    zone: ZoneInfo | None
    today: date
    sport: Sport | None = None
    unit: str | None = None
    columns: str | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """One kilometre or mile, or the rest at the end.

    `at` is where it ends, in its own unit, counted from the start; `min` the moving minutes it
    took; `hr` the mean heart rate in beats per minute, None if unknown.
    """

    at: float
    min: float
    hr: int | None

    def to_json(self, unit: str) -> dict[str, Any]:
        """Its fields as JSON values; an unknown heart rate is left out."""
        known = {unit: self.at, "min": self.min}
        return known if self.hr is None else {**known, "hr": self.hr}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRun:
    """One run as a file tells it. Nobody was asked about pain, so it says nothing about pain.

    Distances in km; `duration_min` from start to end, `moving_min` without the stops. `on` is the
    day where the runner was. `other_distance_km` is the smaller of two distances that disagree.
    `source` is a fingerprint: the same bytes give the same one. `warnings` are stable codes.
    """

    on: date
    started_at: datetime | None
    distance_km: float
    duration_min: float | None
    moving_min: float | None
    sport: str
    surface: str
    source: str
    warnings: tuple[str, ...]
    splits: tuple[Split, ...] = ()
    mile_splits: tuple[Split, ...] = ()
    device: str | None = None
    other_distance_km: float | None = None

    @property
    def id(self) -> str:
        """A name for the run within a Case: its day and the start of its fingerprint."""
        behind = self.source.partition(":")[0].removeprefix("strava-")
        leg = self.source.partition(" + ")[0].rpartition("#")[2]
        numbered = f"-{leg}" if leg.isdecimal() and "#" in self.source else ""
        return f"{self.on.isoformat()}-{behind[:12]}{numbered}"

    def to_json(self) -> dict[str, Any]:
        """The fields that `startline import --json` promises, in their order."""
        return {
            "on": self.on.isoformat(),
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "distance_km": self.distance_km,
            "duration_min": self.duration_min,
            "moving_min": self.moving_min,
            "sport": self.sport,
            "splits": [split.to_json("km") for split in self.splits],
            "mile_splits": [split.to_json("mi") for split in self.mile_splits],
            "source": self.source,
            "warnings": list(self.warnings),
            "device": self.device,
            "other_distance_km": self.other_distance_km,
        }

    def to_case_run(self) -> dict[str, Any]:
        """The run as a Case holds it. No `pain` key: silence is not a pain-free run.

        `moving_min`, `source`, `device` and `warnings` go along as extra fields, so that a second
        import knows the run again and a person can see what was doubtful.
        """
        fields = {
            "id": self.id,
            "on": self.on.isoformat(),
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "distance_km": self.distance_km,
            "duration_min": self.duration_min,
            "surface": self.surface,
            "moving_min": self.moving_min,
            "source": self.source,
            "device": self.device,
            "other_distance_km": self.other_distance_km,
            "warnings": list(self.warnings) or None,
        }
        return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Row:
    """Where in a table an item stands.

    `line` counts from 1 with the header; `file` is the recording the row names, "" if none;
    `sport` is what the row calls it, None if nobody knows that word.
    """

    line: int
    file: str
    sport: Sport | None


@dataclass(frozen=True, slots=True)
class Imported:
    """A run we took. `source` is the file's name as its owner knows it."""

    source: str
    run: ImportedRun
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file we did not take: the cause, and what its owner can do. `code` is stable."""

    source: str
    code: str
    cause: str
    hint: str = ""
    row: Row | None = None

    @property
    def detail(self) -> str:
        """Cause and hint in one."""
        return f"{self.cause} {self.hint}".strip()

    @property
    def place(self) -> str:
        """The file, and the line if it is a row of a table."""
        return f"{self.source}, line {self.row.line}" if self.row else self.source

    def to_json(self) -> dict[str, Any]:
        """Its three promised fields."""
        return {"source": self.place, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """A file or a row that brings nothing new.

    `same_as` is the source of the run that is kept, or "" if that run has none; `fingerprint`
    is this file's own, to be noted beside it. `because` is ``same_file`` or ``same_run``.
    """

    source: str
    fingerprint: str
    same_as: str
    because: str
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class TableRead:
    """A table was read to its end: how many rows, and how many of them belong to a file."""

    source: str
    n_rows: int
    n_with_file: int


Item = Imported | Skipped | AlreadyHere | TableRead  # what an import yields, one or more a file


@dataclass(frozen=True, slots=True)
class Answer:
    """What one file held. `known`: it was asked about before, so it was not read again."""

    fingerprint: str
    items: tuple[Imported | Skipped, ...] = ()
    known: bool = False


def refused(source: str, refusal: UnusableFile) -> Skipped:
    """A refusal as a line of the report."""
    return Skipped(source, refusal.code, refusal.problem, refusal.hint)
