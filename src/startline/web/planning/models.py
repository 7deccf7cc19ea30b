"""What is intended, what binds, and what was advised: rows and their rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from startline.web.accounts.case_part import CasePart
from startline.web.accounts.models import Runner
from startline.web.shell.lengths import texts_fit

CODE_CHARS = 30
ID_CHARS = 100


class Race(CasePart):
    """The race everything leads to."""

    name = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    distance_km = models.FloatField()
    goal_min = models.FloatField(null=True, blank=True)
    half_offered = models.BooleanField(null=True, blank=True)
    deferral_until = models.DateField(null=True, blank=True)
    cutoff_min = models.FloatField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        n: n
        for n in (
            "name", "on", "distance_km", "goal_min", "half_offered", "deferral_until", "cutoff_min"
        )
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            texts_fit(name=200),
            models.UniqueConstraint(fields=["runner"], name="one_race"),
            models.CheckConstraint(
                condition=Q(distance_km__gt=0, distance_km__lte=500), name="race_distance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.on)


class Programme(CasePart):
    """The programme as it was, kept for ever beside the plan as it is. The newest one counts."""

    name = models.CharField(max_length=200, blank=True)
    sessions = models.JSONField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {"name": "name", "sessions": "sessions"}

    class Meta:
        constraints: ClassVar = [
            texts_fit(name=200),
            models.UniqueConstraint(
                fields=["runner"], condition=Q(replaced_at__isnull=True), name="one_programme"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Move(CasePart):
    """A session the runner moved by hand; the programme keeps its own day for it."""

    from_day = models.DateField()
    to_day = models.DateField()

    CASE_NAMES: ClassVar[Mapping[str, str]] = {"from_day": "from", "to_day": "to"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["runner", "from_day"], name="moved_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_day} to {self.to_day}"


class Restriction(CasePart):
    """A limit that binds from its first day until a person lifts it.

    `author` is the clinician's account when they set it themselves; `told_by_runner` when the
    runner entered it "as told by" one. It counts as the clinician's either way.
    """

    case_id = models.CharField(max_length=ID_CHARS)
    set_by = models.CharField(max_length=CODE_CHARS)
    by = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_by_runner = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    lifted_by = models.CharField(max_length=CODE_CHARS, blank=True)
    no_running = models.BooleanField(null=True, blank=True)
    max_run_km = models.FloatField(null=True, blank=True)
    max_run_min = models.FloatField(null=True, blank=True)
    max_week_km = models.FloatField(null=True, blank=True)
    max_runs_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    min_rest_days_between_runs = models.PositiveSmallIntegerField(null=True, blank=True)
    max_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    easy_only = models.BooleanField(null=True, blank=True)
    surfaces = models.JSONField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        "case_id": "id",
        "set_by": "set_by",
        "by": "by",
        "from_day": "from",
        "until_day": "until",
        **{
            n: n
            for n in (
                "lifted_on", "lifted_by", "no_running", "max_run_km", "max_run_min", "max_week_km",
                "max_runs_per_week", "min_rest_days_between_runs", "max_nrs", "easy_only",
                "surfaces",
            )
        },
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            texts_fit(
                case_id=ID_CHARS, set_by=CODE_CHARS, by=80, reason=500, lifted_by=CODE_CHARS
            ),
            models.UniqueConstraint(fields=["runner", "case_id"], name="limit_id_once"),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by="")
                | Q(lifted_on__isnull=False) & ~Q(lifted_by=""),
                name="lifted_by_somebody",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, most)}),
                    name=f"limit_{name}_in_range",
                )
                for name, most in (
                    ("max_run_km", 500), ("max_run_min", 5760), ("max_week_km", 500),
                    ("max_runs_per_week", 14), ("min_rest_days_between_runs", 14), ("max_nrs", 10),
                )
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.case_id


class Prescription(CasePart):
    """Something a clinician asks the runner to do, so many times a week."""

    case_id = models.CharField(max_length=ID_CHARS)
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=CODE_CHARS, blank=True)
    by = models.CharField(max_length=80, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    times_per_week = models.FloatField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        "case_id": "id", "what": "what", "kind": "kind", "by": "by",
        "from_day": "from", "until_day": "until", "times_per_week": "times_per_week",
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            texts_fit(case_id=ID_CHARS, what=200, kind=CODE_CHARS, by=80),
            models.UniqueConstraint(fields=["runner", "case_id"], name="prescription_id_once"),
        ]

    def __str__(self) -> str:
        return self.what


class Adherence(CasePart):
    """Done or not done, as said. A day with no row is unknown, not missed."""

    on = models.DateField()
    prescription = models.CharField(max_length=ID_CHARS)
    done = models.BooleanField()

    CASE_NAMES: ClassVar[Mapping[str, str]] = {n: n for n in ("on", "prescription", "done")}

    class Meta:
        constraints: ClassVar = [
            texts_fit(prescription=ID_CHARS),
            models.UniqueConstraint(
                fields=["runner", "on", "prescription"], name="said_once_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.prescription}"


class Appointment(CasePart):
    """A visit, past or booked."""

    on = models.DateField()
    with_whom = models.CharField(max_length=CODE_CHARS)
    note = models.CharField(max_length=2000, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {"on": "on", "with_whom": "with", "note": "note"}

    class Meta:
        constraints: ClassVar = [texts_fit(with_whom=CODE_CHARS, note=2000)]

    def __str__(self) -> str:
        return f"{self.on} {self.with_whom}"


class Confirmed(CasePart):
    """An unusual value the runner said is right. It lifts no limit."""

    place = models.CharField(max_length=200)
    value = models.FloatField()
    on = models.DateField()

    CASE_NAMES: ClassVar[Mapping[str, str]] = {n: n for n in ("place", "value", "on")}

    class Meta:
        constraints: ClassVar = [texts_fit(place=200)]

    def __str__(self) -> str:
        return f"{self.place} = {self.value:g}"


class AdviceSnapshot(models.Model):
    """One Advice with all it was made from: "why did you say that?" is answered from here.

    `case_z` is the Case as JSON, compressed; `advice` the Advice as JSON. Current only while
    `facts_version` is the runner's own and `on` is today.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    facts_version = models.PositiveBigIntegerField()
    engine_version = models.CharField(max_length=20)
    seed = models.PositiveBigIntegerField()
    case_digest = models.CharField(max_length=64)
    case_z = models.BinaryField()
    advice = models.TextField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["runner", "-id"], name="newest_advice")]
        constraints: ClassVar = [texts_fit(engine_version=20, case_digest=64)]

    def __str__(self) -> str:
        return f"{self.on} (facts {self.facts_version})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; what was advised is never rewritten.

        Raises:
            TypeError: when it exists already.
        """
        if self.pk is not None:
            raise TypeError("A snapshot is written once.")
        super().save(*args, **kwargs)


class DailyWork(models.Model):
    """Regular work that was taken on for one runner and one of their days: it is done once.

    `taken_at` tells work in hand from what was left lying by a worker that ended.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=CODE_CHARS)
    on = models.DateField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            texts_fit(what=CODE_CHARS),
            models.UniqueConstraint(fields=["runner", "what", "on"], name="done_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"
