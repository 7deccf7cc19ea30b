"""Runners that Hypothesis can invent: any log of six weeks, any limits, any flags."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from startline.engine.case import Case, CheckIn, Runner
from startline.engine.episodes import Episode, RedFlag
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, PainMark, PainReport, Run
from tests.builders import MONDAY

SITES = ("knee_outer", "knee_front", "shin", "achilles", "hip", "unknown")
TISSUES = ("tendon", "knee", "muscle", "bone", "unknown", None)
KINDS = ("easy", "easy", "pace", "intervals", "run_walk", "cross", "rest", "rest")
nrs = st.integers(0, 10)
maybe_nrs = st.none() | nrs
flags = st.none() | st.booleans()


def km(low: int, high: int) -> st.SearchStrategy[float]:
    """Whole metres, as kilometres."""
    return st.integers(low, high).map(lambda m: m / 1000)


@st.composite
def onsets(draw: st.DrawFn, distance_km: float) -> OnsetObservation:
    """Anywhere in the run: exact, a stretch, before a point, or from the first step."""
    ends = sorted(draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    lower, upper = (round(end * distance_km, 3) for end in ends)
    kind = draw(st.sampled_from(["exact", "between", "before", "first_step"]))
    return {
        "exact": OnsetObservation.exactly(upper),
        "between": OnsetObservation.between(lower, upper),
        "before": OnsetObservation.before(upper),
        "first_step": OnsetObservation.from_the_first_step(),
    }[kind]


@st.composite
def pain_reports(draw: st.DrawFn, distance_km: float) -> PainReport:
    """Anything that may be said about one run."""
    if draw(st.booleans()):
        return PainReport(free=True, next_morning_nrs=draw(st.sampled_from([None, 0, 0, 0, 2])))
    mark = st.builds(PainMark, at_km=st.just(distance_km / 2), nrs=nrs)
    return PainReport(
        free=False,
        onset=draw(st.none() | onsets(distance_km)),
        marks=tuple(draw(st.lists(mark, max_size=1))),
        worst_nrs=draw(maybe_nrs),
        course=draw(st.sampled_from([None, "worsened", "steady", "eased", "unstated"])),
        settled_within_hour=draw(flags),
        next_morning_nrs=draw(st.sampled_from([None, 0, 0, 1, 5])),
        limp=draw(flags),
        sharp=draw(flags),
        painkiller=draw(st.sampled_from([None, None, False, True])),
    )


@st.composite
def runs(draw: st.DrawFn, days_ago: int) -> Run:
    """One run, asked about or not."""
    distance_km = draw(km(500, 36_000))
    return Run(
        on=MONDAY - timedelta(days_ago),
        distance_km=distance_km,
        stopped_because=draw(st.sampled_from([None, "done", "pain", "fear_of_pain", "limit"])),
        pain=draw(st.none() | pain_reports(distance_km)),
    )


@st.composite
def restrictions(draw: st.DrawFn, id_: str) -> Restriction:
    """A limit of any kind, open or lapsed, lifted or not, starting before or after today."""
    start = MONDAY + timedelta(draw(st.integers(-20, 5)))
    lifted = draw(st.none() | st.integers(0, 20))
    return Restriction(
        id=id_,
        set_by=draw(st.sampled_from(["clinician", "runner"])),
        by=draw(st.sampled_from([None, "physiotherapist"])),
        from_day=start,
        until_day=draw(st.none() | st.integers(0, 15).map(lambda n: start + timedelta(n))),
        lifted_on=None if lifted is None else start + timedelta(lifted),
        lifted_by=draw(st.sampled_from([None, "clinician", "runner"])),
        no_running=draw(st.sampled_from([False, False, False, True])),
        max_run_km=draw(st.none() | km(500, 40_000)),
        max_run_min=draw(st.none() | st.integers(10, 200).map(float)),
        max_week_km=draw(st.none() | km(500, 90_000)),
        max_runs_per_week=draw(st.none() | st.integers(0, 7)),
        min_rest_days_between_runs=draw(st.none() | st.integers(0, 3)),
        easy_only=draw(flags),
    )


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    """One problem, open or resolved."""
    began = MONDAY - timedelta(draw(st.integers(0, 40)))
    resolved = draw(st.none() | st.integers(0, 40))
    return Episode(
        id="e",
        site=draw(st.sampled_from(SITES)),
        tissue=draw(st.sampled_from(TISSUES)),
        began_on=began,
        resolved_on=None if resolved is None else began + timedelta(resolved),
    )


@st.composite
def red_flag_entries(draw: st.DrawFn) -> RedFlag:
    """A flag ticked around today, closed or not."""
    opened = MONDAY + timedelta(draw(st.integers(-10, 5)))
    closed = draw(st.none() | st.integers(0, 10))
    return RedFlag(
        code=draw(st.sampled_from(["chest_pain", "bone_tenderness", "fever"])),
        opened_on=opened,
        closed_on=None if closed is None else opened + timedelta(closed),
        closed_by=draw(st.sampled_from([None, "clinician", "runner"])),
    )


@st.composite
def programmes(draw: st.DrawFn, most_weeks: int = 8) -> Programme:
    """Some weeks around today with a long run in each: lighter ones, fast ones, minutes too."""
    sessions = []
    first, weeks = draw(st.integers(-3, 0)), draw(st.integers(1, most_weeks))
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=6, max_size=6))
    for week in range(first, weeks):
        long_km = draw(km(3_000, 33_000))
        for weekday, kind in enumerate([*kinds, "long"]):
            far = round(long_km * (1 if kind == "long" else (weekday + 2) / 20), 3)
            minutes = float(far * 6) if kind == "run_walk" else None
            on = MONDAY + timedelta(7 * week + weekday)
            distance = far if kind in ("easy", "pace", "intervals", "long") else None
            sessions.append(Session(on=on, kind=kind, distance_km=distance, duration_min=minutes))
    return Programme(sessions=tuple(sessions))


@st.composite
def runners(draw: st.DrawFn) -> Runner:
    """How much pain is accepted, on which days runs are run, and what else there is."""
    return Runner(
        tolerance=draw(st.none() | st.sampled_from([0.05, 0.2, 0.4])),
        run_days=draw(st.none() | st.sampled_from([("tue", "thu", "sun"), ("mon", "wed", "sat")])),
        long_run_day=draw(st.sampled_from([None, "sun", "sat"])),
        cross_training=draw(st.sampled_from([None, ("cycling", "strength"), ("pool_running",)])),
    )


@st.composite
def cases(
    draw: st.DrawFn, *, limited: bool = True, flagged: bool = True, most_runs: int = 7
) -> Case:
    """A whole runner; at most one run a day."""
    days = draw(st.lists(st.integers(0, 42), max_size=most_runs, unique=True))
    limits = draw(st.integers(0, 3)) if limited else 0
    check_in = st.builds(
        CheckIn,
        on=st.integers(0, 40).map(lambda n: MONDAY - timedelta(n)),
        morning_nrs=maybe_nrs,
        usual_morning_nrs=st.none() | st.integers(0, 3),
    )
    return Case(
        runner=draw(runners()),
        race=Race(on=MONDAY + timedelta(draw(st.integers(0, 60))), distance_km=42.195),
        programme=draw(programmes()),
        runs=tuple(draw(runs(day)) for day in days),
        check_ins=tuple(draw(st.lists(check_in, max_size=2))),
        episodes=tuple(draw(st.lists(episodes(), max_size=1))),
        restrictions=tuple(draw(restrictions(f"r{i}")) for i in range(limits)),
        red_flags=tuple(draw(st.lists(red_flag_entries(), max_size=1))) if flagged else (),
    )
