"""What `startline programme list`, `show` and `build` do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import click

from startline.cli.case_file import write_raw
from startline.cli.one_case import read_file, refusal_lines, today_of
from startline.cli.plain import plain, write_utf8
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.plans import Programme, Session
from startline.engine.races import Race
from startline.formats.case_json import case_from, case_to
from startline.formats.programmes import NAMES, load
from startline.formats.programmes.for_runner import (
    Asked,
    default_days,
    leads_to_a_race,
    programme_for,
    race_for,
)
from startline.formats.strict_json import read_json, write_json
from startline.words import programmes as words
from startline.words.language import _, language, language_of

REFUSED = 1

WRITTEN = "Written into {path}."
KEPT = "The programme before it is kept in the Case, under programmes_before."
DEFAULT_DAYS = "No run days were given: shown for {days}."
BEGAN = "It would have begun on {day}. With --on DAY, what is left from that day is shown."


def list_programmes(*, as_json: bool) -> None:
    """Print every ready programme."""
    found = [load(name) for name in NAMES]
    if as_json:
        rows = [
            {"name": one.name, "title": one.title, "for_whom": one.for_whom,
             "sources": [asdict(source) for source in one.sources]}
            for one in found
        ]  # fmt: skip
        write_utf8(write_json(rows, indent=1))
        return
    for one in found:
        click.echo(f"{one.name:20} {words.written(one.title)}")
        click.echo(f"{'':20} {words.for_whom(one.for_whom)}")


def show_programme(name: str, *, as_json: bool, **asked: Any) -> int:
    """Print a ready programme for the race and days asked for."""
    try:
        days = default_days(name) if asked["run_days"] is None else asked["run_days"]
        if asked["run_days"] is None:
            click.echo(DEFAULT_DAYS.format(days=",".join(days)), err=True)
        made = programme_for(name, case=Case(), asked=Asked(**{**asked, "run_days": days}))
    except Refused as refused:
        return _said_no(name, refused)
    _print(made, unit=asked["unit"] or "km", as_json=as_json)
    began = made.sessions[0].on if made.sessions else None
    if asked["on"] is None and began and began < datetime.now(UTC).date():
        click.echo(BEGAN.format(day=began), err=True)
    return 0


def build_programme(name: str, *, into: str, replace: bool, as_json: bool, **asked: Any) -> int:
    """Build a ready programme into a Case and print it."""
    now = datetime.now(UTC)
    try:
        raw, case = read_case_file(into, today=max(asked["on"] or now.date(), now.date()))
        check_free(case, replace=replace)
        wanted = Asked(**{**asked, "on": asked["on"] or today_of(case, now)})
        made = programme_for(name, case=case, asked=wanted)
        unit = wanted.unit or case.runner.unit or "km"
        race = race_for(name, case, wanted) if leads_to_a_race(name, wanted) else None
        put_in(raw, made, race=race, into=into, today=now.date())
    except Refused as refused:
        return _said_no(into, refused)
    with language(language_of(case)):
        _print(made, unit=unit, as_json=as_json)
    click.echo(WRITTEN.format(path=plain(into)), err=True)
    if replace and case.programme is not None:
        click.echo(KEPT, err=True)
    return 0


def _said_no(source: str, refused: Refused) -> int:
    for line in refusal_lines(source, refused):
        click.echo(line, err=True)
    return REFUSED


def read_case_file(path: str, *, today: date) -> tuple[dict[str, Any], Case]:
    """A Case to write into: as it stands in the file, and as values.

    Raises:
        Refused: if it cannot be read or is no Case.
    """
    raw = read_json(read_file(path))
    return raw, case_from(raw, today=today)


def check_free(case: Case, *, replace: bool) -> None:
    """Refuse to put a programme over another without being asked to."""
    n_sessions = len(case.programme.sessions) if case.programme else 0
    if n_sessions and not replace:
        said = f"The Case has a programme of {n_sessions} sessions already."
        hint = "Add --replace: the one of now is kept under programmes_before."
        raise Refused([Problem("has_programme", said, hint, "programme")])
    if not isinstance(case.extra.get("programmes_before", []), list):
        said = "programmes_before is not a list."
        raise Refused([Problem("misshapen", said, "Rename that field.", "programmes_before")])


def put_in(
    raw: dict[str, Any], made: Programme, *, race: Race | None, into: str, today: date
) -> None:
    """Write the programme into the Case file; the one before is kept.

    Raises:
        Refused: if the Case would then be no Case, or cannot be written.
    """
    old = raw.get("programme")
    if old and old.get("sessions"):
        raw.setdefault("programmes_before", []).append(old)
    whole = case_to(Case(programme=made, race=race))
    raw["programme"] = whole["programme"]
    if race is not None:
        raw.setdefault("race", whole["race"])
    case_from(raw, today=max(today, made.sessions[-1].on if made.sessions else today))
    write_raw(into, raw)


def _print(made: Programme, *, unit: str, as_json: bool) -> None:
    if as_json:
        write_utf8(write_json(case_to(Case(programme=made))["programme"], indent=1))
    else:
        click.echo(words.written(made.name or ""))
        for line in lines_of(made.sessions, unit):
            click.echo(line)
        click.echo(_(words.SOURCES))
        for source in made.extra["sources"]:
            click.echo(f"  {words.source_line(source)}")
    for note in made.extra["notes"]:
        click.echo(words.note_sentence(note, unit), err=True)


def lines_of(sessions: Sequence[Session], unit: str) -> Iterator[str]:
    """One line a session, under one line a week where weeks are numbered."""
    for week, group in groupby(sessions, key=lambda one: one.extra.get("week")):
        held = list(group)
        if week is not None:
            yield words.week_line(week, held, unit)
        yield from (f"  {words.session_line(one, unit)}" for one in held)
