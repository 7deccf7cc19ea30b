"""Every address of the application."""

from django.urls import include, path

from startline.web.profile import views as profile
from startline.web.shell import views as shell
from startline.web.today import log_views as log
from startline.web.today import views as today

urlpatterns = [
    path("", today.today, name="today"),
    path("today/number/", today.number, name="today_number"),
    path("today/refresh/", today.refresh, name="refresh"),
    path("today/exercise/", today.exercise, name="exercise"),
    path("signs/", today.signs, name="signs"),
    path("signs/<uuid:public_id>/close/", today.close_sign, name="close_sign"),
    path("", include("startline.web.today.urls")),
    path("more/", today.more, name="more"),
    path("welcome/", profile.welcome, name="welcome"),
    path("welcome/<slug:code>/", profile.welcome_step, name="welcome_step"),
    path("settings/", profile.settings, name="settings"),
    path("settings/language/", profile.language, name="language"),
    path("", include("startline.web.keeping.urls")),
    path("settings/<slug:code>/", profile.settings_section, name="settings_section"),
    path("", include("startline.web.imports.urls")),
    path("", include("startline.web.api.urls")),
    # the log, the run and what a phone keeps
    path("log/", log.log, name="log"),
    path("log/cross/", log.log_cross, name="log_cross"),
    path("log/confidence/", log.confidence, name="confidence"),
    path("log/<uuid:public_id>/", log.edit_run, name="edit_run"),
    path("log/<uuid:public_id>/pain/", log.run_pain, name="run_pain"),
    path("log/<uuid:public_id>/settled/", log.settled, name="settled"),
    path("today/morning/", log.morning, name="morning"),
    path("", include("startline.web.today.phone.urls")),
    path("manifest.webmanifest", shell.web_manifest, name="web_manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("", include("startline.web.clinic.urls")),
    path("", include("startline.web.accounts.urls")),
    path("", include("startline.web.journal.urls")),
    path("", include("startline.web.operate.urls")),
    path("healthz", shell.healthz, name="healthz"),
]

handler404 = "startline.web.shell.views.missing"
handler500 = "startline.web.shell.views.broken"
handler429 = "startline.web.shell.views.too_many"  # allauth's, where it counts attempts
