"""gunicorn's own log in the words of ours: it would tell addresses with everything in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from startline.web.shell.log import FORMATTERS


class ServerLog(Logger):  # type: ignore[misc]
    """Given to gunicorn by name (`startline serve`)."""

    def setup(self, cfg: Any) -> None:
        """Take our formatter for what it has to say of itself."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(FORMATTERS[settings.LOG_SHAPE]())
