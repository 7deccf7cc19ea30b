"""Run, planned, onset, cap and next in km, each with its words, from the likeliest story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from startline.formats.entry_text.fields import Found
from startline.formats.entry_text.rivals import ENDED
from startline.formats.entry_text.roles import ENOUGH, Claim, Reading
from startline.formats.entry_text.story import LEAST, Story, story_of
from startline.formats.entry_text.weights import Odds

_BEYOND = 1.02  # pain cannot begin further out than the run went, but for rounding
_DECIMALS = 3
_NOT_SO = frozenset({"hypothetical", "future", "negated"})

_Km: TypeAlias = Found[float] | None


@dataclass(frozen=True, slots=True)
class Distances:
    """The distances of an entry, in km."""

    run: _Km = None
    planned: _Km = None
    onset: _Km = None
    cap: _Km = None
    following: tuple[Found[float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Teller:
    """An entry with what its quantities may be."""

    reading: Reading
    claims: Sequence[Claim]
    likely: Odds
    story: Story

    def told(self, role: str, number: int, km: float) -> Found[float]:
        """A value with the words of the best claim to it, or else of its clause."""
        claim = self.claim(role, number)
        start, end = (claim.start, claim.end) if claim else self._clause(number)
        return Found(round(km, _DECIMALS), self.reading.text[start:end], start, end)

    def claim(self, role: str, number: int) -> Claim | None:
        """The rules' claim of a quantity to a role."""
        found = (one for one in self.claims if one.quantity == number and one.role == role)
        return max(found, key=lambda one: one.worth, default=None)

    def is_former(self, number: int) -> bool:
        """Whether a limit is the one before: "from 3 miles to 5", "the old limit of 3"."""
        return self.claim("former", number) is not None

    def best(self, role: str) -> Claim | None:
        """The best claim to a role that rules alone give: walked, left."""
        found = (one for one in self.claims if one.role == role and one.worth >= ENOUGH)
        return max(found, key=lambda one: one.worth, default=None)

    def km(self, number: int) -> float:
        """The kilometres of a quantity."""
        return self.reading.quantities[number].value

    def says(self, cue: str) -> bool:
        """Whether the writer says such a thing anywhere, and means it."""
        return any(self._means(clause, cue) for clause in range(len(self.reading.contexts.cues)))

    def says_after(self, cue: str, number: int) -> bool:
        """Whether it is said in the sentence of a quantity or in the next."""
        items = self.reading.entry.items
        sentence = items[self.reading.item_of(number)].sentence
        near = {item.clause for item in items if sentence <= item.sentence <= sentence + 1}
        return any(self._means(clause, cue) for clause in near)

    def _means(self, clause: int, cue: str) -> bool:
        cues = self.reading.contexts.cues[clause]
        return cue in cues and not cues & _NOT_SO

    def _clause(self, number: int) -> tuple[int, int]:
        items = self.reading.entry.clause(self.reading.clause_of(number))
        return items[0].start, items[-1].end


def distances_of(reading: Reading, claims: Sequence[Claim], likely: Odds) -> Distances:
    """The distances an entry tells of."""
    teller = _Teller(reading, claims, likely, story_of(reading, claims, likely))
    run, planned = _chosen(teller, "run"), _chosen(teller, "planned")
    if run is None:
        run = _run_after_all(teller, planned)
    onset = _onset(teller, run, planned)
    if run is None and onset is not None:
        run = _furthest(teller, onset)
    run, planned = _with_left(teller, run, planned)
    run, planned = _less_walked(teller, run, planned, onset)
    if run and onset and onset.value > run.value * _BEYOND:
        onset = None
    return Distances(run, planned, onset, _cap(teller), _following(teller))


def _chosen(teller: _Teller, role: str) -> _Km:
    number: int | None = getattr(teller.story, role)
    return None if number is None else teller.told(role, number, teller.km(number))


def _onset(teller: _Teller, run: _Km, planned: _Km) -> _Km:
    number, km = teller.story.onset, teller.story.onset_km
    return None if number is None or km is None else teller.told("onset", number, km)


# --- what follows from the rest ----------------------------------------------------------------


def _run_after_all(teller: _Teller, planned: _Km) -> _Km:
    """What was set out for was run, if it is said to be finished, or nothing says it was not."""
    number = teller.story.planned
    if planned is None or number is None or teller.says("gave_up"):
        return None
    claim = teller.claim("run", number)
    tried = claim is not None and claim.worth >= ENOUGH
    return planned if tried or teller.says("completed") else None


def _furthest(teller: _Teller, onset: Found[float]) -> _Km:
    """Where somebody got to who stopped for pain and does not say where: the last place named.

    Unless some longer distance is told of that nothing is known about: that may be the run.
    """
    number = teller.story.onset
    if number is None or not teller.says_after("gave_up", number):
        return None
    places = [
        (teller.km(each), each)
        for each, of in teller.likely.items()
        if of["onset"] > LEAST["onset"] and teller.reading.quantities[each].kind in "DBMO"
    ]
    km, each = max(places, default=(onset.value, number))
    if km <= 0 or _unexplained(teller, beyond=km):
        return None
    return teller.told("onset", each, km)


def _unexplained(teller: _Teller, *, beyond: float) -> bool:
    """Whether a longer distance is told of that plays no role."""
    return any(
        teller.km(number) > beyond * _BEYOND
        and number != teller.story.planned
        and teller.claim("other", number) is None
        and of["cap"] <= LEAST["cap"]
        and of["next"] <= LEAST["next"]
        for number, of in teller.likely.items()
        if teller.reading.quantities[number].kind in "DB"
    )


def _with_left(teller: _Teller, run: _Km, planned: _Km) -> tuple[_Km, _Km]:
    """`with 5 still to do`: what was left joins run and planned."""
    left = teller.best("left")
    if left is None or bool(run) == bool(planned):
        return run, planned
    far = teller.km(left.quantity)
    if run:
        return run, teller.told("left", left.quantity, run.value + far)
    if planned and far < planned.value and teller.says("gave_up"):
        return teller.told("left", left.quantity, planned.value - far), planned
    return run, planned


def _less_walked(teller: _Teller, run: _Km, planned: _Km, onset: _Km) -> tuple[_Km, _Km]:
    """What was walked at the end was not run; then the whole is what was set out for."""
    whole = run or planned
    if whole is None or (run and planned and run.value != planned.value):
        return run, planned
    walked = teller.best("walked")
    far = teller.km(walked.quantity) if walked else 0.0
    if walked and 0 < far < whole.value:
        return teller.told("walked", walked.quantity, whole.value - far), whole
    if onset and 0 < onset.value < whole.value and _ended_early(teller, planned):
        return onset, whole
    return run, planned


def _ended_early(teller: _Teller, planned: _Km) -> bool:
    """Whether the run ended where pain began, though the whole distance is what is told."""
    number = teller.story.run
    claim = teller.claim("run", number) if number is not None else None
    worth = claim.worth if claim else 0.0
    if worth >= ENDED:
        return False
    at = teller.story.onset
    if at is None:
        return False
    guessed = planned is None and number is not None and worth < ENOUGH
    return teller.says("walked_rest") or (guessed and teller.says_after("gave_up", at))


# --- cap and next ------------------------------------------------------------------------------


def _cap(teller: _Teller) -> _Km:
    """The likeliest limit; of a range, its upper end."""
    likely = [
        (of["cap"], number)
        for number, of in teller.likely.items()
        if of["cap"] > LEAST["cap"]
        and teller.reading.quantities[number].kind in "DBM"
        and not teller.is_former(number)
    ]
    if not likely:
        return None
    number = max(likely)[1]
    return teller.told("cap", number, teller.reading.quantities[number].most)


def _following(teller: _Teller) -> tuple[Found[float], ...]:
    """The runs to come, in the order told, with the others of the same list: "16, 18 and 20"."""
    numbers = [
        number
        for number, of in teller.likely.items()
        if of["next"] > LEAST["next"] and teller.reading.quantities[number].kind in "DBA"
    ]
    taken = (teller.story.run, teller.story.planned, teller.story.onset)
    spread = sorted({*numbers, *_listed(teller.reading, numbers)})
    return tuple(
        teller.told("next", number, teller.km(number)) for number in spread if number not in taken
    )


def _listed(reading: Reading, numbers: Iterable[int]) -> list[int]:
    """The quantities that follow or go before in one list."""
    found = []
    for number in numbers:
        for step in (1, -1):
            at: int | None = reading.item_of(number)
            while at is not None and (at := _next_in_list(reading, at, step)) is not None:
                found += [one for one in (reading.entry.items[at].quantity,) if one is not None]
    return found


def _next_in_list(reading: Reading, at: int, step: int) -> int | None:
    """The item of the next quantity, with commas, "and" and "a" alone between."""
    items = reading.entry.items
    at += step
    joined = False
    while 0 <= at < len(items) and items[at].quantity is None and _joins(reading, items[at].said):
        joined = joined or items[at].said not in reading.language.shapes["unsaid"]
        at += step
    if not joined or not 0 <= at < len(items):
        return None
    number = items[at].quantity
    return at if number is not None and reading.quantities[number].kind in "DB" else None


def _joins(reading: Reading, said: str) -> bool:
    shapes = reading.language.shapes
    return said in (",", "/") or said in shapes["joins"] or said in shapes["unsaid"]
