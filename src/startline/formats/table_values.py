"""Numbers, durations and moments as tables of many languages write them.

How a column is to be read is decided over the whole of it; a single "1,234" cannot tell. Digits
are ASCII; what Python would also take ("1_0", "0x10", other scripts' digits) is refused (I24).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from startline.formats.plain_words import plain_word

_SPACES = re.compile(r"[\s'\u2019]")  # between thousands, and around
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+-]?[0-9]{1,3})?")
_ENDING = re.compile(r"[.,]([0-9]+)$")
_CLOCK = re.compile(r"([0-9]{1,4}):([0-9]{2})(?::([0-9]{2}(?:[.,][0-9]+)?))?")
_WORDY = re.compile(
    r"(?:([0-9]{1,6})\s*h(?:ours?|rs?)?)?\s*(?:([0-9]{1,6})\s*m(?:in(?:utes?)?)?)?"
    r"\s*(?:([0-9]{1,6})\s*s(?:ec(?:onds?)?)?)?"
)


def decimal_mark(cells: Iterable[str], *, separator: str = ",") -> str:
    """The sign between whole and part in a column of numbers.

    A comma before anything but three digits is a decimal comma. Where no cell decides, a table
    separated by semicolons comes from where commas are decimal.

    >>> decimal_mark(["10,01", "5,2"]), decimal_mark(["1,234.5"]), decimal_mark(["1.234,5"])
    (',', '.', ',')
    >>> decimal_mark(["1,234"]), decimal_mark(["1,234"], separator=";")
    ('.', ',')
    """
    commas = points = 0
    for cell in cells:
        number = _SPACES.sub("", cell)
        ending = _ENDING.search(number)
        if not ending or not _PLAIN.fullmatch(number):
            continue
        mark, other = number[ending.start()], "." if number[ending.start()] == "," else ","
        if other in number or (len(ending[1]) != 3 and number.count(mark) == 1):
            commas, points = commas + (mark == ","), points + (mark == ".")
    if commas == points:
        return "," if separator == ";" else "."
    return "," if commas > points else "."


def number(cell: str, mark: str = ".") -> float | None:
    """A finite number with its decimal mark; None for anything else.

    >>> number("1 234,5", ","), number("1,234.5"), number("1_0"), number("0x10"), number("٥")
    (1234.5, 1234.5, None, None, None)
    """
    text = _SPACES.sub("", cell)
    if not text.isascii() or not _PLAIN.fullmatch(text):
        return None
    whole, _, part = text.partition(mark)
    thousands = "," if mark == "." else "."
    if mark in part or thousands in part or not _grouped(whole, thousands):
        return None
    value = float(text.replace(thousands, "").replace(mark, "."))
    return value if math.isfinite(value) else None


def _grouped(whole: str, thousands: str) -> bool:
    first, *groups = whole.lstrip("+-").split(thousands)
    return not groups or (len(first) <= 3 and all(len(group) == 3 for group in groups))


def clock_min(cell: str, *, two_parts: str = "min:s") -> float | None:
    """Minutes from ``1:02:03``, ``45:30`` or ``1h 2m``; None for anything else.

    `two_parts` says what two numbers mean: ``min:s`` or ``h:min``.

    >>> clock_min("1:02:30"), clock_min("45:30"), clock_min("1:30", two_parts="h:min")
    (62.5, 45.5, 90.0)
    >>> clock_min("1h 5m"), clock_min("soon"), clock_min("")
    (65.0, None, None)
    """
    found = _CLOCK.fullmatch(cell.strip())
    if found:
        first, second = int(found[1]), int(found[2])
        if found[3] is not None:
            return first * 60 + second + float(found[3].replace(",", ".")) / 60
        return first + second / 60 if two_parts == "min:s" else first * 60.0 + second
    wordy = _WORDY.fullmatch(cell.strip().lower())
    if wordy is None or not any(wordy.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in wordy.groups())
    return hours * 60 + minutes + seconds / 60


# --- moments --------------------------------------------------------------------------------------

# Full names of the months; a shorter form that begins one of them is understood. Where two
# languages collide, the earlier one counts.
_MONTHS = """
en january february march april may june july august september october november december
de januar februar marz april mai juni juli august september oktober november dezember
de janner feber mrz april mai juni juli august september oktober november dezember
fr janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
es enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
pt janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
it gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
nl januari februari maart april mei juni juli augustus september oktober november december
nl jan feb mrt apr mei jun jul aug sep okt nov dec
sv januari februari mars april maj juni juli augusti september oktober november december
da januar februar marts april maj juni juli august september oktober november december
pl stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia
pl styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien
cs ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince
tr ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik
hu januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
ru января февраля марта апреля мая июня июля августа сентября октября ноября декабря
id januari februari maret april mei juni juli agustus september oktober november desember
fi tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu joulukuu
"""  # noqa: E501
_MONTH_LISTS = [line.split()[1:] for line in _MONTHS.strip().splitlines()]
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_DOTTED_TIME = re.compile(r"(?<![0-9.])([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})\s*$")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|午後|下午|오후", re.IGNORECASE)
_MORNING = re.compile(r"\ba\.?\s?m\b|午前|上午|오전", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a cell says: a naive or aware time, and whether it names a time of day at all."""

    at: datetime
    has_time: bool


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column writes its days. `certain` is False if both ways would do."""

    day_first: bool
    certain: bool


def date_order(cells: Sequence[str]) -> DateOrder:
    """Whether day or month stands first, by all cells of a column.

    >>> date_order(["03/04/2024", "25/04/2024"]), date_order(["03/04/2024 7:15 AM"])
    (DateOrder(day_first=True, certain=True), DateOrder(day_first=False, certain=True))
    >>> date_order(["03/04/2024"]).certain, date_order(["3.4.2024"]).certain
    (False, True)
    """
    pairs = [pair for cell in cells if (pair := _two_numbers(cell)) is not None]
    if any(first > 12 for first, _ in pairs):
        return DateOrder(True, True)
    if any(second > 12 for _, second in pairs):
        return DateOrder(False, True)
    if any(_AFTERNOON.search(cell) or _MORNING.search(cell) for cell in cells):
        return DateOrder(False, True)
    dotted = all(re.match(r"\s*[0-9]{1,2}\.", cell) for cell in cells)
    return DateOrder(True, not pairs or dotted)


def moment(cell: str, order: DateOrder) -> Moment | None:
    """A moment as tables of many languages write it; None for anything else.

    >>> day_first = DateOrder(True, True)
    >>> moment("Jul 14, 2020, 10:36:55 PM", day_first).at.isoformat()
    '2020-07-14T22:36:55'
    >>> moment("14 juil. 2020 à 22:36", day_first).at.isoformat()
    '2020-07-14T22:36:00'
    >>> moment("2020年7月14日 22:36", day_first).at == moment("14.07.2020, 22:36", day_first).at
    True
    >>> moment("14/13/2020", day_first), moment("soon", day_first)
    (None, None)
    """
    text = cell.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _spelled(text, order)
    return Moment(at, len(text) > 10)


def _spelled(text: str, order: DateOrder) -> Moment | None:
    clock = _TIME.search(text) or _DOTTED_TIME.search(text)
    rest = text[: clock.start()] + " " + text[clock.end() :] if clock else text
    day = _day(rest, order)
    if day is None:
        return None
    if clock is None:
        return Moment(day, False)
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if _AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif _MORNING.search(text) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    return Moment(day.replace(hour=hour, minute=minute, second=second), True)


def _day(text: str, order: DateOrder) -> datetime | None:
    tokens = _TOKEN.findall(text)
    numbers = [int(token[:9]) for token in tokens if token.isascii() and token.isdigit()]
    months = [m for token in tokens if not token[0].isdigit() and (m := _month(token))]
    if len(numbers) == 2 and months:
        year = max(numbers)
        return _date(year, months[0], min(numbers))
    if len(numbers) != 3 or (tokens and any(n > 9999 for n in numbers)):
        return None
    if numbers[0] > 31:
        return _date(*numbers)
    first, second, year = numbers
    day, month = (first, second) if order.day_first else (second, first)
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year + 2000 if year < 100 else year, month, day)  # noqa: DTZ001 - no zone yet
    except ValueError:
        return None


def _month(word: str) -> int | None:
    plain = plain_word(word)
    if len(plain) < 3:
        return None
    for fits in (str.__eq__, str.startswith, _is_inflected):
        for names in _MONTH_LISTS:
            for i, name in enumerate(names, start=1):
                if fits(name, plain):
                    return i
    return None


def _is_inflected(name: str, word: str) -> bool:
    """The name with an ending, as Finnish writes it in a date."""
    return len(name) > 4 and word.startswith(name)


def _two_numbers(cell: str) -> tuple[int, int] | None:
    """The two numbers before the year, where a day is written in numbers alone."""
    clock = _TIME.search(cell) or _DOTTED_TIME.search(cell)
    tokens = _TOKEN.findall(cell[: clock.start()] if clock else cell)
    if len(tokens) < 3 or not all(t.isascii() and t.isdigit() for t in tokens[:3]):
        return None
    first, second = int(tokens[0][:9]), int(tokens[1][:9])
    return (first, second) if first <= 31 else None
