"""What a schema cannot say: values that contradict each other, or cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from startline.engine import guardrails as g
from startline.engine.errors import Problem
from startline.formats.schema import place

ONSET_SLACK = 1.01  # a mile mark and a watch differ by this much
ONSET_SLACK_KM = 0.02

_DAY_FIELDS = frozenset(
    {"on", "from", "until", "lifted_on", "began_on", "resolved_on", "opened_on", "closed_on",
     "deferral_until"}
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
        *_impossible_days(case, [], today),
        *_repeated_ids(case),
        *_days_out_of_order(case),
        *_outside_fences(case),
        *_painful_nonsense(case),
        *_unknown_time_zone(case),
    ]


def _impossible_days(value: Any, path: list[Any], today: date) -> Iterator[Problem]:
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from _impossible_days(item, [*path, i], today)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key in _DAY_FIELDS and isinstance(item, str) and len(path) <= 3:
            if not _possible(item, today):
                yield Problem(
                    "impossible_day",
                    f"{item} is not between 1970 and three years from {today}.",
                    "Check the year.",
                    place([*path, key]),
                )
        elif isinstance(item, dict | list):
            yield from _impossible_days(item, [*path, key], today)


def _possible(text: str, today: date) -> bool:
    try:
        return g.day_is_possible(date.fromisoformat(text), today=today)
    except ValueError:
        return True  # not one of ours: unknown fields are kept as they are


def _repeated_ids(case: dict[str, Any]) -> Iterator[Problem]:
    lists = {
        key: case.get(key, []) for key in ("runs", "episodes", "restrictions", "prescriptions")
    }
    lists["programme.sessions"] = case.get("programme", {}).get("sessions", [])
    for name, items in lists.items():
        seen: dict[str, int] = {}
        for i, item in enumerate(items):
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
        for i, item in enumerate(case.get(name, [])):
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
        for i, item in enumerate(case.get(name, []))
    ]
    race = case.get("race", {})
    fields += [("race.distance_km", race.get("distance_km"), g.RACE_KM)]
    fields += [(f"race.{key}", race.get(key), g.RACE_MIN) for key in ("goal_min", "cutoff_min")]
    fields += [("runner.tolerance", case.get("runner", {}).get("tolerance"), g.TOLERANCE)]
    sessions = case.get("programme", {}).get("sessions", [])
    for i, session in enumerate(sessions):
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
    for i, run in enumerate(case.get("runs", [])):
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
