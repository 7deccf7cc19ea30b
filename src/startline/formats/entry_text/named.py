"""What an entry names by words alone: where it hurts, what was tried, how long, how many missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from startline.formats.entry_text.contexts import OTHER
from startline.formats.entry_text.fields import Found
from startline.formats.entry_text.language import Code
from startline.formats.entry_text.roles import ENOUGH, Claim, Reading

NOT = "not"  # phrases that look like one of the others and are not
_WITHIN = {
    "knee_unspecified": ("knee_lateral_itbs", "knee_front_pfp"),
    "foot": ("foot_stress", "plantar"),
}
"""A general site, and the more particular ones that speak for it."""

_NEGATION_REACH = 3  # words between "no" and what is not
_NEAR_PAIN = 1.0  # more weight for a site named in a sentence of pain
_MOST_MISSED = 60


@dataclass(frozen=True, slots=True)
class Mention:
    """A code at one place of the entry, and what the phrase is worth."""

    code: str
    weight: float
    first: int
    last: int
    start: int
    end: int


def mentions_of(reading: Reading, codes: Sequence[Code]) -> list[Mention]:
    """Every place where a phrase of a code stands, means it, and it is the writer's own."""
    found = [one for code in codes for one in _matches(reading, code)]
    never = [range(one.first, one.last + 1) for one in found if one.code == NOT]
    return [
        one for one in found if one.code != NOT and not any(one.first in span for span in never)
    ]


def _matches(reading: Reading, code: Code) -> Iterator[Mention]:
    for rule in code.rules:
        for match in rule.phrase.pattern.finditer(reading.entry.text):
            items = reading.entry.items_in(match.start(), match.end())
            if not _is_anothers(reading, items[0]):
                start, end = reading.entry.span(match.start(), match.end())
                yield Mention(code.name, rule.weight, items[0], items[-1], start, end)


def _is_anothers(reading: Reading, item: int) -> bool:
    clause = reading.entry.items[item].clause
    return reading.contexts.who[item] == OTHER or reading.contexts.has(clause, "long_ago")


def is_negated(reading: Reading, mention: Mention, reach: int = _NEGATION_REACH) -> bool:
    """Whether "no", "didn't" or "without" stands shortly before, in the same clause."""
    items, negations = reading.entry.items, reading.language.shapes["negations"]
    clause = items[mention.first].clause
    before = items[max(0, mention.first - reach) : mention.first]
    return any(one.said in negations for one in before if one.clause == clause)


def said(reading: Reading, mention: Mention) -> Found[str]:
    """A mention with its own words."""
    words = reading.text[mention.start : mention.end]
    return Found(mention.code, words, mention.start, mention.end)


# --- body site ---------------------------------------------------------------------------------


def body_site(reading: Reading) -> Found[str] | None:
    """Where it hurts: the site said most, most exactly, and nearest to words of pain."""
    worth: dict[str, float] = {}
    best: dict[str, tuple[float, Mention]] = {}
    for one in mentions_of(reading, reading.language.sites):
        weight = one.weight + _pain_near(reading, one)
        worth[one.code] = worth.get(one.code, 0.0) + weight
        if one.code not in best or weight > best[one.code][0]:
            best[one.code] = weight, one
    for general, particular in _WITHIN.items():
        if general in worth and any(code in worth for code in particular):
            del worth[general]
    named = {code: value for code, value in worth.items() if value >= _LEAST_SITE}
    if not named:
        return None
    code = max(named, key=lambda each: (named[each], -best[each][1].first))
    return said(reading, best[code][1])


_LEAST_SITE = 1.0


def _pain_near(reading: Reading, mention: Mention) -> float:
    clause = reading.entry.items[mention.first].clause
    return _NEAR_PAIN if reading.contexts.has(clause, "pain") else 0.0


# --- treatments --------------------------------------------------------------------------------


def treatments(reading: Reading) -> tuple[Found[str], ...]:
    """What was tried or is to be, each once, in the order told."""
    first: dict[str, Mention] = {}
    found = mentions_of(reading, reading.language.treatments)
    for one in found:
        if is_negated(reading, one) or any(_is_within(one, other) for other in found):
            continue
        if one.code not in first or one.first < first[one.code].first:
            first[one.code] = one
    told = sorted(first.values(), key=lambda one: (one.first, one.code))
    return tuple(said(reading, one) for one in told)


def _is_within(one: Mention, other: Mention) -> bool:
    """`pool` in `pool running`: the longer phrase of another treatment is the one that is meant."""
    shorter = one.last - one.first < other.last - other.first
    return one.code != other.code and shorter and other.first <= one.first <= one.last <= other.last


# --- spans and counts --------------------------------------------------------------------------


def weeks_to_race(reading: Reading, claims: Sequence[Claim]) -> Found[float] | None:
    """How long until the race, in weeks."""
    told = [one for one in claims if one.role == "weeks" and one.worth >= ENOUGH]
    best = max(told, key=lambda one: (one.worth, -one.quantity), default=None)
    if best is None:
        return None
    later = sum(
        reading.quantities[one.quantity].value
        for one in claims
        if one.role == "later" and one.start <= best.start < one.end
    )
    span = reading.quantities[best.quantity]
    weeks = round((span.value if span.kind == "W" else span.said) + later, 2)
    return Found(weeks, reading.text[best.start : best.end], best.start, best.end)


def missed_runs(reading: Reading, claims: Sequence[Claim]) -> Found[int] | None:
    """How many runs were missed, if a number is told."""
    told = [one for one in claims if one.role == "missed" and one.worth >= ENOUGH]
    best = max(told, key=lambda one: (one.worth, one.start), default=None)
    if best is None:
        return None
    count = reading.quantities[best.quantity].said
    if count != int(count) or not 0 < count <= _MOST_MISSED:
        return None
    return Found(int(count), reading.text[best.start : best.end], best.start, best.end)
