"""Addresses of what the phone keeps."""

from django.urls import path

from startline.web.today.phone import views

urlpatterns = [
    path("run/", views.run, name="run"),
    path("offline/", views.offline, name="offline"),
    path("offline/entries/", views.entries, name="offline_entries"),
    path("offline/token/", views.token, name="offline_token"),
    path("offline/snapshot/", views.kept, name="offline_snapshot"),
]
