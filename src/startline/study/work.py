"""Handing out the items that are still to do, and keeping what comes back."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from startline.study.crews import AT_ONCE, Crew
from startline.study.errors import StudyRefused, WorkersLost
from startline.study.sweeps import ITEM, Finished, Options, Portion

PORTION_S = 2.0  # of work in a portion; under a second handing it out would cost more than a part
DOORS = ("engine", "formats", "study")  # what a result may depend on
MOST_LOST = 12  # portions lost one after the other, with none finished between


@dataclass(frozen=True, slots=True)
class ItemTask:
    """The rows of some items of one sweep, wherever this runs: it holds names and values alone."""

    study: str
    sweep: str
    options: Options

    def __call__(self, portion: Portion) -> Finished:
        """Do a portion."""
        from startline.study.studies import sweep_of

        sweep = sweep_of(self.study, self.sweep)
        begun = time.process_time()
        rows = [
            {ITEM: item, **row}
            for item in range(portion.first, portion.end)
            for row in sweep.rows(self.options, item)
        ]
        return Finished(portion, rows, time.process_time() - begun, code_in_use())


@cache
def code_in_use() -> str:
    """A digest of all of the package that a result may depend on."""
    digest = hashlib.sha256()
    for name, text in sorted(_sources(files("startline"))):
        digest.update(name.encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:16]


def _sources(folder: Traversable, under: str = "") -> Iterable[tuple[str, bytes]]:
    for one in folder.iterdir():
        name = f"{under}/{one.name}"
        if one.is_dir() and (under or one.name in DOORS):
            yield from _sources(one, name)
        elif under and one.name.endswith((".py", ".toml")):
            yield name, one.read_bytes()


@dataclass(slots=True)
class ToDo:
    """The portions that are left, cut to about `PORTION_S` of work once that is known."""

    left: list[Portion]
    core_s: float = 0.0
    n_done: int = 0
    n_lost: int = 0
    lost_in_a_row: int = 0

    def take(self, n_workers: int) -> Portion:
        """The next portion; single items until one has been timed."""
        size = self._size(n_workers)
        first = self.left.pop(0)
        size = min(len(first), size)
        if size < len(first):
            self.left.insert(0, Portion(first.first + size, first.end))
        return Portion(first.first, first.first + size)

    def _size(self, n_workers: int) -> int:
        if self.n_done == 0:
            return 1
        an_item_s = max(self.core_s / self.n_done, 1e-6)
        fair = math.ceil(sum(map(len, self.left)) / (AT_ONCE * n_workers)) + 1
        return max(1, min(math.ceil(PORTION_S / an_item_s), fair))

    def done(self, one: Finished) -> None:
        """Learn from a finished portion."""
        self.n_done += len(one.portion)
        self.core_s += one.core_s
        self.lost_in_a_row = 0

    def lost(self, portion: Portion) -> None:
        """Put a portion back whose worker ended.

        Raises:
            WorkersLost: if that happened too often with nothing finished between.
        """
        self.left.insert(0, portion)
        self.n_lost += 1
        self.lost_in_a_row += 1
        if self.lost_in_a_row > MOST_LOST:
            raise WorkersLost(
                f"Workers ended {self.lost_in_a_row} times about item {portion.first}.",
                hint="Look at their memory; --jobs 1 shows the fault. What is done is kept.",
            )


def carry_out(todo: ToDo, crew: Crew, keep: Callable[[Finished], None]) -> None:
    """Do everything that is left.

    Raises:
        StudyRefused: if a worker runs other code than this process.
        WorkersLost: if workers end again and again.
    """
    while todo.left or crew.n_in_hand:
        while todo.left and crew.n_in_hand < AT_ONCE * crew.n_workers:
            crew.start(todo.take(crew.n_workers))
        for portion, one in crew.finished():
            if one is None:
                todo.lost(portion)
                continue
            check_code(one)
            keep(one)
            todo.done(one)


def check_code(one: Finished) -> None:
    """Refuse what another version of the code has made."""
    if one.code != code_in_use():
        raise StudyRefused(
            f"A worker runs other code ({one.code}, here {code_in_use()}).",
            hint="Install the same version of startline on every worker.",
        )
