"""This app's name for Django."""

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    """Shares and the clinician's screens."""

    name = "startline.web.clinic"
    label = "clinic"
