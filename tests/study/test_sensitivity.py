"""Every assumption can be moved, wherever it is used, and is put back."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from startline.engine import assumptions as a
from startline.engine.advise import advise
from startline.study import sensitivity
from startline.study.assumed import LAWS, assumed, moved_law, names
from startline.study.compare import rows_of
from startline.study.sensitivity_page import less, moved_of, turned
from startline.study.settings import Settings
from startline.study.sweeps import Columns, Options, Row
from tests.builders import MONDAY, rough_week


def told(asked=advise) -> object:
    return asked(rough_week(), on=MONDAY, rng=np.random.default_rng(1))


@pytest.mark.parametrize("id_", sorted(a.REGISTRY))
def test_every_assumption_has_a_place_and_as_shipped_it_changes_nothing(id_: str) -> None:
    name, law = moved_law(id_, a.REGISTRY[id_].value)

    assert (id_ in names()) != (id_ in LAWS)
    assert np.asarray(law) == pytest.approx(np.asarray(getattr(a, name)), rel=0.02)


@pytest.mark.parametrize(
    ("id_", "value"),
    [
        ("single_session_spike", 100),  # copied when a module is read
        ("restart", 40),
        ("outlook_draws", 2000),
        ("first_step_other", 0.3),  # one number of a law
        ("aerobic_loss", 0.05),
    ],
)
def test_a_moved_assumption_moves_what_leans_on_it_and_is_put_back(id_: str, value: float) -> None:
    before, shipped = told(), a.REGISTRY[id_]
    modules = {n: m for n, m in sys.modules.items() if n.startswith("startline.engine")}
    with assumed(id_, value) as moved:
        other = told(moved)

    assert repr(other) != repr(before)
    assert repr(told()) == repr(before)
    assert a.REGISTRY[id_] == shipped
    assert {n: m for n, m in sys.modules.items() if n.startswith("startline.engine")} == modules


def test_an_engine_read_anew_with_everything_as_shipped_says_the_same() -> None:
    with assumed("plateau", a.PLATEAU) as moved:
        again = told(moved)

    assert repr(again) == repr(told())


def test_what_goes_wrong_under_a_moved_assumption_is_said_in_the_table() -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    rows = sensitivity.answers(breaks, Options(), "plateau", "low")

    assert {row["fault"] for row in rows} == {"ZeroDivisionError"}
    assert all(row["plan_km"] is None for row in rows)


def columns(rows: list[Row]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}


def test_the_tables_of_a_small_study_are_read_as_they_were_made() -> None:
    options = Options(seed=1, runners=1)
    shipped = sensitivity.answers_moved(options, 0)
    at = next(i for i, one in enumerate(sensitivity.moves()) if one[:2] == ("restart", "low"))
    table = columns(shipped + sensitivity.answers_moved(options, at) * 1
                    + sensitivity.answers_moved(options, at + 1))  # fmt: skip

    [one] = moved_of(table)

    assert one.id == "restart"
    assert one.mean("plan_km") > 0
    assert one.mean("cost_min") == 0


def test_the_settings_as_chosen_compare_as_the_study_of_policies_does() -> None:
    rows = sensitivity.compared_moved(Options(seed=1, runners=1), 0)
    plain = [sensitivity.counted(row) for row in rows_of(1, 0, Settings())]

    assert [{k: row[k] for k in sensitivity.COUNTED} for row in rows] == plain
    assert {(row["setting"], row["side"]) for row in rows} == {("as shipped", "")}


def test_every_setting_is_moved_to_both_sides() -> None:
    moved = sensitivity.worlds_moved(Settings())

    assert len(moved) == 1 + 2 * len(sensitivity.table())
    assert len({s for _, _, s in moved}) == len(moved)


def a_setting(side: str, ours: float, theirs: float) -> list[Row]:
    row = {"setting": "noise", "side": side}
    return [
        {**row, "policy": policy, "km_in_pain": km + i % 2}
        for i in range(6)
        for policy, km in (("programme", theirs), ("startline", ours))
    ]


def test_a_finding_that_turns_with_a_setting_is_named() -> None:
    holds = columns(a_setting("", 5, 9) + a_setting("low", 5, 9) + a_setting("high", 5, 8))
    turns = columns(a_setting("", 5, 9) + a_setting("low", 5, 9) + a_setting("high", 9, 8))

    assert less(holds, "noise", "high", "programme", "km_in_pain").mean == -3
    assert "all 2 comparisons" in turned(holds)
    assert "1 of 2; not with noise at its high against programme" in turned(turns)


def test_the_variants_begin_with_startline_as_compared() -> None:
    rows = sensitivity.varied(Options(seed=2, runners=1), 1)

    assert [row["policy"] for row in rows][:3] == [
        "startline", "startline weekly", "startline remembered",
    ]  # fmt: skip
    assert rows[0] == sensitivity.counted(rows_of(2, 1, Settings())[-1])
