"""Every page, room by room. A room adds one line here."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("caseloom.web.account.urls")),
    path("search/", include("caseloom.web.search.urls")),
    path("entities/", include("caseloom.web.profile.urls")),
    path("review/", include("caseloom.web.review.urls")),
    path("audit/", include("caseloom.web.audit.urls")),
    path("administration/", include("caseloom.web.administration.urls")),
    path("sources/", include("caseloom.web.sources.urls")),
    path("cases/", include("caseloom.web.cases.urls")),
    path("reports/", include("caseloom.web.reports.urls")),
    path("tell/", include("caseloom.web.tell.urls")),
    path("tips/lines/", include("caseloom.web.tips.line_urls")),
    path("tips/", include("caseloom.web.tips.urls")),
    path("", include("caseloom.web.work.urls")),
]
