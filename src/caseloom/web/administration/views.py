"""People, their roles, and the teams whose scopes they share."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseloom.access import actions, queries
from caseloom.kernel.errors import CaseloomError
from caseloom.web.administration.forms import (
    GrantForm,
    PasswordForm,
    PersonForm,
    ReasonForm,
    SetRolesForm,
    TeamForm,
)
from caseloom.web.responses import go
from caseloom.web.viewer import viewer_of

PAGE = ["GET", "HEAD", "POST"]


def _told(form: Form, error: CaseloomError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody, and the scopes that teams share."""
    viewer = viewer_of(request)
    viewer.must("people.administer")
    titles = {role.key: role.title for role in queries.every_role()}
    people = [
        (one, [titles[key] for key in one.roles if key in titles])
        for one in queries.people(viewer, active=None)
    ]
    scopes = [scope for scope in queries.scopes(viewer) if scope.kind in ("team", "source")]
    return render(request, "web/administration/home.html", {"people": people, "scopes": scopes})


@require_http_methods(PAGE)
def add_person(request: HttpRequest) -> HttpResponse:
    """Add somebody who can sign in."""
    viewer = viewer_of(request)
    viewer.must("people.administer")
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.add_person(**form.cleaned_data, by=viewer)
        except CaseloomError as error:
            _told(form, error)
        else:
            messages.success(request, _("%(name)s can sign in.") % {"name": person.name})
            return go(request, reverse("administration:person", args=[person.id]))
    context = {"form": form, "title": _("Add a person"), "verb": _("Add")}
    return render(request, "web/administration/form.html", context, status=_status(form))


@require_http_methods(PAGE)
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: roles, password, end of access."""
    viewer = viewer_of(request)
    viewer.must("people.administer")
    found = queries.person(viewer, person_id)
    form = SetRolesForm(request.POST or None, initial={"roles": list(found.roles)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(person_id=person_id, roles=form.cleaned_data["roles"], by=viewer)
        except CaseloomError as error:
            _told(form, error)
        else:
            messages.success(request, _("The roles are set."))
            return go(request, reverse("administration:person", args=[person_id]))
    context = {
        "person": found,
        "form": form,
        "password_form": PasswordForm(),
        "reason_form": ReasonForm(),
        "himself": str(person_id) == viewer.id,
    }
    return render(request, "web/administration/person.html", context, status=_status(form))


@require_POST
def deactivate(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """End somebody's access."""
    actions.deactivate_person(
        person_id=person_id, reason=request.POST.get("reason", ""), by=viewer_of(request)
    )
    messages.success(request, _("The access has ended."))
    return go(request, reverse("administration:home"))


@require_POST
def password(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Set somebody's password."""
    actions.set_password(
        person_id=person_id, password=request.POST.get("password", ""), by=viewer_of(request)
    )
    messages.success(request, _("The password is set."))
    return go(request, reverse("administration:person", args=[person_id]))


@require_http_methods(PAGE)
def add_team(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    viewer = viewer_of(request)
    viewer.must("scope.administer")
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.add_team(**form.cleaned_data, by=viewer)
        except CaseloomError as error:
            _told(form, error)
        else:
            messages.success(request, _("The team is there. Add its members."))
            return go(request, reverse("administration:scope", args=[team.id]))
    context = {"form": form, "title": _("Add a team"), "verb": _("Add")}
    return render(request, "web/administration/form.html", context, status=_status(form))


@require_http_methods(PAGE)
def scope(request: HttpRequest, scope_id: int) -> HttpResponse:
    """Who holds a scope; let somebody in."""
    viewer = viewer_of(request)
    viewer.must("scope.administer")
    found = queries.scope(viewer, scope_id)
    form = GrantForm(request.POST or None, people=queries.people(viewer))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.grant(
                scope_id=scope_id,
                person_id=UUID(given["person_id"]),
                reason=given["reason"],
                by=viewer,
            )
        except CaseloomError as error:
            _told(form, error)
        else:
            messages.success(request, _("Granted."))
            return go(request, reverse("administration:scope", args=[scope_id]))
    context = {
        "scope": found,
        "members": queries.members(viewer, scope_id),
        "form": form,
        "reason_form": ReasonForm(),
    }
    return render(request, "web/administration/scope.html", context, status=_status(form))


@require_POST
def revoke(request: HttpRequest, scope_id: int, person_id: UUID) -> HttpResponse:
    """End somebody's hold on a scope."""
    viewer = viewer_of(request)
    viewer.must("scope.administer")
    actions.revoke(
        scope_id=scope_id,
        person_id=person_id,
        reason=request.POST.get("reason", ""),
        by=viewer,
    )
    messages.success(request, _("Revoked."))
    return go(request, reverse("administration:scope", args=[scope_id]))


def _status(form: Form) -> int:
    return 422 if form.errors else 200
