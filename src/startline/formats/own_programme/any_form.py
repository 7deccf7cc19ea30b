"""A programme in whatever form it comes: told apart by what it is, not by what it is called."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from startline.engine.errors import Problem, Refused
from startline.engine.races import Race
from startline.formats.own_programme.ics import read_ics
from startline.formats.own_programme.preview import Preview
from startline.formats.own_programme.table import read_csv, read_table, repeating_week

UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # what some spreadsheets save


def read_any(
    data: bytes, name: str, *, race: Race, unit: str | None, day_first: bool | None,
    repeat_from: date | None, zone: ZoneInfo | None,
) -> Preview:  # fmt: skip
    """The preview of a file, read by what it is: a calendar, CSV, a week or a table.

    Raises:
        Refused: if it is too large or not text.
    """
    if data.lstrip(b"\xef\xbb\xbf \r\n")[:15].upper() == b"BEGIN:VCALENDAR" or _ends(name, ".ics"):
        return read_ics(data, race=race, unit=unit, zone=zone)
    text = text_of(data)
    if repeat_from is not None:
        return repeating_week(text, starts_on=repeat_from, race=race, unit=unit)
    reader = read_csv if _ends(name, ".csv") else read_table
    return reader(text, race=race, unit=unit, day_first=day_first)


def _ends(name: str, suffix: str) -> bool:
    return name.lower().endswith(suffix)


def text_of(data: bytes) -> str:
    """What a text file says.

    Raises:
        Refused: if it is no text.
    """
    try:
        return data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        said = f"Byte {error.start} is not UTF-8."
        raise Refused([Problem("not_utf8", said, "Save it as UTF-8.")]) from None
