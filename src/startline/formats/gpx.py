"""GPX: every `<trk>` is one leg; distance along its points, because GPX holds no other."""

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

_HEART_RATE = ("hr", "heartrate")  # Garmin's extension, the older Cluetrust one


def read_gpx(stream: Unpacked, reading: Reading) -> list[Imported | Skipped]:
    """The runs in a GPX file.

    Raises:
        UnusableFile: or one of its kinds, when the file as a whole cannot be taken.
    """
    found = _Gpx()
    xml = XmlStream(
        wanted=("time", "type", *_HEART_RATE),
        opened=("trkpt", "trkseg", "trk", "gpx"),
        closed=("trkpt", "trk"),
        started=found.started,
        ended=found.ended,
    )
    whole = xml.read(stream)
    if not found.is_gpx:
        raise UnusableFile("It is not a GPX file.", hint="Export the run again.")
    found.close_track()
    legs = found.legs if whole else [replace(leg, warnings=("partial",)) for leg in found.legs]
    return settle(legs, reading)


class _Gpx:
    """Gathers legs while the file streams by."""

    def __init__(self) -> None:
        self.is_gpx = False
        self._device: str | None = None
        self.legs: list[Leg] = []
        self._count = PointCount()
        self._track: Track | None = None
        self._sport: str | None = None
        self._point: Point | None = None
        self._at: tuple[float, float | None] | None = None
        self._offset_s: float | None = None

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "trkpt" and self._track:
            self._at = None
            # a missing or unreadable degree becomes NaN, which no track accepts
            lat, lon = decimal(attributes.get("lat")), decimal(attributes.get("lon"))
            nan = float("nan")
            self._point = Point(0.0, nan if lat is None else lat, nan if lon is None else lon)
        elif name == "trkseg" and self._track:
            self._track.pause()
        elif name == "trk":
            self._track, self._sport, self._offset_s = Track(self._count), None, None
        elif name == "gpx":
            self.is_gpx = True
            self._device = readable(attributes.get("creator", "").strip())[:MOST_DEVICE] or None

    def ended(self, name: str, text: str) -> None:
        point = self._point
        if point and name == "time":
            self._at = moment(text)
        elif point and name in _HEART_RATE:
            point.hr = heart_rate(decimal(text))
        elif point and name == "trkpt":
            self._add(point)
        elif name == "type" and self._track and not point:
            self._sport = text.strip() or None
        elif name == "trk":
            self.close_track()

    def _add(self, point: Point) -> None:
        self._point = None
        track = self._track
        if track and self._at:
            point.at_s, offset_s = self._at
            if track.first_at_s is None:
                self._offset_s = offset_s
            track.add(point)
        elif track:
            track.add_bad()

    def close_track(self) -> None:
        """End the current track, by its closing tag or because the file breaks off."""
        track, self._track = self._track, None
        if track is None or track.n_points == 0:
            return
        if len(self.legs) >= MOST_LEGS:
            raise TooManyPoints(
                f"It holds more than {MOST_LEGS} tracks.", hint="Export one run at a time."
            )
        self.legs.append(
            Leg(
                vendor="gpx",
                sport=self._sport,
                track=track.summary(),
                utc_offset_s=self._offset_s,
                device=self._device,
            )
        )
