"""A real IMAP server (twisted.mail) behind TLS, and what can go wrong on the way to it.

Twisted speaks IMAP in a thread of its own, in clear on the loopback; a gate before it speaks TLS
with a certificate of its own making, and can cut, garble or fall silent.
"""

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from twisted.cred import checkers, portal
from twisted.internet import protocol, reactor
from twisted.mail import imap4
from zope.interface import implementer

USER, PASSWORD = "line@example.org", "a pass phrase of the mailbox"


@implementer(imap4.IMessage, imap4.IMessageFile)
class Message:
    """A message as it was delivered."""

    def __init__(self, uid: int, raw: bytes) -> None:
        self.uid, self.raw = uid, raw

    def open(self) -> BytesIO:
        return BytesIO(self.raw)

    def getUID(self) -> int:  # noqa: N802
        return self.uid

    def getFlags(self) -> list[str]:  # noqa: N802
        return []

    def getSize(self) -> int:  # noqa: N802
        return len(self.raw)

    def getInternalDate(self) -> str:  # noqa: N802
        return "01-Jan-2026 00:00:00 +0000"

    def getHeaders(self, negate: bool, *names: str) -> dict[str, str]:  # noqa: N802
        return {}

    def getBodyFile(self) -> BytesIO:  # noqa: N802
        return BytesIO(self.raw)

    def isMultipart(self) -> bool:  # noqa: N802
        return False


@implementer(imap4.IMailbox, imap4.ISearchableMailbox)
class Folder:
    """A folder in memory. `lost`: numbers that were deleted."""

    def __init__(self) -> None:
        self.uidvalidity = 7
        self.messages: list[Message] = []
        self.lost: list[int] = []

    def put(self, raw: bytes) -> int:
        uid = 1 + max((one.uid for one in self.messages), default=0)
        self.messages.append(Message(uid, raw))
        return uid

    def getUIDValidity(self) -> int:  # noqa: N802
        return self.uidvalidity

    def getUIDNext(self) -> int:  # noqa: N802
        return 1 + max((one.uid for one in self.messages), default=0)

    def getUID(self, number: int) -> int:  # noqa: N802
        return self.messages[number - 1].uid

    def getMessageCount(self) -> int:  # noqa: N802
        return len(self.messages)

    def getRecentCount(self) -> int:  # noqa: N802
        return 0

    def getUnseenCount(self) -> int:  # noqa: N802
        return 0

    def isWriteable(self) -> bool:  # noqa: N802
        return True

    def getFlags(self) -> list[str]:  # noqa: N802
        return ["\\Deleted"]

    def getHierarchicalDelimiter(self) -> str:  # noqa: N802
        return "/"

    def addListener(self, listener: Any) -> None:  # noqa: N802
        pass

    def removeListener(self, listener: Any) -> None:  # noqa: N802
        pass

    def search(self, query: Any, uid: bool) -> list[int]:
        wanted = query[1].decode() if isinstance(query[1], bytes) else str(query[1])
        first = int(wanted.split(":")[0])
        above = [one.uid for one in self.messages if one.uid >= first]
        return above or [one.uid for one in self.messages[-1:]]

    def fetch(self, messages: Any, uid: bool) -> Iterator[tuple[int, Message]]:
        wanted = str(messages)
        for at, one in enumerate(self.messages, 1):
            if wanted == str(one.uid):
                yield at, one

    def store(self, messages: Any, flags: Any, mode: int, uid: bool) -> dict[int, list[str]]:
        self.lost.append(int(str(messages)))
        return {}

    def expunge(self) -> list[int]:
        return []

    def destroy(self) -> None:
        pass

    def requestStatus(self, names: Any) -> dict[str, int]:  # noqa: N802
        return {}


@implementer(portal.IRealm)
class Realm:
    """Everybody who knows the password has the one folder."""

    def __init__(self, folder: Folder) -> None:
        self.account = imap4.MemoryAccount(USER.encode())
        self.account.addMailbox("INBOX", folder)

    def requestAvatar(self, name: Any, mind: Any, *interfaces: Any) -> Any:  # noqa: N802
        return imap4.IAccount, self.account, lambda: None


class Factory(protocol.Factory):
    """Serves the folder to whoever comes."""

    def __init__(self, folder: Folder) -> None:
        self.portal = portal.Portal(Realm(folder))
        known = checkers.InMemoryUsernamePasswordDatabaseDontUse()
        known.addUser(USER.encode(), PASSWORD.encode())
        self.portal.registerChecker(known)

    def buildProtocol(self, address: Any) -> imap4.IMAP4Server:  # noqa: N802
        server = imap4.IMAP4Server()
        server.portal = self.portal
        return server


@dataclass
class Gate:
    """TLS before the server. What it does to what the server says is `cut` and `says`.

    cut: end the connection after so many bytes of an answer. says: answer this in place of all.
    starttls: whether it begins in clear and offers TLS. seen: bytes that came in clear.
    """

    port: int
    folder: Folder
    authority: Path
    cut: int | None = None
    says: bytes = b""
    seen: bytearray = field(default_factory=bytearray)


_running = threading.Event()


def _run() -> None:
    if not _running.is_set():
        _running.set()
        threading.Thread(
            target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True
        ).start()


def _in_reactor(call: Any) -> Any:
    done = threading.Event()
    found: list[Any] = []

    def work() -> None:
        found.append(call())
        done.set()

    reactor.callFromThread(work)
    assert done.wait(20)
    return found[0]


@contextlib.contextmanager
def serving(folder_path: Path, *, name: str = "localhost", clear: bool = False) -> Iterator[Gate]:
    """A server with an empty folder and a certificate for `name`; `clear`: without any TLS."""
    _run()
    folder = Folder()
    inner = _in_reactor(lambda: reactor.listenTCP(0, Factory(folder), interface="127.0.0.1"))
    chain = _certificate(folder_path, name)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain)
    listener = socket.create_server(("127.0.0.1", 0))
    gate = Gate(listener.getsockname()[1], folder, chain)
    inner_port = inner.getHost().port
    worker = threading.Thread(
        target=_accept, args=(listener, None if clear else context, inner_port, gate), daemon=True
    )
    worker.start()
    try:
        yield gate
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        worker.join(20)
        _in_reactor(inner.stopListening)


def _accept(
    listener: socket.socket, context: ssl.SSLContext | None, inner: int, gate: Gate
) -> None:
    while True:
        try:
            plain, _ = listener.accept()
        except OSError:
            return
        with contextlib.suppress(OSError), plain:
            outer = context.wrap_socket(plain, server_side=True) if context else plain
            with outer, socket.create_connection(("127.0.0.1", inner)) as server:
                _pass(outer, server, gate)


def _pass(outer: socket.socket, server: socket.socket, gate: Gate) -> None:
    def back() -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while piece := server.recv(65_536):
                if gate.cut is not None and passed + len(piece) > gate.cut:
                    outer.sendall(piece[: gate.cut - passed])
                    outer.shutdown(socket.SHUT_RDWR)
                    return
                passed += len(piece)
                outer.sendall(piece)
        with contextlib.suppress(OSError):
            outer.shutdown(socket.SHUT_RDWR)

    if gate.says:
        outer.sendall(gate.says)
        outer.shutdown(socket.SHUT_RDWR)
        return
    thread = threading.Thread(target=back, daemon=True)
    thread.start()
    with contextlib.suppress(OSError):
        while piece := outer.recv(65_536):
            gate.seen += piece
            server.sendall(piece)
    with contextlib.suppress(OSError):
        server.shutdown(socket.SHUT_RDWR)
    thread.join(20)


def _certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )  # fmt: skip
    return path
