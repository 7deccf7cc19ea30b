"""The true worlds. The engine is never told which one it is in.

One is near to what its models suppose. Each of the others has a structure they do not have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

Recovery = Literal["steady", "early", "steps", "never"]
Harm = Literal["past_onset", "none", "delayed", "overload", "spike"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """How one runner's problem behaves, and how the runner tells of it.

    recovery: a constant share a day; most of it at first; in rare jumps; none. harm: by running
    past the onset; by nothing; by kilometres in pain, some nights later; by weeks above a hidden
    load whether or not they hurt; by single runs far above the last ones. rusts: capacity falls
    without running and grows by running short of the onset. noise_df: degrees of freedom of the
    noise from run to run; spells: it comes in good and bad weeks. place_and_pace: fast running,
    hills, early hours and runs on two days matter. tells_poorly: late, in whole miles, and
    sometimes not at all. relapses: how many times as often as chosen.
    """

    recovery: Recovery = "steady"
    harm: Harm = "past_onset"
    rusts: bool = False
    noise_df: Literal[2, 4] = 4
    spells: bool = False
    place_and_pace: bool = False
    tells_poorly: bool = False
    relapses: float = 1.0


@dataclass(frozen=True, slots=True)
class World:
    """A name, what it is in a sentence, and its nature; `mixed`: each runner's own."""

    name: str
    about: str
    nature: Nature
    mixed: bool = False

    def nature_of(self, dice: Random) -> Nature:
        """The nature of one runner of this world."""
        return a_mixture(dice) if self.mixed else self.nature


WORLDS = (
    World(
        "as supposed",
        "near to what the models suppose: steady recovery or none, running past the onset costs.",
        Nature(),
    ),
    World("no recovery", "nobody recovers.", Nature(recovery="never")),
    World(
        "steps",
        "recovery comes in rare jumps, and relapses are twice as frequent.",
        Nature(recovery="steps", relapses=2.0),
    ),
    World(
        "bad weeks",
        "good and bad weeks with very heavy tails; most of the recovery comes early.",
        Nature(recovery="early", noise_df=2, spells=True),
    ),
    World("harmless", "pain costs nothing, however far one runs on.", Nature(harm="none")),
    World(
        "delayed",
        "kilometres in pain are paid for one to three nights later.",
        Nature(harm="delayed"),
    ),
    World(
        "overload",
        "weeks above a hidden load do the harm; running in pain does none.",
        Nature(harm="overload"),
    ),
    World(
        "leaps",
        "single runs far beyond those of the last month do the harm; pain does none.",
        Nature(harm="spike"),
    ),
    World(
        "rest rusts",
        "capacity falls without running, and grows by running short of the onset.",
        Nature(rusts=True),
    ),
    World(
        "place and pace",
        "pain depends on pace, hills, the hour and on running two days in a row.",
        Nature(place_and_pace=True),
    ),
    World(
        "poor tellers",
        "pain is noticed late, told in whole miles, and a quarter of it is not told.",
        Nature(tells_poorly=True),
    ),
    World("mixed", "every runner's nature is drawn from all of these.", Nature(), mixed=True),
)  # fmt: skip

BY_NAME = {world.name: world for world in WORLDS}
SUPPOSED = WORLDS[0].name


def world_of(number: int) -> World:
    """The world of a numbered runner: the worlds in turn, so that every study holds them all."""
    return WORLDS[number % len(WORLDS)]


def a_mixture(dice: Random) -> Nature:
    """One nature with every part drawn by itself."""
    drawn = Nature(
        recovery=dice.choice(("steady", "early", "steps", "never")),
        harm=dice.choice(("past_onset", "none", "delayed", "overload", "spike")),
        rusts=dice.random() < 0.25,
        noise_df=dice.choice((2, 4)),
    )
    return replace(
        drawn,
        spells=dice.random() < 0.5,
        place_and_pace=dice.random() < 0.5,
        tells_poorly=dice.random() < 0.25,
        relapses=dice.choice((0.0, 1.0, 2.0)),
    )
