"""Quantities in an entry: distances with and without a unit, marks on the way, spans of time.

A quantity says how much, not yet which part it plays; that is `roles`. Its kind is a letter:

====  =====================================================================
D     a distance with its unit: "6 miles", "10k", "an eighteen-miler"
B     a number alone, perhaps a distance: "the 18", "stopped at 8"
M     a mark on the way: "mile 6", "km 14", "the 5k mark", "3rd kilometre"
O     a place in order without a unit: "at the eleventh"
F     the first so many: "first nine", "the first half mile"
E     the last so many: "last two miles"
L     so many left: "a mile and a half from home", "with 3 to go"
A     so many more: "another mile", "3 more"
H     a part of the way: "half way", "two thirds of the way"
Z     at once: "from the first step", "straight away"
R     a race as a distance: "half marathon", "parkrun"
W     a span of weeks or days
T     minutes, hours, or a time such as 3:05
N     any other number: "week 9", "3 sets", "6/10"
====  =====================================================================
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from startline.formats.entry_text.language import Language
from startline.formats.entry_text.numbers import (
    Number,
    Reader,
    between,
    fraction_at,
    is_clock,
    number_at,
)
from startline.formats.entry_text.tokens import NUMBER, WORD
from startline.words.units import KM_PER_MILE

KM = {"km": 1.0, "mi": KM_PER_MILE, "m": 0.001, "yd": 0.0009144}
WEEKS = {"day": 1 / 7, "week": 1.0, "fortnight": 2.0, "month": 365.25 / 12 / 7}
ON_THE_WAY = frozenset("DBMFELAO")
"""Kinds whose numbers are in the unit of the entry if they name none."""

MOST_KM = 200.0  # further than any run an entry tells of in one go
_MOST_BARE = 60.0  # a bare number above this is no distance
_SHORT_M = 50.0  # "8m" is eight miles to a runner, "400m" is metres
_PER = frozenset({"day", "hour", "min", "second", "m", "yd"})
"""Units that "a" before them makes no quantity of."""

_OWN_UNIT = {26.2: "mi", 13.1: "mi", 42.2: "km", 42.195: "km", 21.1: "km", 21.0975: "km"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much tokens `first` to before `after` say.

    `low` and `high` are as said, in `unit`; `factor` makes kilometres of a distance, and weeks of
    a span. H is a share of the way.
    """

    kind: str
    first: int
    after: int
    low: float
    high: float
    unit: str = ""
    factor: float = 1.0

    @property
    def said(self) -> float:
        """The number itself; of a range, its middle."""
        return (self.low + self.high) / 2

    @property
    def value(self) -> float:
        """Kilometres or weeks; of a range, its middle."""
        return self.said * self.factor

    @property
    def most(self) -> float:
        """Kilometres or weeks; of a range, its upper end."""
        return self.high * self.factor


def quantities_of(reader: Reader) -> list[Quantity]:
    """Every quantity in order, none inside another; distances in the unit they were said in."""
    found: list[Quantity] = []
    at = 0
    while at < len(reader.tokens):
        one = _quantity_at(reader, at)
        if one is not None:
            found.append(one)
        at = one.after if one else at + 1
    return list(_said_once(reader, _repetitions_apart(reader, found)))


def in_km(found: Sequence[Quantity], language: Language, *, unit: str | None) -> list[Quantity]:
    """Every distance in km. A bare number is in the unit most of the entry's distances have."""
    common = common_unit(found) or unit or language.unit
    return [_in_km(one, common) for one in found]


def common_unit(found: Iterable[Quantity]) -> str | None:
    """The unit an entry counts in: km or mi, or None if it names neither, or both as often."""
    units = Counter(
        one.unit for one in found if one.kind in ON_THE_WAY and one.unit in ("km", "mi")
    )
    ranked = units.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _in_km(one: Quantity, common: str) -> Quantity:
    if one.kind not in ON_THE_WAY:
        return one
    km = KM[one.unit or _OWN_UNIT.get(one.low, common)]
    inside = 0 < one.high * km <= MOST_KM
    return replace(one, kind=one.kind if inside else "N", factor=km)


def _quantity_at(reader: Reader, at: int) -> Quantity | None:
    for read in _READERS:
        found = read(reader, at)
        if found is not None:
            return found
    return None


# --- phrases that are quantities ---------------------------------------------------------------


def _shape_at(reader: Reader, name: str, at: int) -> int:
    """How many tokens a phrase of a kind takes here; 0 if none stands here."""
    for shape in reader.language.shapes[name].starting_with(reader.word(at)):
        if all(reader.word(at + n) == word for n, word in enumerate(shape)):
            return len(shape)
    return 0


def _at_once(reader: Reader, at: int) -> Quantity | None:
    length = _shape_at(reader, "at_once", at)
    return Quantity("Z", at, at + length, 0.0, 0.0) if length else None


def _race(reader: Reader, at: int) -> Quantity | None:
    for shape, km in reader.language.races.items():
        if reader.word(at) == shape[0] and _says(reader, at, shape):
            return Quantity("R", at, at + len(shape), km, km, "km")
    return None


def _says(reader: Reader, at: int, shape: tuple[str, ...]) -> bool:
    return tuple(reader.word(at + n) for n in range(len(shape))) == shape


def _half_way(reader: Reader, at: int) -> Quantity | None:
    length = _shape_at(reader, "half_way", at)
    return Quantity("H", at, at + length, 0.5, 0.5) if length else None


def _part_of_way(reader: Reader, at: int) -> Quantity | None:
    part = fraction_at(reader, at)
    length = _shape_at(reader, "of_the_way", part.after) if part else 0
    return _from(part, "H", after=part.after + length) if part and length else None


def _clock(reader: Reader, at: int) -> Quantity | None:
    return Quantity("T", at, at + 1, 0.0, 0.0) if is_clock(reader, at) else None


# --- numbers with what stands around them ------------------------------------------------------


def _from(number: Number, kind: str, *, after: int, unit: str = "", first: int = -1) -> Quantity:
    start = number.first if first < 0 else first
    return Quantity(kind, start, after, number.low, number.high, unit)


def _first_or_last(reader: Reader, at: int) -> Quantity | None:
    """`the first nine`, `last mile`, `first half mile`."""
    for name, kind in (("first", "F"), ("last", "E")):
        length = _shape_at(reader, name, at)
        found = _far(reader, at + length) if length else None
        if found is not None and (found.kind in "DB" or found.low == 1):
            one = kind == "F" and found.low == 1  # "stiff for the first one"
            if one or found.unit or found.kind == "B":
                return replace(found, kind=kind, first=at)
    return None


def _more(reader: Reader, at: int) -> Quantity | None:
    """`another mile`, `another three`; `3 more miles` and `two miles later` are in `_measured`."""
    length = _shape_at(reader, "another", at)
    found = _far(reader, at + length) if length else None
    if found is None or found.kind not in "DBN":
        return None
    return replace(found, kind="A" if found.unit or found.kind == "B" else "N", first=at)


def _far(reader: Reader, at: int) -> Quantity | None:
    """How far: `nine`, `two miles`, or a unit alone for one of them."""
    unit, after = _unit_at(reader, at)
    if unit in KM:
        return Quantity("D", at, after, 1.0, 1.0, unit)
    found = _measured(reader, at) or _measured_part(reader, at) or _one_and(reader, at)
    return found if found and found.kind in "DBN" else None


def _mark(reader: Reader, at: int) -> Quantity | None:
    """`mile 6`, `km 14`, `mile marker six`."""
    unit, after = _unit_at(reader, at)
    if unit not in ("km", "mi") or reader.kind(at) != WORD:
        return None
    after += _shape_at(reader, "mark", after)
    number = number_at(reader, reader.past(after, "#"))
    if number is None or number.ordinal or _unit_at(reader, number.after)[0]:
        return None
    return _from(number, "M", after=number.after, unit=unit, first=at)


def _numbered(reader: Reader, at: int) -> Quantity | None:
    """`week 9 of 16`, `grade 2`, `£20`: a number, and no distance."""
    length = _shape_at(reader, "numbered", at)
    number = number_at(reader, reader.past(at + length, "#", ":")) if length else None
    if number is None or reader.word(at - 1) in reader.language.shapes["unnumbered"]:
        return None
    after = number.after
    if reader.is_in("of", after) or reader.word(after) == "/":
        whole = number_at(reader, after + 1)
        after = whole.after if whole else after
    return _from(number, "N", after=after, first=at)


def _one_and(reader: Reader, at: int) -> Quantity | None:
    """`a mile and a half`, `mile and a quarter`, `a mile`, `an hour`."""
    start = at + 1 if reader.is_in("a", at) else at
    adjectives = _adjectives(reader, start) if start > at else 0
    unit, after = _unit_at(reader, start + adjectives)
    if not unit:
        return None
    part = fraction_at(reader, after + 1) if reader.is_in("and", after) else None
    if part is None and start == at:
        return None
    if part is None and (unit in _PER or _is_rate(reader, at)):
        return None  # "a day" is in other phrases, and "20 miles a week" is no span
    low = 1.0 + (part.low if part else 0.0)
    return _with_unit(Number(at, part.after if part else after, low, low), unit, reader)


def _is_rate(reader: Reader, at: int) -> bool:
    """Whether "a week" says how often: "20 miles a week", "twice a week"."""
    before = reader.word(at - 1)
    return reader.kind(at - 1) == NUMBER or before in reader.language.shapes["rates"]


def _measured_part(reader: Reader, at: int) -> Quantity | None:
    """`half a mile`, `a quarter of a mile`, `3/4 mile`, `half an hour`."""
    part = fraction_at(reader, at)
    if part is None or _is_ordinal(reader, part):
        return None
    unit_at = part.after + reader.is_in("of", part.after)
    unit_at = reader.past(unit_at, "-")
    unit_at += reader.is_in("a", unit_at)
    unit, after = _unit_at(reader, unit_at)
    return _with_unit(replace(part, after=after), unit, reader) if unit else None


def _is_ordinal(reader: Reader, part: Number) -> bool:
    """`the third mile` is no third of a mile."""
    alone = part.after == part.first + 1 and reader.word(part.first) in reader.language.ordinals
    return alone and bool(_unit_at(reader, part.after)[0])


def _between(reader: Reader, at: int) -> Quantity | None:
    number = between(reader, at + 1) if reader.is_in("between", at) else None
    return _with_what_follows(reader, number) if number else None


def _measured(reader: Reader, at: int) -> Quantity | None:
    number = number_at(reader, at)
    return _with_what_follows(reader, number) if number else None


def _with_what_follows(reader: Reader, number: Number) -> Quantity:
    """A number and its unit, perhaps with "easy" between them; or what else it counts."""
    unit_at = reader.past(number.after, "-")
    more = _shape_at(reader, "more", unit_at)
    unit_at += more
    unit_at += _adjectives(reader, unit_at)
    unit, after = _unit_at(reader, unit_at)
    if number.ordinal:
        return _ordinal(reader, number, unit, after)
    if not unit:
        return _bare(reader, number, more=more)
    found = _with_unit(replace(number, after=after), unit, reader)
    if found.kind != "D":
        return found
    return replace(found, kind="A") if more else found


def _adjectives(reader: Reader, at: int) -> int:
    """How many of up to two adjectives stand before a unit: "five slow easy miles"."""
    for count in (2, 1):
        are = all(reader.word(at + n) in reader.language.shapes["adjectives"] for n in range(count))
        if are and _unit_at(reader, at + count)[0]:
            return count
    return 0


def _ordinal(reader: Reader, number: Number, unit: str, after: int) -> Quantity:
    if unit in ("km", "mi"):
        return _from(number, "M", after=after, unit=unit)
    worded = number.in_words and number.low > 2
    return _from(number, "O" if worded else "N", after=number.after)


def _unit_at(reader: Reader, at: int) -> tuple[str, int]:
    """The unit a word names, and where it ends; ("", at) for any other word."""
    unit = reader.language.units.get(reader.word(at), "")
    if not unit or reader.kind(at) != WORD:
        return "", at
    return unit, at + 1


def _with_unit(number: Number, unit: str, reader: Reader) -> Quantity:
    letter = len(reader.word(number.after - 1)) == 1
    if unit == "m" and letter and number.high < _SHORT_M:
        unit = "mi"
    if unit in KM:
        kind = "N" if _is_speed(reader, number.after) else "D"
        return _as_mark(reader, _from(number, kind, after=number.after, unit=unit))
    if unit in WEEKS:
        return _span(reader, number, unit)
    return _from(number, "T", after=number.after, unit=unit)


def _is_speed(reader: Reader, at: int) -> bool:
    return reader.word(at) == "/" and reader.kind(at + 1) == WORD


def _span(reader: Reader, number: Number, unit: str) -> Quantity:
    """Weeks, and the days that may follow: `two weeks and four days`."""
    span = replace(_from(number, "W", after=number.after, unit=unit), factor=WEEKS[unit])
    more_at = number.after + reader.is_in("and", number.after)
    more = number_at(reader, more_at)
    days_at = more.after if more else more_at + reader.is_in("a", more_at)
    if unit == "day" or days_at == number.after or _unit_at(reader, days_at)[0] != "day":
        return span
    days = (more.value if more else 1.0) * WEEKS["day"] / span.factor
    return replace(span, after=days_at + 1, low=span.low + days, high=span.high + days)


def _as_mark(reader: Reader, found: Quantity) -> Quantity:
    """`the 5k mark`, `two miles later`."""
    for name, kind in (("mark", "M"), ("later", "A"), ("end", "L")):
        length = _shape_at(reader, name, found.after)
        if length:
            return replace(found, kind=kind, after=found.after + length)
    return found


def _bare(reader: Reader, number: Number, *, more: int) -> Quantity:
    """A number with no unit: a distance, perhaps, unless it counts something else."""
    value, after = number.high, number.after
    if value in _OWN_UNIT:
        return _from(number, "D", after=after, unit=_OWN_UNIT[value])
    if more:
        return _from(number, "A", after=after + more)
    if not 0 < value <= _MOST_BARE or _counts(reader, number):
        return _from(number, "N", after=after)
    return _as_mark(reader, _from(number, "B", after=after))


def _counts(reader: Reader, number: Number) -> bool:
    """Whether a number counts things that are no distance, or is a time of day."""
    before, at = number.first - 1, number.after
    shapes = reader.language.shapes
    if reader.word(before) in shapes["money"] or reader.word(at) in ("%", "°"):
        return True
    if _shape_at(reader, "counted", at) or _shape_at(reader, "hour_after", at):
        return True
    if number.in_words and number.low == 1 and reader.word(before) not in shapes["before_one"]:
        return True
    if fraction_at(reader, at) is not None:  # "three half-hour sessions"
        return True
    return _is_plural(reader, reader.past(at, "-"))


def _is_plural(reader: Reader, at: int) -> bool:
    """`4 biscuits`: in a language with a plural ending, a noun after a number is what it counts."""
    word, language = reader.word(at), reader.language
    if reader.kind(at) != WORD or len(word) < 4 or word in language.shapes["not_counted"]:
        return False
    return word.endswith(tuple(language.number_words["plural_endings"]))


def _repetitions_apart(reader: Reader, found: Sequence[Quantity]) -> list[Quantity]:
    """`6 x 1k` is neither six nor one kilometre; `6/10` and `#3` are no distances either."""
    apart = set()
    for at, (one, following) in enumerate(itertools.pairwise(found)):
        crossed = one.after == following.first - 1 and reader.word(one.after) in ("x", "×", "*")
        glued = one.after == following.first and one.kind == following.kind == "B"
        if crossed or (glued and _touch(reader, one.after)):
            apart |= {at, at + 1}
    return [replace(one, kind="N") if at in apart else one for at, one in enumerate(found)]


def _said_once(reader: Reader, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """`26k (sixteen miles)` is one distance, said in two units."""
    passed = False
    for at, one in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if passed:
            passed = False
        elif following is not None and _is_again(reader, one, following):
            passed = True
            yield replace(one, after=reader.past(following.after, ")"))
        else:
            yield one


def _is_again(reader: Reader, one: Quantity, following: Quantity) -> bool:
    if not (one.kind == following.kind == "D" and reader.word(one.after) in ("(", "/", "=")):
        return False
    km, again = one.said * KM[one.unit], following.said * KM[following.unit]
    same = one.unit != following.unit and abs(km - again) <= _SAME * km
    return same and following.first == one.after + 1


_SAME = 0.05  # a share; people round when they convert


def _touch(reader: Reader, at: int) -> bool:
    return reader.tokens[at - 1].touches(reader.tokens[at]) and reader.kind(at) == NUMBER


_READERS: tuple[Callable[[Reader, int], Quantity | None], ...] = (
    _at_once, _race, _half_way, _part_of_way, _clock, _first_or_last, _more, _numbered, _mark,
    _measured_part, _one_and, _between, _measured,
)  # fmt: skip
