"""One row of a table -> a run or the reason why not. What the tables of all vendors share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from startline.formats.imported import Imported, ImportedRun, Reading, Row, Skipped
from startline.formats.leg import IF_A_RUN, NotTaken, check_day, check_plausible
from startline.formats.sports import Sport
from startline.formats.table_values import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class RowValues:
    """What one row says. Distances in km, times in minutes; None: the row is silent.

    `source` is a name for the row that stays the same in the next export. `file` is the recording
    it speaks of. `sport_word` is the table's own word for `sport`.
    """

    line: int
    source: str
    when: Moment | None
    in_utc: bool
    sport_word: str
    sport: Sport | None
    distance_km: float | None
    duration_min: float | None = None
    moving_min: float | None = None
    file: str = ""
    warnings: tuple[str, ...] = ()


def too_short(line: int, n_cells: int, reading: Reading) -> Skipped:
    """The line for a row that breaks off before its distance."""
    cause = f"The row has {n_cells} cells and breaks off before its distance."
    row = Row(line, "", None)
    return Skipped(reading.source, "unreadable", cause, "Add the run by hand.", row)


def settle_row(values: RowValues, reading: Reading) -> Imported | Skipped:
    """Judge one row."""
    row = Row(values.line, values.file, values.sport)
    try:
        return Imported(reading.source, _run(values, reading), row)
    except NotTaken as refusal:
        return Skipped(reading.source, refusal.code, str(refusal), refusal.hint, row)


def _run(values: RowValues, reading: Reading) -> ImportedRun:
    sport = values.sport
    if sport is None:
        raise NotTaken("unknown_sport", f'Its sport is "{values.sport_word[:60]}".', IF_A_RUN)
    if sport.surface is None:
        raise NotTaken("not_a_run", f'Its sport is "{values.sport_word[:60]}".', "Nothing to do.")
    if values.when is None:
        raise NotTaken("no_time", "Its day cannot be read.", "Add the run by hand.")
    at, assumed = _local(values.when, reading, in_utc=values.in_utc)
    check_day(at.date(), reading.today)
    distance_km = round(values.distance_km or 0.0, 4)
    duration_min = _longer(values.duration_min, values.moving_min)
    check_plausible(distance_km, duration_min)
    return ImportedRun(
        on=at.date(),
        started_at=at if values.when.has_time else None,
        distance_km=distance_km,
        duration_min=duration_min,
        moving_min=None if values.moving_min is None else round(values.moving_min, 3),
        sport=sport.name,
        surface=sport.surface,
        source=values.source,
        warnings=("from_table", *values.warnings, *assumed),
    )


def _longer(duration_min: float | None, moving_min: float | None) -> float | None:
    known = [minutes for minutes in (duration_min, moving_min) if minutes is not None]
    return round(max(known), 3) if known else None


def _local(when: Moment, reading: Reading, *, in_utc: bool) -> tuple[datetime, tuple[str, ...]]:
    """The moment where the runner lives; a table that is not in UTC is in their own time."""
    zone = reading.zone or UTC
    assumed = () if reading.zone or not when.has_time else ("time_zone_assumed",)
    at = when.at
    try:
        if at.tzinfo is not None:
            return at.astimezone(zone), assumed
        if not when.has_time:
            return at.replace(tzinfo=zone), ()
        return (at.replace(tzinfo=UTC).astimezone(zone) if in_utc else at.replace(tzinfo=zone)), (
            assumed
        )
    except (OverflowError, ValueError):
        raise NotTaken("implausible_date", f"It says {at}.", "Add the run by hand.") from None
