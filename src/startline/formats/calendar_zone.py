"""The rules of a time zone as a calendar carries them, for the years that its events are in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone, TimezoneDaylight, TimezoneStandard


class Change(NamedTuple):
    """The clocks go from one offset to another at the moment `at`."""

    at: datetime
    before: timedelta
    after: timedelta
    is_summer: bool
    name: str


def zone_rules(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone:
    """A VTIMEZONE that holds from January of the first year to December of the last.

    Each change begins at the local hour that the clocks showed before it (RFC 5545, 3.6.5).
    """
    start = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=1)
    rules = Timezone()
    rules.add("tzid", zone.key)
    rules.add_component(_observance(_standing(zone, start)))
    for change in _changes(zone, start, datetime(last_year + 1, 1, 2, tzinfo=UTC)):
        rules.add_component(_observance(change))
    return rules


def _standing(zone: ZoneInfo, at: datetime) -> Change:
    """What holds before the first change."""
    offset = _offset(zone, at)
    return Change(at, offset, offset, _is_summer(zone, at), _name(zone, at))


def _changes(zone: ZoneInfo, at: datetime, end: datetime) -> Iterator[Change]:
    day = timedelta(days=1)
    while at < end:
        if _offset(zone, at) != _offset(zone, at + day):
            moment = _moment(zone, at, at + day)
            before, after = _offset(zone, at), _offset(zone, moment)
            yield Change(moment, before, after, _is_summer(zone, moment), _name(zone, moment))
        at += day


def _moment(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first second after `early` with the offset of `late`."""
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if _offset(zone, middle) == _offset(zone, early):
            early = middle
        else:
            late = middle
    return late


def _observance(change: Change) -> Component:
    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("dtstart", (change.at + change.before).replace(tzinfo=None))
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _is_summer(zone: ZoneInfo, at: datetime) -> bool:
    return bool(at.astimezone(zone).dst())


def _name(zone: ZoneInfo, at: datetime) -> str:
    return at.astimezone(zone).tzname() or zone.key
