"""What is known of a body site before the log speaks: where pain begins, how often at once.

Medians and shares come from coded first-person accounts of injured runners (543 runs), which
over-report painful runs. Cells are small, so each site is shrunk towards all sites together:
the site's log-median counts as its number of episodes against `POOLING_EPISODES`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from startline.engine import assumptions as a


@dataclass(frozen=True, slots=True)
class SitePrior:
    """Prior for one body site: capacity on the log-km scale, and the Beta of first-step pain."""

    log_median_km: float
    log_sd: float
    first_step: tuple[float, float]
    recovery_days: float
    recovery_log_sd: float


_FACTOR_AND_EPISODES = {
    "knee_outer": (1.0, 57), "knee_front": (0.86, 11), "hip": (0.67, 14), "calf": (0.33, 17),
    "achilles": (0.23, 12), "shin": (0.10, 16),
}  # fmt: skip
"""Median onset against the outer knee, and episodes coded; others stand at the pooled median."""

_RECOVERY = {
    "shin": (70, 0.89), "achilles": (56, 1.2), "knee_front": (49, 0.90), "knee_outer": (60, 0.80),
    "plantar": (35, 1.0), "calf": (49, 0.9), "hip": (56, 0.9), "hamstring": (74, 0.9),
}  # fmt: skip
"""Days to full recovery, median and log sd: Mulvad et al. 2018, PLoS One 13:e0204742, table 2;
outer knee from Beals & Flanigan 2013, doi:10.1155/2013/367169. Spread of plantar, calf, hip and
hamstring is an assumption."""


def site_prior(site: str) -> SitePrior:
    """The prior for a body site of the Case format; an unlisted site gets the pooled one.

    >>> round(math.exp(site_prior("unknown").log_median_km), 1)
    8.0
    >>> site_prior("achilles").log_median_km < site_prior("knee_outer").log_median_km
    True
    """
    factor, episodes = _FACTOR_AND_EPISODES.get(site, (1.0, 0))
    shrink = episodes / (episodes + a.POOLING_EPISODES)
    pooled = math.log(a.ONSET_MEDIAN_KM)
    own = math.log(a.OUTER_KNEE_MEDIAN_KM * factor)
    days, log_sd = _RECOVERY.get(site, (a.RECOVERY_DAYS, a.RECOVERY_LOG_SD))
    early = site in ("shin", "achilles")
    return SitePrior(
        log_median_km=pooled + shrink * (own - pooled),
        log_sd=a.ONSET_LOG_SD,
        first_step=a.FIRST_STEP_EARLY if early else a.FIRST_STEP_OTHER,
        recovery_days=days,
        recovery_log_sd=log_sd,
    )
