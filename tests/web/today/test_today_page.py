"""The Today page: one number, where to turn back, and nothing that is not today's."""

from __future__ import annotations

from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.planning.models import AdviceSnapshot
from startline.web.planning.services import refresh_advice
from startline.web.runlog.models import CheckIn, RedFlag, Run


def text(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_runner_sees_the_long_run_as_it_is_now_and_as_it_was(page: Client) -> None:
    shown = text(page)

    assert "2.5 mi" in shown
    assert "instead of 18 mi" in shown
    assert "turn for home at 1.2 mi" in shown


def test_a_logged_run_is_stored_and_advice_is_made_anew(page: Client, runner: Runner) -> None:
    before = AdviceSnapshot.objects.count()

    answer = page.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})

    assert answer.status_code == 302
    run = Run.objects.get(runner=runner, on="2026-03-23")
    assert run.distance_km == 3.541
    assert run.pain.free
    assert AdviceSnapshot.objects.count() == before + 1


def test_a_distance_far_beyond_the_others_is_asked_about_before_it_is_stored(
    page: Client, runner: Runner
) -> None:
    entry = {"on": "2026-03-23", "distance": "131", "hurt": "unasked"}

    answer = page.post("/log/", entry)

    assert answer.status_code == 422
    assert "Is that right?" in answer.content.decode()
    assert not Run.objects.filter(runner=runner, on="2026-03-23").exists()
    assert page.post("/log/", {**entry, "confirmed": "on"}).status_code == 302


def test_what_was_typed_in_another_script_or_with_underscores_is_no_distance(page: Client) -> None:
    for typed in ("1_0", "٥", "0x10", "1e3", "nan", "-3", ""):
        answer = page.post("/log/", {"on": "2026-03-23", "distance": typed, "hurt": "no"})
        assert answer.status_code == 422, typed


def test_a_ticked_sign_stops_running_on_every_page_at_once(page: Client, runner: Runner) -> None:
    page.post("/signs/", {"sign": ["night_or_rest_pain"]})

    shown = text(page)
    assert RedFlag.objects.filter(runner=runner, code="night_or_rest_pain").exists()
    assert "Do not run." in shown
    assert "2.5 mi" not in shown


def test_advice_older_than_the_newest_fact_is_not_shown(page: Client, runner: Runner) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    shown = text(page)

    assert "Not updated yet" in shown
    assert "2.5 mi" not in shown


def test_yesterdays_advice_is_not_shown_as_todays(page: Client, monday: object) -> None:
    monday.shift(24 * 3600)  # type: ignore[attr-defined]

    assert "2.5 mi" not in text(page)
    page.post("/today/refresh/")
    assert "Not updated yet" not in text(page)


def test_a_limit_stored_under_an_advice_that_exceeds_it_stops_the_page(
    page: Client, runner: Runner
) -> None:
    from startline.web.planning.models import Restriction

    Restriction.objects.filter(runner=runner).update(max_run_km=1.0)

    shown = text(page)

    assert "No suggestion today" in shown
    assert "2.5 mi" not in shown


def test_when_the_engine_breaks_the_page_says_so_and_shows_no_old_number(
    page: Client, runner: Runner, monkeypatch: object
) -> None:
    def broken(*args: object, **asked: object) -> str:
        raise RuntimeError("out of order")

    monkeypatch.setattr("startline.web.planning.services.advice_json", broken)  # type: ignore[attr-defined]
    page.post("/log/", {"on": "2026-03-23", "distance": "2.2", "hurt": "no"})

    shown = text(page)

    assert Run.objects.filter(runner=runner, on="2026-03-23").exists()
    assert "No suggestion today" in shown
    assert "2.5 mi" not in shown


def test_the_morning_is_answered_with_one_tap(page: Client, runner: Runner) -> None:
    page.post("/today/morning/", {"morning_nrs": "3"})

    assert CheckIn.objects.get(runner=runner, on="2026-03-23").morning_nrs == 3
    assert "This morning" not in text(page)


def test_an_exercise_said_done_can_be_unsaid_and_is_then_blank(
    page: Client, runner: Runner
) -> None:
    from startline.web.planning.models import Adherence

    said = Adherence.objects.filter(runner=runner, on="2026-03-23")
    page.post("/today/exercise/", {"prescription": "stretches", "said": "done"})
    assert said.get().done
    page.post("/today/exercise/", {"prescription": "stretches", "said": "unsay"})
    assert not said.exists()


def test_two_tabs_that_edit_one_run_do_not_overwrite_each_other(
    page: Client, runner: Runner
) -> None:
    run = Run.objects.filter(runner=runner).order_by("-on").first()
    assert run is not None
    address = f"/log/{run.public_id}/"
    first = {"on": run.on.isoformat(), "distance": "8", "hurt": "unasked", "version": "1"}

    assert page.post(address, first).status_code == 302
    second = page.post(address, {**first, "distance": "7"})

    assert second.status_code == 409
    assert "This run was changed in another place" in second.content.decode()
    run.refresh_from_db()
    assert run.distance_km == 12.875


def test_a_page_asks_a_fixed_number_of_questions_of_the_database(
    page: Client, runner: Runner, django_assert_max_num_queries: object
) -> None:
    refresh_advice(runner)
    for path in ("/", "/plan/", "/log/", "/outlook/"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            text(page, path)
