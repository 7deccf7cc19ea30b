"""This app's name for Django."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """See the package's README line in docs/develop/web.md."""

    name = "startline.web.keeping"
    label = "keeping"
