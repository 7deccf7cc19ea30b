"""Reading the log: what counts, what is set aside and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from startline.engine.case import Case, CheckIn
from startline.engine.load import (
    metres_believed,
    metres_done,
    newest_input,
    read_log,
    slow_pace_s_per_km,
)
from startline.engine.runs import PainReport, Run
from tests.builders import MONDAY, a_painful_run, a_run

AT_EIGHT = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)


def why(run: Run) -> list[str]:
    """Why a single run was set aside."""
    return [str(r.values["why"]) for r in read_log(Case(runs=(run,)), MONDAY).set_aside]


def test_C16_a_run_after_today_is_set_aside_and_named() -> None:
    log = read_log(Case(runs=(a_run(days_ago=-2),)), MONDAY)

    assert log.runs == ()
    assert log.set_aside[0].values == {"on": "2026-03-25", "why": "after_today"}


@pytest.mark.parametrize(("minutes", "found"), [(15.9, ["implausible_pace"]), (16.0, [])])
def test_C16_a_pace_under_two_minutes_a_kilometre_is_set_aside(
    minutes: float, found: list[str]
) -> None:
    assert why(a_run(km=8.0, duration_min=minutes)) == found


def test_a_run_of_no_distance_is_set_aside() -> None:
    assert why(a_run(km=0.0)) == ["no_distance"]


def test_C18_two_recordings_of_one_run_count_once_and_keep_what_was_said() -> None:
    watch = a_run(km=12.1, started_at=AT_EIGHT, duration_min=80.0)
    said = replace(
        a_painful_run(km=12.0), started_at=AT_EIGHT + timedelta(seconds=50), duration_min=80.5
    )

    log = read_log(Case(runs=(watch, said)), MONDAY)

    assert [(run.distance_km, run.pain) for run in log.runs] == [(12.1, said.pain)]


@pytest.mark.parametrize(
    "other",
    [
        a_run(km=12.0, started_at=AT_EIGHT + timedelta(seconds=61), duration_min=80.0),
        a_run(km=12.6, started_at=AT_EIGHT, duration_min=80.0),
        a_run(km=12.0, started_at=AT_EIGHT, duration_min=83.0),
        a_run(days_ago=2, km=12.0, started_at=AT_EIGHT, duration_min=80.0),
    ],
)
def test_runs_further_apart_than_a_recording_error_are_two(other: Run) -> None:
    one = a_run(km=12.0, started_at=AT_EIGHT, duration_min=80.0)

    assert len(read_log(Case(runs=(one, other)), MONDAY).runs) == 2


def test_of_two_accounts_of_one_run_the_painful_one_counts() -> None:
    free = a_run(km=12.0, started_at=AT_EIGHT, pain=PainReport(free=True))
    hurt = replace(a_painful_run(km=12.0), started_at=AT_EIGHT)

    for order in ((free, hurt), (hurt, free)):
        assert read_log(Case(runs=order), MONDAY).runs[0].hurt


def test_the_same_entry_twice_without_a_clock_time_counts_once() -> None:
    assert len(read_log(Case(runs=(a_run(), a_run())), MONDAY).runs) == 1


def test_distances_done_are_whole_metres_rounded_up_and_believed_ones_down() -> None:
    assert metres_done([a_run(km=8.0479)]) == ((MONDAY - timedelta(1), 8048),)
    assert metres_believed([a_run(km=8.0479)], MONDAY) == ((MONDAY - timedelta(1), 8047),)


def test_the_newest_word_is_a_run_or_a_check_in_not_after_today() -> None:
    said = (CheckIn(on=MONDAY - timedelta(3)), CheckIn(on=MONDAY + timedelta(1)))

    assert newest_input(Case(check_ins=said), [], MONDAY) == MONDAY - timedelta(3)
    assert newest_input(Case(), [a_run(2)], MONDAY) == MONDAY - timedelta(2)
    assert newest_input(Case(), [], MONDAY) is None


def test_minutes_are_turned_by_the_slowest_recent_pace_or_a_slow_guess() -> None:
    runs = [a_run(2, 10.0, duration_min=60.0), a_run(43, 10.0, duration_min=90.0)]

    assert slow_pace_s_per_km(runs, MONDAY) == 361
    assert slow_pace_s_per_km([a_run()], MONDAY) == 540


@pytest.mark.parametrize(
    ("kms", "believed_m"),
    [
        ((9, 90), [9_000, 27_000]),
        ((30, 90), [30_000, 90_000]),
        ((90,), [21_100]),
        ((12,), [12_000]),
    ],
)
def test_a_run_far_beyond_all_others_counts_as_three_of_the_longest_beside_it(
    kms: tuple[float, ...], believed_m: list[int]
) -> None:
    runs = [a_run(10 - i, km) for i, km in enumerate(kms)]

    assert [m for _, m in metres_believed(runs, MONDAY)] == believed_m


def test_a_run_too_long_ago_to_stand_beside_it_lends_no_belief() -> None:
    near, far = [a_run(33, 20.0), a_run(3, 50.0)], [a_run(34, 20.0), a_run(3, 50.0)]

    assert metres_believed(near, MONDAY)[1][1] == 50_000
    assert metres_believed(far, MONDAY)[1][1] == 21_100


def test_I23_of_two_distances_the_larger_is_load_and_the_smaller_is_what_may_follow() -> None:
    run = a_run(1, 10.0, extra={"other_distance_km": 7.5})

    assert metres_done([run]) == ((run.on, 10_000),)
    assert metres_believed([run], MONDAY) == ((run.on, 7_500),)


@pytest.mark.parametrize("other", [None, True, "7", -1, float("nan")])
def test_I23_a_second_distance_that_is_no_number_changes_nothing(other: object) -> None:
    assert a_run(1, 10.0, extra={"other_distance_km": other}).sure_km == 10.0
