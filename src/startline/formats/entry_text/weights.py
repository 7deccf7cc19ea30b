"""How likely each quantity plays each role, from weights learnt on entries made for this project.

For role r of a quantity with cues C the log-odds are

    b_r + sum of w_rc over c in C,

a logistic regression a role, learnt by `python -m benchmarks.entry.train` from
`tests/formats/entries/development.toml` alone. A language without weights is read by its rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from startline.formats.entry_text.contexts import OTHER, SOMEBODY
from startline.formats.entry_text.rivals import standing
from startline.formats.entry_text.roles import ENOUGH, ROLES, Claim, Reading

Weights: TypeAlias = Mapping[str, Mapping[str, float]]
"""The weight of every cue for a role or a mood."""

Odds: TypeAlias = dict[int, dict[str, float]]
"""Log-odds of each role of each quantity."""

BIAS = ""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of a language."""

    roles: Weights
    moods: Weights


@cache
def learnt_of(code: str) -> Learnt | None:
    """The weights of a language, or None if it has none."""
    path = files("startline.formats.entry_text").joinpath("languages").joinpath(f"{code}.json")
    if not path.is_file():
        return None
    return Learnt(**json.loads(path.read_text("utf-8")))


def odds(roles: Weights, cues: Mapping[int, frozenset[str]]) -> Odds:
    """The log-odds from the cues of each quantity."""
    return {
        number: {
            role: of[BIAS] + sum(of[cue] for cue in said if cue in of) for role, of in roles.items()
        }
        for number, said in cues.items()
    }


def with_rules(likely: Odds, by_rules: Odds) -> Odds:
    """The learnt log-odds with what the rules say added, where they keep a say of their own."""
    return {
        number: {
            role: value + RULES_SAY.get(role, 0.0) * _within(by_rules[number][role])
            for role, value in of.items()
        }
        for number, of in likely.items()
    }


RULES_SAY = {"onset": 0.75}
"""Chosen on left-out development entries: where pain began, rules are the steadier judges."""


def of_the_writer(likely: Odds, reading: Reading) -> Odds:
    """The log-odds without what others ran; "she" may be who set the limit, if nothing says not."""
    told = {SOMEBODY: ("cap",), OTHER: ()}
    return {
        number: {
            role: value if role in told.get(_who(reading, number), ROLES) else _NEVER
            for role, value in of.items()
        }
        for number, of in likely.items()
    }


def _who(reading: Reading, number: int) -> str:
    return reading.contexts.who[reading.item_of(number)]


_NEVER = -99.0


def _within(odds: float) -> float:
    return max(-ENOUGH, min(ENOUGH, odds))


def odds_by_rules(claims: Sequence[Claim], numbers: Iterable[int]) -> Odds:
    """The log-odds from what the rules' claims are worth, where those stand."""
    found: Odds = {number: dict.fromkeys(ROLES, -ENOUGH) for number in numbers}
    for claim in standing(claims):
        role = "onset" if claim.role == "sore" else claim.role
        if role in ROLES and claim.quantity in found:
            of = found[claim.quantity]
            of[role] = max(of[role], claim.worth - _LEAST[role])
    return found


_LEAST = {**dict.fromkeys(ROLES, ENOUGH - 0.01), "run": 2.49}
"""A claim worth this is believed. The one distance that nothing is said of is the run."""
