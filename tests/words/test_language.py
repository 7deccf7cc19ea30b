"""The reader's language belongs to whoever reads: one reader's changes no other's."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from startline.words.language import (
    _,
    available,
    best,
    current_language,
    language,
    ngettext,
    pgettext,
    set_language,
)

TONGUES = ["en", *(code for code in available() if code != "en")]


def test_sentences_are_in_english_until_somebody_asks_for_another_language():
    assert current_language() == "en"
    assert available()[0] == "en"
    assert (_("rest"), ngettext("{n} run", "{n} runs", 1)) == ("rest", "{n} run")
    assert pgettext("decimal mark", ".") == "."


@pytest.mark.parametrize("code", ["tlh", "", None, "../en", "x" * 999, "EN_gb.UTF-8"])
def test_a_language_there_is_no_catalogue_for_is_english(code: str | None):
    with language(code):
        assert current_language() == "en"
        assert _("rest") == "rest"


@pytest.mark.parametrize("code", TONGUES)
def test_a_language_ends_with_its_block_and_also_with_an_error(code: str):
    heard = []

    with suppress(ValueError), language(code):
        heard.append(current_language())
        int("no number")

    assert heard == [code] == [best(f"{code.upper()}-AT")]
    assert current_language() == "en"


def test_a_language_inside_another_gives_way_to_it_again():
    with language(TONGUES[-1]):
        with language("en"):
            assert current_language() == "en"
        assert current_language() == TONGUES[-1]


def test_a_language_set_in_one_thread_is_not_heard_in_another():
    with language(TONGUES[-1]), ThreadPoolExecutor(1) as other:
        assert other.submit(current_language).result() == "en"


def test_tasks_that_take_turns_each_keep_their_own_language():
    async def reads(code: str) -> list[str]:
        set_language(code)
        heard = []
        for _turn in range(3):
            await asyncio.sleep(0)
            heard.append(current_language())
        return heard

    async def both() -> list[list[str]]:
        return await asyncio.gather(reads(TONGUES[0]), reads(TONGUES[-1]))

    assert asyncio.run(both()) == [[TONGUES[0]] * 3, [TONGUES[-1]] * 3]
    assert current_language() == "en"
