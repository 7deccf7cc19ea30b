"""FIT: every session is one leg, its records the points. Broken files give what is readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from startline.formats.file_limits import MOST_SPEED_GAP_S, MOST_SPEED_M_PER_S
from startline.formats.fit_messages import (
    SWITCHED_ON_BELOW_S,
    FitFile,
    FitPart,
    Message,
    decode,
    number,
)
from startline.formats.imported import (
    Imported,
    NotAnActivity,
    Reading,
    Skipped,
    UnusableFile,
)
from startline.formats.leg import Lap, Leg, settle
from startline.formats.track import Point, Track, TrackSummary, heart_rate
from startline.formats.unpacked import Unpacked

QUARTER_HOUR_S = 900  # every UTC offset in use is a multiple of it
MOST_OFFSET_S = 14 * 3600
LATE_S = 60  # records a device may still write after the end its session states


def read_fit(stream: Unpacked, reading: Reading) -> list[Imported | Skipped]:
    """The runs in a FIT file.

    Raises:
        UnusableFile: or one of its kinds, when the file as a whole cannot be taken.
    """
    file = decode(stream.read_all())
    legs = [leg for part in file.parts for leg in _legs(part, _doubts(file, stream))]
    if not legs:
        raise _why_nothing(file)
    if all(_clock_not_set(leg) for leg in legs):
        cause = "The watch did not know the day: its times count from switching on."
        return [Skipped(reading.source, "clock_not_set", cause, "Add the run by hand.")]
    return settle(legs, reading)


def _doubts(file: FitFile, stream: Unpacked) -> tuple[str, ...]:
    partial = ("partial",) if file.problem or stream.cut_short else ()
    return (*partial, "bad_checksum") if file.bad_checksum else partial


def _why_nothing(file: FitFile) -> UnusableFile:
    kinds = {part.file_type for part in file.parts} - {None, "None", "activity"}
    if kinds and not file.problem:
        kind = ", ".join(sorted(str(kind) for kind in kinds))
        return NotAnActivity(f'It is a FIT file of type "{kind[:60]}".', hint="Nothing to import.")
    if any(part.n_timeless for part in file.parts):
        return UnusableFile("None of its records has a time.", hint="Add the run by hand.")
    problem = f" ({file.problem})" if file.problem else ""
    return UnusableFile(
        f"No run can be read from it{problem}.", hint="Copy it from the watch again."
    )


def _clock_not_set(leg: Leg) -> bool:
    start_s = leg.stated_start_s if leg.stated_start_s is not None else leg.track.first_at_s
    return start_s is not None and start_s < SWITCHED_ON_BELOW_S


def _legs(part: FitPart, doubts: tuple[str, ...]) -> list[Leg]:
    sessions = sorted(part.sessions, key=lambda s: number(s, "start_time") or 0.0)
    if not sessions:
        # the session is written last: a cut file has records and, at best, a sport message
        warnings = (*doubts, *_unless("partial", doubts))
        return [_leg({}, part, part.points, part.laps, warnings)] if part.points else []
    if len(sessions) == 1:
        return [_leg(sessions[0], part, part.points, part.laps, doubts)]
    return [
        _leg(session, part, *_within(part, start_s, until_s), doubts)
        for session, (start_s, until_s) in zip(sessions, _spans(sessions), strict=True)
    ]


def _unless(warning: str, given: tuple[str, ...]) -> tuple[str, ...]:
    return () if warning in given else (warning,)


def _spans(sessions: Sequence[Message]) -> list[tuple[float, float]]:
    """Where each session lies in time: from its start to the next one's, or to its own end.

    Whatever was recorded before the first one belongs to it: some watches state its start late.
    """
    starts = [number(session, "start_time") or 0.0 for session in sessions]
    ends = [
        start + (number(session, "total_elapsed_time") or 0.0) + LATE_S
        for start, session in zip(starts, sessions, strict=True)
    ]
    return [
        (start, min(end, after))
        for start, end, after in zip(
            [0.0, *starts[1:]], ends, [*starts[1:], float("inf")], strict=True
        )
    ]


def _within(part: FitPart, start_s: float, until_s: float) -> tuple[list[Point], list[Message]]:
    points = [point for point in part.points if start_s <= point.at_s < until_s]
    laps = [lap for lap in part.laps if start_s <= (number(lap, "start_time") or 0.0) < until_s]
    return points, laps


def _leg(
    session: Message,
    part: FitPart,
    points: list[Point],
    laps: Sequence[Message],
    doubts: tuple[str, ...],
) -> Leg:
    what = session if session.get("sport") is not None else part.sport
    sport, sub_sport = what.get("sport"), what.get("sub_sport")
    from_speed = _distance_from_speed(points)
    return Leg(
        vendor="fit",
        sport=None if sport is None else str(sport),
        sub_sport=None if sub_sport in (None, "generic") else str(sub_sport),
        track=_track(points, part.n_timeless),
        stated_start_s=number(session, "start_time"),
        stated_m=number(session, "total_distance"),
        stated_elapsed_s=number(session, "total_elapsed_time"),
        stated_timer_s=number(session, "total_timer_time"),
        utc_offset_s=_utc_offset_s(part.activity),
        laps=tuple(_laps(laps)),
        device=part.device,
        warnings=(*doubts, *from_speed),
    )


def _laps(messages: Sequence[Message]) -> Iterator[Lap]:
    for lap in messages:
        metres, timer_s = number(lap, "total_distance"), number(lap, "total_timer_time")
        possible = metres is not None and timer_s and metres <= MOST_SPEED_M_PER_S * timer_s
        if metres is not None and timer_s is not None and possible and min(metres, timer_s) > 0:
            yield Lap(metres, timer_s, heart_rate(number(lap, "avg_heart_rate")))


def _distance_from_speed(points: Sequence[Point]) -> tuple[str, ...]:
    """Give a recording of speed alone, as foot pods on old watches write, its distance."""
    if any(point.device_m is not None or point.lat is not None for point in points):
        return ()
    if not any(point.speed_m_per_s for point in points):
        return ()
    total_m, before_s = 0.0, points[0].at_s
    for point in points:
        passed_s = point.at_s - before_s
        speed = point.speed_m_per_s or 0.0
        if 0 < passed_s <= MOST_SPEED_GAP_S and 0 < speed <= MOST_SPEED_M_PER_S:
            total_m += speed * passed_s
        point.device_m, before_s = total_m, point.at_s
    return ("distance_from_speed",)


def _track(points: Sequence[Point], n_timeless: int) -> TrackSummary:
    track = Track()
    for point in points:
        track.add(point)
    for _ in range(n_timeless):
        track.add_bad()
    return track.summary()


def _utc_offset_s(activity: Message) -> float | None:
    """How far the runner's clock was from UTC, if the two times the file gives make sense."""
    local_s, utc_s = number(activity, "local_timestamp"), number(activity, "timestamp")
    if local_s is None or utc_s is None:
        return None
    offset_s = local_s - utc_s
    whole = round(offset_s / QUARTER_HOUR_S) * QUARTER_HOUR_S
    sensible = abs(whole) <= MOST_OFFSET_S and abs(offset_s - whole) <= LATE_S
    return float(whole) if sensible else None
