"""Which part each distance of an entry plays: run, planned, onset, cap, next.

Every rule that matches makes a claim: this quantity plays that role, for so much, because of these
words. The context of its clause then adds or takes away. What is left is compared by the fields.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from startline.formats.entry_text.coded import Coded
from startline.formats.entry_text.contexts import CLINICIAN, SELF, SOMEBODY, TODAY, Contexts
from startline.formats.entry_text.language import Language
from startline.formats.entry_text.quantities import Quantity

ROLES = ("run", "planned", "onset", "cap", "next")

ENOUGH = 3.0
"""What a claim must be worth to be believed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity in a role, what that is worth, and the words: `text[start:end]` of the entry."""

    role: str
    quantity: int
    worth: float
    start: int
    end: int
    clause: int
    frame: int = TODAY
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """An entry with all that was understood of it so far."""

    text: str
    entry: Coded
    quantities: Sequence[Quantity]
    contexts: Contexts
    language: Language

    def item_of(self, quantity: int) -> int:
        """The item a quantity is."""
        return self.entry.places[quantity]

    def clause_of(self, quantity: int) -> int:
        """The clause a quantity stands in."""
        return self.entry.items[self.entry.places[quantity]].clause


def claims_of(reading: Reading) -> list[Claim]:
    """Every claim that is worth something, each quantity once a role at its best."""
    matched = [*_matched(reading), *_by_default(reading)]
    weighed = [_weighed(reading, one) for one in matched]
    against = {one.quantity: one.worth for one in sorted(weighed, key=_worth) if _is_against(one)}
    totals = {one.quantity for one in weighed if one.role == "total"}
    kept = [
        one for one in weighed
        if one.quantity not in totals and one.worth > _against(one, against)
    ]  # fmt: skip
    return list(_best(kept))


def _is_against(claim: Claim) -> bool:
    return claim.role == "other"


def _against(claim: Claim, others: dict[int, float]) -> float:
    """What speaks for a quantity being somebody else's, another day's or no run at all."""
    if claim.role not in ("run", "planned", "onset", "sore", "next"):
        return 0.0
    return others.get(claim.quantity, 0.5) - 0.5


def _worth(one: Claim) -> float:
    return one.worth


def _best(claims: Sequence[Claim]) -> Iterator[Claim]:
    """One claim a quantity and role: the one worth most, a little more for every other."""
    grouped: dict[tuple[int, str], list[Claim]] = {}
    for one in claims:
        grouped.setdefault((one.quantity, one.role), []).append(one)
    for these in grouped.values():
        best = max(these, key=lambda one: (one.worth, one.start - one.end))
        yield replace(best, worth=best.worth + min(1.0, 0.25 * (len(these) - 1)))


def _matched(reading: Reading) -> Iterator[Claim]:
    kinds = frozenset(one.kind for one in reading.quantities)
    for rule in reading.language.rules:
        if not rule.phrase.may_match(kinds):
            continue
        for match in rule.phrase.pattern.finditer(reading.entry.text):
            start, end = reading.entry.span(match.start(), match.end())
            roles = list(rule.phrase.roles(match))
            for role, quantity in roles:
                joint = sum(number == quantity for _, number in roles) > 1
                claim = _claim(reading, role, quantity, rule.weight, joint=joint)
                yield replace(claim, start=start, end=end)


def _claim(
    reading: Reading, role: str, quantity: int, worth: float, *, joint: bool = False
) -> Claim:
    item = reading.entry.items[reading.item_of(quantity)]
    frame = reading.contexts.frames[item.clause]
    return Claim(role, quantity, worth, item.start, item.end, item.clause, frame, joint)


def _by_default(reading: Reading) -> Iterator[Claim]:
    """What a distance is that no phrase says anything about.

    The run if it is past, the next if it is to come; a place on the way, in a sentence of pain,
    is where that began.
    """
    for number, one in enumerate(reading.quantities):
        if one.kind in _PLACES:
            yield from _place(reading, number)
        elif one.kind in "DB":
            yield from _by_clause(reading, number)


def _by_clause(reading: Reading, number: int) -> Iterator[Claim]:
    """What the rest of its clause makes of a distance."""
    clause = reading.clause_of(number)
    if _is_to_come(reading, clause):
        yield _claim(reading, "next", number, 3.0)
        return
    for cue, role in (("plans", "planned"), ("gave_up", "run")):
        if reading.contexts.has(clause, cue):
            yield _claim(reading, role, number, 3.0)
    if reading.quantities[number].kind == "D" or reading.contexts.has(clause, "runs"):
        yield _claim(reading, "run", number, 2.5)
    before = reading.entry.items[max(0, reading.item_of(number) - 1)].said
    if before in reading.language.shapes["places"]:
        yield from _place(reading, number)


_PLACES = "MHZELO"


def _place(reading: Reading, number: int) -> Iterator[Claim]:
    sentence = reading.entry.items[reading.item_of(number)].sentence
    told = reading.contexts.sentence_cues[sentence]
    if "pain" in told or (told & {"body"} and not told & {"nothing"}):
        yield _claim(reading, "onset", number, 3.25)


def _is_to_come(reading: Reading, clause: int) -> bool:
    contexts = reading.contexts
    return contexts.has(clause, "future", "coming") and not contexts.has(clause, "past")


# --- context -----------------------------------------------------------------------------------

_AGAINST = {
    "run": {"long_ago": 6, "hypothetical": 3, "weekly": 5, "future": 2, "coming": 1, "pace": 3},
    "planned": {"long_ago": 4, "weekly": 5},
    "onset": {"long_ago": 6, "hypothetical": 3, "future": 1, "eased": 3},
    "sore": {"long_ago": 6, "hypothetical": 3, "nothing": 6},
    "cap": {"long_ago": 4},
    "next": {"long_ago": 6, "weekly": 5, "past": 2},
    "other": {},
    "weeks": {},
    "later": {},
    "former": {},
    "walked": {},
    "left": {},
    "total": {},
    "missed": {},
}  # fmt: skip
"""What a cue in its clause takes from a claim to a role."""


_INSTEAD = {
    "future": frozenset({"past"}),
    "coming": frozenset({"past"}),
    "past": frozenset({"future", "coming"}),
}
"""A cue does not count beside one of these."""


def _weighed(reading: Reading, claim: Claim) -> Claim:
    worth = claim.worth - sum(_taken(reading, claim))
    return replace(_as_next(reading, claim), worth=worth)


def _taken(reading: Reading, claim: Claim) -> Iterator[float]:
    contexts = reading.contexts
    cues = contexts.cues[claim.clause]
    for cue, less in _AGAINST.get(claim.role, {}).items():
        if cue in cues and not cues & _INSTEAD.get(cue, frozenset()):
            yield less
    yield _for_whom(reading, claim)
    yield _for_question(reading, claim)
    if claim.role == "onset":
        yield _without_pain(reading, claim)


def _for_whom(reading: Reading, claim: Claim) -> float:
    who = reading.contexts.who[reading.item_of(claim.quantity)]
    if who == SELF or claim.role in ("other", "weeks", "later", "missed"):
        return 0.0
    if who == CLINICIAN:
        return 10.0 if claim.role in ("run", "onset", "sore") else 0.0
    return 0.0 if who == SOMEBODY and claim.role == "cap" else 10.0


def _for_question(reading: Reading, claim: Claim) -> float:
    sentence = reading.entry.items[reading.item_of(claim.quantity)].sentence
    asked = "question" in reading.contexts.sentence_cues[sentence]
    return 1.5 if asked and claim.role in ("run", "onset", "planned") else 0.0


def _without_pain(reading: Reading, claim: Claim) -> float:
    """Where pain began is told near a word of pain or of where it is."""
    sentence = reading.entry.items[reading.item_of(claim.quantity)].sentence
    near = reading.contexts.sentence_cues[max(0, sentence - 1) : sentence + 1]
    told = frozenset().union(*near)
    if told & {"pain", "body"}:
        return 0.0
    return 1.5


def _as_next(reading: Reading, claim: Claim) -> Claim:
    """`26 on the plan for Saturday`: what is planned for a day to come is the next run."""
    if claim.role != "planned" or not _is_to_come(reading, claim.clause):
        return claim
    return replace(claim, role="next") if reading.contexts.has(claim.clause, *_DAYS) else claim


_DAYS = ("coming", "day")
