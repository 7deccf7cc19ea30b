"""What every screen of advice begins with: may it be read as today's, and are there red flags."""

from __future__ import annotations

from datetime import date
from typing import Any

from startline.engine.advice import Advice
from startline.engine.episodes import EMERGENCY_FLAGS
from startline.web.accounts.models import Runner
from startline.web.planning.selectors import Shown, shown_advice, today_of
from startline.web.today import selectors
from startline.words import reasons
from startline.words import today as words
from startline.words.language import _

MISSING = frozenset({"nothing_logged", "check_in_first", "race_in_the_past"})
"""Codes of what must be said first, before a distance can be."""


def answer_context(runner: Runner) -> dict[str, Any]:
    """The Advice as it may be shown, the red flags before it, and the plan's own state.

    `advice` is there when any of it may be read; `distances` only when no sign and no silence of
    the log forbids every distance.
    """
    on = today_of(runner)
    shown = shown_advice(runner, on=on)
    advice = shown.advice
    return {
        "on": on,
        "shown": shown,
        "advice": advice,
        "distances": advice is not None and advice.status == "ok",
        "cannot_say": _cannot_say(advice, runner.unit),
        "needs_asking": needs_asking(runner, shown),
        **flags_first(runner, on),
    }


def needs_asking(runner: Runner, shown: Shown) -> bool:
    """Whether nobody is working out today's advice yet: the day is new."""
    last = shown.snapshot
    is_waiting = shown.freshness == "waiting"
    return is_waiting and (last is None or last.facts_version == runner.facts_version)


def flags_first(runner: Runner, on: date) -> dict[str, Any]:
    """The open red flags, or the sentence that asks for them."""
    flags = selectors.open_flags(runner, on)
    return {
        "open_flags": [reasons.flag_named(flag.code) for flag in flags],
        "emergency": any(flag.code in EMERGENCY_FLAGS for flag in flags),
        "red_flags_first": _(words.RED_FLAGS_FIRST),
    }


def _cannot_say(advice: Advice | None, unit: str) -> list[str]:
    """Why no distance can be given, where the log says too little for one."""
    if advice is None or advice.status != "cannot_say":
        return []
    missing = [one for one in advice.reasons if one.code in MISSING]
    return [reasons.sentence(one.code, one.values, unit) for one in missing]
