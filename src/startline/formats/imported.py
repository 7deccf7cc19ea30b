"""What reading a file gives: a run, a refusal with its reason, or "this is already here"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from startline.engine.errors import StartlineError


class UnusableFile(StartlineError):
    """A whole file that cannot be taken. Never leaves the reader: it becomes a `Skipped`."""

    code: ClassVar[str] = "unreadable"


class TooLarge(UnusableFile):
    """More bytes than one activity file may unpack to."""

    code = "too_large"


class TooManyPoints(UnusableFile):
    """More recorded points, or more tracks, than one file may hold."""

    code = "too_many_points"


class DtdForbidden(UnusableFile):
    """An XML file with a DOCTYPE: no watch writes one, every entity attack needs one."""

    code = "dtd_forbidden"


class EmptyFile(UnusableFile):
    """Readable, but nobody recorded anything in it."""

    code = "empty"


class NotAnActivity(UnusableFile):
    """A file of another kind: settings, a planned workout, a course."""

    code = "not_an_activity"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the caller knows about one file before it is opened.

    `zone` is where the runner lives (None: nobody said), `today` the runner's day.
    """

    source: str
    fingerprint: str
    zone: ZoneInfo | None
    today: date


@dataclass(frozen=True, slots=True)
class Split:
    """One kilometre, or the rest at the end.

    `km` is where it ends, counted from the start; `min` the moving minutes it took; `hr` the mean
    heart rate in beats per minute, None if unknown.
    """

    km: float
    min: float
    hr: int | None

    def to_json(self) -> dict[str, Any]:
        """Its fields as JSON values; an unknown heart rate is left out."""
        known = {"km": self.km, "min": self.min}
        return known if self.hr is None else {**known, "hr": self.hr}


@dataclass(frozen=True, slots=True)
class ImportedRun:
    """One run as a file tells it. Nobody was asked about pain, so it says nothing about pain.

    Distances in km; `duration_min` from start to end, `moving_min` without the stops. `on` is the
    day where the runner was. `source` is a fingerprint: the same bytes give the same one.
    `warnings` are stable codes.
    """

    on: date
    started_at: datetime | None
    distance_km: float
    duration_min: float
    moving_min: float
    sport: str
    surface: str
    splits: tuple[Split, ...]
    source: str
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The fields that `startline import --json` promises, in their order."""
        return {
            "on": self.on.isoformat(),
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "distance_km": self.distance_km,
            "duration_min": self.duration_min,
            "moving_min": self.moving_min,
            "sport": self.sport,
            "splits": [split.to_json() for split in self.splits],
            "source": self.source,
            "warnings": list(self.warnings),
        }

    def to_case_run(self) -> dict[str, Any]:
        """The run as a Case holds it. No `pain` key: silence is not a pain-free run.

        `moving_min`, `source` and `warnings` go along as extra fields, so that a second import
        knows the run again and a person can see what was doubtful.
        """
        started = {"started_at": self.started_at.isoformat()} if self.started_at else {}
        doubts = {"warnings": list(self.warnings)} if self.warnings else {}
        return {
            "on": self.on.isoformat(),
            **started,
            "distance_km": self.distance_km,
            "duration_min": self.duration_min,
            "surface": self.surface,
            "moving_min": self.moving_min,
            "source": self.source,
            **doubts,
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """A run we took. `source` is the file's name as its owner knows it."""

    source: str
    run: ImportedRun


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file we did not take, and what its owner can do about it. `code` is stable."""

    source: str
    code: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """Its three fields."""
        return {"source": self.source, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """A file that brings nothing new.

    `same_as` is the fingerprint of the run that is kept, or "" if that run has none; `fingerprint`
    is this file's own, to be noted beside it. `because` is ``same_file`` or ``same_run``.
    """

    source: str
    fingerprint: str
    same_as: str
    because: str
