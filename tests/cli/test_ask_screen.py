from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from startline.engine.case import Appointment, Case
from startline.engine.episodes import RedFlag
from startline.engine.prescriptions import Adherence, Prescription
from startline.engine.treatment import COURSE
from startline.formats.advice_json import advice_to
from startline.formats.case_json import write_case
from startline.formats.schema import problems
from startline.words.questions import SENTENCES
from startline.words.trend import BASIS, pain, week_without_change
from tests.builders import MONDAY, SUNDAY, a_case, a_painful_run, advice_on
from tests.cli.commands import startline

STORY = Path(str(files("startline.cli").joinpath("rough_week.case.json")))
BETTER = "Is it getting better?"
ASK = "What else to ask at the visit"
COST = "What the missed runs cost"


def screen_of(case: Case) -> str:
    shown = startline("advise", "-", "--on", MONDAY.isoformat(), stdin=write_case(case)).stdout
    return " ".join(shown.split())


def test_the_rough_week_shows_the_trend_what_was_done_and_what_to_ask_in_this_order():
    screen = " ".join(startline("advise", STORY, "--on", "2026-03-23").stdout.split())
    better = screen.split(BETTER)[1].split(ASK)[0]
    ask = screen.split(ASK)[1].split(COST)[0]

    assert "Too early to tell: about 4 runs more to compare." in better
    assert "A week without change is common." in better
    assert "stretches and exercises: done on 6 days, nothing said of 1" in better
    assert "not as its cause" in better
    assert "not advice" in ask
    assert "Could walk breaks on a run be worth a try? Evidence D." in ask
    assert "treadmill" not in ask  # the story has a run on one


def test_explain_names_the_source_of_each_question_and_of_the_published_course():
    screen = " ".join(startline("explain", STORY, "--on", "2026-03-23").stdout.split())
    section = screen.split("Where the questions and the published course come from")[1]

    for doi in ("bjsports-2016-096988", "036354659302100107", "bjsm.2003.000283"):
        assert doi in section
    assert "e0204742" in section
    assert "Salaffi" in section.split("Assumptions these numbers lean on")[1]


def test_every_question_is_a_question():
    assert all(said.endswith("?") and said.count("?") == 1 for said in SENTENCES.values())


def test_the_week_without_change_names_its_sources_and_promises_nothing():
    said = week_without_change([dict(one) for one in COURSE])

    assert "9 runners" in said
    assert "10 parts in 100 less pain by day 7, 20 by day 14 (Gunter & Schwellnus 2004)" in said
    assert "56 days to no pain (Mulvad et al. 2018)" in said
    assert said.endswith("no forecast of yours.")
    assert BASIS.keys() == {one["code"] for one in COURSE}


@pytest.mark.parametrize(
    ("first", "last", "verdict"),
    [(6, 3, "clearly less."), (3, 2, "too small a step"), (2, 5, "clearly more. Take this")],
)
def test_a_change_in_pain_is_named_by_the_rule_with_its_two_runs(
    first: int, last: int, verdict: str
):
    runs = (a_painful_run(12, worst_nrs=first), a_painful_run(2, worst_nrs=last))
    section = screen_of(a_case(runs=runs)).split(BETTER)[1]

    assert f"Worst pain {first} of 10 on Wed 11 Mar (12 km), {last} on Sat 21 Mar" in section
    assert verdict in section
    assert "2 points and 3 parts in 10" in section


def test_distances_are_in_the_unit_of_the_runner():
    change = {
        "from_on": "2026-03-11", "from_nrs": 4, "from_km": 14.484, "to_on": "2026-03-21",
        "to_nrs": 4, "to_km": 14.484, "change_nrs": 0, "meaningful": False,
    }  # fmt: skip

    assert pain(change, "mi").count("(9 mi)") == 2
    assert "cannot be compared" in pain(None, "mi")


def test_what_was_done_is_shown_with_what_was_not_said_and_no_verdict_on_it():
    entries = [(16, True), (17, True), (18, False)]
    case = a_case(
        prescriptions=(
            Prescription(id="m", what="massage [b]", from_day=date(2026, 3, 16), times_per_week=1),
        ),
        adherence=tuple(
            Adherence(on=date(2026, 3, day), prescription="m", done=done) for day, done in entries
        ),
        appointments=(Appointment(on=SUNDAY, with_whom="massage_therapist"),),
    )
    section = screen_of(case).split(BETTER)[1].split(ASK)[0]

    assert "massage [b]: done on 2 days, not done on 1, nothing said of 4" in section
    assert "visits: massage therapist 1" in section
    for word in ("works", "helped", "because", "thanks to", "%"):
        assert word not in section


def test_nothing_reassures_or_asks_while_a_red_flag_is_open():
    screen = screen_of(a_case(red_flags=(RedFlag(code="night_or_rest_pain", opened_on=MONDAY),)))

    assert BETTER in screen
    assert "week without change" not in screen
    assert ASK not in screen


def test_where_nothing_hurts_neither_section_is_shown():
    screen = screen_of(a_case(episodes=()))

    assert BETTER not in screen
    assert ASK not in screen


@pytest.mark.parametrize("parts", [{}, {"episodes": ()}, {"runs": ()}])
def test_the_answer_fits_the_published_format(parts: dict[str, Any]):
    written = advice_to(advice_on(a_case(**parts)))

    assert problems("advice", written) == []
    assert {"meaningful_nrs"} <= set(written["assumptions"]) or parts.get("episodes") == ()
    assert isinstance(written["to_ask"], list)
    assert bool(written["to_ask"]) is ("episodes" not in parts)
