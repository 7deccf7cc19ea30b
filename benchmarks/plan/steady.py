"""How much of a plan changes when one ordinary pain-free run is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from benchmarks.plan.cases import drawn
from benchmarks.plan.exact import Search
from benchmarks.plan.objective import Worth, n_changed
from benchmarks.plan.question import Plan, Question, asked_of, before, metres, question, shipped
from benchmarks.plan.rules import rules_of
from startline.engine.case import Case
from startline.engine.plans import PlanSeen, Session
from startline.engine.runs import PainReport, Run
from startline.formats.case_json import case_from

FIRST = 20_000
SEARCH_S = 10.0


@dataclass(frozen=True)
class Changed:
    """Days ahead that changed by more than 100 m, of so many with a run before or after."""

    n_days: int
    with_seen: int
    without_seen: int
    searched: int | None


def changes(n: int, n_searched: int) -> list[Changed]:
    """One run more, for the first n Cases that run today, healthy or hurting."""
    pairs = zip(_run_today(), range(n), strict=False)
    return [_changed(case, on, searched=i < n_searched) for (case, on), i in pairs]


def _run_today() -> Iterator[tuple[Case, date]]:
    number = FIRST
    while True:
        one = drawn(number)
        number += 1
        if one.state == "returning":
            continue
        plan = metres(shipped(asked_of(one)))
        if plan[one.on] and sum(m > 0 for on, m in plan.items() if on > one.on) > 0:
            yield case_from(one.case, today=one.on), one.on


def _changed(case: Case, on: date, *, searched: bool) -> Changed:
    today = question(before(case, on))
    plan = metres(shipped(today))
    run = Run(
        on=today.on, distance_km=plan[today.on] / 1000, stopped_because="done",
        pain=PainReport(free=True, next_morning_nrs=0),
    )  # fmt: skip
    ran = replace(case, runs=(*case.runs, run), plan_seen=None)
    tomorrow = question(before(ran, today.on + timedelta(1)))
    steady = replace(tomorrow, seen=as_seen(plan, today.on))
    return Changed(
        n_days=sum(m > 0 for day, m in plan.items() if day > today.on),
        with_seen=n_changed(plan, metres(shipped(steady)), after=today.on),
        without_seen=n_changed(plan, metres(shipped(tomorrow)), after=today.on),
        searched=_searched(today, tomorrow) if searched else None,
    )


def as_seen(plan: Plan, on: date) -> PlanSeen:
    """The plan as the runner was shown it."""
    sessions = tuple(
        Session(on=day, kind="easy", distance_km=m / 1000) for day, m in plan.items() if m
    )
    return PlanSeen(on=on, sessions=sessions)


def _searched(today: Question, tomorrow: Question) -> int:
    """Days that change when a search for the best plan is run afresh each day."""
    earlier, later = (_best(ask) for ask in (today, tomorrow))
    return n_changed(earlier, later, after=today.on)


def _best(ask: Question) -> Plan:
    rules = rules_of(ask, shares=False)
    return Search(ask, rules, Worth(mu_km=0)).best({}, seconds=SEARCH_S).plan


def report(n: int, n_searched: int) -> list[str]:
    """The section on stability."""
    found = changes(n, n_searched)
    searched = [one.searched for one in found if one.searched is not None]
    part = [one for one in found if one.searched is not None]
    return [
        "## Stability", "",
        f"{n} Cases, healthy and hurting, that run today: the session is run as planned, without "
        "pain, and the plan is made again the next day. Counted are later days whose distance "
        f"changed by more than 100 m, of {np.median([one.n_days for one in found]):.0f} days with "
        "a run (median).", "",
        "| planner | Cases | median | 90th percentile | most |", "|---|---|---|---|---|",
        _row("ours, the plan seen before kept where it may", [o.with_seen for o in found]),
        _row("ours, without the plan seen", [o.without_seen for o in found]),
        _row(f"ours with the plan seen, the first {n_searched}", [o.with_seen for o in part]),
        _row("an exact search afresh each day, the same Cases", searched), "",
    ]  # fmt: skip


def _row(what: str, counts: list[int]) -> str:
    mid, high, most = np.quantile(counts, [0.5, 0.9, 1.0])
    return f"| {what} | {len(counts)} | {mid:.0f} | {high:.0f} | {most:.0f} |"
