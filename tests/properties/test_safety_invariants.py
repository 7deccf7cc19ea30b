"""Laws that hold for every runner Hypothesis can invent. Each names the invariant it keeps."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from startline.engine.case import Case
from startline.engine.episodes import RedFlag
from startline.engine.restrictions import Restriction
from startline.engine.runs import OnsetObservation, PainReport, Run
from startline.engine.screening.traffic_light import Light, light_of, tissue_of
from startline.formats.advice_json import advice_to, write_advice
from startline.formats.case_json import case_from, case_to, read_case, write_case
from startline.formats.schema import problems
from tests.builders import MONDAY, a_case, advice_on, distances, shifted
from tests.strategies import cases, km, restrictions

ALL_DAYS = [MONDAY + timedelta(n) for n in range(14)]


def active_caps_km(case: Case, on: object) -> list[float]:
    """What the people who set limits allow on a day, read without the limits layer."""
    caps = []
    for one in case.restrictions:
        if one.is_active(on):  # type: ignore[arg-type]
            caps += [one.max_run_km] if one.max_run_km is not None else []
            caps += [0.0] if one.no_running else []
    return caps


def not_longer(after: Case, before: Case) -> None:
    """Assert that no distance of `after` is above that of `before`."""
    for worse, better in zip(
        distances(advice_on(after)), distances(advice_on(before)), strict=True
    ):
        assert worse <= better


@given(cases())
def test_C01_no_day_is_above_any_active_limit_of_that_day(case: Case) -> None:
    advice = advice_on(case)

    for day in advice.plan:
        assert all((day.distance_km or 0) <= cap for cap in active_caps_km(case, day.on))
    assert all(advice.today.max_run_km <= cap for cap in active_caps_km(case, MONDAY))


@pytest.mark.parametrize("m", [1_001, 2_003, 4_601, 4_602, 8_047, 9_203, 14_484])
def test_a_limit_of_any_whole_metre_is_kept_to_the_metre_and_raises_no_alarm(m: int) -> None:
    limit = Restriction(id="m", set_by="clinician", from_day=MONDAY, max_run_km=m / 1000)

    today = advice_on(a_case(restrictions=(limit,), episodes=(), programme=None)).today

    assert today.max_run_km == min(m, 11_000) / 1000


@given(cases())
def test_every_active_clinician_limit_is_named_with_its_author_and_its_end(case: Case) -> None:
    advice = advice_on(case)

    for one in case.restrictions:
        if one.is_active(MONDAY):
            named = [b for b in advice.today.bounds if b.restriction == one.id]
            assert [(b.by, b.until) for b in named] == [(one.by, one.until_day)]


@given(cases())
def test_the_most_is_the_lowest_bound_and_the_advised_is_never_above_it(case: Case) -> None:
    advice = advice_on(case)

    for day in (advice.today, advice.next_long_run):
        if day is not None:
            assert day.max_run_km == min(bound.max_run_km for bound in day.bounds)
            assert (day.advised_km or 0) <= day.max_run_km
            asks_for_less = day.programmed_km is not None and day.programmed_km < day.max_run_km
            assert asks_for_less or any(bound.binding for bound in day.bounds)


@given(cases(flagged=False), st.sampled_from(["chest_pain", "fever", "bone_tenderness"]))
def test_C04_an_open_red_flag_stops_every_day_from_any_state(case: Case, code: str) -> None:
    flagged = replace(case, red_flags=(RedFlag(code=code, opened_on=MONDAY),))

    advice = advice_on(flagged)

    assert advice.status == "stop"
    assert set(distances(advice)) == {0.0}


@given(cases())
def test_C05_no_running_beats_everything(case: Case) -> None:
    rest = Restriction(id="rest", set_by="clinician", from_day=MONDAY, no_running=True)

    advice = advice_on(replace(case, restrictions=(*case.restrictions, rest)))

    assert set(distances(advice)) == {0.0}


WORSE = ("nrs", "painful", "earlier", "course", "morning", "limp", "sharp", "unsettled", "stopped")


def made_worse(run: Run, how: str, share: float) -> Run:
    """The same run with more pain in one respect."""
    pain = run.pain
    assert pain is not None
    if how == "painful" and pain.free:
        onset = OnsetObservation.exactly(round(run.distance_km * share, 3))
        hurt = PainReport(free=False, onset=onset, next_morning_nrs=pain.next_morning_nrs)
        return replace(run, pain=hurt)
    if pain.free and how != "morning":
        return run
    onset = pain.onset
    if how == "earlier" and onset is not None:
        earlier = OnsetObservation(onset.lower_km * share, onset.upper_km * share)
        return replace(run, pain=replace(pain, onset=earlier))
    if how == "stopped":
        return replace(run, stopped_because="pain")
    nrs, morning = pain.worst_nrs, pain.next_morning_nrs
    worse = {
        "nrs": {"worst_nrs": 10 if nrs is None else min(10, nrs + 3)},
        "course": {"course": "worsened"},
        "morning": {} if morning is None else {"next_morning_nrs": min(10, morning + 3)},
        "limp": {"limp": True},
        "sharp": {"sharp": True},
        "unsettled": {"settled_within_hour": False},
    }.get(how, {})
    return replace(run, pain=replace(pain, **worse))


@given(cases(), st.data(), st.sampled_from(WORSE), st.floats(0, 1))
def test_C07_more_pain_never_gives_more_distance(
    case: Case, data: st.DataObject, how: str, share: float
) -> None:
    asked = [i for i, run in enumerate(case.runs) if run.pain is not None]
    assume(asked)
    i = data.draw(st.sampled_from(asked))
    worse = [*case.runs]
    worse[i] = made_worse(case.runs[i], how, share)

    not_longer(replace(case, runs=tuple(worse)), case)


@given(cases(), restrictions("new"), st.integers(0, 100), st.integers(0, 2))
def test_C08_a_lower_or_an_added_limit_never_raises_anything(
    case: Case, new: Restriction, percent: int, more_rest: int
) -> None:
    case = replace(case, restrictions=(*case.restrictions, new))
    runs = 7 if new.max_runs_per_week is None else new.max_runs_per_week
    lower = replace(
        new,
        max_run_km=(new.max_run_km or 40.0) * percent / 100 + 0.001,
        max_week_km=(new.max_week_km or 200.0) * percent / 100 + 0.1,
        max_runs_per_week=runs * percent // 100,
        min_rest_days_between_runs=(new.min_rest_days_between_runs or 0) + more_rest,
    )

    not_longer(replace(case, restrictions=(*case.restrictions[:-1], lower)), case)
    not_longer(case, replace(case, restrictions=case.restrictions[:-1]))


@given(cases(limited=False), st.data(), km(1, 20_000))
def test_C09_a_longer_pain_free_run_never_lowers_anything(
    case: Case, data: st.DataObject, more_km: float
) -> None:
    free = [i for i, run in enumerate(case.runs) if run.pain is not None and run.pain.free]
    assume(free)
    i = data.draw(st.sampled_from(free))
    longer = [*case.runs]
    longer[i] = replace(longer[i], distance_km=round(longer[i].distance_km + more_km, 3))

    not_longer(case, replace(case, runs=tuple(longer)))


@given(cases(limited=False), st.data(), km(1, 20_000))
def test_C09_more_kilometres_past_onset_never_raise_the_onset_bound(
    case: Case, data: st.DataObject, more_km: float
) -> None:
    hurt = [i for i, run in enumerate(case.runs) if run.hurt]
    assume(hurt)
    i = data.draw(st.sampled_from(hurt))
    longer = [*case.runs]
    longer[i] = replace(longer[i], distance_km=round(longer[i].distance_km + more_km, 3))

    before, after = (
        [b.max_run_km for b in advice_on(one).today.bounds if b.code == "onset"]
        for one in (case, replace(case, runs=tuple(longer)))
    )
    eased = case.runs[i].pain is not None and case.runs[i].pain.course == "eased"

    assert eased or all(a <= b for a, b in zip(after, before, strict=True))


@given(cases(limited=False), st.data())
def test_C10_a_missed_green_run_never_makes_another_longer(case: Case, data: st.DataObject) -> None:
    tissue = tissue_of(case, MONDAY)
    green = [
        i for i, r in enumerate(case.runs) if light_of(r, tissue, case.check_ins) is Light.GREEN
    ]
    assume(green)
    i = data.draw(st.sampled_from(green))
    assume(case.runs[i].pain is not None and case.runs[i].pain.free)
    assume(case.runs[i].on < MONDAY)  # today's own run, not yet run, is still to come

    not_longer(replace(case, runs=case.runs[:i] + case.runs[i + 1 :]), case)


@given(cases(flagged=False))
def test_C11_the_next_run_is_one_step_at_most(case: Case) -> None:
    advice = advice_on(case)
    recent = [r.distance_km for r in case.runs if (MONDAY - r.on).days <= 30]

    assert advice.today.max_run_km <= max(1.1 * max(recent, default=0), 3.0) + 1e-9


SILENCED = ("worst_nrs", "course", "onset", "settled_within_hour")


@given(cases(), st.data(), st.sampled_from(SILENCED))
def test_C17_leaving_out_what_was_said_of_a_painful_run_never_earns_distance(
    case: Case, data: st.DataObject, field: str
) -> None:
    hurt = [i for i, run in enumerate(case.runs) if run.hurt]
    assume(hurt)
    i = data.draw(st.sampled_from(hurt))
    pain = case.runs[i].pain
    assert pain is not None
    if field == "worst_nrs":
        pain = replace(pain, marks=())
    silent = [*case.runs]
    silent[i] = replace(silent[i], pain=replace(pain, **{field: None}))

    not_longer(replace(case, runs=tuple(silent)), case)


@given(cases())
def test_C17_an_untold_tissue_is_no_kinder_than_any_told_one_but_bone(case: Case) -> None:
    assume(all(e.tissue not in ("bone", None) for e in case.episodes))
    untold = tuple(replace(e, tissue=None) for e in case.episodes)

    not_longer(replace(case, episodes=untold), case)


@given(cases(), st.data())
def test_C18_an_entry_imported_twice_changes_nothing(case: Case, data: st.DataObject) -> None:
    assume(case.runs)
    twice = data.draw(st.sampled_from(case.runs))

    advice = advice_on(replace(case, runs=(*case.runs, twice)))

    assert distances(advice) == distances(advice_on(case))


@given(cases(), st.randoms(use_true_random=False))
def test_C19_the_order_of_entries_changes_nothing(case: Case, dice: random.Random) -> None:
    def shuffled(items: tuple) -> tuple:
        return tuple(dice.sample(items, len(items)))

    other = replace(
        case,
        runs=shuffled(case.runs),
        check_ins=shuffled(case.check_ins),
        restrictions=shuffled(case.restrictions),
    )

    assert write_advice(advice_on(other)) == write_advice(advice_on(case))


@given(cases())
def test_C20_the_same_case_day_and_seed_give_the_same_bytes(case: Case) -> None:
    assert write_advice(advice_on(case)) == write_advice(advice_on(case))


@given(cases(), st.integers(1, 1000))
def test_C20_another_seed_moves_no_distance(case: Case, seed: int) -> None:
    assert distances(advice_on(case, seed=seed)) == distances(advice_on(case))


@given(cases(), st.integers(-50, 50))
def test_C21_a_calendar_shifted_by_weeks_gives_a_shifted_answer(case: Case, weeks: int) -> None:
    later = shifted(case, 7 * weeks)

    moved = advice_on(later, on=MONDAY + timedelta(7 * weeks))

    assert distances(moved) == distances(advice_on(case))
    assert [d.on - timedelta(7 * weeks) for d in moved.plan] == [d.on for d in advice_on(case).plan]


@given(cases())
def test_every_advice_keeps_the_published_schema(case: Case) -> None:
    assert problems("advice", advice_to(advice_on(case))) == []


@given(cases())
def test_a_case_that_was_written_reads_back_the_same(case: Case) -> None:
    assert read_case(write_case(case), today=MONDAY) == case


names = st.text(st.characters(codec="utf-8"), min_size=3).map("x_".__add__)


@given(cases(), st.dictionaries(names, st.integers(-(10**9), 10**9) | st.booleans()))
def test_unknown_fields_survive_a_round_trip(case: Case, unknown: dict) -> None:
    raw = case_to(case)
    raw["mood"] = unknown
    raw["programme"]["sessions"][0] |= unknown

    kept = case_to(case_from(raw, today=MONDAY))

    assert kept == raw


@given(cases())
def test_the_chance_of_staying_pain_free_falls_with_distance(case: Case) -> None:
    onset = advice_on(case).onset
    assume(onset is not None)
    assert onset is not None
    chances = [p for _, p in onset.p_pain_free]

    assert all(0 <= p <= 1 for p in chances)
    assert chances == sorted(chances, reverse=True)


@given(cases(), st.sampled_from([0.05, 0.1, 0.2, 0.35]))
def test_accepting_more_pain_never_shortens_a_run(case: Case, tolerance: float) -> None:
    careful = replace(case, runner=replace(case.runner, tolerance=tolerance))
    bolder = replace(case, runner=replace(case.runner, tolerance=tolerance + 0.1))

    not_longer(careful, bolder)


@pytest.mark.parametrize("on", ALL_DAYS[:3])
def test_a_day_without_a_word_is_no_reason_to_run_further(on: object) -> None:
    from tests.builders import rough_week

    later = advice_on(rough_week(), on=on)  # type: ignore[arg-type]

    assert later.next_long_run is not None
    assert later.next_long_run.max_run_km <= 14.484
