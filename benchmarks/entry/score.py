"""Precision, recall and F1 of a reader, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.entry.gold import DISTANCES, FIELDS, Entry

Reader: TypeAlias = Callable[[str], Mapping[str, list[Any]]]

SHARE, LEAST_KM, WEEKS = 0.02, 0.06, 0.11
"""As near as two distances must be (a share, or km if that is more), and two spans of weeks."""


@dataclass(frozen=True, slots=True)
class Score:
    """What was found rightly, found wrongly, and missed. A wrong value is both of the last."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        told = self.right + self.missed
        return self.right / told if told else None

    @property
    def f1(self) -> float | None:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else None


def scores(entries: Iterable[Entry], read: Reader) -> dict[str, Score]:
    """The score of each field over some entries."""
    found = dict.fromkeys(FIELDS, Score())
    for entry in entries:
        said = read(entry.text)
        for field in FIELDS:
            found[field] += score(field, entry.fields[field], said[field])
    return found


def score(field: str, told: Sequence[Any], said: Sequence[Any]) -> Score:
    """One field of one entry."""
    left = list(told)
    right = 0
    for value in said:
        match = next((one for one in left if same(field, one, value)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Score(right, len(said) - right, len(left))


def same(field: str, told: Any, said: Any) -> bool:
    """Whether a value is the one told."""
    if field.endswith("_km"):
        return bool(abs(told - said) <= max(LEAST_KM, SHARE * told))
    return bool(abs(told - said) <= WEEKS) if field == "weeks_to_race" else bool(told == said)


def overall(found: Mapping[str, Score]) -> Score:
    """All fields together."""
    return sum(found.values(), Score())


def distances(found: Mapping[str, Score]) -> Score:
    """Run, planned, onset and cap together."""
    return sum((found[field] for field in DISTANCES), Score())
