"""Recorded points -> distance, moving time, splits per kilometre and mile, in constant memory.

Two distances are kept side by side: the device's own (wheel, foot pod, its filtered GPS) and the
one along the track. Which one counts is decided later, when both are whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from startline.formats.file_limits import (
    CLOCK_TICK_S,
    FROM_ZERO_M,
    LEAST_MOVING_M_PER_S,
    MOST_DISTANCE_KM,
    MOST_GAP_S,
    MOST_POINTS,
    MOST_SPEED_M_PER_S,
    MOVING_WINDOW_S,
    STRAYS_THAT_AGREE,
)
from startline.formats.imported import Split, TooManyPoints

MILE_M = 1609.344
EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
NO_HEART_RATE = 255  # FIT's "invalid"; 0 is a strap that lost the skin


@dataclass(slots=True)
class Point:
    """One recorded moment; None: the device is silent.

    Metres, degrees, beats per minute, metres per second.
    """

    at_s: float
    lat: float | None = None
    lon: float | None = None
    device_m: float | None = None
    hr: float | None = None
    speed_m_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One way of measuring a whole recording: metres, moving seconds, splits."""

    distance_m: float
    moving_s: float
    splits: tuple[Split, ...]
    mile_splits: tuple[Split, ...]


@dataclass(frozen=True, slots=True)
class TrackSummary:
    """All that is kept of a recording. `device` or `path` is None if never recorded."""

    n_points: int
    n_bad: int
    first_at_s: float | None
    elapsed_s: float
    device: Course | None
    path: Course | None


class PointCount:
    """Counts the points of one file across its tracks."""

    __slots__ = ("n",)

    def __init__(self) -> None:
        self.n = 0

    def one_more(self) -> None:
        """Count a point.

        Raises:
            TooManyPoints: past the limit for one file.
        """
        self.n += 1
        if self.n > MOST_POINTS:
            raise TooManyPoints(
                f"It holds more than {MOST_POINTS:,} points.",
                hint="Export this one run again, on its own.",
            )


class _Splitter:
    """Cuts one measure into pieces of one length, each with its minutes and mean heart rate."""

    __slots__ = ("_beats", "_beats_s", "_length_m", "_mark_m", "_passed_s", "_splits")

    def __init__(self, length_m: float) -> None:
        self._length_m = length_m
        self._mark_m = length_m
        self._passed_s = 0.0
        self._beats = self._beats_s = 0.0
        self._splits: list[Split] = []

    def advance(
        self, from_m: float, step_m: float, step_s: float, beats: float, beats_s: float
    ) -> None:
        """Go on by one step; close every piece that ends in it, as if its pace were even."""
        self._beats += beats
        self._beats_s += beats_s
        while self._mark_m <= from_m + step_m and self._mark_m <= MOST_DISTANCE_KM * 1000:
            to_mark_s = step_s * (self._mark_m - from_m) / step_m if step_m > 0 else 0.0
            self._close(self._mark_m, self._passed_s + to_mark_s)
            self._passed_s = -to_mark_s
            self._mark_m += self._length_m
        self._passed_s += step_s

    def _close(self, end_m: float, split_s: float) -> None:
        hr = round(self._beats / self._beats_s) if self._beats_s > 0 else None
        self._splits.append(Split(round(end_m / self._length_m, 3), round(split_s / 60, 3), hr))
        self._beats = self._beats_s = 0.0

    def finish(self, total_m: float) -> tuple[Split, ...]:
        """All pieces, the last one as long as it is."""
        rest_m = total_m - (self._mark_m - self._length_m)
        if rest_m >= 1 and total_m < MOST_DISTANCE_KM * 1000:
            self._close(total_m, self._passed_s)
        return tuple(self._splits)


class Measure:
    """Adds up one kind of distance. Speed is judged over short windows, not point by point."""

    __slots__ = (
        "_beats",
        "_beats_s",
        "_kilometres",
        "_miles",
        "_step_m",
        "_step_s",
        "moving_s",
        "total_m",
    )

    def __init__(self, already_m: float = 0.0) -> None:
        self.total_m = already_m
        self.moving_s = 0.0
        self._step_m = self._step_s = 0.0
        self._beats = self._beats_s = 0.0
        self._kilometres, self._miles = _Splitter(1000.0), _Splitter(MILE_M)

    def advance(self, step_m: float, step_s: float, hr: float | None) -> None:
        """Go on by so many metres in so many seconds, at so many beats per minute."""
        self._step_m += step_m
        self._step_s += step_s
        if hr is not None:
            self._beats += hr * step_s
            self._beats_s += step_s
        if self._step_s >= MOVING_WINDOW_S:
            self._close_window()

    def _close_window(self) -> None:
        step_m, step_s = self._step_m, self._step_s
        beats, beats_s = self._beats, self._beats_s
        self._step_m = self._step_s = self._beats = self._beats_s = 0.0
        if not (step_s > 0 and step_m / step_s > LEAST_MOVING_M_PER_S):
            step_s = 0.0
        self.moving_s += step_s
        self._kilometres.advance(self.total_m, step_m, step_s, beats, beats_s)
        self._miles.advance(self.total_m, step_m, step_s, beats, beats_s)
        self.total_m += step_m

    def course(self) -> Course:
        """The whole of it. Call once, at the end."""
        self._close_window()
        return Course(
            self.total_m,
            self.moving_s,
            self._kilometres.finish(self.total_m),
            self._miles.finish(self.total_m),
        )


class Track:
    """Takes points in the order recorded, drops and counts the impossible ones."""

    def __init__(self, count: PointCount | None = None) -> None:
        self._count = count or PointCount()
        self.n_points = 0
        self.n_bad = 0
        self.elapsed_s = 0.0
        self.first_at_s: float | None = None
        self._n_good = 0
        self._now: Point | None = None  # the last good point
        self._fix: Point | None = None  # the last good point that had a position
        self._tick: Point | None = None  # the last good point that had a device distance
        self._stray: Point | None = None
        self._first_stray_s = 0.0
        self._n_strays = 0
        self._device: Measure | None = None
        self._path: Measure | None = None

    def add(self, point: Point) -> None:
        """Take one point.

        Raises:
            TooManyPoints: past the limit for one file.
        """
        self._count.one_more()
        self.n_points += 1
        if not _possible(point):
            self.n_bad += 1
        elif self._now is None:
            self._start(point)
        elif self._reachable(point, apart_m := _apart_m(self._fix, point)):
            self._advance(point, self._now, apart_m)
        else:
            self.n_bad += 1
            self._remember_stray(point)

    def add_bad(self) -> None:
        """Count a point that could not even be read."""
        self._count.one_more()
        self.n_points += 1
        self.n_bad += 1

    def pause(self) -> None:
        """The recorder was off: what lies between the last point and the next was not run."""
        self._fix = self._tick = None

    def summary(self) -> TrackSummary:
        """The whole recording so far. Call once, at the end."""
        return TrackSummary(
            n_points=self.n_points,
            n_bad=self.n_bad,
            first_at_s=self.first_at_s,
            elapsed_s=self.elapsed_s,
            device=self._device.course() if self._device else None,
            path=self._path.course() if self._path else None,
        )

    def _start(self, point: Point) -> None:
        self.first_at_s = point.at_s
        self._n_good = 1
        self._stand_at(point)

    def _stand_at(self, point: Point) -> None:
        """Go on from here without counting the way to it."""
        self._now = point
        self._stray = None
        self._n_strays = 0
        if point.lat is not None:
            self._path = self._path or Measure()
            self._fix = point
        if point.device_m is not None:
            near_zero = point.device_m <= FROM_ZERO_M
            self._device = self._device or Measure(point.device_m if near_zero else 0.0)
            self._tick = point

    def _reachable(self, point: Point, apart_m: float) -> bool:
        now = self._now
        return (
            now is not None
            and 0 <= point.at_s - now.at_s <= MOST_GAP_S
            and _fits(self._fix, self._tick, point, apart_m)
        )

    def _advance(self, point: Point, before: Point, apart_m: float) -> None:
        self.elapsed_s += point.at_s - before.at_s
        if self._path and self._fix and point.lat is not None:
            self._path.advance(apart_m, point.at_s - self._fix.at_s, point.hr)
        if self._device and self._tick and point.device_m is not None:
            step_m = point.device_m - (self._tick.device_m or 0.0)
            self._device.advance(step_m, point.at_s - self._tick.at_s, point.hr)
        self._n_good += 1
        self._stand_at(point)

    def _remember_stray(self, point: Point) -> None:
        """One stray is a glitch; several that fit each other mean the last good point was wrong."""
        stray = self._stray
        near_in_time = stray is not None and 0 <= point.at_s - stray.at_s <= MOST_GAP_S
        if near_in_time and _fits(stray, stray, point, _apart_m(stray, point)):
            self._n_strays += 1
        else:
            self._n_strays, self._first_stray_s = 1, point.at_s
        self._stray = point
        if self._n_strays >= STRAYS_THAT_AGREE:
            self._trust_strays(point)

    def _trust_strays(self, point: Point) -> None:
        if self._n_good == 1:  # only the very first point disagrees with all the others
            self.first_at_s = self._first_stray_s
            self.elapsed_s = point.at_s - self._first_stray_s
        elif self._now and 0 <= point.at_s - self._now.at_s <= MOST_GAP_S:
            self.elapsed_s += point.at_s - self._now.at_s
        self._n_good += 1
        self._stand_at(point)


def heart_rate(value: float | None) -> float | None:
    """Beats per minute, or None where 0, 255 or worse stands for "no reading"."""
    return value if value is not None and 0 < value < NO_HEART_RATE else None


def _possible(point: Point) -> bool:
    lat, lon, device_m = point.lat, point.lon, point.device_m
    if (lat is None) != (lon is None) or not math.isfinite(point.at_s):
        return False
    # written so that NaN fails: every comparison with it is False
    there = lat is None or lon is None or (-90 <= lat <= 90 and -180 <= lon <= 180)
    return there and (device_m is None or 0 <= device_m <= 2e6)


def _fits(fix: Point | None, tick: Point | None, point: Point, apart_m: float) -> bool:
    """Could a runner get from the last position, and the last device distance, to this point?"""
    if fix and apart_m > MOST_SPEED_M_PER_S * (point.at_s - fix.at_s + CLOCK_TICK_S):
        return False
    if tick and tick.device_m is not None and point.device_m is not None:
        most_m = MOST_SPEED_M_PER_S * (point.at_s - tick.at_s + CLOCK_TICK_S)
        return 0 <= point.device_m - tick.device_m <= most_m
    return True


def _apart_m(one: Point | None, other: Point) -> float:
    """Metres between two positions on the globe (haversine); 0 where one is not known."""
    if one is None or one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return 0.0
    lat_1, lat_2 = math.radians(one.lat), math.radians(other.lat)
    half_lat = math.sin((lat_2 - lat_1) / 2)
    half_lon = math.sin(math.radians(other.lon - one.lon) / 2)
    chord = half_lat * half_lat + math.cos(lat_1) * math.cos(lat_2) * half_lon * half_lon
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))
