"""A limit whose name nobody knows: read as the one it was surely meant to be, or as no running.

A file keeps every field it does not know. In a limit that is not enough: `max_run_KM: 9` beside
`easy_only: true` would be kept and would bind nobody. So a field that looks like a limit is named,
and counts: as the known limit it resembles where its value can be read as one of that kind, else
as "no running", just as a limit does that names nothing known. That costs a runner little, since
the answer names the field and mending it takes a minute; dropping what a clinician meant may cost
a great deal more.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from startline.engine import guardrails as g
from startline.engine.restrictions import LIMIT_NAMES, Restriction
from startline.engine.whole import count, number

CLOSE = 0.75  # share of letters in common at which two names are one misspelt: assumption
CLOSE_ENOUGH = 0.6  # the same for a name that begins as limits do: difflib's own default
LIKE_A_LIMIT = re.compile(r"((?i:max|min|no))([_\- ]|(?=[A-Z]))")
MOST_COUNTED = 14  # runs a week or days of rest: the most the format lets a limit say
WORST_NRS = 10
MOST_READ = 1e6  # whatever its unit, a limit beyond this is a slip
SURFACES = frozenset({"road", "treadmill", "trail", "track"})
LONGEST_NAME = 60  # letters of a field's name that are repeated to people


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A field of a limit that looks like one: the known name it resembles, and how it is read.

    `resembles` is None for a name like no other; `value` is None where nothing could be read, and
    the limit then allows no running.
    """

    key: str
    resembles: str | None
    value: Any


def misspelt(one: Restriction) -> tuple[Misspelt, ...]:
    """Every unknown field of a limit that looks like a limit, by name.

    >>> from datetime import date
    >>> nine = Restriction(id="a", set_by="clinician", from_day=date(2026, 3, 16), easy_only=True,
    ...                    extra={"max_run_KM": 9, "note": "as agreed"})
    >>> misspelt(nine)
    (Misspelt(key='max_run_KM', resembles='max_run_km', value=9),)
    """
    found = (_read(key, value) for key, value in sorted(one.extra.items()))
    return tuple(slip for slip in found if slip is not None)


def as_meant(one: Restriction) -> Restriction:
    """The limit with its misspelt fields counted: never looser than it was, and itself if none."""
    for slip in misspelt(one):
        if slip.resembles is None or slip.value is None:
            one = replace(one, no_running=True)
        else:
            held = getattr(one, slip.resembles)
            tighter = slip.value if held is None else _TIGHTER[slip.resembles](held, slip.value)
            one = replace(one, **{slip.resembles: tighter})
    return one


def _read(key: str, value: Any) -> Misspelt | None:
    """The field as a slip; None if it does not look like a limit, or says that there is none."""
    if value is None or value is False:
        return None
    resembles = _resembles(key)
    if resembles is None and (not LIKE_A_LIMIT.match(key) or _bare(key).startswith("noof")):
        return None  # no_of_visits is a number of something, and forbids nothing
    read = None if resembles is None else _READ[resembles](value)
    return Misspelt(key[:LONGEST_NAME], resembles, read)


def _resembles(key: str) -> str | None:
    """The known limit that a name is closest to, if it is close."""
    shares = {name: difflib.SequenceMatcher(a=_bare(key), b=_bare(name)) for name in LIMIT_NAMES}
    name, share = max(((n, s.ratio()) for n, s in shares.items()), key=lambda pair: pair[1])
    return name if share >= (CLOSE_ENOUGH if LIKE_A_LIMIT.match(key) else CLOSE) else None


def _bare(name: str) -> str:
    """Letters and digits alone, in one case."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _number(value: Any) -> float | None:
    """A number that can be, also one written as a word with a point or a comma."""
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,6}([.,]\d{1,6})?\s*", value, re.ASCII):
        value = float(value.replace(",", "."))
    return number(value, MOST_READ)


def _usual(fence: g.Guardrail) -> Callable[[Any], float | None]:
    """Reads a number that is usual for its kind: `max_run_m: 400` is no limit of 400 km."""

    def read(value: Any) -> float | None:
        found = _number(value)
        return found if found is not None and fence.judge(found) == "fine" else None

    return read


def _counted(most: int) -> Callable[[Any], int | None]:
    def read(value: Any) -> int | None:
        found = _number(value)
        return count(int(found), most) if found is not None and found == int(found) else None

    return read


def _yes(value: Any) -> bool | None:
    """Whatever is no clear yes is left unread, and so allows no running."""
    said = value.strip().casefold() if isinstance(value, str) else value
    return True if said is True or said in ("yes", "true") or _number(value) == 1 else None


def _surfaces(value: Any) -> tuple[str, ...] | None:
    named = (value,) if isinstance(value, str) else value
    if not isinstance(named, list | tuple) or not named:
        return None
    return tuple(named) if all(isinstance(s, str) and s in SURFACES for s in named) else None


def _both(held: tuple[str, ...], read: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(surface for surface in held if surface in read)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "no_running": _yes, "easy_only": _yes, "surfaces": _surfaces,
    "max_run_km": _usual(g.MAX_RUN_KM), "max_run_min": _usual(g.MAX_RUN_MIN),
    "max_week_km": _usual(g.MAX_WEEK_KM), "max_nrs": _counted(WORST_NRS),
    "max_runs_per_week": _counted(MOST_COUNTED),
    "min_rest_days_between_runs": _counted(MOST_COUNTED),
}  # fmt: skip

_TIGHTER: Mapping[str, Callable[[Any, Any], Any]] = {
    "no_running": max, "easy_only": max, "surfaces": _both, "max_run_km": min, "max_run_min": min,
    "max_week_km": min, "max_nrs": min, "max_runs_per_week": min,
    "min_rest_days_between_runs": max,
}  # fmt: skip
