"""Whether a page asks its runner about what is kept of their health."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from startline.web.accounts.models import Runner
from startline.web.audit.consent import is_to_be_asked


def consent(request: HttpRequest) -> dict[str, Any]:
    """Read from the runner that is there already: no page asks the database more for it."""
    runner: Runner | None = getattr(request, "runner", None)
    return {"asks_consent": runner is not None and is_to_be_asked(runner)}
