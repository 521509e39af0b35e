"""A mailbox on an IMAP server (RFC 3501), read over TLS by the standard library and nothing else.

The server's certificate is checked against its name. The password is sent only inside TLS: on a
port that begins in clear, TLS is begun first or nothing is. What a server sends is bounded: lines
by imaplib, messages here.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from caseloom.kernel.errors import Unavailable

# Seconds that a server may be silent, and bytes of one message.
PATIENCE, MOST = 30, 60_000_000
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class TooLargeMessage(Exception):
    """A message has more bytes than are taken."""

    def __init__(self, size: int) -> None:
        super().__init__(f"it has {size:,} bytes; {MOST:,} is the most")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a mailbox is. `starttls`: the port begins in clear."""

    host: str
    port: int
    user: str
    folder: str
    starttls: bool


class _Bounded:
    """Reads no more than one message can have, whatever the server announces."""

    def read(self, size: int) -> bytes:
        """`size` bytes. Raises IMAP4.abort for more than MOST."""
        if size > MOST:
            raise imaplib.IMAP4.abort(f"the server announces {size:,} bytes")
        return super().read(size)  # type: ignore[misc,no-any-return]  # of imaplib


class _Clear(_Bounded, imaplib.IMAP4):
    """Begins in clear."""


class _Secure(_Bounded, imaplib.IMAP4_SSL):
    """Begins in TLS."""


class Mailbox:
    """An open folder. Every call raises Unavailable where the server does not do its part."""

    def __init__(self, connection: imaplib.IMAP4, uidvalidity: int, *, expunges: bool) -> None:
        self._connection, self._expunges = connection, expunges
        self.uidvalidity = uidvalidity

    def after(self, uid: int) -> list[int]:
        """The uids above `uid`, in order."""
        found = _data(self._connection.uid("SEARCH", f"UID {uid + 1}:*"))
        uids = {int(one) for part in found if part for one in part.split() if one.isdigit()}
        # The server answers with its last one even where that is not above.
        return sorted(one for one in uids if one > uid)

    def message(self, uid: int) -> bytes | None:
        """A message as it was delivered; None if it is gone. Raises TooLargeMessage unread."""
        about = b" ".join(_flat(_data(self._connection.uid("FETCH", str(uid), "(RFC822.SIZE)"))))
        if found := _SIZE.search(about):
            size = int(found[1])
            if size > MOST:
                raise TooLargeMessage(size)
        parts = _data(self._connection.uid("FETCH", str(uid), "(BODY.PEEK[])"))
        return next((one[1] for one in parts if isinstance(one, tuple)), None)

    def remove(self, uid: int) -> None:
        """Delete a message, and no other that somebody else marked (RFC 4315); else mark it."""
        _data(self._connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)"))
        if self._expunges:
            _data(self._connection.uid("EXPUNGE", str(uid)))


@contextmanager
def opened(
    address: Address, password: str, context: ssl.SSLContext, *, writes: bool
) -> Iterator[Mailbox]:
    """The folder, opened. Raises Unavailable, with what to do about it."""
    try:
        connection = _connected(address, context)
        try:
            connection.login(address.user, password)
            _, said = connection.capability()
            _data(connection.select(_quoted(address.folder), readonly=not writes))
            _, told = connection.response("UIDVALIDITY")
            plus = b"UIDPLUS" in b" ".join(one for one in said if one).split()
            yield Mailbox(connection, int(told[0] or 0) if told else 0, expunges=plus)
        finally:
            _leave(connection)
    except ssl.SSLCertVerificationError as error:
        raise Unavailable(
            f"{address.host} has no certificate that holds: {error.verify_message}.",
            remedy="See whether the name is right; name an authority of your own in SSL_CERT_FILE.",
        ) from error
    except (imaplib.IMAP4.error, OSError, ValueError, IndexError) as error:
        raise Unavailable(
            f"The mailbox on {address.host} could not be read: {_told(error)}.",
            remedy="Check its address, user and password; it is tried again the next time.",
        ) from error


def _connected(address: Address, context: ssl.SSLContext) -> imaplib.IMAP4:
    if not address.starttls:
        return _Secure(address.host, address.port, ssl_context=context, timeout=PATIENCE)
    connection = _Clear(address.host, address.port, timeout=PATIENCE)
    try:
        # Raises where the server does not offer it: then no password was sent.
        connection.starttls(ssl_context=context)
    except BaseException:
        connection.shutdown()
        raise
    return connection


def _leave(connection: imaplib.IMAP4) -> None:
    try:
        # No CLOSE: it would delete what others marked.
        connection.logout()
    except (imaplib.IMAP4.error, OSError):
        connection.shutdown()


def _data(answer: tuple[str, list[Any]]) -> list[Any]:
    status, data = answer
    if status != "OK":
        told = b" ".join(one for one in data if isinstance(one, bytes))
        raise imaplib.IMAP4.error(told.decode("utf-8", "replace")[:200] or status)
    return data


def _flat(data: list[Any]) -> Iterator[bytes]:
    for one in data:
        yield from one if isinstance(one, tuple) else (one,) if one else ()


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
