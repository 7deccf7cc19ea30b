"""The reader's language. English is the source text; every other language is a catalogue of it.

The language belongs to the context: a thread or a task that sets it changes no other's. Tables of
sentences stand at module level, marked with `N_`, and are translated where they are used.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from startline.engine.case import Case

SOURCE = "en"
DOMAIN = "startline"
LOCALE = Path(__file__).with_name("locale")

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def available() -> tuple[str, ...]:
    """Codes of the languages there are, English first."""
    compiled = LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE, *sorted(path.parts[-3] for path in compiled))


def best(code: str | None) -> str:
    """The available language nearest to a code; English where there is none.

    >>> best("en-GB"), best("tlh"), best(None)
    ('en', 'en', 'en')
    """
    first = (code or "").replace("_", "-").partition("-")[0].lower()
    return first if first in _all() else SOURCE


@cache
def _all() -> frozenset[str]:
    return frozenset(available())


def language_of(case: Case) -> str:
    """The language the runner of a Case reads, by `runner.language`."""
    said = case.runner.extra.get("language")
    return best(said if isinstance(said, str) else None)


def current_language() -> str:
    """The language that sentences are given in now."""
    return _language.get()


def set_language(code: str | None) -> None:
    """Give sentences in this language from now on, in this context; unknown ones in English."""
    _language.set(best(code))


@contextmanager
def language(code: str | None) -> Iterator[None]:
    """Give sentences in this language inside the block; unknown ones in English."""
    before = _language.set(best(code))
    try:
        yield
    finally:
        _language.reset(before)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == SOURCE:
        return _gettext.NullTranslations()
    return _gettext.translation(DOMAIN, LOCALE, languages=[code], fallback=True)


def N_(message: str) -> str:
    """Mark a sentence of a table for the catalogues; translated by `_` where it is used."""
    return message


def _(message: str) -> str:
    """The sentence in the reader's language."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence for so many, in the reader's language; `{n}` is left to be filled in."""
    return _catalogue(_language.get()).ngettext(one, many, n)


def published(source: str) -> str:
    """A source as it is cited: names and numbers as they were published, the rest in words."""
    return pgettext("source", source)


def pgettext(context: str, message: str) -> str:
    """The sentence as it is meant in this context, in the reader's language."""
    return _catalogue(_language.get()).pgettext(context, message)
