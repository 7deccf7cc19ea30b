"""One entry a phone kept: read strictly, stored once, answered the same when it is sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _

from startline.engine.errors import Problem, Refused
from startline.formats.strict_json import read_json, write_json
from startline.web.accounts.models import Runner
from startline.web.planning.selectors import today_of
from startline.web.runlog.models import Run, SentEntry
from startline.web.runlog.services import ChangedMeanwhile
from startline.web.today import services
from startline.web.today.edited import edited
from startline.web.today.forms import LogForm, UnitForm
from startline.web.today.log_views import followed_run, log_form, rating
from startline.web.today.selectors import MOST_SKEW_S
from startline.web.today.shown import answers_of

MOST_FIELDS = 40
MOST_CHARS = 4000
LATEST_DAYS = 30  # an entry older than a month is looked at by a person first
MOST_SECONDS = 2**31 - 1
OFFSETS_MIN = 14 * 60

Part = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """What a phone sends: whose it is, its own key, the answers as they were typed, its clock."""

    key: str
    kind: str
    user: UUID
    part: Part
    client_at: datetime
    offset_min: int
    sent_at: datetime

    @property
    def digest(self) -> str:
        """The same for the same answers."""
        said = write_json([self.kind, sorted(self.part.items())])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class Reply:
    """A status and what is said with it."""

    status: int
    said: Mapping[str, Any]


class NeedsALook(Exception):
    """The answers cannot be stored as they are; `said` is for the person who gave them."""

    def __init__(self, **said: Any) -> None:
        super().__init__(said)
        self.said = said


# --- reading -----------------------------------------------------------------------------------


def read_entry(body: bytes) -> Entry:
    """An entry from strict JSON.

    Raises:
        Refused: naming the field that is missing, unknown or out of shape.
    """
    value = read_json(body)
    if not isinstance(value, dict):
        raise _refused("", _("An entry is a JSON object."))
    names = {field.name for field in fields(Entry)}
    for name in sorted(names ^ value.keys()):
        raise _refused(name, _("This field is missing or not known."))
    return Entry(
        key=_key(value["key"]),
        kind=_kind(value["kind"]),
        user=_user(value["user"]),
        part=_part(value["part"]),
        client_at=_moment("client_at", value["client_at"]),
        offset_min=_offset(value["offset_min"]),
        sent_at=_moment("sent_at", value["sent_at"]),
    )


def _refused(place: str, problem: str) -> Refused:
    return Refused([Problem("not_an_entry", problem, "", place)])


def _key(value: Any) -> str:
    plain = isinstance(value, str) and value.isascii() and value.isalnum()
    if not plain or not 16 <= len(value) <= 64:
        raise _refused("key", _("A key has 16 to 64 letters and digits."))
    return str(value)


def _kind(value: Any) -> str:
    if value not in STORES:
        raise _refused("kind", _("This kind of entry is not known."))
    return str(value)


def _user(value: Any) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise _refused("user", _("This is no account.")) from None


def _part(value: Any) -> Part:
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise _refused("part", _("The answers are an object with few fields."))
    for name, said in value.items():
        texts = said if isinstance(said, list) else [said]
        if len(texts) > MOST_FIELDS or not all(
            isinstance(text, str) and len(text) <= MOST_CHARS for text in texts
        ):
            raise _refused(f"part.{name[:40]}", _("An answer is a text, or a list of texts."))
    return value


def _moment(name: str, value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        if at.tzinfo is not None and 1970 < at.year < 2200:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _refused(name, _("A moment reads like 2026-03-23T14:00:00Z."))


def _offset(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > OFFSETS_MIN:
        raise _refused("offset_min", _("The offset from UTC is in minutes, up to 14 hours."))
    return value


# --- storing -----------------------------------------------------------------------------------


def take(runner: Runner, entry: Entry) -> Reply:
    """Store an entry: 201, or 200 when it was stored before under its key.

    422 says what needs a look; 409 gives the run as it is stored beside the one sent.
    """
    before = _sent_before(runner, entry)
    if before is not None:
        return before
    try:
        with transaction.atomic():
            row = _written_down(runner, entry)
            row.made, is_new = STORES[entry.kind](runner, entry)
            row.save(update_fields=["made"])
    except IntegrityError:  # the same entry, sent twice at once: the other one was stored
        again = _sent_before(runner, entry)
        if again is None:
            raise
        return again
    except NeedsALook as problem:
        return Reply(problem.said.pop("status", 422), problem.said)
    return Reply(201 if is_new else 200, _stored(row))


def _sent_before(runner: Runner, entry: Entry) -> Reply | None:
    row = SentEntry.objects.filter(runner=runner, key=entry.key).first()
    if row is None:
        return None
    if row.digest != entry.digest:
        return Reply(422, _problem("key", _("This key belongs to another entry."), "key_used"))
    return Reply(200, _stored(row))


def _written_down(runner: Runner, entry: Entry) -> SentEntry:
    ahead = round((entry.sent_at - timezone.now()).total_seconds())
    return SentEntry.objects.create(
        runner=runner,
        key=entry.key,
        kind=entry.kind,
        digest=entry.digest,
        client_at=entry.client_at,
        offset_min=entry.offset_min,
        skew_s=max(-MOST_SECONDS, min(MOST_SECONDS, ahead)),
    )


def _stored(row: SentEntry) -> dict[str, Any]:
    off = row.skew_s if abs(row.skew_s) > MOST_SKEW_S else 0
    return {"id": row.made, "kind": row.kind, "clock_off_min": round(off / 60)}


def _problem(field: str, said: str, code: str = "needs_a_look") -> dict[str, Any]:
    return {"code": code, "problems": [{"field": field, "problem": said}]}


def _add_run(runner: Runner, entry: Entry) -> tuple[str, bool]:
    form = _form_of(runner, entry)
    with _refusals():
        run, is_new = services.log_run(runner, form.part(), by=runner.user, key=entry.key)
    return str(run.public_id), is_new


def _change_run(runner: Runner, entry: Entry) -> tuple[str, bool]:
    run = followed_run(runner, str(entry.part.get("run", "")))
    if run is None:
        raise NeedsALook(**_problem("run", _("This run is not in your log any more."), "gone"))
    form = _form_of(runner, entry, run)
    version = str(entry.part.get("version", ""))
    known = int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    try:
        with _refusals():
            services.change_run(run, edited(run, form), version=known, by=runner.user)
    except ChangedMeanwhile:
        raise NeedsALook(**_both(runner, run.pk, entry)) from None
    return str(run.public_id), True


def _both(runner: Runner, pk: int, entry: Entry) -> dict[str, Any]:
    run = Run.objects.select_related("pain").get(pk=pk)
    stored = LogForm(
        initial=answers_of(run, runner.unit), unit=runner.unit, today=run.on, longest_km=0.0
    )
    sent = log_form(runner, data=entry.part, run=run)
    return {
        "status": 409,
        "code": "changed_meanwhile",
        "version": run.version,
        "stored": in_words(stored, stored.initial),
        "sent": in_words(sent, entry.part),
    }


def in_words(form: Form, answers: Part) -> list[list[str]]:
    """Each answer given as its question and what was chosen, for two versions side by side."""
    lines = []
    for name, field in form.fields.items():
        value = answers.get(name)
        if not value or field.widget.is_hidden or field.label is None:
            continue
        choices = dict(getattr(field, "choices", ()))
        lines.append([str(field.label), str(choices.get(str(value), value))])
    return lines


def _say_morning(runner: Runner, entry: Entry) -> tuple[str, bool]:
    nrs = rating(str(entry.part.get("morning_nrs", "")))
    if nrs is None:
        raise NeedsALook(**_problem("morning_nrs", _("Tap a number from 0 to 10.")))
    run = followed_run(runner, str(entry.part.get("run", "")))
    row = services.say_morning(runner, nrs, on=_day(runner, entry), run=run, by=runner.user)
    return str(row.public_id), True


def _open_signs(runner: Runner, entry: Entry) -> tuple[str, bool]:
    said = entry.part.get("sign", [])
    codes = said if isinstance(said, list) else [said]
    with _refusals():
        rows = services.open_signs(runner, codes, on=_day(runner, entry), by=runner.user)
    if not rows:
        raise NeedsALook(**_problem("sign", _("No sign was ticked.")))
    return str(rows[0].public_id), True


STORES: Mapping[str, Callable[[Runner, Entry], tuple[str, bool]]] = {
    "run": _add_run,
    "change": _change_run,
    "morning": _say_morning,
    "sign": _open_signs,
}


class _refusals:
    """Turns what a service refuses into something to look at."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Refused):
            problems = [
                {"field": one.place, "problem": f"{one.problem} {one.hint}".strip()}
                for one in error.problems
            ]
            raise NeedsALook(code="needs_a_look", problems=problems) from None


def _form_of(runner: Runner, entry: Entry, run: Run | None = None) -> LogForm:
    """The answers read by the form itself, in the unit the phone counted in."""
    unit = UnitForm(entry.part)
    chosen = unit.cleaned_data["unit"] if unit.is_valid() else runner.unit
    form = log_form(runner, data=entry.part, run=run, unit=chosen)
    if not form.is_valid():
        problems = [
            {"field": name, "problem": str(error)}
            for name, errors in form.errors.items()
            for error in errors
        ]
        raise NeedsALook(code="needs_a_look", problems=problems, confirm=form.must_confirm)
    return form


def _day(runner: Runner, entry: Entry) -> date:
    """The day an answer belongs to: the phone's, where that can be."""
    today = today_of(runner)
    try:
        day = date.fromisoformat(str(entry.part.get("on", "")))
    except ValueError:
        raise NeedsALook(**_problem("on", _("The day cannot be read."))) from None
    if not today - timedelta(days=LATEST_DAYS) <= day <= today:
        raise NeedsALook(
            **_problem("on", _("That day is not of the last weeks. Is the phone’s clock right?"))
        )
    return day
