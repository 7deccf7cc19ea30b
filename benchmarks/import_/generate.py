"""Export archives as Strava writes them, of runs nobody ran, for tests and benchmarks.

One FIT file of an hour is written by fit-tool. Every other is that stream with new numbers in it:
another day and place, a pace and a heart rate of its own, noise on each point. FIT's checksum is
worked out again (CRC-16/ARC, in lanes, because a byte at a time would take a minute an archive).

    python -m benchmarks.import_.generate export.zip --runs 2500
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FIT_EPOCH_S = 631_065_600
FIRST = datetime(2016, 3, 1, 6, 30, tzinfo=UTC)
LATITUDE, LONGITUDE = 48.2, 16.37
M_PER_DEGREE = 111_195.0
SPEED_M_PER_S = 2.8  # of the template
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Template:
    """A FIT stream, where its records lie, and which times stand outside them."""

    before: bytes
    records: npt.NDArray[Any]
    after: bytes
    start_s: int
    seconds: int


def _moment(i: int) -> datetime:
    """The start of run i: five runs a week, each at a minute of its own."""
    days = i // 5 * 7 + (0, 1, 3, 5, 6)[i % 5]
    return FIRST + timedelta(days=days, minutes=i % 50)


@cache
def template(seconds: int = 3600) -> Template:
    """Written by fit-tool: one record a second, a lap each kilometre, one session."""
    from fit_tool import FitFileBuilder
    from fit_tool.profile.messages.record_message import RecordMessage

    builder = FitFileBuilder(auto_define=True)
    builder.add(_file_id())
    at_ms = round(FIRST.timestamp() * 1000)
    for s in range(seconds + 1):
        record = RecordMessage()
        record.timestamp = at_ms + s * 1000
        record.position_lat = LATITUDE
        record.position_long = LONGITUDE + s * 3e-5
        record.distance = SPEED_M_PER_S * s
        record.enhanced_altitude = 180.0
        record.enhanced_speed = SPEED_M_PER_S
        record.heart_rate, record.cadence, record.temperature = 150, 85, 15
        builder.add(record)
    builder.add_all(_closing(seconds))
    return _taken_apart(builder.build().to_bytes(), seconds)


def _file_id() -> Any:
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.profile_type import FileType, Manufacturer

    message = FileIdMessage()
    message.type, message.manufacturer = FileType.ACTIVITY, Manufacturer.GARMIN.value
    message.product, message.time_created = 2697, round(FIRST.timestamp() * 1000)
    return message


def _closing(seconds: int) -> list[Any]:
    """Laps, session and activity, as a watch writes them at the end."""
    from fit_tool.profile.messages.activity_message import ActivityMessage
    from fit_tool.profile.messages.lap_message import LapMessage
    from fit_tool.profile.messages.session_message import SessionMessage
    from fit_tool.profile.profile_type import Sport

    start_ms = round(FIRST.timestamp() * 1000)
    lap, session, activity = LapMessage(), SessionMessage(), ActivityMessage()
    for message in (lap, session):
        message.start_time, message.timestamp = start_ms, start_ms + seconds * 1000
        message.total_elapsed_time = message.total_timer_time = float(seconds)
        message.total_distance = SPEED_M_PER_S * seconds
        message.avg_heart_rate = 150
    session.sport = Sport.RUNNING
    activity.timestamp, activity.num_sessions = start_ms + seconds * 1000, 1
    activity.local_timestamp = round(FIRST.timestamp()) + seconds - FIT_EPOCH_S + 3600
    return [lap, session, activity]


def _taken_apart(data: bytes, seconds: int) -> Template:
    """Split off the records. Their definition says which field lies where."""
    head = data.index(bytes([0x40, 0, 0, 20, 0]))  # little-endian definition of message 20
    n_fields = data[head + 5]
    names = {253: "timestamp", 0: "lat", 1: "lon", 5: "distance", 3: "hr", 73: "speed"}
    fields: list[tuple[str, str]] = [("header", "u1")]
    for i in range(n_fields):
        number, size, _ = data[head + 6 + 3 * i : head + 9 + 3 * i]
        holds = {1: "u1", 2: "<u2", 4: "<i4" if number in (0, 1) else "<u4"}[size]
        fields.append((names.get(number, f"field_{number}"), holds))
    kind = np.dtype(fields)
    begin = head + 6 + 3 * n_fields
    end = begin + (seconds + 1) * kind.itemsize
    records = np.frombuffer(data[begin:end], dtype=kind)
    start_s = round(FIRST.timestamp()) - FIT_EPOCH_S
    assert records["timestamp"][0] == start_s
    assert records["timestamp"][-1] == start_s + seconds
    return Template(data[:begin], records, data[end:-2], start_s, seconds)


def fit_run(i: int, *, seconds: int = 3600) -> bytes:
    """Run i as a FIT file: its own day, place, pace and heart rate, and noise on every point."""
    base = template(seconds)
    moved_s = round((_moment(i) - FIRST).total_seconds())
    records = base.records.copy()
    lat, lon, metres, beats, speed = course(i, seconds)
    records["timestamp"] += moved_s
    records["lat"] = np.round(lat * 2**31 / 180)
    records["lon"] = np.round(lon * 2**31 / 180)
    records["distance"] = np.round(metres * 100)
    records["hr"] = beats
    records["speed"] = np.round(speed * 1000)
    total = struct.pack("<I", round(metres[-1] * 100))
    told = struct.pack("<I", round(SPEED_M_PER_S * seconds * 100))
    before = _moved(base.before, base, moved_s)
    after = _moved(base.after, base, moved_s).replace(told, total)
    data = before + records.tobytes() + after
    return data + struct.pack("<H", crc16(data))


def _moved(data: bytes, base: Template, by_s: int) -> bytes:
    for told in (base.start_s, base.start_s + base.seconds, base.start_s + base.seconds + 3600):
        data = data.replace(struct.pack("<I", told), struct.pack("<I", told + by_s))
    return data


def course(i: int, seconds: int) -> tuple[Floats, Floats, Floats, npt.NDArray[np.uint8], Floats]:
    """Degrees, metres, beats and speed of run i, a point a second: a bent line with noise."""
    dice = np.random.default_rng(i)
    speed = dice.uniform(2.3, 3.6) * (1 + 0.1 * np.sin(np.arange(seconds + 1) / 90 + i))
    metres = np.concatenate(([0.0], np.cumsum(speed[1:])))
    heading = dice.uniform(0, 6.28) + np.cumsum(dice.normal(0, 0.01, seconds + 1))
    noise = dice.normal(0, 0.4, (2, seconds + 1)) / M_PER_DEGREE
    lat = LATITUDE + np.cumsum(np.cos(heading) * speed) / M_PER_DEGREE + noise[0]
    east = np.cumsum(np.sin(heading) * speed) / M_PER_DEGREE / np.cos(np.radians(LATITUDE))
    beats = np.clip(120 + 30 * (1 - np.exp(-np.arange(seconds + 1) / 300)), 0, 200)
    jitter = dice.normal(0, 1.5, seconds + 1)
    return lat, LONGITUDE + east + noise[1], metres, np.round(beats + jitter).astype("u1"), speed


def gpx_run(i: int, *, seconds: int = 3600) -> str:
    """Run i as a GPX file of Strava's kind."""
    lat, lon, _, beats, _ = course(i, seconds)
    points = "".join(
        f'<trkpt lat="{lat[s]:.7f}" lon="{lon[s]:.7f}"><ele>180.0</ele>'
        f"<time>{_iso(i, s)}</time><extensions><gpxtpx:TrackPointExtension>"
        f"<gpxtpx:hr>{beats[s]}</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>\n"
        for s in range(seconds + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx creator="StravaGPX" version="1.1" '
        'xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx='
        '"http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n'
        f"<metadata><time>{_iso(i, 0)}</time></metadata><trk><name>Morning</name>"
        f"<type>running</type><trkseg>\n{points}</trkseg></trk></gpx>\n"
    )


def tcx_run(i: int, *, seconds: int = 3600) -> str:
    """Run i as a TCX file of Garmin's kind."""
    lat, lon, metres, beats, _ = course(i, seconds)
    points = "".join(
        f"<Trackpoint><Time>{_iso(i, s)}</Time><Position><LatitudeDegrees>{lat[s]:.7f}"
        f"</LatitudeDegrees><LongitudeDegrees>{lon[s]:.7f}</LongitudeDegrees></Position>"
        f"<AltitudeMeters>180.0</AltitudeMeters><DistanceMeters>{metres[s]:.2f}</DistanceMeters>"
        f"<HeartRateBpm><Value>{beats[s]}</Value></HeartRateBpm></Trackpoint>\n"
        for s in range(seconds + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>'
        f'<Activity Sport="Running"><Id>{_iso(i, 0)}</Id><Lap StartTime="{_iso(i, 0)}">'
        f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres[-1]:.2f}"
        f"</DistanceMeters><Calories>600</Calories><Intensity>Active</Intensity>"
        f"<TriggerMethod>Manual</TriggerMethod><Track>\n{points}</Track></Lap></Activity>"
        "</Activities></TrainingCenterDatabase>\n"
    )


def _iso(i: int, s: int) -> str:
    return (_moment(i) + timedelta(seconds=s)).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- the whole archive ---------------------------------------------------------------------------


def an_export(path: Path, n_runs: int, *, seconds: int = 3600, n_rides: int = 0) -> None:
    """A bulk export: a recording a run, `activities.csv`, forty other tables, pictures."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for i in range(n_runs):
            packed = gzip.compress(fit_run(i, seconds=seconds), 6, mtime=0)
            archive.writestr(_name(i), packed)
        archive.writestr("activities.csv", "".join(table(n_runs, seconds, n_rides)))
        for n in range(39):
            archive.writestr(f"table_{n:02d}.csv", f"Table {n},Value\nsomething,{n}\n")
        for n in range(20):
            archive.writestr(f"media/{n}.jpg", b"\xff\xd8\xff" + bytes(1000))


def _name(i: int) -> str:
    return f"activities/{4_000_000_000 + i}.fit.gz"


def table(n_runs: int, seconds: int, n_rides: int) -> Iterator[str]:
    """`activities.csv` in English, with its repeated names, and rides that have no file."""
    heading = [
        *("Activity ID", "Activity Date", "Activity Name", "Activity Type"),
        *("Activity Description", "Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort"),
        *("Commute", "Activity Private Note", "Activity Gear", "Filename", "Athlete Weight"),
        *("Bike Weight", "Elapsed Time", "Moving Time", "Distance", "Max Speed"),
    ]
    yield _line(heading)
    for i in range(n_runs + n_rides):
        metres = float(course(i, seconds)[2][-1]) if i < n_runs else 20_000.0
        kind, name = ("Run", _name(i)) if i < n_runs else ("Ride", "")
        at = _moment(i)
        day = f"{at:%b} {at.day}, {at.year}, {at.hour % 12 or 12}:{at:%M:%S %p}"
        yield _line([
            *(9_000_000_000 + i, day, "Morning", kind, "", seconds, f"{metres / 1000:.2f}"),
            *("", "", "false", "", "", name, "", "", f"{seconds}.0", f"{seconds}.0", metres, 5.1),
        ])  # fmt: skip


def _line(cells: list[Any]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


# --- checksum -------------------------------------------------------------------------------------

_LANES = 256


def crc16(data: bytes) -> int:
    """CRC-16/ARC of FIT, begun at 0, so that zeros in front change nothing.

    The data is cut into lanes that are worked on side by side, and joined by what so many zero
    bytes do to a checksum.

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    width = -(-len(data) // _LANES)
    padded = bytes(width * _LANES - len(data)) + data
    lanes = np.frombuffer(padded, np.uint8).reshape(_LANES, width).T.astype(np.uint16)
    crc = np.zeros(_LANES, np.uint16)
    steps = _steps()
    for column in lanes:
        crc = (crc >> 8) ^ steps[(crc ^ column) & 0xFF]
    skip = _skip(width)
    whole = 0
    for lane in crc.tolist():
        whole = int(skip[whole]) ^ lane
    return whole


@cache
def _steps() -> npt.NDArray[np.uint16]:
    """What one byte does."""
    values = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        values = np.where(values & 1, (values >> 1) ^ np.uint16(0xA001), values >> 1)
    return values


@cache
def _skip(n_bytes: int) -> npt.NDArray[np.uint16]:
    """What `n_bytes` zero bytes do to every checksum, by what they do to each of its bits."""
    steps = _steps()
    bits = (1 << np.arange(16)).astype(np.uint16)
    for _ in range(n_bytes):
        bits = (bits >> 8) ^ steps[bits & 0xFF]
    every = np.zeros(1, np.uint16)
    for bit in bits:
        every = np.concatenate((every, every ^ bit))
    return every


def main() -> None:
    """Write an archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--runs", type=int, default=2500)
    parser.add_argument("--rides", type=int, default=0)
    parser.add_argument("--seconds", type=int, default=3600)
    options = parser.parse_args()
    an_export(options.path, options.runs, seconds=options.seconds, n_rides=options.rides)
    print(f"{options.path}: {options.runs} runs, {options.path.stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
