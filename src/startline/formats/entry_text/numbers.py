"""Numbers in an entry: digits, words, fractions, ranges, and how sure the writer was."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from startline.formats.entry_text.language import Language
from startline.formats.entry_text.tokens import CLOCK, NUMBER, VULGAR, WORD, Token

MOST_DIGITS = 6  # a longer one is a telephone number
_FRACTION_BELOW = (2, 3, 4, 8)  # what people cut miles into, written "3/4"
_GLUED = 2  # "5-ish" and "two-and-a-half" have a hyphen between their parts


@dataclass(frozen=True, slots=True)
class Number:
    """A number that tokens `first` to before `after` say; `low` to `high` if it is a range."""

    first: int
    after: int
    low: float
    high: float
    ordinal: bool = False
    in_words: bool = False

    @property
    def value(self) -> float:
        """The middle of what was said."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Reader:
    """The tokens of an entry and the words of its language."""

    tokens: Sequence[Token]
    language: Language

    def word(self, at: int) -> str:
        """The plain word at a place, or nothing where there is none."""
        return self.tokens[at].plain if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        """What kind of token stands at a place."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def past(self, at: int, *skipped: str) -> int:
        """The place after any of the marks or words given."""
        while at < len(self.tokens) and self.tokens[at].plain in skipped:
            at += 1
        return at

    def is_in(self, name: str, at: int) -> bool:
        """Whether the word at a place belongs to a class of number words."""
        return self.word(at) in self.language.number_words[name]


def number_at(reader: Reader, at: int) -> Number | None:
    """The longest number that begins at a token: "two and a half", "2-3", "three quarters"."""
    one = _mixed(reader, at)
    if one is None or one.ordinal:
        return one
    return _range(reader, one)


def _range(reader: Reader, one: Number) -> Number:
    """`2-3`, `two or three`, `2 to 3`: the second is larger, or they are two numbers."""
    joiner = reader.past(one.after, "~") if reader.word(one.after) == "~" else one.after
    if not (reader.is_in("to", joiner) or (reader.word(joiner) in "-–~/" and reader.word(joiner))):
        return one
    other = _mixed(reader, joiner + 1)
    if other is None or other.ordinal or not one.low < other.low <= 3 * one.low + 2:
        return one
    return replace(one, after=other.after, high=other.high)


def between(reader: Reader, at: int) -> Number | None:
    """`between 5 and 6`, from the word after "between"."""
    one = _mixed(reader, at)
    if one is None or not reader.is_in("and", one.after):
        return None
    other = _mixed(reader, one.after + 1)
    if other is None or not one.low < other.low:
        return None
    return replace(one, after=other.after, high=other.high)


def _mixed(reader: Reader, at: int) -> Number | None:
    whole = _simple(reader, at)
    if whole is None or whole.ordinal:
        return whole
    return _with_bit(reader, _with_fraction(reader, whole))


def _with_fraction(reader: Reader, whole: Number) -> Number:
    """`two and a half`, `3 and three quarters`, `5½`, `1 1/2`, `thirteen point one`."""
    after = whole.after
    if reader.kind(after) == VULGAR:
        part = unicodedata.numeric(reader.word(after))
        return _more(whole, after + 1, part)
    slashed = _slashed(reader, after)
    if slashed is not None and reader.kind(whole.first) == NUMBER:
        return _more(whole, after + _SLASHED, slashed)
    if reader.is_in("point", after):
        return _decimals(reader, whole)
    hyphens = reader.past(after, "-")
    if not reader.is_in("and", hyphens):
        return whole
    part_at = _fraction(reader, reader.past(hyphens + 1, "-"))
    return whole if part_at is None else _more(whole, part_at[0], part_at[1])


def _more(whole: Number, after: int, part: float) -> Number:
    return replace(whole, after=after, low=whole.low + part, high=whole.high + part)


def _with_bit(reader: Reader, number: Number) -> Number:
    """`6-ish`, `6 and a bit`, `6 odd`: said as about six."""
    for phrase in reader.language.about_after:
        at = reader.past(number.after, "-")
        if tuple(reader.word(at + n) for n in range(len(phrase))) == phrase:
            return replace(number, after=at + len(phrase))
    return number


def _decimals(reader: Reader, whole: Number) -> Number:
    digits, at = "", whole.after + 1
    while (digit := _digit(reader, at)) is not None and len(digits) < 2:
        digits, at = digits + digit, at + 1
    return whole if not digits else _more(whole, at, float(f"0.{digits}"))


def _digit(reader: Reader, at: int) -> str | None:
    value = reader.language.cardinals.get(reader.word(at))
    if value is not None and value < 10:
        return str(int(value))
    one = reader.word(at)
    return one if reader.kind(at) == NUMBER and len(one) == 1 else None


def fraction_at(reader: Reader, at: int) -> Number | None:
    """A part of one: `half`, `a quarter`, `three quarters`, `3/4`, `¾`, `two thirds`."""
    if reader.kind(at) == VULGAR:
        value = unicodedata.numeric(reader.word(at))
        return Number(at, at + 1, value, value)
    slashed = _slashed(reader, at)
    if slashed is not None:
        return Number(at, at + _SLASHED, slashed, slashed)
    part = _fraction(reader, at)
    return None if part is None else Number(at, part[0], part[1], part[1], in_words=True)


def _fraction(reader: Reader, at: int) -> tuple[int, float] | None:
    """Where a fraction in words ends, and its value."""
    language = reader.language
    times, part_at = 1.0, at
    if reader.is_in("a", at):
        part_at = at + 1
    elif (several := language.cardinals.get(reader.word(at))) is not None:
        times, part_at = several, reader.past(at + 1, "-")
    part = language.fractions.get(reader.word(part_at))
    return None if part is None or times * part >= 1 else (part_at + 1, times * part)


_SLASHED = 3  # tokens of "3/4"


def _slashed(reader: Reader, at: int) -> float | None:
    """`3/4`, with the denominators that miles are cut into."""
    if reader.kind(at) != NUMBER or reader.word(at + 1) != "/" or reader.kind(at + 2) != NUMBER:
        return None
    above, below = _digits(reader.word(at)), _digits(reader.word(at + 2))
    if above is None or below not in _FRACTION_BELOW or not 0 < above < below:
        return None
    return above / below


def _simple(reader: Reader, at: int) -> Number | None:
    if reader.kind(at) == NUMBER:
        return _in_digits(reader, at)
    return _in_words(reader, at) if reader.kind(at) == WORD else None


def _in_digits(reader: Reader, at: int) -> Number | None:
    value = _digits(reader.word(at))
    if value is None or _is_score(reader, at):
        return None
    glued = at + 1 < len(reader.tokens) and reader.tokens[at].touches(reader.tokens[at + 1])
    ordinal = glued and reader.is_in("ordinal_endings", at + 1)
    return Number(at, at + 1 + ordinal, value, value, ordinal=ordinal)


def _digits(said: str) -> float | None:
    if len(said) > MOST_DIGITS:
        return None
    try:
        return float(said)
    except ValueError:  # digits of a script float does not know
        return None


def _is_score(reader: Reader, at: int) -> bool:
    """`6/10` is how much it hurt, `12/10` a day; `3/4` is neither."""
    return reader.word(at + 1) == "/" and reader.kind(at + 2) == NUMBER and not _slashed(reader, at)


def _in_words(reader: Reader, at: int) -> Number | None:
    cardinals, ordinals = reader.language.cardinals, reader.language.ordinals
    word = reader.word(at)
    if word in ordinals:
        return Number(at, at + 1, ordinals[word], ordinals[word], ordinal=True, in_words=True)
    if reader.is_in("a", at):
        return _collective(reader, at + 1, at)
    if word not in cardinals:
        return _collective(reader, at, at)
    value, after = cardinals[word], at + 1
    if value >= 20 and value % 10 == 0:
        value, after, ordinal = _with_ones(reader, value, after)
        return Number(at, after, value, value, ordinal=ordinal, in_words=True)
    return Number(at, after, value, value, in_words=True)


def _with_ones(reader: Reader, tens: float, at: int) -> tuple[float, int, bool]:
    """`twenty-two`, `thirty one`, `twenty-second`."""
    ones_at = reader.past(at, "-")
    for ones, ordinal in ((reader.language.cardinals, False), (reader.language.ordinals, True)):
        value = ones.get(reader.word(ones_at))
        if value is not None and 0 < value < 10:
            return tens + value, ones_at + 1, ordinal
    return tens, at, False


def _collective(reader: Reader, at: int, first: int) -> Number | None:
    """`a couple of`, `a dozen`."""
    value = reader.language.collectives.get(reader.word(at))
    if value is None:
        return None
    after = at + 2 if reader.is_in("of", at + 1) else at + 1
    return Number(first, after, value, value, in_words=True)


def numbers_from(reader: Reader, read: Callable[[int], Number | None]) -> Iterator[Number]:
    """Every number of a text, none inside another."""
    at = 0
    while at < len(reader.tokens):
        found = read(at)
        if found is not None:
            yield found
        at = found.after if found else at + 1


def is_clock(reader: Reader, at: int) -> bool:
    """Whether a time such as 3:05 stands here."""
    return reader.kind(at) == CLOCK
