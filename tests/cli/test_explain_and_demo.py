"""`startline explain`: every number with who set it and where it comes from; `startline demo`."""

from __future__ import annotations

import re

import pytest

from startline.engine.assumptions import REGISTRY
from startline.engine.case import Case
from startline.words.reasons import BOUNDS
from tests.builders import MONDAY, NEXT_SUNDAY, SUNDAY, a_case, a_green_run, a_limit, rough_week
from tests.cli.commands import ON, an_advice, case_text, in_a_process, in_one_line, startline


def explained(case: Case, *arguments: str) -> str:
    result = startline("explain", "-", *ON, *arguments, stdin=case_text(case))
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def explained_in_one_line(case: Case) -> str:
    return in_one_line(explained(case))


CASES = [
    rough_week(),
    a_case(),
    a_case(restrictions=(a_limit(), a_limit(id="own", set_by="runner", by=None, max_run_km=6.0))),
    a_case(runs=(a_green_run(15, 10.0),)),
    Case(),
]
NAMES = ["rough week", "hurting", "limits", "silent", "empty"]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_bound_of_both_days_is_explained_in_words(case: Case) -> None:
    advice = an_advice(startline("advise", "-", *ON, "--json", stdin=case_text(case)).stdout)
    text = explained_in_one_line(case)

    for day in (advice["today"], advice["next_long_run"]):
        for one in day["bounds"] if day else ():
            assert BOUNDS[one["code"]].format(by=one.get("by", "clinician")) in text


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_every_assumption_leaned_on_is_named_with_its_source(case: Case) -> None:
    advice = an_advice(startline("advise", "-", *ON, "--json", stdin=case_text(case)).stdout)
    listed = explained(case).split("Assumptions these numbers lean on")[1].split("\n  · ")[1:]
    by_id = {one.split(" = ")[0]: in_one_line(one) for one in listed}

    assert advice["assumptions"]
    for id_ in advice["assumptions"]:
        assert REGISTRY[id_].source in by_id[id_]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_what_a_limit_is_said_to_lean_on_is_listed_below_it(case: Case) -> None:
    text = explained_in_one_line(case)
    head, listed = text.split("Assumptions these numbers lean on")

    for named in re.findall(r"leans on ([a-z_, ]+); see below", head):
        for id_ in named.split(", "):
            assert f"· {id_} = " in listed


def test_the_physiotherapists_limit_is_named_with_its_first_day_and_its_length() -> None:
    assert "set by physiotherapist from 2026-03-16; longest run: 9 mi" in (
        explained_in_one_line(rough_week())
    )


def test_E05_each_of_two_clinicians_is_named_with_what_they_set() -> None:
    limits = (
        a_limit(id="p", max_run_km=12.0, until_day=NEXT_SUNDAY),
        a_limit(id="d", by="doctor", max_run_km=9.0, easy_only=True, max_nrs=2, surfaces=("road",)),
    )
    text = explained_in_one_line(a_case(restrictions=limits))

    assert "set by physiotherapist from 2026-03-22 until 2026-03-29" in text
    assert "set by doctor from 2026-03-22; longest run: 9 km" in text
    assert "highest pain rating: 2" in text
    assert "easy runs: yes" in text
    assert "surfaces: road" in text


def test_a_limit_nobody_signed_is_said_to_be_the_clinicians() -> None:
    text = explained_in_one_line(a_case(restrictions=(a_limit(by=None),)))

    assert "set by clinician from 2026-03-22" in text


def test_a_limit_that_binds_is_told_from_one_that_does_not() -> None:
    limits = (a_limit(id="a", by="doctor", max_run_km=2.0), a_limit(id="b", max_run_km=40.0))
    text = explained_in_one_line(a_case(restrictions=limits, episodes=()))

    assert "the limit your doctor set (binds)" in text
    assert "the limit your physiotherapist set (does not bind)" in text


def test_a_limit_past_its_end_says_that_it_goes_on_until_acknowledged() -> None:
    lapsed = a_limit(until_day=SUNDAY, from_day=SUNDAY)

    text = explained_in_one_line(a_case(restrictions=(lapsed,)))

    assert "and on until somebody acknowledges" in text


def test_the_seed_and_the_version_stand_at_the_end() -> None:
    version = an_advice(startline("advise", "-", *ON, "--json", stdin=case_text()).stdout)
    last = explained(a_case(), "--seed", "12").splitlines()[-1]

    assert "seed 12" in last
    assert f"Engine {version['engine_version']}" in last


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_explaining_changes_no_number(case: Case) -> None:
    advice = an_advice(startline("advise", "-", *ON, "--json", stdin=case_text(case)).stdout)
    head = explained(case).split("Next long run")[0]

    unit = case.runner.unit or "km"
    [most] = re.findall(rf"Today.*at most ([\d.]+) {unit}", head)
    most_km = float(most) * (1.609344 if unit == "mi" else 1)
    assert most_km <= advice["today"]["max_run_km"] + 1e-9


# --- demo -------------------------------------------------------------------------------------


def test_the_demo_shows_the_rough_week_with_nothing_to_set_up() -> None:
    demo = startline("demo", "--print")
    story = startline("advise", "-", "--on", MONDAY.isoformat(), stdin=case_text(rough_week()))

    assert demo.exit_code == 0
    assert demo.stdout == story.stdout
    assert "instead of 18 mi" in demo.stdout


def test_the_demo_names_the_command_it_runs_beside_the_result() -> None:
    demo = startline("demo", "--print")

    assert "startline advise" in demo.stderr
    assert "--on 2026-03-23" in demo.stderr


def test_the_demo_runs_from_any_folder_in_a_process_of_its_own() -> None:
    found = in_a_process("demo", "--print", HOME="/nonexistent")

    assert found.returncode == 0
    assert found.stdout.decode() == startline("demo", "--print").stdout


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), ("advise", "--help"), ("explain", "-h"), ("demo", "-h")]
)
def test_help_is_a_result(arguments: tuple[str, ...]) -> None:
    result = startline(*arguments)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout
