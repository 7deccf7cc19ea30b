"""The application on a phone: which files it keeps for itself, and the version they belong to.

None of these files has anything of anybody in it. What is personal is kept by the page's own
scripts, per account, and wiped at sign-out.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

SCRIPTS = (
    "db", "form", "keep", "kept_page", "leave", "odometer", "queue", "run", "start", "view",
)  # fmt: skip
ICONS = {"shell/icon-192.png": "192x192", "shell/icon-512.png": "512x512"}
STATIC = (
    "shell/startline.css",
    "shell/icon.svg",
    "django_htmx/htmx-2.min.js",
    *(f"shell/offline/{name}.js" for name in SCRIPTS),
)
PAGES = ("offline", "run")
"""Pages that hold nobody, which the phone fills by itself."""


@cache
def version() -> str:
    """A name for these files and pages together; it changes when one of them does."""
    digest = hashlib.sha256()
    for path in [*map(_found, STATIC), *sorted(_templates())]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _found(name: str) -> Path:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(f"The file {name} is missing: install startline again.")
    return Path(path)


def _templates() -> list[Path]:
    here = Path(__file__).parent
    return [
        *here.glob("templates/shell/**/*.*"),
        *here.parent.glob("today/templates/today/phone/*"),
    ]


def scripts_at() -> str:
    """Where the phone's scripts stand, under their plain names.

    They name each other so. Under a second address, as with the mark of a version, each would
    run twice.
    """
    return f"{settings.STATIC_URL}shell/offline/"


def phone_files() -> list[str]:
    """Addresses the worker keeps."""
    marked = {static(name) for name in STATIC if "/offline/" not in name}
    plain = {f"{scripts_at()}{name}.js" for name in SCRIPTS}
    return [*sorted(marked | plain), *(reverse(page) for page in PAGES)]


def manifest() -> dict[str, Any]:
    """The web app manifest."""
    icons = [
        {"src": static("shell/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        *(
            {"src": static(name), "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size in ICONS.items()
            for purpose in ("any", "maskable")
        ),
    ]
    return {
        "id": "/",
        "name": "startline",
        "short_name": "startline",
        "description": _("Marathon planning for a runner who hurts"),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f4ef",
        "theme_color": "#1d5c63",
        "icons": icons,
        "shortcuts": [
            {"name": _("Log a run"), "url": reverse("log")},
            {"name": _("Run"), "url": reverse("run")},
        ],
    }
