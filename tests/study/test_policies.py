"""What each policy asks for: from the diary alone, and startline's from the engine alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from startline.engine.advise import advise_distances
from startline.engine.plans import Session
from startline.engine.restrictions import Restriction
from startline.engine.runs import Run
from startline.study import policies
from startline.study.compare import COLUMNS, row_of, rows_of
from startline.study.settings import Settings
from startline.study.simulator.season import Asked, Diary, Policy
from startline.study.simulator.story import Story, a_story
from tests.builders import MONDAY, a_case, a_green_run, a_painful_run, a_run

S = Settings()
NEXT = MONDAY + timedelta(8)
LONG = Session(on=NEXT, kind="long", distance_km=20.0)
CAP = Restriction(id="c", set_by="clinician", from_day=MONDAY - timedelta(90), max_run_km=6.0)
NO_RUN = Restriction(id="n", set_by="clinician", from_day=MONDAY, no_running=True)


def diary(*runs: Run, limits: tuple[Restriction, ...] = ()) -> Diary:
    sessions = {NEXT: LONG, NEXT - timedelta(1): replace(LONG, distance_km=10.0)}
    return Diary(a_case(runs=()), list(runs), limits, sessions)


def test_the_programme_is_run_whatever_hurts_and_whoever_set_a_limit() -> None:
    asked = policies.Programme().ask(diary(a_painful_run(1), limits=(CAP,)), LONG, NEXT)

    assert asked == Asked(20.0)


@pytest.mark.parametrize(
    "policy", [policies.TenPercent(), policies.FillTheCap(), policies.RestUntilPainFree()]
)
def test_every_other_rule_of_thumb_keeps_the_clinicians_limit(policy: Policy) -> None:
    told = diary(a_green_run(1, 18.0), limits=(CAP,))

    assert policy.ask(told, LONG, NEXT).km <= 6.0
    assert policy.ask(replace(told, limits=(NO_RUN,)), LONG, NEXT).km == 0


def test_ten_percent_shortens_every_run_of_the_week_alike() -> None:
    told = diary(a_run(0, 12.0), a_run(-2, 8.0))

    assert policies.TenPercent().ask(told, LONG, NEXT).km == pytest.approx(20 * 22 / 30)


def test_the_limit_is_filled_and_without_one_the_programme_is_run() -> None:
    assert policies.FillTheCap().ask(diary(limits=(CAP,)), LONG, NEXT).km == 6.0
    assert policies.FillTheCap().ask(diary(), LONG, NEXT).km == 20.0


@pytest.mark.parametrize(
    ("days_ago", "hurt", "km"), [(3, True, 0.0), (9, True, 5.0), (3, False, 20.0)]
)
def test_rest_lasts_a_week_then_a_short_run_shows_whether_it_still_hurts(
    days_ago: int, hurt: bool, km: float
) -> None:
    run = a_painful_run(1) if hurt else a_green_run(1)
    told = diary(replace(run, on=NEXT - timedelta(days_ago)))

    assert policies.RestUntilPainFree().ask(told, LONG, NEXT).km == km


# --- startline -----------------------------------------------------------------------------------


def story(number: int = 7) -> Story:
    return a_story(2, number, S, policies.Programme())


def first_session(one: Story) -> tuple[date, Session]:
    sessions = one.season.diary.sessions
    return next((day, sessions[day]) for day, _ in one.days if day in sessions)


@pytest.mark.parametrize("number", range(6))
def test_startline_asks_for_what_the_engine_advises(number: int) -> None:
    one = story(number)
    on, session = first_session(one)
    advice = advise_distances(one.season.diary.as_case(), on=on)

    asked = policies.Startline().ask(one.season.diary, session, on)

    assert asked.km == (advice.today.advised_km or 0.0)
    assert asked.km <= one.season.diary.allowed_km(on)
    assert (asked.chance is not None) == (asked.km > 0)


def test_what_is_asked_on_other_days_changes_nothing() -> None:
    one = story(3)
    sparse, daily = one.season.copy(), one.season.copy()
    policy = policies.Startline()
    sparse.live(policies.Startline(), one.days, visits=True)
    for day in one.days:
        policy.advice(daily.diary, day[0])
        daily.live(policy, [day], visits=True)

    assert daily.diary.runs == sparse.diary.runs


def test_a_runner_who_is_asked_for_a_word_gives_one() -> None:
    one = story()
    long_after = max(run.on for run in one.season.diary.runs) + timedelta(40)
    policy = policies.Startline()

    advice = policy.advice(one.season.diary, long_after)

    assert advice.status == "ok"
    assert [check.on for check in policy.check_ins] == [long_after]


def test_the_weekly_variant_follows_the_plan_of_the_first_day_of_the_week() -> None:
    one = story()
    on, session = first_session(one)
    weekly = policies.StartlineWeekly()
    first = weekly.ask(one.season.diary, session, on)
    in_week = [
        day for day in one.season.diary.sessions if on < day < on + timedelta(6 - on.weekday())
    ]
    plan = {
        day.on: day.distance_km for day in advise_distances(one.season.diary.as_case(), on=on).plan
    }
    one.season.diary.runs.append(a_painful_run(1, 3.0, on=on + timedelta(1)))

    assert first.km == policies.Startline().ask(story().season.diary, session, on).km
    for day in in_week:
        asked = weekly.ask(one.season.diary, one.season.diary.sessions[day], day)
        assert asked.km == (plan[day] or 0.0)


# --- the comparison ------------------------------------------------------------------------------


def test_every_policy_meets_the_same_runner() -> None:
    rows = rows_of(1, 5, S)

    assert [row["policy"] for row in rows] == [one.name for one in policies.compared()]
    assert all(row.keys() == COLUMNS.keys() for row in rows)
    assert len({(row["runner"], row["world"], row["days"], row["has_limit"]) for row in rows}) == 1


def test_nobody_finishes_who_did_not_start_and_minutes_are_those_of_finishers() -> None:
    rows = [row for number in range(24) for row in rows_of(3, number, S)]

    assert any(row["finished"] for row in rows)
    assert any(not row["started"] for row in rows)
    for row in rows:
        assert row["started"] or not row["finished"]
        assert (row["minutes_lost"] is not None) == row["finished"]
        assert bool(row["stayed_away"]) != row["started"]


def test_a_policy_that_never_runs_earns_no_pain_and_loses_every_day() -> None:
    class Never(policies.Programme):
        def ask(self, diary: Diary, session: Session, on: date) -> Asked:
            return Asked(0.0)

    one = story()
    row = row_of(one, Never())
    sessions = sum(day in one.season.diary.sessions for day, _ in one.days)

    assert (row["km"], row["km_in_pain"], row["runs"]) == (0, 0, 0)
    assert 0 < row["days_lost"] <= sessions
