"""Every address of the application."""

from django.urls import include, path

from startline.web.accounts import views as accounts
from startline.web.profile import account_views as account
from startline.web.profile import views as profile
from startline.web.shell import views as shell
from startline.web.today import views as today

urlpatterns = [
    path("", today.today, name="today"),
    path("today/number/", today.number, name="today_number"),
    path("today/refresh/", today.refresh, name="refresh"),
    path("today/morning/", today.morning, name="morning"),
    path("today/exercise/", today.exercise, name="exercise"),
    path("signs/", today.signs, name="signs"),
    path("signs/<uuid:public_id>/close/", today.close_sign, name="close_sign"),
    path("plan/", today.plan, name="plan"),
    path("plan/<str:on>/", today.plan_day, name="plan_day"),
    path("log/", today.log, name="log"),
    path("log/<uuid:public_id>/", today.edit_run, name="edit_run"),
    path("outlook/", today.outlook, name="outlook"),
    path("better/", today.better, name="better"),
    path("missed/", today.missed, name="missed"),
    path("why/", today.why, name="why"),
    path("more/", today.more, name="more"),
    path("welcome/", profile.welcome, name="welcome"),
    path("welcome/<slug:code>/", profile.welcome_step, name="welcome_step"),
    path("settings/", profile.settings, name="settings"),
    path("settings/language/", profile.language, name="language"),
    path("settings/export/", account.export_all, name="export_all"),
    path("settings/delete/", account.delete_account, name="delete_account"),
    path("settings/<slug:code>/", profile.settings_section, name="settings_section"),
    path("demo/", accounts.demo_sign_in, name="demo_sign_in"),
    path("", include("startline.web.clinic.urls")),
    path("", include("startline.web.journal.urls")),
    path("account/", include("allauth.urls")),
    path("healthz", shell.healthz, name="healthz"),
]
