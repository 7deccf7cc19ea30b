"""This app's name for Django."""

from django.apps import AppConfig


class ProfileConfig(AppConfig):
    """The first five minutes, and the settings."""

    name = "startline.web.profile"
    label = "profile"
