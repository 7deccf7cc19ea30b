"""The plan that was shown, kept in the Case: the next advice stays with it where it may."""

from __future__ import annotations

from typing import Any

from startline.cli.case_file import read_raw, write_raw
from startline.engine.advice import Advice
from startline.engine.plans import PlanSeen, Session

NOTHING_TO_KEEP = "No distances are given today, so none are kept; the Case is as it was."


def remember(path: str, advice: Advice) -> str:
    """Write the plan of an Advice into its Case, in place of the one before; what was done.

    Raises:
        Refused: if the file cannot be read or written.
    """
    if advice.status != "ok":
        return NOTHING_TO_KEEP
    seen = plan_seen(advice)
    raw = read_raw(path)
    raw["plan_seen"] = _as_json(seen)
    write_raw(path, raw)
    runs = len(seen.sessions)
    return f"Kept in {path}: the {runs} runs shown. The next advice stays with them where it may."


def plan_seen(advice: Advice) -> PlanSeen:
    """Every run of the plan after today that has a distance; the race needs no keeping."""
    sessions = tuple(
        Session(on=day.on, kind=day.kind, distance_km=day.distance_km)
        for day in advice.plan
        if day.on > advice.on and day.distance_km and day.kind != "race"
    )
    return PlanSeen(on=advice.on, sessions=sessions)


def _as_json(seen: PlanSeen) -> dict[str, Any]:
    sessions = [
        {"on": one.on.isoformat(), "kind": one.kind, "distance_km": one.distance_km}
        for one in seen.sessions
    ]
    return {"on": seen.on.isoformat(), "sessions": sessions}
