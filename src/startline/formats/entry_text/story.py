"""Run, planned and onset together: the likeliest three that make one story.

The log-odds of the three are added up, each less what it must at least be; nothing chosen counts
as 0. Pain that begins beyond the end of the run, and a run longer than was planned, cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from startline.formats.entry_text.quantities import Quantity
from startline.formats.entry_text.roles import Claim, Reading
from startline.formats.entry_text.weights import Odds

LEAST: Mapping[str, float] = {
    "run": -0.6, "planned": -0.4, "onset": 0.2, "cap": 0.0, "next": 0.0,
}  # fmt: skip
"""Log-odds a role must reach, chosen on left-out entries. A wrong onset is worse than none."""

_CANDIDATES = 4
_PAIN_BEYOND, _RUN_BEYOND = 3.0, 1.5  # what an unlikely story costs, in log-odds
_ROUNDING, _MORE = 1.02, 1.1  # shares within which pain is at the end, and a run is as planned
_DISTANCES = "DBMOA"


@dataclass(frozen=True, slots=True)
class Story:
    """The quantities chosen, and where pain began in km."""

    run: int | None = None
    planned: int | None = None
    onset: int | None = None
    onset_km: float | None = None


@dataclass(frozen=True, slots=True)
class _Teller:
    reading: Reading
    likely: Odds
    at_once: frozenset[int]

    def candidates(self, role: str, kinds: str) -> list[tuple[float, int | None]]:
        """The likeliest quantities for a role, and none at all."""
        odds = (
            (of[role] - LEAST[role], number)
            for number, of in self.likely.items()
            if self.reading.quantities[number].kind in kinds
        )
        best = sorted((one for one in odds if one[0] > 0), reverse=True)[:_CANDIDATES]
        return [*best, (0.0, None)]

    def km(self, number: int | None) -> float | None:
        return None if number is None else self.reading.quantities[number].value

    def stories(self) -> Iterator[tuple[float, Story]]:
        for run_odds, run in self.candidates("run", _DISTANCES):
            for planned_odds, planned in self.candidates("planned", _DISTANCES):
                for onset_odds, onset in self.candidates("onset", "DBMOFELHZA"):
                    km = self.onset_km(onset, self.km(run), self.km(planned))
                    if onset is None or km is not None:
                        cost = _cost(self.km(run), self.km(planned), km)
                        odds = run_odds + planned_odds + onset_odds - cost
                        yield odds, Story(run, planned, onset, km)

    def onset_km(
        self, number: int | None, run: float | None, planned: float | None
    ) -> float | None:
        if number is None:
            return None
        if number in self.at_once:
            return 0.0
        return km_out(self.reading.quantities[number], run, planned)


def story_of(reading: Reading, claims: Sequence[Claim], likely: Odds) -> Story:
    """The likeliest story of an entry."""
    teller = _Teller(reading, likely, at_once(claims))
    return max(teller.stories(), key=lambda one: one[0])[1]


def at_once(claims: Sequence[Claim]) -> frozenset[int]:
    """Quantities such as "the first mile" in "sore for the first mile": pain from the start."""
    fine = {(one.quantity): one.worth for one in claims if one.role == "onset"}
    sore = (one for one in claims if one.role == "sore")
    return frozenset(one.quantity for one in sore if one.worth >= fine.get(one.quantity, 0.0))


def km_out(one: Quantity, run: float | None, planned: float | None) -> float | None:
    """How far out a place is that may be told as a part of the way or from its end."""
    if one.kind == "H":
        whole = planned if planned and (not run or run < planned) else run
        return None if whole is None else whole * one.value
    if one.kind in "EL":
        return None if run is None or run <= one.value else run - one.value
    return one.value


def _cost(run: float | None, planned: float | None, onset: float | None) -> float:
    cost = 0.0
    if onset is not None and run is not None and onset > run * _ROUNDING:
        cost += _PAIN_BEYOND
    if planned is not None and run is not None and run > planned * _MORE:
        cost += _RUN_BEYOND
    return cost
