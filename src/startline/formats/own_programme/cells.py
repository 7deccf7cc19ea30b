"""One session as people write it: "8 mi easy", "13.1", "1:30 h", "rest", "2 mi + 3x1600 + 2 mi"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from startline.engine.errors import Problem
from startline.formats.own_programme.words import folded, words

KM_PER = {"km": 1.0, "mi": 1.609344, "m": 0.001}
HALF_KM, MARATHON_KM = 21.0975, 42.195
MOST_LETTERS = 200  # of one session
SHORTEST_METRES = 100  # "3x1600" and "1600 m" are metres; "8 m" in a table of miles is miles
MOST_HOURS = 9  # "1:30" is an hour and a half, "45:00" is three quarters of an hour

_N = r"(\d{1,6}(?:[.,]\d{1,3})?)"
_UNIT = r"(kilomet(?:er|re)s?|kms?|k|miles?|mls|mi|met(?:er|re)s?|m)"
_MIN = r"(?:minutes?|minuten|mins?|min\.?|'|\u2032)"
_PACE = re.compile(
    r"(?:@|\bat\b)\s*\d{1,2}[:.]\d\d(?:\s*(?:-|\u2013)\s*\d{1,2}[:.]\d\d)?(?:\s*(?:min)?\s*(?:/|per)\s*(?:km|k|mi\w*))?"
    r"|\d{1,2}:\d\d\s*(?:min)?\s*(?:/|per)\s*(?:km|k|mi\w*)"
)
_TURNS = re.compile(
    rf"(\d{{1,2}})\s*x\s*\(?\s*(?:run|jog)?\s*{_N}\s*{_MIN}?\s*(?:run|jog)?\s*[,/+]\s*"
    rf"(?:walk)?\s*{_N}\s*{_MIN}?\s*(?:walk)?\s*\)?"
)
_SECONDS = r"(?:seconds?|secs?|sek\.?|s|\"|\u2033)"
_REPEATS = re.compile(
    rf"(\d{{1,2}})\s*[x*]\s*\(?\s*{_N}\s*(?:{_UNIT}|({_MIN})|({_SECONDS}))?(?![\w:])"
)
_RANGE = re.compile(rf"{_N}\s*(?:-|\u2013|to)\s*{_N}(?=\s*(?:{_UNIT}|{_MIN})?(?![\w:]))")
_HOURS = re.compile(
    rf"(\d{{1,2}}):([0-5]\d)(?::[0-5]\d)?\s*(h\w*|std)?"
    rf"|{_N}\s*(?:hours?|hrs?|h|std|stunden?)(?![a-z])\s*(?:(\d{{1,2}})\s*(?:{_MIN}|m)?)?"
)
_MINUTES = re.compile(rf"{_N}\s*{_MIN}(?![a-z])")
_DISTANCE = re.compile(rf"{_N}\s*{_UNIT}(?![a-z])")
_BARE = re.compile(rf"(?<![\w.,:]){_N}(?![\w:])")
_JOINED = re.compile(r"\s*(?:\+|&|(?<!\d),|,(?!\d)|;|\bthen\b)\s*")
_TRIFLES = re.compile(r"\b(?:strides?|drills?|steigerungen)\b")  # counted in the whole, not on top
_CHOICE = re.compile(r"\s+(?:or|oder|ou|o)\s+")


@dataclass(frozen=True, slots=True)
class Doubt(Exception):
    """Why a cell is refused: a code, what is wrong, and what to do."""

    code: str
    problem: str
    hint: str

    def at(self, line: int) -> Problem:
        """The same, as a Problem of a line."""
        return Problem(self.code, self.problem, self.hint, f"line {line}")


@dataclass(slots=True)
class Cell:
    """What one cell says. `kind` None: a run whose kind was not stated."""

    kind: str | None = None
    distance_km: float | None = None
    duration_min: float | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def read_cell(text: str, *, unit: str | None) -> Cell:
    """What a cell says; numbers without a unit are in `unit` ("km" or "mi").

    Raises:
        Doubt: if it cannot be read, or could mean two things.

    >>> cell = read_cell("8 mi easy", unit="km")
    >>> cell.kind, round(cell.distance_km, 2)
    ('easy', 12.88)
    >>> read_cell("1:30 h", unit="km").duration_min
    90.0
    >>> read_cell("rest", unit=None).kind
    'rest'
    """
    if len(text) > MOST_LETTERS:
        raise Doubt("too_long", f"{len(text)} letters for one session.", "Keep what and how far.")
    plain = _PACE.sub(" ", folded(text).strip(' .*_"-\u2013\u2014'))
    cell = Cell()
    plain = _first_choice(plain, cell)
    if plain in ("", "0", "0 km", "0 mi", "0k"):
        cell.kind = "rest"
        return cell
    cell.kind = _kind(plain)
    if cell.kind == "run_walk" and (found := _TURNS.search(plain)):
        _take_turns(found, cell)
    else:
        _take_quantities(plain, cell, unit)
    return _settled(cell, plain, text)


def _first_choice(plain: str, cell: Cell) -> str:
    """Of a choice such as "rest or 3 mi" the first, with a doubt."""
    first, *others = _CHOICE.split(plain)
    if others and first:
        cell.doubts.append(
            Doubt("choice", f'"{plain[:60]}" offers a choice.', f'Read as "{first[:40]}".')
        )
        return first
    return plain


@cache
def _kind_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, these))})(?![a-z0-9])"))
        for kind, these in words()["kinds"].items()
    )


def _kind(plain: str) -> str | None:
    """The first kind whose word stands in the text; repeats such as 3x1600 are intervals."""
    for kind, pattern in _kind_patterns():
        if not pattern.search(plain):
            continue
        if kind == "rest" and _BARE.search(plain):
            continue  # "8x400 with 90 s rest" is no rest day
        return "intervals" if kind == "easy" and _repeats(plain) else kind
    return "intervals" if _repeats(plain) else None


def _repeats(plain: str) -> bool:
    found = _REPEATS.search(plain)
    return found is not None and not _TRIFLES.search(plain)


def _take_turns(found: re.Match[str], cell: Cell) -> None:
    """Run and walk in turn, such as 8 x (1 min run, 2 min walk)."""
    n, run, walk = int(found[1]), _number(found[2]), _number(found[3])
    if n < 1 or run <= 0:
        raise Doubt("no_quantity", "Nothing is run in it.", "Write 8 x (1 min run, 2 min walk).")
    cell.duration_min = n * (run + walk)
    cell.extra["run_walk"] = {"run_min": run, "walk_min": walk, "repeats": n}


def _take_quantities(plain: str, cell: Cell, unit: str | None) -> None:
    """Distances and minutes: the sum of joined parts, or the first with details after it."""
    whole = _without_details(plain)
    parts = [part for part in _JOINED.split(whole) if re.search(r"\d", part)]
    parts = [part for part in parts if not _TRIFLES.search(part)] or parts
    found = [_quantity(part, cell, unit) for part in parts]
    kms = [km for km, _ in found if km is not None]
    minutes = [minute for _, minute in found if minute is not None]
    if len(kms) > 1 and not _adds_up(whole):
        said = f"There are {len(kms)} distances in it."
        raise Doubt("two_distances", said, "Join parts with +, or keep the whole distance.")
    if kms:
        cell.distance_km = round(sum(kms), 3)
    if minutes:
        cell.duration_min = sum(minutes)
    if kms and minutes and len(found) > 1:
        cell.duration_min = None  # some parts by distance, some by time: the distance is the least
        cell.doubts.append(Doubt("mixed", "Some parts are in minutes.", "Counted: the distance."))


def _without_details(plain: str) -> str:
    """The text up to "with", "incl." or a bracket, if a quantity stands before that."""
    details = "|".join(re.escape(word) for word in words()["parts"]["detail"])
    pattern = rf"\(|(?<![a-z])(?:{details})(?![a-z])"
    for found in re.finditer(pattern, plain):
        head = plain[: found.start()]
        if re.search(r"\d", head):
            return head
    return re.sub(r"[()]", " ", plain)


def _adds_up(whole: str) -> bool:
    around = "|".join(re.escape(word) for word in words()["parts"]["around"])
    joined = "+" in whole or "&" in whole or re.search(r"\bthen\b", whole)
    return bool(joined or re.search(rf"(?<![a-z])(?:{around})(?![a-z])", whole))


def _quantity(part: str, cell: Cell, unit: str | None) -> tuple[float | None, float | None]:
    """Kilometres and minutes of one part."""
    part = _lower_end(part, cell)
    if found := _REPEATS.search(part):
        head = part[: found.start()]
        if not (_DISTANCE.search(head) or _MINUTES.search(head)):
            return _repeated(found, unit)
        part = head  # "8 mi 6x100 m": the whole comes first
    minutes, rest = _minutes(part, cell)
    if found := _DISTANCE.search(rest):
        return _in_km(_number(found[1]), found[2], unit), minutes
    numbers = _BARE.findall(rest) if minutes is None else []
    if len(numbers) > 1:
        said = f"It has {numbers[0]} and {numbers[1]}, both without a unit."
        raise Doubt("two_distances", said, "Join parts with +, or keep the whole distance.")
    return (_in_km(_number(numbers[0]), None, unit) if numbers else None), minutes


def _lower_end(part: str, cell: Cell) -> str:
    """Of a range such as 8-10 mi the lower end, with a doubt."""
    found = _RANGE.search(part)
    if found is None or _number(found[1]) >= _number(found[2]):
        return part
    said = f"{found[1]} to {found[2]} is a range."
    cell.doubts.append(Doubt("range", said, f"Read as {found[1]}."))
    return part[: found.start()] + found[1] + part[found.end() :]


def _repeated(found: re.Match[str], unit: str | None) -> tuple[float | None, float | None]:
    n, each = int(found[1]), _number(found[2])
    if found[4] or found[5]:
        return None, n * (each if found[4] else each / 60)
    name = found[3] or ("m" if each >= SHORTEST_METRES else None)
    if name is None:
        said = f"{n} x {each:g} has no unit."
        raise Doubt("no_unit", said, f"Write {n} x {each:g} min, km or mi.")
    return n * _in_km(each, name, unit), None


def _minutes(part: str, cell: Cell) -> tuple[float | None, str]:
    """Minutes named in it, and what is left of the text."""
    if found := _HOURS.search(part):
        return _clock(found, cell), part[: found.start()] + " " + part[found.end() :]
    if found := _MINUTES.search(part):
        return _number(found[1]), part[: found.start()] + " " + part[found.end() :]
    return None, part


def _clock(found: re.Match[str], cell: Cell) -> float:
    if found[1] is None:
        return _number(found[4]) * 60 + int(found[5] or 0)
    first, second = int(found[1]), int(found[2])
    if first > MOST_HOURS and not found[3]:
        return first + second / 60
    if not found[3]:
        said = f"{found[1]}:{found[2]} could be hours or minutes."
        cell.doubts.append(Doubt("clock", said, f"Read as {first} h {second} min."))
    return first * 60.0 + second


def _in_km(value: float, name: str | None, unit: str | None) -> float:
    known = _unit(name) if name else unit
    if known is None:
        said = f"{value:g} has no unit."
        raise Doubt("no_unit", said, "Write 8 km or 8 mi, or say the unit of the table.")
    if known == "m" and value < SHORTEST_METRES:
        if unit != "mi":
            said = f"{value:g} m could be metres or miles."
            raise Doubt("no_unit", said, f"Write {value:g} mi or {value:g} km.")
        known = "mi"
    return value * KM_PER[known]


@cache
def _unit(name: str) -> str:
    units: dict[str, list[str]] = words()["units"]
    return next(unit for unit, these in units.items() if name in these)


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def _settled(cell: Cell, plain: str, text: str) -> Cell:
    """The cell with a distance of a race in words; refused if nothing can be made of it."""
    if cell.kind == "race" and cell.distance_km is None and cell.duration_min is None:
        is_half = re.search(r"half|halb|semi|media", plain)
        if is_half or "marathon" in plain:
            cell.distance_km = HALF_KM if is_half else MARATHON_KM
        return cell
    if cell.kind in ("rest", "cross"):
        return cell
    if not cell.distance_km and not cell.duration_min:
        what = "how far or how long it is" if cell.kind else "what it means"
        said = f'"{text.strip()[:60]}" does not say {what}.'
        raise Doubt("not_understood", said, "Write 8 km easy, 45 min, rest, or 3x1600 m.")
    return cell


def names_a_kind(text: str) -> bool:
    """Whether a text names a kind of session, such as "Easy run" does and "Dentist" does not."""
    return _kind(folded(text)) is not None


def any_unit(text: str) -> str | None:
    """The unit of a text that names one of the two and not the other.

    >>> any_unit("Distances in km"), any_unit("8 km and 5 mi")
    ('km', None)
    """
    found = {_unit(name) for name in _named_units(folded(text))} - {"m"}
    return found.pop() if len(found) == 1 else None


def _named_units(plain: str) -> Iterator[str]:
    names: Mapping[str, list[str]] = words()["units"]
    known = "|".join(re.escape(name) for unit in ("km", "mi") for name in names[unit])
    yield from re.findall(rf"(?<![a-z])({known})(?![a-z])", plain)
