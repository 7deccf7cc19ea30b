"""TCX: every `<Activity>` is one leg; laps state distance and timer time, points the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from startline.formats.file_limits import MOST_DEVICE, MOST_LEGS
from startline.formats.imported import Imported, Reading, Skipped, TooManyPoints, UnusableFile
from startline.formats.leg import Leg, settle
from startline.formats.sources import readable
from startline.formats.track import Point, PointCount, Track, heart_rate
from startline.formats.unpacked import Unpacked
from startline.formats.xml_stream import XmlStream, decimal, moment

_WANTED = (
    "Time",
    "LatitudeDegrees",
    "LongitudeDegrees",
    "DistanceMeters",
    "TotalTimeSeconds",
    "Value",
    "Name",
)
_CLOSED = ("HeartRateBpm", "Creator", "Activity", "Trackpoint")
_OPENED = (*_CLOSED, "Position", "Lap", "TrainingCenterDatabase")
_NAN = float("nan")


def read_tcx(stream: Unpacked, reading: Reading) -> list[Imported | Skipped]:
    """The runs in a TCX file.

    Raises:
        UnusableFile: or one of its kinds, when the file as a whole cannot be taken.
    """
    found = _Tcx()
    xml = XmlStream(
        wanted=_WANTED, opened=_OPENED, closed=_CLOSED, started=found.started, ended=found.ended
    )
    whole = xml.read(stream)
    if not found.is_tcx:
        raise UnusableFile("It is not a TCX file.", hint="Export the run again.")
    found.close_activity()
    legs = found.legs if whole else [replace(leg, warnings=("partial",)) for leg in found.legs]
    return settle(legs, reading)


class _Activity:
    """One `<Activity>` while it streams by."""

    def __init__(self, sport: str | None, count: PointCount) -> None:
        self.sport = sport
        self.track = Track(count)
        self.start: tuple[float, float | None] | None = None
        self.laps_m: float | None = None
        self.laps_s: float | None = None
        self.device: str | None = None

    def leg(self) -> Leg:
        start_s, offset_s = self.start or (None, None)
        track = self.track.summary()
        return Leg(
            vendor="tcx",
            sport=self.sport,
            track=track,
            stated_start_s=start_s,
            stated_m=self.laps_m,
            stated_elapsed_s=track.elapsed_s or None,
            stated_timer_s=self.laps_s,
            utc_offset_s=offset_s,
            device=self.device,
        )


class _Tcx:
    """Gathers legs while the file streams by."""

    def __init__(self) -> None:
        self.is_tcx = False
        self.legs: list[Leg] = []
        self._count = PointCount()
        self._activity: _Activity | None = None
        self._point: Point | None = None
        self._at_s: float | None = None
        self._in_heart_rate = self._in_creator = False

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        activity = self._activity
        if name == "Trackpoint" and activity:
            self._point, self._at_s = Point(0.0), None
        elif name in ("HeartRateBpm", "Creator"):
            self._in_heart_rate, self._in_creator = name == "HeartRateBpm", name == "Creator"
        elif name == "Position" and self._point:
            self._point.lat = self._point.lon = _NAN  # until both degrees have been read
        elif name == "Lap" and activity and activity.start is None:
            activity.start = moment(attributes.get("StartTime", ""))
        elif name == "Activity":
            self.close_activity()
            self._activity = _Activity(attributes.get("Sport") or None, self._count)
        elif name == "TrainingCenterDatabase":
            self.is_tcx = True

    def ended(self, name: str, text: str) -> None:
        activity, point = self._activity, self._point
        if point and name in _WANTED:
            self._fill(point, name, text)
        elif name in ("HeartRateBpm", "Creator"):
            self._in_heart_rate = self._in_creator = False
        elif name == "Activity":
            self.close_activity()
        elif activity and point and name == "Trackpoint":
            self._add(activity, point)
        elif activity and name == "Name" and self._in_creator:
            activity.device = readable(text.strip())[:MOST_DEVICE] or None
        elif activity and name == "DistanceMeters":
            activity.laps_m = (activity.laps_m or 0.0) + _positive(text)
        elif activity and name == "TotalTimeSeconds":
            activity.laps_s = (activity.laps_s or 0.0) + _positive(text)

    def _fill(self, point: Point, name: str, text: str) -> None:
        if name == "Time":
            at = moment(text)
            self._at_s = at[0] if at else None
        elif name == "LatitudeDegrees":
            point.lat = _or_nan(decimal(text))
        elif name == "LongitudeDegrees":
            point.lon = _or_nan(decimal(text))
        elif name == "DistanceMeters":
            point.device_m = decimal(text)
        elif name == "Value" and self._in_heart_rate:
            point.hr = heart_rate(decimal(text))

    def _add(self, activity: _Activity, point: Point) -> None:
        self._point = None
        if self._at_s is None:
            activity.track.add_bad()
        else:
            point.at_s = self._at_s
            activity.track.add(point)

    def close_activity(self) -> None:
        """End the current activity, by its closing tag or because the file breaks off."""
        activity, self._activity = self._activity, None
        self._point = None
        if activity is None or (activity.track.n_points == 0 and not activity.laps_s):
            return
        if len(self.legs) >= MOST_LEGS:
            raise TooManyPoints(
                f"It holds more than {MOST_LEGS} activities.", hint="Export one run at a time."
            )
        self.legs.append(activity.leg())


def _positive(text: str) -> float:
    value = decimal(text)
    return value if value is not None and value > 0 else 0.0


def _or_nan(value: float | None) -> float:
    return _NAN if value is None else value
