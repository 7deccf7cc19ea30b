"""Pages and pictures: whole, escaped, and in words that hurt nobody."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping

import pytest

from startline.study.compare import rows_of
from startline.study.compared_page import OUTCOMES, Results, claim, page_of, sentence
from startline.study.drawing import Mark, differences, places, reliability
from startline.study.estimates import estimate
from startline.study.page import Page, Section, Table, html_of, markdown_of
from startline.study.settings import Settings
from startline.study.simulator.worlds import SUPPOSED, WORLDS
from startline.study.sweeps import Columns, Options, Row
from tests.house.test_words import SCREEN_WORDS, found

OTHERS = ("programme", "ten percent", "fill the limit", "rest until free")


def columns(rows: list[Row]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}


def a_table(started: Mapping[str, float], km_in_pain: Mapping[str, float], n: int = 240) -> Columns:
    """Runners of all worlds: of so many in ten, under each policy, and so many kilometres."""
    rows = []
    for runner in range(n):
        for policy in (*OTHERS, "startline"):
            rows.append(
                {
                    **{name: 0 for name in ("flare_ups", "days_lost", "km", "longest_km")},
                    "n_chances": 10, "chance_given": 8.0, "stayed_free": 8,
                    "runner": runner, "world": WORLDS[runner % len(WORLDS)].name, "policy": policy,
                    "has_limit": runner % 2 == 0, "stayed_away": "",
                    "started": (runner // len(WORLDS)) % 10 < started[policy],
                    "finished": False, "minutes_lost": None,
                    "km_in_pain": km_in_pain[policy] + runner % 3,
                }
            )  # fmt: skip
    return columns(rows)


def even(value: float, ours: float) -> dict[str, float]:
    return {**dict.fromkeys(OTHERS, value), "startline": ours}


def test_the_claim_stands_where_both_halves_do() -> None:
    said = claim(Results(a_table(even(5, 8), even(40, 10))))

    assert 'pain" stands; it stands against programme, ten percent' in said


def test_the_claim_falls_where_starts_do_not_carry_it_and_says_what_is_left() -> None:
    started = {**even(5, 7), "programme": 8}
    said = claim(Results(a_table(started, even(40, 10))))

    assert "does not stand as a whole; it stands against ten percent" in said
    assert '"With less pain" stands against programme' in said


def test_a_claim_carried_by_nothing_says_so() -> None:
    said = claim(Results(a_table(even(8, 5), even(10, 40))))

    assert "it stands against none" in said
    assert "stands against none." in said


def test_a_world_the_models_suppose_carries_no_claim() -> None:
    table = a_table(even(5, 5), even(40, 40))
    table["km_in_pain"] = [
        0.0 if policy == "startline" and world == SUPPOSED else km
        for policy, world, km in zip(
            table["policy"], table["world"], table["km_in_pain"], strict=True
        )
    ]

    assert "stands against none." in claim(Results(table))


def test_a_difference_within_its_error_is_not_called_one() -> None:
    found = Results(a_table(even(5, 5), even(40, 40)))

    assert "about as often as under programme" in sentence(found, OUTCOMES[0], found.within(None))


def test_the_page_of_real_rows_shows_every_world_it_holds() -> None:
    rows = [row for number in range(24) for row in rows_of(1, number, Settings())]
    text = html_of(page_of(columns(rows), Options(runners=24)))

    for world in WORLDS:
        assert world.name in text
        assert world.about in text.replace("&#x27;", "'")


def test_the_page_speaks_without_harm_promise_or_blur() -> None:
    table = a_table(even(5, 8), even(40, 10))
    told = markdown_of(page_of(table, Options(runners=240)))

    assert found(SCREEN_WORDS, told) == []


def test_text_on_a_page_is_text_and_no_markup() -> None:
    page = Page("<b>", ["a & b"], [Section("<i>", [Table(["<x>"], [["<td>"]]), "<p>"])])

    for mark in ("<b>", "<i>", "<x>", "<p><p>"):
        assert mark not in html_of(page)
    assert "a &amp; b" in html_of(page)


@pytest.mark.parametrize(
    "picture",
    [
        differences("a & b", "km", [Mark("one", 2.0, 0.5), Mark("two", -0.1, 0.5)]),
        differences("nothing moved", "km", [Mark("one", 0.0, 0.0)]),
        reliability("start", [(0.1, 0.2, 0.05), (0.9, 1.0, 0.2)]),
        places("sigma", [0.1, 0.5, 0.9], [0.0, 0.02, -0.01], [0.05, 0.1, 0.05]),
    ],
)
def test_every_picture_is_whole_and_says_what_it_shows(picture: str) -> None:
    drawn = ET.fromstring(picture)  # noqa: S314 - we wrote it

    assert drawn.get("role") == "img"
    assert drawn.get("aria-label")
    assert "nan" not in picture


def test_a_whisker_that_touches_nought_is_hollow() -> None:
    picture = differences("x", "km", [Mark("one", 2.0, 0.5), Mark("two", -0.1, 0.5)])

    assert picture.count("<circle") == 2
    assert picture.count("var(--paper)") == 1


def test_an_estimate_of_nothing_is_a_dash_and_no_number() -> None:
    assert estimate([]).text() == "-"
    assert estimate([5.0]).sign == 0
    assert estimate([5.0, 5.0]).sign == 1
