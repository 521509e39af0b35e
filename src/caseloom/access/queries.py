"""Every read about people, scopes and tokens."""

import hashlib
from collections.abc import Collection
from typing import cast
from uuid import UUID

from django.db import connection

from caseloom.access import models, roles, types
from caseloom.access.errors import UnknownPerson
from caseloom.kernel import clock
from caseloom.kernel.errors import NotAllowed, NotFound
from caseloom.kernel.viewer import Viewer


def viewer_of(person_id: UUID, purpose: str) -> Viewer:
    """The viewer that a person is now, for `purpose`. Raises UnknownPerson if not active."""
    try:
        person = models.Person.objects.get(id=person_id, is_active=True)
    except models.Person.DoesNotExist as error:
        raise UnknownPerson("There is no such person.") from error
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT caseloom_scopes_of(%s, %s)", [person_id, roles.reads_records(person.roles)]
        )
        (scopes,) = cursor.fetchone()
    return Viewer(
        id=str(person.id),
        name=person.name,
        purpose=purpose,
        scopes=frozenset(scopes),
        permissions=roles.permissions_of(person.roles),
    )


def viewer_of_token(secret: str) -> Viewer:
    """The viewer behind an API token: its person, narrowed to what the token allows.

    Raises NotAllowed, the same for an unknown, ended or revoked one.
    """
    token = models.Token.objects.filter(
        digest=hashlib.sha256(secret.encode()).digest(),
        revoked_at=None,
        expires_at__gt=clock.now(),
        person__is_active=True,
    ).first()
    if token is None:
        raise NotAllowed("The token is not valid.", remedy="Make a new token on your account page.")
    models.Token.objects.filter(id=token.id).update(last_used=clock.now())
    whole = viewer_of(token.person_id, token.purpose)
    return Viewer(
        id=whole.id,
        name=whole.name,
        purpose=whole.purpose,
        scopes=whole.scopes,
        permissions=whole.permissions & frozenset(token.permissions),
    )


def machine(name: str, purpose: str) -> Viewer:
    """A viewer for work that no single person orders, such as nightly resolution.

    Holds every scope but sealed ones: what is sealed stays out of models and suggestions.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT caseloom_open_scopes()")
        (scopes,) = cursor.fetchone()
    return Viewer(
        id=name,
        name=name,
        purpose=purpose,
        scopes=frozenset(scopes),
        permissions=frozenset({"search", "record.read", "resolve.run", "ingest.run", "audit.read"}),
        kind="machine",
    )


def installer(purpose: str) -> Viewer:
    """The viewer for the first administrator's entry and for migrations: reads nothing."""
    return Viewer(
        id="installer",
        name="installer",
        purpose=purpose,
        permissions=frozenset({"people.administer", "scope.administer", "settings.administer"}),
        kind="machine",
    )


def every_role() -> tuple[types.Role, ...]:
    """The roles that there are, in the order in which they are shown."""
    return tuple(
        types.Role(one.key, one.title, one.sentence, one.permissions) for one in roles.ROLES
    )


def is_empty() -> bool:
    """Whether nobody can sign in yet."""
    return not models.Person.objects.exists()


def person(viewer: Viewer, person_id: UUID) -> types.Person:
    """One person. Raises NotFound."""
    found = models.Person.objects.filter(id=person_id).first()
    if found is None:
        raise NotFound("There is no such person.")
    return as_person(found)


def person_by_username(viewer: Viewer, username: str) -> types.Person:
    """One person by user name, whatever its case. Raises NotFound."""
    found = models.Person.objects.filter(username__iexact=username).first()
    if found is None:
        raise NotFound(f"There is no person with the user name “{username}”.")
    return as_person(found)


def people(viewer: Viewer, *, active: bool | None = True) -> tuple[types.Person, ...]:
    """Everybody, by name. The directory of people is common to all who sign in."""
    rows = models.Person.objects.order_by("name", "id")
    if active is not None:
        rows = rows.filter(is_active=active)
    return tuple(as_person(row) for row in rows)


def reports_of(viewer: Viewer, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Everybody who reports to one of `person_ids`, at any depth; themselves not among them."""
    led: dict[UUID, list[UUID]] = {}
    for person_id, leader in models.Person.objects.values_list("id", "reports_to"):
        if leader is not None:
            led.setdefault(leader, []).append(person_id)
    found: set[UUID] = set()
    waiting = list(person_ids)
    while waiting:
        for person_id in led.get(waiting.pop(), ()):
            if person_id not in found:
                found.add(person_id)
                waiting.append(person_id)
    return frozenset(found - set(person_ids))


def person_names(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names by id, for those that exist."""
    return dict(models.Person.objects.filter(id__in=ids).values_list("id", "name"))


def scopes(viewer: Viewer) -> tuple[types.Scope, ...]:
    """The scopes that the viewer holds or administers, by kind and title."""
    return tuple(as_scope(row) for row in models.Scope.objects.order_by("kind", "title", "id"))


def scope(viewer: Viewer, key: str | int) -> types.Scope:
    """One scope by number or key. Raises NotFound, the same for absent and not held."""
    field = "id" if isinstance(key, int) else "key"
    row = models.Scope.objects.filter(**{field: key}).first()
    if row is None:
        raise NotFound("There is no such scope.")
    return as_scope(row)


def members(viewer: Viewer, scope_id: int) -> tuple[types.Member, ...]:
    """Who holds a scope that the viewer holds or administers, by name."""
    rows = models.Membership.objects.filter(scope_id=scope_id, revoked_at=None)
    return tuple(
        types.Member(
            person_id=row.person_id,
            name=row.person.name,
            granted_at=row.granted_at,
            granted_by=row.granted_by,
            reason=row.reason,
        )
        for row in rows.select_related("person").order_by("person__name", "person_id")
    )


def tokens(viewer: Viewer) -> tuple[types.Token, ...]:
    """The viewer's own API tokens, newest first."""
    if viewer.kind != "person":
        return ()
    rows = models.Token.objects.filter(person_id=UUID(viewer.id)).order_by("-created_at", "id")
    return tuple(as_token(row) for row in rows)


def as_person(row: models.Person) -> types.Person:
    """A row as what other rooms see."""
    return types.Person(
        id=row.id,
        username=row.username,
        name=row.name,
        email=row.email,
        roles=tuple(row.roles),
        active=row.is_active,
        last_seen=row.last_seen,
        reports_to=row.reports_to,
    )


def as_scope(row: models.Scope) -> types.Scope:
    """A row as what other rooms see."""
    kind = cast(types.ScopeKind, row.kind)  # a constraint of the database holds it to these
    return types.Scope(id=row.id, key=row.key, kind=kind, title=row.title)


def as_token(row: models.Token) -> types.Token:
    """A row as what other rooms see: never the digest."""
    return types.Token(
        id=row.id,
        title=row.title,
        person_id=row.person_id,
        permissions=tuple(row.permissions),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used=row.last_used,
        revoked=row.revoked_at is not None,
    )
