"""Every request gets an id and is counted; as a line of the log where the log is for programs."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from startline.web.shell import metrics
from startline.web.shell.log import request_id, route_of

log = logging.getLogger("startline.request")
ID_BYTES = 6
ID_HEADER = "X-Request-ID"


class Noted:
    """Stands before everything else, so that what others refuse is noted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note that it was answered."""
        made = secrets.token_hex(ID_BYTES)
        reset = request_id.set(made)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            _note(request, response, time.perf_counter() - began)
        finally:
            request_id.reset(reset)
        response.headers[ID_HEADER] = made
        return response


def _note(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    metrics.requests.add(response.status_code, seconds)
    fields = {
        "method": request.method,
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
    log.info("answered", extra=fields)
