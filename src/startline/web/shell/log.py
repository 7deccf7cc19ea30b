"""What is told about the work of the server: events, never what a person said.

A log is read by more people than a record is, and kept longer. So an error is told by its kind and
the places it went through, never by its message (which often quotes the value it broke on); a
request by its route, never by its path (which may hold a token); and what looks like an address of
mail or like a secret is left out of every line. One event is one line: nothing a person typed can
begin a second one.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request in hand, which an error page shows; empty between requests."""

MOST_CAUSES = 3
PLACES = 6  # innermost frames told of an error
UNKNOWN_ROUTE = "(no such address)"
FIELDS = ("method", "route", "status", "ms")  # of a request, when a record brings them

_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
_QUERY = re.compile(r"\?\S+")
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_SECRET = re.compile(rf"(?!{_UUID}(?![\w-]))(?<![\w-])[\w-]{{24,}}|(?<=\bsl_)[\w-]+")
_Error = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None
)


def discreet(text: str) -> str:
    """A text without mail addresses, queries, or runs of letters as long as a token.

    >>> discreet("no mail to robin@example.org from /calendar/3f9AbcDefGhiJklMnoPqrStuVwx.ics?a=1")
    'no mail to (address) from /calendar/(secret).ics'
    """
    return _SECRET.sub("(secret)", _QUERY.sub("", _MAIL.sub("(address)", text)))


def route_of(request: Any) -> str:
    """The pattern of the address asked for, with names in the place of values."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else UNKNOWN_ROUTE


def error_told(error: _Error) -> str:
    """An error as its kind and the places it went through, innermost first.

    Causes are told too, each without its message.
    """
    if error is None or error[1] is None:
        return ""
    told: list[str] = []
    one: BaseException | None = error[1]
    while one is not None and len(told) < MOST_CAUSES:
        told.append(_one_error(one))
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return " from ".join(told)


def job_error(error: BaseException) -> list[str]:
    """The same in the shape of `traceback.format_exception`, for the table of jobs."""
    return [error_told((type(error), error, error.__traceback__))]


def _one_error(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    places = [f"{_module(frame.filename)}:{frame.lineno}" for frame in reversed(frames)]
    return f"{type(error).__name__} at {' < '.join(places) or 'an unknown place'}"


def _module(path: str) -> str:
    """The end of a path, enough to find the file: no folder of the machine."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-3:])


def said(record: logging.LogRecord) -> str:
    """What a record says, in words that may be kept."""
    request = getattr(record, "request", None)
    if hasattr(request, "method"):
        status = getattr(record, "status_code", "")
        return f"{status} {request.method} {route_of(request)}"  # type: ignore[union-attr]
    return discreet(record.getMessage())


class OneLine(logging.Formatter):
    """Time, level, name, message and error, with line ends and control characters escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        parts = [_time(record), record.levelname, record.name, said(record)]
        if error := error_told(record.exc_info):
            parts.append(f"({error})")
        if asked := request_id.get():
            parts.append(f"[{asked}]")
        return "".join(
            char if char.isprintable() else char.encode("unicode_escape").decode()
            for char in " ".join(parts)
        )


class AsJson(logging.Formatter):
    """The same as one JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        told = {
            "at": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "event": said(record),
            "error": error_told(record.exc_info),
            "request": request_id.get(),
            **{name: getattr(record, name, "") for name in FIELDS},
        }
        return json.dumps({name: value for name, value in told.items() if value != ""})


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


FORMATTERS = {"plain": OneLine, "json": AsJson}


def log_settings(shape: str) -> dict[str, Any]:
    """Django's settings of the log. As JSON each request is a line too."""
    level = "INFO" if shape == "json" else "WARNING"
    formatter = f"{__name__}.{FORMATTERS[shape].__name__}"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "startline": {"level": "INFO"},
            "startline.request": {"level": level},
            "django_tasks_db": {"level": "ERROR"},  # it tells of each job, and of Ctrl-C
            "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
