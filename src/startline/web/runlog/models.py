"""What happened: runs, what was said about pain on them, and answers that belong to a day.

Knows nothing of plans. Distances in km, durations in minutes, ratings NRS 0 to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from startline.web.accounts.case_part import CasePart, refuse_longer
from startline.web.accounts.models import Runner
from startline.web.shell.lengths import texts_fit

CODE_CHARS = 30
ID_CHARS = 100
NOTE_CHARS = 2000


def _rating(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 10)}),
        name=f"%(class)s_{name}_is_a_rating",
    )


def _span(name: str, low: float, high: float) -> models.CheckConstraint:
    """What a form, a file or a caller must have kept already: no infinity passes it."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (low, high)}),
        name=f"%(class)s_{name}_in_range",
    )


class Run(CasePart):
    """One finished run. `case_id` is its id in Case files; `idempotency_key` the phone's own."""

    case_id = models.CharField(max_length=ID_CHARS, blank=True)
    on = models.DateField()
    started_at = models.DateTimeField(null=True, blank=True)
    distance_km = models.FloatField()
    duration_min = models.FloatField(null=True, blank=True)
    planned_km = models.FloatField(null=True, blank=True)
    surface = models.CharField(max_length=CODE_CHARS, blank=True)
    rpe = models.PositiveSmallIntegerField(null=True, blank=True)
    walk_share = models.FloatField(null=True, blank=True)
    stopped_because = models.CharField(max_length=CODE_CHARS, blank=True)
    version = models.PositiveIntegerField(default=1)  # grows with each edit: two tabs are noticed
    idempotency_key = models.CharField(max_length=64, null=True, blank=True)
    import_job = models.UUIDField(null=True, blank=True, db_index=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        "case_id": "id",
        "on": "on",
        "started_at": "started_at",
        "distance_km": "distance_km",
        "duration_min": "duration_min",
        "planned_km": "planned_km",
        "surface": "surface",
        "rpe": "rpe",
        "walk_share": "walk_share",
        "stopped_because": "stopped_because",
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["runner", "-on"], name="run_by_day")]
        constraints: ClassVar = [
            texts_fit(
                case_id=ID_CHARS, surface=CODE_CHARS, stopped_because=CODE_CHARS, idempotency_key=64
            ),
            _span("distance_km", 0, 500),
            _span("duration_min", 0, 5760),
            _span("walk_share", 0, 1),
            _rating("rpe"),
            models.UniqueConstraint(
                fields=["runner", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="run_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.distance_km:g} km"

    def as_case(self) -> dict[str, Any]:
        """The run with its id; the pain report is joined by whoever reads both."""
        return {**super().as_case(), "id": self.case_id or str(self.public_id)}


class PainReport(models.Model):
    """Answers about one run. No row: nobody was asked. `free` is a report of its own.

    Onset lies in [onset_lower_km, onset_upper_km]; both null on a painful run: somewhere in it.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="pain", primary_key=True)
    free = models.BooleanField()
    onset_lower_km = models.FloatField(null=True, blank=True)
    onset_upper_km = models.FloatField(null=True, blank=True)
    marks = models.JSONField(null=True, blank=True)
    worst_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    course = models.CharField(max_length=CODE_CHARS, blank=True)
    settled_within_hour = models.BooleanField(null=True, blank=True)
    next_morning_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    limp = models.BooleanField(null=True, blank=True)
    sharp = models.BooleanField(null=True, blank=True)
    painkiller = models.BooleanField(null=True, blank=True)
    episode = models.CharField(max_length=ID_CHARS, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    PLAIN: ClassVar = (
        "free", "marks", "worst_nrs", "course", "settled_within_hour", "next_morning_nrs",
        "limp", "sharp", "painkiller", "episode",
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            texts_fit(course=CODE_CHARS, episode=ID_CHARS),
            _span("onset_lower_km", 0, 500),
            _span("onset_upper_km", 0, 500),
            _rating("worst_nrs"),
            _rating("next_morning_nrs"),
        ]

    def __str__(self) -> str:
        return "pain-free" if self.free else "painful"

    def as_case(self) -> dict[str, Any]:
        """The report as JSON values of the Case format."""
        said = {
            name: value
            for name in self.PLAIN
            if (value := getattr(self, name)) is not None and value != ""
        }
        if self.onset_lower_km is not None and self.onset_upper_km is not None:
            said["onset"] = {"lower_km": self.onset_lower_km, "upper_km": self.onset_upper_km}
        return {**self.extra, **said}

    def take(self, part: Mapping[str, Any]) -> None:
        """Take every answer from a report; what it does not say becomes unsaid here.

        Raises:
            Refused: if a text has more characters than are kept.
        """
        refuse_longer(self, part, {"course": "course", "episode": "episode"})
        for name in self.PLAIN:
            unsaid: Any = "" if name in ("course", "episode") else None
            setattr(self, name, part.get(name, unsaid))
        onset = part.get("onset") or {}
        self.onset_lower_km = onset.get("lower_km")
        self.onset_upper_km = onset.get("upper_km")
        known = {*self.PLAIN, "onset"}
        self.extra = {key: value for key, value in part.items() if key not in known}


class CheckIn(CasePart):
    """Answers that belong to a day and not to a run."""

    on = models.DateField()
    morning_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    usual_morning_nrs = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=NOTE_CHARS, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        name: name for name in ("on", "morning_nrs", "usual_morning_nrs", "confidence", "note")
    }

    class Meta:
        constraints: ClassVar = [
            texts_fit(note=NOTE_CHARS),
            _rating("morning_nrs"),
            _rating("confidence"),
        ]
        indexes: ClassVar = [models.Index(fields=["runner", "-on"], name="check_in_by_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.morning_nrs}"


class CrossSession(CasePart):
    """Cross-training done, in minutes."""

    on = models.DateField()
    kind = models.CharField(max_length=CODE_CHARS)
    duration_min = models.FloatField()
    rpe = models.PositiveSmallIntegerField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        name: name for name in ("on", "kind", "duration_min", "rpe")
    }

    class Meta:
        constraints: ClassVar = [
            texts_fit(kind=CODE_CHARS),
            _span("duration_min", 0, 1440),
            _rating("rpe"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class Episode(CasePart):
    """One injury problem, from first report to resolved."""

    case_id = models.CharField(max_length=ID_CHARS)
    site = models.CharField(max_length=CODE_CHARS)
    side = models.CharField(max_length=CODE_CHARS, blank=True)
    tissue = models.CharField(max_length=CODE_CHARS, blank=True)
    label = models.CharField(max_length=200, blank=True)
    began_on = models.DateField()
    resolved_on = models.DateField(null=True, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        "case_id": "id",
        **{n: n for n in ("site", "side", "tissue", "label", "began_on", "resolved_on")},
    }

    class Meta:
        constraints: ClassVar = [
            texts_fit(
                case_id=ID_CHARS, site=CODE_CHARS, side=CODE_CHARS, tissue=CODE_CHARS, label=200
            )
        ]

    def __str__(self) -> str:
        return self.site


class RedFlag(CasePart):
    """A sign that needs a person before another run. Open until a person closes it."""

    code = models.CharField(max_length=CODE_CHARS)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.CharField(max_length=CODE_CHARS, blank=True)

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        name: name for name in ("code", "opened_on", "closed_on", "closed_by")
    }

    class Meta:
        constraints: ClassVar = [
            texts_fit(code=CODE_CHARS, closed_by=CODE_CHARS),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by="")
                | Q(closed_on__isnull=False) & ~Q(closed_by=""),
                name="closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class RaceResult(CasePart):
    """A race that was run."""

    on = models.DateField()
    distance_km = models.FloatField()
    time_min = models.FloatField()

    CASE_NAMES: ClassVar[Mapping[str, str]] = {
        name: name for name in ("on", "distance_km", "time_min")
    }

    class Meta:
        constraints: ClassVar = [_span("distance_km", 0, 500), _span("time_min", 0, 5760)]

    def __str__(self) -> str:
        return f"{self.on} {self.distance_km:g} km"


class SentEntry(models.Model):
    """What a phone sent after it had been kept there: each key is taken once.

    `client_at` is when it was entered, by the phone's clock and its offset from UTC; `skew_s` how
    far that clock was ahead when it was sent. `made` is the public id of what was stored.
    """

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=CODE_CHARS)
    digest = models.CharField(max_length=64)
    made = models.CharField(max_length=64, blank=True)
    client_at = models.DateTimeField()
    offset_min = models.SmallIntegerField()
    skew_s = models.IntegerField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            texts_fit(key=64, kind=CODE_CHARS, digest=64, made=64),
            models.UniqueConstraint(fields=["runner", "key"], name="entry_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Withdrawn(models.Model):
    """A run that hurt as it was first said, after it was deleted or said to be free of pain."""

    runner = models.ForeignKey(Runner, on_delete=models.CASCADE, related_name="+")
    run = models.UUIDField()
    part = models.JSONField()  # of the Case format, with its pain
    taken_back_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["runner", "-taken_back_at"], name="withdrawn_lately")
        ]

    def __str__(self) -> str:
        return f"{self.part.get('on')} taken back"
