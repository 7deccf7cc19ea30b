"""After an import: which of these hurt? Marks on a Case, by run or by week; the rest stays silent.

A marked run says that pain began somewhere in it and no more: an interval from the start to its
end. A marked week says so of each of its runs, and weeks in a row become one episode. It counts as
over if runs followed in weeks that were not marked (assumption), else as open. A run that was
answered before keeps its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from startline.engine.errors import Problem, Refused

WEEK = timedelta(days=7)
_WEEK_NAME = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_WEEKS = re.compile(rf"({_WEEK_NAME.pattern})(?:(?:\.\.|/)({_WEEK_NAME.pattern}))?")


@dataclass(frozen=True, slots=True)
class Marked:
    """What marking changed: runs that now hurt, runs that had an answer, episodes begun."""

    n_runs: int
    n_answered_before: int
    n_episodes: int


@dataclass(frozen=True, slots=True)
class WeekOfRuns:
    """One week of a log: its name, runs, km, and how many runs were asked about."""

    name: str
    n_runs: int
    km: float
    n_asked: int
    n_hurt: int


def mark_runs(raw: dict[str, Any], names: Iterable[str]) -> Marked:
    """Mark runs by their id or their day. Changes `raw`, a Case as JSON holds it.

    Raises:
        Refused: when a name fits no run, or a day fits several; nothing is changed then.
    """
    runs: list[dict[str, Any]] = raw.get("runs", [])
    chosen, problems = [], []
    for name in names:
        found = [run for run in runs if run.get("id") == name] or [
            run for run in runs if run["on"] == name
        ]
        if len(found) == 1:
            chosen.append(found[0])
        else:
            problems.append(_not_one(name, found))
    if problems:
        raise Refused(problems)
    return _mark(chosen, None, 0)


def mark_weeks(raw: dict[str, Any], weeks: Sequence[date], *, site: str = "unknown") -> Marked:
    """Mark weeks, each by its Monday; weeks in a row are one episode at `site`.

    Raises:
        Refused: when a week holds no run; nothing is changed then.
    """
    runs: list[dict[str, Any]] = raw.get("runs", [])
    empty = [week for week in weeks if not _runs_in(runs, week)]
    if empty:
        raise Refused([
            Problem("no_runs", f"{week_name(week)} holds no run.", "Choose another.", "--weeks")
            for week in empty
        ])  # fmt: skip
    marked = []
    for block in _in_a_row(weeks):
        episode, n_new = _episode(raw, block, site)
        inside = [run for week in block for run in _runs_in(runs, week)]
        marked.append(_mark(inside, episode, n_new))
    return Marked(
        sum(m.n_runs for m in marked),
        sum(m.n_answered_before for m in marked),
        sum(m.n_episodes for m in marked),
    )


def weeks_named(text: str) -> list[date]:
    """The Mondays of weeks such as ``2026-W10,2026-W12..2026-W14``.

    >>> [week_name(monday) for monday in weeks_named("2026-W10,2026-W52..2027-W01")]
    ['2026-W10', '2026-W52', '2026-W53', '2027-W01']

    Raises:
        Refused: naming the part that is no week.
    """
    mondays: set[date] = set()
    for part in text.split(","):
        found = _WEEKS.fullmatch(part.strip())
        try:
            if found is None:
                raise ValueError(part)
            first = date.fromisocalendar(int(found[2]), int(found[3]), 1)
            last = date.fromisocalendar(int(found[5]), int(found[6]), 1) if found[4] else first
        except ValueError:
            hint = "Write 2026-W10, or 2026-W10..2026-W14."
            problem = Problem("no_week", f'"{part.strip()[:40]}" is no week.', hint, "--weeks")
            raise Refused([problem]) from None
        mondays.update(first + n * WEEK for n in range((last - first) // WEEK + 1))
    return sorted(mondays)


def week_name(day: date) -> str:
    """The ISO week of a day.

    >>> week_name(date(2027, 1, 1))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def weeks_of(raw: dict[str, Any]) -> list[WeekOfRuns]:
    """Every week with a run in it, oldest first."""
    by_week: dict[str, list[dict[str, Any]]] = {}
    for run in sorted(raw.get("runs", []), key=lambda run: str(run["on"])):
        by_week.setdefault(week_name(date.fromisoformat(run["on"])), []).append(run)
    return [
        WeekOfRuns(
            name,
            len(runs),
            sum(run["distance_km"] for run in runs),
            sum(run.get("pain") is not None for run in runs),
            sum((run.get("pain") or {}).get("free") is False for run in runs),
        )
        for name, runs in by_week.items()
    ]


def _not_one(name: str, found: Sequence[dict[str, Any]]) -> Problem:
    shown = name[:60]
    if not found:
        hint = "Use the id or the day of a run of this Case."
        return Problem("no_such_run", f'There is no run "{shown}".', hint, "--runs")
    ids = ", ".join(str(run.get("id", "one without an id")) for run in found)
    return Problem("several_runs", f"{shown} has {len(found)} runs: {ids}.", "Name one.", "--runs")


def _mark(runs: Iterable[dict[str, Any]], episode: str | None, n_episodes: int) -> Marked:
    n_runs = n_before = 0
    for run in runs:
        if run.get("pain") is not None:
            n_before += 1
            continue
        somewhere = {"lower_km": 0, "upper_km": run["distance_km"]}
        # an onset from 0 to 0 would say "from the first step", which nobody said
        onset = {"onset": somewhere} if run["distance_km"] > 0 else {}
        of = {"episode": episode} if episode else {}
        run["pain"] = {"free": False, **onset, **of}
        n_runs += 1
    return Marked(n_runs, n_before, n_episodes)


def _runs_in(runs: Iterable[dict[str, Any]], monday: date) -> list[dict[str, Any]]:
    return [run for run in runs if monday <= date.fromisoformat(run["on"]) < monday + WEEK]


def _in_a_row(mondays: Sequence[date]) -> Iterator[list[date]]:
    block: list[date] = []
    for monday in sorted(mondays):
        if block and monday - block[-1] > WEEK:
            yield block
            block = []
        block.append(monday)
    if block:
        yield block


def _episode(raw: dict[str, Any], block: Sequence[date], site: str) -> tuple[str, int]:
    """The id of the episode of weeks in a row, and 1 if it is new.

    It is over with the last of them if running went on after it.
    """
    episodes: list[dict[str, Any]] = raw.setdefault("episodes", [])
    ends_on = block[-1] + WEEK - timedelta(days=1)
    went_on = any(date.fromisoformat(run["on"]) > ends_on for run in raw.get("runs", []))
    over = {"resolved_on": ends_on.isoformat()} if went_on else {}
    says = {"site": site, "began_on": block[0].isoformat(), **over}
    for one in episodes:
        if {key: value for key, value in one.items() if key != "id"} == says:
            return str(one["id"]), 0
    taken = {one.get("id") for one in episodes}
    base = f"marked-{week_name(block[0])}"
    numbered = (f"{base}-{n}" for n in range(2, len(taken) + 3))
    name = next(id_ for id_ in (base, *numbered) if id_ not in taken)
    episodes.append({"id": name, **says})
    return name, 1
