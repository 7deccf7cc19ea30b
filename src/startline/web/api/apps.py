"""This app's name for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """See the package's README line in docs/develop/web.md."""

    name = "startline.web.api"
    label = "api"
