"""The words of training tables, in the languages people paste. The lists are in `words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from startline.formats.programmes.week_days import WEEKDAYS

MOST_WEEKS = 60  # more than a year; a larger number is a year or a distance
_WEEK = re.compile(
    r"(?:week|wk|woche|semaine|semana|settimana|w|kw)?\s*[.#:]?\s*(\d{1,2})"
    r"(?:\s*(?:weeks?)?\s*(?:to go|out|left|to race))?"
)
_COUNTS_DOWN = re.compile(r"\b(?:to go|out|left|to race)\b")


@cache
def words() -> dict[str, Any]:
    """The whole file."""
    text = files("startline.formats.own_programme").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def folded(text: str) -> str:
    """Lower case, no accents, single spaces.

    >>> folded("  Ruhetag   März ")
    'ruhetag marz'
    """
    apart = unicodedata.normalize("NFKD", text.replace("\u00d7", "x"))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


@cache
def _weekdays() -> dict[str, str]:
    return {name: day for day in WEEKDAYS for name in words()["weekdays"][day]}


def weekday_of(text: str) -> str | None:
    """The weekday a heading names, and nothing else.

    >>> weekday_of("Tues."), weekday_of("Sonntag"), weekday_of("5 mi")
    ('tue', 'sun', None)
    """
    return _weekdays().get(folded(text).strip(" .:*_"))


def week_label(text: str) -> tuple[int, bool] | None:
    """The number of a week, and whether it counts down to the race.

    >>> week_label("Week 3"), week_label("18 weeks to go"), week_label("8 mi")
    ((3, False), (18, True), None)
    """
    plain = folded(text).strip(" .:*_#")
    found = _WEEK.fullmatch(plain)
    if found is None or int(found[1]) > MOST_WEEKS:
        return None
    return int(found[1]), bool(_COUNTS_DOWN.search(plain))


@cache
def month_numbers() -> dict[str, int]:
    """Every name of a month, to 1 to 12."""
    names = enumerate(words()["months"]["names"], 1)
    return {name: number for number, these in names for name in these}


def column_of(text: str) -> str | None:
    """What a column of a list holds, by its heading: date, week, day, session, distance, duration.

    >>> column_of("Distance (km)"), column_of("distance_mi"), column_of("Coffee")
    ('distance', 'distance', None)
    """
    plain = " ".join(re.findall(r"[a-z]+", folded(text)))
    first = plain.split(" ")[0] if plain else ""
    for name, these in words()["columns"].items():
        if plain in these or first in these:
            return str(name)
    return None
