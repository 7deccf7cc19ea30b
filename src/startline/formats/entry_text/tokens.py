"""An entry as words, numbers and marks, each with its place in the text. No language in here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from startline.formats.plain_words import plain_word

WORD, NUMBER, CLOCK, VULGAR, MARK, BREAK = "word", "number", "clock", "vulgar", "mark", "break"

_VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_TOKEN = re.compile(
    rf"""
      (?P<break>[ \t]*\n[ \t\r]*(?:\n\s*|(?=[-*•\d])|(?<=[.!?\n])))
    | (?P<clock>\d{{1,3}}:\d\d(?::\d\d)?(?!\d))
    | (?P<number>\d+,\d(?=\s?(?:k|mi)[a-z]*\b)|\d+,(?:5|25|75)(?![\d,])|\d+,\d\d\d(?!\d)|\d*\.?\d+)
    | (?P<vulgar>[{_VULGAR}])
    | (?P<word>[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*)
    | (?P<mark>\.{{2,}}|[.!?…;:,()\[\]/@\-–—~+*=×%\#£$€&>])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_APOSTROPHES = re.compile("['’`´ʼ]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: its plain form and where it stands, `text[start:end]`."""

    kind: str
    plain: str
    start: int
    end: int

    def touches(self, following: Token) -> bool:
        """Whether nothing stands between this token and the next, as in "10k"."""
        return self.end == following.start


def tokens_of(text: str) -> list[Token]:
    """Every token of a text, in order. What is no word, number or mark is passed over.

    >>> [token.plain for token in tokens_of("Didn’t hurt 'til 5½ km")]
    ['didnt', 'hurt', 'til', '5', '½', 'km']
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        found.append(Token(kind, _plain(kind, match[0]), match.start(), match.end()))
    return found


def _plain(kind: str, said: str) -> str:
    if kind == WORD:
        return _plain_word(said) if len(said) <= 40 else said[:40].casefold()
    if kind == NUMBER:
        return _plain_number(said)
    return "\n" if kind == BREAK else said


@lru_cache(maxsize=4096)
def _plain_word(said: str) -> str:
    """Without accents, case and apostrophes: "Didn’t" and "didnt" are one word."""
    return plain_word(_APOSTROPHES.sub("", said)).casefold()


def _plain_number(said: str) -> str:
    """With a point for the decimal comma, without the comma of thousands."""
    whole, comma, rest = said.partition(",")
    return said if not comma else whole + ("" if len(rest) == 3 else ".") + rest
