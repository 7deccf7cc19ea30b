from __future__ import annotations

import json

import pytest

from startline.engine.readiness.anchors import ANCHORS, Anchor, anchor_values, anchors
from startline.words.anchors import DOES_NOT_SAY, POPULATIONS, SAYS, anchor_lines

each = pytest.mark.parametrize("one", ANCHORS, ids=lambda one: one.code)


@each
def test_a_rate_lies_inside_its_interval_and_is_the_count_it_gives(one: Anchor):
    assert 0 < one.value < 1
    if one.low is not None and one.high is not None:
        assert one.low <= one.value <= one.high
    if one.k is not None and one.n is not None:
        assert one.value == pytest.approx(one.k / one.n, abs=0.005)


@each
def test_a_rate_names_its_source_and_what_it_does_not_say(one: Anchor):
    assert any(str(year) in one.source for year in range(one.year, one.year + 6))
    assert one.does_not_say


@each
def test_every_code_has_its_words(one: Anchor):
    assert one.population in POPULATIONS
    assert one.says in SAYS
    assert set(one.does_not_say) <= DOES_NOT_SAY.keys()


@each
def test_a_rate_is_said_out_of_twenty_with_both_outcomes_and_no_percentage(one: Anchor):
    said, unsaid = anchor_lines(one)

    assert "in 20" in said
    assert said.endswith("did not.")
    assert "%" not in said
    assert unsaid.startswith("It does not say ")


@each
def test_a_rate_is_plain_json(one: Anchor):
    values = anchor_values(one)

    assert json.loads(json.dumps(values)) == values
    assert None not in values.values()


def test_codes_are_used_once():
    assert len({one.code for one in ANCHORS}) == len(ANCHORS)


def test_anchors_can_be_asked_for_by_what_they_are_about():
    assert {one.about for one in anchors("start", "finish")} == {"start", "finish"}
    assert anchors() == ANCHORS
