"""Every number we chose: value, unit, where it comes from, and the range it could as well have.

"Assumption" is an honest source; silence is not. Numbers seen in a paper name the paper.
`startline explain` prints these beside the advice that leans on them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Assumption:
    """One chosen constant. `low` and `high` span what would have been as reasonable."""

    id: str
    value: float
    unit: str
    source: str
    low: float
    high: float
    about: str


REGISTRY: dict[str, Assumption] = {}

_GARMIN_5205 = (
    "Schuster Brandt Frandsen et al. 2025, BJSM 59:1203, doi:10.1136/bjsports-2024-109380 "
    "(observational; runners who were not injured)"
)
_ESCULIER = "after Esculier et al. 2018, BJSM 52:659, doi:10.1136/bjsports-2016-096988"
_CODED = "median of coded first-person accounts of injured runners (over-reports painful runs)"


_about = ""


def _section(about: str) -> None:
    global _about
    _about = about


def _assume(id_: str, value: float, unit: str, source: str, low: float, high: float) -> float:
    REGISTRY[id_] = Assumption(id_, value, unit, source, low, high, _about)
    return value


def _count(id_: str, value: int, unit: str, source: str, low: float, high: float) -> int:
    return int(_assume(id_, value, unit, source, low, high))


_section("limits")
SPIKE_PERCENT = _count(
    "single_session_spike", 110, "% of the longest run of 30 days", _GARMIN_5205, 100, 130
)
SPIKE_DAYS = _count("spike_window", 30, "days", _GARMIN_5205, 21, 42)
SPIKE_FLOOR_M = _count(
    "spike_floor", 3000, "m, for those who have not run in 30 days", "assumption", 1600, 5000
)
BELIEVED_TIMES = _count(
    "believed_times", 3, "times the longest other run of 30 days: a run further counts as that",
    "assumption: 90 typed for 9", 2, 4,
)  # fmt: skip
BELIEVED_M = _count(
    "believed", 21_100, "m that a run counts as without others beside it", "assumption",
    15_000, 30_000,
)  # fmt: skip
IDENTICAL_RUNS = _count(
    "identical", 14, "runs of the same metres and seconds: a recording that repeats itself",
    "assumption", 10, 20,
)  # fmt: skip
IDENTICAL_COUNTED = _count(
    "identical_counted", 3, "of them, the newest, whose good news counts", "assumption", 1, 5
)
TAPER_DAYS = _count(
    "taper", 21, "days before the race",
    "Smyth & Lawlor 2021, Front Sports Act Living 3:735220", 14, 28,
)  # fmt: skip
BUILD_DAYS = _count(
    "build", 112, "days over which 'no new longest run' looks back", "convention", 84, 126
)
STALE_HOLD_DAYS = _count("stale_hold", 7, "days without a word", "assumption", 5, 10)
STALE_RESTART_DAYS = _count("stale_restart", 14, "days without a run", "assumption", 10, 21)
STALE_ASK_DAYS = _count("stale_ask", 28, "days without a word", "assumption", 21, 42)
STALE_RESTART_PERCENT = _count(
    "stale_restart_share",
    50,
    "% of the last step",
    "assumption, after return-to-run ladders",
    30,
    70,
)
SHORTEST_RUN_M = _count("shortest_run", 800, "m; less than this is a walk", "assumption", 400, 1600)
SLOWEST_EASY_S_PER_KM = _count(
    "slow_pace", 540, "s/km, turns minutes into distance when no pace is known", "assumption",
    420, 720,
)  # fmt: skip

_section("plan")
CUTBACK_EVERY_WEEKS = _count(
    "cutback_every", 4, "weeks between lighter ones while something hurts",
    "convention of published programmes (every 3 to 4 weeks)", 3, 5,
)  # fmt: skip
CUTBACK_PERCENT = _count(
    "cutback", 80, "% of the longest run of three weeks before, in a lighter week, at most",
    "median of published programmes; convention", 70, 90,
)  # fmt: skip
CUTBACK_FLOOR_PERCENT = _count(
    "cutback_floor", 50, "% of the longest run of three weeks before, at least", "assumption",
    40, 60,
)  # fmt: skip
CUTBACK_FROM_PERCENT = _count(
    "cutback_from", 85, "% of the longest of three weeks before: a week below is a lighter one",
    "assumption", 80, 90,
)  # fmt: skip
CUTBACK_LOOK_BACK_DAYS = _count(
    "cutback_look_back", 21, "days before a lighter week", "convention", 14, 28
)
STEADY_PERCENT = _count(
    "steady", 10, "% below what may be run, within which the plan shown before stays",
    "assumption", 5, 20,
)  # fmt: skip
PURPOSE_PERCENT = _count(
    "purpose", 50, "% of the race that the longest run should reach by three weeks before it",
    "assumption, after Fokkema et al. 2020, doi:10.1111/sms.13725 (under 25 km costs minutes)",
    40, 60,
)  # fmt: skip
CROSS_MOST_MIN = _count(
    "cross_most", 90, "min of cross-training a day in place of running", "assumption", 60, 150
)
CROSS_LEAST_MIN = _count(
    "cross_least", 15, "min; less is not worth changing for", "assumption", 10, 20
)
CROSS_STEP_MIN = _count("cross_step", 5, "min, rounded down", "convention", 1, 10)

_section("light")
STEP_PERCENT = _count(
    "step", 115, "% of the last green run, at most", "clinical convention (+10 to 15 % a step)",
    105, 120,
)  # fmt: skip
RESTART_PERCENT = _count(
    "restart",
    50,
    "% of the median onset distance",
    "clinical convention for the outer knee",
    40,
    60,
)
GREENS_TO_PROGRESS = _count("greens", 2, "green runs in a row", _ESCULIER + "; assumption", 1, 3)
REST_DAYS_AFTER_RED = _count("rest_after_red", 1, "whole days", "assumption (24 to 48 h)", 1, 2)
REDS_TO_SEE_CLINICIAN = _count("reds", 2, "red runs in 14 days", "assumption", 2, 3)
RED_WINDOW_DAYS = _count("red_window", 14, "days", "assumption", 10, 21)
HURTING_DAYS = _count(
    "hurting", 28, "days after the last painful run in which the problem counts as open",
    "assumption", 14, 56,
)  # fmt: skip
LOG_WINDOW_DAYS = _count(
    "log_window", 182, "days of pain reports that the onset model reads", "assumption", 112, 365
)

_section("onset")
ONSET_MEDIAN_KM = _assume("onset_median", 8.0, "km", "Kaplan-Meier " + _CODED, 5.0, 10.0)
OUTER_KNEE_MEDIAN_KM = _assume("outer_knee_median", 9.7, "km", _CODED, 8.0, 12.0)
ONSET_LOG_SD = _assume("onset_log_sd", 0.7, "log units between runners", _CODED, 0.5, 0.9)
POOLING_EPISODES = _assume(
    "pooling", 20, "episodes a site is weighed against", "assumption", 10, 40
)
FIRST_STEP_EARLY = (
    1.0,
    1.0,
)  # of the Beta: hits and misses, U-shaped because it persists in a runner
FIRST_STEP_OTHER = (0.5, 4.0)
_assume("first_step_early", 0.5, "share of runs, shin and Achilles", _CODED, 0.3, 0.6)
_assume("first_step_other", 0.11, "share of runs, other sites", _CODED, 0.05, 0.15)
RECOVERY_DAYS = _assume(
    "recovery_days", 60, "days, median",
    "Mulvad et al. 2018, PLoS One 13:e0204742; Beals & Flanigan 2013, J Sports Med 367169", 45, 99,
)  # fmt: skip
RECOVERY_LOG_SD = _assume("recovery_log_sd", 0.8, "log units", "as recovery_days", 0.7, 1.0)
AGGRAVATION = _assume(
    "aggravation", 0.1, "log units lost per log unit run past onset, median",
    "assumption; coded runs do not tell 0 from 0.5", 0.0, 0.5,
)  # fmt: skip
CEILING_STEP_SD = _assume(
    "ceiling_step", 0.14, "log units a day",
    "chosen on simulated worlds and coded runs (model card)", 0.08, 0.2,
)  # fmt: skip
CEILING_AGGRAVATION = _assume(
    "ceiling_aggravation", 0.02, "log units lost per log unit run past onset",
    "chosen on simulated worlds and coded runs (model card)", 0.0, 0.1,
)  # fmt: skip
CEILING_SKEW = _assume(
    "ceiling_skew", 0.2, "power of the logistic law: bad days are worse than good days are good",
    "chosen on simulated worlds and coded runs (model card)", 0.2, 1.0,
)  # fmt: skip
CEILING_SPREAD = _assume(
    "ceiling_spread", 0.85, "log units between runners, and what a silent log returns to",
    "chosen on simulated worlds and coded runs (model card)", 0.7, 1.0,
)  # fmt: skip
CEILING_SIGMAS = ((0.145, 0.3), (0.208, 0.4), (0.298, 0.3))
_assume(
    "ceiling_sigma", 0.208, "log units, day-to-day scale of the skewed law; also 0.145 and 0.298",
    "chosen on simulated worlds and coded runs (model card)", 0.145, 0.298,
)  # fmt: skip

_section("trend")
RECOVERY_LOG_DISTANCE = _assume(
    "recovery_distance", 1.66, "log units, from 8 to 42.2 km", "convention", 1.2, 2.0
)
PLATEAU = _assume(
    "plateau", 0.4, "chance that nothing is recovering",
    "Mulvad et al. 2018 (31 % not recovered at 24 weeks); Beals & Flanigan 2013 (8 % at 6 months); "
    "raised because coded runs show no growth from run to run",
    0.2, 0.5,
)  # fmt: skip
AGGRAVATION_LOG_SD = _assume("aggravation_log_sd", 1.0, "log units", "assumption", 0.5, 1.0)
SIGMA = _assume("sigma", 0.35, "log units, day-to-day scale of onset (t, 4 df)", _CODED, 0.18, 0.45)
SIGMA_LOG_SD = _assume("sigma_log_sd", 0.5, "log units", _CODED, 0.3, 0.6)
STEP_SD = _assume("step_sd", 0.02, "log units a square-root day", "assumption", 0.01, 0.05)
STEP_LOG_SD = _assume("step_log_sd", 0.5, "log units", "assumption", 0.3, 0.7)
RELAPSE_PER_DAY = _assume("relapse_rate", 0.01, "per day", "assumption", 0.0, 0.03)
RELAPSE_MEAN = _assume("relapse_mean", -0.35, "log units", "assumption", -0.7, -0.2)
RELAPSE_SD = _assume("relapse_sd", 0.35, "log units", "assumption", 0.2, 1.0)
TREND_DAYS = _count("trend_window", 42, "days", "assumption", 28, 56)
COMPARABLE_RUNS = _count(
    "comparable_runs", 6, "informative runs before a trend is called",
    "Natesan Batley 2020, doi:10.1002/jts.22614, and our own simulation", 4, 10,
)  # fmt: skip
SURE_OF_CHANGE = _assume(
    "sure_of_change", 0.9, "chance of a change before it is called", "convention", 0.8, 0.95
)
