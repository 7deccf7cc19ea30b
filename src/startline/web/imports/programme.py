"""Choosing a programme: a ready one, or one's own read from a paste. The old one is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.formats.case_json import case_from, case_to
from startline.formats.own_programme import Preview
from startline.formats.own_programme.any_form import read_any
from startline.formats.programmes import NAMES, OtherProgramme, RaceProgramme, load
from startline.formats.programmes.for_runner import Asked, programme_for, race_of
from startline.web.accounts.models import Runner, User
from startline.web.audit.services import record
from startline.web.planning import models as p
from startline.web.planning.case import runner_value
from startline.web.planning.limits import set_race
from startline.web.planning.services import new_facts
from startline.web.planning.take_case import set_programme

ReadyProgramme = RaceProgramme | OtherProgramme


def ready_ones() -> list[ReadyProgramme]:
    """Every ready programme."""
    return [load(name) for name in NAMES]


def is_ladder(of: ReadyProgramme) -> bool:
    """Whether it leads to no race, step by step."""
    return isinstance(of, OtherProgramme) and of.form != "minutes"


def case_of(runner: Runner) -> Case:
    """What a programme asks about a runner: unit, zone, days and the race."""
    race = p.Race.objects.filter(runner=runner).first()
    value: dict[str, Any] = {"startline": 1, "runner": runner_value(runner)}
    if race is not None:
        value["race"] = race.as_case()
    return case_from(value, today=timezone.now().date())


def built(name: str, runner: Runner, asked: Asked) -> Programme:
    """A ready programme for this runner. Nothing is stored.

    Raises:
        Refused: if it does not fit the race, the days or the time.
    """
    return programme_for(name, case=case_of(runner), asked=asked)


def read_own(
    data: bytes, name: str, runner: Runner, *, race_on: date | None, unit: str | None,
    day_first: bool | None, repeat_from: date | None,
) -> Preview:  # fmt: skip
    """What was understood of a programme of the runner's own. Nothing is stored.

    Raises:
        Refused: if nobody said when the race is, or it is no text.
    """
    case = case_of(runner)
    return read_any(
        data, name, race=race_of(case, race_on=race_on, distance_km=None),
        unit=unit or runner.unit, day_first=day_first, repeat_from=repeat_from,
        zone=_zone(runner),
    )  # fmt: skip


def _zone(runner: Runner) -> ZoneInfo | None:
    try:
        return ZoneInfo(runner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def take(runner: Runner, made: Programme, *, race_on: date | None, by: User) -> None:
    """Make this the programme; the one before is kept as it was. A new race day is kept too.

    Raises:
        Refused: if there is nothing in it, or it cannot be.
    """
    if not made.sessions:
        hint = "Change what you pasted and look again."
        raise Refused([Problem("no_sessions", "No session was understood.", hint)])
    value = case_to(Case(programme=made))["programme"]
    today = max(timezone.now().date(), made.sessions[-1].on)
    case_from({"startline": 1, "runner": {}, "programme": value}, today=today)
    race = race_in(made)
    with new_facts(runner):
        set_programme(runner, value)
        if race is not None and race_on is not None and not _has_race(runner):
            set_race(runner, {"on": race.on.isoformat(), "distance_km": race.distance_km}, by=by)
        record(runner, by, "programme.set", sessions=len(made.sessions))


def _has_race(runner: Runner) -> bool:
    return p.Race.objects.filter(runner=runner).exists()


def race_in(made: Programme) -> Race | None:
    """The race a programme leads to."""
    races = [one for one in made.sessions if one.kind == "race" and one.distance_km]
    return Race(on=races[-1].on, distance_km=races[-1].distance_km or 0.0) if races else None


def weeks_of(sessions: Sequence[Session]) -> list[tuple[int | None, str, list[Session]]]:
    """Sessions by the week they carry: its number, its phase, its days."""
    grouped = groupby(sessions, key=lambda one: one.extra.get("week"))
    held = [(week, list(some)) for week, some in grouped]
    return [(week, str(some[0].extra.get("phase", "")), some) for week, some in held]
