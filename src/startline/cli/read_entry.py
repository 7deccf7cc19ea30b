"""`startline read-entry`: what an entry in plain words says, and the words behind each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from startline.cli.one_case import read_file
from startline.cli.plain import plain, write_utf8
from startline.engine.errors import Problem, Refused
from startline.formats.entry_text import EntryFields, Found, last_words, read_entry
from startline.formats.strict_json import write_json
from startline.words.units import as_said

FIELDS = (
    "distance_run_km", "distance_planned_km", "onset_km", "cap_km", "next_long_run_km",
    "weeks_to_race", "body_site", "treatments", "missed_runs", "mood",
)  # fmt: skip
LISTS = frozenset({"next_long_run_km", "treatments"})
NOTHING = "Nothing was read from it."
NOT_STORED = "Nothing is stored."
NOT_READ = "The entry is long: what follows “{words}” was not read."


def run_read_entry(path: str, *, unit: str | None, as_json: bool) -> None:
    """Read the entry and print its fields.

    Raises:
        Refused: if the file cannot be read or is no text in UTF-8.
    """
    text = _text_of(read_file(path), path)
    fields = read_entry(text, unit=unit)
    if fields.read_to < len(text):
        click.echo(plain(NOT_READ.format(words=last_words(text, fields.read_to))), err=True)
    if as_json:
        write_utf8(write_json(as_values(fields), indent=1) + "\n")
        return
    lines = list(_lines(fields))
    click.echo("\n".join(lines or [NOTHING]))
    click.echo(NOT_STORED, err=True)


def _text_of(said: bytes, path: str) -> str:
    """The text of a file.

    Raises:
        Refused: with the line and byte of what is no UTF-8.
    """
    try:
        return said.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = said.count(b"\n", 0, error.start) + 1
        problem = f"Line {line}, byte {error.start}: this is not UTF-8 text."
        raise Refused([Problem("not_utf8", problem, "Save the entry as UTF-8.", path)]) from None


def as_values(fields: EntryFields) -> dict[str, Any]:
    """Fields and evidence as in the contract: null, or an empty list, for what is not said."""
    values: dict[str, Any] = {}
    evidence: dict[str, Any] = {}
    for name in FIELDS:
        found = _found(fields, name)
        said = [_rounded(one.value) for one in found]
        values[name] = said if name in LISTS else (said[0] if said else None)
        words = [one.words for one in found]
        if words:
            evidence[name] = words if name in LISTS else words[0]
    return {"fields": values, "evidence": evidence}


def _found(fields: EntryFields, name: str) -> tuple[Found[Any], ...]:
    found = getattr(fields, name)
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def _far(km: float, unit: str) -> str:
    return f"{as_said(km, unit)} {unit}"


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _lines(fields: EntryFields) -> Iterator[str]:
    for name in FIELDS:
        for one in _found(fields, name):
            value = _far(one.value, fields.unit) if name.endswith("_km") else one.value
            said = f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
            label = name.removesuffix("_km").replace("_", " ")
            yield plain(f"{label:18} {said:12} “{one.words}”")
