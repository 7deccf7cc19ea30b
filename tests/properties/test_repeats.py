"""A recording that repeats itself: doubted by what was recorded, never by what was said of pain."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from startline.engine.case import Case, Confirmed
from startline.engine.load import read_log
from startline.engine.runs import PainReport, Run
from startline.formats.advice_json import write_advice
from startline.formats.case_json import case_from, case_to
from tests.builders import (
    MONDAY,
    a_case,
    a_green_run,
    a_painful_run,
    a_run,
    advice_on,
    bound,
    distances,
    shifted,
)  # fmt: skip
from tests.properties.test_safety_invariants import SILENCED, WORSE, made_worse, not_longer
from tests.strategies import cases, km, pain_reports

ALIKE = tuple(a_green_run(2 * i + 1, 5.0) for i in range(14))
SURE = Confirmed(place="identical runs", value=5.0, on=MONDAY)


def doubted(case: Case) -> list[int]:
    """How many days ago the runs lie whose good news does not count."""
    return [(MONDAY - run.on).days for run in read_log(case, MONDAY).runs if run.repeated]


def asked(case: Case) -> list[object]:
    return [r.values for r in advice_on(case).reasons if r.code == "identical_runs"]


def test_C16_of_14_runs_alike_the_newest_three_count_and_the_series_is_listed() -> None:
    case = a_case(runs=ALIKE)

    assert doubted(case) == [*range(27, 5, -2)]
    assert asked(case) == [
        {"place": "identical runs", "value": 5.0, "unit": "km", "each_km": 5.0, "runs": 14,
         "counted": 3}
    ]  # fmt: skip
    assert doubted(replace(case, runs=ALIKE[:13])) == []


@pytest.mark.parametrize(
    ("changed", "n_doubted"),
    [
        ({"distance_km": 5.001}, 0), ({"distance_km": 5.0004}, 11), ({"duration_min": 30.0}, 11),
        ({"surface": "treadmill"}, 11), ({"pain": None}, 11),
        ({"pain": PainReport(free=False)}, 11),
    ],
)  # fmt: skip
def test_alike_is_the_metre_and_the_second_and_nothing_that_was_said(
    changed: dict[str, object], n_doubted: int
) -> None:
    one = replace(ALIKE[0], **changed)  # type: ignore[arg-type]

    assert len(doubted(a_case(runs=(one, *ALIKE[1:])))) == n_doubted


@pytest.mark.parametrize(
    ("minutes", "n_doubted"),
    [
        ([30.0] * 14, 11),
        ([30.0 + i / 60 for i in range(14)], 0),
        ([30.0] * 13 + [None], 11),
        ([30.0] * 7 + [31.0] * 7, 0),
        ([30.0] * 7 + [None] * 7, 11),
        ([30.0] * 6 + [31.0] + [None] * 7, 0),
    ],
)
def test_durations_that_differ_by_a_second_clear_the_doubt(
    minutes: list[float | None], n_doubted: int
) -> None:
    runs = tuple(replace(run, duration_min=m) for run, m in zip(ALIKE, minutes, strict=True))

    assert len(doubted(a_case(runs=runs))) == n_doubted


def test_a_confirmed_series_counts_in_full_and_is_not_asked_about() -> None:
    sure = a_case(runs=ALIKE, confirmed=(SURE,))

    assert doubted(sure) == []
    assert asked(sure) == []
    for wrong in (replace(SURE, value=6.0), replace(SURE, on=MONDAY + timedelta(1))):
        assert len(doubted(replace(sure, confirmed=(wrong,)))) == 11


def test_an_honest_treadmill_runner_loses_nothing_on_the_day() -> None:
    doubtful, sure = a_case(runs=ALIKE), a_case(runs=ALIKE, confirmed=(SURE,))

    assert advice_on(doubtful).today.max_run_km == advice_on(sure).today.max_run_km == 5.5
    assert advice_on(doubtful).today.light == "green"
    assert bound(advice_on(doubtful).today, "onset") < bound(advice_on(sure).today, "onset")


def test_the_distance_of_doubted_runs_still_counts() -> None:
    longest = a_case(runs=(a_green_run(1, 4.0), a_green_run(3, 4.0), *ALIKE), episodes=())

    assert bound(advice_on(longest).today, "single_session_spike") == 5.5


def test_a_series_half_a_year_old_is_let_be() -> None:
    old = tuple(replace(run, on=run.on - timedelta(182)) for run in ALIKE)

    assert doubted(a_case(runs=(a_run(1), *old))) == []


def test_a_doubt_is_no_part_of_the_format() -> None:
    raw = case_to(Case(runs=read_log(a_case(runs=ALIKE), MONDAY).runs))
    raw["runs"][0]["repeated"] = True

    assert "repeated" not in raw["runs"][1]
    assert not case_from(raw, today=MONDAY).runs[0].repeated
    assert case_to(case_from(raw, today=MONDAY)) == raw


@st.composite
def repeating(draw: st.DrawFn) -> Case:
    """A runner with a series alike but for what was said, among other runs; one run a day."""
    case = draw(cases(most_runs=4))
    taken = {(MONDAY - run.on).days for run in case.runs}
    free = [day for day in range(1, 40) if day not in taken]
    days = draw(st.permutations(free))[: draw(st.integers(14, 16))]
    far = draw(km(1_000, 20_000))
    minutes = draw(st.none() | st.just(60.0))
    said = st.just(PainReport(free=True, next_morning_nrs=0)) | pain_reports(far)
    series = tuple(
        Run(on=MONDAY - timedelta(day), distance_km=far, duration_min=minutes, pain=draw(said))
        for day in days
    )
    return replace(case, runs=(*case.runs, *series))


@given(repeating(), st.data(), st.sampled_from(WORSE), st.floats(0, 1))
def test_C07_more_pain_never_gives_more_distance_in_a_series(
    case: Case, data: st.DataObject, how: str, share: float
) -> None:
    told = [i for i, run in enumerate(case.runs) if run.pain is not None]
    i = data.draw(st.sampled_from(told))
    worse = [*case.runs]
    worse[i] = made_worse(case.runs[i], how, share)
    after = replace(case, runs=tuple(worse))

    assert doubted(after) == doubted(case)
    not_longer(after, case)


@given(repeating(), km(500, 30_000), st.integers(41, 43), km(1, 20_000))
def test_C09_a_longer_pain_free_run_beside_a_series_never_lowers_anything(
    case: Case, far_km: float, days_ago: int, more_km: float
) -> None:
    case = replace(case, restrictions=())
    shorter, longer = (
        replace(case, runs=(*case.runs, a_green_run(days_ago, round(km_, 3))))
        for km_ in (far_km, far_km + more_km)
    )
    assume(doubted(longer) == doubted(shorter))

    not_longer(shorter, longer)


@given(repeating(), km(500, 30_000), st.integers(41, 43))
def test_C10_a_missed_green_run_beside_a_series_never_makes_another_longer(
    case: Case, far_km: float, days_ago: int
) -> None:
    case = replace(case, restrictions=(), check_ins=())
    more = replace(case, runs=(*case.runs, a_green_run(days_ago, far_km)))
    assume(doubted(more) == doubted(case))

    not_longer(case, more)


@given(repeating(), st.data(), st.sampled_from([*SILENCED, "duration"]))
def test_C17_leaving_out_what_was_said_never_earns_distance_in_a_series(
    case: Case, data: st.DataObject, field: str
) -> None:
    hurt = [i for i, run in enumerate(case.runs) if run.hurt]
    assume(hurt)
    i = data.draw(st.sampled_from(hurt))
    silent, run = [*case.runs], case.runs[i]
    if field == "duration":
        assume(all(one.max_run_min is None for one in case.restrictions))
        silent[i] = replace(run, duration_min=None)
    else:
        assert run.pain is not None
        marks = () if field == "worst_nrs" else run.pain.marks
        silent[i] = replace(run, pain=replace(run.pain, marks=marks, **{field: None}))

    not_longer(replace(case, runs=tuple(silent)), case)


@given(repeating(), st.data())
def test_C18_an_entry_imported_twice_changes_nothing_in_a_series(
    case: Case, data: st.DataObject
) -> None:
    twice = data.draw(st.sampled_from(case.runs))
    again = replace(case, runs=(*case.runs, twice))

    assert distances(advice_on(again)) == distances(advice_on(case))


@given(repeating(), st.randoms(use_true_random=False))
def test_C19_the_order_of_entries_changes_nothing_in_a_series(
    case: Case, dice: random.Random
) -> None:
    other = replace(case, runs=tuple(dice.sample(case.runs, len(case.runs))))

    assert write_advice(advice_on(other)) == write_advice(advice_on(case))


@given(repeating(), st.integers(-20, 20))
def test_C21_a_calendar_shifted_by_weeks_gives_a_shifted_answer_for_a_series(
    case: Case, weeks: int
) -> None:
    moved = advice_on(shifted(case, 7 * weeks), on=MONDAY + timedelta(7 * weeks))

    assert distances(moved) == distances(advice_on(case))


def test_pain_in_a_doubted_run_counts() -> None:
    hurt = a_painful_run(21, 5.0, 3.0)
    case = a_case(runs=(*ALIKE[:10], hurt, *ALIKE[11:]))

    assert doubted(case) == doubted(a_case(runs=ALIKE))
    assert bound(advice_on(case).today, "onset") < bound(
        advice_on(a_case(runs=ALIKE)).today, "onset"
    )
