"""What is asked for a programme."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from startline.formats.programmes import OtherProgramme
from startline.formats.programmes.for_runner import Asked
from startline.web.accounts.models import Runner
from startline.web.imports.programme import ReadyProgramme, is_ladder
from startline.web.planning.models import Race
from startline.web.shell.days import day_input
from startline.web.shell.numbers import NumberField, to_km

DAYS = [
    ("mon", _("Mon")), ("tue", _("Tue")), ("wed", _("Wed")), ("thu", _("Thu")),
    ("fri", _("Fri")), ("sat", _("Sat")), ("sun", _("Sun")),
]  # fmt: skip
MOST_TEXT = 200_000  # characters of a pasted programme; two years of days have about 60,000
MOST_FILE_BYTES = 512 * 1024  # of a programme in a file


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=day_input(), required=False, **more)


class ReadyForm(forms.Form):
    """What a ready programme asks; it asks nothing that it does not use."""

    race_on = _day(_("Day of the race"))
    starts_on = _day(_("First day"))
    run_days = forms.MultipleChoiceField(
        label=_("Days you can run on"), choices=DAYS, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    long_run_day = forms.ChoiceField(
        label=_("Day of the long run"), choices=DAYS, required=False, widget=forms.RadioSelect
    )
    usual_week = NumberField(label=_("What you run in a usual week"), most=300, required=False)
    minutes_a_week = NumberField(label=_("Minutes you have in a week"), most=1000, required=False)
    onset = NumberField(label=_("Where on a run it began to hurt"), most=60, required=False)

    def __init__(
        self, *args: Any, of: ReadyProgramme, runner: Runner, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.of, self.runner, self.today = of, runner, today
        self.race = Race.objects.filter(runner=runner).first()
        for name in self._not_asked():
            del self.fields[name]
        self.fields["run_days"].initial = runner.run_days or []
        if "long_run_day" in self.fields:
            self.fields["long_run_day"].initial = runner.long_run_day

    def _not_asked(self) -> set[str]:
        if is_ladder(self.of):
            needs_onset = self.of.name == "ladder_outer_knee"
            onset = set() if needs_onset else {"onset"}
            return {"race_on", "long_run_day", "usual_week", "minutes_a_week"} | onset
        has_race = {"race_on"} if self.race else set()
        if isinstance(self.of, OtherProgramme):
            return {"onset", "usual_week", "long_run_day", *has_race}
        return {"onset", "minutes_a_week", "starts_on", *has_race}

    def clean(self) -> dict[str, Any]:
        """A day to count from, and days to run on."""
        data = super().clean() or {}
        days, long_day = data.get("run_days") or [], data.get("long_run_day")
        if not is_ladder(self.of):
            if not self.race and not data.get("race_on") and not data.get("starts_on"):
                name = "starts_on" if "starts_on" in self.fields else "race_on"
                self.add_error(name, _("A programme needs a day to count from."))
            if not days:
                self.add_error("run_days", _("A programme needs the days you can run on."))
        elif not data.get("starts_on"):
            self.add_error("starts_on", _("On which day would you begin?"))
        if long_day and days and long_day not in days:
            self.add_error("long_run_day", _("Choose one of the days you run on."))
        return data

    def asked(self) -> Asked:
        """As the builder takes it."""
        data = self.cleaned_data
        unit = self.runner.unit

        def km(name: str) -> float | None:
            value = data.get(name)
            return None if value is None else to_km(value, unit)

        return Asked(
            race_on=data.get("race_on"), starts_on=data.get("starts_on"), on=self.today,
            run_days=data["run_days"] or None, long_run_day=data.get("long_run_day") or None,
            usual_week_km=km("usual_week"), minutes_a_week=data.get("minutes_a_week"),
            onset_km=km("onset"), unit=unit,
        )  # fmt: skip


class OwnForm(forms.Form):
    """A programme of the runner's own: pasted, or in a file."""

    text = forms.CharField(
        label=_("Paste it here"), required=False, max_length=MOST_TEXT, strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(label=_("Or choose a file (.csv, .ics, .txt)"), required=False)
    race_on = _day(_("Day of the race"))
    unit = forms.ChoiceField(
        label=_("Numbers without a unit are"), required=False, widget=forms.RadioSelect,
        choices=[("km", _("kilometres")), ("mi", _("miles"))],
    )  # fmt: skip
    order = forms.ChoiceField(
        label=_("Dates such as 3/4 are"), required=False, widget=forms.RadioSelect,
        choices=[("", _("told by the others")), ("day", _("3 April")), ("month", _("March 4"))],
    )  # fmt: skip
    repeat_from = _day(_("If it is one week: repeat it from this day to the race"))
    name = forms.CharField(label=_("Its name"), max_length=200, required=False)
    called = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def __init__(self, *args: Any, runner: Runner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Race.objects.filter(runner=runner).exists():
            del self.fields["race_on"]
        self.fields["unit"].initial = runner.unit

    def clean(self) -> dict[str, Any]:
        """Something to read, and a race to count back from."""
        data = super().clean() or {}
        file = data.get("file")
        if file is not None and file.size > MOST_FILE_BYTES:
            self.add_error("file", _("That file is larger than a programme is (512 kB)."))
        elif file is None and not (data.get("text") or "").strip():
            self.add_error("text", _("Paste a table, or choose a file."))
        if "race_on" in self.fields and not data.get("race_on"):
            self.add_error("race_on", _("When is the race? Weeks are counted back from it."))
        return data

    def content(self) -> tuple[bytes, str]:
        """The bytes to read and what they are called."""
        file = self.cleaned_data.get("file")
        if file is not None:
            return file.read(), str(file.name)
        return self.cleaned_data["text"].encode(), self.cleaned_data["called"]
