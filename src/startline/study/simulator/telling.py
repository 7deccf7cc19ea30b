"""What a runner tells of a run: late, rounded, in part, or not at all."""

from __future__ import annotations

from startline.engine.runs import OnsetObservation, PainReport
from startline.study.settings import Settings
from startline.study.simulator.body import Pain
from startline.study.simulator.dice import Dice

MILE_KM = 1.609344
WHOLE_MILE, HALF_MILE = 0.67, 0.24  # shares of mile onsets told so, in coded accounts
BETWEEN, BEFORE = 0.1, 0.05  # shares told as a stretch, and as "by then": assumptions
SETTLES = 0.85  # of runs that hurt at 4 or less, within the hour: assumption
MORNING_LESS = 3.0  # NRS less on the next morning than at worst, sd 1: assumption
NOT_ANSWERED = 0.1  # of mornings, and of other answers: assumption
LIMPS_FROM, LIMPS = 7.0, 0.3  # from this rating on, so often: assumption


def on_a_heap(onset_km: float, u: float) -> tuple[float, float]:
    """Middle and half width (km) of the stretch that a told number stands for.

    A whole mile, a half, or a tenth; a half-mile teller who lands on a whole mile is read like a
    whole-mile teller. `u` is uniform.
    """
    miles = onset_km / MILE_KM
    whole, half = round(miles), round(2 * miles) / 2
    if whole >= 1 and (u < WHOLE_MILE or (u < WHOLE_MILE + HALF_MILE and half == whole)):
        middle, width = float(whole), 0.5
    elif half >= 0.5 and u < WHOLE_MILE + HALF_MILE:
        middle, width = half, 0.25
    else:
        middle, width = round(10 * miles) / 10, 0.05
    return middle * MILE_KM, width * MILE_KM


def told(pain: Pain, km: float, dice: Dice, s: Settings, *, poorly: bool) -> PainReport | None:
    """The report of one run; None where nobody answered."""
    if dice.u_asked > s.asked:
        return None
    noticed_km = pain.reaches(s.notices) if poorly else pain.onset_km
    hidden = poorly and dice.u_hide < s.hides
    if hidden or km <= noticed_km:
        return PainReport(free=True, next_morning_nrs=_morning(0.0, dice))
    worst = pain.worst(km)
    return PainReport(
        free=False,
        onset=where(noticed_km, km, dice, s, in_miles=poorly),
        worst_nrs=_rating(worst + 0.7 * dice.z_nrs, least=1),
        course=pain.course,
        settled_within_hour=None
        if dice.u_sign > 1 - NOT_ANSWERED
        else worst <= 4 and dice.u_level < SETTLES,
        next_morning_nrs=_morning(worst, dice),
        limp=worst >= LIMPS_FROM and dice.u_sign < LIMPS,
    )


def where(at_km: float, km: float, dice: Dice, s: Settings, *, in_miles: bool) -> OnsetObservation:
    """The stretch of road that is told for an onset `at_km` of a run of `km`."""
    if at_km == 0:
        return OnsetObservation.from_the_first_step()
    u = dice.u_how
    if u < BEFORE:
        return OnsetObservation.before(round(km, 3))
    if u < BEFORE + BETWEEN:
        low, high = (round(min(km, at_km * by), 3) for by in (0.8, 1.2))
        return OnsetObservation.between(low, high)
    u = (u - BEFORE - BETWEEN) / (1 - BEFORE - BETWEEN)
    if in_miles or u < s.heaped:
        middle, _ = on_a_heap(at_km, dice.u_hills)
        return OnsetObservation.exactly(round(min(km, max(middle, 0.1)), 3))
    return OnsetObservation.exactly(round(min(km, max(at_km, 0.1)), 1))


def morning_nrs(worst: float, dice: Dice) -> float:
    """How it feels on the next morning, whether or not anybody asks."""
    return max(0.0, worst - MORNING_LESS + dice.z_morning) if worst > 0 else 0.0


def _morning(worst: float, dice: Dice) -> int | None:
    if dice.u_hour > 1 - NOT_ANSWERED:
        return None
    return _rating(morning_nrs(worst, dice), least=0)


def _rating(nrs: float, *, least: int) -> int:
    return min(10, max(least, round(nrs)))
