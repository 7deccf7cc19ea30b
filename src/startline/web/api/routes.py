"""The API. Every number leaves through `planning.selectors.shown_advice`, as it does on a page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI
from ninja.responses import Status
from pydantic import BeforeValidator, Field

from startline.engine.errors import Problem, Refused
from startline.formats.advice_json import advice_to, write_advice
from startline.web.accounts import tokens
from startline.web.accounts.models import Runner, Scope
from startline.web.api import limits
from startline.web.api import schemas as s
from startline.web.api.auth import Bearer
from startline.web.api.wire import StrictParser, StrictRenderer, answer_refusals, error_reply
from startline.web.planning.models import Restriction
from startline.web.planning.selectors import ASK_AGAIN, NO_CONSENT, Shown, shown_advice, today_of
from startline.web.planning.services import new_facts
from startline.web.runlog import services as runlog
from startline.web.runlog.models import CheckIn, Run

api = NinjaAPI(
    title="startline",
    version="1",
    description="One runner's log, plan and advice, by a token of theirs.",
    parser=StrictParser(),
    renderer=StrictRenderer(),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
answer_refusals(api)

ANY = Bearer("")
READ_ADVICE = Bearer(Scope.ADVICE_READ)
READ_LOG = Bearer(Scope.LOG_READ)
WRITE_LOG = Bearer(Scope.LOG_WRITE)
NOT_NOW = {409: s.ErrorOut}
KEY_CHARS = 64
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": KEY_CHARS},
    "description": "your own name for this run: sent again under it, it is stored once",
}


def _plain_number(typed: Any) -> int:
    """A whole number as it is written: 1_0 and other digits are none."""
    text = str(typed)
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise ValueError("Write a whole number, not below 0")
    return int(text)


Plain = BeforeValidator(_plain_number)
PageSize = Annotated[int, Field(ge=1, le=limits.MOST_ON_A_PAGE), Plain]


def _runner(request: HttpRequest) -> Runner:
    runner: Runner = request.auth  # type: ignore[attr-defined]
    return runner


@api.get("/me", auth=ANY, response=s.MeOut, summary="Whose token this is")
def me(request: HttpRequest) -> dict[str, Any]:
    """The runner of the token, their unit, zone and day."""
    runner = _runner(request)
    found = tokens.find(request.headers["Authorization"].partition(" ")[2])
    scopes = sorted(found[1]) if found else []
    return {
        "name": str(runner),
        "unit": runner.unit,
        "time_zone": runner.time_zone,
        "on": today_of(runner).isoformat(),
        "scopes": scopes,
    }


# --- the advice --------------------------------------------------------------------------------


@api.get("/advice", auth=READ_ADVICE, response={200: dict[str, Any], **NOT_NOW},
         summary="Today's advice")  # fmt: skip
def advice(request: HttpRequest) -> HttpResponse:
    """The whole Advice as in advice.schema.json, made from everything said so far.

    409 while it is being worked out, or when there is none today: an older one is never given.
    """
    shown = shown_advice(_runner(request))
    if shown.advice is None:
        return _no_advice(shown)
    return HttpResponse(write_advice(shown.advice), content_type="application/json")


@api.get("/plan", auth=READ_ADVICE, response={200: s.PlanOut, **NOT_NOW},
         summary="Every day to the race")  # fmt: skip
def plan(request: HttpRequest) -> Any:
    """The plan of today's advice."""
    shown = shown_advice(_runner(request))
    if shown.advice is None:
        return _no_advice(shown)
    whole = advice_to(shown.advice)
    return {"on": whole["on"], "plan": whole["plan"]}


def _no_advice(shown: Shown) -> HttpResponse:
    if shown.freshness == "waiting":
        hint = "Ask again in a few seconds. No older distance stands in for it."
        error = {"code": "waiting", "problem": "Today's advice is being worked out.", "hint": hint}
        return error_reply(409, error, **{"Retry-After": str(limits.ADVICE_RETRY_S)})
    if shown.why_none == ASK_AGAIN:
        hint = "Say in the application which signs and limits have come up since."
        said = "The server came back from an older copy of itself."
        return error_reply(409, {"code": "ask_again", "problem": said, "hint": hint})
    if shown.why_none == NO_CONSENT:
        hint = "They say so in the application, and can say yes again there."
        said = "The runner does not agree to anything being kept about their health."
        return error_reply(409, {"code": "no_consent", "problem": said, "hint": hint})
    hint = "No distance could be worked out that is sure to keep every limit."
    error = {"code": "no_suggestion", "problem": "There is no suggestion today.", "hint": hint}
    return error_reply(409, error)


@api.get("/restrictions", auth=READ_ADVICE, response=s.RestrictionsOut, summary="Every limit")
def restrictions(request: HttpRequest) -> dict[str, Any]:
    """Limits with their author and days. They are set in the application alone."""
    rows = Restriction.objects.filter(runner=_runner(request)).order_by("from_day", "id")
    return {"restrictions": [row.as_case() for row in rows]}


# --- runs --------------------------------------------------------------------------------------


@api.get("/runs", auth=READ_LOG, response=s.RunsOut, summary="Runs, newest first")
def list_runs(
    request: HttpRequest,
    limit: PageSize = 50,
    offset: Annotated[int, Field(ge=0, le=10**6), Plain] = 0,
    since: date | None = None,
    until: date | None = None,
) -> dict[str, Any]:
    """A page of the log, perhaps of some days alone."""
    rows = Run.objects.filter(runner=_runner(request)).select_related("pain")
    if since is not None:
        rows = rows.filter(on__gte=since)
    if until is not None:
        rows = rows.filter(on__lte=until)
    count = rows.count()
    page = rows.order_by("-on", "-id")[offset : offset + limit]
    after = offset + limit
    return {
        "runs": [_out(run) for run in page],
        "count": count,
        "next": after if after < count else None,
    }


@api.post("/runs", auth=WRITE_LOG, response={201: s.RunOut, 200: s.RunOut},
          summary="Log a run", openapi_extra={"parameters": [KEY]})  # fmt: skip
def create_run(request: HttpRequest, body: s.RunIn) -> Status[Any]:
    """Store a run and have the advice worked out anew.

    Sent again under the same Idempotency-Key, the first one stands (200); another run under it is
    refused (422).
    """
    runner = _runner(request)
    part = body.model_dump(exclude_none=True)
    _check_day(part["on"], today_of(runner))
    run, is_new = _stored_once(runner, part, _key(request))
    return Status(201 if is_new else 200, _out(run))


def _key(request: HttpRequest) -> str | None:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > KEY_CHARS:
        problem = f"The key has {len(key)} characters."
        hint = f"Use at most {KEY_CHARS}."
        raise Refused([Problem("key_too_long", problem, hint, "Idempotency-Key")])
    return key or None


def _stored_once(runner: Runner, part: dict[str, Any], key: str | None) -> tuple[Run, bool]:
    """The run, and whether it is new; one that is here already asks for no new advice.

    Raises:
        Refused: if the key was used for another run.
    """
    if key and Run.objects.filter(runner=runner, idempotency_key=key).exists():
        return _the_first(runner, part, key), False
    try:
        with new_facts(runner):
            return runlog.add_run(runner, part, by=runner.user, key=key)
    except IntegrityError:  # two at once under one key: the other was first
        return _the_first(runner, part, key), False


def _the_first(runner: Runner, part: dict[str, Any], key: str | None) -> Run:
    run, _ = runlog.add_run(runner, part, by=runner.user, key=key)
    if run.version == 1 and not _says(_case(run), part):
        hint = "Send it under a key of its own."
        raise Refused([Problem("key_used", "This key belongs to another run.", hint, "key")])
    return run


def _says(held: dict[str, Any], sent: dict[str, Any]) -> bool:
    """Whether everything sent is held, whatever was answered since; a moment has two spellings."""
    return all(
        _says(held.get(key, {}), value) if isinstance(value, dict) else held.get(key) == value
        for key, value in sent.items()
        if key != "started_at"
    )


def _check_day(on: str, today: date) -> None:
    """A run that lies ahead is no run yet; a day of grace for clocks in other zones (P10)."""
    try:
        day = date.fromisoformat(on)
    except ValueError:
        return  # said by the gate, with all else
    if day > today + timedelta(days=1):
        problem = f"{on} is still to come."
        raise Refused([Problem("future_run", problem, "Log the run once it is done.", "on")])


@api.get("/runs/{uuid:run_id}", auth=READ_LOG, response=s.RunOut, summary="One run")
def get_run(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """A run of the log."""
    return _out(_run(request, run_id))


@api.patch("/runs/{uuid:run_id}", auth=WRITE_LOG, response={200: s.RunOut, 409: s.ErrorOut},
           summary="Change a run")  # fmt: skip
def change_run(request: HttpRequest, run_id: UUID, body: s.RunChange) -> Any:
    """Change what is named; 409 with the run as it is now when it was changed in between."""
    run = _run(request, run_id)
    changes = body.model_dump(exclude_unset=True)
    version = changes.pop("version")
    part = _said({**_case(run), **changes})
    _check_day(str(part.get("on", "")), today_of(run.runner))
    return _changed(run, part, version)


@api.delete("/runs/{uuid:run_id}", auth=WRITE_LOG, response={204: None}, summary="Delete a run")
def delete_run(request: HttpRequest, run_id: UUID) -> Status[Any]:
    """Take a run out of the log; that it was there stays on record."""
    run = _run(request, run_id)
    with new_facts(run.runner):
        runlog.delete_run(run, by=run.runner.user)
    return Status(204, None)


@api.get("/runs/{uuid:run_id}/pain", auth=READ_LOG, response=dict[str, Any],
         summary="Answers about a run")  # fmt: skip
def get_pain(request: HttpRequest, run_id: UUID) -> dict[str, Any]:
    """What was said about pain on a run; 404 when nobody was asked."""
    pain = getattr(_run(request, run_id), "pain", None)
    if pain is None:
        raise Http404
    said: dict[str, Any] = pain.as_case()
    return said


@api.put("/runs/{uuid:run_id}/pain", auth=WRITE_LOG, response={200: s.RunOut, 409: s.ErrorOut},
         summary="Answer about a run")  # fmt: skip
def put_pain(request: HttpRequest, run_id: UUID, body: s.PainIn) -> Any:
    """Say how a run was, in place of what was said before."""
    run = _run(request, run_id)
    part = {**_case(run), "pain": body.model_dump(exclude_none=True)}
    return _changed(run, part, run.version)


def _changed(run: Run, part: dict[str, Any], version: int) -> Any:
    try:
        with new_facts(run.runner):
            runlog.change_run(run, part, version=version, by=run.runner.user)
    except runlog.ChangedMeanwhile:
        problem = "The run was changed in another place."
        error = {"code": "changed_meanwhile", "problem": problem,
                 "hint": "Look at it and send your change with its version."}  # fmt: skip
        return error_reply(409, error, now=_out(_again(run)))
    return _out(_again(run))


def _run(request: HttpRequest, run_id: UUID) -> Run:
    rows = Run.objects.select_related("pain", "runner__user")
    return get_object_or_404(rows, runner=_runner(request), public_id=run_id)


def _again(run: Run) -> Run:
    return Run.objects.select_related("pain").get(runner=run.runner_id, pk=run.pk)


def _case(run: Run) -> dict[str, Any]:
    """The run as a Case holds it, pain and all; the id stays out of what is changed."""
    part = run.as_case()
    if not run.case_id:
        part.pop("id")
    pain = getattr(run, "pain", None)
    return {**part, "pain": pain.as_case()} if pain else part


def _said(part: dict[str, Any]) -> dict[str, Any]:
    """Without what is null: unsaid."""
    return {
        key: _said(value) if isinstance(value, dict) else value
        for key, value in part.items()
        if value is not None
    }


def _out(run: Run) -> dict[str, Any]:
    return {**_case(run), "id": str(run.public_id), "version": run.version}


# --- days --------------------------------------------------------------------------------------


@api.get("/check-ins", auth=READ_LOG, response=s.CheckInsOut, summary="Answers of days")
def list_check_ins(request: HttpRequest, limit: PageSize = 50) -> dict[str, Any]:
    """The newest answers that belong to a day."""
    rows = CheckIn.objects.filter(runner=_runner(request)).order_by("-on")[:limit]
    return {"check_ins": [row.as_case() for row in rows]}


@api.put("/check-ins/{on}", auth=WRITE_LOG, response=s.CheckInOut, summary="Answer about a day")
def put_check_in(request: HttpRequest, on: date, body: s.CheckInIn) -> dict[str, Any]:
    """Add answers to those given before on that day."""
    runner = _runner(request)
    _check_day(on.isoformat(), today_of(runner))
    part = {"on": on.isoformat(), **body.model_dump(exclude_none=True)}
    with new_facts(runner):
        return runlog.check_in(runner, part, by=runner.user).as_case()
