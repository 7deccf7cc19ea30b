"""FIT: every session is one leg, its records the points. Broken files give what is readable."""

from __future__ import annotations

from collections.abc import Sequence

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
from startline.formats.leg import Leg, settle
from startline.formats.track import Point, Track, TrackSummary
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
        detail = "The watch did not know the day: its times count from switching on."
        return [Skipped(reading.source, "clock_not_set", f"{detail} Add the run by hand.")]
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
        return [_leg({}, part, part.points, warnings)] if part.points else []
    shares = [part.points] if len(sessions) == 1 else _shares(sessions, part.points)
    return [
        _leg(session, part, points, doubts)
        for session, points in zip(sessions, shares, strict=True)
    ]


def _unless(warning: str, given: tuple[str, ...]) -> tuple[str, ...]:
    return () if warning in given else (warning,)


def _shares(sessions: Sequence[Message], points: Sequence[Point]) -> list[list[Point]]:
    """The points of each session: from its start to the next one's, or to its own end."""
    starts = [number(session, "start_time") or 0.0 for session in sessions]
    ends = [
        start + (number(session, "total_elapsed_time") or 0.0) + LATE_S
        for start, session in zip(starts, sessions, strict=True)
    ]
    untils = [min(end, after) for end, after in zip(ends, [*starts[1:], float("inf")], strict=True)]
    return [
        [point for point in points if start <= point.at_s < until]
        for start, until in zip(starts, untils, strict=True)
    ]


def _leg(session: Message, part: FitPart, points: list[Point], doubts: tuple[str, ...]) -> Leg:
    what = session if session.get("sport") is not None else part.sport
    sport, sub_sport = what.get("sport"), what.get("sub_sport")
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
        warnings=doubts,
    )


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
