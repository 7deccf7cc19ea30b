"""Addresses of taking along, bringing back, leaving."""

from django.urls import path

from startline.web.keeping import views

urlpatterns = [
    path("settings/health/", views.health_consent, name="consent"),
    path("settings/export/", views.export_all, name="export_all"),
    path("settings/bring-back/", views.bring_back, name="bring_back"),
    path("settings/delete/", views.delete_account, name="delete_account"),
    path("leaving/", views.leaving_page, name="leaving"),
    path("asked-again/", views.asked_again, name="asked_again"),
]
