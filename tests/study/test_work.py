"""Handing out numbered items: none lost, none twice, whoever does them, however often it stops."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from startline.study import parts, studies
from startline.study.crews import Outcome, a_crew
from startline.study.errors import StudyRefused, WorkersLost
from startline.study.page import Page
from startline.study.run import Where, run_study
from startline.study.sweeps import ITEM, Columns, Finished, Options, Portion, Row, Study, Sweep
from startline.study.work import ItemTask, ToDo, carry_out, code_in_use


def squares(options: Options, number: int) -> list[Row]:
    """As many rows as the number's last digit says."""
    return [{"n": number, "square": number * number + options.seed}] * (number % 3)


def a_page(tables: object, options: Options) -> Page:
    return Page("Squares", [f"{options.runners} numbers."], [])


SWEEP = Sweep(
    name="squares",
    columns={"n": "whole", "square": "whole"},
    count=lambda options: options.runners,
    rows=squares,
)
STUDY = Study(name="squares", about="a test", runners=10, sweeps=(SWEEP,), page=a_page)


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studies, "HOMES", {**studies.HOMES, "squares": __name__})


def the_table(folder: Path, n: int, **more: int) -> bytes:
    run_study(STUDY, Options(runners=n, **more), Where(folder))
    return (folder / "squares.parquet").read_bytes()


portions = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9)).map(lambda x: Portion(x[0], x[0] + x[1])),
    max_size=8,
)


@given(have=portions, n=st.integers(0, 50))
def test_what_is_there_and_what_is_missing_are_all_items_and_no_item_is_in_both(
    have: list[Portion], n: int
) -> None:
    held = {item for one in have for item in range(one.first, one.end) if item < n}
    left = [item for one in parts.gaps(have, n) for item in range(one.first, one.end)]

    assert len(left) == len(set(left))
    assert set(left) | held == set(range(n))
    assert not set(left) & held


class Unreliable:
    """A crew whose workers end now and then, and which finishes in no order."""

    def __init__(self, task: Callable[[Portion], Finished], fates: Sequence[bool]) -> None:
        self.task, self.fates, self.in_hand, self.begun = task, fates, list[Portion](), 0

    n_workers = 3

    @property
    def n_in_hand(self) -> int:
        return len(self.in_hand)

    def start(self, portion: Portion) -> None:
        self.in_hand.append(portion)

    def finished(self) -> list[Outcome]:
        self.begun += 1
        portion = self.in_hand.pop(self.begun % len(self.in_hand))
        lives = self.fates[self.begun % len(self.fates)]
        return [(portion, self.task(portion) if lives else None)]


def all_done(fates: Sequence[bool], n: int) -> list[int]:
    todo, done = ToDo([Portion(0, n)]), list[int]()
    crew = Unreliable(ItemTask("squares", "squares", Options(runners=n)), fates)
    carry_out(todo, crew, lambda one: done.extend(range(one.portion.first, one.portion.end)))
    return done


@given(fates=st.lists(st.booleans(), min_size=1, max_size=6).filter(any), n=st.integers(1, 60))
def test_a_portion_whose_worker_ended_is_done_again_and_no_item_twice(
    fates: list[bool], n: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(studies, "HOMES", {"squares": __name__})

        assert sorted(all_done(fates, n)) == list(range(n))


def test_workers_that_always_end_stop_the_study_with_a_word() -> None:
    with pytest.raises(WorkersLost, match="--jobs 1"):
        all_done([False], 5)


def test_after_one_item_was_timed_portions_hold_about_two_seconds_of_work() -> None:
    todo = ToDo([Portion(0, 10_000)])

    assert len(todo.take(2)) == 1
    todo.done(Finished(Portion(0, 1), [], core_s=0.1, code=""))
    assert len(todo.take(2)) == 20


def test_near_the_end_portions_shrink_so_that_nobody_waits_for_one() -> None:
    todo = ToDo([Portion(0, 8)], core_s=0.1, n_done=100)

    assert len(todo.take(2)) == 3


@pytest.mark.parametrize("sizes", [[10], [1] * 10, [3, 4, 3], [9, 1]])
def test_the_table_does_not_depend_on_the_portions_it_was_made_in(
    sizes: list[int], tmp_path: Path
) -> None:
    options, first = Options(runners=10), 0
    for size in sizes:
        one = ItemTask("squares", "squares", options)(Portion(first, first + size))
        parts.write_part(tmp_path / "a/parts/squares", SWEEP, one.portion, one.rows)
        first += size

    assert the_table(tmp_path / "a", 10) == the_table(tmp_path / "b", 10)


def test_items_without_rows_are_done_too(tmp_path: Path) -> None:
    the_table(tmp_path, 10)
    table: Columns = parts.columns_of(parts.gathered(tmp_path / "parts/squares", SWEEP, 10))

    assert table[ITEM] == [1, 2, 2, 4, 5, 5, 7, 8, 8]


def test_a_study_grows_and_shrinks_over_what_is_there(tmp_path: Path) -> None:
    ten, four = the_table(tmp_path / "a", 10), the_table(tmp_path / "b", 4)

    assert the_table(tmp_path / "b", 10) == ten
    assert the_table(tmp_path / "b", 4) == four
    assert {path.name[:9] for path in (tmp_path / "b/parts/squares").iterdir()} >= {"000000000"}


def test_what_a_killed_run_left_half_written_is_no_part(tmp_path: Path) -> None:
    ten = the_table(tmp_path / "a", 10)
    folder = tmp_path / "b/parts/squares"
    folder.mkdir(parents=True)
    half = folder / ".000000000-000000004.parquet.77"
    half.write_bytes(b"PAR1 half")

    assert the_table(tmp_path / "b", 10) == ten
    assert not half.exists()


def test_a_missing_item_is_named_and_never_passed_over(tmp_path: Path) -> None:
    one = ItemTask("squares", "squares", Options(runners=10))(Portion(0, 4))
    parts.write_part(tmp_path, SWEEP, one.portion, one.rows)

    with pytest.raises(StudyRefused, match="4 to 9"):
        parts.gathered(tmp_path, SWEEP, 10)


@pytest.mark.parametrize(
    ("key", "value"), [("seed", 8), ("code", "other"), ("study", "policies"), ("engine", "0.0.0")]
)
def test_a_folder_of_another_study_is_refused_and_left_as_it_is(
    key: str, value: object, tmp_path: Path
) -> None:
    the_table(tmp_path, 4)
    path = tmp_path / "study.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    with pytest.raises(StudyRefused, match=f"{key} .*instead of"):
        run_study(STUDY, Options(runners=9), Where(tmp_path))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_worker_with_other_code_is_refused() -> None:
    task = ItemTask("squares", "squares", Options(runners=2))

    def old(portion: Portion) -> Finished:
        return Finished(portion, [], 0.1, "an old version")

    with a_crew(task, jobs=1, cluster=None) as crew:
        crew._task = old  # type: ignore[attr-defined]
        with pytest.raises(StudyRefused, match="other code"):
            carry_out(ToDo([Portion(0, 2)]), crew, lambda one: None)


def test_the_code_is_that_of_the_engine_the_formats_and_the_studies() -> None:
    import startline
    from startline.study.work import DOORS, _sources  # what the digest is made of

    names = {name for name, _ in _sources(Path(str(startline.__file__)).parent)}

    assert {f"/{door}/__init__.py" for door in DOORS} <= names
    assert "/formats/programmes/first_marathon.toml" in names
    assert not any(name.startswith("/cli") for name in names)
    assert code_in_use() == code_in_use()


@pytest.mark.parametrize(
    ("package", "cluster", "said"),
    [("pyarrow", None, r"startline\[study\]"), ("distributed", "local", r"startline\[cluster\]")],
)
def test_a_missing_package_is_named_with_how_to_install_it(
    package: str, cluster: str | None, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(StudyRefused, match=said):
        run_study(STUDY, Options(runners=3), Where(tmp_path, 1, cluster))


def test_a_cluster_where_nobody_answers_is_refused_with_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("startline.study.crews.CONNECT_S", 1)

    with pytest.raises(StudyRefused, match=r"127\.0\.0\.1:9"):
        run_study(STUDY, Options(runners=3), Where(tmp_path, 1, "tcp://127.0.0.1:9"))


@pytest.mark.skipif(os.name != "posix", reason="needs a folder that cannot be written")
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StudyRefused, match="-o"):
        run_study(STUDY, Options(runners=3), Where(tmp_path / "file"))
