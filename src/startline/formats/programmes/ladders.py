"""Ladders back to running: the next step is for a step that went well, so days are the soonest.

Rates of return have no trial behind them; each file names its source and grade.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from startline.engine.errors import Problem, Refused
from startline.engine.guardrails import SESSION_KM
from startline.engine.plans import Programme, Session
from startline.formats.programmes.data import OtherProgramme, load
from startline.formats.programmes.walk_run import turns
from startline.formats.programmes.week_days import DAYS_A_WEEK, WEEKDAYS, checked_days, spread

EVERY_OTHER_DAY = ("mon", "wed", "fri")  # when nobody said on which days


def build_ladder(
    name: str, *, starts_on: date, run_days: Sequence[str] | None = None,
    onset_km: float | None = None,
) -> Programme:  # fmt: skip
    """The ladder `name` from `starts_on`, as if every step went well.

    `onset_km` is where on a run pain began (km); `ladder_outer_knee` needs it. `run_days` serve
    that ladder alone: the others name their own days.

    Raises:
        Refused: if there is no such ladder, or what it needs is missing or out of range.
    """
    of = load(name)
    if not isinstance(of, OtherProgramme) or of.form not in _STEPS:
        hint = "Use ladder_22_days, ladder_run_walk or ladder_outer_knee."
        raise Refused([Problem("no_ladder", f"{name} is not a ladder.", hint, "name")])
    sessions = tuple(_STEPS[of.form](of.table, starts_on, run_days, onset_km))
    extra = {
        "built_from": of.name, "sources": [asdict(source) for source in of.sources],
        "rule": of.table["rule"], "notes": [{"code": of.table["rule"], "values": {}}],
    }  # fmt: skip
    return Programme(sessions=sessions, name=of.title, extra=extra)


def _by_days(
    table: Mapping[str, Any], starts_on: date, _days: Sequence[str] | None, _km: float | None
) -> Iterator[Session]:
    for i, day in enumerate(table["days"]):
        yield _step(f"d{i + 1:02d}", starts_on + timedelta(i), day, day_of=i + 1)


def _by_stages(
    table: Mapping[str, Any], starts_on: date, _days: Sequence[str] | None, _km: float | None
) -> Iterator[Session]:
    steps = [{"walk_min": minutes} for minutes in table["walks_min"]]
    for stage in table["stages"]:
        n = math.floor(table["session_min"] / (stage["run_min"] + stage["walk_min"]))
        steps += [{**stage, "repeats": n}] * stage["sessions"]
    for i, step in enumerate(steps):
        on = starts_on + timedelta(table["every_days"] * i)
        yield _step(f"s{i + 1:02d}", on, step, step_of=i + 1)


def _step(id_: str, on: date, step: Mapping[str, Any], **numbers: int) -> Session:
    """One step: rest, a walk (cross-training: it is not running), or running and walking."""
    if step.get("rest"):
        return Session(id=id_, on=on, kind="rest", extra=numbers)
    if not step.get("run_min"):
        minutes = float(step["walk_min"])
        return Session(
            id=id_, on=on, kind="cross", duration_min=minutes, extra={**numbers, "cross": "walking"}
        )
    split = turns({"repeats": 1, **step}, None)
    brisk = {"brisk_min": step["brisk_min"]} if "brisk_min" in step else {}
    minutes = (split["run_min"] + split["walk_min"]) * split["repeats"]
    extra = {**numbers, "run_walk": split, **brisk}
    return Session(id=id_, on=on, kind="run_walk", duration_min=minutes, extra=extra)


def _by_distance(
    table: Mapping[str, Any], starts_on: date, days: Sequence[str] | None, onset_km: float | None
) -> Iterator[Session]:
    if onset_km is None or not SESSION_KM.recommended[0] <= onset_km <= SESSION_KM.recommended[1]:
        said = "It is not known where on a run pain begins." if onset_km is None else (
            f"Pain cannot begin {onset_km:g} km into a run for this ladder."
        )  # fmt: skip
        low, high = SESSION_KM.recommended
        raise Refused([Problem("onset_km", said, f"Give {low:g} to {high:g} km.", "onset_km")])
    run_days, _ = checked_days(days or EVERY_OTHER_DAY, None)
    wanted = min(table["sessions_a_week"], len(run_days))
    chosen = [run_days[0], *spread(run_days, run_days[0], wanted - 1)]
    for i, on in zip(range(table["steps"]), _days_from(starts_on, chosen), strict=False):
        km = onset_km * table["start_percent"] / 100 * (table["step_percent"] / 100) ** i
        yield Session(
            id=f"s{i + 1:02d}", on=on, kind="easy", distance_km=math.floor(km * 1000) / 1000,
            extra={"step_of": i + 1},
        )  # fmt: skip


def _days_from(start: date, weekdays: Sequence[str]) -> Iterator[date]:
    ahead = 0
    while True:
        on = start + timedelta(ahead)
        if WEEKDAYS[on.weekday() % DAYS_A_WEEK] in weekdays:
            yield on
        ahead += 1


_STEPS = {"days": _by_days, "stages": _by_stages, "distance": _by_distance}
