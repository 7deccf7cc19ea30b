"""One settings file, read from the environment. Every name begins with STARTLINE_.

| Name | What | Without it |
|---|---|---|
| STARTLINE_DATA | folder of the database, secret and uploads | ~/.local/share/startline |
| STARTLINE_DATABASE | a PostgreSQL address (postgresql://...) | SQLite in the data folder |
| STARTLINE_HOSTS | host names served, comma between | localhost |
| STARTLINE_SECRET | secret for signing | one made once, in the data folder |
| STARTLINE_HTTPS | 1: cookies and links over HTTPS alone | 0 |
| STARTLINE_DEMO | 1: a ready runner whom anybody at this machine may be | 0 |
| STARTLINE_MAIL | an SMTP address (smtp://user:password@host:port) | mails are printed |
| STARTLINE_MAIL_FROM | sender of mails | startline@localhost |
| STARTLINE_SIGN_IN | providers to sign in with, as a JSON list (docs/how-to) | none |
| STARTLINE_SIGN_UP | 1: anybody may make an account | 0: by invitation |
| STARTLINE_PROXIES | proxies in front whose X-Forwarded-For is believed | 0 |
| STARTLINE_LOG | plain; json: an object a line, and a line for each request | plain |
| STARTLINE_METRICS | a token: whoever sends it may read figures at /metrics | no such page |
| STARTLINE_BACKUPS | folder of the regular backups | backups in the data folder |
| STARTLINE_READ_ONLY | 1: pages can be read, nothing is stored | 0 |
| STARTLINE_ADVICE | where advice is worked out: process, or inline (tests) | process |
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from startline.web.shell.database import database_settings
from startline.web.shell.environment import (
    count,
    data_folder,
    flag,
    listed,
    mail_settings,
    one_of,
    secret,
    token,
)
from startline.web.shell.log import log_settings

DATA = data_folder()
DEMO = flag("DEMO")
HTTPS = flag("HTTPS")
READ_ONLY = flag("READ_ONLY")
DEBUG = False
SECRET_KEY = secret(DATA)
ALLOWED_HOSTS = listed("HOSTS", "localhost,127.0.0.1,[::1]")
SIGN_UP_OPEN = flag("SIGN_UP")
N_PROXIES = count("PROXIES")
LOG_SHAPE = one_of("LOG", ("plain", "json"))
METRICS_TOKEN = token("METRICS")
ADVICE_WORKED_OUT = os.environ.get("STARTLINE_ADVICE", "process")

INSTALLED_APPS = [
    "startline.web.shell",
    "startline.web.audit",
    "startline.web.accounts",
    "startline.web.runlog",
    "startline.web.planning",
    "startline.web.today",
    "startline.web.profile",
    "startline.web.imports",
    "startline.web.api",
    "startline.web.clinic",
    "startline.web.journal",
    "startline.web.operate",
    "startline.web.keeping",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "startline.web.accounts.openid",
    "startline.web.accounts.wordpress",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "startline.web.shell.requests_noted.Noted",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # early: on errors too
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "startline.web.shell.middleware.PrivatePages",
    "startline.web.shell.middleware.StorageTrouble",
    "startline.web.accounts.middleware.RoomForOthers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "startline.web.shell.middleware.WipedAtSignOut",
    "startline.web.accounts.middleware.RunnerSettings",
    "startline.web.accounts.middleware.ConfirmedAccess",
    "startline.web.accounts.middleware.Leaving",
    "django.contrib.messages.middleware.MessageMiddleware",
    "startline.web.keeping.consent.Consented",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "startline.web.urls"
WSGI_APPLICATION = "startline.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "startline.web.shell.context.every_page",
                "startline.web.accounts.context.entrance",
                "startline.web.audit.context.consent",
            ]
        },
    }
]

# --- storage -----------------------------------------------------------------------------------

DATABASES = {"default": database_settings(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # shared by all processes: rate limits count in it
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Past 300, the default, a third of what was counted would be forgotten.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
REGULAR_WORK = {  # what the worker does besides queued jobs, and how many minutes apart
    "startline.web.planning.daily.refresh_due": 10,
    "startline.web.planning.daily.thin_snapshots": 24 * 60,
    "startline.web.imports.tasks.go_on_with_imports": 1,
    "startline.web.imports.tasks.remove_leftovers": 60,
    "startline.web.shell.regular.forget_done_jobs": 24 * 60,
    "startline.web.shell.regular.say_alive": 1,
    "startline.web.journal.mail.send_due_digests": 5,
    "startline.web.journal.replies.forget_unconfirmed": 24 * 60,
    "startline.web.runlog.withdrawn.forget_old": 24 * 60,
    "startline.web.keeping.backups.daily": 60,
    "startline.web.keeping.leaving.carry_out_due": 60,
    "startline.web.shell.database.empty_the_log": 24 * 60,
}
HEALTH = [  # who tells of how the server stands
    "startline.web.operate.health.versions",
    "startline.web.operate.health.storage",
    "startline.web.operate.health.kept",
    "startline.web.operate.health.work",
    "startline.web.operate.health.mail",
    "startline.web.operate.health.check",
]
AFTER_ADVICE = [  # what is told of each new snapshot
    "startline.web.api.feeds.publish",
]
MEDIA_ROOT = DATA / "media"
BACKUPS = Path(os.environ.get("STARTLINE_BACKUPS") or DATA / "backups")
FILE_UPLOAD_PERMISSIONS = 0o600
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "startline.web.shell.statics.PictureStyles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- who ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"

# --- over the wire -----------------------------------------------------------------------------

SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = False  # the offline queue sends it as a header
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if N_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 501  # one more than an import takes, so that it says so itself

# --- language ----------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each in its own words
LOCALE_PATHS = [Path(__file__).parent / "locale"]
FORMAT_MODULE_PATH = ["startline.web.shell.day_formats"]
USE_TZ = True
TIME_ZONE = "UTC"  # the runner's own zone is switched on with each request

# --- mail and log ------------------------------------------------------------------------------

EMAIL = mail_settings()
EMAIL_BACKEND = "startline.web.shell.mail.Beside"
MAIL_SENT_BY = EMAIL.pop("EMAIL_BACKEND")
globals().update(EMAIL)
DEFAULT_FROM_EMAIL = os.environ.get("STARTLINE_MAIL_FROM", "startline@localhost")

LOGGING = log_settings(LOG_SHAPE)

from startline.web.accounts.allauth_settings import *  # noqa: E402, F403
