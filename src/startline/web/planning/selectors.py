"""What was advised, as it may be shown now."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from startline.engine.advice import Advice
from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.errors import Refused
from startline.engine.restrictions import Restriction
from startline.formats.advice_read import read_advice
from startline.formats.case_json import case_from
from startline.web.accounts.models import Runner
from startline.web.planning import models as p
from startline.web.planning.case import runner_value
from startline.web.planning.guard import breach
from startline.web.runlog import models as r

log = logging.getLogger("startline.safety")

ASK_AGAIN = "ask_again"
"""The server came back from a backup: what was said since is asked for first (invariant C-30)."""

NO_CONSENT = "no_consent"
"""The runner has not agreed, or agrees no more, to anything being kept about their health."""

Freshness = Literal["current", "waiting", "none"]


@dataclass(frozen=True)
class Shown:
    """The Advice of today and whether it may be read as such.

    `current`: it is made from everything said so far. `waiting`: something was said since, or the
    day is new; `advice` is None then, and no distance may be shown. `none`: there is none today.
    """

    freshness: Freshness
    advice: Advice | None
    snapshot: p.AdviceSnapshot | None
    why_none: str | None = None


def today_of(runner: Runner, now: datetime | None = None) -> date:
    """Today where the runner is."""
    try:
        zone = ZoneInfo(runner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    return (now or timezone.now()).astimezone(zone).date()


def newest_snapshot(runner: Runner) -> p.AdviceSnapshot | None:
    """The newest Advice without the Case it was made from."""
    return p.AdviceSnapshot.objects.filter(runner=runner).defer("case_z").order_by("-id").first()


def shown_advice(runner: Runner, *, on: date | None = None) -> Shown:
    """The Advice as it may be shown on this day; every surface asks here and nowhere else."""
    day = on or today_of(runner)
    snapshot = newest_snapshot(runner)
    if not runner.keeps_health_data:
        return Shown("none", None, snapshot, NO_CONSENT)
    if runner.asked_again_since is not None:
        return Shown("none", None, snapshot, ASK_AGAIN)
    if snapshot is None or snapshot.facts_version != runner.facts_version or snapshot.on != day:
        return Shown("waiting", None, snapshot)
    if not snapshot.advice:
        return Shown("none", None, snapshot, "not_worked_out")
    try:
        advice = read_advice(snapshot.advice)
        broken = breach(advice, restrictions_of(runner), flags_of(runner))
    except Refused:
        broken, advice = "unreadable", None
    if broken is not None:
        log.error("SAFETY %s: advice %s is not shown", broken, snapshot.pk)
        return Shown("none", None, snapshot, broken)
    return Shown("current", advice, snapshot)


def restrictions_of(runner: Runner) -> tuple[Restriction, ...]:
    """The runner's limits as the engine reads them.

    Raises:
        Refused: if a stored limit cannot be read; nothing may be shown then.
    """
    rows = p.Restriction.objects.filter(runner=runner)
    return _case_of("restrictions", rows).restrictions


def flags_of(runner: Runner) -> tuple[RedFlag, ...]:
    """The runner's red flags as the engine reads them."""
    return _case_of("red_flags", r.RedFlag.objects.filter(runner=runner)).red_flags


def case_without_runs(runner: Runner, *, on: date) -> Case:
    """What the runner and others have set, as the engine reads it: limits and open problems.

    Raises:
        Refused: if a stored part cannot be read; nothing may be shown then.
    """
    value: dict[str, Any] = {"startline": 1, "runner": runner_value(runner)}
    for name, rows in (("restrictions", p.Restriction), ("episodes", r.Episode)):
        found = rows.objects.filter(runner=runner).order_by("id")
        value[name] = [one.as_case() for one in found]
    return case_from(value, today=on)


def _case_of(name: str, rows: Any) -> Case:
    today = timezone.now().date()
    value = {"startline": 1, "runner": {}, name: [one.as_case() for one in rows.order_by("id")]}
    return case_from(value, today=today)
