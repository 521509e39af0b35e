"""Addresses of the audit log."""

from django.urls import path

from caseloom.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.log, name="log"),
    path("verify/", views.verify, name="verify"),
    path("export/", views.export, name="export"),
    path("events/<int:event_id>/", views.event, name="event"),
]
