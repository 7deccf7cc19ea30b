"""A limit in the units of whoever sets it, an invitation, an exercise, a visit, a note."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from startline.engine.confirm import FAR_FROM_HISTORY
from startline.engine.guardrails import MAX_RUN_KM, MAX_RUN_MIN, MAX_WEEK_KM
from startline.web.accounts.models import UNITS
from startline.web.clinic.models import NAME_CHARS, SCOPES
from startline.web.shell.days import day_input
from startline.web.shell.numbers import NumberField, to_km
from startline.words.units import number, shown

ROLES = [
    ("physiotherapist", _("Physiotherapist")),
    ("doctor", _("Doctor")),
    ("massage_therapist", _("Massage therapist")),
    ("other", _("Somebody else")),
]
SURFACES = [
    ("road", _("Road")), ("trail", _("Trail")), ("track", _("Track")),
    ("treadmill", _("Treadmill")),
]  # fmt: skip
KINDS = [
    ("stretch", _("Stretching")), ("strength", _("Strength")), ("massage", _("Massage")),
    ("gait", _("Way of running")), ("load", _("Load")), ("other", _("Something else")),
]  # fmt: skip


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=day_input(), required=False)


class InviteForm(forms.Form):
    """Whom, what they see, and whether they may set limits."""

    name = forms.CharField(label=_("Who is it?"), max_length=NAME_CHARS)
    role = forms.ChoiceField(label=_("As what?"), choices=ROLES, widget=forms.RadioSelect)
    email = forms.EmailField(label=_("Send the link to this address"), required=False)
    scopes = forms.MultipleChoiceField(
        label=_("What may be seen"), choices=SCOPES, widget=forms.CheckboxSelectMultiple
    )
    may_set_limits = forms.BooleanField(
        label=_("May set limits, once signed in. They bind until a clinician lifts them."),
        required=False,
    )


class LimitForm(forms.Form):
    """One limit or several of one author, with a start, an end and a reason."""

    unit = forms.ChoiceField(label=_("Distances in"), choices=UNITS, widget=forms.RadioSelect)
    no_running = forms.BooleanField(label=_("No running"), required=False)
    max_run = NumberField(label=_("The longest run"), most=500, least=0.1, required=False)
    max_run_min = NumberField(
        label=_("The longest run, in minutes"), most=5760, least=1, required=False
    )
    max_week = NumberField(label=_("The most in a week"), most=500, least=0.1, required=False)
    max_runs_per_week = NumberField(label=_("Runs a week"), most=14, required=False)
    min_rest_days_between_runs = NumberField(
        label=_("Days of rest between runs"), most=14, required=False
    )
    max_nrs = NumberField(label=_("Pain while running, at most (0 to 10)"), most=10, required=False)
    easy_only = forms.BooleanField(label=_("Easy running alone"), required=False)
    surfaces = forms.MultipleChoiceField(
        label=_("Surfaces allowed; none ticked: all"),
        choices=SURFACES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    from_day = _day(_("From"))
    until = _day(_("Until; empty: until it is lifted"))
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)
    confirmed = forms.BooleanField(label=_("Yes, that is right"), required=False)

    def __init__(self, *args: Any, today: date, longest_km: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.longest_km, self.must_confirm = today, longest_km, False

    def clean(self) -> dict[str, Any]:
        """Something must be limited, days must be in order, and a far value is asked about."""
        data = super().clean() or {}
        if not self.errors and not self._said(data):
            raise forms.ValidationError(_("Set at least one limit."))
        first, last = data.get("from_day") or self.today, data.get("until")
        if last is not None and last < first:
            self.add_error("until", _("The last day lies before the first."))
        for name in ("max_runs_per_week", "min_rest_days_between_runs", "max_nrs"):
            value = data.get(name)
            if value is not None and value != int(value):
                self.add_error(name, _("A whole number, please."))
        if not self.errors and not data.get("confirmed"):
            self._ask_about_far(data)
        return data

    def _ask_about_far(self, data: dict[str, Any]) -> None:
        """Ask about 90 where the longest run was 10: a slip of the keyboard would lift a limit."""
        unit = data["unit"]
        fences = (("max_run", MAX_RUN_KM, True), ("max_week", MAX_WEEK_KM, True),
                  ("max_run_min", MAX_RUN_MIN, False))  # fmt: skip
        for name, fence, is_distance in fences:
            value = data.get(name)
            if value is None:
                continue
            value = to_km(value, unit) if is_distance else value
            far = name == "max_run" and value > FAR_FROM_HISTORY * self.longest_km > 0
            if far or fence.judge(value) == "confirm":
                self.must_confirm = True
                self.add_error(name, self._question(data[name], unit if is_distance else "min"))

    def _question(self, value: float, unit: str) -> str:
        said = f"{number(value)} {unit}"
        if not self.longest_km:
            return _now("%(said)s? Tick below if that is right.") % {"said": said}
        longest = shown(self.longest_km, unit if unit != "min" else "km")
        return _now(
            "%(said)s? The longest run in 30 days was %(longest)s. Tick below if that is right."
        ) % {"said": said, "longest": longest}

    def _said(self, data: dict[str, Any]) -> dict[str, Any]:
        unit = data.get("unit") or "km"
        said: dict[str, Any] = {}
        for name in ("no_running", "easy_only"):
            if data.get(name):
                said[name] = True
        for name in ("max_run", "max_week"):
            if data.get(name) is not None:
                said[f"{name}_km"] = to_km(data[name], unit)
        if data.get("max_run_min") is not None:
            said["max_run_min"] = data["max_run_min"]
        for name in ("max_runs_per_week", "min_rest_days_between_runs", "max_nrs"):
            if data.get(name) is not None:
                said[name] = int(data[name])
        if data.get("surfaces"):
            said["surfaces"] = data["surfaces"]
        return said

    def part(self) -> dict[str, Any]:
        """The limit as a restriction of the Case format, without its id and its author."""
        data = self.cleaned_data
        until = {"until": data["until"].isoformat()} if data["until"] else {}
        first = data["from_day"] or self.today
        return {"from": first.isoformat(), **until, **self._said(data)}


class ExerciseForm(forms.Form):
    """What to do, and how often."""

    what = forms.CharField(label=_("What"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *KINDS], required=False)
    times_per_week = NumberField(label=_("Times a week"), most=21, least=0.1, required=False)
    until = _day(_("Until; empty: open"))

    def part(self, today: date) -> dict[str, Any]:
        """The prescription of the Case format, without its id and its author."""
        data = self.cleaned_data
        said = {k: data[k] for k in ("kind", "times_per_week") if data[k]}
        until = {"until": data["until"].isoformat()} if data["until"] else {}
        return {"what": data["what"], "from": today.isoformat(), **said, **until}


class QuestionsForm(forms.Form):
    """What the runner would like to know at a visit."""

    note = forms.CharField(
        label=_("What you would like to know, a line for each question"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VisitForm(QuestionsForm):
    """When, and with whom."""

    on = forms.DateField(label=_("Day"), widget=day_input())
    with_whom = forms.ChoiceField(label=_("With whom"), choices=ROLES)
    field_order = ("on", "with_whom", "note")

    def part(self) -> dict[str, Any]:
        """The visit of the Case format."""
        data = self.cleaned_data
        note = {"note": data["note"]} if data["note"] else {}
        return {"on": data["on"].isoformat(), "with": data["with_whom"], **note}
