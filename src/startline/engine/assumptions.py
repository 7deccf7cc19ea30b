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
LONG_COUNTS = _count(
    "long_counts", 2, "times its metres, a long run where a limit leaves days out", "assumption",
    1, 3,
)  # fmt: skip
REST_LEAN_PERCENT = _count(
    "rest_lean", 50, "% for which a day counts more that two days of rest would take, under one",
    "assumption, chosen beside an exact search (model card)", 0, 100,
)  # fmt: skip
RUNS_LEAN_PERCENT = _count(
    "runs_lean", 100, "% for which a day counts more for each of one and two days of rest it goes "
    "with, under a limit on runs a week",
    "assumption, chosen beside an exact search (model card)", 0, 200,
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

_section("treatment")
_SALAFFI = "Salaffi et al. 2004, Eur J Pain 8:283; Farrar et al. 2001, Pain 94:149"
COMPARABLE_DISTANCE_PERCENT = _count(
    "comparable_distance", 10, "% of the longer of two runs, within which ratings are compared",
    "assumption", 5, 20,
)  # fmt: skip
MEANINGFUL_NRS = _count("meaningful_nrs", 2, "NRS points, at least, of a change", _SALAFFI, 1, 3)
MEANINGFUL_PERCENT = _count(
    "meaningful_share", 30, "% of the first rating, at least, of a change", _SALAFFI, 15, 33
)
WALKED_PERCENT = _count(
    "walked", 5, "% of a run walked, at least, to have tried walk breaks",
    "assumption; 1 min each 2.5 km is 6 % (Hottenrott et al. 2016)", 3, 10,
)  # fmt: skip
OFTEN_RUNS = _count(
    "often_runs", 4, "runs within 7 days, at least, to have tried more often", "assumption", 3, 5
)
EVEN_WEEK_PERCENT = _count(
    "even_week", 130, "% of the mean run of those 7 days, at most, in the longest of them",
    "assumption", 120, 150,
)  # fmt: skip
SLOWER_PERCENT = _count(
    "slower", 110, "% of the usual seconds per km, at least, to have tried slower",
    _ESCULIER + " (10 to 20 % slower)", 105, 120,
)  # fmt: skip
USUAL_PACE_DAYS = _count(
    "usual_pace_days", 42, "days before the problem, for the usual pace", "assumption", 28, 56
)

_FEELY = "Feely et al. 2023, Front Sports Act Living 4:1096124, doi:10.3389/fspor.2022.1096124"
_FOKKEMA = "Fokkema et al. 2020, Scand J Med Sci Sports, doi:10.1111/sms.13725"
_HICKSON = "Hickson et al. 1982, J Appl Physiol 53:225 (13 people); straight line: assumption"
_VICKERS = (
    "Vickers & Vertosick 2016, BMC Sports Sci Med Rehabil 8:26, doi:10.1186/s13102-016-0052-y"
)
_HISTORIES = "fitted on the development half of real training histories (model card)"

_section("adherence")
MOVED_DAYS = _count(
    "moved_days", 2, "days before or after its own that a moved run may lie", "assumption", 1, 3
)
MOVED_SHARE = (0.8, 1.2)
_assume("moved_share_low", 0.8, "of the distance programmed, at least, to be that run moved",
        "assumption", 0.7, 0.9)  # fmt: skip
_assume("moved_share_high", 1.2, "of the distance programmed, at most, to be that run moved",
        "assumption", 1.1, 1.3)  # fmt: skip
DONE_SHARE = _assume(
    "done_share", 0.9, "of the distance programmed; less is shortened",
    "assumption: watches and courses differ by a few percent", 0.85, 0.97,
)  # fmt: skip

_section("fitness")
AEROBIC_DAYS = _assume(
    "aerobic_days", 42, "days; how fast the aerobic state forgets",
    "convention; Coyle et al. 1984, J Appl Physiol 57:1857 reads as 21 to 36", 21, 45,
)  # fmt: skip
AEROBIC_LOSS = _assume(
    "aerobic_loss", 0.16, "share of aerobic power lost in the end by a full stop",
    "Coyle et al. 1984, J Appl Physiol 57:1857 (7 highly trained; an upper end)", 0.14, 0.16,
)  # fmt: skip
RECREATIONAL = _assume(
    "recreational_share", 0.6, "of that loss, in recreational runners; sd 0.2",
    "assumption after Mujika & Padilla 2000, Sports Med 30:79", 0.2, 1.0,
)  # fmt: skip
RECREATIONAL_SD = 0.2
CROSS_WORTH = _assume(
    "cross_worth", 0.9, "minutes of running that a minute of cross-training stands for",
    "assumption; Bushman et al. 1997, MSSE 29:694 and Eyestone et al. 1993, "
    "doi:10.1177/036354659302100107 found almost no loss in 4 to 6 weeks", 0.7, 1.0,
)  # fmt: skip
KEPT_SHARE = _assume(
    "kept_share", 1 / 3, "of the usual minutes of a week keep the aerobic state",
    "Hickson et al. 1982, J Appl Physiol 53:225 (13 of 40 minutes kept it for 15 weeks)",
    0.25, 0.65,
)  # fmt: skip
KEPT_SESSIONS = _count(
    "kept_sessions", 2, "sessions a week that this takes",
    "Hickson & Rosenkoetter 1981, MSSE 13:13 (2 days a week kept it for 15 weeks)", 2, 4,
)  # fmt: skip
DURABLE_DAYS = _count(
    "durable_days", 30, "days for which the longest session counts in full", "assumption", 21, 42
)
DURABILITY_DAYS = _assume(
    "durability_days", 42, "days; how fast a longest session older than that fades",
    "assumption: as the aerobic state", 21, 60,
)  # fmt: skip
DURABLE_SHARE = _assume(
    "durable_share", 2 / 3, "of the longest session keep all endurance", _HICKSON, 0.5, 0.8
)
DURABLE_SLOPE = _assume(
    "durable_slope", 0.3, "of endurance lost for each whole of the longest session below that",
    _HICKSON, 0.0, 0.6,
)  # fmt: skip
STOP_DAYS = _count("stop_days", 7, "days without a run that count as a stop", _FEELY, 7, 10)
STOP_COST = _assume(
    "stop_cost", 0.055, "of the finish time, median, for a stop of 7 days or more", _FEELY,
    0.05, 0.08,
)  # fmt: skip
STOP_COST_LOG_SD = _assume("stop_cost_log_sd", 0.45, "log units", _FEELY, 0.3, 0.6)
CROSS_SAVES = _assume(
    "cross_saves", 0.5, "of what a stop costs, saved when all its minutes were cross-trained",
    "assumption: fitness is kept (Eyestone et al. 1993), endurance of the legs was not measured",
    0.2, 0.8,
)  # fmt: skip
TYPICAL_MARATHON_MIN = _assume(
    "typical_marathon", 270, "min, turns a share lost into minutes when no goal or result is known",
    "assumption: the middle of large city marathons", 210, 330,
)  # fmt: skip
SHORT_COST_MIN = _assume(
    "short_long_run_cost", 13.4, "min at the marathon when the longest run is under 25 km",
    _FOKKEMA, 5.3, 21.6,
)  # fmt: skip
SHORT_COST_SD_MIN = 4.16  # (21.6 - 5.3) / (2 x 1.96)
SHORT_FROM_KM = _assume(
    "short_long_run_from", 30, "km; from here down a shorter longest run costs",
    "assumption: a ramp through the published step at 25 km", 25, 32,
)  # fmt: skip
SHORT_FULL_KM = _assume(
    "short_long_run_full", 20, "km; at this and below it costs all of it",
    "assumption: a ramp through the published step at 25 km", 15, 25,
)  # fmt: skip
SMALLER_SHARE = _assume(
    "smaller_penalty", 0.5, "of the smaller of two penalties is added to the larger",
    "assumption: both measure some of the same training", 0.0, 1.0,
)  # fmt: skip

_section("finish time")
VICKERS_ONE = (0.16018617, 0.83076202, 0.06423826)
VICKERS_TWO = (1.4510756, -0.23797948, -0.01410023)
_assume("vickers_volume", VICKERS_ONE[2], "m/s for each 10 miles a week", _VICKERS, 0.05, 0.08)
RIEGEL_POWER = _assume(
    "riegel_power", 1.11, "power of distance by which time grows, recreational runners",
    "Vickers & Vertosick 2016, doi:10.1186/s13102-016-0052-y; Riegel's records give 1.06",
    1.06, 1.15,
)  # fmt: skip
RESULT_DAYS = _count("result_days", 365, "days that a race result counts", "assumption", 180, 730)
TRAINING_DAYS = _count(
    "training_days", 112, "days of training that are read", "convention", 56, 126
)
FINISH_SD_MIN = _assume(
    "finish_sd", 15, "min, least spread of a marathon forecast",
    _VICKERS + " (root mean square error 14.4 to 15.1)", 14, 20,
)  # fmt: skip
ONE_RESULT_LOG_SD = _assume(
    "one_result_sd", 0.063, "log units, from one race result",
    _VICKERS + " (15.1 min at 4:00)", 0.058, 0.08,
)  # fmt: skip
TWO_RESULTS_LOG_SD = _assume(
    "two_results_sd", 0.06, "log units, from two race results",
    _VICKERS + " (14.4 min at 4:00)", 0.058, 0.08,
)  # fmt: skip
TRAINING_LEVEL = _assume("training_level", -0.024, "log units", _HISTORIES, -0.06, 0.02)
TRAINING_BEST = _assume(
    "training_best", 0.89, "power of the best run carried to a marathon",
    _VICKERS + ", model 1 at 4:00 and 40 km a week", 0.7, 1.0,
)  # fmt: skip
TRAINING_VOLUME = _assume(
    "training_volume", -0.054, "power of kilometres a week",
    _VICKERS + ", model 1 at 4:00 and 40 km a week", -0.15, -0.03,
)  # fmt: skip
TRAINING_LOG_SD = _assume(
    "training_sd", 0.09, "log units, from training alone", _HISTORIES, 0.08, 0.13
)
RUN_WALK_MIN = _assume(
    "run_walk_cost", 7, "min at the marathon, sd 8",
    "Hottenrott et al. 2016, J Sci Med Sport 19:64 (42 people; not significant)", -9, 23,
)  # fmt: skip
RUN_WALK_SD_MIN = 8.0
WALL = _assume(
    "wall", 0.25, "chance of slowing by a quarter late in the race",
    "Smyth 2021, PLoS One 16:e0251513 (28 % of men, 17 % of women)", 0.17, 0.28,
)  # fmt: skip
WALL_TIMES = _assume(
    "wall_short", 1.5, "times that chance when the longest run is under 32 km",
    "after Buman et al. 2009, Psychol Sport Exerc 10:662 (secondary source)", 1.0, 2.0,
)  # fmt: skip
WALL_COST = _assume(
    "wall_cost", 0.07, "of the finish time: a quarter slower over the last 12 km of 42",
    "computed from the definition", 0.05, 0.1,
)  # fmt: skip

_section("outlook")
OUTLOOK_DRAWS = _count("outlook_draws", 5000, "trajectories a way on", "convention", 2000, 20_000)
REST_OPTION_DAYS = _count(
    "rest_option", 14, "days without running, then back by the light",
    "assumption, after Gunter & Schwellnus 2004, doi:10.1136/bjsm.2003.000283 (14 days)", 7, 28,
)  # fmt: skip
CROSS_OPTION_DAYS = _count(
    "cross_option", 28, "days of cross-training alone, at most; up to the taper",
    "Bushman et al. 1997, MSSE 29:694 (4 weeks)", 14, 42,
)  # fmt: skip
CROSS_OPTION_LEAST_DAYS = _count(
    "cross_option_least", 7, "days of cross-training alone that make it a way of its own",
    "assumption", 7, 14,
)  # fmt: skip
CROSS_OPTION_MIN_A_WEEK = _count(
    "cross_option_minutes", 180, "min a week of cross-training in place of running", "assumption",
    90, 300,
)  # fmt: skip
DEFER_DAYS = _count("defer", 182, "days until a later race", "assumption", 112, 364)
ADHERENCE = _assume(
    "adherence", 0.85, "share of planned runs that are run",
    "assumption; more than half of runners have gaps up to 6 days (Feely et al. 2023, "
    "doi:10.3389/fspor.2022.1096124)", 0.7, 0.95,
)  # fmt: skip
ILLNESS_PER_DAY = _assume(
    "illness", 0.0028, "bouts a day, each a week without running",
    "Toresdahl et al. 2023, doi:10.1136/bjsports-2022-105670 (27.2 % in 16 weeks)", 0.001, 0.004,
)  # fmt: skip
PAIN_SLOPE_NRS_PER_KM = _assume(
    "pain_slope", 0.8, "NRS points a km past onset, median", "assumption", 0.4, 1.6
)
PAIN_SLOPE_LOG_SD = _assume("pain_slope_log_sd", 0.5, "log units", "assumption", 0.3, 0.7)
RUN_WALK_MULTIPLIER = _assume(
    "run_walk", 1.1, "times onset distance when walk breaks are taken",
    "assumption; unknown in the literature (Hottenrott et al. 2016 measured time, not onset)",
    1.0, 1.3,
)  # fmt: skip
RUN_WALK_LOG_SD = _assume("run_walk_log_sd", 0.15, "log units", "assumption", 0.05, 0.25)
CAPACITY_MOST_KM = _assume(
    "capacity_most", 60.0, "km, beyond which no recovery goes", "assumption", 50, 100
)
FLARE_UP_SHARE = _assume(
    "flare_up", 0.3, "share of onset distance lost within a week", "assumption", 0.2, 0.5
)
START_INSIDE = _assume(
    "start_inside", 0.92, "chance to start with race-day pain inside the limit",
    "assumption; Toresdahl et al. 2020, PMC6931177: 81 % of entrants started", 0.85, 0.97,
)  # fmt: skip
START_OUTSIDE = _assume(
    "start_outside", 0.5, "chance to start with race-day pain outside the limit", "assumption",
    0.2, 0.8,
)  # fmt: skip
FINISH_INSIDE = _assume(
    "finish_inside", 0.97, "chance to finish once started",
    "race statistics (1.5 to 5.4 % do not finish)", 0.94, 0.99,
)  # fmt: skip
FINISH_OUTSIDE = _assume(
    "finish_outside", 0.7, "chance to finish with the pain limit reached before half way",
    "assumption", 0.4, 0.9,
)  # fmt: skip
KEPT_OUT = _assume(
    "kept_out", 0.16, "of those injured in the build, kept from starting or finishing",
    "Toresdahl et al. 2020, PMC6931177 (64 of 396)", 0.13, 0.2,
)  # fmt: skip
INJURED_IN_BUILD = _assume(
    "injured_in_build", 0.4, "of marathoners, injured in 16 weeks",
    "Toresdahl et al. 2023, doi:10.1136/bjsports-2022-105670 (294 of 735)", 0.365, 0.436,
)  # fmt: skip
