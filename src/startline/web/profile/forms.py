"""Short questions, each of which may be skipped; the same forms are the settings later."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from startline.engine.runs import FIRST_STEP_KM
from startline.formats.pictures import Picture, body_map
from startline.formats.programmes import NAMES, load
from startline.web.accounts.models import Runner
from startline.web.runlog.sites import SITES
from startline.web.shell.days import day_input
from startline.web.shell.numbers import NumberField, read_number, to_km
from startline.words import plan, reasons
from startline.words.programmes import written

HALF_KM, MARATHON_KM = 21.0975, 42.195
DAYS = [
    ("mon", _("Mon")), ("tue", _("Tue")), ("wed", _("Wed")), ("thu", _("Thu")),
    ("fri", _("Fri")), ("sat", _("Sat")), ("sun", _("Sun")),
]  # fmt: skip
SIDES = [("left", _("Left")), ("right", _("Right")), ("both", _("Both")), ("unstated", _("Skip"))]
CROSS = ("cycling", "pool_running", "swimming", "elliptical", "rowing", "walking", "strength")
WHO = [
    ("physiotherapist", _("Physiotherapist")),
    ("doctor", _("Doctor")),
    ("massage_therapist", _("Massage therapist")),
    ("other", _("Somebody else")),
]
TOLERANCES = [
    ("0.1", _("1 run in 10")), ("0.2", _("2 runs in 10")), ("0.3", _("3 runs in 10")),
]  # fmt: skip


def _radio(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=False, **more
    )


def _many(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False
    )


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=day_input(), required=False, **more)


def consent_field() -> forms.BooleanField:
    """The tick without which nothing about health is stored. Nobody else makes it."""
    return forms.BooleanField(
        label=_("I agree that this is kept about my health"),
        error_messages={"required": _("Nothing was kept. Tick the box first, or skip.")},
    )


class StepForm(forms.Form):
    """What every step knows: the runner, their unit and their day.

    Until a newcomer has agreed to what is kept about health, each step asks for it and keeps
    nothing without it.
    """

    def __init__(self, *args: Any, runner: Runner, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.runner, self.today, self.shown_unit = runner, today, runner.unit
        self.asks_consent = runner.consent == "asked"
        if self.asks_consent:
            self.fields["consent"] = consent_field()
        self.prepare()

    def prepare(self) -> None:
        """Choices that depend on the reader's language or unit."""

    def picture(self) -> Picture | None:
        """What is shown above the questions; for most, nothing."""
        return None

    @classmethod
    def asked_for(cls, address: QueryDict) -> dict[str, Any]:
        """Answers that the address of the page itself gives."""
        return {}


class SignsForm(StepForm):
    """Red flags come before everything else."""

    signs = _many(_("Is any of these there now? Tick it. If none is, go on."), [])

    def prepare(self) -> None:
        """The signs in words."""
        signs = [(code, reasons.flag_named(code)) for code in reasons.FLAGS]
        self.fields["signs"].choices = signs  # type: ignore[attr-defined]


class YouForm(StepForm):
    """Units, zone, and what the runner accepts."""

    unit = _radio(_("Distances in"), [("km", _("kilometres")), ("mi", _("miles"))])
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    tolerance = _radio(
        _("Of ten runs, in how many would you accept that it begins to hurt before the end?"),
        TOLERANCES,
    )
    max_nrs = NumberField(
        label=_("Pain you accept while running: 0 none, 10 the worst you can imagine"),
        most=10, required=False,
    )  # fmt: skip
    cross_training = _many(_("What you can do instead of running"), [])
    birth_year = NumberField(label=_("Year of birth"), least=1900, most=2100, required=False)

    def prepare(self) -> None:
        """Zones by name, and kinds of training in words."""
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        self.fields["time_zone"].choices = [(z, z.replace("_", " ")) for z in zones]  # type: ignore[attr-defined]
        kinds = [(kind, plan.cross_name(kind)) for kind in CROSS]
        self.fields["cross_training"].choices = kinds  # type: ignore[attr-defined]


class RaceForm(StepForm):
    """The race, if there is one."""

    name = forms.CharField(label=_("Name of the race"), max_length=200, required=False)
    on = _day(_("Day of the race"))
    distance = _radio(
        _("How far?"),
        [
            ("marathon", _("Marathon")),
            ("half", _("Half marathon")),
            ("other", _("Another distance")),
        ],
        initial="marathon",
    )  # fmt: skip
    other_distance = NumberField(label=_("Another distance"), most=500, least=1, required=False)
    half_offered = forms.BooleanField(label=_("A half can be run there instead"), required=False)

    def clean(self) -> dict[str, Any]:
        """A day without a race, or a race that is over, helps nobody."""
        data = super().clean() or {}
        if data.get("on") is None and (data.get("name") or data.get("other_distance")):
            self.add_error("on", _("On which day is it?"))
        if data.get("on") and data["on"] < self.today:
            self.add_error("on", _("That day is over. Enter the next race."))
        if data.get("distance") == "other" and not data.get("other_distance"):
            self.add_error("other_distance", _("How far is it?"))
        return data

    def part(self) -> dict[str, Any] | None:
        """The race as a part of a Case; None when it was left open."""
        data = self.cleaned_data
        if data["on"] is None:
            return None
        lengths = {"half": HALF_KM, "marathon": MARATHON_KM}
        far = lengths.get(data["distance"]) or to_km(data["other_distance"], self.shown_unit)
        named = {"name": data["name"]} if data["name"] else {}
        half = {"half_offered": True} if data["half_offered"] else {}
        return {**named, "on": data["on"].isoformat(), "distance_km": far, **half}


class ProgrammeForm(StepForm):
    """Which days are run, and which ready programme."""

    run_days = _many(_("Days you can run on"), DAYS)
    long_run_day = _radio(_("Day of the long run"), DAYS)
    usual_week = NumberField(label=_("What you run in a usual week"), most=300, required=False)
    ready = _radio(_("A ready programme"), [])

    def prepare(self) -> None:
        """Programmes that lead to a race."""
        ready = [
            (name, written(load(name).title)) for name in NAMES if not name.startswith("ladder")
        ]
        self.fields["ready"].choices = [("", _("None for now")), *ready]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The long run has to stand on a day that is run on."""
        data = super().clean() or {}
        days, long_day = data.get("run_days") or [], data.get("long_run_day")
        if long_day and days and long_day not in days:
            self.add_error("long_run_day", _("Choose one of the days you run on."))
        if data.get("ready") and not days:
            self.add_error("run_days", _("A programme needs the days you can run on."))
        return data


N_ROWS = 5


class RunsForm(StepForm):
    """The last runs by hand: day, distance, and whether and where it hurt."""

    def prepare(self) -> None:
        """Five rows; the rest can be imported or logged later."""
        hurt = [("", _("Not said")), ("no", _("No")), ("yes", _("Yes"))]
        for n in range(N_ROWS):
            self.fields[f"on_{n}"] = _day(_("Day"))
            self.fields[f"far_{n}"] = NumberField(
                label=_("Distance"), most=500, least=0.01, required=False
            )
            self.fields[f"hurt_{n}"] = forms.ChoiceField(
                label=_("Did it hurt?"), choices=hurt, required=False
            )
            self.fields[f"began_{n}"] = NumberField(
                label=_("It began at"), most=500, required=False
            )

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields row by row."""
        names = ("on", "far", "hurt", "began")
        return [[self[f"{name}_{n}"] for name in names] for n in range(N_ROWS)]

    def clean(self) -> dict[str, Any]:
        """A row with a day needs a distance and the other way round."""
        data = super().clean() or {}
        for n in range(N_ROWS):
            on, far = data.get(f"on_{n}"), data.get(f"far_{n}")
            if (on is None) != (far is None):
                missing = "far" if far is None else "on"
                self.add_error(f"{missing}_{n}", _("A run has a day and a distance."))
            if on is not None and on > self.today:
                self.add_error(f"on_{n}", _("That day is still to come."))
            began = data.get(f"began_{n}")
            if began is not None and far is not None and began > far:
                self.add_error(f"began_{n}", _("That lies beyond the end of the run."))
        return data

    def parts(self) -> list[dict[str, Any]]:
        """Each filled row as a run of a Case."""
        return [
            self._part(n) for n in range(N_ROWS) if self.cleaned_data.get(f"on_{n}") is not None
        ]

    def _part(self, n: int) -> dict[str, Any]:
        data = self.cleaned_data
        far = to_km(data[f"far_{n}"], self.shown_unit)
        part: dict[str, Any] = {"on": data[f"on_{n}"].isoformat(), "distance_km": far}
        hurt, began = data.get(f"hurt_{n}"), data.get(f"began_{n}")
        if hurt == "no":
            part["pain"] = {"free": True}
        elif hurt == "yes" or began is not None:
            onset = {} if began is None else {"onset": _around(to_km(began, self.shown_unit), far)}
            part["pain"] = {"free": False, **onset}
        return part


def _around(km: float, far: float) -> dict[str, float]:
    """Where somebody remembers it began: half a kilometre to either side."""
    if km <= FIRST_STEP_KM:
        return {"lower_km": 0.0, "upper_km": 0.0}
    return {"lower_km": round(max(0.0, km - 0.5), 3), "upper_km": round(min(far, km + 0.5), 3)}


class HurtForm(StepForm):
    """Where it hurts: a picture that also works as a list."""

    site = _radio(_("Where does it hurt?"), SITES)
    side = _radio(_("Which side?"), SIDES)
    began_on = _day(_("Since about which day?"))

    @classmethod
    def asked_for(cls, address: QueryDict) -> dict[str, Any]:
        """A place pressed on the picture: its links lead to this page with the place chosen."""
        fields = {"site": dict(SITES), "side": dict(SIDES)}
        return {name: address[name] for name in fields if address.get(name) in fields[name]}

    def picture(self) -> Picture:
        """The body, with the place that is chosen."""
        site, side = self["site"].value(), self["side"].value()
        chosen = [(site, side or None)] if site else []
        return body_map(chosen, link=lambda at, on: f"?site={at}&side={on}#place")

    def clean_began_on(self) -> date | None:
        """It began, at the latest, today."""
        on: date | None = self.cleaned_data["began_on"]
        if on is not None and on > self.today:
            raise forms.ValidationError(_("That day is still to come."))
        return on

    def part(self) -> dict[str, Any] | None:
        """The episode as a part of a Case; None when it was left open."""
        data = self.cleaned_data
        if not data["site"]:
            return None
        began = data["began_on"] or self.today
        side = {"side": data["side"]} if data["side"] else {}
        return {"site": data["site"], "began_on": began.isoformat(), **side}


class ClinicianForm(StepForm):
    """What the clinician said: a limit that binds as theirs, and the next visit."""

    who = _radio(_("Who said it?"), WHO, initial="physiotherapist")
    no_running = forms.BooleanField(label=_("No running for now"), required=False)
    max_run = NumberField(label=_("The longest run allowed"), most=500, least=0.1, required=False)
    max_week = NumberField(label=_("The most in a week"), most=500, least=0.1, required=False)
    until = _day(_("Until when, if a day was named"))
    exercises = forms.CharField(label=_("Exercises to do, if any"), max_length=200, required=False)
    times = forms.CharField(label=_("How often a week"), max_length=5, required=False)
    visit_on = _day(_("Next visit"))

    def clean_times(self) -> float | None:
        """Times a week, when said."""
        text = self.cleaned_data["times"]
        if not text:
            return None
        try:
            times = read_number(text)
        except ValueError:
            raise forms.ValidationError(_("Write how often as a number, such as 3.")) from None
        if not 0 < times <= 21:
            raise forms.ValidationError(_("Between 1 and 21 times a week."))
        return times

    def clean_until(self) -> date | None:
        """A limit that is over binds nobody."""
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self.today:
            raise forms.ValidationError(_("That day is over. Leave it empty if no day was named."))
        return until

    def limit(self) -> dict[str, Any] | None:
        """The limit as a part of a Case; None when none was named."""
        data = self.cleaned_data
        said: dict[str, Any] = {"no_running": True} if data["no_running"] else {}
        for name in ("max_run", "max_week"):
            if data[name] is not None:
                said[f"{name}_km"] = to_km(data[name], self.shown_unit)
        if not said:
            return None
        until = {"until": data["until"].isoformat()} if data["until"] else {}
        by = str(data["who"] or "clinician").replace("_", " ")
        return {"set_by": "clinician", "by": by, "from": self.today.isoformat(), **until, **said}

    def exercise(self) -> dict[str, Any] | None:
        """What was prescribed, as a part of a Case."""
        data = self.cleaned_data
        if not data["exercises"]:
            return None
        times = {"times_per_week": data["times"]} if data["times"] else {}
        by = str(data["who"] or "clinician").replace("_", " ")
        return {"what": data["exercises"], "by": by, "from": self.today.isoformat(), **times}

    def visit(self) -> dict[str, Any] | None:
        """The next visit, as a part of a Case."""
        data = self.cleaned_data
        if data["visit_on"] is None:
            return None
        return {"on": data["visit_on"].isoformat(), "with": data["who"] or "other"}
