"""The plan into files: over our own earlier ones, never over anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path

import click
import numpy as np

from startline.cli.one_case import read_file, refusal_lines
from startline.cli.plain import plain
from startline.cli.whole_file import write_whole
from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.case import Case
from startline.engine.errors import LimitBroken, Problem, Refused
from startline.formats.export_json import check_ours, write_case_with_advice
from startline.formats.fit_workout import WorkoutFile, is_ours, write_workouts
from startline.formats.ics import write_calendar
from startline.words.language import language, language_of
from startline.words.reasons import sentence
from startline.words.session_note import session_note
from startline.words.today import red_flags_first
from startline.words.units import day_name

MOST_BYTES_OF_A_WORKOUT = 64 * 1024  # ours hold under 2 KiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was typed beside the kind, the Case and the path."""

    at: time | None = None
    with_reasons: bool = False
    since: date | None = None
    language: str | None = None
    unit: str | None = None


def run_export(kind: str, case: Case, advice: Advice, path: str, wanted: Wanted) -> int:
    """Write one kind of export. Exit status 1 if it was refused, in whole or in part."""
    to = Path(path)
    write: dict[str, Callable[[], int]] = {
        "ics": partial(_calendar, case, advice, to, at=wanted.at, with_reasons=wanted.with_reasons),
        "fit": partial(_workouts, case, advice, to),
        "pdf": partial(_pdf, case, advice, to, wanted),
        "json": partial(_json, case, advice, to),
    }
    _flags_first(advice)
    try:
        return write[kind]()
    except Refused as refused:
        for line in refusal_lines(path, refused):
            click.echo(line, err=True)
    except LimitBroken as broken:
        click.echo(plain(f"{path}: {broken} [{broken.code}]"), err=True)
    return 1


def _flags_first(advice: Advice) -> None:
    """What comes before any number."""
    if any(reason.code == "red_flag" for reason in advice.reasons):
        click.echo(red_flags_first(advice), err=True)
    elif advice.status == "cannot_say":
        for reason in advice.reasons:
            click.echo(plain(sentence(reason.code, reason.values, "km")), err=True)


def _calendar(case: Case, advice: Advice, to: Path, *, at: time | None, with_reasons: bool) -> int:
    if at is not None and case.runner.time_zone is None:
        click.echo(
            "The Case names no time zone, so each event takes a whole day. "
            'Give runner.time_zone, such as "Europe/Vienna", for hours.',
            err=True,
        )
    file = write_calendar(
        case, advice, before=_before(to), stamp=datetime.now(UTC).replace(microsecond=0), at=at,
        note=partial(session_note, case) if with_reasons else None,
    )  # fmt: skip
    write_whole(to, file.text)
    changed = f"{file.n_changed} new or changed, {file.n_cancelled} cancelled"
    click.echo(plain(f"{to}: {_count(file.n_events, 'event')}, {changed}."), err=True)
    for day in file.left_out:
        click.echo(f"{day_name(day)}: left out, the event could not be written.", err=True)
    return 1 if file.left_out else 0


def _before(to: Path) -> bytes | None:
    return read_file(str(to)) if to.exists() else None


def _pdf(case: Case, advice: Advice, to: Path, wanted: Wanted) -> int:
    """The visit report, beside what today's log gives for the day of the last visit."""
    from startline.formats.visit_report import last_visit, visit_pdf

    before = _before(to)
    if before is not None:
        _check_report(before)
    since = wanted.since or last_visit(case, advice.on)
    if since is not None and since > advice.on:
        hint = f"Give --since a day up to {advice.on}."
        raise Refused([Problem("impossible_day", f"{since} is after the report.", hint, "since")])
    then = None
    if since is not None and since < advice.on:
        then = advise(case, on=since, rng=np.random.default_rng(advice.seed))
    with language(wanted.language or language_of(case)):
        data = visit_pdf(case, advice, unit=wanted.unit, since=since, then=then)
    write_whole(to, data)
    click.echo(plain(f"{to}: the visit report."), err=True)
    return 0


def _check_report(before: bytes) -> None:
    """Whether a file is an earlier report of ours; anything else would be lost.

    Raises:
        Refused: if it is something else.
    """
    from startline.formats.visit_report import is_ours as is_our_report

    if not is_our_report(before):
        hint = "Name another file, or move this one away."
        raise Refused([Problem("not_ours", "This is no visit report of ours.", hint)])


def _json(case: Case, advice: Advice, to: Path) -> int:
    before = _before(to)
    if before is not None:
        check_ours(before)
    write_whole(to, write_case_with_advice(case, advice).encode())
    click.echo(plain(f"{to}: the Case with its advice."), err=True)
    return 0


def _workouts(case: Case, advice: Advice, to: Path) -> int:
    """The folder afterwards holds the workouts of this plan and none of ours from before."""
    made_on = datetime.combine(advice.on, time(), UTC)  # the plan's day: equal plans, equal bytes
    files = write_workouts(case, advice, stamp=made_on)
    ours = _ours_in(to, files)
    names = {file.name for file in files}
    for name in sorted(ours - names):
        (to / name).unlink(missing_ok=True)
        click.echo(plain(f"{to / name}: removed, no longer planned."), err=True)
    for file in files:
        write_whole(to / file.name, file.data)
        click.echo(plain(f"{to / file.name}"), err=True)
    click.echo(plain(f"{to}: {_count(len(files), 'workout')}."), err=True)
    return 0


def _ours_in(folder: Path, files: tuple[WorkoutFile, ...]) -> set[str]:
    """Names of the workouts there that we wrote.

    Raises:
        Refused: if the folder cannot be used, or a name we need is somebody else's file.
    """
    try:
        folder.mkdir(exist_ok=True)
        ours = {path.name for path in folder.glob("*.fit") if _is_ours(path)}
    except OSError as error:
        why = error.strerror or "not a folder"
        hint = "Name a folder to put the sessions in."
        raise Refused([Problem("not_writable", f"{why}.", hint, str(folder))]) from None
    taken = [file.name for file in files if file.name not in ours and (folder / file.name).exists()]
    if taken:
        hint = "Name another folder, or move these away."
        raise Refused([Problem("not_ours", "This file is not ours.", hint, n) for n in taken])
    return ours


def _is_ours(path: Path) -> bool:
    if not path.is_file() or path.stat().st_size > MOST_BYTES_OF_A_WORKOUT:
        return False
    return is_ours(path.name, path.read_bytes())


def _count(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
