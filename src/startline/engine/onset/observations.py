"""From the log to what it says about onset: which reports count, and as which stretch of road."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from startline.engine import assumptions as a
from startline.engine.case import Case
from startline.engine.episodes import Episode
from startline.engine.runs import FIRST_STEP_KM, OnsetObservation, Run

KM_PER_MILE = 1.609344
HEAP_TOLERANCE_KM = 0.02  # closer to a whole mile or kilometre than a tap on a screen can aim


@dataclass(frozen=True, slots=True)
class Report:
    """What one run says about onset.

    said: the stretch of road as reported. cautious: the same, read so that saying less or hurting
    more can never earn distance. ran_past: log(distance / onset), how far the run went on after
    pain began (0 if pain-free or if the pain eased).
    """

    on: date
    distance_km: float
    said: OnsetObservation
    cautious: OnsetObservation
    from_first_step: bool = False
    ran_past: float = 0.0

    @property
    def says_nothing(self) -> bool:
        """Free of pain as far as 0 km: no more than that there was a run."""
        return self.said.is_right_censored and self.said.lower_km == 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All reports the model may use, oldest first, and what was left out and why."""

    reports: tuple[Report, ...]
    site: str
    n_not_asked: int = 0
    n_painkiller: int = 0
    n_from_fear: int = 0
    n_onset_missing: int = 0


def is_hurting(case_episodes: Sequence[Episode], runs: Sequence[Run], on: date) -> bool:
    """Whether a problem counts as open: an open episode, or a painful run not long ago."""
    if any(episode.is_open(on) for episode in case_episodes):
        return True
    resolved = max((e.resolved_on for e in case_episodes if e.resolved_on), default=date.min)
    return any(
        run.hurt and run.on > resolved and on - run.on <= timedelta(a.HURTING_DAYS) for run in runs
    )


def window_start(case: Case, on: date) -> date:
    """First day whose reports count: the open problem's first day, within the log window.

    It depends on episodes alone, never on pain, so that a worse report cannot shut out others.
    """
    earliest = on - timedelta(a.LOG_WINDOW_DAYS)
    began = [e.began_on for e in case.episodes if e.is_open(on)]
    if began:
        return max(earliest, min(began))
    resolved = [e.resolved_on for e in case.episodes if e.resolved_on and e.resolved_on < on]
    return max([earliest, *(day + timedelta(1) for day in resolved)])


def evidence(case: Case, runs: Sequence[Run], on: date) -> Evidence:
    """Read the runs of the window. Only runs somebody was asked about count; silence is silence.

    A run under painkillers says nothing about onset. A painful run without a place counts as
    hurting from the first step until somebody says where: missing never earns distance.
    """
    start = window_start(case, on)
    window = [run for run in runs if start <= run.on <= on]
    asked = [run for run in window if run.pain is not None and run.distance_km > 0]
    clear = [run for run in asked if run.pain is not None and not run.pain.painkiller]
    sites = sorted(e.site for e in case.episodes if e.is_open(on) and e.site != "unknown")
    return Evidence(
        reports=tuple(report_of(run) for run in clear),
        site=sites[0] if sites else "unknown",
        n_not_asked=len(window) - len(asked),
        n_painkiller=len(asked) - len(clear),
        n_from_fear=sum(r.stopped_because == "fear_of_pain" and not r.hurt for r in clear),
        n_onset_missing=sum(r.hurt and r.pain is not None and r.pain.onset is None for r in clear),
    )


def report_of(run: Run) -> Report:
    """One asked run as a stretch of road, and how far it went on past the onset.

    Pain that eased again did not end the road: the ceiling takes from it what is certain, that
    the run was free of pain up to where it began. Whatever the place, that is above what the same
    pain says when it stays. Pain that warms up is thus not read as an onset at 0 km; that it hurt
    from the first step still counts towards the chance of doing so.

    One recording too many of the same run says nothing good: free of pain, it is free as far as
    0 km; painful, it hurt somewhere before the place named, which is less whatever the place.
    """
    if run.repeated:
        return _report_of_repeated(run)
    if run.pain is None or run.pain.free:
        free = OnsetObservation.pain_free_for(run.sure_km)
        return Report(run.on, run.distance_km, free, free)
    somewhere = OnsetObservation.before(run.distance_km)
    if run.pain.onset is None:
        first = OnsetObservation.from_the_first_step()
        past = log_ran_past(first, run.distance_km)
        return Report(run.on, run.distance_km, somewhere, first, True, past)
    onset, first_step = run.pain.onset, run.pain.onset.is_first_step
    if run.pain.course == "eased":
        free = OnsetObservation.pain_free_for(onset.lower_km)
        return Report(run.on, run.distance_km, onset, free, first_step)
    past = log_ran_past(onset, run.distance_km)
    return Report(run.on, run.distance_km, onset, onset, first_step, past)


def _report_of_repeated(run: Run) -> Report:
    nothing = OnsetObservation.pain_free_for(0)
    if run.pain is None or run.pain.free:
        return Report(run.on, run.distance_km, nothing, nothing)
    onset, first_step = run.pain.onset, run.pain.onset is None or run.pain.onset.is_first_step
    before = OnsetObservation.before(onset.upper_km if onset else 0.0)
    said = OnsetObservation.before(run.distance_km) if onset is None else onset
    if run.pain.course == "eased" and onset is not None:
        return Report(run.on, run.distance_km, said, nothing, first_step)
    past = log_ran_past(onset or before, run.distance_km)
    return Report(run.on, run.distance_km, said, before, first_step, past)


def log_ran_past(onset: OnsetObservation, distance_km: float) -> float:
    """log(distance / onset) from the middle of the stretch, never negative: the exceedance e_t."""
    middle = max((onset.lower_km + onset.upper_km) / 2, FIRST_STEP_KM)
    return max(0.0, math.log(distance_km / middle)) if distance_km > 0 else 0.0


def widen_heaped(onset: OnsetObservation) -> OnsetObservation:
    """An onset given exactly on a whole mile or kilometre stands for half a unit either side.

    Of coded mile onsets 67 % sit on whole and 91 % on half miles: "mile 6" is 5.5 to 6.5.

    >>> six = widen_heaped(OnsetObservation.exactly(6 * KM_PER_MILE))
    >>> round(six.lower_km / KM_PER_MILE, 2), round(six.upper_km / KM_PER_MILE, 2)
    (5.5, 6.5)
    """
    if not onset.is_exact:
        return onset
    at = onset.lower_km
    for unit, half_width in ((KM_PER_MILE, 0.5), (KM_PER_MILE / 2, 0.25), (1.0, 0.5), (0.5, 0.25)):
        on_heap = round(at / unit) * unit
        if on_heap > 0 and abs(at - on_heap) <= HEAP_TOLERANCE_KM:
            half_km = half_width * (KM_PER_MILE if unit in (KM_PER_MILE, KM_PER_MILE / 2) else 1.0)
            return OnsetObservation.between(max(at - half_km, 0.01), at + half_km)
    return onset
