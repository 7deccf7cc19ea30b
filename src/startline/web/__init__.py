"""The web application: people and rows to engine values and back. Start at `today/views.py`."""
