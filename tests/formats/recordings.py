"""Recordings made up for tests: a straight run east, written as FIT, TCX or GPX."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from startline.formats.imported import Imported, ImportedRun, Reading, Skipped
from startline.formats.read_file import read_file
from startline.formats.sources import Source, named_sources

START = datetime(2026, 4, 4, 6, 30, tzinfo=UTC)
TODAY = date(2026, 5, 1)
LONDON = ZoneInfo("Europe/London")
LATITUDE = 50.0
M_PER_DEGREE = 6_371_008.8 * math.radians(1) * math.cos(math.radians(LATITUDE))


@dataclass(frozen=True)
class Sample:
    """One moment of a recording; None is left out of the file."""

    s: float
    m: float | None
    lat: float | None
    lon: float | None
    hr: int | None = 150


def samples(
    km: float = 5.0, s_per_km: float = 360.0, *, every_s: float = 10.0, where: float = 8.0
) -> list[Sample]:
    """An even run along a line of latitude."""
    n = round(km * s_per_km / every_s)
    metres = [1000 * km * i / n for i in range(n + 1)]
    return [
        Sample(i * every_s, m, LATITUDE, where + m / M_PER_DEGREE) for i, m in enumerate(metres)
    ]


def without(fields: str, those: Iterable[Sample]) -> list[Sample]:
    """The same samples with some fields (space-separated) left out."""
    nothing: dict[str, Any] = dict.fromkeys(fields.split())
    return [replace(sample, **nothing) for sample in those]


def _iso(start: datetime, s: float) -> str:
    return (start + timedelta(seconds=s)).isoformat().replace("+00:00", "Z")


def a_gpx(
    points: Sequence[Sample] | None = None,
    *,
    kind: str | None = "running",
    start: datetime = START,
    head: str = "",
) -> str:
    """A GPX file of one track; samples without a time of their own use `start`."""
    kind_element = "" if kind is None else f"<type>{kind}</type>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<gpx version="1.1" creator="a test">'
        f"<metadata><time>2001-01-01T00:00:00Z</time></metadata><trk>{kind_element}<trkseg>"
        + "".join(gpx_point(p, start) for p in (samples() if points is None else points))
        + "</trkseg></trk></gpx>"
    )


def gpx_point(p: Sample, start: datetime = START) -> str:
    heart = f"<extensions><x:T><x:hr>{p.hr}</x:hr></x:T></extensions>" if p.hr is not None else ""
    time = f"<time>{_iso(start, p.s)}</time>"
    return f'<trkpt lat="{p.lat}" lon="{p.lon}"><ele>1</ele>{time}{heart}</trkpt>'


def a_tcx(
    points: Sequence[Sample] | None = None,
    *,
    sport: str = "Running",
    start: datetime = START,
    lap_m: float | None = None,
    lap_s: float | None = None,
) -> str:
    """A TCX file of one activity with one lap."""
    given = samples() if points is None else points
    metres = lap_m if lap_m is not None else max((p.m or 0.0 for p in given), default=0.0)
    seconds = lap_s if lap_s is not None else max((p.s for p in given), default=0.0)
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase><Activities>'
        f'<Activity Sport="{sport}"><Id>x</Id><Lap StartTime="{_iso(start, 0)}">'
        f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>"
        "<AverageHeartRateBpm><Value>99</Value></AverageHeartRateBpm><Track>"
        + "".join(_tcx_point(p, start) for p in given)
        + "</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    )


def _tcx_point(p: Sample, start: datetime) -> str:
    place = (
        f"<Position><LatitudeDegrees>{p.lat}</LatitudeDegrees>"
        f"<LongitudeDegrees>{p.lon}</LongitudeDegrees></Position>"
        if p.lat is not None
        else ""
    )
    metres = f"<DistanceMeters>{p.m}</DistanceMeters>" if p.m is not None else ""
    heart = f"<HeartRateBpm><Value>{p.hr}</Value></HeartRateBpm>" if p.hr is not None else ""
    return f"<Trackpoint><Time>{_iso(start, p.s)}</Time>{place}{metres}{heart}</Trackpoint>"


@dataclass(frozen=True)
class Leg:
    """One session of a FIT file."""

    points: Sequence[Sample]
    sport: str | None = "running"
    sub_sport: str | None = None
    start: datetime = START
    total_m: float | None = None
    timer_s: float | None = None


def a_fit(*legs: Leg, utc_offset_h: float | None = 1.0, kind: str = "activity") -> bytes:
    """A FIT file of these legs, written by fit-tool; sessions come last, as watches write them."""
    from fit_tool import FitFileBuilder
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.profile_type import FileType

    builder = FitFileBuilder(auto_define=True)
    file_id = FileIdMessage()
    file_id.type = FileType[kind.upper()]
    file_id.time_created = _ms(START, 0)
    builder.add(file_id)
    given = legs or (Leg(samples()),)
    for leg in given:
        builder.add_all([_record(p, leg.start) for p in leg.points])
    builder.add_all([_session(leg) for leg in given])
    last = given[-1]
    end = last.start + timedelta(seconds=last.points[-1].s if last.points else 0)
    activity = ActivityMessage()
    activity.timestamp = _ms(end, 0)
    if utc_offset_h is not None:
        activity.local_timestamp = round(end.timestamp() - 631_065_600 + utc_offset_h * 3600)
    activity.num_sessions = len(given)
    builder.add(activity)
    data: bytes = builder.build().to_bytes()
    return data


def _ms(start: datetime, s: float) -> int:
    return round((start.timestamp() + s) * 1000)


def _record(p: Sample, start: datetime) -> Any:
    from fit_tool.profile.messages.record_message import RecordMessage

    record = RecordMessage()
    record.timestamp = _ms(start, p.s)
    if p.lat is not None:
        record.position_lat, record.position_long = p.lat, p.lon
    if p.m is not None:
        record.distance = p.m
    if p.hr is not None:
        record.heart_rate = p.hr
    return record


def _session(leg: Leg) -> Any:
    from fit_tool.profile.messages.session_message import SessionMessage
    from fit_tool.profile.profile_type import Sport, SubSport

    elapsed_s = leg.points[-1].s if leg.points else 0.0
    session = SessionMessage()
    session.start_time = _ms(leg.start, 0)
    session.timestamp = _ms(leg.start, elapsed_s)
    session.total_elapsed_time = elapsed_s
    session.total_timer_time = leg.timer_s if leg.timer_s is not None else elapsed_s
    metres = leg.total_m if leg.total_m is not None else max(p.m or 0 for p in leg.points)
    session.total_distance = metres
    if leg.sport is not None:
        session.sport = Sport[leg.sport.upper()]
    if leg.sub_sport is not None:
        session.sub_sport = SubSport[leg.sub_sport.upper()]
    return session


def read(path: Path, *, zone: ZoneInfo | None = LONDON, today: date = TODAY) -> list[Any]:
    """Read in this process, as a caller without a fence would."""
    return list(read_file(a_source(path), Reading(path.name, zone, today)).items)


def a_source(path: Path) -> Source:
    """A file as the importer finds it, named by its last part."""
    source = next(named_sources(path, path.name, asked_for=False))
    assert isinstance(source, Source), path
    return source


def put(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file for a test."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def the_run(items: Sequence[Imported | Skipped]) -> ImportedRun:
    """The only run of a file."""
    (item,) = items
    assert isinstance(item, Imported), item
    return item.run


def the_refusal(items: Sequence[Imported | Skipped]) -> Skipped:
    """The only refusal of a file."""
    (item,) = items
    assert isinstance(item, Skipped), item
    return item
