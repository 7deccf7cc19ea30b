"""What stands on the page for a visit, and that every number is the screens' own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.case import Appointment, Case
from startline.engine.episodes import Episode, RedFlag
from startline.engine.errors import LimitBroken
from startline.engine.runs import OnsetObservation, PainReport
from startline.formats.visit_report import VisitReport, last_visit, visit_report
from startline.words import today, trend
from startline.words.language import language
from startline.words.questions import question
from startline.words.today import bound_far
from startline.words.units import shown
from tests.builders import (
    MONDAY,
    NEXT_SUNDAY,
    SUNDAY,
    a_case,
    a_green_run,
    a_limit,
    a_run,
    advice_on,
    rough_week,
)
from tests.formats.visit_report.reading import a_crowded_case, written_in
from tests.strategies import cases

ROUGH = advice_on(rough_week(), seed=0)


def report(case: Case, **more) -> VisitReport:
    return visit_report(case, advice_on(case, seed=0), **more)


def section(page: VisitReport, name: str) -> list[str]:
    """All texts of one part of the page."""
    found = [one for one in page.sections if one.name == name]
    return [*written_in(replace(page, sections=tuple(found)))][len(page.below_title) + 1 :]


@pytest.mark.parametrize("unit", ["mi", "km"])
def test_every_limit_distance_and_chance_is_told_as_on_the_screen(unit: str):
    said = list(written_in(visit_report(rough_week(), ROUGH, unit=unit)))
    whole = " ".join(said)

    for day in (ROUGH.today, ROUGH.next_long_run):
        assert day is not None
        large, rest = today.number_of(day, unit)
        assert f"{large}{rest}" in whole
        assert today.chance_of(day) in whole
        for one in day.bounds:
            assert any(cell.startswith(bound_far(one, unit)) for cell in said)
    assert ROUGH.onset is not None
    assert today.where_it_hurts(ROUGH.onset, unit) in said
    assert ROUGH.treatment is not None
    assert trend.verdict(ROUGH.treatment) in said


def test_runs_stand_against_their_plan_and_the_limit_of_their_own_day():
    rows = section(report(rough_week()), "runs")

    before, after = rows.index("Sun 15 Mar"), rows.index("Sun 22 Mar")
    assert rows[before : before + 5] == [
        "Sun 15 Mar",
        "16 mi",
        "10 mi",
        "–",
        "pain from 5.5 to 6.5",
    ]
    assert rows[after : after + 5] == [
        "Sun 22 Mar",
        "12 mi",
        "8 mi",
        "9 mi",
        "pain from 5.5 to 6.5",
    ]


def test_a_limit_lifted_since_stands_beside_the_run_it_held_and_beside_no_later_one():
    lifted = a_limit(from_day=date(2026, 3, 10), lifted_on=date(2026, 3, 18), lifted_by="clinician")
    case = a_case(runs=(a_green_run(6, 8.0), a_green_run(2, 8.0)), restrictions=(lifted,))
    rows = section(report(case, unit="mi"), "runs")

    assert rows[rows.index("Tue 17 Mar") + 3] == "9 mi"
    assert rows[rows.index("Sat 21 Mar") + 3] == "–"


def test_the_runners_own_question_comes_before_those_of_the_advice():
    visit = Appointment(on=MONDAY, with_whom="physiotherapist", note="Is it the shoes?")
    questions = section(report(replace(rough_week(), appointments=(visit,)), own=["And sleep?"]),
                        "questions")  # fmt: skip

    assert questions[1:3] == ["Is it the shoes?", "And sleep?"]
    assert any(question(ROUGH.to_ask[0]) in one for one in questions[3:])


def test_a_sign_is_told_with_its_day_and_silence_is_called_silence():
    flags = (
        RedFlag(code="fever", opened_on=SUNDAY, closed_on=SUNDAY, closed_by="runner"),
        RedFlag(code="bone_tenderness", opened_on=SUNDAY),
    )
    page = report(a_case(red_flags=flags))
    signs = section(page, "signs")

    assert "Pain where bone is in question, marked on Sun 22 Mar: open." in signs
    assert "Fever, marked on Sun 22 Mar; closed on Sun 22 Mar by the runner." in signs
    silent = next(one for one in signs if one.startswith("Not marked"))
    assert "chest pain" in silent
    assert "fever" not in silent


def test_an_open_sign_comes_before_everything_else_and_no_run_is_left():
    page = report(a_case(red_flags=(RedFlag(code="chest_pain", opened_on=SUNDAY),)))
    first = page.sections[0].blocks[0]

    assert first.kind == "paragraph"
    assert (first.text, first.strong) == ("Call your emergency number now. Do not run.", True)  # type: ignore[union-attr]
    now = " ".join(section(page, "now"))
    assert "No running." in now
    assert "instead of" not in now


def test_the_last_visit_is_where_the_page_begins():
    visits = tuple(Appointment(on=SUNDAY - timedelta(n), with_whom="doctor") for n in (9, 4, -8))
    case = replace(rough_week(), appointments=visits)

    assert last_visit(case, MONDAY) == SUNDAY - timedelta(4)
    assert report(case).since == SUNDAY - timedelta(4)
    assert report(case, since=date(2026, 3, 1)).since == date(2026, 3, 1)


def test_what_changed_names_limits_set_and_lifted_and_what_was_prescribed():
    lifted = a_limit(id="old", from_day=date(2026, 2, 1), max_run_km=5.0, lifted_by="clinician",
                     lifted_on=date(2026, 3, 17))  # fmt: skip
    case = replace(rough_week(), restrictions=(*rough_week().restrictions, lifted))
    changed = section(report(case, unit="km"), "changed")

    assert "Mon 16 Mar: limit by physiotherapist, at most 14.4 km a run." in changed
    assert "Tue 17 Mar: lifted, the limit by physiotherapist, at most 5 km a run." in changed
    assert "Mon 16 Mar: stretches and exercises." in changed


def test_then_and_now_are_two_advices_and_then_is_called_what_it_is():
    then = advice_on(rough_week(), date(2026, 3, 16))
    changed = section(report(rough_week(), since=date(2026, 3, 16), then=then), "changed")

    assert then.onset is not None
    assert ROUGH.onset is not None
    middles = (shown(then.onset.median_km, "mi"), shown(ROUGH.onset.median_km, "mi"))
    assert "Where pain would begin, in the middle: {} then, {} now.".format(*middles) in changed
    assert any("what was shown that day may have differed" in one for one in changed)


def test_the_newest_runs_stay_and_the_older_ones_are_counted():
    case = a_case(runs=tuple(a_green_run(n, 5.0) for n in range(1, 20)))
    rows = section(report(case, since=date(2026, 3, 1)), "runs")

    assert "Sun 22 Mar" in rows
    assert "Wed 4 Mar" not in rows
    assert "5 runs more since Sun 1 Mar." in rows


def test_what_nobody_said_is_a_dash_or_said_to_be_unsaid_and_never_nought():
    pain = PainReport(free=False, onset=OnsetObservation.exactly(5))
    rows = section(report(a_case(runs=(a_run(2, 8.0), a_run(1, 8.0, pain=pain)))), "runs")

    assert rows[rows.index("Sat 21 Mar") + 4 :][:4] == ["nobody was asked", "–", "–", "–"]
    assert rows[rows.index("Sun 22 Mar") + 5 :][:2] == ["not said", "not said"]


def test_a_problem_is_named_with_its_place_and_the_clinicians_own_words():
    one = Episode(id="e", site="knee_outer", side="right", label="IT band?", began_on=SUNDAY)

    assert "Knee, outer side, right, since Sun 22 Mar 2026: “IT band?”." in section(
        report(a_case(episodes=(one,))), "why"
    )


def test_an_empty_case_has_a_page_that_says_what_it_lacks():
    page = report(Case())
    said = list(written_in(page))

    assert "No problem is open in the log." in said
    assert "No run was logged in this time." in said
    assert "No question is written down." in said


def test_a_plan_above_a_limit_leaves_no_page():
    day = next(one for one in ROUGH.plan if one.on == NEXT_SUNDAY)
    above = tuple(replace(one, distance_km=20.0) if one is day else one for one in ROUGH.plan)

    with pytest.raises(LimitBroken):
        visit_report(rough_week(), replace(ROUGH, plan=above))


def test_the_page_is_in_the_language_in_force():
    with language("de"):
        page = report(rough_week(), unit="km")

    said = list(written_in(page))
    assert (page.language, page.unit) == ("de", "km")
    assert page.title == "Für den Termin am Mo 23. März 2026"
    assert "14,4 km" in said
    assert not {"Exercises", "What changed", "today"} & set(said)


def test_a_crowded_case_gives_no_crowded_page():
    texts = list(written_in(report(a_crowded_case())))

    assert len(texts) < 400
    assert sum(map(len, texts)) < 16_000


@given(case=cases(), unit=st.sampled_from(["km", "mi"]), back=st.integers(0, 40))
def test_every_runner_has_a_page(case: Case, unit: str, back: int):
    page = report(case, unit=unit, since=MONDAY - timedelta(back))

    assert page.sections[0].name == "why"
    assert all("{" not in one for one in written_in(page))
