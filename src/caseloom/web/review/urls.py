"""Addresses of review."""

from django.urls import path

from caseloom.web.review import views

app_name = "review"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("run/", views.run, name="run"),
    path("searches/<uuid:run_id>/", views.search, name="search"),
    path("automatic/", views.automatic, name="automatic"),
    path("compare/", views.pair, name="pair"),
    path("<uuid:suggestion_id>/", views.compare, name="compare"),
    path("decide/", views.decide, name="decide"),
    path("undo/<uuid:judgement_id>/", views.undo, name="undo"),
]
