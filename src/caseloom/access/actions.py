"""Every write about people, scopes and tokens, and the door through which a viewer acts."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from caseloom.access import models, queries, roles, types
from caseloom.access.errors import UnknownPerson
from caseloom.audit import actions as audit
from caseloom.kernel import clock
from caseloom.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from caseloom.kernel.ids import new_number
from caseloom.kernel.viewer import Viewer

_SETTINGS = (
    "caseloom.person",
    "caseloom.scopes",
    "caseloom.auditor",
    "caseloom.administrator",
)
_READ = "SELECT " + ", ".join(
    f"coalesce(current_setting('{name}', true), '')" for name in _SETTINGS
)
_WRITE = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)


Watcher = Callable[[UUID, Viewer], None]
_watchers: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Call `watcher` in the transaction in which somebody is added, or reports to another.

    For what a room above holds about people; `config` wires it, so that no room calls upwards.
    """
    if watcher not in _watchers:
        _watchers.append(watcher)


def _tell(person_id: UUID, by: Viewer) -> None:
    for watcher in _watchers:
        watcher(person_id, by)


@contextmanager
def as_viewer(viewer: Viewer) -> Iterator[Viewer]:
    """Run one transaction on behalf of `viewer`: the database shows what he may see, no more.

    The settings are local to the transaction, so that a pooled connection never carries them to
    the next request. Inside another `as_viewer` the outer viewer comes back at the end.
    """
    inside = connection.in_atomic_block
    with transaction.atomic():
        before = _read() if inside else None
        _write(_values(viewer))
        yield viewer
        # The end of the transaction, or a rollback within it, restores the settings as well.
        if before and not connection.needs_rollback:
            _write(before)


def _values(viewer: Viewer) -> tuple[str, ...]:
    return (
        viewer.id,
        "{" + ",".join(map(str, sorted(viewer.scopes))) + "}",
        "on" if viewer.may("audit.read") else "",
        "on" if viewer.may("scope.administer") else "",
    )


def _read() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        values: tuple[str, ...] = cursor.fetchone()
    return values


def _write(values: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


@transaction.atomic
def add_person(
    *,
    username: str,
    name: str,
    roles: Sequence[str],
    password: str,
    email: str = "",
    by: Viewer,
) -> types.Person:
    """Add somebody who can sign in. Raises Invalid for a bad name, role or weak password."""
    by.must("people.administer")
    _check_roles(roles)
    username = username.strip()
    if not username or not name.strip():
        raise Invalid("A person needs a user name and a name.", remedy="Fill in both.")
    if models.Person.objects.filter(username__iexact=username).exists():
        raise Invalid(
            f"The user name “{username}” is taken.", remedy="Choose another.", field="username"
        )
    _check_password(password, models.Person(username=username, name=name, email=email))
    person = models.Person.objects.create_user(
        username, password, name=name.strip(), email=email, roles=list(roles)
    )
    _record("person.added", person.id, by, username=username, roles=list(roles))
    _tell(person.id, by)
    return queries.as_person(person)


def _check_roles(keys: Sequence[str]) -> None:
    for key in keys:
        if key not in roles.BY_KEY:
            raise Invalid(
                f"There is no role “{key}”.",
                remedy=f"The roles are {', '.join(roles.BY_KEY)}.",
                field="roles",
            )


def _check_password(password: str, person: models.Person) -> None:
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise Invalid(
            "This password is too weak.", remedy=" ".join(error.messages), field="password"
        ) from error


@transaction.atomic
def set_password(*, person_id: UUID, password: str, by: Viewer) -> None:
    """Give a person a new password: his own, or anybody's by an administrator."""
    if str(person_id) != by.id:
        by.must("people.administer")
    person = _person(person_id)
    _check_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    _record("person.password_set", person_id, by)


@transaction.atomic
def set_roles(*, person_id: UUID, roles: Sequence[str], by: Viewer) -> types.Person:
    """Replace a person's roles. Nobody changes his own: that takes a second administrator."""
    by.must("people.administer")
    if str(person_id) == by.id:
        raise NotAllowed(
            "Nobody changes his own roles.", remedy="Ask another administrator to do it."
        )
    _check_roles(roles)
    person = _person(person_id)
    before, person.roles = person.roles, list(roles)
    person.save(update_fields=["roles"])
    _record("person.roles_set", person_id, by, before=before, after=list(roles))
    return queries.as_person(person)


@transaction.atomic
def set_reports_to(*, person_id: UUID, leader_id: UUID | None, by: Viewer) -> types.Person:
    """Say whom a person reports to; None for nobody. Raises Invalid for a circle."""
    by.must("people.administer")
    person = _person(person_id)
    if leader_id is not None:
        _person(leader_id)
        if leader_id == person_id or leader_id in queries.reports_of(by, [person_id]):
            raise Invalid(
                "A person cannot report to himself, nor to somebody who reports to him.",
                remedy="Choose another.",
                field="reports_to",
            )
    before, person.reports_to = person.reports_to, leader_id
    person.save(update_fields=["reports_to"])
    _record("person.reports_to_set", person.id, by, before=before, after=leader_id)
    _tell(person.id, by)
    return queries.as_person(person)


@transaction.atomic
def deactivate_person(*, person_id: UUID, reason: str, by: Viewer) -> None:
    """End a person's access at once: sign-in and tokens. What he did stays on record."""
    by.must("people.administer")
    if str(person_id) == by.id:
        raise NotAllowed("Nobody ends his own access.", remedy="Ask another administrator.")
    person = _person(person_id)
    person.is_active = False
    person.save(update_fields=["is_active"])
    models.Token.objects.filter(person=person, revoked_at=None).update(revoked_at=clock.now())
    _record("person.deactivated", person_id, by, reason=reason)


@transaction.atomic
def add_scope(*, kind: types.ScopeKind, key: str, title: str, by: Viewer) -> types.Scope:
    """Make a compartment. Unless it is common to all, the maker holds it from now on.

    The viewer's settings in this transaction learn of it; ask `queries.viewer_of` for a new
    Viewer before the next one.
    """
    _may_add(kind, by)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT caseloom_add_scope(%s, %s, %s, %s, %s, %s)",
                [new_number(), kind, key, title, by.kind == "person", clock.now()],
            )
            (scope_id,) = cursor.fetchone()
    except IntegrityError as error:
        raise Conflict(
            f"There is a scope “{key}” already.", remedy="Choose another key.", field="key"
        ) from error
    _record("scope.added", scope_id, by, kind_="scope", key=key, scope_kind=kind)
    return types.Scope(id=scope_id, key=key, kind=kind, title=title)


@transaction.atomic
def confine(
    *, scope_id: int, key: str, title: str, without: Collection[UUID], also: int | None, by: Viewer
) -> types.Scope:
    """A new sealed scope, held by whoever holds `scope_id` but `without`.

    If nobody is left, the holders of `also` but `without` hold it. `key` begins with "tip:".
    Raises NotFound for a scope that `by` does not hold.
    """
    if scope_id not in by.scopes:
        raise NotFound("There is no such scope.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT caseloom_add_scope(%s, 'sealed', %s, %s, false, %s)",
            [new_number(), key, title, clock.now()],
        )
        (made,) = cursor.fetchone()
        cursor.execute(
            "SELECT caseloom_share_scope(%s, %s, %s, %s, %s)",
            [scope_id, made, list(without), also, clock.now()],
        )
        (holders,) = cursor.fetchone()
    _record("scope.added", made, by, kind_="scope", key=key, scope_kind="sealed", holders=holders)
    return types.Scope(id=made, key=key, kind="sealed", title=title)


def _may_add(kind: types.ScopeKind, by: Viewer) -> None:
    needed = {
        "case": "case.open",
        "sealed": "case.seal",
        "source": "source.add",
    }.get(kind, "scope.administer")
    by.must(needed)


@transaction.atomic
def grant(*, scope_id: int, person_id: UUID, reason: str, by: Viewer) -> None:
    """Let a person hold a scope: an administrator, or who holds a case's, sealed or source's one.

    Which holder may do it in a case is for the cases room to check, so no other door offers it.
    Granting twice changes nothing. Raises NotFound for a scope that the granter may not see.
    """
    if by.may("scope.administer") and str(person_id) == by.id:
        raise NotAllowed("Nobody grants himself a scope.", remedy="Ask another administrator.")
    _may_share(scope_id, by)
    person = _person(person_id)
    if models.Membership.objects.filter(scope_id=scope_id, person=person, revoked_at=None).exists():
        return
    models.Membership.objects.create(
        scope_id=scope_id,
        person=person,
        reason=reason,
        granted_at=clock.now(),
        granted_by=_uuid(by),
    )
    _record("scope.granted", scope_id, by, kind_="scope", person=str(person_id), reason=reason)


@transaction.atomic
def revoke(*, scope_id: int, person_id: UUID, reason: str, by: Viewer) -> None:
    """End a person's hold on a scope, as `grant`. Raises NotFound if he does not hold it."""
    _may_share(scope_id, by)
    ended = models.Membership.objects.filter(
        scope_id=scope_id, person_id=person_id, revoked_at=None
    ).update(revoked_at=clock.now(), revoked_by=_uuid(by), revoked_reason=reason)
    if not ended:
        raise NotFound("This person does not hold that scope.")
    _record("scope.revoked", scope_id, by, kind_="scope", person=str(person_id), reason=reason)


def _may_share(scope_id: int, by: Viewer) -> None:
    scope = models.Scope.objects.filter(id=scope_id).first()
    if scope is None:
        raise NotFound("There is no such scope.")
    if scope.kind in ("public", "agency", "team"):
        by.must("scope.administer")


@transaction.atomic
def seal_scope(*, scope_id: int, by: Viewer) -> None:
    """Take a case's scope out of every machine's sight. Raises NotFound if `by` lacks it."""
    _confine(scope_id, seal=True, by=by)


@transaction.atomic
def unseal_scope(*, scope_id: int, by: Viewer) -> None:
    """Make a sealed scope a case's ordinary one again. Raises NotFound if `by` lacks it."""
    _confine(scope_id, seal=False, by=by)


def _confine(scope_id: int, *, seal: bool, by: Viewer) -> None:
    by.must("case.seal")
    with connection.cursor() as cursor:
        cursor.execute("SELECT caseloom_confine_scope(%s, %s)", [scope_id, seal])
        (changed,) = cursor.fetchone()
    if not changed:
        raise NotFound("There is no such scope.")
    _record("scope.sealed" if seal else "scope.unsealed", scope_id, by, kind_="scope")


def add_team(*, key: str, title: str, by: Viewer) -> types.Scope:
    """Make a team: a scope of kind “team” whose key is `team:<key>`."""
    return add_scope(kind="team", key=f"team:{key}", title=title, by=by)


@transaction.atomic
def add_token(
    *, title: str, purpose: str, permissions: Sequence[str], expires_at: datetime, by: Viewer
) -> tuple[types.Token, str]:
    """Make an API token for the viewer himself, and its secret, which is shown this once.

    Raises Invalid for a permission that he does not have, or an end that is past or over a year.
    """
    _check_token(permissions, expires_at, by)
    secret = "cl_" + secrets.token_urlsafe(32)
    token = models.Token.objects.create(
        person_id=UUID(by.id),
        title=title.strip() or "Token",
        purpose=purpose,
        digest=hashlib.sha256(secret.encode()).digest(),
        permissions=sorted(set(permissions)),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    _record("token.added", token.id, by, kind_="token", permissions=sorted(set(permissions)))
    return queries.as_token(token), secret


def _check_token(permissions: Sequence[str], expires_at: datetime, by: Viewer) -> None:
    if by.kind != "person":
        raise NotAllowed("Only a person can make a token.")
    if excess := sorted(set(permissions) - by.permissions):
        raise Invalid(
            f"You do not have the permission {', '.join(excess)} yourself.",
            remedy="Leave it out.",
            field="permissions",
        )
    days = (expires_at - clock.now()).total_seconds() / 86_400
    if not 0 < days <= 366:
        raise Invalid(
            "A token ends between now and a year from now.",
            remedy="Choose such a date.",
            field="expires_at",
        )


@transaction.atomic
def revoke_token(*, token_id: UUID, by: Viewer) -> None:
    """End a token at once: one's own, or anybody's by an administrator."""
    tokens = models.Token.objects.filter(id=token_id, revoked_at=None)
    if not by.may("people.administer"):
        tokens = tokens.filter(person_id=by.id) if by.kind == "person" else tokens.none()
    if not tokens.update(revoked_at=clock.now()):
        raise NotFound("There is no such token.")
    _record("token.revoked", token_id, by, kind_="token")


def _person(person_id: UUID) -> models.Person:
    try:
        return models.Person.objects.select_for_update(no_key=True).get(
            id=person_id, is_active=True
        )
    except models.Person.DoesNotExist as error:
        raise UnknownPerson("There is no such person.") from error


def _uuid(viewer: Viewer) -> UUID | None:
    return UUID(viewer.id) if viewer.kind == "person" else None


def _record(
    verb: str, thing: UUID | int, by: Viewer, *, kind_: str = "person", **detail: object
) -> None:
    audit.record(verb=verb, object_kind=kind_, object_id=str(thing), by=by, detail=detail)
