"""The shell around every page."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Base templates, components and settings; no rows, no logic."""

    name = "startline.web.shell"
    label = "shell"
