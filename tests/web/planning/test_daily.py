"""What happens once a day for each runner, and how long old advice is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from startline.web.accounts.models import Runner
from startline.web.planning import daily
from startline.web.planning.case import plan_seen
from startline.web.planning.models import AdviceSnapshot, DailyWork
from startline.web.planning.selectors import shown_advice, today_of
from startline.web.planning.services import refresh_advice

DAY_S = 24 * 3600


def test_after_the_runners_midnight_today_is_advised_anew(runner: Runner, monday: Any) -> None:
    monday.shift(10 * 3600)  # midnight in Toronto, where it was ten in the morning, plus some
    assert daily.refresh_due() == 0
    monday.shift(5 * 3600)

    assert daily.refresh_due() == 1
    assert shown_advice(runner).freshness == "current"


@pytest.mark.parametrize("stored", ["", "{", '{"startline": 0}'])
def test_after_a_day_whose_advice_failed_or_cannot_be_read_the_next_day_is_advised(
    runner: Runner, monday: Any, stored: str
) -> None:
    AdviceSnapshot.objects.update(advice=stored)
    monday.shift(DAY_S)

    assert daily.refresh_due() == 1
    assert shown_advice(runner).freshness == "current"


def test_the_plan_seen_is_that_of_the_last_day_that_had_advice(runner: Runner, monday: Any) -> None:
    told_on = today_of(runner)
    monday.shift(DAY_S)
    refresh_advice(runner)
    AdviceSnapshot.objects.filter(on=today_of(runner)).update(advice="")
    monday.shift(DAY_S)

    seen = plan_seen(runner, on=today_of(runner))

    assert seen is not None
    assert seen["on"] == told_on.isoformat()


def test_D16_two_schedulers_make_one_advice_a_runner_and_day(runner: Runner, monday: Any) -> None:
    monday.shift(DAY_S)
    before = AdviceSnapshot.objects.count()

    made = [daily._refresh(runner), daily._refresh(runner)]

    assert made == [True, False]
    assert AdviceSnapshot.objects.count() == before + 1
    assert DailyWork.objects.filter(runner=runner, on=today_of(runner)).count() == 1


def test_D16_what_a_killed_worker_had_taken_on_is_done_by_another_ten_minutes_later(
    runner: Runner, monday: Any
) -> None:
    monday.shift(DAY_S)
    assert daily.claimed(runner, daily.ADVICE, today_of(runner))  # and then it was killed
    assert daily.refresh_due() == 0

    monday.shift(11 * 60)

    assert [daily.refresh_due(), daily.refresh_due()] == [1, 0]
    assert shown_advice(runner).freshness == "current"


def test_D17_a_clock_set_forward_and_back_makes_no_second_advice_of_a_day(
    runner: Runner, monday: Any
) -> None:
    monday.shift(DAY_S)
    daily.refresh_due()
    monday.shift(DAY_S)
    daily.refresh_due()
    before = AdviceSnapshot.objects.count()
    monday.shift(-DAY_S)

    assert daily.refresh_due() == 0
    assert AdviceSnapshot.objects.count() == before


def test_D22_after_five_weeks_switched_off_there_is_one_advice_and_it_knows_its_age(
    runner: Runner, monday: Any
) -> None:
    monday.shift(35 * DAY_S)
    before = AdviceSnapshot.objects.count()

    daily.refresh_due()
    daily.refresh_due()

    assert AdviceSnapshot.objects.count() == before + 1
    advice = shown_advice(runner).advice
    assert advice is not None
    assert advice.data_age_days is not None
    assert advice.data_age_days >= 28


def test_one_runners_trouble_keeps_nobody_else_waiting_and_is_tried_again(
    runner: Runner, monday: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monday.shift(DAY_S)

    def broken(runner: Runner) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(daily, "refresh_advice", broken)
    assert daily.refresh_due() == 0
    monkeypatch.undo()

    assert daily.refresh_due() == 1


@given(st.lists(st.dates(date(2023, 1, 1), date(2026, 1, 10)), max_size=60))
def test_thinning_keeps_a_month_whole_then_the_last_of_each_day_then_of_each_week(
    days: list[date],
) -> None:
    today = date(2026, 1, 10)
    made = list(enumerate(sorted(days)))

    gone = set(daily.superfluous(made, today=today))

    kept = [on for id_, on in made if id_ not in gone]
    whole = [on for on in kept if on >= today - timedelta(days=30)]
    daily_ones = [on for on in kept if today - timedelta(365) <= on < today - timedelta(30)]
    weekly = [on.isocalendar()[:2] for on in kept if on < today - timedelta(days=365)]
    assert whole == [on for on in sorted(days) if on >= today - timedelta(days=30)]
    assert len(daily_ones) == len(set(daily_ones))
    assert len(weekly) == len(set(weekly))
    assert {on.isocalendar()[:2] for on in days} == {on.isocalendar()[:2] for on in kept}


def test_thinned_snapshots_are_gone_and_the_newest_stays(runner: Runner, monday: Any) -> None:
    newest = AdviceSnapshot.objects.latest("id")
    old = [
        AdviceSnapshot.objects.create(
            runner=runner, on=date(2024, 3, 4) + timedelta(days=n), facts_version=1,
            engine_version="x", seed=1, case_digest="", case_z=b"", advice="",
        )
        for n in range(7)
    ]  # fmt: skip

    assert daily.thin_snapshots() == 6

    assert set(AdviceSnapshot.objects.all()) >= {newest, old[-1]}
    assert daily.thin_snapshots() == 0


def test_regular_work_has_names_that_lead_somewhere() -> None:
    from django.conf import settings
    from django.utils.module_loading import import_string

    for name in (*settings.REGULAR_WORK, *settings.AFTER_ADVICE):
        assert callable(import_string(name)), name


def test_a_piece_of_regular_work_that_breaks_is_logged_and_ends_nothing(
    runner: Runner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from startline.web.shell.regular import do

    def broken() -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(daily, "refresh_due", broken)

    do("startline.web.planning.daily.refresh_due")

    assert "refresh_due broke off" in caplog.text


def test_the_scheduler_makes_up_once_for_turns_it_missed() -> None:
    from startline.web.shell.regular import scheduler_of

    scheduler = scheduler_of({"startline.web.planning.daily.refresh_due": 10})
    scheduler.start(paused=True)
    (job,) = scheduler.get_jobs()

    assert job.coalesce
    assert job.max_instances == 1
    scheduler.shutdown()


def test_the_schema_is_complete(transactional_db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
