"""What a schema cannot say: values that contradict each other, or cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from startline.engine import guardrails as g
from startline.engine.errors import Problem

ONSET_SLACK = 1.01  # a mile mark and a watch differ by this much
ONSET_SLACK_KM = 0.02

_DAY_FIELDS = frozenset(
    {"on", "from", "to", "until", "lifted_on", "began_on", "resolved_on", "opened_on", "closed_on",
     "deferral_until"}
)  # fmt: skip

_DATED_LISTS = (
    "runs", "check_ins", "episodes", "restrictions", "prescriptions", "adherence",
    "cross_sessions", "appointments", "red_flags", "confirmed", "programme.sessions", "moves",
    "plan_seen.sessions", "runner.race_results",
)  # fmt: skip

_ORDERED_DAYS = (
    ("restrictions", "from", "until"), ("restrictions", "from", "lifted_on"),
    ("episodes", "began_on", "resolved_on"), ("red_flags", "opened_on", "closed_on"),
    ("prescriptions", "from", "until"),
)  # fmt: skip

_FENCES = (
    ("runs", "distance_km", g.RUN_KM), ("runs", "duration_min", g.RUN_MIN),
    ("runs", "planned_km", g.SESSION_KM), ("restrictions", "max_run_km", g.MAX_RUN_KM),
    ("restrictions", "max_run_min", g.MAX_RUN_MIN), ("restrictions", "max_week_km", g.MAX_WEEK_KM),
    ("cross_sessions", "duration_min", g.CROSS_MIN),
)  # fmt: skip


def nonsense(case: dict[str, Any], *, today: date) -> list[Problem]:
    """Every contradiction in a Case that already fits the schema."""
    return [
        *_impossible_days(case, today),
        *_impossible_log_day(case, today),
        *_repeated_ids(case),
        *_days_out_of_order(case),
        *_outside_fences(case),
        *_painful_nonsense(case),
        *_unknown_time_zone(case),
    ]


def _dated(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of the format that carries days, with its place; unknown parts are let be."""
    if "race" in case:
        yield "race", case["race"]
    for name in _DATED_LISTS:
        yield from ((f"{name}[{i}]", item) for i, item in _items(case, name))


def _impossible_days(case: dict[str, Any], today: date) -> Iterator[Problem]:
    for where, part in _dated(case):
        for key in _DAY_FIELDS & part.keys():
            if not _possible(date.fromisoformat, part[key], today):
                yield _impossible(part[key], today, f"{where}.{key}")
        moment = part.get("started_at")
        if not isinstance(moment, str) or not where.startswith("runs["):
            continue
        if not _possible(datetime.fromisoformat, moment, today):
            yield _impossible(moment, today, f"{where}.started_at")


def _impossible_log_day(case: dict[str, Any], today: date) -> Iterator[Problem]:
    until = case.get("log_complete_until")
    if until is not None and not _possible(date.fromisoformat, until, today):
        yield _impossible(until, today, "log_complete_until")


def _possible(read: Callable[[str], date], text: str, today: date) -> bool:
    try:
        found = read(text)
    except ValueError:
        return False
    return g.day_is_possible(found.date() if isinstance(found, datetime) else found, today=today)


def _impossible(text: str, today: date, where: str) -> Problem:
    problem = f"{text} is no time between 1970 and three years from {today}."
    return Problem("impossible_day", problem, "Check the year and how it is written.", where)


def fitting(case: dict[str, Any], misfits: Iterable[Problem]) -> dict[str, Any]:
    """The case without the parts that do not fit the schema; list items keep their numbers."""
    whole: dict[str, Any] = {**case}
    for one in misfits:
        name, _, rest = one.place.partition("[")
        top, _, below = name.partition(".")
        if not rest or not isinstance(whole.get(top), list | dict):
            whole.pop(top, None)
            continue
        held = {**whole[top]} if below else whole
        items = [*held[below or top]]
        items[int(rest.partition("]")[0])] = None
        held[below or top] = items
        whole[top] = held if below else items
    return whole


def _items(case: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbered items of a list of the format, such as ``runs`` or ``programme.sessions``."""
    top, _, below = name.partition(".")
    items = case.get(top, {}).get(below, []) if below else case.get(name, [])
    return ((i, item) for i, item in enumerate(items) if item is not None)


def _repeated_ids(case: dict[str, Any]) -> Iterator[Problem]:
    for name in ("runs", "episodes", "restrictions", "prescriptions", "programme.sessions"):
        seen: dict[str, int] = {}
        for i, item in _items(case, name):
            id_ = item.get("id")
            if id_ is not None and id_ in seen:
                yield Problem(
                    "repeated_id",
                    f'The id "{id_[:80]}" already stands at {name}[{seen[id_]}].',
                    "Give each its own id, or keep one of the two.",
                    f"{name}[{i}].id",
                )
            elif id_ is not None:
                seen[id_] = i


def _days_out_of_order(case: dict[str, Any]) -> Iterator[Problem]:
    for name, first, second in _ORDERED_DAYS:
        for i, item in _items(case, name):
            if item.get(second) is not None and item[second] < item[first]:
                yield Problem(
                    "ends_before_it_starts",
                    f'"{second}" is {item[second]}, before "{first}", {item[first]}.',
                    "Check both days.",
                    f"{name}[{i}].{second}",
                )


def _outside_fences(case: dict[str, Any]) -> Iterator[Problem]:
    fields = [
        (f"{name}[{i}].{key}", item.get(key), fence)
        for name, key, fence in _FENCES
        for i, item in _items(case, name)
    ]
    race = case.get("race", {})
    fields += [("race.distance_km", race.get("distance_km"), g.RACE_KM)]
    fields += [(f"race.{key}", race.get(key), g.RACE_MIN) for key in ("goal_min", "cutoff_min")]
    fields += [("runner.tolerance", case.get("runner", {}).get("tolerance"), g.TOLERANCE)]
    for i, session in _items(case, "programme.sessions"):
        where = f"programme.sessions[{i}]"
        fields += [(f"{where}.distance_km", session.get("distance_km"), g.SESSION_KM)]
        fields += [(f"{where}.duration_min", session.get("duration_min"), g.RUN_MIN)]
    for where, value, fence in fields:
        if value is not None and fence.judge(value) == "refuse":
            low, high = fence.absolute
            yield Problem(
                "outside_what_can_be",
                f"{value:g} {fence.unit} cannot be {fence.what}.",
                f"Use {low:g} to {high:g} {fence.unit}; leave it out if it is not known.".replace(
                    " ;", ";"
                ),
                where,
            )


def _painful_nonsense(case: dict[str, Any]) -> Iterator[Problem]:
    for i, run in _items(case, "runs"):
        pain = run.get("pain")
        if pain is None:
            continue
        where = f"runs[{i}].pain"
        yield from _onset_nonsense(pain, run["distance_km"], where)
        worst = max([pain.get("worst_nrs") or 0, *(m["nrs"] for m in pain.get("marks", []))])
        if pain["free"] and worst > 0:
            yield Problem(
                "free_yet_painful",
                f"The run is called pain-free, but pain was rated {worst:g}.",
                'Set "free" to false, or the rating to 0.',
                where,
            )
        for j, mark in enumerate(pain.get("marks", [])):
            if mark["at_km"] > run["distance_km"] * ONSET_SLACK + ONSET_SLACK_KM:
                yield Problem(
                    "beyond_the_run",
                    f"A mark at {mark['at_km']:g} km, but the run was {run['distance_km']:g} km.",
                    "Check the distance of the run or of the mark.",
                    f"{where}.marks[{j}].at_km",
                )


def _onset_nonsense(pain: dict[str, Any], distance_km: float, where: str) -> Iterator[Problem]:
    onset = pain.get("onset")
    if onset is None:
        return
    lower, upper = onset["lower_km"], onset["upper_km"]
    if lower > upper:
        yield Problem(
            "ends_before_it_starts",
            f"Pain cannot begin between {lower:g} and {upper:g} km.",
            "Swap the two ends.",
            f"{where}.onset",
        )
    elif upper > distance_km * ONSET_SLACK + ONSET_SLACK_KM:
        yield Problem(
            "beyond_the_run",
            f"Pain began by {upper:g} km, but the run was {distance_km:g} km.",
            "Check the distance of the run or where it began to hurt.",
            f"{where}.onset",
        )
    if pain["free"]:
        yield Problem(
            "free_yet_painful",
            "The run is called pain-free, but has a place where pain began.",
            'Set "free" to false, or leave out the place.',
            f"{where}.onset",
        )


def _unknown_time_zone(case: dict[str, Any]) -> Iterator[Problem]:
    name = case.get("runner", {}).get("time_zone")
    if name is None:
        return
    try:
        ZoneInfo(name)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        known = False
    except KeyError:
        known = False
    else:
        known = True
    if not known:
        yield Problem(
            "unknown_time_zone",
            f'"{name[:60]}" is not a time zone.',
            'Use a name such as "Europe/Vienna" or "America/Toronto".',
            "runner.time_zone",
        )
