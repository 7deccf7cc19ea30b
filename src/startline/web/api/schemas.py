"""What a program may send, and what it gets. Units as in the Case format: km, min, NRS 0 to 10.

Shape alone is judged here; what a number may be is judged by the gate that forms and files pass.
"""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field


class Strict(Schema):
    """No unknown field, no number in quotes."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OnsetIn(Strict):
    """The stretch of road in which pain began; 0 and 0: from the first step."""

    lower_km: float
    upper_km: float


class MarkIn(Strict):
    """Pain at one place on a run."""

    at_km: float
    nrs: int


class PainIn(Strict):
    """Answers about one run. `free` says whether it was free of pain to the end."""

    free: bool
    onset: OnsetIn | None = None
    marks: list[MarkIn] | None = None
    worst_nrs: int | None = None
    course: str | None = Field(None, description="worsened, steady or eased")
    settled_within_hour: bool | None = None
    next_morning_nrs: int | None = None
    limp: bool | None = None
    sharp: bool | None = None
    painkiller: bool | None = None
    episode: str | None = None


class RunFields(Strict):
    """What may be said of a run beside its day and distance."""

    started_at: str | None = Field(None, description="with its offset: 2026-03-22T07:30:00+01:00")
    duration_min: float | None = None
    planned_km: float | None = None
    surface: str | None = Field(None, description="road, treadmill, trail, track or unstated")
    rpe: int | None = Field(None, description="effort, 0 to 10")
    walk_share: float | None = None
    stopped_because: str | None = Field(
        None, description="done, pain, fear_of_pain, limit, time, other or unstated"
    )
    pain: PainIn | None = Field(None, description="left out: nobody was asked")


class RunIn(RunFields):
    """A finished run."""

    on: str = Field(description="the day where the runner was: 2026-03-22")
    distance_km: float


class RunChange(RunFields):
    """Fields to change; null makes a field unsaid. `version` is the one you read."""

    version: int
    on: str | None = None
    distance_km: float | None = None


class CheckInIn(Strict):
    """Answers that belong to a day and not to a run."""

    morning_nrs: int | None = None
    usual_morning_nrs: int | None = None
    confidence: int | None = None
    note: str | None = None


class Open(BaseModel):
    """A part of a Case; fields beside the named ones may follow."""

    model_config = ConfigDict(extra="allow")


class RunOut(Open):
    """A run of the log. `id` names it in addresses here, `version` grows with each change."""

    id: str
    version: int
    on: str
    distance_km: float


class RunsOut(Schema):
    """A page of runs, newest first. `next` is the offset of the page after it, null at the end."""

    runs: list[RunOut]
    count: int
    next: int | None


class CheckInOut(Open):
    """Answers of one day."""

    on: str


class CheckInsOut(Schema):
    """Answers of days, newest first."""

    check_ins: list[CheckInOut]


class RestrictionsOut(Schema):
    """Every limit with its author and days, lifted ones too."""

    restrictions: list[dict[str, Any]]


class PlanOut(Schema):
    """Every day of the advice's plan, as in the published advice.schema.json."""

    on: str
    plan: list[dict[str, Any]]


class MeOut(Schema):
    """Whose token it is, and what it may do."""

    name: str
    unit: str
    time_zone: str
    on: str
    scopes: list[str]


class ErrorOut(Schema):
    """A refusal: `code` is stable, `problem` and `hint` are for people."""

    error: dict[str, Any]
