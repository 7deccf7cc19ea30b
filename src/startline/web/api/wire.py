"""JSON in and out: strict both ways, and every refusal in one shape."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from startline.engine.errors import Problem, Refused
from startline.formats.refusals import error_of
from startline.formats.strict_json import read_json, write_json
from startline.web.api import limits
from startline.web.api.auth import WrongScope

CODES = {"missing": "missing", "extra_forbidden": "unknown_field"}
HINTS = {
    "missing": "Say it.",
    "unknown_field": "Leave it out; /api/v1/docs lists the fields.",
    "wrong_type": "/api/v1/docs says what it has to be.",
}


class StrictParser(Parser):
    """No NaN, no repeated keys, no numbers that overflow, no deep nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body as JSON values.

        Raises:
            Refused: naming what is wrong.
        """
        value = read_json(request.body)
        if depth(value) > limits.MOST_DEPTH:
            hint = f"Use at most {limits.MOST_DEPTH} levels."
            raise Refused([Problem("too_deep", "It is nested too deeply.", hint)])
        return value


class StrictRenderer(BaseRenderer):
    """Strict JSON in the order of the keys given."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """The reply as text."""
        return "" if data is None else write_json(data)


def depth(value: Any) -> int:
    """How many levels of lists and objects there are.

    >>> depth(1), depth([]), depth({"a": [{}]})
    (0, 1, 3)
    """
    n, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        n += 1
        level = [part for one in level for part in _parts(one)]
    return n


def _parts(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def answer_refusals(api: NinjaAPI) -> None:
    """Give every refusal its status and its words."""
    for kind, reply in REPLIES.items():
        api.add_exception_handler(kind, reply)


def _say(status: int, code: str, problem: str, hint: str, **headers: str) -> HttpResponse:
    return refused_reply(status, Refused([Problem(code, problem, hint)]), **headers)


def _refused(_: HttpRequest, error: Refused) -> HttpResponse:
    return refused_reply(422, error)


def _invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    return refused_reply(422, Refused([_problem(one) for one in error.errors]))


def _unread(_: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Refused):
        return refused_reply(400, error.__cause__)
    return _say(error.status_code, "refused", "That cannot be read.", "Check the body.")


def _who(_: HttpRequest, error: AuthenticationError) -> HttpResponse:
    hint = "Send the header Authorization: Bearer sl_... with a token of your settings."
    said = "There is no such token."
    return _say(401, "unauthorized", said, hint, **{"WWW-Authenticate": "Bearer"})


def _scope(_: HttpRequest, error: WrongScope) -> HttpResponse:
    hint = f"Make a token with the scope {error.scope}."
    return _say(403, "wrong_scope", "This token may not do that.", hint)


def _often(_: HttpRequest, error: Throttled) -> HttpResponse:
    wait = str(error.wait or 1)
    said = "That was asked too often."
    return _say(429, "too_often", said, f"Wait {wait} s.", **{"Retry-After": wait})


def _nothing(_: HttpRequest, error: Http404) -> HttpResponse:
    return _say(404, "not_found", "There is nothing here.", "Check the address.")


def _large(_: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return _say(413, "too_large", "The body is over 1 MiB.", "Send less at a time.")


def _cut(_: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    return _say(400, "cut_off", "The body broke off.", "Send it again.")


REPLIES: dict[type[Exception], Any] = {
    Refused: _refused,
    ValidationError: _invalid,
    HttpError: _unread,
    AuthenticationError: _who,
    WrongScope: _scope,
    Throttled: _often,
    Http404: _nothing,
    RequestDataTooBig: _large,
    UnreadablePostError: _cut,
}


def refused_reply(status: int, refused: Refused, **headers: str) -> HttpResponse:
    """A refusal as a reply."""
    return error_reply(status, error_of(refused), **headers)


def error_reply(status: int, error: dict[str, Any], **more: Any) -> HttpResponse:
    """An error as a reply; what is no header goes beside the error."""
    headers = {key: value for key, value in more.items() if key[:1].isupper()}
    beside = {key: value for key, value in more.items() if key not in headers}
    text = write_json({"error": error, **beside})
    return HttpResponse(text, status=status, content_type="application/json", headers=headers)


def _problem(error: dict[str, Any]) -> Problem:
    """One finding about a value's shape."""
    code = CODES.get(str(error.get("type")), "wrong_type")
    names = [str(part) for part in error.get("loc", ()) if part not in ("body", "query", "path")]
    return Problem(code, f"{error.get('msg', 'It does not fit')}.", HINTS[code], ".".join(names))
