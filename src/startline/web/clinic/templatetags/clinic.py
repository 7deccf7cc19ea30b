"""A limit, stored or proposed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from startline.engine.restrictions import LIMIT_NAMES
from startline.web.audit.models import Entry
from startline.web.clinic.forms import ROLES
from startline.web.planning.models import Appointment, Restriction
from startline.words.reasons import limit_words

register = template.Library()


@register.filter
def limit_of_part(part: Mapping[str, Any], unit: str) -> str:
    """Everything a part of a Case limits, in the reader's unit."""
    said = (
        limit_words(name, part[name], unit)
        for name in LIMIT_NAMES
        if part.get(name) not in (None, False)
    )
    return "; ".join(said)


@register.filter
def limit_of(row: Restriction, unit: str) -> str:
    """Everything a stored limit limits, in the reader's unit."""
    return limit_of_part(row.as_case(), unit)


ACTS = {
    "run.logged": _("logged a run"),
    "run.changed": _("changed a run"),
    "run.deleted": _("took a run out of the log"),
    "pain.answered": _("answered about pain"),
    "check_in.said": _("answered about a day"),
    "cross_session.logged": _("logged cross-training"),
    "red_flag.opened": _("opened a sign that stops running"),
    "red_flag.closed": _("closed a sign that stopped running"),
    "exercise.said": _("said something about an exercise"),
    "exercise.prescribed": _("prescribed an exercise"),
    "limit.set": _("set a limit"),
    "limit.lifted": _("lifted a limit"),
    "limit.proposed": _("proposed a limit"),
    "proposal.answered": _("answered a proposal"),
    "visit.booked": _("booked a visit"),
    "visit.asked": _("wrote down questions for a visit"),
    "visit.cancelled": _("cancelled a visit"),
    "note.written": _("wrote a note"),
    "share.made": _("made a share"),
    "share.opened": _("opened the link of a share"),
    "share.accepted": _("took a share to their account"),
    "share.ended": _("ended a share"),
    "looked.list": _("saw the last two weeks in the list of their runners"),
    "looked.overview": _("looked at the overview"),
    "looked.report": _("looked at the visit report"),
    "race.set": _("set the race"),
    "programme.set": _("changed days or programme"),
    "runner.changed": _("changed settings"),
    "episode.told": _("said where it hurts"),
    "consent.given": _("agreed to what is kept about health"),
    "consent.withdrawn": _("did not agree, or no more, to what is kept about health"),
    "case.taken": _("took in a whole case"),
}


@register.filter
def act_words(entry: Entry) -> str:
    """What was done, in words; an act without words of its own by its code."""
    return str(ACTS.get(entry.action, entry.action))


VISITED = dict(ROLES)


@register.filter
def visited(row: Appointment) -> str:
    """With whom a visit is."""
    return str(VISITED.get(row.with_whom, row.with_whom))
