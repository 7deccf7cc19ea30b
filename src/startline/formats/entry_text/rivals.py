"""Claims that stand: where two roles want one quantity, the better claim, or the nearer words."""

from __future__ import annotations

from collections.abc import Sequence

from startline.formats.entry_text.contexts import TODAY
from startline.formats.entry_text.roles import ENOUGH, Claim

CLEARLY = 0.6  # by how much another role must be worth more to take a quantity away
ENDED = 5.0  # worth of a claim that says where the run ended, not only how far it was to be
NAMED = 3.5  # worth of a claim that some phrase made, not the context alone

_EXCLUDES = {
    "run": ("planned", "next", "cap", "onset"),
    "planned": ("run", "next", "cap"),
    "onset": ("run", "planned", "cap"),
    "next": ("run", "planned", "onset"),
    "cap": ("next",),
}


def standing(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that no other takes the quantity from."""
    by_quantity: dict[int, list[Claim]] = {}
    for claim in claims:
        by_quantity.setdefault(claim.quantity, []).append(claim)
    return [one for one in claims if not _is_anothers(one, by_quantity[one.quantity])]


def main_day(stand: Sequence[Claim]) -> int:
    """The day whose run the entry is about: today's, or else the last one told of."""
    told = {one.frame for one in stand if one.role in ("run", "onset") and one.worth >= ENOUGH}
    return TODAY if TODAY in told else max(told, default=TODAY)


def _is_anothers(claim: Claim, rivals: Sequence[Claim]) -> bool:
    excluding = _EXCLUDES.get(claim.role, ())
    return any(one.role in excluding and _beats(one, claim) for one in rivals)


def _beats(one: Claim, other: Claim) -> bool:
    """More worth; of equals, the one whose words are nearer to the number."""
    if one.joint or other.joint:
        return False  # one phrase gave both
    if one.role == "onset" and other.role == "run" and other.worth >= ENDED:
        return False  # a run can end where pain began
    named = other.worth >= NAMED
    if other.role == "onset" and one.role == "run" and one.start <= other.start and named:
        return False  # "got to 4 before my knee went" is where the run ended and pain began
    if abs(one.worth - other.worth) >= CLEARLY:
        return one.worth > other.worth
    return (one.end - one.start, -one.worth) < (other.end - other.start, -other.worth)
