"""How near the chances come to what happened, by tenths of the chance given."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from startline.study.sweeps import Columns

ASKED = 0.03
FEWEST = 20  # answers in a tenth before it is judged


@dataclass(frozen=True, slots=True)
class Answer:
    """One chance given to one runner, and how many of so many futures it came true in."""

    runner: int
    world: str
    way: str
    chance: str
    p: float
    came_true: int
    of: int


def answers_of(table: Columns) -> list[Answer]:
    """The rows of the table of chances."""
    names = ("runner", "world", "way", "chance", "p", "came_true", "of")
    return [Answer(*row) for row in zip(*(table[name] for name in names), strict=True)]


@dataclass(frozen=True, slots=True)
class Tenth:
    """Answers whose chance lies in one tenth; `error`: standard error by runner."""

    low: float
    n: int
    given: float
    came_true: float
    error: float

    @property
    def gap(self) -> float:
        """Came true, less chance given."""
        return self.came_true - self.given

    @property
    def verdict(self) -> str:
        """Within three points; beyond; or beyond by no more than two standard errors."""
        if self.n < FEWEST:
            return "too few"
        if abs(self.gap) <= ASKED:
            return "within"
        return "beyond" if abs(self.gap) - 2 * self.error > ASKED else "not told apart"


def tenths(answers: Sequence[Answer]) -> list[Tenth]:
    """The tenths that have answers, lowest first."""
    found = []
    for k in range(10):
        here = [one for one in answers if min(9, int(one.p * 10)) == k]
        if here:
            found.append(summary(here, k / 10))
    return found


def summary(answers: Sequence[Answer], low: float = 0.0) -> Tenth:
    """Mean chance, share that came true, and the error of their difference."""
    given = float(np.mean([one.p for one in answers]))
    came_true = float(np.mean([one.came_true / one.of for one in answers]))
    by_runner: dict[int, float] = {}
    for one in answers:
        away = one.came_true / one.of - one.p - (came_true - given)
        by_runner[one.runner] = by_runner.get(one.runner, 0.0) + away
    error = math.sqrt(sum(away**2 for away in by_runner.values())) / len(answers)
    return Tenth(low, len(answers), given, came_true, error)


def mean_absolute_gap(answers: Sequence[Answer]) -> float:
    """The gaps of the tenths, weighed by their answers."""
    found = tenths(answers)
    return sum(abs(one.gap) * one.n for one in found) / sum(one.n for one in found)


def brier(answers: Sequence[Answer]) -> tuple[float, float]:
    """Mean squared miss of the chances, and of the world's own base rate given to everybody."""
    p = np.array([one.p for one in answers])
    share = np.array([one.came_true / one.of for one in answers])
    base = float(share.mean())
    ours = share * (1 - p) ** 2 + (1 - share) * p**2
    return float(ours.mean()), base * (1 - base)
