"""The application's own settings, with a database and a data folder that last one test run."""

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="startline-tests-")
os.environ["STARTLINE_DATA"] = _FOLDER.name
os.environ["STARTLINE_ADVICE"] = "inline"
os.environ["STARTLINE_SECRET"] = "a secret of the tests, long enough"
os.environ["STARTLINE_HOSTS"] = "testserver,localhost,127.0.0.1"
for name in ("STARTLINE_DEMO", "STARTLINE_HTTPS", "STARTLINE_MAIL", "STARTLINE_SIGN_IN"):
    os.environ.pop(name, None)

from startline.web.settings import *  # noqa: E402, F403
from startline.web.shell.database import database_settings  # noqa: E402

(DATA / "static").mkdir()  # noqa: F405 - whitenoise looks for it
if os.environ.get("STARTLINE_TEST_DATABASE"):  # tests/postgres.py starts one
    DATABASES["default"] = {  # noqa: F405
        **database_settings(DATA, os.environ["STARTLINE_TEST_DATABASE"]),  # noqa: F405
        "CONN_MAX_AGE": 0,
    }
else:
    # A database in a file: a live server answers from threads of its own, as the real one does.
    # Nobody needs these rows after a power cut, so nothing waits for the disk.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "tests.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = (  # noqa: F405
        "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SILENCED_SYSTEM_CHECKS = ["startline.E004"]  # one process, and what it counted goes with each test
