"""Every severe case has a test that names it, or stands among the open ones with a reason."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

from tests.house.repository import ROOT

made: dict[str, Any] = runpy.run_path(str(ROOT / "docs" / "cases.py"))
CASES, PARTS = made["read"]()


def test_the_page_of_cases_is_what_the_script_makes() -> None:
    assert made["PAGE"].read_text("utf-8") == made["page"](), "Run `make cases`."


def test_every_severe_case_has_a_test_or_a_reason_why_not() -> None:
    missing = [one.id for one in CASES.values() if one.is_missing]

    assert missing == [], (
        "name a test after it, or say under [open] in cases.toml why there is none"
    )


def test_each_case_has_a_severity_and_a_part() -> None:
    assert {one.severity for one in CASES.values()} == {"S1", "S2", "S3", "S4"}
    assert {one.id[0] for one in CASES.values()} == set(PARTS)
    assert all(re.fullmatch(r"[A-Z]\d\d", id_) for id_ in CASES)


def test_a_reason_belongs_to_a_case() -> None:
    data = tomllib.loads(made["DATA"].read_text("utf-8"))
    told = [*data["open"].items(), *data["partly"].items()]

    assert {id_ for id_, _ in told} <= set(CASES)
    assert all(len(reason) > 20 for _, reason in told)
    assert [id_ for id_ in data["partly"] if not CASES[id_].tests] == []


def test_an_id_in_a_name_of_a_test_is_a_case(tmp_path: Path) -> None:
    """Outside the places where C is an invariant; L, R and C from 25 on are other lists."""
    unknown = {
        id_
        for test in made["tests_below"](ROOT / "tests")
        for id_ in made["ids_of"](test, [])
        if id_ not in CASES and id_[0] not in "LR" and not ("C24" < id_ < "C35")
    }

    assert unknown == set()


def test_a_test_is_found_by_its_name_and_a_law_is_no_case(tmp_path: Path) -> None:
    folder = tmp_path / "tests"
    (folder / "engine").mkdir(parents=True)
    (folder / "test_a.py").write_text("def test_I01_C02_what_it_says(): ...\n")
    (folder / "engine" / "test_b.py").write_text("def test_C02_a_law(): ...\n")
    data = {
        "places": {"invariants": ["tests/engine"]},
        "open": {"C03": "why", "I01": "no longer so"},
        "partly": {"C02": "a part"},
        "cases": {"I01": ["S1", "a"], "C02": ["S1", "b"], "C03": ["S1", "c"], "C04": ["S2", "d"]},
    }

    found = made["cases"](data, list(made["tests_below"](folder)))

    assert [one.name for one in found["C02"].tests] == ["test_I01_C02_what_it_says"]
    assert [id_ for id_, one in found.items() if one.is_missing] == ["C04"]
    assert [one.state for one in found.values()] == ["tested", "in part", "**open**", "**open**"]
