"""Addresses of administration."""

from django.urls import path

from caseloom.web.administration import thresholds, views

app_name = "administration"
urlpatterns = [
    path("", views.home, name="home"),
    path("thresholds/", thresholds.index, name="thresholds"),
    path("thresholds/<slug:group>/set/", thresholds.change, name="set_threshold"),
    path("thresholds/<slug:group>/end/", thresholds.end, name="end_threshold"),
    path("people/add/", views.add_person, name="add_person"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:person_id>/password/", views.password, name="password"),
    path("teams/add/", views.add_team, name="add_team"),
    path("scopes/<int:scope_id>/", views.scope, name="scope"),
    path("scopes/<int:scope_id>/revoke/<uuid:person_id>/", views.revoke, name="revoke"),
]
