"""What changed on comparable runs, and what was done meanwhile: side by side, never as a cause.

Nothing here says which of the things that were done helped. Before and after cannot tell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from startline.engine import assumptions as a
from startline.engine.adherence import known_days
from startline.engine.case import Case
from startline.engine.onset.observations import window_start
from startline.engine.prescriptions import Adherence, Prescription
from startline.engine.runs import Run

COURSE: tuple[Mapping[str, Any], ...] = (
    {
        "code": "pain_while_resting",
        "percent_less_by_day": {"7": 10, "14": 20},
        "runners": 9,
        "grade": "B",
        "source": "Gunter & Schwellnus 2004, BJSM 38:269, doi:10.1136/bjsm.2003.000283 "
        "(outer knee; no running and a placebo)",
    },
    {
        "code": "days_to_no_pain",
        "median_days": 56,
        "grade": "B",
        "source": "Mulvad et al. 2018, PLoS One 13:e0204742 (running injuries of every kind)",
    },
)
"""Published course of such problems: why a week without change is common. No promise."""

Rated = tuple[date, int, float]  # day, worst rating (NRS), km


def pain_change(runs: Iterable[Run], *, start: date, on: date) -> dict[str, Any] | None:
    """The worst ratings (NRS) of the newest comparable run and of the first one like it.

    Comparable: rated, without a painkiller, and the same distance within 10 %. Meaningful: at
    least 2 points and at least 30 % of the first rating (Salaffi et al. 2004, Eur J Pain 8:283;
    Farrar et al. 2001, Pain 94:149). None where no two runs of different days compare.
    """
    rated = _rated(runs, start, on)
    for last in reversed(rated):
        first = next((one for one in rated if one[0] < last[0] and _same_distance(one, last)), None)
        if first is not None:
            return _change(first, last)
    return None


def _rated(runs: Iterable[Run], start: date, on: date) -> list[Rated]:
    """Oldest first; of one day the worst rating last, so that no order earns an improvement."""
    return sorted(
        (run.on, run.pain.highest_nrs, run.distance_km)
        for run in runs
        if start <= run.on <= on and run.distance_km > 0 and not run.repeated
        if run.pain is not None and not run.pain.painkiller and run.pain.highest_nrs is not None
    )


def _same_distance(one: Rated, other: Rated) -> bool:
    return abs(one[2] - other[2]) * 100 <= a.COMPARABLE_DISTANCE_PERCENT * max(one[2], other[2])


def _change(first: Rated, last: Rated) -> dict[str, Any]:
    change = last[1] - first[1]
    enough = abs(change) * 100 >= a.MEANINGFUL_PERCENT * first[1]
    return {
        "from_on": first[0].isoformat(),
        "from_nrs": first[1],
        "from_km": first[2],
        "to_on": last[0].isoformat(),
        "to_nrs": last[1],
        "to_km": last[2],
        "change_nrs": change,
        "meaningful": abs(change) >= a.MEANINGFUL_NRS and enough,
    }


def what_was_done(case: Case, runs: Sequence[Run], on: date) -> dict[str, Any]:
    """What was prescribed and done, the visits, and the days without a run, before `on`.

    In days since the open problem began. A day nobody spoke of is unknown, neither done nor
    missed.
    """
    start = window_start(case, on)
    days = [start + timedelta(n) for n in range((on - start).days)]
    ran, known = {run.on for run in runs}, known_days(case, runs, on)
    idle = [day for day in days if day not in ran]
    visits = [one.with_whom for one in case.appointments if start <= one.on < on]
    return {
        "since": start.isoformat(),
        "prescriptions": [
            done for one in case.prescriptions if (done := _done(one, case, days)) is not None
        ],
        "appointments": {kind: visits.count(kind) for kind in sorted(set(visits))},
        "days_without_run": sum(known.has(day) for day in idle),
        "days_unknown": sum(not known.has(day) for day in idle),
    }


def _done(one: Prescription, case: Case, days: Sequence[date]) -> dict[str, Any] | None:
    """Days of one prescription; None where it asked for nothing yet and nothing was said."""
    answers = [answer for _, answer in answers_on(one, case.adherence, days)]
    if not answers:
        return None
    return {
        "id": one.id,
        "what": one.what,
        "days_done": answers.count(True),
        "days_not_done": answers.count(False),
        "days_unknown": answers.count(None),
        **({"times_per_week": one.times_per_week} if one.times_per_week is not None else {}),
    }


def answers_on(
    one: Prescription, said: Iterable[Adherence], days: Iterable[date]
) -> list[tuple[date, bool | None]]:
    """Of these days, those on which a prescription held: done, not done, or None where unsaid."""
    answers: dict[date, bool] = {}
    for entry in said:
        if entry.prescription == one.id:
            answers[entry.on] = answers.get(entry.on, False) or entry.done
    return [
        (day, answers.get(day))
        for day in days
        if one.from_day <= day and (one.until_day is None or day <= one.until_day)
    ]
