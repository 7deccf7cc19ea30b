"""Writing down who did what."""

from __future__ import annotations

from typing import Any

from startline.web.accounts.models import Runner, User
from startline.web.audit.models import Entry

SYSTEM = "startline"


def record(runner: Runner, actor: User | None, action: str, **details: Any) -> None:
    """Add one entry in the transaction of the act itself: both are kept, or neither."""
    name = str(actor)[:80] if actor else SYSTEM
    Entry.objects.create(
        runner=runner, actor=actor, actor_name=name, action=action, details=details
    )
