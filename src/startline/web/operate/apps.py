"""The page for whoever runs the server, and the figures for programs that watch it."""

from django.apps import AppConfig


class OperateConfig(AppConfig):
    """Health and metrics; no rows."""

    name = "startline.web.operate"
    label = "operate"
