"""Addresses of the public pages. The language stands in the address; nothing else is remembered."""

from django.urls import path

from caseloom.web.tell import counting, mailbox, views

app_name = "tell"
urlpatterns = [
    path("", views.home, name="home"),
    path("counts/<slug:key>.json", counting.data, name="counts_data"),
    path("<slug:code>/counts/<slug:key>/", counting.show, name="counts"),
    path("<slug:code>/", views.lines, name="lines"),
    path("<slug:code>/messages/", mailbox.messages, name="messages"),
    path("<slug:code>/to/<slug:key>/", views.start, name="start"),
    path("<slug:code>/to/<slug:key>/<slug:subject>/", views.tell, name="tell"),
]
