"""Addresses of reports."""

from django.urls import path

from caseloom.web.reports import views, writing

app_name = "reports"
urlpatterns = [
    path("write/<str:number>/", writing.write, name="write"),
    path("cite/<uuid:entity_id>/", writing.cite, name="cite"),
    path("cite/record/<uuid:record_id>/", writing.cite_record, name="cite_record"),
    path("<uuid:report_id>/", views.show, name="show"),
    path("<uuid:report_id>/<int:version>/", views.show, name="show"),
    path("<uuid:report_id>/<int:version>/edit/", writing.edit, name="edit"),
    path("<uuid:report_id>/<int:version>/preview/", writing.preview, name="preview"),
    path("<uuid:report_id>/<int:version>/submit/", views.submit, name="submit"),
    path("<uuid:report_id>/<int:version>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:report_id>/<int:version>/return/", views.send_back, name="return"),
    path("<uuid:report_id>/<int:version>/sign/", views.sign, name="sign"),
    path("<uuid:report_id>/<int:version>/<slug:name>.pdf", views.pdf, name="pdf"),
    path("<uuid:report_id>/new/", writing.new_version, name="new_version"),
    path("<uuid:report_id>/diff/<int:before>/<int:after>/", views.diff, name="diff"),
]
