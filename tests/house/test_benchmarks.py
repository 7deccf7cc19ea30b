"""One table of every benchmark, from the pages that are kept, beside what a user would pick."""

from __future__ import annotations

import shlex
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.together import BENCHES, RESULTS, Bench, as_they_are, collected, page, tables
from tests.house.repository import ROOT

PAGE = """# A page

2 cores, Python 3.11.7, 2026-11-24.

| what | ours | target | instead | ratio |
|---|---|---|---|---|
| a thing | 3 ms | 5 ms | theirs: 9 ms | 3.0 |

Words.

| format | startline | instead | time, ratio | memory, ratio |
|---|---|---|---|---|
| FIT | 23 ms | other: 46 ms | 2.0 | 0.5 |

| world | gap |
|---|---|
| flat | 1 |
"""


def test_a_table_with_our_columns_is_taken_as_it_is() -> None:
    one, other = as_they_are(PAGE)

    assert (one.what, one.ours, one.instead, one.ratio) == (
        "a thing",
        "3 ms",
        "theirs: 9 ms",
        "3.0",
    )
    assert (other.what, other.ratio) == ("format: FIT", "time 2.0, memory 0.5")


def test_every_table_of_a_page_is_read() -> None:
    assert [len(table) for table in tables(PAGE)] == [1, 1, 1]


MEASURED = [bench for bench in BENCHES if (RESULTS / bench.page).exists()]


@pytest.mark.parametrize("bench", MEASURED, ids=lambda bench: bench.name)
def test_a_benchmark_that_keeps_a_page_has_lines_in_the_table(bench: Bench) -> None:
    lines = [line for one, line, _ in collected() if one == bench]

    assert lines
    assert all(line.what and line.ours for line in lines)


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_every_command_of_the_table_is_there(bench: Bench) -> None:
    _, flag, module, *_ = shlex.split(bench.command)

    assert flag == "-m"
    assert find_spec(module) is not None


def test_what_was_not_measured_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "speed.md").write_text(PAGE)
    told = page(tmp_path)

    assert "| a thing | 3 ms | theirs: 9 ms | 3.0 | `python -m benchmarks.speed` |" in told
    assert "2026-11-24, 2 cores |" in told
    assert "Not measured yet: onset," in told


def test_make_bench_makes_the_table() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "\nbench: " in text
    assert "python -m benchmarks $(ARGS)" in text
