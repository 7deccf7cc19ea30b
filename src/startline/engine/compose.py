"""What was found, in the words of the contract: codes, kilometres and chances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from startline.engine.advice import (
    Advice,
    Bound,
    DayAdvice,
    MissedAdvice,
    OnsetAdvice,
    OutlookAdvice,
    PlannedDay,
    Status,
)
from startline.engine.assumptions import (
    COMPARABLE_RUNS,
    RED_WINDOW_DAYS,
    REDS_TO_SEE_CLINICIAN,
    REGISTRY,
)
from startline.engine.case import Case, tolerance_of
from startline.engine.confirm import questions
from startline.engine.episodes import EMERGENCY_FLAGS, RedFlag
from startline.engine.hurting import Hurting
from startline.engine.limit_values import Bound as LimitBound
from startline.engine.limit_values import Day, Limits
from startline.engine.load import Log, newest_input, usual_pace_s_per_km
from startline.engine.misspelt import misspelt
from startline.engine.onset.belief import Trend
from startline.engine.onset.forecast import Forecast
from startline.engine.onset.observations import KM_PER_MILE, window_start
from startline.engine.plans import CrossTraining, Reason, RunWalk
from startline.engine.questions_to_ask import questions_to_ask
from startline.engine.races import MARATHON_KM
from startline.engine.replan.calendar import Calendar, next_long_day
from startline.engine.replan.cross_training import cross_training
from startline.engine.replan.purpose import out_of_reach
from startline.engine.screening.traffic_light import light_of, tissue_of
from startline.engine.treatment import COURSE, pain_change, what_was_done
from startline.engine.whole import count, number

ENGINE_VERSION = "0.2.0"
NEAR_DAYS = 14  # of what lies ahead, how much is worth a line of its own
MOST_SPLIT_MIN = 600  # a longer stretch of a walk-run session is a slip
MOST_REPEATS = 200
FALLING_RUNS = 3  # onset falling this often in a row is a sign to have it looked at: assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything a sentence of the answer may draw on, but for the distances themselves."""

    case: Case
    log: Log
    limits: Limits
    hurting: Hurting | None
    forecast: Forecast | None
    calendar: Calendar
    missing: tuple[Reason, ...]
    conflicts: tuple[Reason, ...]
    missed: MissedAdvice | None
    outlook: OutlookAdvice | None
    on: date
    seed: int

    @property
    def pace_s_per_km(self) -> int:
        """The runner's usual pace, to say how long a distance takes."""
        return usual_pace_s_per_km(self.log.runs, self.on)


def compose(found: Found, days: tuple[Day, ...]) -> Advice:
    """The Advice for limited days, from today to the race."""
    case, hurting, limits, on = found.case, found.hurting, found.limits, found.on
    open_flags = [flag for flag in limits.red_flags if flag.is_open(on)]
    status: Status = "stop" if open_flags else "cannot_say" if found.missing else "ok"
    long_on = next_long_day(found.calendar, on)
    long = next((day for day in days if day.on == long_on), None)
    light = light_today(case, found.log, hurting, on)
    newest = newest_input(case, found.log.runs, on)
    return Advice(
        engine_version=ENGINE_VERSION,
        on=on,
        seed=found.seed,
        status=status,
        today=day_advice(days[0], found, light),
        next_long_run=day_advice(long, found, None) if long else None,
        onset=onset_advice(hurting, hurting.trend, case) if hurting and hurting.trend else None,
        plan=tuple(planned(day, found) for day in days),
        conflicts=found.conflicts,
        outlook=found.outlook,
        treatment=treatment(found, hurting.trend) if hurting and hurting.trend else None,
        to_ask=questions_to_ask(case, found.log.runs, limits, on) if hurting else (),
        newest_input_on=newest,
        data_age_days=(on - newest).days if newest else None,
        missed=found.missed,
        reasons=(
            *flag_reasons(open_flags),
            *found.missing,
            *lapsed_limits(limits, on),
            *misspelt_limits(limits, days),
            *(out_of_reach(case, found.log.runs, days) if status == "ok" else ()),
            *calendar_reasons(found.calendar, on),
            *(reasons_while_hurting(case, hurting, on) if hurting else ()),
            *questions(case, found.log.runs, on),
            *found.log.set_aside,
        ),
        assumptions=assumptions_of(found),
    )


def assumptions_of(found: Found) -> tuple[str, ...]:
    """Ids of the assumptions that these numbers lean on."""
    groups = {"limits", "plan"}
    groups |= {"light", "onset", "trend", "treatment"} if found.hurting else set()
    groups |= {"adherence", "fitness"} if found.missed else set()
    groups |= {"outlook", "fitness", "finish time"} if found.outlook else set()
    return tuple(sorted(id_ for id_, one in REGISTRY.items() if one.about in groups))


def light_today(case: Case, log: Log, hurting: Hurting | None, on: date) -> str:
    """Colour of the newest run: the open problem's, or that of a run with no problem open."""
    if hurting:
        return hurting.standing.light.name.lower()
    asked = [run for run in log.runs if run.pain is not None]
    return (
        light_of(asked[-1], tissue_of(case, on), case.check_ins).name.lower()
        if asked
        else "unknown"
    )


def day_advice(day: Day, found: Found, light: str | None) -> DayAdvice:
    """One limited day in kilometres."""
    advised_km = day.asked_m / 1000 if found.case.programme is not None else None
    p_pain_free = p_range = None
    if found.hurting and advised_km and day.on > found.on and found.forecast is not None:
        p_pain_free = p_ahead(day, found)
        low, high = found.forecast.p_range_at((day.on - found.on).days, advised_km)
        p_range = (round(low, 4), round(high, 4))
    elif found.hurting and advised_km:
        low, high = found.hurting.ceiling.p_pain_free_range(advised_km)
        p_range = (round(low, 4), round(high, 4))
        p_pain_free = round(float(found.hurting.ceiling.p_pain_free(np.array([advised_km]))[0]), 4)
    return DayAdvice(
        on=day.on,
        kind=day.kind,
        programmed_km=programmed_km(day, found),
        advised_km=advised_km,
        max_run_km=day.max_m / 1000,
        turn_back_km=day.asked_m // 2 / 1000 if day.asked_m else None,
        p_pain_free=p_pain_free,
        p_pain_free_range=p_range,
        light=light,
        cross_train=crossed(day, found),
        bounds=tuple(bound_in_km(one) for one in day.bounds),
        reasons=day_reasons(day, found),
    )


def p_ahead(day: Day, found: Found) -> float | None:
    """The chance that a later day's run stays free of pain, as foreseen today."""
    if found.forecast is None or not day.asked_m:
        return None
    return round(found.forecast.p_at((day.on - found.on).days, day.asked_m / 1000), 4)


def crossed(day: Day, found: Found) -> tuple[CrossTraining, ...]:
    """What may be done instead of the running that was cut; nothing where nothing can be said."""
    if found.missing or is_run(day, found):
        return ()
    session = found.calendar.session(day.on)
    return cross_training(found.case, day, session, found.limits, found.pace_s_per_km)


def bound_in_km(one: LimitBound) -> Bound:
    """One bound in kilometres."""
    return Bound(
        code=one.code,
        max_run_km=one.max_m / 1000,
        binding=one.binding,
        by=one.by,
        until=one.until,
        restriction=one.restriction,
    )


def programmed_km(day: Day, found: Found) -> float | None:
    """The programme's own distance; None where it gave minutes or nothing."""
    session = found.calendar.session(day.on)
    gave_distance = session is not None and session.distance_km is not None
    return day.programmed_m / 1000 if gave_distance and day.programmed_m is not None else None


def day_reasons(day: Day, found: Found) -> tuple[Reason, ...]:
    """What bound the day, by whom and until when; what became of the programme; and why."""
    reasons = [binding_reason(one) for one in day.bounds if one.binding]
    if day.programmed_m is None:
        reasons.append(Reason("no_run_programmed"))
    elif is_run(day, found):
        reasons.append(Reason("already_run"))
    elif day.asked_m < day.programmed_m:
        change = {"from_km": day.programmed_m / 1000, "to_km": day.asked_m / 1000}
        reasons.append(Reason("shortened" if day.asked_m else "not_today", change))
    session = found.calendar.session(day.on)
    if session is not None and session.kind != day.kind:
        reasons.append(Reason("easy_instead", {"of": session.kind}))
    return (*reasons, *day.because, *other_limits(day.on, found))


def is_run(day: Day, found: Found) -> bool:
    """Whether today's run is in the log already."""
    return day.on == found.on and any(run.on == day.on for run in found.log.runs)


def binding_reason(one: LimitBound) -> Reason:
    """A bound that decided: its code, how far it allows, who set it and until when."""
    values = {
        "max_km": one.max_m / 1000,
        "by": one.by,
        "until": one.until.isoformat() if one.until else None,
        "restriction": one.restriction,
    }
    return Reason(one.code, {key: value for key, value in values.items() if value is not None})


def calendar_reasons(calendar: Calendar, on: date) -> list[Reason]:
    """Sessions of the coming two weeks that found no day, and moves that could not be made."""
    return [
        Reason(why.code, {"on": day.isoformat(), **why.values})
        for day, why in sorted(calendar.left_out.items())
        if 0 <= (day - on).days <= NEAR_DAYS
    ]


def other_limits(on: date, found: Found) -> list[Reason]:
    """Limits on surface, effort and pain, which no distance can show."""
    reasons = []
    for one in found.limits.restrictions:
        if one.is_active(on):
            who = {"restriction": one.id, "by": one.by}
            if one.says_nothing:
                reasons.append(Reason("limit_says_nothing", who))
            if one.surfaces is not None:
                reasons.append(Reason("surfaces", {**who, "allowed": list(one.surfaces)}))
            if one.max_nrs is not None:
                reasons.append(Reason("max_nrs", {**who, "nrs": one.max_nrs}))
            if one.easy_only:
                reasons.append(Reason("easy_only", who))
    return reasons


def planned(day: Day, found: Found) -> PlannedDay:
    """One limited day as a day of the plan; minutes shrink with the metres they stand for."""
    session = found.calendar.session(day.on)
    minutes = session.duration_min if session else None
    if minutes is not None and day.programmed_m:
        minutes = round(minutes * day.asked_m / day.programmed_m, 1)
    over = day.programmed_m is not None and day.programmed_m > day.max_m
    return PlannedDay(
        on=day.on,
        kind=day.kind,
        distance_km=day.asked_m / 1000 if day.programmed_m is not None else None,
        duration_min=minutes,
        programmed_km=programmed_km(day, found),
        cross_train=crossed(day, found),
        run_walk=run_walk_of(day, found),
        p_pain_free=p_ahead(day, found) if day.on > found.on else None,
        over_limit=over if day.kind == "race" and is_race_day(day, found.case) else None,
        reasons=day_reasons(day, found) if day.programmed_m is not None else (),
    )


def is_race_day(day: Day, case: Case) -> bool:
    """Whether this is the day of the race that everything leads to, and not a race on the way."""
    return case.race is not None and day.on == case.race.on


def run_walk_of(day: Day, found: Found) -> RunWalk | None:
    """How a walk-run session is split, where the programme says so."""
    session = found.calendar.session(day.on)
    split = session.extra.get("run_walk") if session is not None else None
    if day.kind != "run_walk" or not isinstance(split, Mapping):
        return None
    run_min, walk_min = (number(split.get(key), MOST_SPLIT_MIN) for key in ("run_min", "walk_min"))
    if run_min is None or walk_min is None or run_min + walk_min <= 0:
        return None
    repeats = count(split.get("repeats"), MOST_REPEATS)
    if repeats is not None and day.programmed_m:
        repeats = max(1, repeats * day.asked_m // day.programmed_m)
    return RunWalk(run_min, walk_min, repeats)


def onset_advice(hurting: Hurting, found: Trend, case: Case) -> OnsetAdvice:
    """The predictive law of today, at every whole mile or kilometre up to a marathon."""
    unit_km = KM_PER_MILE if case.runner.unit == "mi" else 1.0
    marks = [
        *(round(i * unit_km, 3) for i in range(1, int(MARATHON_KM / unit_km) + 1)),
        MARATHON_KM,
    ]
    free = hurting.ceiling.p_pain_free(np.array(marks))
    return OnsetAdvice(
        median_km=hurting.ceiling.quantile_km(0.5),
        credible_80_km=(hurting.ceiling.quantile_km(0.1), hurting.ceiling.quantile_km(0.9)),
        p_from_first_step=round(hurting.ceiling.p_first_step, 4),
        p_pain_free=tuple((km, round(float(p), 4)) for km, p in zip(marks, free, strict=True)),
        n_informative_runs=sum(not report.says_nothing for report in hurting.seen.reports),
        change_per_week=found.change_per_week,
        change_credible_80=found.credible_80,
        p_improving=found.p_improving,
        p_plateau=found.p_plateau,
        verdict=found.verdict,
    )


def treatment(found: Found, seen: Trend) -> dict[str, object]:
    """Whether it is getting better since, beside what was done; never whether that works."""
    case, runs, on = found.case, found.log.runs, found.on
    n = seen.n_comparable
    still = max(0, COMPARABLE_RUNS - n)
    return {
        "verdict": seen.verdict,
        "comparable_runs": n,
        "runs_still_needed": still,
        "pain_change": pain_change(runs, start=window_start(case, on), on=on),
        "course": [dict(one) for one in COURSE],
        "done": what_was_done(case, runs, on),
    }


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


def onset_is_falling(hurting: Hurting) -> bool:
    """Whether each of the last three painful runs began to hurt before the one before it."""
    onsets = [r.said for r in hurting.seen.reports if not r.said.is_right_censored]
    last = [one.lower_km + one.upper_km for one in onsets[-FALLING_RUNS:]]
    return len(last) == FALLING_RUNS and all(b < a for a, b in pairwise(last))


def lapsed_limits(limits: Limits, on: date) -> list[Reason]:
    """Limits past their last day: still binding, waiting for somebody to acknowledge."""
    return [
        Reason("limit_lapsed", {"restriction": r.id, "by": r.by, "until": r.until_day.isoformat()})
        for r in limits.restrictions
        if r.until_day is not None and r.has_lapsed(on)
    ]


def misspelt_limits(limits: Limits, days: tuple[Day, ...]) -> list[Reason]:
    """Fields that look like limits but are none, in every limit that binds from now to the race."""
    return [
        Reason(
            "limit_maybe_misspelt",
            {
                "restriction": one.id,
                "by": one.by,
                "key": slip.key,
                "resembles": slip.resembles,
                "value": [*slip.value] if isinstance(slip.value, tuple) else slip.value,
            },
        )
        for one in limits.restrictions
        if any(one.is_active(day.on) for day in days)
        for slip in misspelt(one)
    ]


def reasons_while_hurting(case: Case, hurting: Hurting, on: date) -> list[Reason]:
    """What a person should know beside the numbers: reds, what was not said, what to ask."""
    reasons = []
    if hurting.standing.n_reds >= REDS_TO_SEE_CLINICIAN:
        days = {"red_runs": hurting.standing.n_reds, "days": RED_WINDOW_DAYS}
        reasons.append(Reason("see_clinician", days))
    if onset_is_falling(hurting):
        reasons.append(Reason("onset_earlier_each_time", {"runs": FALLING_RUNS}))
    if hurting.ceiling.safe_m(tolerance_of(case)) == 0:
        reasons.append(Reason("no_distance_within_tolerance"))
    for code, n in (
        ("onset_not_given", hurting.seen.n_onset_missing),
        ("stopped_from_fear", hurting.seen.n_from_fear),
        ("painkiller_runs_left_out", hurting.seen.n_painkiller),
        ("runs_nobody_asked_about", hurting.seen.n_not_asked),
    ):
        if n:
            reasons.append(Reason(code, {"runs": n}))
    if any(e.is_open(on) and e.tissue in (None, "unknown") for e in case.episodes):
        reasons.append(Reason("bone_screen_due"))
    return reasons
