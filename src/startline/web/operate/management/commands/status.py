"""How the server stands, as lines; ends with 1 when somebody has to act."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from startline.web.operate.facts import all_facts, worst

SIGNS = {"well": "ok  ", "look": "look", "act": "ACT "}


class Command(BaseCommand):
    """See the module."""

    help = "How the server stands."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fact, what needs somebody first."""
        facts = all_facts()
        for fact in facts:
            self.stdout.write(f"{SIGNS[fact.state]} {fact.name}: {fact.said}")
            if fact.do:
                self.stdout.write(f"     {fact.do}")
        if worst(facts) == "act":
            raise CommandError("Something above needs you.")
