"""`startline read-entry`: what an entry in plain words says, and the words behind each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from startline.cli.one_case import read_file
from startline.cli.plain import plain, write_utf8
from startline.formats.entry_text import EntryFields, Found, read_entry
from startline.formats.strict_json import write_json
from startline.words.units import shown

FIELDS = (
    "distance_run_km", "distance_planned_km", "onset_km", "cap_km", "next_long_run_km",
    "weeks_to_race", "body_site", "treatments", "missed_runs", "mood",
)  # fmt: skip
LISTS = frozenset({"next_long_run_km", "treatments"})
NOTHING = "Nothing was read from it."
NOT_STORED = "Nothing is stored."


def run_read_entry(path: str, *, unit: str | None, as_json: bool) -> None:
    """Read the entry and print its fields.

    Raises:
        Refused: if the file cannot be read.
    """
    text = read_file(path).decode("utf-8", "replace")
    fields = read_entry(text, unit=unit)
    if as_json:
        write_utf8(write_json(as_values(fields), indent=1) + "\n")
        return
    lines = list(_lines(fields))
    click.echo("\n".join(lines or [NOTHING]))
    click.echo(NOT_STORED, err=True)


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


def _rounded(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value


def _lines(fields: EntryFields) -> Iterator[str]:
    for name in FIELDS:
        for one in _found(fields, name):
            value = shown(one.value, fields.unit) if name.endswith("_km") else one.value
            said = f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
            label = name.removesuffix("_km").replace("_", " ")
            yield plain(f"{label:18} {said:12} “{one.words}”")
