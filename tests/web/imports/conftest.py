"""A runner with an empty log: what these tests are about is what comes into it."""

from __future__ import annotations

import pytest

from startline.web.accounts.models import Runner
from tests.web.conftest import a_runner


@pytest.fixture
def runner(transactional_db: None, monday: object) -> Runner:
    """Somebody who has said nothing yet, on the Monday of the story."""
    return a_runner()
