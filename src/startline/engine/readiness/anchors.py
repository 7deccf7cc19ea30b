"""Published rates to read the model's own numbers against, with what they say and do not say.

They answer other questions than the model does: of groups, most of them not injured, and none of
them this runner. Both are shown, side by side; neither corrects the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One published rate, 0 to 1 unless `unit` says otherwise, with its 95 % interval if known.

    `says` and `does_not_say` are codes; the sentences belong to the screens. `seen` tells whether
    the number was read in the paper itself or in a secondary source.
    """

    code: str
    value: float
    n: int | None
    population: str
    source: str
    says: str
    does_not_say: tuple[str, ...]
    about: str
    low: float | None = None
    high: float | None = None
    k: int | None = None
    year: int
    unit: str = "share"
    seen: str = "paper"


_FUNNEL = (
    "Toresdahl et al. 2020, Sports Health 12(1):74, PMC6931177 (first-time marathoners, "
    "New York 2017)"
)
_CLOUGH = "Clough et al. 1989, Br J Sports Med 23(2):97-101"

ANCHORS: tuple[Anchor, ...] = (
    Anchor(
        code="injured_in_build", value=0.40, low=0.365, high=0.436, k=294, n=735, year=2019,
        population="marathoners", about="injury",
        source="Toresdahl et al. 2023, Br J Sports Med 57:146, doi:10.1136/bjsports-2022-105670",
        says="many_are_injured_in_sixteen_weeks",
        does_not_say=("how_far_into_the_build", "this_runner"),
    ),
    Anchor(
        code="injured_not_kept_out", value=0.84, low=0.80, high=0.87, k=332, n=396, year=2017,
        population="first_time_marathoners_injured", about="start", source=_FUNNEL,
        says="most_injured_were_not_kept_out",
        does_not_say=("whether_it_hurt", "counts_mild_injuries", "weeks_before_the_race",
                      "this_runner"),
    ),
    Anchor(
        code="race_preventing_bone_stress", value=0.31, low=0.21, high=0.43, k=20, n=64, year=2017,
        population="first_time_marathoners_kept_out", about="injury", source=_FUNNEL,
        says="bone_stress_kept_many_out",
        does_not_say=("what_this_pain_is", "this_runner"),
    ),
    Anchor(
        code="started", value=0.81, low=0.78, high=0.84, k=583, n=720, year=2017,
        population="first_time_marathoners", about="start", source=_FUNNEL,
        says="most_enrolled_started",
        does_not_say=("runners_already_hurting", "this_runner"),
    ),
    Anchor(
        code="finished_of_started", value=0.993, low=0.983, high=0.997, k=579, n=583, year=2017,
        population="first_time_marathoners", about="finish", source=_FUNNEL,
        says="nearly_all_who_started_finished",
        does_not_say=("who_chose_not_to_start", "whether_it_hurt", "this_runner"),
    ),
    Anchor(
        code="finished_of_started_in_heat", value=0.946, n=38132, k=36088, year=2010,
        low=0.944, high=0.949, population="marathoners", about="finish",
        source="Chicago Marathon 2010, race statistics (a warm day)", seen="secondary",
        says="heat_keeps_some_from_finishing",
        does_not_say=("runners_already_hurting", "this_runner"),
    ),
    Anchor(
        code="half_would_have_helped", value=0.33, n=None, year=1989,
        population="marathon_entrants_who_dropped_out", about="half_instead", source=_CLOUGH,
        says="a_third_would_have_run_a_half",
        does_not_say=("sizes_not_seen", "forty_years_ago"),
    ),
    Anchor(
        code="dropped_out_for_injury", value=0.36, n=None, year=1989,
        population="marathon_entrants_who_dropped_out", about="start", source=_CLOUGH,
        says="injury_is_the_commonest_reason",
        does_not_say=("sizes_not_seen", "forty_years_ago"),
    ),
    Anchor(
        code="ran_later_after_dropping_out", value=0.31, n=None, year=1989,
        population="marathon_entrants_who_dropped_out", about="defer", source=_CLOUGH,
        says="a_third_ran_a_later_marathon",
        does_not_say=("sizes_not_seen", "forty_years_ago", "entries_that_can_be_deferred"),
    ),
    Anchor(
        code="wall_men", value=0.28, n=None, year=2021, population="marathon_men", about="finish",
        source="Smyth 2021, PLoS One 16:e0251513, doi:10.1371/journal.pone.0251513",
        says="a_quarter_slow_late",
        does_not_say=("whether_it_hurt", "definition_not_checked", "this_runner"),
    ),
    Anchor(
        code="wall_women", value=0.17, n=None, year=2021, population="marathon_women",
        about="finish",
        source="Smyth 2021, PLoS One 16:e0251513, doi:10.1371/journal.pone.0251513",
        says="a_quarter_slow_late",
        does_not_say=("whether_it_hurt", "definition_not_checked", "this_runner"),
    ),
)  # fmt: skip
"""In the order in which they are shown."""


def anchors(*about: str) -> tuple[Anchor, ...]:
    """The anchors about these things (injury, start, finish, half_instead, defer); all if none."""
    return tuple(one for one in ANCHORS if not about or one.about in about)


def anchor_values(one: Anchor) -> Mapping[str, Any]:
    """One anchor as plain values for `outlook.anchors`; what is not known is left out."""
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in asdict(one).items()
        if value is not None
    }
