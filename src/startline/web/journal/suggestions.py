"""What an entry suggests: a run to log, a limit to enter, a visit to book. Stored after a yes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from startline.engine.confirm import FAR_FROM_HISTORY
from startline.engine.guardrails import RUN_KM
from startline.formats.entry_text import EntryFields, Found, last_words, read_entry
from startline.web.accounts.models import Runner
from startline.web.journal.forms import LimitForm, RunForm, VisitForm
from startline.web.journal.models import Entry
from startline.web.planning.limits import add_limit, book_visit
from startline.web.planning.selectors import today_of
from startline.web.planning.services import new_facts
from startline.web.runlog.models import Run
from startline.web.runlog.services import add_run
from startline.words.units import as_said

VISITS = {
    "physical_therapy": "physiotherapist", "massage": "massage_therapist", "doctor": "doctor",
}  # fmt: skip
RUN, LIMIT, VISIT = "run", "limit", "visit"
LONGEST_KEY = 64


@dataclass(frozen=True)
class Read:
    """One thing that was read, with the words it came from."""

    what: str
    value: str
    words: str


@dataclass
class Suggestions:
    """Forms to say yes to, and everything read beside them.

    Of a long entry what stands after `read_to_words` was not read.
    """

    read: list[Read] = field(default_factory=list)
    run: RunForm | None = None
    limit: LimitForm | None = None
    visit: VisitForm | None = None
    taken: list[str] = field(default_factory=list)
    read_to_words: str = ""


def suggestions_of(entry: Entry, runner: Runner) -> Suggestions:
    """Read the entry as it stands; what was said yes to is not asked about again."""
    fields = read_entry(entry.text, unit=runner.unit)
    unit, taken = runner.unit, list(entry.taken)
    found = Suggestions(read=_read(fields, unit), taken=taken)
    if fields.read_to < len(entry.text):
        found.read_to_words = last_words(entry.text, fields.read_to)
    if fields.distance_run_km and RUN not in taken and entry.on <= today_of(runner):
        found.run = _run_form(fields, unit)
    if fields.cap_km and LIMIT not in taken:
        most = as_said(fields.cap_km.value, unit)
        found.limit = LimitForm(initial={"most": most, "from_day": entry.on})
    seen = [VISITS[one.value] for one in fields.treatments if one.value in VISITS]
    if seen and VISIT not in taken:
        found.visit = VisitForm(initial={"with_whom": seen[0]})
    return found


def _run_form(fields: EntryFields, unit: str) -> RunForm:
    hurt = "yes" if fields.onset_km else "no" if fields.pain_free else "unasked"
    initial = {"distance": _bare(fields.distance_run_km, unit), "hurt": hurt}
    if fields.onset_km:
        initial["onset"] = _bare(fields.onset_km, unit)
    return RunForm(initial=initial, unit=unit)


def _bare(found: Found[float] | None, unit: str) -> str:
    return as_said(found.value, unit) if found else ""


def _read(fields: EntryFields, unit: str) -> list[Read]:
    distances = [
        (_("Run"), fields.distance_run_km),
        (_("Planned"), fields.distance_planned_km),
        (_("Pain began at"), fields.onset_km),
        (_("A limit"), fields.cap_km),
        *((_("The next long run"), one) for one in fields.next_long_run_km),
    ]
    read = [Read(what, f"{_bare(one, unit)} {unit}", one.words) for what, one in distances if one]
    if fields.pain_free:
        read.append(Read(_("Pain"), _("none"), fields.pain_free.words))
    if fields.weeks_to_race:
        weeks = f"{fields.weeks_to_race.value:g}"
        read.append(Read(_("Weeks to the race"), weeks, fields.weeks_to_race.words))
    return read


class AskAgain(Exception):
    """A value far beyond what this runner runs: to be looked at once more before it is kept."""


def take_run(entry: Entry, runner: Runner, form: RunForm) -> None:
    """Log the run of an entry: once, however often it is pressed.

    Raises:
        AskAgain: if it is far longer than the others and was not confirmed.
        Refused: if it cannot be.
    """
    part = form.part(entry.on)
    if not form.cleaned_data["confirmed"] and _is_far(runner, part["distance_km"]):
        raise AskAgain
    key = f"entry-{entry.public_id}"[:LONGEST_KEY]
    with new_facts(runner):
        add_run(runner, part, by=runner.user, key=key)
        _mark(entry, RUN)


def _is_far(runner: Runner, km: float) -> bool:
    longest = Run.objects.filter(runner=runner).order_by("-distance_km").first()
    far = longest is not None and km > FAR_FROM_HISTORY * longest.distance_km
    return far or RUN_KM.judge(km) == "confirm"


def take_limit(entry: Entry, runner: Runner, form: LimitForm, km: float) -> None:
    """Enter the limit of an entry; told by a clinician, only a clinician's word raises it.

    Raises:
        Refused: if it cannot be.
    """
    data = form.cleaned_data
    own = data["whose"] == "myself"
    part: dict[str, Any] = {
        "id": f"entry-{entry.public_id}",
        "set_by": "runner" if own else "clinician",
        "from": data["from_day"].isoformat(),
        "max_run_km": km,
        **({} if own else {"by": data["whose"]}),
    }
    with new_facts(runner):
        add_limit(runner, part, by=runner.user, told_by_runner=not own)
        _mark(entry, LIMIT)


def take_visit(entry: Entry, runner: Runner, form: VisitForm) -> None:
    """Book the visit of an entry.

    Raises:
        Refused: if it cannot be.
    """
    data = form.cleaned_data
    part = {"on": data["on"].isoformat(), "with": data["with_whom"]}
    with new_facts(runner):
        book_visit(runner, part, by=runner.user)
        _mark(entry, VISIT)


def _mark(entry: Entry, what: str) -> None:
    """In the transaction of the fact itself. The text is as it was: its version stays."""
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    entry.taken = sorted({*locked.taken, what})
    Entry.objects.filter(pk=entry.pk).update(taken=entry.taken)
