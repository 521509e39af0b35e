"""Addresses of sources, imports and records."""

from django.urls import path

from caseloom.web.sources import imports, views

app_name = "sources"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("bring/", imports.bring, name="bring"),
    path("bring/<uuid:upload_id>/", imports.map_columns, name="map"),
    path("bring/<uuid:upload_id>/progress/", imports.progress, name="progress"),
    path("bring/<uuid:upload_id>/discard/", imports.discard, name="discard"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/rejects.csv", views.rejects, name="rejects"),
    path("records/<uuid:record_id>/", views.record, name="record"),
    path("records/<uuid:record_id>/turn/", views.turn, name="turn"),
    path("<str:key>/", views.show, name="show"),
]
