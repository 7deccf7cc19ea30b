"""Outlook, Better? and Missed: the stored answer in the words of every surface."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from startline.engine.advice import Advice
from startline.formats.advice_read import read_advice
from startline.web.accounts.models import Runner
from startline.web.planning.models import Prescription, Race
from startline.web.planning.selectors import newest_snapshot
from startline.web.planning.services import new_facts
from startline.web.runlog.models import CheckIn, Episode, PainReport
from startline.words import missed, outlook, trend
from startline.words.chances import figures, in_ten
from startline.words.units import day_name
from tests.web.today.reading import page_of, text_of, words_of


def advice_of(runner: Runner) -> Advice:
    snapshot = newest_snapshot(runner)
    assert snapshot is not None
    return read_advice(snapshot.advice)


# --- outlook -------------------------------------------------------------------------------------


def test_every_way_on_stands_there_with_both_outcomes_and_its_range(
    page: Client, runner: Runner
) -> None:
    found = advice_of(runner).outlook
    shown = text_of(page, "/outlook/")

    assert found is not None
    for one in found.options:
        chance, other = outlook.chance(one.p_finish), in_ten(1 - one.p_finish.p)
        assert outlook.way(one) in shown
        assert f"{chance} finish, {other} do not" in shown
        assert outlook.chance(one.p_start) in shown


def test_the_ways_on_are_in_the_order_of_the_advice_and_none_is_recommended(
    page: Client, runner: Runner
) -> None:
    found = advice_of(runner).outlook
    table = text_of(page, "/outlook/").split("The ways on, side by side")[1]

    assert found is not None
    places = [table.index(f"{outlook.way(one)} ") for one in found.options]
    assert places == sorted(places)
    for word in ("best", "recommend", "should"):
        assert word not in table.lower()


def test_twenty_figures_stand_beside_each_chance_of_finishing(page: Client, runner: Runner) -> None:
    found = advice_of(runner).outlook
    shown = words_of(page_of(page, "/outlook/"))

    assert found is not None
    for one in found.options:
        drawn = figures(one.p_finish.p)
        assert f"{drawn[:10]} {drawn[10:]}" in shown


def test_what_must_be_decided_stands_with_its_day_soonest_first(
    page: Client, runner: Runner
) -> None:
    found = advice_of(runner).outlook
    shown = text_of(page, "/outlook/")

    assert found is not None
    days = sorted(one.decide_by for one in found.options if one.decide_by is not None)
    assert days
    places = [shown.index(f"By {day_name(day)}") for day in days]
    assert places == sorted(places)


def test_a_limit_that_would_have_to_be_lifted_is_named(page: Client) -> None:
    assert "would have to be lifted first." in text_of(page, "/outlook/")


def test_published_rates_stand_with_their_sources_and_what_they_do_not_say(page: Client) -> None:
    shown = text_of(page, "/outlook/")

    assert "It does not say" in shown
    assert "Toresdahl" in shown


def test_no_percentage_stands_on_the_page(page: Client) -> None:
    shown = text_of(page, "/outlook/").split("Published rates, and what they do not say")[0]

    assert "%" not in shown


def test_without_a_race_the_page_says_what_to_enter(page: Client, runner: Runner) -> None:
    with new_facts(runner):
        Race.objects.filter(runner=runner).delete()

    assert "Enter a race" in text_of(page, "/outlook/")


def test_while_a_sign_is_open_no_chance_is_given(page: Client) -> None:
    page.post("/signs/", {"sign": ["night_or_rest_pain"]})

    shown = text_of(page, "/outlook/")

    assert "in 10" not in shown
    assert "While a sign is open no chances are given." in shown


# --- is it getting better ------------------------------------------------------------------------


def test_the_verdict_is_the_advices_own_and_too_early_is_a_full_answer(
    page: Client, runner: Runner
) -> None:
    found = advice_of(runner).treatment
    shown = text_of(page, "/better/")

    assert found is not None
    assert trend.verdict(found) in shown
    assert "Too early to tell: about" in shown
    assert "A week without change is common." in shown


def test_the_runs_are_drawn_with_those_that_hurt_somewhere_and_as_a_table(page: Client) -> None:
    shown = page_of(page, "/better/")

    assert "sl-onset-over-time" in shown
    assert "pain began somewhere in here" in shown
    assert "pain from 5.5 to 6.5" in words_of(shown)
    assert "sl-onset-by-distance" in shown


def test_what_was_done_stands_beside_the_trend_and_not_as_its_cause(page: Client) -> None:
    shown = text_of(page, "/better/")

    assert "beside the trend and not as its cause" in shown
    assert "stretches" in shown
    for claim in ("because of", "thanks to", "works", "helped"):
        assert claim not in shown


def test_the_questions_for_the_visit_have_their_grade_and_source(page: Client) -> None:
    shown = text_of(page, "/better/")

    assert "What else to ask at the visit" in shown
    assert "Evidence D." in shown
    assert "Questions for your clinician, not advice" in shown


def test_C26_nothing_somebody_typed_comes_out_as_markup(page: Client, runner: Runner) -> None:
    with new_facts(runner):
        Prescription.objects.filter(runner=runner).update(what="<b>x</b><script>alert(1)</script>")

    shown = page_of(page, "/better/")

    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown
    assert "&lt;b&gt;x" in shown


def test_with_no_problem_open_there_is_nothing_to_compare(page: Client, runner: Runner) -> None:
    with new_facts(runner):
        Episode.objects.filter(runner=runner).delete()
        PainReport.objects.filter(run__runner=runner).delete()

    shown = text_of(page, "/better/")

    assert "No problem is open" in shown
    assert "No run was asked about yet." in shown


# --- what was missed -----------------------------------------------------------------------------


def test_what_is_kept_comes_before_what_it_costs(page: Client, runner: Runner) -> None:
    found = advice_of(runner).missed
    shown = text_of(page, "/missed/")

    assert found is not None
    for line in missed.lines(found):
        assert line in shown
    assert shown.index("You keep") < shown.index("As things stand")


def test_each_count_is_backed_by_as_many_days(page: Client, runner: Runner) -> None:
    found = advice_of(runner).missed
    shown = page_of(page, "/missed/")

    assert found is not None
    for code, n in (
        ("missed", found.n_missed),
        ("shortened", found.n_shortened),
        ("moved", found.n_moved),
        ("unknown", found.n_unknown),
    ):
        assert shown.count(f'class="became-{code}"') == n, code


def test_a_day_the_log_does_not_tell_of_is_not_called_missed(page: Client, monday: Any) -> None:
    monday.shift(5 * 24 * 3600)
    page.post("/today/refresh/")

    shown = text_of(page, "/missed/")

    assert "Thu 26 Mar easy 4 mi the log does not tell" in shown
    assert "Thu 26 Mar easy 4 mi missed" not in shown


def test_once_the_log_tells_of_a_later_day_it_is(page: Client, runner: Runner, monday: Any) -> None:
    monday.shift(5 * 24 * 3600)
    with new_facts(runner):
        CheckIn.objects.create(runner=runner, on="2026-03-28", morning_nrs=1)

    assert "Thu 26 Mar easy 4 mi missed" in text_of(page, "/missed/")


def test_nothing_is_shamed_or_counted_in_a_row(page: Client) -> None:
    for path in ("/missed/", "/plan/", "/better/", "/outlook/"):
        shown = text_of(page, path).lower()
        for word in ("streak", "failed", "damage", "unfortunately", "in a row without", "!"):
            assert word not in shown, (path, word)


# --- on every one of them ------------------------------------------------------------------------

PAGES = ("/plan/", "/outlook/", "/better/", "/missed/", "/why/")


@pytest.mark.parametrize("path", PAGES)
def test_E09_nothing_of_an_older_advice_is_shown_while_a_new_one_is_worked_out(
    page: Client, runner: Runner, path: str
) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    shown = page_of(page, path)

    assert "Not updated yet" in words_of(shown)
    assert '<svg class="sl' not in shown
    assert "sl-picture" not in shown
    assert " in 10" not in words_of(shown)


@pytest.mark.parametrize("path", PAGES)
def test_other_questions_are_one_tap_away(page: Client, path: str) -> None:
    shown = page_of(page, path)
    for address in ("/", "/plan/", "/log/", "/outlook/", "/better/", "/missed/", "/why/"):
        assert address == path or f'href="{address}"' in shown, address


def test_from_today_each_question_is_one_tap_away(page: Client) -> None:
    shown = page_of(page, "/")
    for address in ("/plan/", "/outlook/", "/better/", "/missed/", "/why/", "/signs/", "/log/"):
        assert f'href="{address}"' in shown


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_needs_style_or_script_of_its_own(page: Client, path: str) -> None:
    shown = page_of(page, path)

    assert " style=" not in shown
    assert "<style" not in shown
    assert "javascript:" not in shown
    scripts = [tag.split(">")[0] for tag in shown.split("<script")[1:]]
    assert all(" src=" in tag or 'type="application/json"' in tag for tag in scripts)


@pytest.mark.parametrize("path", PAGES)
def test_every_id_on_a_page_is_its_own(page: Client, path: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page_of(page, path))

    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})


@pytest.mark.parametrize("path", [*PAGES, "/plan/2026-03-29/"])
def test_a_page_opens_in_the_readers_language(page: Client, runner: Runner, path: str) -> None:
    type(runner.user).objects.filter(pk=runner.user.pk).update(language="de")

    assert '<html lang="de">' in page_of(page, path)
