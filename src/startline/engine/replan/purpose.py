"""Whether the programme can still do what it is for; the runner decides what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from startline.engine import assumptions as a
from startline.engine.case import Case
from startline.engine.limit_values import Day
from startline.engine.plans import Reason
from startline.engine.runs import Run


def out_of_reach(case: Case, runs: Sequence[Run], days: Sequence[Day]) -> tuple[Reason, ...]:
    """A reason when the longest run by three weeks before the race stays under half its distance.

    Counted are the plan, and runs of the 30 days before that day. Options are named, none chosen.
    """
    race = case.race
    if race is None or case.programme is None or days[0].on > race.on:
        return ()
    last = race.on - timedelta(a.TAPER_DAYS)
    if days[0].on > last:
        return ()
    first = last - timedelta(a.SPIKE_DAYS)
    done_km = [run.distance_km for run in runs if first <= run.on]
    planned_km = [day.asked_m / 1000 for day in days if day.on <= last]
    longest_km = max(done_km + planned_km)
    half_km = race.distance_km * a.PURPOSE_PERCENT / 100
    if longest_km >= half_km:
        return ()
    options = ["run_walk"]
    options += ["half_instead"] if race.half_offered else []
    options += ["defer"] if race.deferral_until is None or race.deferral_until >= days[0].on else []
    values = {
        "longest_km": longest_km,
        "half_km": half_km,
        "by": last.isoformat(),
        "options": options,
    }
    return (Reason("purpose_out_of_reach", values),)
