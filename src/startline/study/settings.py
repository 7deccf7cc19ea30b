"""Every number of the simulator that somebody chose: value, unit, source, and its other range.

They are not the engine's: where both need a number for the same thing they may differ, and in
the worlds they do. "Assumption" is an honest source.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

_CODED = "coded first-person accounts of injured runners (over-report painful runs)"
_MULVAD = "Mulvad et al. 2018, PLoS One 13:e0204742"
_FOKKEMA = "Fokkema et al. 2020, doi:10.1111/sms.13725"


def _chosen(value: float, unit: str, source: str, low: float, high: float) -> Any:
    """A field with its unit, source and range beside it."""
    told = {"unit": unit, "source": source, "low": low, "high": high}
    return field(default=value, metadata=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The chosen numbers of the simulated runners."""

    # the body
    recovery_days: float = _chosen(60, "days from 8 to 42.2 km, median", _MULVAD, 35, 99)
    recovery_log_sd: float = _chosen(0.8, "log units", _MULVAD, 0.6, 1.0)
    never_recovers: float = _chosen(
        0.3, "share of runners", _MULVAD + " (31 % at 24 weeks)", 0, 0.5
    )
    between_log_sd: float = _chosen(0.6, "log units of onset between runners", _CODED, 0.4, 0.8)
    noise: float = _chosen(0.3, "log units from run to run, median", _CODED, 0.18, 0.45)
    noise_log_sd: float = _chosen(0.4, "log units", "assumption", 0.2, 0.6)
    wander: float = _chosen(0.02, "log units a square-root day", "assumption", 0.01, 0.05)
    relapses: float = _chosen(0.01, "a day", "assumption", 0, 0.03)
    relapse_mean: float = _chosen(-0.35, "log units", "assumption", -0.7, -0.2)
    relapse_sd: float = _chosen(0.35, "log units", "assumption", 0.1, 0.6)
    first_step: float = _chosen(0.08, "of runs, mean", _CODED, 0.05, 0.15)
    first_step_early: float = _chosen(0.3, "of runs, shin and Achilles, mean", _CODED, 0.2, 0.6)
    slope: float = _chosen(0.8, "NRS a km past onset, median", "assumption", 0.4, 1.6)
    slope_log_sd: float = _chosen(0.5, "log units", "assumption", 0.3, 0.7)
    peak_low: float = _chosen(3, "NRS beyond which pain does not grow, least", "assumption", 1, 4)
    peak_high: float = _chosen(9, "NRS, most", "assumption", 7, 10)
    stays: float = _chosen(0.19, "of painful runs, pain stays as it began", _CODED, 0.1, 0.3)
    eases: float = _chosen(0.09, "of painful runs, pain eases", _CODED, 0.05, 0.15)
    eases_first: float = _chosen(0.38, "the same, from the first step", _CODED, 0.2, 0.5)
    # what harms, in the worlds where it does
    aggravation: float = _chosen(
        0.15, "log units a log unit past onset, median", "assumption", 0, 0.5
    )
    aggravation_log_sd: float = _chosen(0.8, "log units", "assumption", 0.4, 1.0)
    delayed: float = _chosen(0.03, "log units a km at NRS 5, later", "assumption", 0.01, 0.06)
    overload_share: float = _chosen(
        0.7, "of the programmed week that is borne", "assumption", 0.5, 1.0
    )
    overload: float = _chosen(
        0.03, "log units a night and a whole week too much", "assumption", 0.01, 0.06
    )
    spike: float = _chosen(0.5, "log units a log unit beyond a tenth more", "assumption", 0.2, 1.0)
    rust: float = _chosen(
        0.01, "log units a night after three without a run", "assumption", 0.003, 0.02
    )
    used: float = _chosen(
        0.015, "log units gained by a run short of the onset", "assumption", 0, 0.03
    )
    hard: float = _chosen(-0.25, "log units on a fast run", "assumption", -0.5, 0)
    hills: float = _chosen(-0.15, "log units on hills or camber", "assumption", -0.3, 0)
    mornings: float = _chosen(-0.2, "log units early in the day", "assumption", -0.4, 0)
    next_day: float = _chosen(-0.15, "log units on the day after a run", "assumption", -0.3, 0)
    # people
    slips: float = _chosen(0.1, "of asked days, the programme is run instead", "assumption", 0, 0.4)
    own_stop: float = _chosen(3.5, "NRS at which somebody stops unasked, mean", _CODED, 2.5, 6)
    own_stop_sd: float = _chosen(1.5, "NRS", "assumption", 0.5, 2.5)
    skips: float = _chosen(0.1, "of sessions, life comes between", "assumption", 0.03, 0.25)
    ill_per_day: float = _chosen(
        0.0028,
        "bouts of a week",
        "Toresdahl et al. 2023, doi:10.1136/bjsports-2022-105670",
        0,
        0.005,
    )
    fearful: float = _chosen(
        0.15, "of runners cut runs short after a painful one", "assumption", 0, 0.4
    )
    crosses: float = _chosen(
        0.3, "of minutes cut, done as other training, mean", "assumption", 0, 0.8
    )
    bad_morning: float = _chosen(5, "NRS on waking with which nobody runs", "assumption", 3, 8)
    # what is told
    asked: float = _chosen(0.9, "of runs, somebody says whether it hurt", "assumption", 0.6, 1.0)
    heaped: float = _chosen(0.5, "of onsets told in whole or half miles", _CODED, 0.2, 0.9)
    hides: float = _chosen(
        0.25, "of painful runs a poor teller calls free of pain", "assumption", 0.1, 0.5
    )
    notices: float = _chosen(3, "NRS before a poor teller notices", "assumption", 2, 5)
    # the clinician
    seen: float = _chosen(0.6, "of runners have a clinician's limit", "assumption", 0.3, 0.9)
    rested: float = _chosen(0.15, "of them, two weeks without running first", "assumption", 0, 0.4)
    cap_low: float = _chosen(0.9, "of the median onset told, least limit", "assumption", 0.6, 1.2)
    cap_high: float = _chosen(1.6, "of it, most", "assumption", 1.3, 2.0)
    visit_days: float = _chosen(21, "days between visits", "assumption", 14, 35)
    raised: float = _chosen(1.5, "times the limit after good weeks", "assumption", 1.2, 2.0)
    # the race
    least_long_km: float = _chosen(
        18, "km at once, without which people stay away, median", "assumption", 12, 25
    )
    least_long_log_sd: float = _chosen(0.25, "log units", "assumption", 0.1, 0.4)
    start_anyway: float = _chosen(0.4, "of those start all the same", "assumption", 0.1, 0.7)
    bar_low: float = _chosen(
        4, "NRS of the last ten days that keeps people away, least", "assumption", 3, 6
    )
    bar_high: float = _chosen(9, "NRS, most", "assumption", 7, 10)
    needs_low: float = _chosen(
        0.2, "of the race within reach of the pain, to start, least", "assumption", 0, 0.4
    )
    needs_high: float = _chosen(0.6, "of it, most", "assumption", 0.4, 0.9)
    race_stop: float = _chosen(
        3, "NRS more than in training before a race is left", "assumption", 1, 5
    )
    not_finished: float = _chosen(
        0.015, "of starters, for other reasons", "race statistics (1.5 to 5 %)", 0.005, 0.03
    )
    unfit: float = _chosen(
        0.12,
        "of the time, without any training",
        "assumption, after Feely et al. 2023, doi:10.3389/fspor.2022.1096124",
        0.06,
        0.2,
    )
    short_min: float = _chosen(13.4, "min for a longest run of 20 km or less", _FOKKEMA, 5.3, 21.6)
    walks: float = _chosen(1.5, "times as long for a km walked in pain", "assumption", 1.2, 2.0)


def table() -> list[tuple[str, float, str, str, float, float]]:
    """Name, value, unit, source, low and high of every setting, as chosen."""
    return [
        (one.name, one.default, *(one.metadata[k] for k in ("unit", "source", "low", "high")))
        for one in fields(Settings)
    ]
