"""Every number we chose stands in a model card, with the value it has."""

from __future__ import annotations

import re

import pytest

from startline.engine.assumptions import REGISTRY, Assumption
from tests.house.repository import ROOT

CARDS = ROOT / "docs" / "models"
ROW = re.compile(r"^\| `(\w+)` \| (-?[\d.]+)(?= )", re.MULTILINE)


def cards() -> str:
    """All model cards, one after another."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(CARDS.glob("*.md")))


@pytest.mark.parametrize("one", REGISTRY.values(), ids=lambda one: one.id)
def test_every_assumption_stands_in_a_model_card(one: Assumption) -> None:
    assert f"`{one.id}`" in cards()


def test_a_row_of_its_own_gives_an_assumption_the_value_that_it_has() -> None:
    rows = [(id_, float(value)) for id_, value in ROW.findall(cards()) if id_ in REGISTRY]
    told = [id_ for id_, _ in rows]

    assert len(rows) > 80
    assert sorted(told) == sorted(set(told))
    for id_, value in rows:
        assert value == pytest.approx(REGISTRY[id_].value, rel=1e-3), id_
