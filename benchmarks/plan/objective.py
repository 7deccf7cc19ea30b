r"""What a plan is worth, in kilometres of preparation.

.. math::

   V(x) = \sum_t w_t\, p_t\,(2 r_t - r_t^2)
        - \kappa \sum_t \bigl(1 - S_t(x_t)\bigr)
        - \mu\,\#\{t : |x_t - s_t| > 100\ \mathrm{m}\},
   \qquad r_t = x_t / p_t

x: km planned on day t; p: km the programme asked for; w: 2 for the long run, 1 for the others;
S: chance that the run stays free of pain, as forecast (1 where no problem is open); s: the plan
the runner saw before. The first half of a run counts three times as much as the second. All of w,
kappa and mu are assumptions; nobody has measured what a kilometre of preparation is worth in pain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from benchmarks.plan.question import Plan, Question

LONG_WEIGHT = 2.0  # assumption
KAPPA_KM = 1.0  # km of preparation that one run that hurts costs: assumption
MU_KM = 0.25  # km of preparation that one changed day costs: assumption
CHANGED_M = 100


@dataclass(frozen=True, slots=True)
class Worth:
    """What weighs what: kappa and mu in km of preparation."""

    kappa_km: float = KAPPA_KM
    mu_km: float = MU_KM


def value_km(ask: Question, plan: Plan, worth: Worth) -> float:
    """V of a plan in km of preparation.

    A day run as programmed is worth its kilometres, and a long run twice: with `kappa` 0 and all
    run, V is the programme's own kilometres with its long runs counted double.
    """
    days = (day_value_km(ask, day.on, plan.get(day.on, 0) / 1000, worth) for day in ask.days)
    return sum(days) - worth.mu_km * n_changed(seen_metres(ask), plan, after=None)


def day_value_km(ask: Question, on: date, km: float, worth: Worth) -> float:
    """One day's part of V, steadiness left out."""
    day = ask.days[(on - ask.on).days]
    if km <= 0 or not day.asked_m:
        return 0.0
    r, weight = km / (day.asked_m / 1000), LONG_WEIGHT if day.kind == "long" else 1.0
    wanted_km = weight * day.asked_m / 1000 * (2 * r - r * r)
    return wanted_km - worth.kappa_km * (1 - ask.p_pain_free(on, km))


def seen_metres(ask: Question) -> Plan:
    """Metres the runner was shown for each day of this plan."""
    last = ask.days[-1].on
    shown = ask.seen.sessions if ask.seen is not None else ()
    return {
        one.on: round(one.distance_km * 1000)
        for one in shown
        if one.distance_km is not None and ask.on <= one.on <= last
    }


def n_changed(earlier: Plan, later: Plan, *, after: date | None) -> int:
    """Days (after a day) whose distance differs by more than 100 m."""
    return sum(
        abs(later.get(on, 0) - m) > CHANGED_M
        for on, m in earlier.items()
        if after is None or on > after
    )
