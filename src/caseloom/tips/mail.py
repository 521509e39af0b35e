"""E-mail as it is delivered: EML files and mbox, read message by message.

Only the standard library's parser touches what a stranger sent; nothing in it is run or fetched.
"""

import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from caseloom.kernel.errors import Invalid
from caseloom.tips.telling import MOST_TEXT
from caseloom.tips.types import MOST_FILES, NewFile

# Bytes of one message.
MOST = 100_000_000
_UNSEEN = frozenset(("script", "style", "head", "template"))
_BREAKS = frozenset(("p", "br", "div", "li", "tr", "h1", "h2", "h3", "blockquote"))


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `form`: 16 bytes that follow from it, so that twice imported is one tip.

    `problems`: what was left out of it and why.
    """

    sender: str
    subject: str
    text: str
    files: tuple[NewFile, ...]
    form: bytes
    problems: tuple[str, ...] = ()


def read(path: Path) -> Iterator[Mail]:
    """The messages of an EML file, an mbox, or a folder of EML files. Raises Invalid."""
    if path.is_dir():
        for one in sorted(path.rglob("*.eml")):
            yield from read(one)
        return
    try:
        with path.open("rb") as file:
            start = file.read(5)
    except OSError as error:
        raise Invalid(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path."
        ) from error
    if start == b"From ":
        with closing(mailbox.mbox(path, create=False)) as box:
            for message in box:
                yield parsed(message.as_bytes())
    else:
        yield parsed(path.read_bytes())


def parsed(raw: bytes) -> Mail:
    """One message. Raises Invalid for one that is larger than MOST."""
    if len(raw) > MOST:
        raise Invalid(f"A message has {len(raw):,} bytes; {MOST:,} is the most.")
    message = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the policy makes no other
    problems: list[str] = []
    text = _text(message, problems)
    return Mail(
        sender=parseaddr(_header(message, "from"))[1] or _header(message, "from"),
        subject=_header(message, "subject"), text=text[:MOST_TEXT],
        files=tuple(_files(message, problems)), form=_form(message, raw),
        problems=tuple(problems),
    )  # fmt: skip


def _form(message: Message, raw: bytes) -> bytes:
    # Whoever names his message after another's must not take its place: the content counts too.
    named = _header(message, "message-id").encode()
    return sha256(b"mail" + named + sha256(raw).digest()).digest()[:16]


def _header(message: Message, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, LookupError):
        # A header that no parser reads is no reason to lose the message.
        return ""


def _text(message: EmailMessage, problems: list[str]) -> str:
    try:
        body = message.get_body(("plain", "html"))
        content = "" if body is None else body.get_content()
    except (LookupError, ValueError, KeyError, AttributeError) as error:
        problems.append(f"its text could not be decoded: {error}")
        payload = message.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if body is not None and body.get_content_type() == "text/html":
        return _plain(str(content))
    return str(content)


def _files(message: EmailMessage, problems: list[str]) -> Iterator[NewFile]:
    for number, part in enumerate(message.iter_attachments(), 1):
        if number > MOST_FILES:
            problems.append(f"attachments after the {MOST_FILES}th were left out")
            return
        try:
            content = part.get_content()
        except (LookupError, ValueError, KeyError, AttributeError):
            content = part.get_payload(decode=True) or b""
        if isinstance(content, Message):
            content = content.as_bytes()
        raw = content.encode() if isinstance(content, str) else bytes(content)
        if raw:
            yield NewFile(part.get_filename() or f"attachment-{number}", BytesIO(raw))


class _Plain(HTMLParser):
    """The words of a page, a line for each block; scripts and styles are no words."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def _plain(html: str) -> str:
    reader = _Plain()
    reader.feed(html)
    lines = "".join(reader.words).splitlines()
    return "\n".join(line for line in (" ".join(one.split()) for one in lines) if line)
