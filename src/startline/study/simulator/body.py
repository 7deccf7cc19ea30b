"""The body of one simulated runner: where a run begins to hurt, how it goes on, what it costs.

`c` is log kilometres at which pain begins on an easy, flat run in the afternoon of an average
day. Runs and nights move it, each world in its own way.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Literal

from startline.study.settings import Settings
from startline.study.simulator.dice import Dice
from startline.study.simulator.worlds import Nature

FULL_GAIN = math.log(42.2 / 8)  # what "recovered" means: convention
MOST, LEAST = math.log(60.0), math.log(0.35)  # log km; capacity stays between: assumption
EARLY = 2.5  # times the steady gain at nought, falling to none at the most: assumption
STEP_DAYS = 21  # between two jumps of a recovery in steps: assumption
SPELL_MEMORY = 0.85  # from day to day, of good and bad weeks: assumption
SPELL_SHARE = 0.8  # of the noise lies in them; the rest is the day's own
EASED_KM = 2.0  # pain that eases is gone after these: assumption
MONTH_DAYS, WEEK_DAYS = 30, 7

Course = Literal["worsened", "steady", "eased"]


@dataclass(frozen=True, slots=True)
class Pain:
    """How pain would go along one run. onset_km: where it begins, 0 from the first step."""

    onset_km: float
    course: Course
    level: float
    slope: float
    peak: float

    def at(self, km: float) -> float:
        """NRS at a point of the run; 0 before the onset."""
        past = km - self.onset_km
        if past < 0:
            return 0.0
        if self.course == "worsened":
            return min(self.peak, self.level + self.slope * past)
        return 0.0 if self.course == "eased" and past > EASED_KM else self.level

    def reaches(self, nrs: float) -> float:
        """Where pain reaches a rating, in km; infinite if it never does."""
        if self.level >= nrs:
            return self.onset_km
        if self.course != "worsened" or self.peak < nrs:
            return math.inf
        return self.onset_km + (nrs - self.level) / self.slope

    def worst(self, km: float) -> float:
        """The worst of a run of so many km."""
        if km <= self.onset_km:
            return 0.0
        return self.level if self.course == "eased" else self.at(km)

    def km_in_pain(self, km: float) -> float:
        """Kilometres run in pain on a run of so many."""
        past = max(0.0, km - self.onset_km)
        return min(past, EASED_KM) if self.course == "eased" else past


@dataclass(slots=True)
class Body:
    """One body; rates are log units."""

    nature: Nature
    c: float
    gain_a_day: float
    aggravation: float
    noise: float
    p_first_step: float
    slope: float
    peak: float
    bears_km_a_week: float
    to_come: float = 0.0
    spell: float = 0.0
    days: deque[float] = field(default_factory=lambda: deque([0.0], MONTH_DAYS))
    """km of each of the last 30 days, today last."""

    def copy(self) -> Body:
        """The same body, to be run on from here another time."""
        return replace(self, days=deque(self.days, MONTH_DAYS))

    @property
    def week_km(self) -> float:
        """km of the last seven days."""
        return sum(list(self.days)[-WEEK_DAYS:])

    def pain_today(self, dice: Dice, s: Settings, *, hard: bool) -> Pain:
        """How pain would go along a run today."""
        first = dice.u_first < self.p_first_step
        at_km = 0.0 if first else math.exp(self.c + self._noise(dice) + self._place(dice, s, hard))
        eases = s.eases_first if first else s.eases
        course: Course = "worsened"
        if dice.u_course < eases:
            course = "eased"
        elif dice.u_course < eases + s.stays:
            course = "steady"
        return Pain(
            onset_km=min(at_km, 500.0),
            course=course,
            level=1.0 if course == "worsened" else 1.0 + 2.0 * dice.u_level,
            slope=self.slope * math.exp(0.3 * dice.z_slope),
            peak=self.peak,
        )

    def _noise(self, dice: Dice) -> float:
        t = dice.t2 if self.nature.noise_df == 2 else dice.t4
        if self.nature.spells:
            t = SPELL_SHARE * self.spell + math.sqrt(1 - SPELL_SHARE**2) * t
        return self.noise * min(max(t, -12.0), 12.0)

    def _place(self, dice: Dice, s: Settings, hard: bool) -> float:
        if not self.nature.place_and_pace:
            return 0.0
        yesterday = len(self.days) > 1 and self.days[-2] > 0
        return (
            s.hard * hard
            + s.hills * (dice.u_hills < 0.3)
            + s.mornings * (dice.u_hour < 0.3)
            + s.next_day * yesterday
        )

    def run(self, km: float, pain: Pain, s: Settings) -> None:
        """What a run of so many km costs, or earns."""
        harm = self.nature.harm
        hurt = km > pain.onset_km
        if harm == "past_onset" and hurt and pain.onset_km > 0:
            self.c -= self.aggravation * math.log(km / pain.onset_km)
        elif harm == "delayed" and hurt:
            self.to_come += s.delayed * pain.km_in_pain(km) * pain.worst(km) / 5
        elif harm == "spike":
            longest = max(3.0, *self.days)
            self.c -= s.spike * max(0.0, math.log(km / (1.1 * longest)))
        if self.nature.rusts and not hurt and km >= 0.4 * math.exp(self.c):
            self.c += s.used
        self.days[-1] += km

    def night(self, dice: Dice, s: Settings) -> None:
        """One night: recovery, wandering, relapse, and what the world asks for what was run."""
        nature = self.nature
        self.c = min(self.c + self._recovery(dice), max(self.c, MOST)) + s.wander * dice.z_wander
        if dice.u_relapse < s.relapses * nature.relapses:
            self.c += s.relapse_mean + s.relapse_sd * dice.z_relapse
        due, self.to_come = self.to_come / 2, self.to_come / 2
        self.c -= due
        if nature.harm == "overload":
            self.c -= s.overload * max(0.0, self.week_km / self.bears_km_a_week - 1)
        if nature.rusts and not any(list(self.days)[-3:]):
            self.c -= s.rust
        self.c = max(self.c, LEAST)
        self.spell *= SPELL_MEMORY
        self.spell += math.sqrt(1 - SPELL_MEMORY**2) * dice.z_spell
        self.days.append(0.0)

    def _recovery(self, dice: Dice) -> float:
        kind = self.nature.recovery
        if kind == "steady":
            return self.gain_a_day
        if kind == "early":
            return EARLY * self.gain_a_day * max(0.0, (MOST - self.c) / (MOST - LEAST))
        if kind == "steps":
            return STEP_DAYS * self.gain_a_day * (dice.u_step < 1 / STEP_DAYS)
        return 0.0
