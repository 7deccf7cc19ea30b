"""Today, the plan and the light as sentences, for a phone without a network.

Everything was said by `startline.words` about the Advice that `planning` lets be shown. Whatever
holds a distance stands under `distances`, so that a phone whose copy is old shows none of them.
"""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from startline.engine.advice import Advice, DayAdvice, PlannedDay
from startline.engine.episodes import EMERGENCY_FLAGS
from startline.engine.errors import Refused
from startline.engine.screening.traffic_light import Light, tissue_of
from startline.engine.screening.while_running import lights_while_running, most_nrs
from startline.web.accounts.models import Runner
from startline.web.planning.selectors import case_without_runs, shown_advice, today_of
from startline.web.today import selectors
from startline.web.today.shown import binding_of
from startline.words import plan, reasons, stop_now, units
from startline.words import today as words
from startline.words.language import _, current_language

log = logging.getLogger("startline.offline")


def snapshot(runner: Runner) -> dict[str, Any]:
    """What a phone may keep of this runner, with the time and the facts it was made from."""
    on, now = today_of(runner), timezone.now()
    shown = shown_advice(runner, on=on)
    open_now = selectors.still_open(runner, on)
    return {
        "user": str(runner.user.public_id),
        "made_at": now.isoformat(),
        "as_of": as_of(now),
        "on": on.isoformat(),
        "time_zone": runner.time_zone,
        "unit": runner.unit,
        "language": current_language(),
        "facts": runner.facts_version,
        "freshness": shown.freshness,
        "flags": _flags(runner, on),
        "morning": _morning(open_now),
        "light": light_rules(runner, on),
        "distances": _distances(shown.advice, runner.unit) if shown.advice else None,
        "days": [_day(day) for day in shown.advice.plan] if shown.advice else [],
    }


def as_of(at: datetime) -> str:
    """A moment as people say it, where the runner is: Tue 24 Mar, 07:10."""
    local = timezone.localtime(at)
    return f"{units.day_name(local.date())}, {local:%H:%M}"


def _flags(runner: Runner, on: date) -> dict[str, Any]:
    found = selectors.open_flags(runner, on)
    emergency = any(flag.code in EMERGENCY_FLAGS for flag in found)
    return {
        "open": [reasons.flag_named(flag.code) for flag in found],
        "heading": _(words.EMERGENCY if emergency else words.SEE_SOMEBODY) if found else "",
    }


def _morning(still_open: selectors.StillOpen) -> dict[str, Any] | None:
    if still_open.morning is None:
        return None
    run = still_open.morning.run
    return {"run": str(run.public_id) if run else ""}


def light_rules(runner: Runner, on: date) -> dict[str, Any] | None:
    """The light's rules during a run, and what each rating asks for.

    None when a limit cannot be read: the phone then stops at any pain.
    """
    try:
        case = case_without_runs(runner, on=on)
    except Refused:
        log.error("SAFETY a limit of runner %s cannot be read", runner.pk)
        return None
    most = most_nrs(case, on)
    lights = lights_while_running(tissue_of(case, on), most)
    return {
        "rules": list(stop_now.rules(lights, most)),
        "by_course": {
            course: [light.name.lower() for light in line] for course, line in lights.items()
        },
        "now": {light.name.lower(): _(said) for light, said in stop_now.NOW.items()},
        "worst": Light.RED.name.lower(),
        "sign": _(stop_now.SIGN_NOW),
    }


def _distances(advice: Advice, unit: str) -> dict[str, Any]:
    long = advice.next_long_run
    return {
        "today": _advised(advice.today, unit),
        "long_run": _advised(long, unit) if long and long.on != advice.today.on else None,
        "plan": [
            units.shown(day.distance_km, unit) if day.distance_km else "" for day in advice.plan
        ],
        "to_know": list(words.to_know(advice, unit)),
        "data_age": words.data_age(advice),
    }


def _advised(day: DayAdvice, unit: str) -> dict[str, Any]:
    large, rest = words.number_of(day, unit)
    binding = binding_of(day)
    return {
        "day": units.day_name(day.on),
        "kind": plan.kind_name(day.kind) if day.kind else "",
        "number": units.shown(day.advised_km, unit) if day.advised_km else "",
        "said": f"{large}{rest}".strip(),
        "below": list(words.below_the_number(day, unit)),
        "chance": words.chance_of(day),
        "light": words.light_of(day),
        "decided_by": reasons.bound_name(binding.code, binding.by) if binding else "",
        "advised_km": day.advised_km or 0,
        "turn_back_km": day.turn_back_km or 0,
    }


def _far(day: PlannedDay, unit: str) -> str:
    return units.shown(day.distance_km, unit) if day.distance_km else ""


def _day(day: PlannedDay) -> dict[str, str]:
    return {"day": units.day_name(day.on), "kind": plan.kind_name(day.kind)}
