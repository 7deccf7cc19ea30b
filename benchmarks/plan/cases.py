"""Varied runners on some day of an 18-week programme, as the JSON a runner would have.

Every Case comes from its own number alone. `wild` draws rarer things more often: several limits
of every kind at once, flags, odd logs, moves to anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

FIRST_MONDAY = date(2026, 1, 5)
WEEKS = 18
TAPER_WEEKS = 3
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SITES = ("unknown", "knee_outer", "knee_front", "shin", "achilles", "hip")
TISSUES = ("tendon", "knee", "muscle", "bone", "unknown")
SHAPES = ("classic", "classic", "medium", "minutes", "half", "no_cutback")
STATES = ("healthy", "hurting", "hurting", "returning")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One Case, the day it is asked on, and what it was drawn as."""

    number: int
    on: date
    case: Json
    shape: str
    state: str


def drawn(number: int, *, wild: bool = False) -> Drawn:
    """The Case of this number."""
    dice = Random(f"plan {number} {wild}")  # noqa: S311 - makes examples, keeps no secret
    shape, state = dice.choice(SHAPES), dice.choice(STATES)
    on = FIRST_MONDAY + timedelta(dice.randrange(16 * 7))
    sessions = programme(shape, dice)
    case: Json = {
        "startline": 1,
        "runner": runner(dice),
        "programme": {"name": shape, "sessions": sessions},
        "restrictions": restrictions(sessions, on, dice, wild=wild),
    }
    log(case, sessions, on, state, dice)
    if dice.random() < 0.75:
        half = shape == "half"
        case["race"] = {
            "on": day(FIRST_MONDAY + timedelta(WEEKS * 7 - 1)),
            "distance_km": 21.0975 if half else 42.195, "half_offered": dice.random() < 0.5,
        }  # fmt: skip
    if wild:
        make_wild(case, on, dice)
    return Drawn(number, on, case, shape, state)


def day(on: date) -> str:
    return on.isoformat()


# --- the programme ---------------------------------------------------------------------------


def programme(shape: str, dice: Random) -> list[Json]:
    """18 weeks of 3 to 5 runs: a long one that grows, lighter weeks, a taper; or minutes."""
    weekdays = sorted(dice.sample(range(5), dice.choice([2, 3, 4])))
    long_day = dice.choice([5, 6, 6])
    peak_km = {"medium": 26.0, "half": 18.0, "minutes": 24.0}.get(shape, 32.0)
    start_km = dice.uniform(6, 14)
    sessions = []
    for week in range(WEEKS):
        long_km = _long_km(week, start_km, peak_km, lighter=shape != "no_cutback")
        for nth, weekday in enumerate([*weekdays, long_day]):
            on = FIRST_MONDAY + timedelta(7 * week + weekday)
            kind = "long" if weekday == long_day else _kind(nth, dice)
            km = long_km if kind == "long" else max(3.0, long_km * (0.35 + 0.1 * nth))
            sessions.append(_session(on, kind, km, shape))
        if dice.random() < 0.2:
            on = FIRST_MONDAY + timedelta(7 * week + (long_day + 1) % 7)
            sessions.append({"on": day(on), "kind": "cross", "duration_min": 40})
    return [{"id": f"s{i}", **one} for i, one in enumerate(sessions)]


def _long_km(week: int, start_km: float, peak_km: float, *, lighter: bool) -> float:
    building = WEEKS - TAPER_WEEKS
    if week >= building:
        return peak_km * (0.65, 0.45, 0.25)[week - building]
    km = start_km + (peak_km - start_km) * week / (building - 1)
    return km * 0.72 if lighter and week % 4 == 3 else km


def _kind(nth: int, dice: Random) -> str:
    return dice.choice(["pace", "intervals", "easy"]) if nth == 1 else "easy"


def _session(on: date, kind: str, km: float, shape: str) -> Json:
    if shape == "minutes":
        return {"on": day(on), "kind": kind, "duration_min": round(km * 6.2)}
    return {"on": day(on), "kind": kind, "distance_km": round(km, 1)}


# --- the runner and the log ------------------------------------------------------------------


def runner(dice: Random) -> Json:
    """Tolerance, days and other training: said, or not."""
    one: Json = {"tolerance": dice.choice([0.1, 0.2, 0.2, 0.3]), "unit": dice.choice(["km", "mi"])}
    if dice.random() < 0.3:
        one["run_days"] = sorted(dice.sample(WEEKDAYS, dice.choice([3, 4, 5])), key=WEEKDAYS.index)
        one["long_run_day"] = one["run_days"][-1]
    if dice.random() < 0.5:
        one["cross_training"] = dice.sample(["cycling", "pool_running", "elliptical"], 2)
    return one


def log(case: Json, sessions: list[Json], on: date, state: str, dice: Random) -> None:
    """Eight weeks before the programme, and the programme as far as it was run."""
    began = on - timedelta(dice.randrange(7, 50))
    resolved = on - timedelta(dice.randrange(28)) if state == "returning" else None
    runs = [_before(ago, dice) for ago in range(56, 0, -3)]
    past = [one for one in sessions if one["on"] < day(on) and one["kind"] != "cross"]
    runs += [_run(one, dice) for one in past if dice.random() < 0.85]
    for run in runs:
        hurts = state != "healthy" and day(began) <= run["on"] <= day(resolved or on)
        pain = said(run["distance_km"], dice, hurts=hurts)
        if pain is not None:
            run["pain"] = pain
        run["stopped_because"] = dice.choice(["done", "done", "limit", "time"])
    case["runs"] = runs
    if state != "healthy":
        episode: Json = {
            "id": "e", "site": dice.choice(SITES), "tissue": dice.choice(TISSUES),
            "began_on": day(began),
        }  # fmt: skip
        if resolved is not None:
            episode["resolved_on"] = day(max(began, resolved))
        case["episodes"] = [episode]


def _before(ago: int, dice: Random) -> Json:
    on, km = FIRST_MONDAY - timedelta(ago), dice.uniform(4, 12)
    return {"on": day(on), "distance_km": round(km, 2), "duration_min": round(km * 6.1, 1)}


def _run(session: Json, dice: Random) -> Json:
    km = session.get("distance_km") or session["duration_min"] / 6.2
    km = max(1.0, km * dice.choice([1, 1, 1, 0.9, 0.6, 1.03]))
    minutes = km * dice.uniform(5.6, 6.6)
    return {
        "on": session["on"], "distance_km": round(km, 2), "duration_min": round(minutes, 1),
    }  # fmt: skip


def said(km: float, dice: Random, *, hurts: bool) -> Json | None:
    """What was said of a run: nothing, no pain, or pain of any kind."""
    if dice.random() < (0.1 if hurts else 0.5):
        return None
    if not hurts or dice.random() < 0.45:
        free: Json = {"free": True}
        return {**free, "next_morning_nrs": 0} if dice.random() < 0.8 else free
    at = round(km * dice.uniform(0.2, 0.95), 3)
    rare = ["first_step", "unknown"] if dice.random() < 0.2 else []
    kind = dice.choice(["exact", "exact", "exact", "between", "between", "before", *rare])
    pain: Json = {
        "free": False, "worst_nrs": dice.choice([1, 1, 2, 2, 3, 5, 7]),
        "course": dice.choice(["steady", "steady", "eased", "worsened", "unstated"]),
        "settled_within_hour": dice.random() < 0.8,
        "next_morning_nrs": dice.choice([0, 0, 0, 0, 1, 3]),
    }  # fmt: skip
    lower, upper = {
        "exact": (at, at), "between": (at, min(km, at + 1)), "before": (0, at),
        "first_step": (0, 0), "unknown": (0, 0),
    }[kind]  # fmt: skip
    if kind != "unknown":
        pain["onset"] = {"lower_km": lower, "upper_km": round(upper, 3)}
    for sign in ("limp", "sharp", "painkiller"):
        if dice.random() < 0.04:
            pain[sign] = True
    return pain


# --- limits of all kinds ---------------------------------------------------------------------


def restrictions(sessions: list[Json], on: date, dice: Random, *, wild: bool) -> list[Json]:
    """None to three limits (five in the wild), by the clinician and by the runner."""
    n = dice.choice([0, 1, 1, 2, 2, 3]) if not wild else dice.randrange(6)
    week_km = _busiest_week_km(sessions)
    return [_restriction(f"r{i}", week_km, on, dice, wild=wild) for i in range(n)]


def _busiest_week_km(sessions: list[Json]) -> float:
    weeks = [0.0] * WEEKS
    for one in sessions:
        if one["kind"] != "cross":
            week = (date.fromisoformat(one["on"]) - FIRST_MONDAY).days // 7
            weeks[week] += one.get("distance_km") or one["duration_min"] / 6.2
    return max(weeks)


def _restriction(id_: str, week_km: float, on: date, dice: Random, *, wild: bool) -> Json:
    start = on + timedelta(dice.randrange(-20, 25 if dice.random() < 0.3 else 1))
    who = dice.choice([("clinician", "physiotherapist"), ("clinician", "doctor"), ("runner", None)])
    one: Json = {"id": id_, "set_by": who[0], "from": day(start)}
    if who[1]:
        one["by"] = who[1]
    for kind in dice.sample(KINDS, dice.choice([1, 1, 2] if not wild else [1, 2, 3, 4])):
        one.update(_what(kind, week_km, dice))
    window = one.get("no_running")  # without an end, nothing would be planned at all
    if window or dice.random() < 0.3:
        one["until"] = day(start + timedelta(dice.randrange(5, 40)))
    if window or dice.random() < 0.2:
        one["lifted_on"] = day(start + timedelta(dice.randrange(5, 45)))
        one["lifted_by"] = "clinician" if window else dice.choice(["clinician", "runner"])
    return one


KINDS = ("km", "min", "week", "runs", "rest", "week_and_runs", "easy", "none", "other")


def _what(kind: str, week_km: float, dice: Random) -> Json:
    most_km = round(week_km * dice.uniform(0.35, 1.0), 1)
    wanted: dict[str, Json] = {
        "km": {"max_run_km": round(dice.uniform(4, 28), 3)},
        "min": {"max_run_min": dice.randrange(25, 170)},
        "week": {"max_week_km": most_km},
        "runs": {"max_runs_per_week": dice.randrange(2, 5)},
        "rest": {"min_rest_days_between_runs": dice.choice([1, 1, 2])},
        "week_and_runs": {
            "max_week_km": most_km, "max_runs_per_week": dice.randrange(2, 5),
            "min_rest_days_between_runs": 1,
        },
        "easy": {"easy_only": True},
        "none": {"no_running": True},
        "other": {"max_nrs": dice.randrange(1, 5), "surfaces": ["road", "treadmill"]},
    }  # fmt: skip
    return wanted[kind]


# --- the wild --------------------------------------------------------------------------------


def make_wild(case: Json, on: date, dice: Random) -> None:
    """Flags, check-ins, moves, a plan seen that fits nothing, and parts left out."""
    if dice.random() < 0.15:
        flag: Json = {
            "code": dice.choice(["chest_pain", "bone_tenderness", "fever"]),
            "opened_on": day(on + timedelta(dice.randrange(-20, 6))),
        }  # fmt: skip
        if dice.random() < 0.6:
            opened = date.fromisoformat(flag["opened_on"])
            flag["closed_on"] = day(opened + timedelta(dice.randrange(12)))
            flag["closed_by"] = dice.choice(["clinician", "runner"])
        case["red_flags"] = [flag]
    if dice.random() < 0.3:
        case["check_ins"] = [
            {"on": day(on - timedelta(ago)), "morning_nrs": dice.randrange(8)} for ago in (1, 3)
        ]
    if dice.random() < 0.3:
        case["moves"] = [
            {"from": day(a), "to": day(a + timedelta(dice.randrange(-4, 5)))}
            for a in (on + timedelta(dice.randrange(20)) for _ in range(3))
        ]
    if dice.random() < 0.3:
        shown = [{**one, "distance_km": round(dice.uniform(1, 30), 1)}
                 for one in case["programme"]["sessions"] if one["on"] > day(on)]  # fmt: skip
        case["plan_seen"] = {"on": day(on), "sessions": shown[:40]}
    if dice.random() < 0.2:
        case["runs"] = case["runs"][: dice.randrange(len(case["runs"]))]
    for part in ("programme", "race", "restrictions"):
        if dice.random() < 0.03:
            case.pop(part, None)
