"""Which of these hurt? Marked weeks say so; all other runs stay silent."""

from __future__ import annotations

from django.test import Client

from startline.web.accounts.models import Runner
from startline.web.runlog.models import Episode, PainReport, Run
from startline.web.runlog.services import answer_pain

WEEK_1, WEEK_2 = "2025-W23", "2025-W24"


def a_log(runner: Runner) -> list[Run]:
    """Three weeks of runs: two in each of the first two, one in the third."""
    days = ("2025-06-03", "2025-06-05", "2025-06-10", "2025-06-12", "2025-06-17")
    return [Run.objects.create(runner=runner, on=day, distance_km=6.0) for day in days]


def mark(page: Client, *weeks: str, site: str = "shin") -> int:
    return page.post("/imports/hurt/?year=2025", {"week": weeks, "site": site}).status_code


def test_each_run_of_a_marked_week_says_that_it_hurt_somewhere_and_the_rest_stay_silent(
    page: Client, runner: Runner
) -> None:
    runs = a_log(runner)

    assert mark(page, WEEK_1) == 302

    reports = {report.run_id: report for report in PainReport.objects.all()}
    assert set(reports) == {runs[0].pk, runs[1].pk}
    report = reports[runs[0].pk]
    assert (report.free, report.onset_lower_km, report.onset_upper_km) == (False, 0.0, 6.0)


def test_weeks_in_a_row_are_one_episode_at_the_place_named(page: Client, runner: Runner) -> None:
    a_log(runner)

    mark(page, WEEK_1, WEEK_2)

    episode = Episode.objects.get(runner=runner)
    assert (episode.site, episode.began_on.isoformat()) == ("shin", "2025-06-02")
    assert episode.resolved_on is not None
    assert set(PainReport.objects.values_list("episode", flat=True)) == {episode.case_id}


def test_a_run_that_was_answered_keeps_its_answer(page: Client, runner: Runner) -> None:
    run = a_log(runner)[0]
    answer_pain(run, {"free": True}, by=runner.user)

    mark(page, WEEK_1)

    assert PainReport.objects.get(run=run).free


def test_marking_the_same_week_again_changes_nothing(page: Client, runner: Runner) -> None:
    a_log(runner)
    mark(page, WEEK_1)
    before = list(PainReport.objects.values_list("run_id", "episode"))

    mark(page, WEEK_1)

    assert list(PainReport.objects.values_list("run_id", "episode")) == before
    assert Episode.objects.count() == 1


def test_a_week_without_runs_or_no_week_at_all_is_refused_in_words(
    page: Client, runner: Runner
) -> None:
    a_log(runner)

    for weeks in ((), ("2025-W40",), ("2025-W99",), ("٢٠٢٥-W23",)):
        assert mark(page, *weeks) == 422, weeks
    assert not PainReport.objects.exists()


def test_somebody_elses_runs_stay_as_they_are(page: Client, runner: Runner) -> None:
    from tests.web.conftest import a_runner

    a_log(runner)
    others = a_log(a_runner("other@example.org"))

    mark(page, WEEK_1)

    assert not PainReport.objects.filter(run__in=others).exists()


def test_the_page_lists_the_weeks_of_a_year_with_what_was_run(page: Client, runner: Runner) -> None:
    a_log(runner)

    shown = page.get("/imports/hurt/?year=2025").content.decode()

    assert shown.count('type="checkbox"') == 3
    assert "2 runs, 7.4 mi" in shown
