"""Addresses of imports and programmes."""

from django.urls import path

from startline.web.imports import programme_views as programme
from startline.web.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/hurt/", views.hurt, name="imports_hurt"),
    path("imports/<uuid:public_id>/", views.one_import, name="import"),
    path("imports/<uuid:public_id>/progress/", views.progress, name="import_progress"),
    path("imports/<uuid:public_id>/again/", views.again, name="import_again"),
    path("imports/<uuid:public_id>/undo/", views.undo, name="import_undo"),
    path("imports/<uuid:public_id>/<uuid:file_id>/", views.original, name="import_original"),
    path("programme/", programme.programme, name="programme"),
    path("programme/ready/<slug:name>/", programme.ready, name="programme_ready"),
    path("programme/own/", programme.own, name="programme_own"),
]
