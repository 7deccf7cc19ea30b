"""Why a session cannot be moved, in words: what stands in the way, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from startline.engine.plans import Reason
from startline.words.language import N_, _
from startline.words.units import day_name

PROBLEMS: Mapping[str, str] = {
    "race_stays": N_("{on} is the race."),
    "no_session": N_("No run of the plan stands on {on}."),
    "day_run": N_("{on} has been run."),
    "session_gone": N_("{on} has gone by."),
    "same_day": N_("It stands on {on} already."),
    "after_race": N_("{on} is not before the race."),
    "day_gone": N_("{on} has gone by."),
    "too_far": N_("{on} is further than {days} days away."),
    "day_taken": N_("{on} has a run already."),
    "move_lost": N_("The session moved to {on} would have no place."),
    "no_move": N_("Nothing was moved from {on}."),
}

HINTS: Mapping[str, str] = {
    "race_stays": N_("Another race day is another race: change it where the race was entered."),
    "no_session": N_("Runs near it: {days}."),
    "day_run": N_("What was missed is not carried over; the plan goes on from today."),
    "session_gone": N_("What was missed is not carried over; the plan goes on from today."),
    "same_day": N_("Name another day."),
    "after_race": N_("Name a day before {race}."),
    "day_gone": N_("Name {today} or a later day."),
    "too_far": N_("From {first} to {last} it may."),
    "day_taken": N_("Two runs a day are not planned. Name a day without one."),
    "move_lost": N_("Put that one back first."),
    "no_move": N_("Sessions moved by hand: {days}."),
}

NONE_NEAR = N_("No run is planned near it.")
NONE_MOVED = N_("none")


def problem(why: Reason) -> str:
    """What stands in the way of a move.

    >>> problem(Reason("day_taken", {"on": "2026-03-28"}))
    'Sat 28 Mar has a run already.'
    """
    return _(PROBLEMS[why.code]).format(**_filled(why.values))


def hint(why: Reason) -> str:
    """What can be done instead.

    >>> hint(Reason("no_session", {"on": "2026-03-28", "days": []}))
    'No run is planned near it.'
    """
    if why.code == "no_session" and not why.values["days"]:
        return _(NONE_NEAR)
    return _(HINTS[why.code]).format(**_filled(why.values))


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _said(value) for key, value in values.items()}


def _said(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value) or _(NONE_MOVED)
    return day_name(date.fromisoformat(value)) if isinstance(value, str) else value
