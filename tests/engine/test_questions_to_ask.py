"""Questions to take to the visit: not tried, not excluded, each with its evidence grade."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from startline.engine.case import CrossSession
from startline.engine.episodes import Episode, RedFlag
from startline.engine.prescriptions import Prescription
from startline.engine.questions_to_ask import EVIDENCE
from tests.builders import MONDAY, SUNDAY, a_case, a_green_run, a_limit, a_painful_run, advice_on

RUNNING = {
    "ask_run_walk", "ask_shorter_more_often", "ask_slower", "ask_treadmill_or_flat", "ask_cadence",
}  # fmt: skip
OF_A_KNEE = RUNNING | {"ask_pool_or_bike"}
BEFORE = replace(a_green_run(30, 10.0), duration_min=60.0)


def asked(**parts: Any) -> set[str]:
    return {reason.code for reason in advice_on(a_case(**parts)).to_ask}


def an_episode(**parts: Any) -> tuple[Episode, ...]:
    whole = {"id": "e", "site": "shin", "tissue": "muscle", "began_on": SUNDAY.replace(day=1)}
    return (Episode(**{**whole, **parts}),)


def test_a_knee_of_which_nothing_was_tried_has_every_question_but_that_of_bone():
    assert asked() == OF_A_KNEE


def test_where_nothing_hurts_nothing_is_asked():
    assert asked(episodes=()) == set()


def test_a_painful_run_is_enough_to_ask_without_an_episode():
    assert "ask_bone_screen" in asked(episodes=(), runs=(a_painful_run(3),))


@pytest.mark.parametrize(
    ("code", "tried"),
    [
        ("ask_run_walk", {"walk_share": 0.07}),
        ("ask_slower", {"duration_min": 66.0}),
        ("ask_treadmill_or_flat", {"surface": "treadmill"}),
        ("ask_treadmill_or_flat", {"surface": "track"}),
    ],
)
def test_what_a_run_shows_as_tried_is_not_asked(code: str, tried: dict[str, Any]):
    run = replace(a_green_run(2, 10.0), duration_min=60.0)

    assert code in asked(runs=(BEFORE, run))
    assert code not in asked(runs=(BEFORE, replace(run, **tried)))


@pytest.mark.parametrize(
    ("code", "not_enough"),
    [
        ("ask_run_walk", {"walk_share": 0.04}),
        ("ask_slower", {"duration_min": 65.0}),
        ("ask_slower", {"duration_min": 70.0, "walk_share": 0.2}),
        ("ask_treadmill_or_flat", {"surface": "trail"}),
    ],
)
def test_what_is_no_real_try_leaves_the_question(code: str, not_enough: dict[str, Any]):
    assert code in asked(runs=(BEFORE, replace(a_green_run(2, 10.0), **not_enough)))


def test_what_was_tried_before_the_problem_began_is_still_a_question():
    walked = replace(BEFORE, walk_share=0.3, surface="treadmill")

    assert asked(runs=(walked, a_green_run(2, 10.0))) == OF_A_KNEE


def test_a_week_of_even_runs_is_more_often_tried():
    even = [a_green_run(days, 6.0) for days in (2, 4, 6, 8)]

    assert "ask_shorter_more_often" not in asked(runs=tuple(even))
    assert "ask_shorter_more_often" in asked(runs=(*even[:3], a_green_run(8, 20.0)))
    assert "ask_shorter_more_often" in asked(runs=(*even[:3], a_green_run(9, 6.0)))


def test_cross_training_and_gait_work_done_are_not_asked_again():
    cycled = CrossSession(on=SUNDAY, kind="cycling", duration_min=40)
    gait = Prescription(id="g", what="steps", kind="gait", from_day=SUNDAY)

    assert asked(cross_sessions=(cycled,)) == OF_A_KNEE - {"ask_pool_or_bike"}
    assert asked(prescriptions=(gait,)) == OF_A_KNEE - {"ask_cadence"}
    assert asked(cross_sessions=(replace(cycled, kind="strength"),)) == OF_A_KNEE


@pytest.mark.parametrize(
    ("limit", "gone"),
    [
        ({"no_running": True}, RUNNING),
        ({"max_week_km": 0.0}, RUNNING),
        ({"easy_only": True}, {"ask_slower"}),
        ({"max_runs_per_week": 3}, {"ask_shorter_more_often"}),
        ({"min_rest_days_between_runs": 1}, {"ask_shorter_more_often"}),
        ({"surfaces": ("trail",)}, {"ask_treadmill_or_flat"}),
        ({"surfaces": ("treadmill",)}, {"ask_treadmill_or_flat"}),
        ({"surfaces": ("road", "treadmill")}, set()),
        ({"extra": {"excluded_activities": ["running"]}}, RUNNING),
        ({"extra": {"excluded_activities": ["run_walk"]}}, {"ask_run_walk"}),
        ({"extra": {"excluded_activities": ["cycling"]}}, set()),
        (
            {"extra": {"excluded_activities": ["cycling", "swimming", "pool_running"]}},
            {"ask_pool_or_bike"},
        ),
        ({"extra": {"excluded_activities": "cycling"}}, OF_A_KNEE),
        ({"extra": {"excluded_activities": [["cycling"]]}}, OF_A_KNEE),
    ],
)
def test_what_a_limit_excludes_or_asks_for_already_is_not_asked(
    limit: dict[str, Any], gone: set[str]
):
    assert asked(restrictions=(a_limit(**limit),)) == OF_A_KNEE - gone


def test_a_limit_that_was_lifted_excludes_nothing():
    lifted = a_limit(
        no_running=True, from_day=SUNDAY.replace(day=2), lifted_on=SUNDAY, lifted_by="clinician"
    )

    assert asked(restrictions=(lifted,)) == OF_A_KNEE


def test_cadence_is_asked_of_the_knee_alone():
    assert "ask_cadence" not in asked(episodes=an_episode())
    assert "ask_cadence" in asked(episodes=an_episode(site="knee_front", tissue="unknown"))


def test_bone_is_asked_about_until_somebody_says_what_it_is():
    assert "ask_bone_screen" in asked(episodes=an_episode(tissue=None))
    assert "ask_bone_screen" in asked(episodes=an_episode(tissue="unknown"))
    assert "ask_bone_screen" not in asked(episodes=an_episode())


def test_of_bone_no_way_of_running_on_is_asked_but_the_walk_run_ladder():
    found = asked(episodes=an_episode(tissue="bone"), runs=(a_green_run(2),))

    assert found == {"ask_run_walk", "ask_pool_or_bike"}


def test_while_a_red_flag_is_open_nothing_is_asked():
    flag = RedFlag(code="night_or_rest_pain", opened_on=MONDAY)

    assert asked(red_flags=(flag,)) == set()


def test_each_question_has_a_grade_and_a_source():
    for tissue in ("knee", "muscle", "bone", None):
        for reason in advice_on(a_case(episodes=an_episode(tissue=tissue))).to_ask:
            assert reason.values.keys() == {"grade", "source"}
            assert reason.values["grade"] in "ABCD"
            assert "doi:" in reason.values["source"]
    assert EVIDENCE.keys() < OF_A_KNEE | {"ask_bone_screen"}


def test_what_was_studied_on_the_knee_is_graded_lower_elsewhere():
    def grade(**parts: Any) -> str:
        advice = advice_on(a_case(**parts))
        return str(next(r.values["grade"] for r in advice.to_ask if r.code == "ask_slower"))

    assert grade() == "C"
    assert grade(episodes=an_episode()) == "D"
