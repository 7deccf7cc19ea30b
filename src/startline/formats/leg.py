"""One recorded leg -> a run or the reason why not: sport, day, distance, times, plausibility."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from startline.formats import file_limits as limits
from startline.formats.imported import EmptyFile, Imported, ImportedRun, Reading, Skipped
from startline.formats.sports import Sport, sport_of
from startline.formats.track import Course, Measure, TrackSummary

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = date(1970, 1, 2)  # the first of January is what a clock says before it knows the time


@dataclass(frozen=True, slots=True)
class Lap:
    """One lap as the device sums it up: metres, seconds of its timer, mean heart rate."""

    distance_m: float
    timer_s: float
    hr: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """What a reader found, not yet judged. `stated_*` is the device's own summary, None if absent.

    `sport` is the vendor's code, None if the file has none. `utc_offset_s` is what the file says
    about the place, None if it says nothing. `device` is what recorded it.
    """

    vendor: str
    sport: str | None
    track: TrackSummary
    sub_sport: str | None = None
    stated_start_s: float | None = None
    stated_m: float | None = None
    stated_elapsed_s: float | None = None
    stated_timer_s: float | None = None
    utc_offset_s: float | None = None
    laps: tuple[Lap, ...] = ()
    device: str | None = None
    warnings: tuple[str, ...] = ()


class NotTaken(Exception):
    """Why one leg or row is no run of ours. Never leaves its reader."""

    def __init__(self, code: str, cause: str, hint: str) -> None:
        super().__init__(cause)
        self.code, self.hint = code, hint


def settle(legs: Iterable[Leg], reading: Reading) -> list[Imported | Skipped]:
    """Judge the legs of one file. Other sports in a file that also holds runs are passed over.

    Raises:
        EmptyFile: when there is no leg at all.
    """
    found = list(legs)
    if not found:
        raise EmptyFile("Nothing is recorded in it.", hint="If this was a run, add it by hand.")
    if len(found) > 1:
        reading = replace(reading, sport=None)  # a table tells of the file, not of each leg
    results = [
        _settle_one(leg, replace(reading, fingerprint=_numbered(reading.fingerprint, n, found)))
        for n, leg in enumerate(found, start=1)
    ]
    runs = [r for r in results if isinstance(r, Imported) or r.code not in _OTHER_SPORT]
    return runs or results[:1]


IF_A_RUN = "If it was a run, add it by hand."
_OTHER_SPORT = frozenset({"not_a_run", "unknown_sport"})


def _numbered(fingerprint: str, n: int, legs: Sequence[Leg]) -> str:
    return fingerprint if len(legs) == 1 else f"{fingerprint}#{n}"


def _settle_one(leg: Leg, reading: Reading) -> Imported | Skipped:
    try:
        return Imported(reading.source, _run(leg, reading))
    except NotTaken as refusal:
        return Skipped(reading.source, refusal.code, str(refusal), refusal.hint)


def _run(leg: Leg, reading: Reading) -> ImportedRun:
    sport, warned = _sport(leg, reading)
    started_at, assumed = _local_start(leg, reading)
    check_day(started_at.date(), reading.today)
    distance_m, course, smaller_m = _distance(leg)
    elapsed_s, moving_s = _times(leg, course)
    distance_km, duration_min = round(distance_m / 1000, 4), round(elapsed_s / 60, 3)
    check_plausible(distance_km, duration_min)
    course, from_laps = (course, ()) if course else _course_of_laps(leg)
    mismatch = () if smaller_m is None else ("distance_mismatch",)
    doubts = _bad_points(leg.track)
    return ImportedRun(
        on=started_at.date(),
        started_at=started_at,
        distance_km=distance_km,
        duration_min=duration_min,
        moving_min=round(moving_s / 60, 3),
        sport=sport.name,
        surface=sport.surface or "unstated",
        splits=course.splits if course else (),
        mile_splits=course.mile_splits if course else (),
        source=reading.fingerprint,
        warnings=(*leg.warnings, *warned, *assumed, *mismatch, *from_laps, *doubts),
        device=leg.device,
        other_distance_km=None if smaller_m is None else round(smaller_m / 1000, 4),
    )


def _sport(leg: Leg, reading: Reading) -> tuple[Sport, tuple[str, ...]]:
    """What it was: by the file, unless a table beside it says otherwise; the runner edits those."""
    found = sport_of(leg.vendor, leg.sport, leg.sub_sport) if leg.sport is not None else None
    told = reading.sport
    if told is not None and (found is None or (found.surface is None) != (told.surface is None)):
        return _a_run(told, told.name), ("sport_from_table",) if found else ()
    if leg.sport is None:
        return Sport("run", "unstated"), ("sport_assumed",)
    code = leg.sport if not leg.sub_sport else f"{leg.sport}/{leg.sub_sport}"
    if found and told and found.surface == "unstated":
        return told, ()
    if found is None:
        raise NotTaken("unknown_sport", f'Its sport is "{code[:60]}".', IF_A_RUN)
    return _a_run(found, code), ()


def _a_run(sport: Sport, code: str) -> Sport:
    if sport.surface is None:
        raise NotTaken("not_a_run", f'Its sport is "{code[:60]}".', "Nothing to do.")
    return sport


def _local_start(leg: Leg, reading: Reading) -> tuple[datetime, tuple[str, ...]]:
    """The start where the runner was: by the file if it says, else by the zone they live in."""
    start_s = leg.stated_start_s if leg.stated_start_s is not None else leg.track.first_at_s
    if start_s is None and leg.vendor == "gpx":
        cause = "None of its points has a time: it is a route, or its times were taken out."
        raise NotTaken("not_an_activity", cause, IF_A_RUN)
    if start_s is None:
        raise NotTaken("no_time", "It does not say when it was.", "Add the run by hand.")
    zone: tzinfo = reading.zone or UTC
    assumed: tuple[str, ...] = () if reading.zone else ("time_zone_assumed",)
    if leg.utc_offset_s:  # an offset of exactly 0 is what devices write that do not know
        zone, assumed = timezone(timedelta(seconds=leg.utc_offset_s)), ()
    try:
        local = (EPOCH + timedelta(seconds=round(start_s))).astimezone(zone)
    except (OverflowError, ValueError):
        raise _implausible_date(f"{start_s:.0f} s after 1970") from None
    offset = local.utcoffset() or timedelta()
    # ISO 8601 knows no seconds in an offset; a few places had them until 1972
    return (local.astimezone(UTC) if offset.seconds % 60 else local), assumed


def check_day(on: date, today: date) -> None:
    """Refuse a day before clocks knew the time, and one further off than any plan.

    Raises:
        NotTaken: naming the day.
    """
    if not FIRST_DAY <= on <= today + timedelta(days=limits.MOST_DAYS_AHEAD):
        raise _implausible_date(on.isoformat())


def _implausible_date(value: str) -> NotTaken:
    last = f"{limits.MOST_DAYS_AHEAD // 365} years ahead"
    cause = f"It says it was on {value}; days from 1970 to {last} are taken."
    return NotTaken("implausible_date", cause, "Add the run by hand with the right day.")


def _distance(leg: Leg) -> tuple[float, Course | None, float | None]:
    """Metres, the course its splits come from, and the smaller distance if the two disagree."""
    device, path = leg.track.device, leg.track.path
    device_m = leg.stated_m if leg.stated_m else device.distance_m if device else None
    if device_m is None or path is None or (device_m == 0 and path.distance_m == 0):
        course = device if device_m is not None and device else path
        metres = device_m if device_m is not None else path.distance_m if path else 0.0
        return metres, course, None
    larger_m, smaller_m = max(device_m, path.distance_m), min(device_m, path.distance_m)
    if larger_m - smaller_m <= limits.MISMATCH_SHARE * larger_m:
        return device_m, device or path, None
    # the larger counts for load: forgetting kilometres is the dangerous mistake
    course = path if path.distance_m == larger_m or device is None else device
    return larger_m, course, smaller_m


def _course_of_laps(leg: Leg) -> tuple[Course | None, tuple[str, ...]]:
    """Splits of a recording that holds laps alone, each lap run at an even pace."""
    if not leg.laps:
        return None, ()
    measure = Measure()
    for lap in leg.laps:
        measure.advance(lap.distance_m, lap.timer_s, lap.hr)
    return measure.course(), ("splits_from_laps",)


def _times(leg: Leg, course: Course | None) -> tuple[float, float]:
    """Elapsed and moving seconds: the device's own where it has them."""
    timer_s = leg.stated_timer_s or 0.0
    elapsed_s = max(leg.stated_elapsed_s or leg.track.elapsed_s, timer_s)
    moving_s = timer_s or (course.moving_s if course else 0.0) or elapsed_s
    return elapsed_s, min(moving_s, elapsed_s)


def check_plausible(distance_km: float, duration_min: float | None) -> None:
    """Refuse what nobody can have run.

    Raises:
        NotTaken: naming the value.
    """
    if not 0 < distance_km <= limits.MOST_DISTANCE_KM:
        raise _implausible(f"It says {distance_km:.4g} km")
    if duration_min is None:
        return
    if not 0 < duration_min <= limits.MOST_DURATION_MIN:
        raise _implausible(f"It says it took {duration_min:.4g} min")
    if duration_min * 60 / distance_km < limits.LEAST_PACE_S_PER_KM:
        raise _implausible(f"It says {distance_km:.4g} km in {duration_min:.4g} min")


def _implausible(what: str) -> NotTaken:
    most = f"{limits.MOST_DISTANCE_KM:.0f} km, {limits.MOST_DURATION_MIN / 1440:.0f} days"
    pace = f"{limits.LEAST_PACE_S_PER_KM:.0f} s per km"
    return NotTaken("implausible", f"{what}; the limits are {most} and {pace}.", IF_A_RUN)


def _bad_points(track: TrackSummary) -> tuple[str, ...]:
    if not track.n_bad:
        return ()
    many = track.n_bad > limits.MOST_BAD_SHARE * track.n_points
    return ("bad_points", "needs_review") if many else ("bad_points",)
