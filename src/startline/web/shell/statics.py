"""The stylesheet of the pictures, served from where it stands beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from startline.formats import pictures

FOLDER = Path(pictures.__file__).parent
NAME = "pictures.css"
PREFIX = "pictures"


class PictureStyles(BaseFinder):
    """Finds `pictures/pictures.css`, and nothing else of the folder it stands in."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file for its one address; nothing for every other."""
        found = [str(FOLDER / NAME)] if path == f"{PREFIX}/{NAME}" else []
        return found if find_all or kwargs.get("all") or not found else found[0]

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        """The one file, with where it is stored."""
        storage = FileSystemStorage(location=str(FOLDER))
        storage.prefix = PREFIX  # type: ignore[attr-defined]
        yield NAME, storage
