"""What can go wrong. Every refusal says what, with which value, and what to do next.

StartlineError
├── Refused            the input as a whole cannot be used; carries every Problem found in it
├── ImpossibleValue    one value contradicts itself or another
└── LimitBroken        our own fault: an answer came out above a limit and must not be shown
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


class StartlineError(Exception):
    """Base class. `code` is stable; the sentences are for people and may change."""

    code: ClassVar[str] = "error"

    def __init__(self, problem: str, *, hint: str) -> None:
        super().__init__(f"{problem} {hint}")
        self.problem, self.hint = problem, hint


class ImpossibleValue(StartlineError):
    """A value that no run, limit or report can have."""

    code = "impossible_value"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input; `place` is a path such as ``runs[3].pain``."""

    code: str
    problem: str
    hint: str
    place: str = ""


class Refused(StartlineError):
    """An input refused as a whole. `problems` lists everything found, not the first thing only."""

    code = "refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        where = f"{first.place}: " if first.place else ""
        super().__init__(f"{where}{first.problem}{more}", hint=first.hint)


class LimitBroken(StartlineError):
    """An answer above a limit somebody set. It must reach no screen, file or API."""

    code = "limit_broken"

    def __init__(self, problem: str) -> None:
        super().__init__(problem, hint="No distance is given. Please report this with the Case.")
