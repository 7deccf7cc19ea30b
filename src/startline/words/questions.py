"""What else to ask at the visit: questions for a clinician, with their evidence. No treatment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from startline.engine.advice import Advice
from startline.engine.plans import Reason
from startline.words.language import N_, _, published

TITLE = N_("What else to ask at the visit")
HOW_TO_READ = N_(
    "Questions for your clinician, not advice: nothing in the log shows that these were tried. "
    "Evidence from A, a trial, to D, none."
)
SOURCES = N_("Where the questions and the published course come from")

SENTENCES: Mapping[str, str] = {
    "ask_bone_screen": N_("Is bone in question here, and does it need to be looked at?"),
    "ask_run_walk": N_("Could walk breaks on a run be worth a try?"),
    "ask_shorter_more_often": N_(
        "Could the same week in shorter runs, more often, be worth a try?"
    ),
    "ask_slower": N_("Could running a tenth slower be worth a try?"),
    "ask_treadmill_or_flat": N_("Could a treadmill or a flat track be worth a try?"),
    "ask_cadence": N_("Could somewhat shorter, quicker steps be worth a try?"),
    "ask_pool_or_bike": N_(
        "Could running in deep water, swimming or a bike stand in for some of the "
        "running, to keep fitness?"
    ),
}


def question(reason: Reason) -> str:
    """One question of `Advice.to_ask`.

    >>> question(Reason("ask_slower"))
    'Could running a tenth slower be worth a try?'
    """
    return _(SENTENCES[reason.code])


def evidence(reason: Reason) -> str:
    """How well a question is backed, from A to D.

    >>> evidence(Reason("ask_slower", {"grade": "D", "source": "by analogy"}))
    'Evidence D.'
    """
    return _("Evidence {grade}.").format(grade=reason.values["grade"])


def sources(advice: Advice) -> Iterator[str]:
    """Where each question comes from, and then the published course; sources as published."""
    for reason in advice.to_ask:
        yield f"{question(reason)} {_cited(reason.values)}"
    for one in advice.treatment["course"] if advice.treatment else ():
        yield _cited(one)


def _cited(one: Mapping[str, Any]) -> str:
    return f"{one['grade']}: {published(one['source'])}."
