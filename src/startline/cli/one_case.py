"""One Case from bytes to Advice: the day, the dice and the refusals that the commands share."""

from __future__ import annotations

import errno
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import numpy as np

from startline.cli.plain import plain
from startline.engine.advice import Advice
from startline.engine.advise import advise
from startline.engine.case import Case
from startline.engine.errors import Problem, Refused
from startline.engine.guardrails import day_is_possible
from startline.formats.case_json import case_from
from startline.formats.strict_json import MOST_BYTES, read_json


def stdin_bytes() -> IO[bytes]:
    """What is piped in.

    Raises:
        OSError: if whoever started us closed it.
    """
    if sys.stdin is None:
        raise OSError(errno.EBADF, "stdin is closed")
    return sys.stdin.buffer


def read_file(path: str) -> bytes:
    """The bytes of a file, or of stdin for `-`.

    Raises:
        Refused: if it cannot be read or is too large.
    """
    try:
        if path == "-":
            return stdin_bytes().read(MOST_BYTES + 1)
        with Path(path).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or "unreadable"
        raise Refused([Problem("unreadable", f"{why}.", "Check the path.", path)]) from None


def advice_for(text: bytes, *, on: date | None, seed: int) -> tuple[Case, Advice]:
    """Read a Case and advise on `on`, or on today in the runner's time zone.

    Raises:
        Refused: with every problem of the Case.
    """
    return advice_for_value(read_json(text), on=on, seed=seed)


def advice_for_value(value: Any, *, on: date | None, seed: int) -> tuple[Case, Advice]:
    """As `advice_for`, from parsed JSON."""
    now = datetime.now(UTC)
    if on is not None and not day_is_possible(on, today=now.date()):
        hint = "Ask about a day from 1970 to three years ahead."
        raise Refused([Problem("impossible_day", f"{on} is out of range.", hint, "on")])
    case = case_from(value, today=max(on or now.date(), now.date()))
    day = on or today_of(case, now)
    return case, advise(case, on=day, rng=np.random.default_rng(seed))


def today_of(case: Case, now: datetime) -> date:
    """Today where the runner is; without a time zone, where this machine is."""
    zone = case.runner.time_zone
    return now.astimezone(ZoneInfo(zone) if zone else None).date()


def refusal_lines(source: str, refused: Refused) -> list[str]:
    """Every problem of a refused input, one line each."""
    return [
        plain(f"{source}: {one.place or 'the file'}: {one.problem} {one.hint} [{one.code}]")
        for one in refused.problems
    ]
