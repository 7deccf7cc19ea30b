"""What we wrote, read back by libraries that did not write it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import fitdecode
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from startline.engine.advice import Advice, PlannedDay
from startline.engine.case import Case
from tests.builders import advice_on

STAMP = datetime(2026, 3, 23, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 24, 18, 0, tzinfo=UTC)
NUMBER = re.compile(r"(\d+(?:\.\d)?) (km|mi)\b")


def read_back(text: bytes) -> Calendar:
    """The calendar as another program sees it."""
    return IcsCalendarStream.calendar_from_ics(text.decode("utf-8"))


def events(text: bytes) -> dict[date, Any]:
    """Its events by day, cancelled ones too; the run of a day that has other training beside it."""
    found: dict[date, Any] = {}
    for event in read_back(text).events:
        start = event.dtstart
        day = start.date() if isinstance(start, datetime) else start
        if day not in found or not km_said(found[day].summary):
            found[day] = event
    return found


def by_uid(text: bytes) -> dict[str, Any]:
    """Every event by its own name."""
    return {event.uid: event for event in read_back(text).events}


def titles(text: bytes) -> dict[date, str]:
    """What each day says, unless it was cancelled."""
    return {day: e.summary for day, e in events(text).items() if e.status != "CANCELLED"}


def km_said(title: str) -> float:
    """The first distance in a title, in km; 0 where there is none."""
    found = NUMBER.search(title)
    if found is None:
        return 0.0
    return float(found[1]) * (1.609344 if found[2] == "mi" else 1.0)


def messages(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Every message of a FIT file by name."""
    with fitdecode.FitReader(BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE) as reader:
        return [
            (frame.name, {field.name: field.value for field in frame.fields})
            for frame in reader
            if frame.frame_type == fitdecode.FIT_FRAME_DATA
        ]


def steps(data: bytes) -> list[dict[str, Any]]:
    """The steps of a workout."""
    return [said for name, said in messages(data) if name == "workout_step"]


def played(data: bytes) -> list[dict[str, Any]]:
    """The steps in the order in which a watch runs them, repeats unrolled."""
    done: list[dict[str, Any]] = []
    begins: list[int] = []
    for step in steps(data):
        begins.append(len(done))
        if step["duration_type"] == "repeat_until_steps_cmplt":
            block = done[begins[step["duration_step"]] :]
            done += block * (step["repeat_steps"] - 1)
        else:
            done.append(step)
    return done


def metres(data: bytes) -> float:
    """All the metres of a workout."""
    return sum(step.get("duration_distance") or 0 for step in played(data))


def seconds(data: bytes) -> float:
    """All the seconds of a workout."""
    return sum(step.get("duration_time") or 0 for step in played(data))


def a_plan(case: Case, *days: PlannedDay) -> Advice:
    """The advice for a case, with another plan."""
    return replace(advice_on(case), plan=days)
