"""The shell around every page."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from startline.web.shell import metrics
from startline.web.shell.log import job_error


class ShellConfig(AppConfig):
    """Base templates, components and settings; no rows, no logic."""

    name = "startline.web.shell"
    label = "shell"

    def ready(self) -> None:
        """Register checks; keep errors of jobs without what they quote; count for all processes."""
        import django_tasks_db.models  # its models ask for apps that are loaded

        from startline.web.shell import checks as checks

        django_tasks_db.models.format_exception = job_error  # type: ignore[assignment, attr-defined]
        if settings.METRICS_TOKEN:
            metrics.requests.keep_in(Path(settings.DATA) / "metrics")
