"""Limits on a week: what each day may use, and that nothing cut is handed on."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.quotas import most_worth, quota_caps
from startline.engine.restrictions import Restriction
from tests.builders import MONDAY, a_limit

WEEK = [MONDAY + timedelta(n) for n in range(7)]
TUE, WED, THU, SUN = WEEK[1], WEEK[2], WEEK[3], WEEK[6]
FOUR_RUNS = {TUE: 6_000, WED: 10_000, THU: 6_000, SUN: 18_000}


def caps(
    planned: dict[date, int] | None = None,
    done: Any = (),
    days: Any = WEEK,
    long: Any = (SUN,),
    **limit: Any,
) -> dict[date, int]:
    """What each day may use under one clinician's limit."""
    limit = {"max_run_km": None, "from_day": MONDAY - timedelta(60), **limit}
    planned = FOUR_RUNS if planned is None else planned
    return quota_caps(a_limit(**limit), days, planned, set(long), done)


def kept(*args: Any, **limit: Any) -> list[date]:
    """The planned days that stay."""
    planned = args[0] if args and args[0] is not None else FOUR_RUNS
    found = caps(*args, **limit)
    return [day for day in sorted(planned) if found.get(day) != 0]


def test_a_limit_on_single_runs_leaves_the_week_free() -> None:
    assert caps(max_run_km=9.0) == {}


def test_a_week_limit_is_shared_in_proportion_to_the_programme() -> None:
    shares = caps(max_week_km=20.0)

    assert [shares[day] for day in (TUE, WED, THU, SUN)] == [3_000, 5_000, 3_000, 9_000]


def test_a_share_is_whole_metres_rounded_down() -> None:
    shares = caps({TUE: 1_000, WED: 1_000, THU: 1_000}, max_week_km=10.0)

    assert shares[TUE] == 3_333


def test_a_planned_run_of_nothing_takes_no_share() -> None:
    assert caps({TUE: 0, THU: 5_000}, max_week_km=10.0)[THU] == 10_000


def test_a_day_without_a_programme_has_what_is_left_of_its_week() -> None:
    assert caps(max_week_km=20.0, done=((MONDAY - timedelta(2), 5_000),))[MONDAY] == 15_000
    assert caps({}, max_week_km=20.0, done=((MONDAY, 25_000),))[MONDAY] == 0


@pytest.mark.parametrize(("ago", "left_m"), [(6, 12_000), (7, 20_000)])
def test_a_week_is_any_seven_days_in_a_row(ago: int, left_m: int) -> None:
    done = ((TUE - timedelta(ago), 8_000),)

    assert caps({TUE: 40_000}, done, max_week_km=20.0)[TUE] == left_m


def test_a_run_done_today_uses_up_its_share_of_the_week() -> None:
    shares = caps({TUE: 10_000, THU: 10_000}, ((TUE, 8_000),), max_week_km=20.0)

    assert shares[TUE] == 12_000
    assert shares[THU] == 12_000


def test_of_too_many_runs_the_longest_stay() -> None:
    cut = caps(max_runs_per_week=2)

    assert [day for day in (TUE, WED, THU, SUN) if day not in cut] == [WED, SUN]
    assert cut[TUE] == cut[THU] == 0


@pytest.mark.parametrize("most", range(5))
def test_exactly_as_many_runs_stay_as_the_limit_says(most: int) -> None:
    cut = caps(max_runs_per_week=most)

    assert sum(day not in cut for day in FOUR_RUNS) == most


def test_runs_done_count_among_the_runs_of_a_week() -> None:
    done = ((MONDAY - timedelta(1), 5_000), (MONDAY - timedelta(4), 5_000))

    cut = caps(done=done, max_runs_per_week=2)

    assert [day for day in (TUE, WED, THU, SUN) if day not in cut] == [THU, SUN]
    assert cut[MONDAY] == 0


def test_of_runs_too_close_together_the_choice_worth_most_stays() -> None:
    planned = {TUE: 9_000, WED: 10_000, THU: 9_000, SUN: 18_000}

    assert kept(planned, min_rest_days_between_runs=1) == [TUE, THU, SUN]


def test_a_run_outweighs_two_shorter_ones_beside_it() -> None:
    planned = {MONDAY: 3_000, TUE: 10_000, WED: 3_000}

    assert kept(planned, min_rest_days_between_runs=1) == [TUE]


def test_a_long_run_counts_twice_where_days_are_chosen() -> None:
    planned = {WEEK[5]: 10_000, SUN: 12_000, SUN + timedelta(1): 10_000}
    days = [*WEEK, SUN + timedelta(1)]

    assert kept(planned, (), days, min_rest_days_between_runs=1) == [SUN]
    assert kept(planned, (), days, (), min_rest_days_between_runs=1) != [SUN]


def test_one_day_of_rest_leans_to_days_that_two_would_take() -> None:
    planned = {MONDAY: 10_000, TUE: 12_000, THU: 18_000}

    assert kept(planned, min_rest_days_between_runs=1) == [MONDAY, THU]
    assert kept(planned, min_rest_days_between_runs=2) == [MONDAY, THU]


def test_a_run_half_as_long_again_is_worth_more_than_leaning() -> None:
    planned = {MONDAY: 10_000, TUE: 15_001, THU: 18_000}
    just_as_much = {**planned, TUE: 15_000}

    assert kept(planned, min_rest_days_between_runs=1) == [TUE, THU]
    assert kept(just_as_much, min_rest_days_between_runs=1) == [MONDAY, THU]


def test_few_runs_a_week_lean_to_days_apart_so_that_rest_may_be_asked_too() -> None:
    planned = {TUE: 9_000, WED: 10_000, THU: 9_000, SUN: 18_000}
    both = {"max_runs_per_week": 3, "min_rest_days_between_runs": 1}

    assert kept(planned, max_runs_per_week=3) == [TUE, THU, SUN]
    assert kept(planned, **both) == [TUE, THU, SUN]


def test_runs_planned_before_a_limit_starts_count_in_full_once_it_has() -> None:
    week = {"max_week_km": 20.0, "from_day": THU}

    assert caps({TUE: 15_000, THU: 10_000, SUN: 10_000}, **week)[THU] == 2_500
    assert kept({TUE: 9_000, WED: 9_000, SUN: 18_000}, max_runs_per_week=2, from_day=SUN) == [
        TUE, WED,
    ]  # fmt: skip
    assert kept({WED: 9_000, THU: 18_000}, min_rest_days_between_runs=1, from_day=THU) == [WED]


def test_two_runs_on_one_day_are_two() -> None:
    twice = ((MONDAY, 5_000), (MONDAY, 6_000))

    assert kept({THU: 5_000}, twice, max_runs_per_week=2) == []
    assert caps({THU: 9_000}, twice, max_week_km=20.0)[THU] == 9_000


def test_a_run_done_on_a_later_day_is_in_no_week_that_ends_before() -> None:
    assert kept({TUE: 5_000}, ((WED, 5_000),), max_runs_per_week=1) == [TUE]


@pytest.mark.parametrize(("apart", "n"), [(6, 1), (7, 2)])
def test_one_run_a_week_leaves_six_days_between_two(apart: int, n: int) -> None:
    planned = {MONDAY: 5_000, MONDAY + timedelta(apart): 5_000}

    assert len(kept(planned, (), list(planned), (), max_runs_per_week=1)) == n


def test_days_after_a_limit_is_lifted_stay_and_take_no_place() -> None:
    lifted = {"lifted_on": WED, "lifted_by": "clinician"}

    assert kept(max_runs_per_week=2, **lifted) == [TUE, WED, THU, SUN]
    assert kept(max_runs_per_week=1, **lifted) == [WED, THU, SUN]
    assert kept(min_rest_days_between_runs=1, **lifted) == [WED, THU, SUN]


def test_a_long_rest_under_a_daily_programme_is_worked_out_at_once() -> None:
    days = [MONDAY + timedelta(n) for n in range(126)]
    limit = {"min_rest_days_between_runs": 14, "max_runs_per_week": 7}

    runs = kept(dict.fromkeys(days, 5_000), (), days, **limit)

    assert runs[0] == MONDAY
    assert len(runs) == 8
    assert all((later - one).days > 14 for one, later in pairwise(runs))
    assert kept(
        dict.fromkeys(days, 5_000), (), days, **limit, lifted_on=TUE, lifted_by="clinician"
    ) == [MONDAY, *days[2:]]


@pytest.mark.parametrize(("ago", "free"), [(1, False), (2, True)])
def test_rest_days_count_from_the_last_run_done(ago: int, free: bool) -> None:
    done = ((MONDAY - timedelta(ago), 5_000),)

    assert (MONDAY not in caps({}, done, min_rest_days_between_runs=1)) is free
    assert (MONDAY not in caps({MONDAY: 5_000}, done, min_rest_days_between_runs=1)) is free


def test_nought_days_of_rest_hold_nothing_back() -> None:
    assert caps({}, ((MONDAY, 5_000),), min_rest_days_between_runs=0) == {}


def test_no_runs_a_week_is_none() -> None:
    assert set(caps(max_runs_per_week=0).values()) == {0}


def test_a_limit_that_starts_on_thursday_leaves_tuesday_alone() -> None:
    cut = caps(min_rest_days_between_runs=1, from_day=THU)

    assert [day for day in (TUE, WED, THU, SUN) if day not in cut] == [TUE, WED, SUN]


def test_runs_before_the_limit_started_count_once_it_has() -> None:
    cut = caps({TUE: 9_000, WED: 10_000, THU: 9_000, SUN: 6_000}, max_runs_per_week=2, from_day=SUN)

    assert [day for day in (TUE, WED, THU, SUN) if day not in cut] == [TUE, WED, THU]


plans = st.dictionaries(st.sampled_from([MONDAY + timedelta(n) for n in range(14)]),
                        st.integers(0, 30_000), max_size=10)  # fmt: skip
logs = st.lists(st.tuples(st.integers(1, 10).map(lambda n: MONDAY - timedelta(n)),
                          st.integers(0, 20_000)), max_size=5)  # fmt: skip


@given(plans, logs, st.integers(1, 60), st.integers(0, 5), st.integers(0, 3), st.integers(-9, 9))
def test_whatever_is_planned_every_week_keeps_within_its_limits(
    planned: dict[date, int], done: list[Any], week_km: int, most: int, rest: int, start: int
) -> None:
    days = [MONDAY + timedelta(n) for n in range(14)]
    limit: dict[str, Any] = {
        "max_week_km": float(week_km), "max_runs_per_week": most,
        "min_rest_days_between_runs": rest, "from_day": MONDAY + timedelta(start),
    }  # fmt: skip
    allowed = caps(planned, done, days, **limit)
    runs = {
        day: min(m, allowed[day]) if day >= limit["from_day"] else m for day, m in planned.items()
    }

    for last in days:
        week = [d for d in runs if 0 <= (last - d).days < 7 and runs[d] > 0]
        before = [(d, m) for d, m in done if 0 <= (last - d).days < 7]
        total = sum(runs[d] for d in week) + sum(m for _, m in before)
        if last in week and last >= limit["from_day"]:
            assert total <= week_km * 1000
            assert len(week) + len(before) <= most
            ran = [*(d for d in week if d != last), *(d for d, _ in done)]
            assert all((last - d).days > rest for d in ran if d < last)


@given(plans, logs, st.integers(1, 60), st.integers(0, 5), st.integers(0, 3), st.data())
def test_a_tighter_week_never_gives_any_day_more(
    planned: dict[date, int], done: list[Any], week_km: int, most: int, rest: int, data: Any
) -> None:
    days = [MONDAY + timedelta(n) for n in range(14)]

    def under(km: int, runs: int, between: int) -> dict[date, int]:
        found = caps(planned, done, days, max_week_km=float(km), max_runs_per_week=runs,
                     min_rest_days_between_runs=between)  # fmt: skip
        return {day: found[day] for day in days}

    loose = under(week_km, most, rest)
    tight = under(data.draw(st.integers(1, week_km)), data.draw(st.integers(0, most)), rest + 1)

    assert all(tight[day] <= loose[day] for day in days)


def test_a_restriction_may_name_no_week_limit_at_all() -> None:
    bare = Restriction(id="x", set_by="runner", from_day=MONDAY)

    assert quota_caps(bare, WEEK, FOUR_RUNS, set(), ()) == {}


@given(
    st.dictionaries(st.integers(0, 12), st.integers(1, 20), max_size=8),
    st.integers(1, 4),
    st.integers(1, 3),
)
def test_no_choice_of_days_is_worth_more_than_the_one_that_is_found(
    worth: dict[int, int], span: int, most: int
) -> None:
    def fits(_: int, recent: tuple[int, ...]) -> bool:
        return len(recent) < most

    def keeps(days: tuple[int, ...]) -> bool:
        return all(
            fits(at, tuple(one for one in days[:i] if at - one <= span))
            for i, at in enumerate(days)
        )

    days = tuple(sorted(worth))
    choices = [c for n in range(len(days) + 1) for c in combinations(days, n) if keeps(c)]
    found = most_worth(days, worth, span, fits)

    assert keeps(found)
    assert sum(worth[at] for at in found) == max(sum(worth[at] for at in c) for c in choices)


def test_a_week_that_ends_tomorrow_holds_today_back_too() -> None:
    planned = {TUE: 10_000, WED: 20_000}
    done = ((TUE - timedelta(5), 5_000),)

    shares = caps(planned, done, max_week_km=20.0)

    assert shares[TUE] == (20_000 - 5_000) * 10_000 // 30_000
