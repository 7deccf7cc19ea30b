"""A page as a person reads it: its words, and every distance to run that stands on it."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

DAYS_OF_THE_PLAN = re.compile(
    r'<a href="/plan/([0-9-]+)/"><span class="when">.*?<span class="far">(.*?)</span></a>',
    re.DOTALL,
)
DISTANCE = re.compile(r"(\d+(?:\.\d)?) (?:mi|km)\b")


def page_of(client: Client, path: str, status: int = 200) -> str:
    """The page's markup."""
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def words_of(markup: str) -> str:
    """The words of a page in one line, without its markup."""
    without = re.sub(r"<(script|style)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())


def text_of(client: Client, path: str) -> str:
    """The words of a page."""
    return words_of(page_of(client, path))


def distances_in(words: str) -> list[float]:
    """Every distance that is said, in the unit shown."""
    return [float(found) for found in DISTANCE.findall(words)]


def planned_on(client: Client) -> dict[str, str]:
    """What the plan page says of each day."""
    found = DAYS_OF_THE_PLAN.findall(page_of(client, "/plan/"))
    return {day: words_of(far) for day, far in found}
