"""What the journal asks for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startline.web.journal.models import (
    ENTRY_CHARS,
    NAME_CHARS,
    REPLY_CHARS,
    TITLE_CHARS,
    Journal,
    Report,
)
from startline.web.journal.text import clean_name, cleaned
from startline.web.shell.numbers import NumberField, to_km

FIRST_DAY = date(1970, 1, 1)
DAYS_AHEAD = 3 * 365
RESERVED = {"confirm", "unsubscribe", "report", "reports", "replies", "pictures", "new", "feed"}
WHO = [
    ("physiotherapist", _("My physiotherapist")),
    ("doctor", _("My doctor")),
    ("massage_therapist", _("My massage therapist")),
    ("myself", _("I set it myself")),
]
WITH = [
    ("physiotherapist", _("Physiotherapist")),
    ("massage_therapist", _("Massage therapist")),
    ("doctor", _("Doctor")),
    ("other", _("Somebody else")),
]
HURT = [("yes", _("It hurt")), ("no", _("Free of pain")), ("unasked", _("Say nothing of it"))]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class EntryForm(forms.Form):
    """An entry as it is typed."""

    on = _day(_("Day"))
    title = forms.CharField(label=_("Title"), max_length=TITLE_CHARS, required=False)
    text = forms.CharField(
        label=_("What was it like?"),
        max_length=ENTRY_CHARS,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    version = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def clean_on(self) -> date:
        """A day somebody may have run on, or means to."""
        day: date = self.cleaned_data["on"]
        if not FIRST_DAY <= day <= date.today() + timedelta(DAYS_AHEAD):  # noqa: DTZ011 - years
            raise forms.ValidationError(_("That day is too far away. Check its year."))
        return day


class JournalForm(forms.ModelForm[Journal]):
    """Address, title, look, and how replies are taken."""

    class Meta:
        model = Journal
        fields = ("title", "slug", "look", "replies", "digest")
        labels = {  # noqa: RUF012 - read by Django
            "title": _("Title"),
            "slug": _("Public address; empty: nobody but you reads anything"),
            "look": _("Look"),
            "replies": _("Replies"),
            "digest": _("Mail me when replies are there, at most once an hour"),
        }
        widgets = {"look": forms.RadioSelect, "replies": forms.RadioSelect}  # noqa: RUF012

    def clean_title(self) -> str:
        """One line."""
        return clean_name(self.cleaned_data["title"])

    def clean_slug(self) -> str | None:
        """An address that is nobody else's; none at all is an answer."""
        slug: str = (self.cleaned_data["slug"] or "").lower()
        if slug in RESERVED:
            raise forms.ValidationError(_("That address is taken. Choose another."))
        return slug or None


class _BesideForm(forms.Form):
    """One of several forms on a page: the names of its fields are its own there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__}_%s", **kwargs})


class RunForm(_BesideForm):
    """The run an entry tells of, for its writer to correct and say yes to."""

    distance = NumberField(label=_("Distance"), most=500, least=0.01)
    hurt = forms.ChoiceField(label=_("Pain"), choices=HURT)
    onset = NumberField(label=_("It began at"), most=500, required=False)
    confirmed = forms.BooleanField(label=_("Yes, that is right"), required=False)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean(self) -> dict[str, Any]:
        """Pain begins before the end of the run."""
        data = super().clean() or {}
        onset, distance = data.get("onset"), data.get("distance")
        if data.get("hurt") == "yes" and onset and distance and onset > distance:
            self.add_error("onset", _("That lies beyond the end of the run."))
        return data

    def part(self, on: date) -> dict[str, Any]:
        """The run as a part of a Case."""
        data = self.cleaned_data
        far = to_km(data["distance"], self.unit)
        run: dict[str, Any] = {"on": on.isoformat(), "distance_km": far}
        if data["hurt"] == "unasked":
            return run
        pain: dict[str, Any] = {"free": data["hurt"] == "no"}
        if data["hurt"] == "yes" and data.get("onset") is not None:
            at = min(to_km(data["onset"], self.unit), far)
            pain["onset"] = {"lower_km": at, "upper_km": at}
        return {**run, "pain": pain}


class LimitForm(_BesideForm):
    """The limit an entry tells of, and whose it is."""

    most = NumberField(label=_("The longest run"), most=500, least=0.1)
    whose = forms.ChoiceField(label=_("Who said so?"), choices=WHO)
    from_day = _day(_("From"))


class VisitForm(_BesideForm):
    """The visit an entry tells of, once its day is known."""

    on = _day(_("Day"))
    with_whom = forms.ChoiceField(label=_("With"), choices=WITH)


class ReplyForm(forms.Form):
    """A reply; `website` is a field no person sees."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_CHARS)
    email = forms.EmailField(label=_("Your e-mail; nobody is shown it"), max_length=254)
    text = forms.CharField(
        label=_("Your reply"), max_length=REPLY_CHARS, widget=forms.Textarea(attrs={"rows": 4})
    )
    website = forms.CharField(required=False)
    parent = forms.UUIDField(required=False)

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].required = not known

    def clean_name(self) -> str:
        """One line, without letters that hide or turn others."""
        return clean_name(self.cleaned_data["name"])[:NAME_CHARS]

    def clean_email(self) -> str:
        """One spelling of an address."""
        email: str = self.cleaned_data["email"]
        return email.lower()

    def clean_text(self) -> str:
        """Words, without letters that hide or turn others."""
        text = cleaned(self.cleaned_data["text"]).strip()
        if not text:
            raise forms.ValidationError(_("Write something first."))
        return text


class ReportForm(forms.Form):
    """Why somebody should look at something."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Report.KINDS[:-1], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Anything to add"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
