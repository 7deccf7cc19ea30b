"""Published rates in sentences: what they say, of how many people, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from startline.engine.readiness.anchors import Anchor

SAYS: Mapping[str, str] = {
    "many_are_injured_in_sixteen_weeks": "were injured at some time in the 16 weeks before",
    "most_injured_were_not_kept_out": "who were injured were not kept from starting or finishing "
    "by it",
    "bone_stress_kept_many_out": "who were kept out had a bone stress injury",
    "most_enrolled_started": "who enrolled twelve weeks before started",
    "nearly_all_who_started_finished": "who started finished",
    "heat_keeps_some_from_finishing": "who started on a warm day finished",
    "a_third_would_have_run_a_half": "who dropped out would have run had a half been offered",
    "injury_is_the_commonest_reason": "who dropped out named an injury",
    "a_third_ran_a_later_marathon": "who dropped out and meant to run a later marathon ran one",
    "a_quarter_slow_late": "slowed by a quarter or more late in the race",
}

POPULATIONS: Mapping[str, str] = {
    "marathoners": "marathon runners",
    "first_time_marathoners": "first-time marathoners",
    "first_time_marathoners_injured": "first-time marathoners",
    "first_time_marathoners_kept_out": "first-time marathoners",
    "marathon_entrants_who_dropped_out": "entrants",
    "marathon_men": "men in marathons",
    "marathon_women": "women in marathons",
}

DOES_NOT_SAY: Mapping[str, str] = {
    "how_far_into_the_build": "when in those weeks, or how badly",
    "this_runner": "anything about you",
    "whether_it_hurt": "whether it hurt on the way",
    "counts_mild_injuries": "how it goes with more than a mild injury, since mild ones count",
    "weeks_before_the_race": "how many weeks were left",
    "what_this_pain_is": "what your pain is",
    "runners_already_hurting": "how it goes for somebody who already hurts",
    "who_chose_not_to_start": "how those would have fared who chose not to start",
    "definition_not_checked": "exactly how slowing was measured",
    "sizes_not_seen": "how sure the figure is: we have not seen the counts",
    "forty_years_ago": "how it is now: it is some forty years old",
    "entries_that_can_be_deferred": "how it is with an entry that can be deferred",
}

BESIDE = (
    "Published rates answer other questions than the chances above. They count groups, most of "
    "them without your pain; read them beside the chances, not instead."
)


def anchor_lines(one: Anchor) -> Iterator[str]:
    """Two lines: the rate with both outcomes; then what it does not say, and its source."""
    did, did_not = out_of_twenty(one.value)
    of = f" ({one.k} of {one.n})" if one.k is not None and one.n is not None else ""
    yield f"{did} {POPULATIONS[one.population]}{of} {SAYS[one.says]}; {did_not} did not."
    unsaid = "; ".join(DOES_NOT_SAY[code] for code in one.does_not_say)
    yield f"It does not say {unsaid}. {one.source}."


def out_of_twenty(share: float) -> tuple[str, str]:
    """Both outcomes out of twenty; the ends say so in words.

    >>> out_of_twenty(0.84), out_of_twenty(0.993)
    (('About 17 in 20', '3'), ('More than 19 in 20', 'fewer than 1'))
    """
    did = round(share * 20)
    if did == 20:
        return "More than 19 in 20", "fewer than 1"
    return (
        ("Fewer than 1 in 20", "more than 19")
        if did == 0
        else (f"About {did} in 20", f"{20 - did}")
    )
