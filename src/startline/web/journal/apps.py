"""This app's name for Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Entries, readers and replies."""

    name = "startline.web.journal"
    label = "journal"
