"""The pages of hazards and of performance name tests, commands and figures that are there."""

from __future__ import annotations

import re
import runpy
import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from startline.cli.main import main
from tests.house.repository import ROOT

HAZARDS = ROOT / "docs" / "safety" / "hazards.md"
PERFORMANCE = ROOT / "docs" / "reference" / "performance.md"
TESTS = list(runpy.run_path(str(ROOT / "docs" / "cases.py"))["tests_below"](ROOT / "tests"))
NAMES = {test.name for test in TESTS}
CASES = (ROOT / "docs" / "safety" / "cases.toml").read_text("utf-8")
OPEN = "not measured yet"


def rows(page: Path) -> list[list[str]]:
    """The cells of every row of a table but heads and rules."""
    lines = page.read_text("utf-8").splitlines()
    tables = [line for line in lines if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in tables]
    heads = {i - 1 for i, row in enumerate(cells) if set("".join(row)) <= set("-: ")}
    return [
        row for i, row in enumerate(cells) if i not in heads and not set("".join(row)) <= set("-: ")
    ]


def test_every_test_that_a_hazard_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", HAZARDS.read_text("utf-8")))

    assert named - NAMES == set()
    assert len(named) > 40


def test_every_hazard_has_a_cause_an_effect_a_control_and_a_test() -> None:
    found = rows(HAZARDS)

    assert len(found) > 25
    assert [row[0] for row in found if len(row) != 5 or not all(row)] == []
    for row in found:
        held = re.findall(r"`test_\w+`|`tests/[\w/]+\.py`|\b[A-Z]\d\d\b|\]\([^)]+\)", row[4])
        assert held, row[0]
        for path in re.findall(r"`(tests/[\w/]+\.py)`", row[4]):
            assert (ROOT / path).is_file(), path
        for id_ in re.findall(r"\b([A-Z]\d\d)\b", row[4]):
            assert f"\n{id_} = " in CASES, id_


def test_the_body_privacy_and_data_each_have_hazards() -> None:
    heads = re.findall(r"^## (.+)$", HAZARDS.read_text("utf-8"), re.MULTILINE)

    assert heads == ["The body", "Privacy", "Data"]


TARGETS = rows(PERFORMANCE)


def test_every_target_of_load_has_a_row() -> None:
    assert [row[0] for row in TARGETS] == [f"L{n}" for n in range(1, 17)]


@pytest.mark.parametrize("row", TARGETS, ids=lambda row: row[0])
def test_the_command_of_a_target_is_there(row: list[str]) -> None:
    program, *words = shlex.split(row[3].strip("`"))

    if program == "startline":
        assert words[0] in main.commands
    elif program == "pytest":
        folder, _, part = words
        assert (ROOT / folder).exists()
        assert [test for test in TESTS if part in test.name and test.file.startswith(folder)]
    else:
        assert (program, words[0]) == ("python", "-m")
        spec = find_spec(words[1])
        assert spec is not None
        options = set(re.findall(r"--[\w-]+", row[3]))
        code = _code_of(Path(str(spec.origin)))
        assert all(f'"{option}"' in code for option in options), options


def _code_of(origin: Path) -> str:
    """The module, and of a package its __main__."""
    beside = origin.with_name("__main__.py")
    return (beside if origin.name == "__init__.py" else origin).read_text("utf-8")


@pytest.mark.parametrize("row", TARGETS, ids=lambda row: row[0])
def test_a_figure_stands_in_the_page_it_is_copied_from(row: list[str]) -> None:
    _, _, told, _, page = row
    measured = told.replace(OPEN, "")
    numbers = re.findall(r"\d[\d.]*", re.sub(r"\b\d+ %|\b\d+ runs\b", "", measured))

    if not numbers:
        assert OPEN in told or "test" in told or "rule" in told
        assert not page
        return
    link = re.search(r"\]\(([^)]+)\)", page)
    assert link is not None, "say which page the figure is from"
    text = (PERFORMANCE.parent / link[1]).resolve().read_text("utf-8")
    missing = [
        n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n.rstrip('.'))}\b", text)
    ]
    assert missing == []
