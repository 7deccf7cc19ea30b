"""The shell around every page."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, components and settings; no rows, no logic."""

    name = "startline.web.shell"
    label = "shell"

    def ready(self) -> None:
        """Register what is checked before serving."""
        from startline.web.shell import checks as checks
