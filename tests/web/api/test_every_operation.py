"""Every operation of the OpenAPI document, with what nobody would send, by one of two runners.

The other runner's rows carry words that stand nowhere else. Whatever is asked, and with whichever
ids: no fault, no reply outside its schema, none of those words, and none of those rows changed.
STARTLINE_API_CALLS says how many requests; the document says which there are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from startline.web.accounts.models import Runner, Scope
from startline.web.api import limits
from startline.web.api.routes import api
from startline.web.planning.services import new_facts
from startline.web.planning.take_case import take_case
from startline.web.runlog.models import CheckIn, PainReport, Run
from tests.web.api.test_api import ANYTHING, Program
from tests.web.conftest import a_runner

CALLS = int(os.environ.get("STARTLINE_API_CALLS", "300"))
CANARY = "Quetzalcoatl"
ALWAYS = {400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
"""What any operation may refuse with; its own successes stand in the document."""

SOUND = {"on": "2026-03-20", "distance_km": 4, "version": 1, "free": True}

ODD = ["", "0", "-1", "1_0", "NaN", "null", "%00", "..;/", "9" * 30, "٥", "2026-02-30",
       "0001-01-01", "{{7*7}}", "' OR 1=1 --", "😀", "true", "2026-03-23"]  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One of the document: where, what it takes, and the schema of each reply that is a success."""

    method: str
    path: str
    parameters: list[dict[str, Any]]
    body: dict[str, Any] | None
    replies: dict[int, Callable[[Any], bool] | None] = field(default_factory=dict)


def operations() -> list[Operation]:
    document = json.loads(json.dumps(api.get_openapi_schema()))
    return [
        _operation(document, method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    ]


def _operation(document: dict[str, Any], method: str, path: str, told: dict[str, Any]) -> Operation:
    parts = {"components": document["components"]}
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    replies: dict[int, Callable[[Any], bool] | None] = {}
    for status, reply in told["responses"].items():
        schema = reply.get("content", {}).get("application/json", {}).get("schema")
        whole = None if schema is None else jsonschema_rs.validator_for({**schema, **parts})
        replies[int(status)] = whole.is_valid if whole is not None else None
    resolved = None if body is None else document["components"]["schemas"][_last(body["$ref"])]
    short = path.removeprefix("/api/v1")
    return Operation(method.upper(), short, told.get("parameters", []), resolved, replies)


def _last(reference: str) -> str:
    return reference.rpartition("/")[2]


OPERATIONS = operations()


class Two:
    """Somebody with a token, and somebody whose rows are not theirs."""

    def __init__(self, runner: Runner, story: dict[str, object]) -> None:
        self.program, self.runner, self.facts = (
            Program(runner, *Scope),
            runner,
            runner.facts_version,
        )
        self.other = a_runner("other@example.org")
        self.other.user.name = CANARY
        self.other.user.save()
        with new_facts(self.other):
            take_case(self.other, story, by=self.other.user)
        for run in Run.objects.filter(runner=self.other):
            Run.objects.filter(pk=run.pk).update(extra={**run.extra, "note": CANARY})
        CheckIn.objects.create(runner=self.other, on="2026-03-22", morning_nrs=3, note=CANARY)
        self.before = self.rows()
        self.ours = [uuid4() for _ in range(4)]
        theirs = Run.objects.filter(runner=self.other).values_list("public_id", flat=True)
        self.ids = [str(one) for one in (*self.ours, *theirs[:4], uuid4(), uuid4())]
        self.theirs = {str(one) for one in theirs}

    def begin_again(self) -> None:
        """Put back what the requests before have changed or deleted."""
        Runner.objects.filter(pk=self.runner.pk).update(facts_version=self.facts)
        Run.objects.filter(public_id__in=self.ours).delete()
        for one in self.ours:
            run = Run.objects.create(
                runner=self.runner, public_id=one, on="2026-03-20", distance_km=4
            )
            PainReport.objects.create(run=run, free=True)

    def rows(self) -> list[Any]:
        """Everything of the other runner that an operation could touch."""
        return [
            list(Run.objects.filter(runner=self.other).order_by("pk").values()),
            list(PainReport.objects.filter(run__runner=self.other).order_by("pk").values()),
            list(CheckIn.objects.filter(runner=self.other).order_by("pk").values()),
        ]


@pytest.fixture
def two(runner: Runner, rough_week: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setattr("startline.web.planning.services.ask_for_advice", lambda runner_id: None)
    for name in ("READS_A_MINUTE", "WRITES_A_MINUTE", "MISSES_A_MINUTE"):
        monkeypatch.setattr(limits, name, 10**9)
    return Two(runner, rough_week)


def a_value(schema: dict[str, Any], ids: list[str]) -> st.SearchStrategy[Any]:
    """Mostly what the schema asks for, sometimes anything."""
    kinds = [one.get("type", "object") for one in schema.get("anyOf", [schema])]
    fitting = {
        "integer": st.integers(-2, 12) | st.sampled_from([2**31, 2**63, 10**30]),
        "number": st.floats(allow_nan=False) | st.integers(0, 40),
        "boolean": st.booleans(),
        "string": st.sampled_from([*ODD, *ids, "road", "done"]) | st.text(max_size=12),
        "null": st.none(),
        "array": st.lists(ANYTHING, max_size=3),
        "object": st.dictionaries(st.sampled_from(["free", "onset", "worst_nrs", "id"]), ANYTHING),
    }
    return st.one_of(*(fitting[kind] for kind in kinds if kind in fitting), ANYTHING)


def a_body(operation: Operation, ids: list[str]) -> st.SearchStrategy[str | None]:
    """A body by its schema, with a field too many now and then; or no JSON at all."""
    if operation.body is None:
        return st.none()
    fields = operation.body.get("properties", {})
    sound = {name: value for name, value in SOUND.items() if name in fields}
    one = st.sampled_from(sorted(fields)).flatmap(
        lambda name: st.tuples(st.just(name), a_value(fields[name], ids))
    )
    foreign = st.tuples(
        st.sampled_from(["id", "runner", "owner", "is_staff"]), st.sampled_from(ids)
    )
    changed = st.lists(st.one_of(one, one, one, foreign), max_size=2).map(dict)
    whole = changed.map(lambda said: {**sound, **said})
    return st.one_of(
        whole.map(json.dumps), whole.map(json.dumps), ANYTHING.map(json.dumps), st.text(max_size=30)
    )


@st.composite
def requests(draw: st.DrawFn, ids: list[str]) -> tuple[Operation, str, str | None]:
    """An operation, its path with everything filled in, and a body."""
    operation = draw(st.sampled_from(OPERATIONS))
    path, query = operation.path, []
    for one in operation.parameters:
        if one["in"] == "path":
            days = ["2026-03-22", "2026-03-23"]
            text = draw(st.sampled_from([*ids, *ids, *days, *ODD]))
            path = path.replace("{" + one["name"] + "}", _quoted(text))
        elif one["in"] == "query" and draw(st.booleans()):
            query.append(f"{one['name']}={_quoted(draw(st.sampled_from([*ODD, *ids])))}")
    if draw(st.integers(0, 9)) == 0:
        query.append(f"runner={ids[-1]}&sort=runner__user__password&_connector=OR")
    return operation, path + ("?" + "&".join(query) if query else ""), draw(a_body(operation, ids))


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="%")


@pytest.mark.slow
def test_O11_no_request_gives_a_fault_a_stranger_reply_or_anything_of_another_runner(
    two: Two,
) -> None:
    answered: dict[str, set[int]] = {}

    @settings(max_examples=CALLS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked=requests(two.ids))
    def ask(asked: tuple[Operation, str, str | None]) -> None:
        operation, path, body = asked
        two.begin_again()
        answer = two.program.ask(operation.method, path, body)
        name = f"{operation.method} {operation.path}"
        answered.setdefault(name, set()).add(answer.status_code)
        check(operation, path, answer)
        assert CANARY not in answer.content.decode(), path
        told = answer.content.decode().replace(path, "")
        assert answer.status_code >= 400 or not [one for one in two.theirs if one in told], path

    ask()

    assert two.rows() == two.before
    assert len(answered) == len(OPERATIONS)
    succeeded = [name for name, statuses in answered.items() if min(statuses) < 300]
    assert len(succeeded) >= len(OPERATIONS) - 3, answered


def check(operation: Operation, path: str, answer: Any) -> None:
    """Neither a fault nor anything but strict JSON of the shape the document tells."""
    status = answer.status_code
    assert status < 500, (operation.method, path, answer.content)
    assert status in ALWAYS | set(operation.replies), (operation.method, path, status)
    if not answer.content:
        return
    assert answer["Content-Type"].startswith("application/json"), (path, status)
    value = json.loads(answer.content, parse_constant=lambda name: pytest.fail(name))
    fits = operation.replies.get(status)
    assert fits is None or fits(value), (operation.method, path, value)
    if status >= 400:
        assert set(value["error"]) >= {"code", "problem", "hint"}, value


def test_O11_every_operation_of_the_document_is_asked() -> None:
    assert len(OPERATIONS) >= 12
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= {one.method for one in OPERATIONS}
    assert all(one.replies for one in OPERATIONS)
