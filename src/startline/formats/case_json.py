"""A Case as JSON: read strictly, refused with every problem at once, written back without loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from typing import Any

from startline.engine import case as c
from startline.engine.case import Case
from startline.engine.episodes import Episode, RedFlag
from startline.engine.errors import Refused
from startline.engine.plans import Move, PlanSeen, Programme, Session
from startline.engine.prescriptions import Adherence, Prescription
from startline.engine.races import Race, RaceResult
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, PainMark, PainReport, Run
from startline.formats.case_sense import fitting, nonsense
from startline.formats.schema import problems
from startline.formats.strict_json import read_json, write_json

FORMAT_VERSION = 1

PARTS: Mapping[tuple[type, str], type] = {
    (Case, "runner"): c.Runner,
    (Case, "race"): Race,
    (Case, "programme"): Programme,
    (Case, "moves"): Move,
    (Case, "plan_seen"): PlanSeen,
    (Case, "runs"): Run,
    (Case, "check_ins"): c.CheckIn,
    (Case, "episodes"): Episode,
    (Case, "restrictions"): Restriction,
    (Case, "prescriptions"): Prescription,
    (Case, "adherence"): Adherence,
    (Case, "cross_sessions"): c.CrossSession,
    (Case, "appointments"): c.Appointment,
    (Case, "red_flags"): RedFlag,
    (Case, "confirmed"): c.Confirmed,
    (c.Runner, "race_results"): RaceResult,
    (Programme, "sessions"): Session,
    (PlanSeen, "sessions"): Session,
    (Run, "pain"): PainReport,
    (PainReport, "marks"): PainMark,
}
"""Which class each nested part of the format becomes."""

JSON_NAMES = {"from_day": "from", "to_day": "to", "until_day": "until", "with_whom": "with"}


def read_case(text: str | bytes, *, today: date) -> Case:
    """Read a Case. `today` fences days: nothing before 1970 or over three years ahead.

    Raises:
        Refused: carrying every problem found, each with its place in the file.
    """
    return case_from(read_json(text), today=today)


def case_from(value: Any, *, today: date) -> Case:
    """A Case from parsed JSON.

    Raises:
        Refused: as `read_case`.
    """
    found = problems("case", value)
    if isinstance(value, dict):
        found += nonsense(fitting(value, found), today=today)
    if found:
        raise Refused(found)
    known = {key: part for key, part in value.items() if key != "startline"}
    case: Case = _build(Case, known)
    return case


def write_case(case: Case, *, indent: int | None = 1) -> str:
    """The Case as strict JSON, unknown fields included."""
    return write_json(case_to(case), indent=indent)


def case_to(case: Case) -> dict[str, Any]:
    """The Case as plain JSON values."""
    return {"startline": FORMAT_VERSION, **_plain(case)}


@cache
def _field_table(cls: type) -> tuple[tuple[str, str, str], ...]:
    """(attribute, name in JSON, type as written) of each field that is told, `extra` apart."""
    return tuple(
        (f.name, JSON_NAMES.get(f.name, f.name), str(f.type))
        for f in fields(cls)
        if f.name != "extra" and f.metadata.get("told", True)
    )


def _build(cls: type, raw: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    table = _field_table(cls)
    for attribute, name, kind in table:
        if raw.get(name) is not None:
            values[attribute] = _value(cls, attribute, kind, raw[name])
    known = {name for _, name, _ in table}
    extra = {key: part for key, part in raw.items() if key not in known}
    return cls(**values, extra=extra) if extra else cls(**values)


def _value(cls: type, attribute: str, kind: str, value: Any) -> Any:
    part = PARTS.get((cls, attribute))
    if part is not None:
        if isinstance(value, list):
            return tuple(_build(part, item) for item in value)
        return _build(part, value)
    if kind.startswith("OnsetObservation"):
        return OnsetObservation(float(value["lower_km"]), float(value["upper_km"]))
    if kind.startswith("datetime"):
        return datetime.fromisoformat(value)
    if kind.startswith("date"):
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    if kind.startswith("int") and isinstance(value, float):
        return int(value)
    return value


def _plain(part: Any) -> dict[str, Any]:
    return dict(_pairs(part))


def _pairs(part: Any) -> Iterator[tuple[str, Any]]:
    cls: type = type(part)
    for attribute, name, _ in _field_table(cls):
        value = getattr(part, attribute)
        if value is None or (value == () and (cls, attribute) in PARTS):
            if attribute == "sessions":
                yield name, []
            continue
        if (cls, attribute) in PARTS:
            yield name, [_plain(v) for v in value] if isinstance(value, tuple) else _plain(value)
        elif isinstance(value, OnsetObservation):
            yield name, {"lower_km": value.lower_km, "upper_km": value.upper_km}
        elif isinstance(value, date | datetime):
            yield name, value.isoformat()
        else:
            yield name, list(value) if isinstance(value, tuple) else value
    yield from sorted(part.extra.items())
