"""Whatever an Advice can say is said in German too: no English left, no place unfilled."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.engine.assumptions import REGISTRY
from startline.engine.case import Appointment, Case, Confirmed
from startline.engine.episodes import RedFlag
from startline.engine.plans import Move, Programme, Reason, Session
from startline.engine.readiness.anchors import ANCHORS
from startline.formats.case_json import case_to
from startline.formats.fit_workout import write_workouts
from startline.formats.programmes import NAMES, load
from startline.words import (
    anchors,
    chances,
    explain,
    missed,
    outlook,
    plan,
    programmes,
    questions,
    reasons,
    today,
    trend,
    units,
)
from startline.words.language import _, language
from tests.builders import MONDAY, SUNDAY, a_case, a_limit, a_week, advice_on, rough_week
from tests.cli.commands import startline
from tests.house.repository import ROOT

WORD = re.compile(r"[^\W\d_]{2,}")

SAMPLE: Mapping[str, Any] = {
    "to_km": 5.2, "from_km": 9.75, "max_km": 14.484, "each_km": 5.0, "longest_km": 16.1,
    "half_km": 21.1, "of": "intervals", "by": "physiotherapist", "allowed": ["track", "road"],
    "key": "hoechst_km", "resembles": "max_run_km", "value": 9.5, "unit": "km", "nrs": 3,
    "red_runs": 2, "days": 14, "runs": 3, "counted": 2, "until": "2026-04-10",
    "on": "2026-03-29", "from_day": "2026-03-28", "opened_on": "2026-03-20", "flag": "fever",
    "why": "no_distance", "limit": "max_week_km", "place": "run of 2026-03-20: distance_km",
    "kind": "long", "options": ["run_walk", "half_instead", "defer"],
}  # fmt: skip
"""A value for everything that a reason may carry."""

OWN_VALUES: Mapping[str, Mapping[str, Any]] = {"purpose_out_of_reach": {"by": "2026-04-12"}}


@cache
def english_alone() -> frozenset[str]:
    """Words that English sentences have and German ones do not."""
    made = runpy.run_path(str(ROOT / "docs" / "messages.py"))
    catalogue = [one for one in made["read"](made["PARTS"]["words"].catalogues()[0]) if one.id]
    english, german = set[str](), set[str]()
    for one in catalogue:
        for texts, found in ((one.id, english), (one.string, german)):
            for text in (texts,) if isinstance(texts, str) else texts:
                found |= {word.lower() for word in WORD.findall(re.sub(r"\{\w+\}", " ", text))}
    return frozenset(english - german)


def english_in(text: str) -> list[str]:
    return [word for word in WORD.findall(text) if word.lower() in english_alone()]


@pytest.fixture(autouse=True)
def in_german() -> Iterator[None]:
    with language("de"):
        yield


def test_what_is_english_can_be_told():
    assert {"the", "with", "your", "instead", "about"} <= english_alone()
    assert english_in("At most 5 km, wie im Programm") == ["At", "most"]


# --- every code --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(reasons.REASONS))
@pytest.mark.parametrize("unit", ["km", "mi"])
def test_every_reason_is_said_in_german_with_all_its_values(code: str, unit: str):
    said = reasons.sentence(code, {**SAMPLE, **OWN_VALUES.get(code, {})}, unit)

    assert not re.search(r"[{}]", said)
    assert english_in(said) == []
    assert said != reasons.REASONS[code]


@pytest.mark.parametrize("code", sorted(reasons.BOUNDS))
@pytest.mark.parametrize("by", [*reasons.ROLES, None])
def test_every_bound_is_said_in_german_whoever_set_it(code: str, by: str | None):
    limit = Reason(code, {"by": by, "until": "2026-04-10"} if by else {"until": "2026-04-10"})

    for on in (date(2026, 4, 1), date(2026, 5, 1)):
        said = reasons.limit_name(limit, on)
        assert english_in(said) == []
        assert not re.search(r"[{}]", said)
        assert "10. Apr" in said


@pytest.mark.parametrize("name", sorted(reasons.LIMIT_WORDS))
@pytest.mark.parametrize("value", [3, 9.5, None])
def test_every_limit_is_said_in_german(name: str, value: float | None):
    value = ["track"] if name == "surfaces" else value  # type: ignore[assignment]

    assert english_in(reasons.limit_words(name, value, "km").replace("None", "")) == []


@pytest.mark.parametrize("code", sorted(reasons.FLAGS))
def test_every_red_flag_begins_its_line_in_german(code: str):
    said = reasons.flag_named(code)

    assert english_in(said) == []
    assert said[0].isupper()


@pytest.mark.parametrize(
    "place",
    [
        "runner.tolerance", "race.distance_km", "race.goal_min", "run of 2026-03-20: duration_min",
        "restriction a7: max_run_km", "restriction a7: max_run_min", "restriction a7: max_week_km",
    ],
)  # fmt: skip
def test_a_question_about_a_value_names_its_place_in_german(place: str):
    assert english_in(reasons.place_named(place)) == []
    assert "_" not in reasons.place_named(place)


def test_the_light_the_verdict_and_the_ways_on_are_said_in_german():
    said = [
        *(_(one) for one in today.LIGHTS.values()),
        *(trend.verdict({"verdict": one, "runs_still_needed": 1}) for one in trend.VERDICTS),
        *(_(one) for one in outlook.WAYS.values()),
        *(_(one) for one in reasons.WAYS_ON.values()),
        *(_(one) for one in plan.WEEK_NOTES.values()),
        *(plan.kind_name(one) for one in plan.KINDS),
        *(plan.cross_name(one) for one in plan.CROSS_TRAINING),
    ]

    assert [(one, english_in(one)) for one in said if english_in(one) or "{" in one] == []


@pytest.mark.parametrize("code", sorted(questions.SENTENCES))
def test_every_question_is_asked_in_german_with_its_evidence(code: str):
    one = Reason(code, {"grade": "B", "source": "assumption"})

    assert english_in(f"{questions.question(one)} {questions.evidence(one)}") == []


@pytest.mark.parametrize("code", sorted(missed.SENTENCES))
def test_every_line_on_missed_runs_is_said_in_german(code: str):
    said = _(missed.SENTENCES[code]).format(n_runs=reasons.runs(2), days=7)

    assert english_in(said) == []


@pytest.mark.parametrize("one", ANCHORS, ids=lambda one: one.code)
def test_every_published_rate_is_said_in_german(one: Any):
    rate, unsaid = anchors.anchor_lines(one)

    assert english_in(rate) == []
    assert english_in(unsaid.split(f" {anchors.published(one.source)}")[0]) == []


@pytest.mark.parametrize("id_", sorted(REGISTRY))
def test_every_assumption_is_said_in_german(id_: str):
    one = REGISTRY[id_]
    said = explain.assumption(one).replace(explain.published(one.source), "").replace(id_, "")

    assert english_in(said) == []


@pytest.mark.parametrize("code", sorted(programmes.NOTES))
def test_every_note_on_a_programme_is_said_in_german(code: str):
    names = ("week", "of_weeks", "long_km", "usual_week_km", "from_km", "most_km", "n_a_week",
             "peak_week_km", "least_km", "most_km_a_week")  # fmt: skip

    said = programmes.note_sentence({"code": code, "values": dict.fromkeys(names, 12.5)}, "km")

    assert english_in(said) == []
    assert "12.5 km" not in said


@pytest.mark.parametrize("name", NAMES)
def test_every_ready_programme_says_in_german_what_it_is(name: str):
    found = load(name)
    supports = [programmes.written(one.supports) for one in found.sources]

    said = [programmes.written(found.title), programmes.for_whom(found.for_whom), *supports]
    assert [(one, english_in(one)) for one in said if english_in(one)] == []


# --- numbers and days --------------------------------------------------------------------------


@given(st.floats(0, 500), st.sampled_from(["mi", "km"]))
def test_a_distance_is_the_same_number_in_german_with_a_comma(km: float, unit: str):
    with language("de"):
        german = units.shown(km, unit)
        read = units.km_of(german)
    with language("en"):
        english = units.shown(km, unit)

    assert german == english.replace(".", ",")
    assert read == units.km_of(english) if "." not in english else "," in german


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_day_keeps_its_weekday_and_number_in_german(day: date):
    with language("de"):
        weekday, number, month = units.day_name(day).split()

    assert weekday == ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")[day.weekday()]
    assert number == f"{day.day}."
    assert (
        month[:2]
        == ("Ja", "Fe", "Mä", "Ap", "Ma", "Ju", "Ju", "Au", "Se", "Ok", "No", "De")[day.month - 1]
    )


def test_days_and_spans_as_people_write_them():
    first, last = date(2026, 3, 23), date(2026, 3, 29)

    assert units.day_name(first) == "Mo 23. März"
    assert units.days_named(first, last) == "Mo 23. bis So 29. März"
    assert units.days_named(last, date(2026, 4, 2)) == "So 29. März bis Do 2. Apr"


def test_one_and_many_are_told_apart():
    assert [reasons.runs(n) for n in (0, 1, 2)] == ["0 Läufe", "1 Lauf", "2 Läufe"]
    assert [units.days(n) for n in (1, 5)] == ["1 Tag", "5 Tage"]
    assert today.to_the_race("Herbstlauf", 1) == "Herbstlauf in 1 Tag"


@given(st.floats(0, 1))
def test_both_outcomes_add_up_to_ten_in_german(p: float):
    with language("de"):
        said = chances.in_ten_both(p)
    found = re.fullmatch(r"etwa (\d) von 10, (\d) nicht", said)

    assert found or said in ("weniger als 1 von 10", "mehr als 9 von 10")
    assert not found or int(found[1]) + int(found[2]) == 10


# --- whole screens -----------------------------------------------------------------------------


def a_german(case: Case, unit: str = "km") -> str:
    """The Case as a German runner has it: every free text is theirs."""
    whole = case_to(case)
    whole.setdefault("runner", {}).update(language="de", unit=unit)
    if "race" in whole:
        whole["race"]["name"] = "Frühlingsmarathon"
    for one in whole.get("prescriptions", ()):
        one["what"] = "Dehnen"
    return json.dumps(whole)


def said_by(*command: str, stdin: str) -> str:
    result = startline(*command, stdin=stdin)

    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


FLAGS = tuple(RedFlag(code=one, opened_on=SUNDAY) for one in ("bone_tenderness", "chest_pain"))
TO_SATURDAY = Move(from_day=date(2026, 3, 29), to_day=date(2026, 3, 28))
LIMITS = (
    a_limit(id="own", set_by="runner", by=None, max_run_km=6.5, surfaces=("track", "trail")),
    a_limit(
        id="nine",
        by="doctor",
        max_week_km=20.5,
        max_nrs=2,
        from_day=date(2026, 3, 1),
        until_day=date(2026, 3, 10),
    ),
    a_limit(id="slip", by=None, max_run_km=None, easy_only=True, extra={"maxrunkm": 9.5}),
    a_limit(id="l4", by="clinician", max_run_km=90.0, max_run_min=75),
)
TWO_KINDS = Programme(
    sessions=(
        *a_week().sessions,
        Session(on=date(2026, 3, 25), kind="run_walk", duration_min=30,
                extra={"run_walk": {"run_min": 2, "walk_min": 1, "repeats": 10}}),
        Session(on=date(2026, 3, 27), kind="intervals", distance_km=12.5),
    )
)  # fmt: skip
CASES: Mapping[str, Case] = {
    "rough week": rough_week(),
    "hurting": a_case(),
    "red flags": replace(rough_week(), red_flags=FLAGS),
    "limits": replace(rough_week(), restrictions=LIMITS),
    "no running": replace(rough_week(), restrictions=(a_limit(no_running=True, max_run_km=None),)),
    "moved": replace(rough_week(), moves=(TO_SATURDAY,)),
    "visits": replace(
        rough_week(),
        appointments=(Appointment(on=date(2026, 3, 18), with_whom="massage_therapist"),
                      Appointment(on=date(2026, 3, 19), with_whom="other")),
        confirmed=(Confirmed(place="identical runs", value=4.828, on=SUNDAY),),
    ),
    "kinds": replace(rough_week(), programme=TWO_KINDS),
    "empty": Case(),
}  # fmt: skip
QUOTED = re.compile(r"\b(?:doi|PMC|et al|Sports Health|BJSM|startline)\b")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("unit", ["km", "mi"])
@pytest.mark.parametrize("on", ["2026-03-22", "2026-03-23", "2026-04-20"])
def test_an_advice_for_a_german_runner_is_german_within_eighty_columns(
    name: str, unit: str, on: str
):
    text = said_by("advise", "-", "--on", on, stdin=a_german(CASES[name], unit))
    told = [line for line in text.splitlines() if not QUOTED.search(line)]

    assert "Heute" in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert [(line, english_in(line)) for line in told if english_in(line)] == []


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_for_a_german_runner_is_german_within_eighty_columns(name: str):
    text = said_by("explain", "-", "--on", "2026-03-23", stdin=a_german(CASES[name]))
    days = text.split("Woher die Fragen")[0].split("Annahmen, auf die")[0]

    assert max(len(line) for line in text.splitlines()) <= 80
    told = [line for line in days.splitlines() if "stützt sich auf" not in line]
    names = {part for id_ in REGISTRY for part in id_.split("_")}
    left = [(line, [w for w in english_in(line) if w not in names]) for line in told]
    assert [pair for pair in left if pair[1]] == []


def test_a_german_advice_is_the_same_numbers_as_the_english_one():
    german = said_by("advise", "-", "--on", "2026-03-23", stdin=a_german(rough_week(), "mi"))
    with language("en"):
        english = said_by(
            "advise", "-", "--on", "2026-03-23", stdin=json.dumps(case_to(rough_week()))
        )

    def numbers(text: str) -> list[str]:
        return sorted(re.findall(r"\d+(?:[.,]\d+)? (?:mi|km|min)\b", text.replace(",", ".")))

    assert numbers(german) == numbers(english)


def test_the_language_of_one_case_is_gone_with_the_next():
    with language("en"):
        said_by("advise", "-", "--on", "2026-03-23", stdin=a_german(rough_week()))
        text = said_by("advise", "-", "--on", "2026-03-23", stdin=json.dumps(case_to(rough_week())))

    assert "Today" in text
    assert "Heute" not in text


@pytest.mark.parametrize("language_", ["de-AT", "DE", "de_CH.UTF-8"])
def test_a_tag_with_a_country_is_that_language(language_: str):
    case = json.loads(a_german(a_case()))
    case["runner"]["language"] = language_

    assert "Heute" in said_by("advise", "-", "--on", "2026-03-23", stdin=json.dumps(case))


def test_a_language_nobody_speaks_here_is_english_and_a_number_is_refused():
    case = json.loads(a_german(a_case()))
    case["runner"]["language"] = "tlh"
    assert "Today" in said_by("advise", "-", "--on", "2026-03-23", stdin=json.dumps(case))

    case["runner"]["language"] = 7
    refused = startline("advise", "-", "--on", "2026-03-23", stdin=json.dumps(case))
    assert refused.exit_code == 1
    assert "runner.language" in refused.stderr


# --- what leaves the house ---------------------------------------------------------------------


def test_a_calendar_for_a_german_runner_is_german_and_keeps_its_numbers(tmp_path: Path):
    case, to = tmp_path / "case.json", tmp_path / "plan.ics"
    case.write_text(a_german(rough_week()), encoding="utf-8")

    done = startline("export", "ics", case, "-o", to, "--on", "2026-03-23", "--with-reasons")
    text = to.read_text(encoding="utf-8").replace("\r\n ", "").replace("\n ", "")

    assert done.exit_code == 0
    assert "SUMMARY:Langer Lauf 4 km" in text
    assert "X-WR-CALNAME:Laufen" in text
    said = re.findall(r"(?:SUMMARY|DESCRIPTION):(.*)", text)
    assert [one for one in said if english_in(one.replace("\\n", " "))] == []


def test_a_workout_for_a_german_runner_is_as_long_as_the_english_one():
    advice = advice_on(rough_week(), MONDAY)
    stamp = datetime(2026, 3, 23, tzinfo=UTC)
    german = write_workouts(rough_week(), advice, stamp=stamp)
    with language("en"):
        english = write_workouts(rough_week(), advice, stamp=stamp)

    assert [one.name for one in german] == [one.name for one in english]
    assert all(b"Lauf" in one.data for one in german)
    assert all("Zurück".encode() in one.data for one in german)
