"""What the security page shows, out of what the sign-in library stores."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Passkey:
    """One passkey. `id` addresses it on the pages that rename and remove it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Security:
    """How one person signs in. `codes_left` is None while there are no recovery codes."""

    app: bool
    passkeys: tuple[Passkey, ...]
    codes_left: int | None
    sessions: tuple[Any, ...]
    passkeys_work_here: bool

    @property
    def strong(self) -> bool:
        """Whether a stolen password alone does not open the account."""
        return self.app or bool(self.passkeys)


def of(authenticators: Iterable[Any], sessions: Iterable[Any], *, host: str) -> Security:
    """Sum up the stored authenticators and sessions of one person."""
    by_type: dict[str, list[Any]] = {}
    for authenticator in authenticators:
        by_type.setdefault(authenticator.type, []).append(authenticator)
    codes = by_type.get("recovery_codes", [])
    return Security(
        app="totp" in by_type,
        passkeys=tuple(_passkey(a) for a in by_type.get("webauthn", [])),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
        sessions=tuple(sorted(sessions, key=lambda session: session.created_at, reverse=True)),
        passkeys_work_here=not is_address(host),
    )


def _passkey(authenticator: Any) -> Passkey:
    name = authenticator.wrap().name
    return Passkey(authenticator.pk, name, authenticator.created_at, authenticator.last_used_at)


def at_a_name(url: str) -> str:
    """`url` at localhost if it is at this machine's own address, "" for any other host.

    Browsers make and use passkeys for host names alone.
    """
    parts = urlsplit(url)
    if not is_address(parts.netloc):
        return ""
    if not ip_address(parts.hostname or "").is_loopback:
        return ""
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"localhost{port}", parts.path, parts.query, ""))


def is_address(host: str) -> bool:
    """Whether `host` is an IP address, for which browsers make no passkeys."""
    try:
        ip_address(host.rsplit(":", 1)[0].strip("[]"))
    except ValueError:
        return False
    return True
