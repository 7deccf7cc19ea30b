"""`read_entry`: a journal entry in plain words becomes fields to suggest. Nothing is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from startline.formats.entry_text import language as languages
from startline.formats.entry_text import named
from startline.formats.entry_text.coded import coded
from startline.formats.entry_text.contexts import contexts_of
from startline.formats.entry_text.cues import cues_of
from startline.formats.entry_text.distances import distances_of
from startline.formats.entry_text.fields import EntryFields
from startline.formats.entry_text.language import DEFAULT, Language
from startline.formats.entry_text.moods import mood_of
from startline.formats.entry_text.numbers import Reader
from startline.formats.entry_text.painless import pain_free
from startline.formats.entry_text.quantities import common_unit, in_km, quantities_of
from startline.formats.entry_text.roles import Reading, claims_of
from startline.formats.entry_text.tokens import WORD, Token, tokens_of
from startline.formats.entry_text.weights import (
    Learnt,
    learnt_of,
    odds,
    odds_by_rules,
    of_the_writer,
    with_rules,
)

MOST_CHARS = 6_000
"""About three pages, which take a tenth of a second or two to read."""


def read_entry(text: str, *, unit: str | None = None, language: str = DEFAULT) -> EntryFields:
    """What an entry says of runs, limits and pain, for a person to confirm.

    Of a longer text the sentences within its first `MOST_CHARS` are read: what is told of a run
    stands near the top. `read_to` is where reading ended. `unit` ("km" or "mi") is what bare
    numbers are in, where the entry names none.

    >>> read = read_entry("Planned 12 miles. Knee hurt from mile 6, so I stopped at 8.")
    >>> round(read.distance_run_km.value / 1.609344), read.onset_km.words
    (8, 'hurt from mile 6')

    Raises:
        ValueError: for a language there is no file for.
    """
    read_to = end_of_reading(text)
    reading = reading_of(text[:read_to], languages.language(language), unit=unit)
    fields = fields_of(reading, learnt_of(language))
    common = common_unit(reading.quantities)
    return replace(
        fields,
        unit=common or unit or reading.language.unit,
        unit_assumed=common is None and unit is None,
        read_to=read_to,
    )


def end_of_reading(text: str) -> int:
    """How much of a text is read: all, or up to the last sentence that ends within `MOST_CHARS`.

    >>> end_of_reading("Short."), end_of_reading("A sentence. " * 600)
    (6, 5999)
    """
    if len(text) <= MOST_CHARS:
        return len(text)
    for end in (_SENTENCE_END, _SPACE):
        found = max((one.end() for one in end.finditer(text, 0, MOST_CHARS)), default=0)
        if found > MOST_CHARS // 2:
            return found
    return MOST_CHARS


_SENTENCE_END, _SPACE = re.compile(r"[.!?…](?=\s)|\n"), re.compile(r"\s")


def last_words(text: str, read_to: int) -> str:
    """The last words that were read, to find the place by.

    >>> last_words("So I turned at eight and came home. And then", 35)
    'at eight and came home.'
    """
    return " ".join(text[:read_to][-_TAIL:].split()[-_TAIL_WORDS:])


_TAIL, _TAIL_WORDS = 200, 5  # letters, words


def reading_of(text: str, words: Language, *, unit: str | None) -> Reading:
    """An entry with its quantities, clauses and contexts: what the fields are chosen from."""
    reader = Reader(list(_mended(tokens_of(text), words)), words)
    quantities = in_km(quantities_of(reader), words, unit=unit)
    entry = coded(reader.tokens, quantities, words)
    return Reading(text, entry, quantities, contexts_of(entry, words, text), words)


def _mended(tokens: list[Token], words: Language) -> Iterator[Token]:
    """The tokens with slips of the finger mended."""
    for token in tokens:
        if token.kind == WORD:
            meant = words.speller.mended(token.plain)
            yield token if meant == token.plain else replace(token, plain=meant)
        else:
            yield token


def fields_of(reading: Reading, learnt: Learnt | None) -> EntryFields:
    """The fields of an entry that is taken apart, by what was learnt or by rules alone."""
    claims = claims_of(reading)
    cues = cues_of(reading, claims)
    by_rules = odds_by_rules(claims, cues)
    likely = with_rules(odds(learnt.roles, cues), by_rules) if learnt else by_rules
    likely = of_the_writer(likely, reading)
    far = distances_of(reading, claims, likely)
    fields = EntryFields(
        distance_run_km=far.run,
        distance_planned_km=far.planned,
        onset_km=far.onset,
        cap_km=far.cap,
        next_long_run_km=far.following,
        weeks_to_race=named.weeks_to_race(reading, claims),
        body_site=named.body_site(reading),
        treatments=named.treatments(reading),
        missed_runs=named.missed_runs(reading, claims),
        pain_free=pain_free(reading, claims, far.run) if far.onset is None else None,
    )
    return replace(fields, mood=mood_of(reading, fields, learnt.moods if learnt else None))
