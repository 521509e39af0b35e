"""Addresses of tips."""

from django.urls import path, register_converter

from caseloom.web.tips import (
    acts,
    asking,
    calls,
    cards,
    handover,
    oversight,
    overview,
    reach,
    reread,
    sending,
    views,
)


class TipNumber:
    """A tip by its number, or by its id where a number is not at hand."""

    regex = r"T-[0-9]{4}-[0-9]{4,16}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_url(self, value: object) -> str:
        """As it goes into the address."""
        return str(value)


register_converter(TipNumber, "tip")

app_name = "tips"
urlpatterns = [
    path("", views.index, name="queue"),
    path("next/", views.take_next, name="take_next"),
    path("call/", calls.begin, name="call"),
    path("call/about/", calls.about, name="call_about"),
    path("call/<slug:key>/<slug:subject>/", calls.take_down, name="take_down"),
    path("machines/", reach.machines, name="machines"),
    path("overview/", overview.show, name="overview"),
    path("overview/publish/<slug:key>/", overview.publish, name="publish"),
    path("reread/", reread.index, name="rereads"),
    path("reread/<tip:number>/", reread.show, name="reread"),
    path("oversight/", oversight.show, name="oversight"),
    path("oversight/cards/", cards.index, name="cards"),
    path("oversight/cards/<slug:task>/", cards.show, name="card"),
    path("oversight/lots/", reread.lots, name="lots"),
    path("oversight/lots/<uuid:tip_id>/", reread.give, name="give_reread"),
    path("files/<uuid:tip_id>/<uuid:part_id>/", views.file, name="file"),
    path("bundles/", sending.records, name="bundles"),
    path("bundles/take/", sending.take_in, name="take_in"),
    path("<tip:number>/", views.show, name="show"),
    path("<tip:number>/take/", views.take, name="take"),
    path("<tip:number>/assess/", acts.assess, name="assess"),
    path("<tip:number>/write/", acts.write, name="write"),
    path("<tip:number>/assign/", acts.assign, name="assign"),
    path("<tip:number>/sender/", views.sender, name="sender"),
    path("<tip:number>/beside/<tip:other>/", views.compare, name="compare"),
    path("<tip:number>/send/", sending.send, name="send"),
    path("<tip:number>/bundles/<uuid:bundle_id>/", sending.show, name="bundle"),
    path("<tip:number>/bundles/<uuid:bundle_id>/fetch/", sending.fetch, name="bundle_fetch"),
    path("<tip:number>/bundles/<uuid:bundle_id>/<slug:step>/", sending.act, name="bundle_act"),
    path("<tip:number>/known/", views.known, name="known"),
    path("<tip:number>/model/ask/", asking.ask, name="ask_model"),
    path("<tip:number>/model/judge/", asking.judge, name="judge_model"),
    path("<tip:number>/model/<uuid:asking_id>/", asking.exchange, name="exchange"),
    path("<tip:number>/case/", handover.hand_over, name="hand_over"),
    path("<tip:number>/steps/<slug:step>/", acts.take_step, name="step"),
    path("<tip:number>/identity/ask/", acts.ask_identity, name="ask_identity"),
    path("<tip:number>/identity/show/", acts.show_identity, name="show_identity"),
    path(
        "<tip:number>/identity/<uuid:request_id>/<slug:verdict>/",
        acts.decide_identity,
        name="decide_identity",
    ),
]
