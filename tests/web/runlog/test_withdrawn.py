"""Pain that was taken back earns no distance: it holds back for fourteen days more (E02)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.audit.models import Entry
from startline.web.imports import services as imports
from startline.web.imports.models import ImportJob
from startline.web.planning.case import case_as_first_said, case_value
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import shown_advice
from startline.web.planning.services import refresh_advice
from startline.web.runlog import withdrawn
from startline.web.runlog.models import RedFlag, Run, Withdrawn
from startline.web.today import services

TODAY = date(2026, 3, 23)


def hurt_runs(runner: Runner) -> list[Run]:
    return list(Run.objects.filter(runner=runner, pain__free=False).order_by("-on"))


def km_of(runner: Runner) -> tuple[float, float]:
    """The longest run allowed today, and on the day of the next long run."""
    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert advice is not None
    long = advice.next_long_run
    return (advice.today.max_run_km, long.max_run_km if long else 0.0)


def is_at_most(after: tuple[float, float], before: tuple[float, float]) -> bool:
    return all(one <= other + 1e-9 for one, other in zip(after, before, strict=True))


def test_E02_deleting_every_run_that_hurt_raises_no_distance(runner: Runner) -> None:
    before = km_of(runner)
    assert len(hurt_runs(runner)) == 2
    for run in hurt_runs(runner):
        services.delete_run(run, by=runner.user)
        assert is_at_most(km_of(runner), before)

    assert hurt_runs(runner) == []
    deleted = Entry.objects.filter(runner=runner, action="run.deleted", details__hurt=True)
    assert deleted.count() == Withdrawn.objects.filter(runner=runner).count() == 2


def test_E02_today_says_that_pain_that_was_taken_back_still_counts_and_until_when(
    page: Client, runner: Runner
) -> None:
    assert "You took back" not in page.get("/").text
    newest = hurt_runs(runner)[0]

    page.post(f"/log/{newest.public_id}/", {"delete": "1"})

    said = "You took back that the run of Sun 22 Mar hurt. To be careful, it still counts until"
    assert f"{said} Mon 6 Apr." in page.get("/").text


def test_E02_without_that_they_would_have(runner: Runner) -> None:
    """The law can be broken: the same deletions with nothing kept raise a distance."""
    before = km_of(runner)
    for run in hurt_runs(runner):
        services.delete_run(run, by=runner.user)
    Withdrawn.objects.all().delete()
    Runner.objects.filter(pk=runner.pk).update(facts_version=10_000)
    refresh_advice(runner)

    assert not is_at_most(km_of(runner), before)


@pytest.mark.parametrize("pain", [{"free": True}, None])
def test_E02_saying_that_it_did_not_hurt_after_all_raises_no_distance(
    runner: Runner, pain: Any
) -> None:
    before = km_of(runner)
    for run in hurt_runs(runner):
        part = {**run.as_case(), **({"pain": pain} if pain else {})}
        services.change_run(run, part, version=run.version, by=runner.user)
        assert is_at_most(km_of(runner), before)


def test_E02_entering_it_anew_without_pain_changes_nothing(runner: Runner) -> None:
    before, run = km_of(runner), hurt_runs(runner)[0]
    part = {"on": run.on.isoformat(), "distance_km": run.distance_km, "pain": {"free": True}}
    services.delete_run(run, by=runner.user)

    services.log_run(runner, part, by=runner.user)

    assert is_at_most(km_of(runner), before)


def test_E02_undoing_an_import_raises_no_distance(runner: Runner) -> None:
    before, job = km_of(runner), ImportJob.objects.create(runner=runner)
    Run.objects.filter(pk__in=[run.pk for run in hurt_runs(runner)]).update(
        import_job=job.public_id
    )

    imports.undo(job, by=runner.user)

    assert hurt_runs(runner) == []
    assert is_at_most(km_of(runner), before)


def test_E02_after_fourteen_days_the_log_is_read_as_it_is(runner: Runner, monday: Any) -> None:
    for run in hurt_runs(runner):
        services.delete_run(run, by=runner.user)

    def held_back() -> bool:
        return case_as_first_said(runner, on=TODAY) != case_value(runner, on=TODAY)

    monday.shift(timedelta(days=13, hours=23))
    assert held_back()
    monday.shift(timedelta(hours=2))
    assert not held_back()
    withdrawn.forget_old()
    assert Withdrawn.objects.exists()
    monday.shift(timedelta(days=15))
    withdrawn.forget_old()
    assert not Withdrawn.objects.exists()


def test_E02_the_log_and_the_export_show_what_is_there_now(runner: Runner) -> None:
    run = hurt_runs(runner)[0]
    services.delete_run(run, by=runner.user)

    value = case_value(runner, on=TODAY)

    assert str(run.public_id) not in {one["id"] for one in value["runs"]}
    assert not any(one["id"].startswith("withdrawn") for one in value["runs"])


def test_E02_a_distance_mended_below_where_the_pain_began_still_gives_advice(
    runner: Runner,
) -> None:
    run = hurt_runs(runner)[0]
    part = {**run.as_case(), "distance_km": 1.0, "pain": {"free": True}}
    services.change_run(run, part, version=run.version, by=runner.user)

    runner.refresh_from_db()
    assert shown_advice(runner).freshness == "current"


def test_E02_a_run_that_did_not_hurt_is_gone_when_it_is_deleted(runner: Runner) -> None:
    part = {"on": "2026-03-21", "distance_km": 3.0, "pain": {"free": True}}
    run, _ = services.log_run(runner, part, by=runner.user)
    services.delete_run(run, by=runner.user)

    assert not Withdrawn.objects.exists()


def test_E02_open_signs_and_limits_do_not_hang_on_the_log(runner: Runner) -> None:
    services.open_signs(runner, ["fever"], on=TODAY, by=runner.user)
    limits = Restriction.objects.filter(runner=runner).count()
    for run in Run.objects.filter(runner=runner):
        services.delete_run(run, by=runner.user)

    runner.refresh_from_db()
    advice = shown_advice(runner).advice
    assert RedFlag.objects.filter(runner=runner, closed_on=None).exists()
    assert Restriction.objects.filter(runner=runner).count() == limits
    assert advice is None or advice.status == "stop"


def test_E02_whoever_deletes_it_is_told(runner: Runner, page: Client) -> None:
    run = hurt_runs(runner)[0]

    reply = page.post(f"/log/{run.public_id}/", {"delete": "1"}, follow=True)

    assert "still counts for 14 days" in reply.content.decode()
