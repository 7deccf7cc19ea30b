"""What `startline programme read` does: a preview with every refusal, and a yes before writing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from startline.cli.one_case import read_file, refusal_lines
from startline.cli.plain import plain, write_utf8
from startline.cli.programme_work import (
    REFUSED,
    WRITTEN,
    check_free,
    lines_of,
    put_in,
    read_case_file,
)
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.formats.case_json import case_to
from startline.formats.own_programme import Preview
from startline.formats.own_programme.any_form import read_any
from startline.formats.programmes.for_runner import race_of
from startline.formats.strict_json import write_json

NOT_WRITTEN = "Nothing was written. Add --into CASE.json --yes to write it."
NOT_YET = "Nothing was written. Add --yes to write it into {path}."


def read_programme(
    file: str, *, race_on: date | None, distance_km: float | None, unit: str | None,
    day_first: bool | None, repeat_from: date | None, into: str | None, yes: bool, replace: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Preview a programme of one's own; write it into the Case after a yes."""
    today = datetime.now(UTC).date()
    try:
        raw, case = read_case_file(into, today=today) if into else ({}, Case())
        race = race_of(case, race_on=race_on, distance_km=distance_km)
        zone = ZoneInfo(case.runner.time_zone) if case.runner.time_zone else None
        found = read_any(
            read_file(file), file, race=race, unit=unit or case.runner.unit, day_first=day_first,
            repeat_from=repeat_from, zone=zone,
        )  # fmt: skip
        writes = yes and into is not None and bool(found.sessions)
        if writes and into:
            check_free(case, replace=replace)
            name = plain(Path(file).stem) if file != "-" else None
            put_in(raw, found.programme(name), race=race, into=into, today=today)
    except Refused as refused:
        for line in refusal_lines(file, refused):
            click.echo(line, err=True)
        return REFUSED
    _print(found, file, unit=unit or case.runner.unit or "km", as_json=as_json, written=writes)
    _say_whether_written(writes, into)
    return REFUSED if found.refused or not found.sessions else 0


def _print(found: Preview, file: str, *, unit: str, as_json: bool, written: bool) -> None:
    if as_json:
        whole = case_to(Case(programme=found.programme()))["programme"]["sessions"]
        refused, doubts = ([_plain(one) for one in each] for each in (found.refused, found.doubts))
        answer = {"sessions": whole, "refused": refused, "doubts": doubts, "written": written}
        write_utf8(write_json(answer, indent=1))
    else:
        for line in lines_of(found.sessions, unit):
            click.echo(line)
    for one in found.doubts:
        click.echo(plain(f"{file}: {one.place}: {one.problem} {one.hint} [{one.code}]"), err=True)
    for one in found.refused:
        said = f"{file}: {one.place}: left out. {one.problem} {one.hint} [{one.code}]"
        click.echo(plain(said), err=True)
    counts = (
        f"{len(found.sessions)} sessions understood, {len(found.refused)} lines or cells left out."
    )
    click.echo(counts, err=True)


def _plain(one: Problem) -> dict[str, Any]:
    return {"place": one.place, "code": one.code, "problem": one.problem, "hint": one.hint}


def _say_whether_written(written: bool, into: str | None) -> None:
    path = plain(into or "")
    if written:
        click.echo(WRITTEN.format(path=path), err=True)
    else:
        click.echo(NOT_YET.format(path=path) if into else NOT_WRITTEN, err=True)
