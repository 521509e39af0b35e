"""Addresses of lines, for administrators."""

from django.urls import path

from caseloom.web.tips import lines, mailing, questions

app_name = "lines"
urlpatterns = [
    path("", lines.index, name="list"),
    path("add/", lines.add, name="add"),
    path("<slug:key>/", lines.edit, name="edit"),
    path("<slug:key>/mail/", mailing.edit, name="mail"),
    path("<slug:key>/questions/", questions.show, name="questions"),
    path("<slug:key>/questions/change/", questions.change, name="change"),
    path("<slug:key>/questions/texts/<slug:code>/", questions.texts, name="texts"),
    path("<slug:key>/questions/versions/", questions.versions, name="versions"),
    path("<slug:key>/questions/versions/<int:number>/", questions.preview, name="preview"),
    path("<slug:key>/questions/versions/<int:number>/use/", questions.restore, name="restore"),
    path("<slug:key>/questions/subjects/<slug:subject>/", questions.subject, name="subject"),
    path("<slug:key>/questions/asked/<slug:question>/", questions.question, name="question"),
]
