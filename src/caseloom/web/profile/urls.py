"""Addresses of profiles and the graph."""

from django.urls import path

from caseloom.web.profile import graph, views

app_name = "profile"
urlpatterns = [
    path("<uuid:entity_id>/", views.show, name="show"),
    path("<uuid:entity_id>/links/", views.links, name="links"),
    path("<uuid:entity_id>/timeline/", views.timeline, name="timeline"),
    path("<uuid:entity_id>/history/", views.history, name="history"),
    path("<uuid:entity_id>/graph/", graph.show, name="graph"),
    path("<uuid:entity_id>/graph/data/", graph.data, name="graph_data"),
    path("<uuid:entity_id>/graph.graphml", graph.graphml, name="graphml"),
]
