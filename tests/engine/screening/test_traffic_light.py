"""The light by tissue class, for the run, the hour after and the next morning; and the ladder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from startline.engine.case import CheckIn
from startline.engine.episodes import Episode
from startline.engine.runs import OnsetObservation, PainMark, Run
from startline.engine.screening.traffic_light import Light, light_of, standing, tissue_of
from tests.builders import MONDAY, a_case, a_green_run, a_painful_run, a_run

GREEN, UNKNOWN, AMBER, RED = Light.GREEN, Light.UNKNOWN, Light.AMBER, Light.RED
START = MONDAY - timedelta(60)


@pytest.mark.parametrize(
    ("tissue", "nrs", "light"),
    [
        ("tendon", 2, GREEN), ("tendon", 3, AMBER), ("tendon", 5, AMBER), ("tendon", 6, RED),
        ("knee", 2, GREEN), ("knee", 3, AMBER), ("knee", 4, RED),
        ("muscle", 1, GREEN), ("muscle", 2, AMBER), ("muscle", 3, AMBER), ("muscle", 4, RED),
        ("unknown", 1, GREEN), ("unknown", 2, AMBER), ("unknown", 3, RED),
        ("bone", 1, RED),
    ],
)  # fmt: skip
def test_a_steady_rating_has_the_colour_of_its_tissue(tissue: str, nrs: int, light: Light) -> None:
    assert light_of(a_painful_run(worst_nrs=nrs), tissue) is light


@pytest.mark.parametrize(
    ("said", "light"),
    [
        ({"course": "worsened"}, AMBER),
        ({"course": "worsened", "worst_nrs": 3}, RED),
        ({"course": None}, AMBER),
        ({"course": "eased"}, GREEN),
        ({"limp": True}, RED),
        ({"sharp": True}, RED),
        ({"worst_nrs": None}, RED),
        ({"worst_nrs": None, "marks": (PainMark(at_km=9, nrs=2),)}, GREEN),
        ({"marks": (PainMark(at_km=9, nrs=7),)}, RED),
        ({"settled_within_hour": False}, AMBER),
        ({"settled_within_hour": None}, AMBER),
        ({"next_morning_nrs": None}, UNKNOWN),
        ({"next_morning_nrs": 1}, RED),
    ],
)
def test_the_day_has_the_colour_of_the_worst_check(said: dict[str, Any], light: Light) -> None:
    assert light_of(a_painful_run(**said), "knee") is light


def test_stopping_because_it_hurt_or_not_saying_why_is_amber_at_best() -> None:
    assert light_of(replace(a_painful_run(), stopped_because="pain"), "knee") is AMBER
    assert light_of(replace(a_painful_run(), stopped_because=None), "knee") is AMBER


def test_a_tendon_may_be_a_little_worse_next_morning() -> None:
    assert light_of(a_painful_run(next_morning_nrs=2), "tendon") is AMBER
    assert light_of(a_painful_run(next_morning_nrs=3), "tendon") is RED


def test_a_morning_is_judged_against_the_usual_one() -> None:
    usual = CheckIn(on=MONDAY, morning_nrs=2, usual_morning_nrs=2)
    run = replace(a_painful_run(), pain=replace(a_painful_run().pain, next_morning_nrs=None))  # type: ignore[type-var]

    assert light_of(run, "knee", (usual,)) is GREEN
    assert light_of(run, "knee", (replace(usual, morning_nrs=3),)) is RED
    assert light_of(run, "knee", (replace(usual, on=MONDAY + timedelta(1)),)) is UNKNOWN


def test_any_pain_is_red_where_bone_is_in_question() -> None:
    assert light_of(a_green_run(), "bone") is GREEN
    assert light_of(a_painful_run(worst_nrs=0, course="steady"), "bone") is RED


def test_a_run_nobody_was_asked_about_is_not_green() -> None:
    assert light_of(a_run(), "knee") is UNKNOWN


def test_the_strictest_open_problem_decides_the_class() -> None:
    began = date(2026, 3, 1)
    knee = Episode(id="a", site="knee_outer", tissue="knee", began_on=began)
    unsaid = Episode(id="b", site="shin", began_on=began)
    over = Episode(id="c", site="foot", tissue="bone", began_on=began, resolved_on=began)

    assert tissue_of(a_case(episodes=(knee,)), MONDAY) == "knee"
    assert tissue_of(a_case(episodes=(knee, unsaid, over)), MONDAY) == "unknown"
    assert tissue_of(a_case(episodes=()), MONDAY) == "unknown"


def after(*runs: Run, restart_m: int = 4_000):  # type: ignore[no-untyped-def]
    return standing(runs, a_case(), start=START, on=MONDAY, restart_m=restart_m)


def test_C13_two_complete_greens_in_a_row_allow_a_step() -> None:
    assert after(a_green_run(4), a_green_run(1)).n_green == 2
    assert after(a_green_run(1)).n_green == 1


@pytest.mark.parametrize("gap", [a_run(2), a_painful_run(2, next_morning_nrs=None)])
def test_C13_one_missing_check_between_them_does_not(gap: Run) -> None:
    assert after(a_green_run(4), gap, a_green_run(1)).n_green == 1


def test_a_green_run_lifts_the_rung_to_its_length() -> None:
    assert after(a_green_run(4, 9.0), a_green_run(1, 6.0)).rung_m == 9_000


def test_an_amber_run_holds_the_rung_where_it_began_to_hurt() -> None:
    amber = a_painful_run(1, 12.0, 7.0, worst_nrs=3)

    assert after(a_green_run(4, 9.0), amber).rung_m == 7_000


def test_C12_a_red_run_rests_a_day_and_steps_back() -> None:
    red = a_painful_run(1, 12.0, 7.0, worst_nrs=8)
    found = after(a_green_run(4, 9.0), red)

    assert (found.light, found.rung_m) == (RED, 7_000 * 100 // 115)
    assert found.rest_until == MONDAY


def test_the_rung_never_falls_below_the_restart() -> None:
    red = a_painful_run(1, 12.0, 1.0, worst_nrs=8)

    assert after(red).rung_m == 4_000


def test_C12_two_reds_in_14_days_hold_progress_even_after_two_greens() -> None:
    reds = (a_painful_run(13, worst_nrs=8), a_painful_run(9, worst_nrs=8))
    greens = (a_green_run(5), a_green_run(2))
    older = (a_painful_run(20, worst_nrs=8), a_painful_run(14, worst_nrs=8))

    held, free = after(*reds, *greens), after(*older, *greens)

    assert (held.n_reds, held.held_until) == (2, MONDAY)
    assert (free.n_reds, free.held_until) == (0, None)


def test_where_it_hurt_unsaid_leaves_the_restart_rung() -> None:
    unsaid = a_painful_run(1, 12.0, worst_nrs=3, onset=None)

    assert after(a_green_run(4, 9.0), unsaid).rung_m == 4_000


def test_pain_from_the_first_step_leaves_the_restart_rung() -> None:
    first = a_painful_run(1, 12.0, worst_nrs=3, onset=OnsetObservation.from_the_first_step())

    assert after(a_green_run(4, 9.0), first).rung_m == 4_000
