"""Give the demo's runner an entry of the rough week, once: private, as every entry begins."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.management.base import BaseCommand

from startline.web.accounts.demo import DEMO_EMAIL
from startline.web.accounts.models import Runner
from startline.web.journal.models import Entry
from startline.web.journal.services import Draft, keep_draft
from startline.web.planning.selectors import today_of

TITLE = "A rough week"
TEXT = """\
Sunday was meant to be 12 miles. Same as last week, my knee began to hurt around mile 6, and it did
not go away again. After mile 7 I turned for home, and at 8 I stopped.

The physiotherapist does not want me to go beyond 9 miles for now. I do my stretches every day.
Next come the 18 and the 20, and the race is six weeks away. Another visit is today.

Is it all in my head? I would so like to run it.
"""


class Command(BaseCommand):
    """See the module."""

    help = "Give the demo's runner a first journal entry, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the entry if nothing was written yet."""
        runner = Runner.objects.get(user__email=DEMO_EMAIL)
        if not Entry.objects.filter(journal__runner=runner).exists():
            draft = Draft(on=today_of(runner), title=TITLE, text=TEXT, version=0)
            keep_draft(runner, uuid.uuid4(), draft)
