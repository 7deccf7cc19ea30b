"""Every language's catalogue is whole: nothing untranslated, guessed, left over or out of date."""

from __future__ import annotations

import importlib
import re
import runpy
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from tests.house.repository import ROOT, SOURCE

made: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "messages.py"))
PARTS: dict[str, Any] = made["PARTS"]
PATHS = [(name, path) for name, part in PARTS.items() for path in part.catalogues()]
CATALOGUES = [(name, path.parts[-3]) for name, path in PATHS]
NAMES = [f"{name}-{language}" for name, language in CATALOGUES]
every_catalogue = pytest.mark.parametrize(("part", "language"), CATALOGUES, ids=NAMES)
every_file = pytest.mark.parametrize(("part", "path"), PATHS, ids=NAMES)

AVOIDED = {
    "de": re.compile(
        r"\b(?:nur|leider|schaden|schäden|schädig\w*|geschädigt\w*|versag\w*|schwach\w*|schwäch\w*"
        r"|verschlei\w*|verschliss\w*|patient\w*|athlet\w*|heil(?:t|en|ung)|garantier\w*"
        r"|optimal\w*|unbedenklich\w*|gefahrlos\w*|diagnos\w*)\b|(?-i:\bIhre?[nmrs]?\b|\bIhnen\b)|!",
        re.IGNORECASE,
    )
}
"""Words that hurt, promise, diagnose or address a stranger."""

PAINKILLERS = {"de": "schmerzmittel"}


def forms(one: Any) -> list[tuple[str, str]]:
    """Each form of a sentence beside its translation."""
    if isinstance(one.id, str):
        return [(one.id, one.string)]
    return list(zip(one.id, one.string, strict=True))


def sentences(part: str, language: str) -> list[Any]:
    _, path = PATHS[CATALOGUES.index((part, language))]
    return [one for one in made["read"](path) if one.id]


def places(text: str) -> set[str]:
    """What is filled in: {name}, and %(name)s with the letter that says how."""
    braces = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return braces | set(re.findall(r"%\(\w+\)[a-z]", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>", text))


@pytest.mark.parametrize("part", PARTS)
def test_there_is_a_german_catalogue_of_several_hundred_sentences(part: str):
    assert (part, "de") in CATALOGUES
    assert len(sentences(part, "de")) > 500


@every_catalogue
def test_every_sentence_is_translated_in_all_its_forms(part: str, language: str):
    untold = [
        one.id for one in sentences(part, language) if not all(said for _, said in forms(one))
    ]

    assert untold == []


@every_catalogue
def test_no_translation_is_a_guess(part: str, language: str):
    assert [one.id for one in sentences(part, language) if one.fuzzy] == []


@every_catalogue
def test_a_translation_fills_the_places_that_the_sentence_has(part: str, language: str):
    differ = [
        (source, said)
        for one in sentences(part, language)
        for source, said in forms(one)
        if places(source) != places(said) or tags(source) != tags(said)
    ]

    assert differ == []


@every_catalogue
def test_a_translation_begins_and_ends_as_what_stands_beside_it_needs(part: str, language: str):
    lost = [
        (source, said)
        for one in sentences(part, language)
        for source, said in forms(one)
        if one.context not in ("a day", "decimal mark")
        if (source[0] == " " and said[0] != " ")
        or (source[-1] == " ") != (said[-1] == " ")
        or (source[-1] in ".?:") != (said[-1] in ".?:,")
    ]

    assert lost == []


@every_file
def test_the_catalogue_holds_what_is_said_today_and_nothing_else(part: str, path: Any):
    wanted = made["written"](made["updated"](path, PARTS[part].template()))

    assert path.read_bytes() == wanted, "Run `make messages`."


@every_file
def test_programs_read_what_people_read(part: str, path: Any):
    wanted = made["compiled"](made["updated"](path, PARTS[part].template()))

    assert path.with_suffix(".mo").read_bytes() == wanted, "Run `make messages`."


@every_catalogue
def test_a_translation_speaks_without_harm_promise_or_distance(part: str, language: str):
    found = [
        (hit[0], said)
        for one in sentences(part, language)
        for _, said in forms(one)
        for hit in AVOIDED[language].finditer(said)
        if one.context != "source"
    ]

    assert found == []


@every_catalogue
def test_painkillers_are_named_where_a_run_under_them_is_left_out_and_nowhere_else(
    part: str, language: str
):
    named = [
        one.id
        for one in sentences(part, language)
        if any(PAINKILLERS[language] in said.lower() for _, said in forms(one))
    ]

    words = ["{n_runs} under painkillers: says nothing about where it begins."]
    assert named == (words if part == "words" else [])


@pytest.mark.parametrize("sentence", ["Das ist nur ein Schritt.", "Kein Schaden.", "Geht es Ihnen"])
def test_a_german_word_to_avoid_would_be_found(sentence: str):
    assert AVOIDED["de"].search(sentence)


# --- nothing is said past the catalogues -------------------------------------------------------


def tables() -> Iterator[tuple[str, str, str]]:
    """Every sentence of every table in words: module, table, sentence."""
    for path in sorted((SOURCE / "words").glob("*.py")):
        module = importlib.import_module(f"startline.words.{path.stem}")
        for name, table in vars(module).items():
            if name.isupper() and isinstance(table, Mapping):
                for said in table.values():
                    for text in (said,) if isinstance(said, str) else ():
                        yield path.stem, name, text


@pytest.fixture(scope="module")
def known() -> set[str]:
    texts = (one.id for one in made["template"]() if one.id and one.context is None)
    return {text for text in texts if isinstance(text, str)}


def test_every_sentence_of_a_table_is_marked_for_the_catalogues(known: set[str]):
    found = list(tables())

    assert [row for row in found if row[2] and row[2] not in known] == []
    assert len(found) > 150


def test_a_call_inside_a_formatted_string_is_found():
    said = made["said_by_code"]('x = f"{_(\'one\')} {n}"\ny = ngettext("a", "b", 2)\n_(TABLE["k"])')

    assert {(context, text) for _, context, text in said} == {(None, "one"), (None, ("a", "b"))}


def test_a_context_is_kept_apart_from_its_sentence():
    [(_, context, text)] = made["said_by_code"]('pgettext("a day", "{day}")')

    assert (context, text) == ("a day", "{day}")


def test_a_sentence_of_a_template_is_found_with_its_forms_context_and_filled_in_places():
    text = """{% load i18n %}
        <p title="{% translate 'A title' %}">{% translate "May" context "a month" %}
      {{ name|default:_("Nobody") }}{# {% translate "Left out" %} #}
    {% blocktranslate count n=n %}{{ n }} run{% plural %}{{ n }} runs{% endblocktranslate %}
    {% blocktranslate with who=a.b %}Taken by {{ who }}.{% endblocktranslate %}"""

    assert {(context, said) for _, context, said in made["said_by_template"](text)} == {
        (None, "A title"),
        ("a month", "May"),
        (None, "Nobody"),
        (None, ("%(n)s run", "%(n)s runs")),
        (None, "Taken by %(who)s."),
    }


def test_a_sentence_of_words_in_a_module_of_the_web_stays_one_of_words():
    text = """
from django.utils.translation import gettext_lazy as _later, ngettext
from startline.words.language import _
_later("Django's"), ngettext("one", "many", 2), _("of words")
"""

    assert {said for _, _, said in made["said_by_web_code"](text)} == {"Django's", ("one", "many")}


def test_every_sentence_that_the_web_takes_from_words_is_one_of_words(known: set[str]):
    said = {
        text
        for path in sorted((SOURCE / "web").rglob("*.py"))
        for _, _, text in made["said_by_web_code"](path.read_text(), "startline.words.language")
    }

    assert said - known == set()
