"""Why: every assumption with its source, and what was said on earlier days."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from startline.engine.assumptions import REGISTRY
from startline.formats.advice_read import read_advice
from startline.web.accounts.models import Runner
from startline.web.planning.case import unpacked
from startline.web.planning.models import AdviceSnapshot, Restriction
from startline.web.planning.past import case_behind
from startline.web.planning.reckon import work_out
from startline.web.planning.selectors import newest_snapshot
from startline.words.units import number
from startline.words.units import shown as shown_as
from tests.web.conftest import a_runner
from tests.web.today.reading import distances_in, page_of, text_of, words_of

MONDAY_PAGE = "/why/2026-03-23/"


def snapshot_of(runner: Runner) -> AdviceSnapshot:
    found = newest_snapshot(runner)
    assert found is not None
    return found


def test_C25_every_assumption_behind_the_advice_has_a_place_with_value_range_and_source(
    page: Client, runner: Runner
) -> None:
    advice = read_advice(snapshot_of(runner).advice)
    shown = page_of(page, "/why/")

    assert len(advice.assumptions) > 20
    words = words_of(shown)
    for id_ in advice.assumptions:
        one = REGISTRY[id_]
        assert f'id="{id_}"' in shown
        assert f"{number(one.value)} {one.unit}" in words
        assert one.source in words


def test_C25_engine_seed_age_of_the_data_and_number_are_told(page: Client, runner: Runner) -> None:
    snapshot = snapshot_of(runner)
    shown = text_of(page, "/why/")

    assert f"Engine {snapshot.engine_version}, seed {snapshot.seed}." in shown
    assert "From what was said up to" in shown
    assert f"Kept as number {snapshot.pk}" in shown
    assert snapshot.case_digest[:12] in shown


def test_C25_the_stored_case_gives_the_stored_advice_again_to_the_byte(runner: Runner) -> None:
    for kept in AdviceSnapshot.objects.filter(runner=runner):
        case = unpacked(bytes(kept.case_z))
        assert work_out(case, kept.on, kept.seed) == kept.advice


def test_every_link_into_the_page_leads_to_something_there(page: Client) -> None:
    shown = page_of(page, "/why/")
    ids = set(re.findall(r'\bid="([^"]+)"', shown))
    addresses = ("/why/", "/plan/", "/plan/2026-03-29/", "/plan/2026-03-23/", "/outlook/",
                 "/better/", "/missed/")  # fmt: skip
    for address in addresses:
        markup = page_of(page, address)
        for target in re.findall(r'href="/why/#([^"]+)"', markup):
            assert target in ids, (address, target)
    assert set(re.findall(r'href="#([^"]+)"', shown)) <= ids | {"main"}


def test_who_set_a_limit_and_what_it_says_is_told(page: Client) -> None:
    assert "set by physiotherapist from 2026-03-16; longest run: 9 mi" in text_of(page, "/why/")


def test_the_limit_that_binds_is_marked_by_a_word(page: Client) -> None:
    shown = text_of(page, "/why/")

    assert "(binds)" in shown
    assert "(does not bind)" in shown


# --- what was said before ------------------------------------------------------------------------


def test_an_earlier_day_can_be_asked_why_it_said_that(page: Client, monday: Any) -> None:
    monday.shift(24 * 3600)
    page.post("/today/refresh/")

    assert f'href="{MONDAY_PAGE}"' in page_of(page, "/why/")
    shown = text_of(page, MONDAY_PAGE)
    assert "This is past" in shown
    assert "It is not for today." in shown
    assert "What was said on Mon 23 Mar 2026" in shown
    assert "where pain may begin, at the chance you accept" in shown


def test_what_was_said_earlier_on_that_day_is_there_too(page: Client, monday: Any) -> None:
    monday.shift(24 * 3600)
    page.post("/today/refresh/")
    page.post("/log/", {"on": "2026-03-24", "distance": "2.2", "hurt": "no"})
    monday.shift(24 * 3600)

    then, earlier = text_of(page, "/why/2026-03-24/").split("Earlier on that day")

    assert "Today's run is done." in then
    assert "instead of 4 mi." in earlier


def test_a_past_day_is_shown_as_it_was_though_a_limit_was_set_since(
    page: Client, runner: Runner, monday: Any
) -> None:
    monday.shift(24 * 3600)
    page.post("/today/refresh/")
    then = read_advice(snapshot_of(runner).advice).today
    monday.shift(24 * 3600)
    Restriction.objects.filter(runner=runner).update(max_run_km=0.5)

    shown = text_of(page, "/why/2026-03-24/")

    assert then.advised_km is not None
    assert f"{shown_as(then.advised_km, 'mi')} instead of 4 mi." in shown
    assert "This is past" in shown
    assert "longest run: 9 mi" in shown  # the limit as it was, from the Case of that day


def test_of_today_no_older_advice_is_to_be_had_as_past(page: Client) -> None:
    assert page.get(MONDAY_PAGE).status_code == 404
    for day in ("2026-03-24", "2025-01-01", "x", "2026-03-23x"):
        assert page.get(f"/why/{day}/").status_code == 404


def test_nobody_reads_what_was_said_to_somebody_else(runner: Runner, monday: Any) -> None:
    monday.shift(24 * 3600)
    other = a_runner("other@example.org")
    client = Client()
    client.force_login(other.user)

    assert client.get(MONDAY_PAGE).status_code == 404


def test_the_case_behind_an_advice_is_the_one_it_was_made_from(runner: Runner) -> None:
    case = case_behind(snapshot_of(runner))

    assert case.race is not None
    assert len(case.runs) > 20


def test_while_advice_is_stale_the_page_shows_no_distance(page: Client, runner: Runner) -> None:
    Runner.objects.filter(pk=runner.pk).update(facts_version=runner.facts_version + 1)

    assert distances_in(text_of(page, "/why/")) == []


def test_a_past_page_asks_a_fixed_number_of_questions(
    page: Client, monday: Any, django_assert_max_num_queries: Any
) -> None:
    monday.shift(24 * 3600)
    with django_assert_max_num_queries(12):
        page_of(page, MONDAY_PAGE)
