"""Signs that need a person before another run: those somebody ticked, and those the log shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from startline.engine.case import Case
from startline.engine.episodes import Episode, RedFlag
from startline.engine.runs import Run


def red_flags(case: Case, runs: Sequence[Run], on: date) -> tuple[RedFlag, ...]:
    """Every flag on record, open or not, and the flags the log raises by itself.

    Groin pain on running needs a look before another run (Robertson & Wood 2017,
    doi:10.1055/s-0043-103946), and so does any pain where bone is in question (George et al. 2024,
    Sports Med 54:2247). Such a flag closes when a clinician closes one of the same code later.
    """
    return (*case.red_flags, *_from_log(case, runs, on))


def _from_log(case: Case, runs: Sequence[Run], on: date) -> list[RedFlag]:
    raised = []
    for episode in case.episodes:
        code = _code(episode)
        hurt = [run.on for run in runs if run.hurt and run.on >= episode.began_on]
        if code is None or not hurt or not episode.is_open(on):
            continue
        latest = max(hurt)
        closed = [f.closed_on for f in case.red_flags if f.code == code and _cleared(f, latest)]
        raised.append(
            RedFlag(
                code=code,
                opened_on=latest,
                closed_on=max((day for day in closed if day), default=None),
                closed_by="clinician" if closed else None,
            )
        )
    return raised


def _code(episode: Episode) -> str | None:
    if episode.site == "groin":
        return "groin_pain_on_running"
    return "bone_tenderness" if episode.tissue == "bone" else None


def _cleared(flag: RedFlag, latest: date) -> bool:
    by_clinician = flag.closed_by == "clinician"
    return by_clinician and flag.closed_on is not None and flag.closed_on >= latest
