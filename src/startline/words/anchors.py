"""Published rates in sentences: what they say, of how many people, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from startline.engine.readiness.anchors import Anchor
from startline.words.language import N_, _, published

SAYS: Mapping[str, str] = {
    "many_are_injured_in_sixteen_weeks": N_("were injured at some time in the 16 weeks before"),
    "most_injured_were_not_kept_out": N_(
        "who were injured were not kept from starting or finishing by it"
    ),
    "bone_stress_kept_many_out": N_("who were kept out had a bone stress injury"),
    "most_enrolled_started": N_("who enrolled twelve weeks before started"),
    "nearly_all_who_started_finished": N_("who started finished"),
    "heat_keeps_some_from_finishing": N_("who started on a warm day finished"),
    "a_third_would_have_run_a_half": N_("who dropped out would have run had a half been offered"),
    "injury_is_the_commonest_reason": N_("who dropped out named an injury"),
    "a_third_ran_a_later_marathon": N_("who dropped out and meant to run a later marathon ran one"),
    "a_quarter_slow_late": N_("slowed by a quarter or more late in the race"),
}

POPULATIONS: Mapping[str, str] = {
    "marathoners": N_("marathon runners"),
    "first_time_marathoners": N_("first-time marathoners"),
    "first_time_marathoners_injured": N_("first-time marathoners"),
    "first_time_marathoners_kept_out": N_("first-time marathoners"),
    "marathon_entrants_who_dropped_out": N_("entrants"),
    "marathon_men": N_("men in marathons"),
    "marathon_women": N_("women in marathons"),
}

DOES_NOT_SAY: Mapping[str, str] = {
    "how_far_into_the_build": N_("when in those weeks, or how badly"),
    "this_runner": N_("anything about you"),
    "whether_it_hurt": N_("whether it hurt on the way"),
    "counts_mild_injuries": N_("how it goes with more than a mild injury, since mild ones count"),
    "weeks_before_the_race": N_("how many weeks were left"),
    "what_this_pain_is": N_("what your pain is"),
    "runners_already_hurting": N_("how it goes for somebody who already hurts"),
    "who_chose_not_to_start": N_("how those would have fared who chose not to start"),
    "definition_not_checked": N_("exactly how slowing was measured"),
    "sizes_not_seen": N_("how sure the figure is: we have not seen the counts"),
    "forty_years_ago": N_("how it is now: it is some forty years old"),
    "entries_that_can_be_deferred": N_("how it is with an entry that can be deferred"),
}

OTHER_QUESTIONS = N_("Published rates answer other questions, of other runners:")


def anchor_lines(one: Anchor) -> Iterator[str]:
    """Two lines: the rate with both outcomes; then what it does not say, and its source."""
    did, did_not = out_of_twenty(one.value)
    counted = one.k is not None and one.n is not None
    of = _(" ({k} of {n})").format(k=one.k, n=one.n) if counted else ""
    yield _("{did} {people}{of} {says}; {did_not} did not.").format(
        did=did, people=_(POPULATIONS[one.population]), of=of, says=_(SAYS[one.says]),
        did_not=did_not,
    )  # fmt: skip
    unsaid = "; ".join(_(DOES_NOT_SAY[code]) for code in one.does_not_say)
    yield f"{_('It does not say {unsaid}.').format(unsaid=unsaid)} {published(one.source)}."


def out_of_twenty(share: float) -> tuple[str, str]:
    """Both outcomes out of twenty; the ends say so in words.

    >>> out_of_twenty(0.84), out_of_twenty(0.993)
    (('About 17 in 20', '3'), ('More than 19 in 20', 'fewer than 1'))
    """
    did = round(share * 20)
    if did == 20:
        return _("More than 19 in 20"), _("fewer than 1")
    if did == 0:
        return _("Fewer than 1 in 20"), _("more than 19")
    return _("About {n} in 20").format(n=did), str(20 - did)
