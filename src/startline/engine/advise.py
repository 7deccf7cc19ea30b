"""Case in, Advice out: the main path. Start reading at `advise`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from startline.engine import advice as out
from startline.engine import limits as last
from startline.engine.assumptions import REGISTRY
from startline.engine.case import DEFAULT_TOLERANCE, Case
from startline.engine.episodes import EMERGENCY_FLAGS, RedFlag
from startline.engine.load import Log, metres_done, newest_input, read_log, slow_pace_s_per_km
from startline.engine.onset.belief import Trend, infer_belief, trend
from startline.engine.onset.ceiling import Ceiling, infer_ceiling
from startline.engine.onset.observations import Evidence, evidence, is_hurting, window_start
from startline.engine.plans import RUN_KINDS, Reason, Session
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.engine.whole import whole_metres
from startline.engine.screening.red_flags import red_flags
from startline.engine.screening.traffic_light import Standing, light_of, standing, tissue_of
from startline.engine.assumptions import COMPARABLE_RUNS, REDS_TO_SEE_CLINICIAN, RESTART_PERCENT

ENGINE_VERSION = "0.1.0"
KM_PER_MILE = 1.609344
LOOK_AHEAD_DAYS = 42  # how far to look for the next long run
MARATHON_KM = 42.195


@dataclass(frozen=True, slots=True)
class Onset:
    """What is believed about where pain begins today, and where that leaves the runner."""

    seen: Evidence
    ceiling: Ceiling
    trend: Trend
    standing: Standing


def advise(case: Case, *, on: date, rng: np.random.Generator) -> out.Advice:
    """What may be run on the day `on` and up to the next long run, and why.

    Pure: the day and the dice are arguments. No distance depends on the dice; they draw the
    trend's doubt alone. `rng` must come from a whole-number seed, which the Advice repeats.
    """
    log = read_log(case, on)
    flags = red_flags(case, log.runs, on)
    onset = (
        where_it_hurts(case, log.runs, on, rng) if is_hurting(case.episodes, log.runs, on) else None
    )
    missing = what_is_missing(case, log, on)
    state = state_of(case, log.runs, onset, on=on, cannot_say=bool(missing))
    days = last.limit(
        programmed_days(case, log.runs, on), last.Limits(in_order(case.restrictions), flags), state
    )
    return compose(case, log, onset, days, flags, missing, on=on, seed=seed_of(rng))


def where_it_hurts(case: Case, runs: tuple[Run, ...], on: date, rng: np.random.Generator) -> Onset:
    """Onset ceiling, trend and light from the reports of the open problem."""
    seen = evidence(case, runs, on)
    ceiling = infer_ceiling(seen.reports, site=seen.site, on=on)
    belief = infer_belief(seen.reports, site=seen.site, on=on, rng=rng)
    restart_m = int(ceiling.quantile_km(0.5) * 10 * RESTART_PERCENT)
    start = window_start(case, on)
    return Onset(
        seen, ceiling, trend(belief), standing(runs, case, start=start, on=on, restart_m=restart_m)
    )


def what_is_missing(case: Case, log: Log, on: date) -> tuple[Reason, ...]:
    """Why no distance can be given at all; empty when one can."""
    reasons = []
    if case.race is not None and case.race.on < on:
        reasons.append(Reason("race_in_the_past", {"on": case.race.on.isoformat()}))
    newest = newest_input(case, log.runs, on)
    if newest is None:
        reasons.append(Reason("nothing_logged"))
    elif (on - newest).days >= REGISTRY["stale_ask"].value:
        reasons.append(Reason("check_in_first", {"days": (on - newest).days}))
    return tuple(reasons)


def state_of(
    case: Case, runs: tuple[Run, ...], onset: Onset | None, *, on: date, cannot_say: bool
) -> last.State:
    """What the log and the model say, in the whole metres that the limits layer takes."""
    tolerance = DEFAULT_TOLERANCE if case.runner.tolerance is None else case.runner.tolerance
    stand = onset.standing if onset else None
    return last.State(
        on=on,
        done=metres_done(runs),
        hurting=onset is not None,
        onset_m=onset.ceiling.safe_m(tolerance) if onset else None,
        rung_m=stand.rung_m if stand else None,
        may_progress=stand.may_progress if stand else False,
        rest_until=stand.rest_until if stand else None,
        newest_input_on=newest_input(case, runs, on),
        pace_s_per_km=slow_pace_s_per_km(runs, on),
        race_on=case.race.on if case.race else None,
        cannot_say=cannot_say,
    )


def programmed_days(case: Case, runs: tuple[Run, ...], on: date) -> list[last.Day]:
    """Every day from today to the next long run, asking for what the programme wanted.

    A day already run asks for nothing more, and nothing missed is added to another day.
    """
    by_day = sessions_by_day(case)
    long_on = next_long_day(by_day, on)
    ran_today = any(run.on == on for run in runs)
    pace = slow_pace_s_per_km(runs, on)
    days = []
    for ahead in range(((long_on or on) - on).days + 1):
        day = on + timedelta(ahead)
        session = by_day.get(day)
        programmed_m = None if session is None else session_metres(session, pace)
        asked_m = 0 if programmed_m is None or (ran_today and day == on) else programmed_m
        days.append(last.Day(day, session.kind if session else "rest", programmed_m, asked_m))
    return days


def sessions_by_day(case: Case) -> dict[date, Session]:
    """The session that counts on each day: the longest run, else whatever else was planned."""
    chosen: dict[date, Session] = {}
    for session in case.programme.sessions if case.programme else ():
        held = chosen.get(session.on)
        if held is None or _weight(session) > _weight(held):
            chosen[session.on] = session
    return chosen


def _weight(session: Session) -> tuple[bool, float, float, str]:
    is_run = session.kind in RUN_KINDS
    return (is_run, session.distance_km or 0, session.duration_min or 0, session.kind)


def next_long_day(by_day: dict[date, Session], on: date) -> date | None:
    """The next long run, or the race where that comes first; today's counts."""
    ahead = sorted(day for day, s in by_day.items() if s.kind in ("long", "race") and day >= on)
    near = [day for day in ahead if (day - on).days <= LOOK_AHEAD_DAYS]
    return near[0] if near else None


def session_metres(session: Session, pace_s_per_km: int) -> int | None:
    """Programmed metres; minutes become metres at the slow pace; None for what is not run."""
    if session.kind not in RUN_KINDS:
        return None
    if session.distance_km is not None:
        return whole_metres(session.distance_km)
    if session.duration_min is not None:
        return whole_metres(session.duration_min * 60 / pace_s_per_km)
    return None


def in_order(restrictions: tuple[Restriction, ...]) -> tuple[Restriction, ...]:
    """By author and id, so that the order of a file changes nothing."""
    return tuple(sorted(restrictions, key=lambda one: (one.set_by, one.id)))


def seed_of(rng: np.random.Generator) -> int:
    """The whole number the generator was made from, 0 if it was made from something else."""
    sequence = rng.bit_generator.seed_seq
    entropy = getattr(sequence, "entropy", None)
    return entropy if isinstance(entropy, int) else 0


def compose(
    case: Case,
    log: Log,
    onset: Onset | None,
    days: tuple[last.Day, ...],
    flags: tuple[RedFlag, ...],
    missing: tuple[Reason, ...],
    *,
    on: date,
    seed: int,
) -> out.Advice:
    """Put what was found into the words of the contract: codes, kilometres, chances."""
    open_flags = [flag for flag in flags if flag.is_open(on)]
    status: out.Status = "stop" if open_flags else "cannot_say" if missing else "ok"
    light = light_today(case, log, onset, on)
    final = days[-1] if days[-1].kind in ("long", "race") else None
    groups = {"limits", "light", "onset", "trend"} if onset else {"limits"}
    return out.Advice(
        engine_version=ENGINE_VERSION,
        on=on,
        seed=seed,
        status=status,
        today=day_advice(days[0], onset, case, light),
        next_long_run=day_advice(final, onset, case, None) if final else None,
        onset=onset_advice(onset, case) if onset else None,
        plan=tuple(planned(day, case) for day in days),
        treatment=treatment(onset) if onset else None,
        reasons=(
            *flag_reasons(open_flags),
            *missing,
            *case_reasons(case, onset, on),
            *log.set_aside,
        ),
        assumptions=tuple(sorted(id_ for id_, one in REGISTRY.items() if one.about in groups)),
    )


def light_today(case: Case, log: Log, onset: Onset | None, on: date) -> str:
    """Colour of the newest run: the open problem's, or that of a run with no problem open."""
    if onset:
        return onset.standing.light.name.lower()
    asked = [run for run in log.runs if run.pain is not None]
    return (
        light_of(asked[-1], tissue_of(case, on), case.check_ins).name.lower()
        if asked
        else "unknown"
    )


def day_advice(day: last.Day, onset: Onset | None, case: Case, light: str | None) -> out.DayAdvice:
    """One limited day in kilometres."""
    runs = day.programmed_m is not None
    advised_km = day.asked_m / 1000 if runs or case.programme else None
    p_pain_free = p_range = None
    if onset and advised_km:
        low, high = onset.ceiling.p_pain_free_range(advised_km)
        p_range = (round(low, 4), round(high, 4))
        p_pain_free = round(float(onset.ceiling.p_pain_free(np.array([advised_km]))[0]), 4)
    return out.DayAdvice(
        on=day.on,
        kind=day.kind,
        programmed_km=day.programmed_m / 1000 if day.programmed_m is not None else None,
        advised_km=advised_km,
        max_run_km=day.max_m / 1000,
        turn_back_km=day.asked_m // 2 / 1000 if day.asked_m else None,
        p_pain_free=p_pain_free,
        p_pain_free_range=p_range,
        light=light,
        bounds=tuple(
            out.Bound(
                code=one.code,
                max_run_km=one.max_m / 1000,
                binding=one.binding,
                by=one.by,
                until=one.until,
                restriction=one.restriction,
            )
            for one in day.bounds
        ),
        reasons=day_reasons(day),
    )


def day_reasons(day: last.Day) -> tuple[Reason, ...]:
    """The bounds that bind, and what became of the programme's distance."""
    reasons = [*day.reasons]
    if day.programmed_m is None:
        reasons.append(Reason("no_run_programmed"))
    elif day.asked_m < day.programmed_m:
        change = {"from_km": day.programmed_m / 1000, "to_km": day.asked_m / 1000}
        reasons.append(Reason("shortened" if day.asked_m else "not_today", change))
    return tuple(reasons)


def planned(day: last.Day, case: Case) -> out.PlannedDay:
    """One limited day as a day of the plan."""
    session = sessions_by_day(case).get(day.on)
    runs = day.programmed_m is not None
    race_over = day.kind == "race" and day.programmed_m is not None and day.programmed_m > day.max_m
    return out.PlannedDay(
        on=day.on,
        kind=day.kind,
        distance_km=day.asked_m / 1000 if runs else None,
        duration_min=session.duration_min if session and not runs else None,
        programmed_km=day.programmed_m / 1000 if day.programmed_m is not None else None,
        over_limit=race_over if day.kind == "race" else None,
        reasons=day_reasons(day) if runs else (),
    )


def onset_advice(onset: Onset, case: Case) -> out.OnsetAdvice:
    """The predictive law of today, at every whole mile or kilometre up to a marathon."""
    unit_km = KM_PER_MILE if case.runner.unit == "mi" else 1.0
    marks = [
        *(round(i * unit_km, 3) for i in range(1, int(MARATHON_KM / unit_km) + 1)),
        MARATHON_KM,
    ]
    free = onset.ceiling.p_pain_free(np.array(marks))
    found = onset.trend
    return out.OnsetAdvice(
        median_km=onset.ceiling.quantile_km(0.5),
        credible_80_km=(onset.ceiling.quantile_km(0.1), onset.ceiling.quantile_km(0.9)),
        p_from_first_step=round(onset.ceiling.p_first_step, 4),
        p_pain_free=tuple((km, round(float(p), 4)) for km, p in zip(marks, free, strict=True)),
        n_informative_runs=len(onset.seen.reports),
        change_per_week=found.change_per_week,
        change_credible_80=found.credible_80,
        p_improving=found.p_improving,
        p_plateau=found.p_plateau,
        verdict=found.verdict,
    )


def treatment(onset: Onset) -> dict[str, object]:
    """Whether it is getting better since; never whether a treatment works."""
    n = onset.trend.n_comparable
    still = max(0, COMPARABLE_RUNS - n)
    return {"verdict": onset.trend.verdict, "comparable_runs": n, "runs_still_needed": still}


def flag_reasons(flags: list[RedFlag]) -> list[Reason]:
    """Open red flags, emergencies first."""
    ordered = sorted(flags, key=lambda f: (f.code not in EMERGENCY_FLAGS, f.code, f.opened_on))
    return [
        Reason(
            "red_flag",
            {
                "flag": f.code,
                "opened_on": f.opened_on.isoformat(),
                "emergency": f.code in EMERGENCY_FLAGS,
            },
        )
        for f in ordered
    ]


def case_reasons(case: Case, onset: Onset | None, on: date) -> list[Reason]:
    """What a person should know beside the numbers: lapsed limits, reds, what was not said."""
    reasons = [
        Reason("limit_lapsed", {"restriction": r.id, "by": r.by, "until": r.until_day.isoformat()})
        for r in sorted(case.restrictions, key=lambda r: r.id)
        if r.until_day is not None and r.has_lapsed(on)
    ]
    if onset is None:
        return reasons
    if onset.standing.n_reds >= REDS_TO_SEE_CLINICIAN:
        reasons.append(Reason("see_clinician", {"red_runs": onset.standing.n_reds, "days": 14}))
    for code, n in (
        ("onset_not_given", onset.seen.n_onset_missing),
        ("stopped_from_fear", onset.seen.n_from_fear),
        ("painkiller_runs_left_out", onset.seen.n_painkiller),
        ("runs_nobody_asked_about", onset.seen.n_not_asked),
    ):
        if n:
            reasons.append(Reason(code, {"runs": n}))
    if any(e.is_open(on) and e.tissue in (None, "unknown") for e in case.episodes):
        reasons.append(Reason("bone_screen_due"))
    return reasons
