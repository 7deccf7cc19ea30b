"""Restrictions taken apart, so that a conflict names no more than it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from startline.engine.plan_check.in_force import days_in_force
from startline.engine.plan_check.people import read_limit
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction

CODES = (
    "no_running", "max_run_km", "max_run_min", "max_week_km", "max_runs_per_week",
    "min_rest_days_between_runs", "easy_only", "surfaces", "max_nrs",
)  # fmt: skip
UNREADABLE = "unreadable"

_NOTHING: dict[str, None] = dict.fromkeys(CODES)


def single_limits(
    restrictions: Iterable[Restriction], *, on: date, first: date, last: date
) -> tuple[Restriction, ...]:
    """Each thing said by the restrictions in force on some day from `first` to `last`.

    A restriction that cannot be read stays whole: it allows nothing. The order does not hang on
    the order given; the runner's own limits come first, because the runner may lift those.
    """
    parts = [
        part
        for said in restrictions
        if _overlap(said, on, first, last)
        for part in _taken_apart(said, on)
    ]
    return tuple(sorted(parts, key=lambda part: (part.set_by != "runner", *_order(part, on))))


def code_of(part: Restriction, *, on: date) -> str:
    """What a single limit limits; `unreadable` where its number cannot be read."""
    if not read_limit(part, on=on).sound:
        return UNREADABLE
    return next(code for code in CODES if getattr(part, code) is not None)


def reason_of(part: Restriction, *, on: date) -> Reason:
    """The limit as a reason `conflict`: what, how much, set by whom and until when."""
    code = code_of(part, on=on)
    value = None if code == UNREADABLE else getattr(part, code)
    until = part.until_day.isoformat() if type(part.until_day) is date else None
    values = {
        "limit": code, "value": list(value) if isinstance(value, tuple) else value,
        "restriction": part.id, "by": part.by or part.set_by, "set_by": part.set_by,
        "until": until,
    }  # fmt: skip
    return Reason("conflict", values)


def _taken_apart(said: Restriction, on: date) -> Iterator[Restriction]:
    if not read_limit(said, on=on).sound:
        yield said
        return
    for code in CODES:
        value = getattr(said, code)
        if value is not None and value is not False:  # "no_running: false" limits nothing
            yield replace(said, **{**_NOTHING, code: value})


def _overlap(said: Restriction, on: date, first: date, last: date) -> bool:
    starts, ends = days_in_force(said, on=on)
    return starts <= last and first <= ends


def _order(part: Restriction, on: date) -> tuple[date, str, str, str]:
    code = code_of(part, on=on)
    value = "" if code == UNREADABLE else repr(getattr(part, code))
    return days_in_force(part, on=on)[0], part.id, code, value
