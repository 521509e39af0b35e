"""Who I am, who else is here, scopes and API tokens."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from caseloom.access import actions, queries, types
from caseloom.api.fields import Moment, Reason
from caseloom.api.middleware import viewer_of
from caseloom.api.problems import answers
from caseloom.api.shapes import Given, shape, shapes

router = Router()
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Me(Schema):
    """The viewer as the server sees him."""

    id: str
    name: str
    purpose: str
    permissions: list[str]


@router.get("me", response=answers(Me), operation_id="me")
def me(request: HttpRequest) -> Me:
    """Who is asking, for which purpose, with which permissions."""
    viewer = viewer_of(request)
    return Me(
        id=viewer.id,
        name=viewer.name,
        purpose=viewer.purpose,
        permissions=sorted(viewer.permissions),
    )


@router.get("people", response=answers(shapes(types.Person)), operation_id="people")
def people(request: HttpRequest) -> list[types.Person]:
    """Everybody who can sign in, by name."""
    return list(queries.people(viewer_of(request)))


class NewPerson(Given):
    """Somebody to add."""

    username: Annotated[str, Field(min_length=1, max_length=150)]
    name: Text
    roles: list[str]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    email: Annotated[str, Field(max_length=254)] = ""


@router.post("people", response=answers(shape(types.Person), status=201), operation_id="add_person")
def add_person(request: HttpRequest, new: NewPerson) -> "Status[types.Person]":
    """Add somebody who can sign in."""
    person = actions.add_person(**new.dict(), by=viewer_of(request))
    return Status(201, person)


class Roles(Given):
    """All the roles that a person has from now on."""

    roles: list[str]


@router.put(
    "people/{person_id}/roles", response=answers(shape(types.Person)), operation_id="set_roles"
)
def set_roles(request: HttpRequest, person_id: UUID, given: Roles) -> types.Person:
    """Replace somebody's roles."""
    return actions.set_roles(person_id=person_id, roles=given.roles, by=viewer_of(request))


class NewPassword(Given):
    """A new password, long enough to be hard to guess."""

    password: Annotated[str, Field(min_length=1, max_length=1000)]


@router.put(
    "people/{person_id}/password", response=answers(None, status=204), operation_id="set_password"
)
def set_password(request: HttpRequest, person_id: UUID, given: NewPassword) -> "Status[None]":
    """Give somebody a new password. For administrators: a token is no way to change one's own."""
    viewer = viewer_of(request)
    viewer.must("people.administer")
    actions.set_password(person_id=person_id, password=given.password, by=viewer)
    return Status(204, None)


class Leaving(Given):
    """Why somebody's access or hold ends."""

    reason: Reason


@router.post(
    "people/{person_id}/deactivate", response=answers(None, status=204),
    operation_id="deactivate_person",
)  # fmt: skip
def deactivate(request: HttpRequest, person_id: UUID, given: Leaving) -> "Status[None]":
    """End somebody's access at once."""
    actions.deactivate_person(person_id=person_id, reason=given.reason, by=viewer_of(request))
    return Status(204, None)


@router.get("scopes", response=answers(shapes(types.Scope)), operation_id="scopes")
def scopes(request: HttpRequest) -> list[types.Scope]:
    """The scopes that you hold or administer."""
    return list(queries.scopes(viewer_of(request)))


class NewTeam(Given):
    """A team to make."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title: Text


@router.post("teams", response=answers(shape(types.Scope), status=201), operation_id="add_team")
def add_team(request: HttpRequest, new: NewTeam) -> "Status[types.Scope]":
    """Make a team: a scope that its members share."""
    return Status(201, actions.add_team(key=new.key, title=new.title, by=viewer_of(request)))


@router.get("scopes/{key}/members", response=answers(shapes(types.Member)), operation_id="members")
def members(request: HttpRequest, key: str) -> list[types.Member]:
    """Who holds a scope."""
    viewer = viewer_of(request)
    return list(queries.members(viewer, queries.scope(viewer, key).id))


class Grant(Given):
    """A person to let in, and why."""

    person_id: UUID
    reason: Reason


@router.post("scopes/{key}/members", response=answers(None, status=204), operation_id="grant")
def grant(request: HttpRequest, key: str, new: Grant) -> "Status[None]":
    """Let a person hold a scope."""
    viewer = viewer_of(request)
    viewer.must("scope.administer")
    scope = queries.scope(viewer, key)
    actions.grant(scope_id=scope.id, person_id=new.person_id, reason=new.reason, by=viewer)
    return Status(204, None)


@router.post(
    "scopes/{key}/members/{person_id}/revoke", response=answers(None, status=204),
    operation_id="revoke",
)  # fmt: skip
def revoke(request: HttpRequest, key: str, person_id: UUID, given: Leaving) -> "Status[None]":
    """End a person's hold on a scope."""
    viewer = viewer_of(request)
    viewer.must("scope.administer")
    scope = queries.scope(viewer, key)
    actions.revoke(scope_id=scope.id, person_id=person_id, reason=given.reason, by=viewer)
    return Status(204, None)


@router.get("tokens", response=answers(shapes(types.Token)), operation_id="tokens")
def tokens(request: HttpRequest) -> list[types.Token]:
    """Your own API tokens, newest first, without their secrets."""
    return list(queries.tokens(viewer_of(request)))


class NewToken(Given):
    """A token to make: what it is for, what it may do, and when it ends."""

    title: Text
    purpose: Annotated[str, Field(min_length=1, max_length=500)]
    permissions: list[str]
    expires_at: Moment


class MadeToken(Schema):
    """A new token with its secret, which is shown this once."""

    token: shape(types.Token)  # type: ignore[valid-type]  # made at run time
    secret: str


@router.post("tokens", response=answers(MadeToken, status=201), operation_id="add_token")
def add_token(request: HttpRequest, new: NewToken) -> "Status[dict[str, object]]":
    """Make a token for yourself."""
    token, secret = actions.add_token(**new.dict(), by=viewer_of(request))
    return Status(201, {"token": token, "secret": secret})


@router.post(
    "tokens/{token_id}/revoke", response=answers(None, status=204), operation_id="revoke_token"
)
def revoke_token(request: HttpRequest, token_id: UUID) -> "Status[None]":
    """End a token at once."""
    actions.revoke_token(token_id=token_id, by=viewer_of(request))
    return Status(204, None)
