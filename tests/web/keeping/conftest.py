"""The rough week in a data folder of its own: made once, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.web.keeping.place import Place


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "data"
    Place(folder).with_the_story()
    return folder


@pytest.fixture
def place(_made: Path, tmp_path: Path) -> Place:
    shutil.copytree(_made, tmp_path / "data")
    return Place(tmp_path / "data")
