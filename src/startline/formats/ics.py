"""The plan as a calendar (RFC 5545): one event for each thing to do on a day.

Written over its own earlier self. An event that did not change stays byte for byte; one that did
gets a higher SEQUENCE; one that is no longer planned stays as cancelled, without its number.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vText

from startline.engine.advice import Advice, PlannedDay
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.load import read_log, slow_pace_s_per_km
from startline.formats.calendar_zone import zone_rules
from startline.formats.outgoing import Outgoing, check_said, one_line, outgoing
from startline.formats.strict_json import write_json
from startline.words import sessions
from startline.words.language import _

PRODID = "-//startline//plan//EN"
OURS = "@startline"  # the end of every UID that we write
MOST_BYTES = 8 * 1024 * 1024  # of an earlier calendar; ours holds about 400 bytes an event
MOST_LETTERS = 300  # of one line of a note
BLOCK_MIN = 15  # a timed event fills whole quarters of an hour
NEVER_CHANGES = UUID("5f9d2a34-3a0c-5c43-9d0b-b6b1f3f1c2aa")  # the root of our names, made once
STAMPS = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")
ONCE = (*STAMPS, "UID", "DTSTART", "DTEND", "DURATION", "STATUS", "CLASS", "SUMMARY", "DESCRIPTION")
NAME = re.compile(r"[A-Z0-9-]+")
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
STATES = ("CONFIRMED", "TENTATIVE", "CANCELLED")

Note = Callable[[PlannedDay], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """A calendar to be written, and what became of its events."""

    text: bytes
    n_events: int
    n_changed: int
    n_cancelled: int
    left_out: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """What all events of one calendar share."""

    calendar: UUID
    stamp: datetime
    at: time | None
    zone: ZoneInfo | None
    pace_s_per_km: int
    note: Note | None


def write_calendar(
    case: Case,
    advice: Advice,
    *,
    before: bytes | None,
    stamp: datetime,
    at: time | None = None,
    calendar: UUID | None = None,
    note: Note | None = None,
) -> CalendarFile:
    """The calendar of the plan from the advice's day on, in place of the one of `before`.

    `stamp` is the moment of writing. `at` gives runs a local hour if the runner has a time zone;
    without one every event takes a whole day. `calendar` names the calendar for good, for a
    caller who knows the runner; else the earlier file says it, else the Case. `note` writes a
    description; without it an event says what to do and nothing else.

    Raises:
        Refused: if `before` is no calendar of ours.
        LimitBroken: if an event says more than may be run.
    """
    old = read_calendar(before) if before is not None else None
    zone = ZoneInfo(case.runner.time_zone) if case.runner.time_zone else None
    pace = slow_pace_s_per_km(read_log(case, advice.on).runs, advice.on)
    name = calendar or _name_in(old) or calendar_name(case)
    made = Made(name, stamp, at, zone, pace, note)
    leaving = outgoing(case, advice)
    check_said(case, advice, leaving)
    events, left_out = _events(leaving, made)
    held = _by_uid(old)
    fresh = [_since(held.get(uid), event, stamp) for uid, event in events.items()]
    kept, cancelled = _others(held, events, advice.on)
    gone = [_since(event, _cancelled(event), stamp) for event in cancelled]
    written = [event for event, _ in (*fresh, *gone)]
    return CalendarFile(
        text=_bound_together(name, [*kept, *written]),
        n_events=len(fresh),
        n_changed=sum(is_new for _, is_new in fresh),
        n_cancelled=sum(is_new for _, is_new in gone),
        left_out=left_out,
    )


def withheld(published: bytes | None, *, on: date) -> bytes:
    """The calendar published last, with nothing said from `on` on but that it is not updated.

    For the time in which there is no advice: an event keeps its day and its name and loses its
    number.
    """
    old = read_calendar(published) if published else None
    events = [
        _not_updated(event) if (_day(event) or on) >= on else event
        for event in _by_uid(old).values()
    ]
    return _bound_together(_name_in(old) or NEVER_CHANGES, events)


def _not_updated(event: Component) -> Component:
    if str(event.get("STATUS")) == "CANCELLED":
        return event
    event.pop("DESCRIPTION", None)
    event["SUMMARY"] = vText(_(sessions.NOT_UPDATED))
    return event


def calendar_name(case: Case) -> UUID:
    """A name for this runner's calendar that stays when distances change.

    From the race day, the programme's name and the names of its sessions, and from the first run
    logged, since two runners may follow one programme to one race. It cannot be read back.
    """
    programme = case.programme
    sessions = programme.sessions if programme else ()
    first = min(((run.on, run.distance_km) for run in case.runs), default=None)
    told = [
        case.race.on.isoformat() if case.race else None,
        programme.name if programme else None,
        sorted(one.id or one.on.isoformat() for one in sessions),
        [first[0].isoformat(), round(first[1] * 1000)] if first else None,
    ]
    said = write_json(told).encode("utf-8", "replace")
    return uuid5(NEVER_CHANGES, hashlib.sha256(said).hexdigest())


def read_calendar(text: bytes) -> Component:
    """An earlier calendar of ours.

    Raises:
        Refused: if it is something else; it would be lost.
    """
    try:
        found = Calendar.from_ical(text) if len(text) <= MOST_BYTES else None
    except Exception:  # a stranger's bytes can end in anything
        found = None
    if not isinstance(found, Calendar) or str(found.get("PRODID")) != PRODID:
        hint = "Name another file, or move this one away."
        raise Refused([Problem("not_ours", "This is no calendar of ours.", hint)])
    return found


def _name_in(old: Component | None) -> UUID | None:
    """The name that an earlier calendar carries (RFC 7986), so that a new race day keeps it."""
    try:
        return UUID(str(old["UID"])) if old is not None else None
    except (KeyError, ValueError):
        return None


def _events(leaving: Iterable[Outgoing], made: Made) -> tuple[dict[str, Event], tuple[date, ...]]:
    """An event for each, by UID. One that cannot be written is left out and named."""
    events, left_out = {}, []
    for one in leaving:
        try:
            event = _event(one, made)
            event.to_ical()
        except Exception:  # one bad event never stops a calendar
            left_out.append(one.on)
        else:
            events[str(event["UID"])] = event
    return events, tuple(left_out)


def _event(one: Outgoing, made: Made) -> Event:
    event = Event()
    place = one.kind if one.what == "cross" else "run"
    event.add("uid", f"{uuid5(made.calendar, f'{one.on} {place}')}{OURS}")
    event.add("summary", one.title)
    event.add("status", "CONFIRMED")
    if made.at is not None and made.zone is not None and one.what == "run":
        event.add("dtstart", datetime.combine(one.on, made.at, made.zone))
        event.add("duration", timedelta(minutes=_block_min(one, made.pace_s_per_km)))
    else:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    note = _lines(made.note(one.day)) if made.note else ""
    if note:
        event.add("description", note)
        event.add("class", "PRIVATE")
    return event


def _block_min(one: Outgoing, pace_s_per_km: int) -> int:
    """Minutes that a run may take at the runner's slow pace, in whole quarters of an hour."""
    minutes = one.minutes or one.metres * pace_s_per_km / 60_000
    return math.ceil(minutes / BLOCK_MIN) * BLOCK_MIN


def _lines(note: str) -> str:
    return "\n".join(one_line(line, MOST_LETTERS) for line in note.split("\n"))


def _by_uid(old: Component | None) -> dict[str, Component]:
    """The earlier events that can be read; a broken one stops nothing."""
    return {
        str(event["UID"]): event
        for event in (old.walk("VEVENT") if old else ())
        if _day(event) is not None and _is_sound(event)
    }


def _is_sound(event: Component) -> bool:
    """Whether a strict reader would take it: nothing broken, nothing missing, nothing twice."""
    if event.errors or not {"UID", "DTSTAMP"} <= event.keys():
        return False
    at: Any = event["DTSTAMP"]
    once = not any(isinstance(event.get(name), list) for name in ONCE)
    named = all(NAME.fullmatch(name) for name in event) and not CONTROL.search(event.to_ical())
    known = str(event.get("STATUS", "CONFIRMED")) in STATES
    return once and named and known and isinstance(at.dt, datetime)


def _day(event: Component) -> date | None:
    start = _start(event)
    return start.date() if isinstance(start, datetime) else start


def _start(event: Component) -> date | datetime | None:
    """When it begins; None if that cannot be read, or the event not be written again."""
    try:
        event.to_ical()
        start: Any = event["DTSTART"]
        is_known = isinstance(start.dt, date) and not _has_unknown_zone(start)
        return start.dt if is_known else None
    except Exception:  # whatever it is, it cannot be shown on a day
        return None


def _has_unknown_zone(start: Any) -> bool:
    return "TZID" in start.params and not isinstance(getattr(start.dt, "tzinfo", None), ZoneInfo)


def _since(old: Component | None, new: Event, stamp: datetime) -> tuple[Component, bool]:
    """The event as it was if nothing changed, else the new one with the next SEQUENCE."""
    if old is not None and _face(old) == _face(new):
        return old, False
    new.add("sequence", 0 if old is None else _sequence(old) + 1)
    new.add("dtstamp", stamp)
    new.add("last-modified", stamp)
    return new, True


def _face(event: Component) -> bytes:
    """Everything that a person sees of an event."""
    face = event.copy(recursive=True)
    for name in STAMPS:
        face.pop(name, None)
    return bytes(face.to_ical())


def _sequence(event: Component) -> int:
    held: Any = event.get("SEQUENCE", 0)
    try:
        return max(0, int(held))
    except (TypeError, ValueError):
        return 0


def _others(
    held: dict[str, Component], events: dict[str, Event], on: date
) -> tuple[list[Component], list[Component]]:
    """Earlier events that are not planned now: those to keep, and those to cancel.

    Days past stay as they were, and so do events that are not ours. A cancelled day goes once
    it is past.
    """
    kept, cancelled = [], []
    for uid, event in held.items():
        if uid in events:
            continue
        if not uid.endswith(OURS):
            kept.append(event)
        elif (_day(event) or on) >= on:
            cancelled.append(event)
        elif str(event.get("STATUS")) != "CANCELLED":
            kept.append(event)
    return kept, cancelled


def _cancelled(event: Component) -> Event:
    """The event without its number, for calendars that show a cancelled event like any other."""
    gone = Event()
    for name in ("UID", "DTSTART", "DTEND", "DURATION"):
        if name in event:
            gone[name] = event[name]
    gone.add("summary", _(sessions.CANCELLED))
    gone.add("status", "CANCELLED")
    gone.add("transp", "TRANSPARENT")
    return gone


def _bound_together(name: UUID, events: list[Component]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("uid", str(name))
    calendar.add("x-wr-calname", _(sessions.CALENDAR))
    events.sort(key=lambda event: (str(_day(event)), str(event["UID"])))
    for zone, years in _zones(events).items():
        calendar.add_component(zone_rules(ZoneInfo(zone), min(years), max(years)))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zones(events: list[Component]) -> dict[str, list[int]]:
    """The time zones of the events with the years each is needed for."""
    years: dict[str, list[int]] = {}
    for event in events:
        start = _start(event)
        if isinstance(start, datetime) and isinstance(start.tzinfo, ZoneInfo):
            years.setdefault(start.tzinfo.key, []).append(start.year)
    return years
