"""Who did what to whose record, for whoever has to find out what was seen."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from startline.formats.strict_json import write_json
from startline.web.audit.models import Entry


class Command(BaseCommand):
    """See the module."""

    help = "List accesses by actor, record and time, one JSON object a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, on whose, since when."""
        parser.add_argument("--actor")
        parser.add_argument("--runner")
        parser.add_argument("--since")

    def handle(self, *args: Any, **options: Any) -> None:
        """List them, oldest first."""
        rows = Entry.objects.select_related("actor", "runner__user").order_by("id")
        if options["actor"]:
            rows = rows.filter(actor__email__iexact=options["actor"])
        if options["runner"]:
            rows = rows.filter(runner__user__email__iexact=options["runner"])
        if options["since"]:
            rows = rows.filter(at__gte=_moment(options["since"]))
        for row in rows.iterator():
            said = {
                "at": row.at.isoformat(), "actor": row.actor.email if row.actor else None,
                "actor_name": row.actor_name, "runner": row.runner.user.email,
                "action": row.action, "details": row.details,
            }  # fmt: skip
            self.stdout.write(write_json(said).strip())


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text!r} is no day or time such as 2026-03-23T08:00.") from None
    return at if at.tzinfo else timezone.make_aware(at)
