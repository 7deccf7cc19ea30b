"""A programme from a calendar file: all-day and timed events, weekly ones repeated up to the race.

Each event is read on its own, so that a broken one leaves the rest and has its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from startline.engine.errors import Problem, Refused
from startline.engine.races import Race
from startline.formats.own_programme.cells import Doubt, any_unit, names_a_kind, read_cell
from startline.formats.own_programme.preview import MOST_DAYS_BEFORE, Entry, Preview, preview_of

MOST_BYTES = 2 * 1024 * 1024  # a calendar of 18 weeks is about 50 kB
MOST_EVENTS = 5000  # read at about 3,000 a second
MOST_EVENT_LINES = 500
MOST_REPEATING = 200  # events that repeat: a week has seven days
REPEATS = ("WEEKLY", "DAILY")
_LINE = re.compile(r"\r\n|\n|\r")


def read_ics(
    data: str | bytes, *, race: Race, unit: str | None = None, zone: ZoneInfo | None = None
) -> Preview:
    """The sessions of a calendar up to the race. `zone` is where the runner lives.

    Raises:
        Refused: if it is too large, not UTF-8, or holds no event.
    """
    text = _text(data)
    lines = _LINE.split(text)
    blocks = list(_events(lines))
    if not blocks:
        said = "There is no event in it."
        raise Refused([Problem("not_ics", said, "Export the calendar as .ics again.")])
    if len(blocks) > MOST_EVENTS:
        said = f"There are {len(blocks):,} events."
        hint = f"At most {MOST_EVENTS:,}. Export the programme alone, or the days up to the race."
        raise Refused([Problem("too_large", said, hint)])
    reader = _Reader(race, zone, unit or any_unit(text))
    for line, block in blocks:
        reader.take(line, block)
    return reader.preview()


def _text(data: str | bytes) -> str:
    if len(data) > MOST_BYTES:
        said = f"The calendar has {len(data):,} bytes."
        hint = f"At most {MOST_BYTES:,}. Export the programme alone."
        raise Refused([Problem("too_large", said, hint)])
    try:
        return data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError as error:
        said = f"Byte {error.start} is not UTF-8."
        raise Refused([Problem("not_utf8", said, "Save it as UTF-8.")]) from None


def _events(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each event's lines, with the number of the first."""
    start: int | None = None
    for n, line in enumerate(lines, 1):
        mark = line.strip().upper()
        if mark == "BEGIN:VEVENT":
            start = n
        elif mark == "END:VEVENT" and start is not None:
            yield start, lines[start - 1 : n]
            start = None
    if start is not None:
        yield start, lines[start - 1 :]


class _Reader:
    """Takes events one by one; those that repeat wait for the ones that replace a day of theirs."""

    def __init__(self, race: Race, zone: ZoneInfo | None, unit: str | None) -> None:
        self.race, self.zone, self.unit = race, zone, unit
        self.entries: list[Entry] = []
        self.refused: list[Problem] = []
        self.doubts: list[Problem] = []
        self.repeating: list[tuple[int, Any, str, date]] = []
        self.replaced: set[tuple[str, date]] = set()

    def take(self, line: int, block: list[str]) -> None:
        """Read one event, or say why not."""
        try:
            event = _parsed(block)
            on = self._day(_moment(event, "DTSTART"))
            replaces = _moment(event, "RECURRENCE-ID") if "RECURRENCE-ID" in event else None
        except Doubt as doubt:
            self.refused.append(doubt.at(line))
            return
        except (ValueError, KeyError, AttributeError, IndexError, TypeError) as error:
            why = f"({type(error).__name__})"
            said = f"This event cannot be read {why}."
            hint = "It needs BEGIN, DTSTART, SUMMARY and END."
            self.refused.append(Problem("broken_event", said, hint, f"line {line}"))
            return
        text = _said(event, self.unit)
        if replaces is not None:
            self.replaced.add((str(event.get("UID", "")), self._day(replaces)))
        if "RDATE" in event:
            said, hint = "Its further days (RDATE) are not read.", "Add them as events."
            self.doubts.append(Problem("further_days", said, hint, f"line {line}"))
        if event.get("RRULE") is not None and replaces is None:
            self.repeating.append((line, event, text, on))
        elif str(event.get("STATUS", "")).upper() != "CANCELLED":
            self.entries.append(Entry(line, on, text))

    def preview(self) -> Preview:
        """Everything read so far, repeating events expanded."""
        for line, event, text, first in self.repeating[:MOST_REPEATING]:
            self._repeat(line, event, text, first)
        for line, *_ in self.repeating[MOST_REPEATING:]:
            said = f"There are over {MOST_REPEATING} repeating events."
            self.refused.append(Problem("too_many", said, "Keep those to run.", f"line {line}"))
        found = preview_of(
            self.entries, race=self.race, unit=self.unit, refused=self.refused, doubts=self.doubts
        )
        return Preview(
            found.sessions, tuple(dict.fromkeys(found.refused)), tuple(dict.fromkeys(found.doubts))
        )

    def _day(self, moment: date | datetime) -> date:
        """The day where the runner lives; a time without a zone is already there."""
        if isinstance(moment, datetime):
            in_zone = self.zone is not None and moment.tzinfo is not None
            return (moment.astimezone(self.zone) if in_zone else moment).date()
        return moment

    def _repeat(self, line: int, event: Any, text: str, first: date) -> None:
        try:
            days = list(self._days_of(event, first))
            left_out = self._left_out(event)
        except Doubt as doubt:
            self.refused.append(doubt.at(line))
            return
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            said, hint = "It repeats in a way that cannot be read.", "Repeat it weekly."
            self.refused.append(Problem("repeats", said, hint, f"line {line}"))
            return
        uid = str(event.get("UID", ""))
        for on in days:
            if on not in left_out and (uid, on) not in self.replaced:
                self.entries.append(Entry(line, on, text))

    def _left_out(self, event: Any) -> set[date]:
        """The days an event does not repeat on."""
        return {self._day(one) for one in event.exdates} if "EXDATE" in event else set()

    def _days_of(self, event: Any, first: date) -> Iterator[date]:
        """The days of a weekly or daily rule, up to the race.

        The rule runs on days without clock or zone: a session stays on its weekday.
        """
        from dateutil.rrule import rrulestr

        rules = event["RRULE"]
        rule = rules[0] if isinstance(rules, list) else rules
        how_often = [str(one).upper() for one in rule.get("FREQ", [])]
        if isinstance(rules, list) or not how_often or how_often[0] not in REPEATS:
            said = f"It repeats {how_often[0].lower() if how_often else 'in an unknown way'}."
            raise Doubt("repeats", said[:60], "Repeat it weekly or daily.")
        if rule.get("INTERVAL", [1])[0] < 1:  # the library would never come to an end
            raise Doubt("repeats", "It repeats every 0 weeks.", "Repeat it every week or two.")
        if (self.race.on - first).days > MOST_DAYS_BEFORE:
            said = f"It repeats from {first}, long before the race."
            raise Doubt("long_before", said, "Begin it within three years before the race.")
        if first > self.race.on:
            return
        until = [self._day(one) for one in rule.get("UNTIL", [])] or [self.race.on]
        text = _rule_text(rule)
        end = min(until[0], self.race.on)
        start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - a day, not a moment
        for moment in rrulestr(text, dtstart=start):
            if moment.date() > end:
                return
            yield moment.date()


def _rule_text(rule: Any) -> str:
    """The rule without its end and clock, which are handled as days."""
    text = rule.to_ical().decode("utf-8")
    kept = [
        part
        for part in text.split(";")
        if part.split("=")[0].upper() in ("FREQ", "INTERVAL", "COUNT", "BYDAY", "WKST")
    ]
    return ";".join(kept)


def _parsed(block: list[str]) -> Any:
    """One event by the library.

    Raises:
        Doubt, ValueError: if it is cut off, too long, or has no day.
    """
    from icalendar import Event

    if block[-1].strip().upper() != "END:VEVENT":
        raise Doubt("broken_event", "This event breaks off.", "Export the calendar again.")
    if len(block) > MOST_EVENT_LINES:
        said = f"This event has {len(block):,} lines."
        raise Doubt("too_large", said, f"At most {MOST_EVENT_LINES}.")
    event = Event.from_ical("\r\n".join(line for line in block if line.strip()) + "\r\n")
    if "DTSTART" not in event:
        raise Doubt("no_day", "This event has no day.", "It needs one DTSTART, such as 20260329.")
    return event


def _moment(event: Any, name: str) -> date | datetime:
    """A day or moment of an event.

    Raises:
        ValueError, AttributeError, TypeError: if it is broken, stands twice, or is a length.
    """
    found = event[name].dt
    if not isinstance(found, date):
        raise TypeError(name)
    return found


def _said(event: Any, unit: str | None) -> str:
    """What to run: the title; with the description or the length of the event where that helps."""
    title = " ".join(str(event.get("SUMMARY", "")).split())[:150]
    if _is_understood(title, unit):
        return title
    more = " ".join(str(event.get("DESCRIPTION", "")).split())[:150]
    if more and _is_understood(f"{title} {more}"[:200], unit):
        return f"{title} {more}"[:200]
    minutes = _length_min(event)
    timed = f"{title} {minutes or 0:g} min"
    return timed if minutes and names_a_kind(title) and _is_understood(timed, unit) else title


def _is_understood(text: str, unit: str | None) -> bool:
    try:
        return bool(text) and read_cell(text, unit=unit) is not None
    except Doubt:
        return False


def _length_min(event: Any) -> float | None:
    """Minutes of a timed event."""
    try:
        start = _moment(event, "DTSTART")
        end = _moment(event, "DTEND") if "DTEND" in event else start + event["DURATION"].dt
        length = end - start
    except (ValueError, AttributeError, TypeError, KeyError, OverflowError):
        return None  # no length, a broken one, or one end with a zone and one without
    is_timed = isinstance(start, datetime) and isinstance(length, timedelta)
    return length.total_seconds() / 60 if is_timed else None
