"""The cache as it is shipped, for tests of what is counted."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.management import call_command
from pytest_django.fixtures import Settings

from startline.web import settings as shipped


@pytest.fixture
def shared_cache(transactional_db: None, settings: Settings) -> None:
    """The cache of the shipped settings, in the database, with nothing in it."""
    settings.CACHES = shipped.CACHES
    call_command("createcachetable", verbosity=0)
    cache.clear()
