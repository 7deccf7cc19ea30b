"""Days as people write them: 2026-03-29, 29.3., 3/29, 29 Mar 2026, Sun Mar 29."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from startline.formats.own_programme.words import folded, month_numbers, weekday_of

YEAR_BEFORE_DAYS = 400  # a day without a year, and a slash date in doubt, lies this near the race
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SLASH = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2}))?")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?[\s-]+([a-z]{3,9})\.?(?:,?[\s-]+(\d{4}|\d{2}))?"
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_ANY = (_ISO, _DOTTED, _SLASH, _DAY_MONTH, _MONTH_DAY)


class TwoReadings(Exception):
    """A date such as 3/4 that could be two days."""


@dataclass(frozen=True, slots=True)
class DayReader:
    """Reads days near a race. `day_first` None: slash dates under 13 cannot be told apart."""

    race_on: date
    day_first: bool | None = None

    def read(self, text: str) -> date | None:
        """The day a text names, and nothing else; None if it names none.

        Raises:
            TwoReadings: if it could be two days.

        >>> DayReader(date(2026, 5, 3)).read("Sun 29 March")
        datetime.date(2026, 3, 29)
        """
        found = self.prefix(text)
        return found[0] if found and not found[1].strip(" .:,") else None

    def prefix(self, text: str) -> tuple[date, str] | None:
        """The day at the start of a text, and what follows it.

        Raises:
            TwoReadings: if it could be two days.
        """
        whole = " ".join(text.split())
        without = _without_weekday(whole)
        return self._starts(whole) or (self._starts(without) if without != whole else None)

    def _starts(self, plain: str) -> tuple[date, str] | None:
        lower = folded(plain)
        for pattern in _ANY:
            found = pattern.match(lower)
            if found and not lower[found.end() : found.end() + 1].isalnum():
                on = self._day(pattern, found)
                if on is not None:
                    rest = (
                        plain[found.end() :] if len(lower) == len(plain) else lower[found.end() :]
                    )
                    return on, _without_weekday(rest.lstrip(" ,:;|-\u2013\t"))
        return None

    def _day(self, pattern: re.Pattern[str], found: re.Match[str]) -> date | None:
        if pattern is _ISO:
            return _date(int(found[1]), int(found[2]), int(found[3]))
        if pattern is _DAY_MONTH or pattern is _MONTH_DAY:
            name, day = (found[2], found[1]) if pattern is _DAY_MONTH else (found[1], found[2])
            month = month_numbers().get(name)
            return None if month is None else self._dated(month, int(day), found[3])
        first, second = int(found[1]), int(found[2])
        if pattern is _DOTTED or first > 12:
            return self._dated(second, first, found[3])
        if second > 12 or first == second:
            return self._dated(first, second, found[3])
        if self.day_first is None:
            raise TwoReadings(found[0])
        month, day_number = (second, first) if self.day_first else (first, second)
        return self._dated(month, day_number, found[3])

    def _dated(self, month: int, day: int, year: str | None) -> date | None:
        if year is not None:
            return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        for number in (self.race_on.year, self.race_on.year - 1):
            on = _date(number, month, day)
            if on is not None and on <= self.race_on + timedelta(7):
                return on
        return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without_weekday(text: str) -> str:
    """A text such as "Sun 29 Mar" without the weekday at its start."""
    first, space, rest = text.partition(" ")
    return rest.lstrip(" ,:;|-\u2013") if space and weekday_of(first.strip(",:;|")) else text


def day_reader(text: str, *, race_on: date) -> DayReader:
    """A reader that has seen all slash dates of a text, and so may know their order.

    >>> day_reader("3/29 ... 4/5", race_on=date(2026, 5, 3)).day_first
    False
    """
    pairs = [
        (int(m[1]), int(m[2]), m[3])
        for m in re.finditer(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?(?![\d/])", text)
    ]
    if any(first > 12 for first, _, _ in pairs) != any(second > 12 for _, second, _ in pairs):
        return DayReader(race_on, day_first=any(first > 12 for first, _, _ in pairs))
    fits = [order for order in (True, False) if _all_near(pairs, order, race_on)]
    return DayReader(race_on, day_first=fits[0] if len(fits) == 1 else None)


def _all_near(pairs: list[tuple[int, int, str | None]], day_first: bool, race_on: date) -> bool:
    """Whether that order puts every date, in the order written, before the race and not long."""
    reader = DayReader(race_on, day_first=day_first)
    days = []
    for first, second, year in pairs:
        month, day = (second, first) if day_first else (first, second)
        on = reader._dated(month, day, year)
        if on is None or not timedelta(-7) <= race_on - on <= timedelta(YEAR_BEFORE_DAYS):
            return False
        days.append(on)
    return bool(days) and days == sorted(days)
