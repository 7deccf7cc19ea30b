"""A ready programme for what somebody asked and, where that is silent, for what is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.guardrails import RACE_KM
from startline.engine.plans import Programme
from startline.engine.races import MARATHON_KM, Race
from startline.formats.programmes.build import build
from startline.formats.programmes.data import RaceProgramme, load
from startline.formats.programmes.ladders import build_ladder
from startline.formats.programmes.walk_run import build_walk_run
from startline.formats.programmes.week_days import WEEKDAYS, spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked of a programme; None: they did not say.

    Distances in km, `unit` is ``km`` or ``mi``, days of the week as ``mon`` to ``sun``. `on` is
    the first day that may have a session, `starts_on` the first day of one that leads to no race.
    """

    race_on: date | None = None
    distance_km: float | None = None
    run_days: list[str] | None = None
    long_run_day: str | None = None
    usual_week_km: float | None = None
    minutes_a_week: float | None = None
    starts_on: date | None = None
    onset_km: float | None = None
    unit: str | None = None
    on: date | None = None


def default_days(name: str) -> list[str]:
    """As many days as the programme has sessions, well apart, with a long run on Sunday."""
    of = load(name)
    n_days = 3
    if isinstance(of, RaceProgramme):
        n_days = max(1 + len(week.easy_km) + bool(week.hard) for week in of.weeks)
    chosen = {*spread(WEEKDAYS, "sun", n_days - 1), "sun"}
    return [day for day in WEEKDAYS if day in chosen]


def leads_to_a_race(name: str, asked: Asked) -> bool:
    """Whether the programme, as asked for, ends with a race."""
    of = load(name)
    is_ladder = not isinstance(of, RaceProgramme) and of.form != "minutes"
    return not is_ladder and (isinstance(of, RaceProgramme) or asked.starts_on is None)


def programme_for(name: str, *, case: Case, asked: Asked) -> Programme:
    """The programme, from what was asked and, where that is silent, from the Case."""
    of = load(name)
    run_days = asked.run_days or list(case.runner.run_days or ())
    if leads_to_a_race(name, asked):
        return build(
            name, race=race_for(name, case, asked), run_days=_needed(run_days),
            long_run_day=_long_run_day(case, asked), usual_week_km=asked.usual_week_km,
            unit=asked.unit or case.runner.unit or "km", on=asked.on,
            minutes_a_week=asked.minutes_a_week,
        )  # fmt: skip
    starts_on = asked.starts_on
    if starts_on is None:
        said = f"{name} needs a first day."
        raise Refused([Problem("starts_on", said, "Add --starts-on DAY.", "--starts-on")])
    if isinstance(of, RaceProgramme) or of.form == "minutes":
        return build_walk_run(
            starts_on=starts_on, run_days=_needed(run_days),
            minutes_a_week=asked.minutes_a_week,
        )  # fmt: skip
    return build_ladder(
        name, starts_on=starts_on, run_days=run_days or None, onset_km=asked.onset_km
    )


def _needed(run_days: list[str]) -> list[str]:
    if not run_days:
        said = "Nobody said on which days you run."
        raise Refused([Problem("run_days", said, "Add --run-days tue,thu,sun.", "--run-days")])
    return run_days


def _long_run_day(case: Case, asked: Asked) -> str | None:
    """As asked; or the Case's, unless other run days were asked for that leave it out."""
    if asked.long_run_day is not None:
        return asked.long_run_day.lower()
    theirs = case.runner.long_run_day
    return theirs if asked.run_days is None or theirs in asked.run_days else None


def race_for(name: str, case: Case, asked: Asked) -> Race:
    """The race of the Case, which what was asked may not contradict; or the one asked for."""
    of = load(name)
    own_km = of.race_km if isinstance(of, RaceProgramme) else 5.0  # a first race for a beginner
    return race_of(case, race_on=asked.race_on, distance_km=asked.distance_km, own_km=own_km)


def race_of(
    case: Case, *, race_on: date | None, distance_km: float | None, own_km: float = MARATHON_KM
) -> Race:
    """The race of the Case or the one asked for.

    Raises:
        Refused: if there is neither, or they contradict each other.
    """
    if case.race is not None:
        for said, held in ((race_on, case.race.on), (distance_km, case.race.distance_km)):
            if said is not None and said != held:
                problem = f"The race in the Case has {held}, not {said}."
                hint = "Leave the option out, or change the race in the Case."
                raise Refused([Problem("other_race", problem, hint, "race")])
        return case.race
    if race_on is None:
        hint = "Add --race-on DAY."
        raise Refused([Problem("no_race", "Nobody said when the race is.", hint, "--race-on")])
    km = own_km if distance_km is None else distance_km
    if RACE_KM.judge(km) == "refuse":
        low, high = RACE_KM.absolute
        problem, hint = f"{km:g} km cannot be the race.", f"Use {low:g} to {high:g} km."
        raise Refused([Problem("outside_what_can_be", problem, hint, "--distance-km")])
    return Race(on=race_on, distance_km=km)
