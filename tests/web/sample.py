"""Addresses that show every component, the graph, and each kind of failure; for tests only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import include, path

from caseloom.kernel import errors
from caseloom.web.timeline import Moment, draw
from caseloom.web.viewer import viewer_of

handler400 = "caseloom.web.errors.bad_request"
handler403 = "caseloom.web.errors.not_allowed"
handler404 = "caseloom.web.errors.not_found"
handler500 = "caseloom.web.errors.broken"

NASTY = "<b>\"Otto\" & 'Söhne'</b>"
KINDS = {
    "not-found": errors.NotFound,
    "not-allowed": errors.NotAllowed,
    "invalid": errors.Invalid,
    "conflict": errors.Conflict,
    "unavailable": errors.Unavailable,
}


MOMENTS = [
    Moment(
        date(2024, 5, 1), "Employment at Blue Crane", date(2025, 11, 2), "org", "/one/", "Payroll"
    ),
    Moment(date(2025, 5, 3), "61 calls to the owner", kind="contact"),
    Moment(date(2025, 5, 4), "First transfer to Harbor Logistics", kind="event", href="/two/"),
    Moment(date(2025, 11, 2), "Vehicle stop on Eastern Avenue", kind="event"),
]


@dataclass(frozen=True)
class Source:
    key: str
    title: str
    color: str = ""


@dataclass(frozen=True)
class Citation:
    row: int | None = None
    page: str = ""
    sheet: str = ""


class SampleForm(forms.Form):
    title = forms.CharField(help_text="What the case is about.")
    kind = forms.ChoiceField(choices=[("fraud", "Fraud"), ("theft", "Theft")])
    notes = forms.CharField(widget=forms.Textarea, required=False)
    sealed = forms.BooleanField(required=False)
    file = forms.FileField(required=False)


def components(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or {"kind": "fraud"})
    return render(
        request,
        "components.html",
        {
            "nasty": NASTY,
            "form": form,
            "payroll": Source("payroll", "Payroll", "#3b7dd8"),
            "stops": Source("stops", "Vehicle stops"),
            "row": Citation(row=8112),
            "paged": Citation(page="2"),
            "weights": [7.1, 4.4, 1.2, -3.0],
            "timeline": draw(MOMENTS),
            "at": datetime(2026, 2, 11, 14, 20, tzinfo=UTC),
        },
    )


def graph(request: HttpRequest) -> HttpResponse:
    return render(request, "graph.html", {"schemata": [("Payment", "Payment"), ("Call", "Call")]})


def node(key: str, schema: str, caption: str) -> dict[str, object]:
    return {
        "id": key, "schema": schema, "caption": caption, "records": 2, "sources": 1,
        "url": f"/entities/{key}/",
    }  # fmt: skip


def edge(key: str, source: str, target: str, schema: str, count: int = 1) -> dict[str, object]:
    return {
        "id": key, "source": source, "target": target, "schema": schema, "caption": schema,
        "start": "2025-05-01", "end": None, "count": count,
    }  # fmt: skip


def graph_json(request: HttpRequest) -> JsonResponse:
    """A company, its staff, their phones: enough to try every tool on."""
    viewer_of(request)
    staff = [node(f"p{i}", "Person", f"Person {i}") for i in range(1, 7)]
    company = node("c", "Company", "Blue Crane Staffing LLC")
    jobs = [edge(f"e{i}", f"p{i}", "c", "Employment") for i in range(1, 7)]
    asked = request.GET.get("node", "")
    if "from" in request.GET:
        ends = request.GET["from"], request.GET["to"]
        if "alone" in ends:
            return JsonResponse({"nodes": [], "edges": [], "left_out": {}})
        return JsonResponse({"nodes": [*staff[:2], company], "edges": jobs[:2], "left_out": {}})
    if asked == "p6":
        problem = {"title": "Nothing here that you may see.", "detail": "Search again."}
        return JsonResponse(problem, status=404)
    if asked:
        phone = node(f"t-{asked}", "PhoneAccount", f"+1 202 555 0{asked[1:]}")
        calls = [edge(f"call-{asked}", asked, f"t-{asked}", "Call", 61)]
        return JsonResponse({"nodes": [phone], "edges": calls, "left_out": {"Payment": 120}})
    alone = node("alone", "Vehicle", "MD 4471")
    return JsonResponse({"nodes": [company, *staff, alone], "edges": jobs, "left_out": {}})


def keep(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    return render(request, "kept.html", {"graph": request.POST["graph"]})


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    viewer_of(request)
    raise KINDS[kind]("It did not work.", remedy="Do the other thing.")


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def count_people(request: HttpRequest) -> HttpResponse:
    """Write as the viewer, then fail or not: tests see whether it was undone."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO web_sign_in_attempts VALUES ('sample', 1, now())")
    if "fail" in request.GET:
        raise errors.Conflict("Too late.")
    return HttpResponse("written")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Read row by row while the answer is under way."""

    def lines() -> Iterator[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('caseloom.person', true)")
            yield str(cursor.fetchone()[0])

    return StreamingHttpResponse(lines())


urlpatterns = [
    path("sample/components/", components),
    path("sample/graph/", graph),
    path("sample/graph.json", graph_json),
    path("sample/keep/", keep),
    path("sample/fail/<slug:kind>/", fail),
    path("sample/broken/", broken),
    path("sample/write/", count_people),
    path("sample/stream/", stream),
    path("", include("caseloom.config.urls")),
]
