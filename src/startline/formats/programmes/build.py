"""A programme for one runner: weeks counted back from race day, on the runner's days, scaled.

What had to be left out or held back is said as notes, a code and its values each, under
`Programme.extra["notes"]`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from startline.engine.errors import Problem, Refused
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.formats.programmes.data import (
    NAMES,
    OtherProgramme,
    RaceProgramme,
    Source,
    Week,
    load,
)
from startline.formats.programmes.walk_run import walk_run_to_race
from startline.formats.programmes.week_days import DAYS_A_WEEK, checked_days, in_week, spread

KM_PER_MILE = 1.609344
NEAT_STEPS = 2  # sessions are rounded to half kilometres or half miles
RACE_SHARE = 0.1  # a race this much longer or shorter still fits: 40 to 46 km count as a marathon
LONG_IN_30_DAYS = 1.3  # joining a week this much above the usual one is said; assumption


@dataclass(frozen=True, slots=True)
class _Frame:
    """Everything that the weeks of one runner share."""

    of: RaceProgramme
    race: Race
    run_days: Sequence[str]
    long_run_day: str
    easy_scale: float
    long_scale: float
    unit: str
    on: date | None


def build(
    name: str, *, race: Race, run_days: Sequence[str], long_run_day: str | None,
    usual_week_km: float | None = None, unit: str = "km", on: date | None = None,
    minutes_a_week: float | None = None,
) -> Programme:  # fmt: skip
    """The programme `name` up to `race`, on `run_days`.

    `usual_week_km` is what the runner runs in a usual week (km); the programme is scaled to it
    within the bounds its file states. `on` is the first day that may have a session: with less
    time than the programme takes, its later part is used. `minutes_a_week` is for `walk_run`.

    Raises:
        Refused: if the race is over, too near or of another distance, or the days do not fit.
    """
    days, long_day = checked_days(run_days, long_run_day)
    if on is not None and on > race.on:
        said = f"The race was on {race.on}, before {on}."
        raise Refused([Problem("race_over", said, "Give a race that is still to come.", "race.on")])
    of = load(name)
    if isinstance(of, OtherProgramme):
        if of.form != "minutes":
            hint = "Ladders start on a day: use --starts-on."
            raise Refused([Problem("no_race_in_it", f"{name} leads to no race.", hint, "name")])
        return walk_run_to_race(of, race=race, run_days=days, on=on, minutes_a_week=minutes_a_week)
    _check_distance(of, race)
    _check_usual(usual_week_km)
    easy_scale, long_scale = scales(of, usual_week_km)
    frame = _Frame(of, race, days, long_day, easy_scale, long_scale, unit, on)
    used = _weeks_used(frame)
    sessions = [one for i, week in used for one in _sessions(frame, i, week)]
    sessions.append(Session(id="race", on=race.on, kind="race", distance_km=race.distance_km))
    notes = [*_about_time(frame, used), *_about_scale(frame, usual_week_km, sessions)]
    extra = _provenance(of.name, of.sources) | {
        "weeks": len(of.weeks), "scale": round(easy_scale, 3),
        "notes": [*notes, *_about_days(frame, used)],
    }  # fmt: skip
    return Programme(sessions=tuple(sessions), name=of.title, extra=extra)


def _provenance(name: str, sources: Sequence[Source]) -> dict[str, Any]:
    return {"built_from": name, "sources": [asdict(source) for source in sources]}


def scales(of: RaceProgramme, usual_week_km: float | None) -> tuple[float, float]:
    """How easy and hard runs, and long runs, are stretched. 1 is as written.

    The long run follows only between the least and the most the file allows for the longest.
    """
    asked = 1.0 if usual_week_km is None else usual_week_km / of.usual_week_km
    easy = min(max(asked, of.least_scale), of.most_scale)
    longest = min(max(easy * of.peak_long_km, of.least_peak_long_km), of.most_peak_long_km)
    return easy, longest / of.peak_long_km


def neat_km(km: float, unit: str, *, at_most_km: float = math.inf) -> float:
    """The distance in whole halves of the runner's unit, in km to the metre, at least one half.

    >>> neat_km(29.4, "km"), neat_km(29.4, "mi"), neat_km(29.4, "km", at_most_km=29.4)
    (29.5, 29.773, 29.0)
    """
    one_half = (KM_PER_MILE if unit == "mi" else 1.0) / NEAT_STEPS
    n_halves = math.floor(km / one_half + 0.5)
    if n_halves * one_half > at_most_km + 1e-9:
        n_halves = math.floor(at_most_km / one_half)
    return round(max(1, n_halves) * one_half, 3)


def _check_distance(of: RaceProgramme, race: Race) -> None:
    if abs(race.distance_km - of.race_km) <= RACE_SHARE * of.race_km:
        return
    fitting = list(_names_for(race.distance_km))
    hint = f"Use {' or '.join(fitting)}." if fitting else "There is none for that distance yet."
    said = f"{of.name} is for {of.race_km:g} km; the race is {race.distance_km:g} km."
    raise Refused([Problem("race_distance", said, hint, "race.distance_km")])


def _check_usual(usual_week_km: float | None) -> None:
    if usual_week_km is not None and not 0 <= usual_week_km <= 500:  # also refuses NaN
        said = f"{usual_week_km:g} km cannot be a usual week."
        hint = "Use 0 to 500 km; leave it out if it is not known."
        raise Refused([Problem("outside_what_can_be", said, hint, "usual_week_km")])


def _names_for(race_km: float) -> Iterator[str]:
    for name in NAMES:
        other = load(name)
        if isinstance(other, RaceProgramme):
            if abs(race_km - other.race_km) <= RACE_SHARE * other.race_km:
                yield name
        elif other.form == "minutes" and race_km <= other.table["most_race_km"]:
            yield name


def _weeks_used(frame: _Frame) -> list[tuple[int, Week]]:
    """The weeks, numbered from 0, that still lie ahead of `on`.

    Raises:
        Refused: if fewer are left than may be used alone.
    """
    weeks = list(enumerate(frame.of.weeks))
    if frame.on is None:
        return weeks
    n_left = math.ceil(((frame.race.on - frame.on).days + 1) / DAYS_A_WEEK)
    if n_left < frame.of.fewest_weeks:
        raise Refused([_too_near(frame, n_left)])
    return weeks[-n_left:]


def _too_near(frame: _Frame, n_left: int) -> Problem:
    days = (frame.race.on - frame.on).days if frame.on else 0
    said = (
        f"The race is in {days} days; {frame.of.name} takes {len(frame.of.weeks)} weeks, and its "
        f"last {frame.of.fewest_weeks} at least."
    )
    others = [load(name) for name in NAMES]
    shorter = [
        one.name for one in others if isinstance(one, RaceProgramme) and one.fewest_weeks <= n_left
    ]
    same = [name for name in shorter if name in set(_names_for(frame.race.distance_km))]
    hint = "Choose a later race, or ask the organiser about deferring."
    if same:
        hint = f"Use {' or '.join(same)}."
    elif shorter:
        hint = f"{hint} A shorter race fits: {' or '.join(shorter)}."
    return Problem("too_near", said, hint, "race.on")


def _sessions(frame: _Frame, i: int, week: Week) -> list[Session]:
    """One week's sessions by day, those before `on` left out."""
    last = frame.race.on - timedelta(DAYS_A_WEEK * (len(frame.of.weeks) - 1 - i))
    placed = _long_run(frame, i, week, last) + _others(frame, i, week, last)
    ahead = [one for one in placed if frame.on is None or one.on >= frame.on]
    return sorted(ahead, key=lambda one: one.on)


def _long_run(frame: _Frame, i: int, week: Week, last: date) -> list[Session]:
    if week.long_km is None:
        return []
    km = neat_km(week.long_km * frame.long_scale, frame.unit, at_most_km=frame.of.most_peak_long_km)
    return [_session(i, week, "long", "long", in_week(frame.long_run_day, last), km)]


def _others(frame: _Frame, i: int, week: Week, last: date) -> list[Session]:
    wanted = _wanted(week)
    days = _race_week_days(frame, last) if week.phase == "race" else _usual_days(frame, len(wanted))
    sessions, n_easy = [], 0
    for (kind, km), day in zip(wanted, days, strict=False):
        n_easy += kind == "easy"
        label = f"easy-{n_easy}" if kind == "easy" else kind
        far = neat_km(km * frame.easy_scale, frame.unit)
        sessions.append(_session(i, week, label, kind, in_week(day, last), far))
    return sessions


def _wanted(week: Week) -> list[tuple[str, float]]:
    """What the week holds beside the long run: the hard session, then easy ones, longest first."""
    easy = [("easy", km) for km in sorted(week.easy_km, reverse=True)]
    return [week.hard, *easy] if week.hard else easy


def _usual_days(frame: _Frame, n_others: int) -> list[str]:
    return spread(frame.run_days, frame.long_run_day, n_others)


def _race_week_days(frame: _Frame, last: date) -> list[str]:
    """Run days before the race, the earliest first; the day before it stays free."""
    free = {in_week(day, last): day for day in frame.run_days}
    return [free[on] for on in sorted(free) if on < last - timedelta(1)]


def _session(i: int, week: Week, label: str, kind: str, on: date, km: float) -> Session:
    extra = {"week": i + 1, "phase": week.phase}
    return Session(id=f"w{i + 1:02d}-{label}", on=on, kind=kind, distance_km=km, extra=extra)


def _note(code: str, **values: Any) -> dict[str, Any]:
    return {"code": code, "values": values}


def _about_time(frame: _Frame, used: Sequence[tuple[int, Week]]) -> Iterator[dict[str, Any]]:
    """Where the programme is joined, and how far the first long run there is."""
    first, week = used[0]
    if first > 0:
        km = neat_km((week.long_km or 0) * frame.long_scale, frame.unit)
        of_weeks = len(frame.of.weeks)
        yield _note("later_part", week=first + 1, of_weeks=of_weeks, long_km=km)


def _about_scale(
    frame: _Frame, usual_week_km: float | None, sessions: Sequence[Session]
) -> Iterator[dict[str, Any]]:
    """What scaling could not follow, and where the result leaves the published range."""
    if usual_week_km is not None:
        asked = usual_week_km / frame.of.usual_week_km
        if asked < frame.of.least_scale:
            yield _note(
                "usual_below", usual_week_km=usual_week_km, from_km=_first_week_km(sessions)
            )
        elif asked > frame.of.most_scale:
            yield _note(
                "usual_above", usual_week_km=usual_week_km, from_km=_first_week_km(sessions)
            )
        elif _first_week_km(sessions) > LONG_IN_30_DAYS * usual_week_km:
            yield _note(
                "joins_above", usual_week_km=usual_week_km, from_km=_first_week_km(sessions)
            )
        if frame.long_scale < frame.easy_scale:
            yield _note("long_run_held", most_km=frame.of.most_peak_long_km)
    least_week_km = frame.of.published_peak_week_km[0]
    peak_km = max(week_totals_km(sessions).values(), default=0.0)
    if peak_km < least_week_km:
        yield _note("below_published", peak_week_km=round(peak_km, 1), least_km=least_week_km)


def week_totals_km(sessions: Sequence[Session]) -> dict[int, float]:
    """Kilometres of each numbered week, the race left out."""
    totals: dict[int, float] = {}
    for one in sessions:
        if one.kind != "race" and "week" in one.extra:
            number = one.extra["week"]
            totals[number] = totals.get(number, 0.0) + (one.distance_km or 0.0)
    return totals


def _first_week_km(sessions: Sequence[Session]) -> float:
    totals = week_totals_km(sessions)
    return round(totals[min(totals)], 1) if totals else 0.0


def _about_days(frame: _Frame, used: Sequence[tuple[int, Week]]) -> Iterator[dict[str, Any]]:
    """Fewer run days than sessions: how many fell away, and the most km of a week with them."""
    room = len(frame.run_days) - 1
    lost = [_wanted(week)[room:] for _, week in used if week.phase != "race"]
    n_most = max(len(week) for week in lost)
    if n_most:
        most_km = max(sum(km for _, km in week) for week in lost) * frame.easy_scale
        yield _note("sessions_left_out", n_a_week=n_most, most_km_a_week=round(most_km, 1))
