"""A language of journal entries: its words and cue phrases, read from one file.

`languages/en.toml` is English. Another language is another file of the same sections; how to write
one is told in `docs/how-to/add-a-language.md`. Nothing else in this package knows a word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from startline.formats.entry_text.phrases import Grammar, Phrase, Slots
from startline.formats.entry_text.spelling import Speller
from startline.formats.plain_words import plain_word

DEFAULT = "en"

SLOT_KINDS = {
    "run": "DBM", "planned": "DB", "onset": "DBMO", "sore": "F", "cap": "DB", "next": "DB",
    "weeks": "W",
    "later": "W", "walked": "E", "left": "L", "total": "DB", "other": "DBMFELAO", "missed": "NB",
    "former": "DBM",
}  # fmt: skip
"""Which kinds of quantity a role takes unless its phrase says otherwise; see `quantities.KINDS`."""

Shape = tuple[str, ...]


class Shapes:
    """Phrases without slots, found from their first word: for words around numbers."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[Shape]] = {}
        for phrase in sorted(map(_shape, phrases), key=len, reverse=True):
            self._by_first.setdefault(phrase[0], []).append(phrase)

    def starting_with(self, word: str) -> list[Shape]:
        """The phrases that begin with a word, longest first."""
        return self._by_first.get(word, [])

    def __contains__(self, word: str) -> bool:
        return (word,) in self._by_first.get(word, [])


@dataclass(frozen=True, slots=True)
class Rule:
    """A cue phrase and what it is worth to the roles in it."""

    weight: float
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Code:
    """A body site, a treatment or a mood: its phrases, each with a weight."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """Everything the readers know of one language."""

    unit: str
    number_words: Mapping[str, frozenset[str]]
    cardinals: Mapping[str, float]
    ordinals: Mapping[str, float]
    fractions: Mapping[str, float]
    collectives: Mapping[str, float]
    about_after: tuple[Shape, ...]
    units: Mapping[str, str]
    races: Mapping[Shape, float]
    shapes: Mapping[str, Shapes]
    contexts: Mapping[str, Phrase]
    classes: Mapping[str, re.Pattern[str]]
    rules: tuple[Rule, ...]
    sites: tuple[Code, ...]
    treatments: tuple[Code, ...]
    moods: tuple[Code, ...]
    visits: tuple[Code, ...]
    days: Mapping[str, int]
    months: Mapping[str, int]
    speller: Speller


@cache
def language(code: str = DEFAULT) -> Language:
    """The language of a code such as "en".

    Raises:
        ValueError: if startline does not have it; the message names those it has.
    """
    if code not in languages():
        raise ValueError(f"No language {code!r}; there is {', '.join(languages())}.")
    return read_language(_folder().joinpath(f"{code}.toml").read_text("utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """The codes of every language there is a file for."""
    names = (each.name for each in _folder().iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".toml")))


def _folder() -> Any:
    return files("startline.formats.entry_text").joinpath("languages")


def read_language(text: str) -> Language:
    """A language from the text of its file.

    Raises:
        PhraseError: with the phrase that cannot be read.
        KeyError: with the section that is not there.
    """
    said = tomllib.loads(text)
    numbers, shapes = said["numbers"], said["shapes"]
    grammar = Grammar(
        said["classes"], Slots(SLOT_KINDS, before="around", after="after", stops="stops")
    )
    ready = {
        "unit": said["unit"],
        "number_words": {name: frozenset(map(plain_word, numbers[name])) for name in _NUMBER_WORDS},
        **{name: _values(numbers[name]) for name in _NUMBER_VALUES},
        "about_after": tuple(map(_shape, numbers["about_after"])),
        "units": {
            plain_word(word): unit for unit, these in said["units"].items() for word in these
        },
        "races": {_shape(name): km for name, km in said["races"].items()},
        "shapes": {name: Shapes(these) for name, these in shapes.items()},
        "contexts": {name: _context(grammar, these) for name, these in said["contexts"].items()},
        "classes": {
            name: grammar.any_of(said["classes"][name]) for name in said["weighed_classes"]
        },
        "rules": tuple(_rules(grammar, said["rules"])),
        **{name: _codes(grammar, said[name]) for name in _CODES},
        "days": _numbered(said["days"]),
        "months": _numbered(said["months"]),
    }
    return Language(**ready, speller=_speller(said, grammar))


_NUMBER_WORDS = ("a", "and", "to", "of", "point", "between", "ordinal_endings", "plural_endings")
_NUMBER_VALUES = ("cardinals", "ordinals", "fractions", "collectives")
_CODES = ("sites", "treatments", "moods", "visits")


def _shape(said: str) -> Shape:
    return tuple(plain_word(said).split())


def _values(said: Mapping[str, float]) -> dict[str, float]:
    return {plain_word(word): float(value) for word, value in said.items()}


def _numbered(said: Mapping[str, list[str]]) -> dict[str, int]:
    """Every name of a day or month to its place: Monday 0, January 0."""
    return {plain_word(name): at for at, these in enumerate(said.values()) for name in these}


def _context(grammar: Grammar, phrases: list[str]) -> Phrase:
    return Phrase("", grammar.any_of(phrases))


def _rules(grammar: Grammar, said: Mapping[str, Mapping[str, list[str]]]) -> Iterator[Rule]:
    for by_weight in said.values():
        yield from _weighted(grammar, by_weight)


def _weighted(grammar: Grammar, said: Mapping[str, list[str]]) -> Iterator[Rule]:
    for weight, phrases in said.items():
        for phrase in phrases:
            yield Rule(float(weight), grammar.phrase(phrase))


def _codes(grammar: Grammar, said: Mapping[str, Mapping[str, list[str]]]) -> tuple[Code, ...]:
    """Each code with one pattern a weight: which phrase it was does not matter."""
    return tuple(
        Code(
            name,
            tuple(Rule(float(w), _context(grammar, phrases)) for w, phrases in by_weight.items()),
        )
        for name, by_weight in said.items()
    )


def _speller(said: Mapping[str, Any], grammar: Grammar) -> Speller:
    """Every word of the file is one that a slip of the finger may have meant."""
    known = set(grammar.words)
    for section in ("units", "shapes", "days", "months", "numbers", "races"):
        known.update(_words_in(said[section]))
    return Speller(known, leave=frozenset(said["spelling"]["leave"]))


def _words_in(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield from _shape(said)
    elif isinstance(said, Mapping):
        yield from (word for key in said for word in _shape(key))
        yield from (word for each in said.values() for word in _words_in(each))
    elif isinstance(said, list):
        yield from (word for each in said for word in _words_in(each))
