"""What may go wrong with the disk and the database, told apart, and what the reply says then.

Nothing here asks the database anything: it may be what does not answer.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from startline.formats.strict_json import write_json

FULL, READ_ONLY, BUSY, AWAY = "storage_full", "storage_read_only", "storage_busy", "storage_away"
WAIT_S = {FULL: 300, READ_ONLY: 300, BUSY: 5, AWAY: 30}
IN_JSON = ("/api/", "/offline/")
NEVER_GIVEN_BACK = ("csrfmiddlewaretoken", "password", "code", "token")
LONG_CHARS = 60

BY_ERRNO = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EFBIG: FULL,
    errno.EROFS: READ_ONLY,
}
# By the beginning of SQLite's own name of an error: "SQLITE_BUSY_SNAPSHOT" is busy.
BY_NAME = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,  # a file that may not grow, and a disk that gave out in the middle
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_CANTOPEN": AWAY,  # no room for the journal beside the database, or no inode
    "SQLITE_CORRUPT": AWAY,
    "SQLITE_NOTADB": AWAY,
}
# By the beginning of an SQLSTATE, as PostgreSQL gives them.
BY_STATE = {
    "53100": FULL,
    "25006": READ_ONLY,
    "55P03": BUSY,
    "53300": BUSY,
    "08": AWAY,
    "57P": AWAY,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, as a code, and what a person reads about it."""

    code: str
    problem: str
    hint: str


def trouble_in(error: BaseException | None) -> str | None:
    """The code of the trouble with the storage behind an error; None for every other error.

    >>> trouble_in(OSError(28, "No space left on device")), trouble_in(ValueError())
    ('storage_full', None)
    """
    return next((code for one in _behind(error) if (code := _code_of(one))), None)


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those it came from, each once."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _code_of(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        return BY_ERRNO.get(error.errno or 0)
    name = getattr(error, "sqlite_errorname", None)
    if name:
        return _begins(BY_NAME, name)
    state = getattr(error, "sqlstate", None)
    if state:
        return _begins(BY_STATE, state)
    if isinstance(error, DatabaseError) and "connection" in str(error):
        return AWAY
    return None


def _begins(table: dict[str, str], name: str) -> str | None:
    return next((code for start, code in table.items() if name.startswith(start)), None)


def told(code: str, *, writes: bool) -> Trouble:
    """What a person reads: first whether what they sent is kept."""
    lost = {
        FULL: _("Storage is full. Your entry was not saved."),
        READ_ONLY: _("This server stores nothing at the moment. Your entry was not saved."),
        BUSY: _("The server is busy. Your entry was not saved."),
        AWAY: _("The storage does not answer. Your entry was not saved."),
    }
    read = {
        FULL: _("Storage is full. Nothing can be saved until there is room again."),
        READ_ONLY: _("This server stores nothing at the moment; what is there can be read."),
        BUSY: _("The server is busy."),
        AWAY: _("The storage does not answer."),
    }
    return Trouble(code, (lost if writes else read)[code], _("Try again in a while."))


def reply(request: HttpRequest, code: str) -> HttpResponse:
    """503 with when to come again; a form comes back with what was typed in it."""
    writes = request.method not in ("GET", "HEAD")
    trouble = told(code, writes=writes)
    if request.path.startswith(IN_JSON):
        said = {"code": code, "problem": trouble.problem, "hint": trouble.hint}
        body = said if request.path.startswith("/offline/") else {"error": said}
        response = HttpResponse(write_json(body), content_type="application/json", status=503)
    else:
        page = _page(request, trouble, writes=writes)
        response = HttpResponse(render_to_string("shell/storage.html", page), status=503)
    response["Retry-After"] = str(WAIT_S[code])
    return response


def _page(request: HttpRequest, trouble: Trouble, *, writes: bool) -> dict[str, Any]:
    again = writes and not getattr(request, "_files", None)
    return {
        "trouble": trouble,
        "to": request.get_full_path() if again else "",
        "csrf": get_token(request) if again else "",
        "fields": list(_typed(request)) if writes else [],
    }


def _typed(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """What was typed, to be sent once more; secrets are typed again.

    A form that could not be read is not read again: that is what went wrong.
    """
    read: QueryDict | None = getattr(request, "_post", None)
    for name, values in read.lists() if read else ():
        if not any(part in name.lower() for part in NEVER_GIVEN_BACK):
            for value in values:
                yield {"name": name, "value": value, "long": len(str(value)) > LONG_CHARS}
