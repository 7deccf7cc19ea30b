"""The smallest set of limits that leaves no feasible plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from startline.engine.conflicts.single import reason_of, single_limits
from startline.engine.plans import Reason
from startline.engine.restrictions import Restriction

Limits = tuple[Restriction, ...]
Fits = Callable[[Limits], bool]

MOST_SETS = 16_384  # sets looked at in order of size: all of those of 14 limits
MOST_ASKED = 500  # times the planner is asked; each may cost it a whole plan


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits that leave no plan together, each as a restriction saying one thing.

    Without any one of them there is a plan. `is_smallest`: no smaller set leaves none either;
    False where there were too many limits to look at every set. No limits at all: there would be
    no plan without limits too, so that lifting one changes nothing.
    """

    limits: Limits
    is_smallest: bool = True

    def reasons(self, *, on: date) -> tuple[Reason, ...]:
        """One reason `conflict` for each limit, for `Advice.conflicts`."""
        return tuple(reason_of(limit, on=on) for limit in self.limits)


def smallest_conflict(
    restrictions: Iterable[Restriction], fits: Fits, *, on: date, first: date, last: date,
    most_asked: int = MOST_ASKED,
) -> Conflict | None:  # fmt: skip
    """A smallest set of limits under which nothing fits from `first` to `last`; None if all fit.

    `fits` says whether the plan's purpose can be had under a set of limits. It must be monotone:
    what fits under a set fits under each part of it. Sets are looked at in order of size, so the
    first that does not fit is a smallest one. A set that fits is enlarged as far as it will go
    before the next is looked at, and what lies within one that fits is never asked about: this is
    the search for a smallest unsatisfiable set by its hitting sets (Ignatiev et al. 2015,
    doi:10.1007/978-3-319-23219-5_13). Beyond `MOST_SETS` sets or `most_asked` questions limits are
    left out one by one while nothing fits: that leaves a set none of which can be spared.
    """
    limits = single_limits(restrictions, on=on, first=first, last=last)
    asked = _Asked(limits, fits, most_asked)
    if asked.fits(asked.everything):
        return None
    found = _first_that_does_not_fit(asked)
    if found is not None:
        return Conflict(asked.named(found))
    return Conflict(asked.named(_left_after_deletion(asked)), is_smallest=False)


class _Asked:
    """What the planner has said so far about sets of limits; a set is the bits of an integer."""

    def __init__(self, limits: Limits, fits: Fits, most: int) -> None:
        self._limits, self._fits, self._left = limits, fits, most
        self._known_to_fit: list[int] = []
        self._known_not_to_fit: list[int] = []
        self.everything = (1 << len(limits)) - 1

    @property
    def may_go_on(self) -> bool:
        """Whether there are questions left."""
        return self._left > 0

    def each(self) -> range:
        """The places of the limits."""
        return range(len(self._limits))

    def named(self, those: int) -> Limits:
        """The limits of a set."""
        return tuple(limit for at, limit in enumerate(self._limits) if those >> at & 1)

    def fits(self, those: int) -> bool:
        """Whether there is a plan under these limits, asking only where it does not follow."""
        if self.is_known_to_fit(those):
            return True
        if any(smaller & ~those == 0 for smaller in self._known_not_to_fit):
            return False
        self._left -= 1
        fitting = self._fits(self.named(those))
        (self._known_to_fit if fitting else self._known_not_to_fit).append(those)
        return fitting

    def is_known_to_fit(self, those: int) -> bool:
        """Whether the set lies within one that fits."""
        return any(those & ~larger == 0 for larger in self._known_to_fit)


def _first_that_does_not_fit(asked: _Asked) -> int | None:
    for looked_at, those in enumerate(_by_size(asked)):
        if looked_at >= MOST_SETS or not asked.may_go_on:
            return None
        if asked.is_known_to_fit(those):
            continue
        if not asked.fits(those):
            return those
        _enlarge(asked, those)
    return None


def _by_size(asked: _Asked) -> Iterator[int]:
    for size in range(len(asked.each()) + 1):
        for places in combinations(asked.each(), size):
            yield sum(1 << at for at in places)


def _enlarge(asked: _Asked, those: int) -> None:
    """Add limits while there is still a plan; every set within the result then fits too."""
    for at in asked.each():
        larger = those | 1 << at
        if larger != those and asked.may_go_on and asked.fits(larger):
            those = larger


def _left_after_deletion(asked: _Asked) -> int:
    those = asked.everything
    for at in asked.each():
        fewer = those & ~(1 << at)
        if not asked.fits(fewer):
            those = fewer
    return those
