"""An Advice, and a run of the log, as the pages show them."""

from __future__ import annotations

from typing import Any

from startline.engine.advice import Advice, Bound, DayAdvice
from startline.engine.runs import FIRST_STEP_KM
from startline.web.runlog.models import Run
from startline.words import today as words
from startline.words.units import KM_PER_MILE, bare, in_unit


def number_context(advice: Advice, unit: str) -> dict[str, Any]:
    """The card of today's number, the next long run, and what else there is to know."""
    day = advice.today
    large, rest = words.number_of(day, unit)
    long = advice.next_long_run
    return {
        "day": day,
        "number": bare(day.advised_km, unit) if day.advised_km else "0",
        "said": f"{large}{rest}".strip(),
        "is_distance": bool(day.advised_km),
        "binding": binding_of(day),
        "bounds": sorted(day.bounds, key=lambda bound: (bound.max_run_km, not bound.binding)),
        "data_age": words.data_age(advice),
        "to_know": list(words.to_know(advice, unit)),
        "long_run": long if long is not None and long.on != day.on else None,
    }


def binding_of(day: DayAdvice) -> Bound | None:
    """The limit that decided the day, if one did."""
    return next((bound for bound in day.bounds if bound.binding), None)


def answers_of(run: Run, unit: str) -> dict[str, Any]:
    """The log form's answers for a run that is there already."""
    pain = getattr(run, "pain", None)
    answers: dict[str, Any] = {
        "on": run.on,
        "distance": f"{in_unit(run.distance_km, unit):.2f}".rstrip("0").rstrip("."),
        "duration": f"{run.duration_min:g}" if run.duration_min else "",
        "surface": run.surface,
        "stopped_because": run.stopped_because,
        "hurt": "unasked" if pain is None else "no" if pain.free else "yes",
    }
    if pain is None:
        return answers
    said = {n: "yes" if v else "no" for n in ("limp", "sharp", "painkiller")
            if (v := getattr(pain, n)) is not None}  # fmt: skip
    if pain.settled_within_hour is not None:
        said["settled"] = "yes" if pain.settled_within_hour else "no"
    nrs = "" if pain.worst_nrs is None else str(pain.worst_nrs)
    return {**answers, **said, "worst_nrs": nrs, "course": pain.course, "began": mark_of(run, unit)}


def mark_of(run: Run, unit: str) -> str:
    """The mark to tap for where pain began on a run."""
    lower, upper = run.pain.onset_lower_km, run.pain.onset_upper_km
    if lower is None or upper is None:
        return "unknown"
    if upper <= FIRST_STEP_KM:
        return "first"
    middle = (lower + upper) / 2 / (KM_PER_MILE if unit == "mi" else 1.0)
    return str(max(1, round(middle)))
