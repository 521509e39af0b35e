"""What goes back and forth between the pages, sealed, and what was typed."""

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from django.http import HttpRequest, QueryDict
from django.utils.http import content_disposition_header

from caseloom.kernel import clock
from caseloom.tips.queries import issue_token, read_token
from caseloom.tips.types import Contact, Line, NewFile, Question

KEPT = timedelta(days=7)
OPEN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has told so far. `form` are 16 random bytes in hexadecimal.

    `title`, `days` and `labels` let the page stand while the database does not answer.
    """

    form: str
    since: float
    title: str
    days: int
    labels: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)

    @property
    def age(self) -> float:
        """Seconds since the form was opened."""
        return clock.now().timestamp() - self.since

    def token(self) -> str:
        """What a page carries of it."""
        return issue_token("draft", asdict(self))

    def who(self) -> Contact:
        """Who tells it, as far as she says."""
        return Contact(**self.contact)


def begin(line: Line, questions: tuple[Question, ...], language: str) -> Draft:
    """An empty form of today."""
    labels = {
        one.key: one.label.get(language) or next(iter(one.label.values())) for one in questions
    }
    return Draft(
        secrets.token_hex(16), clock.now().timestamp(), line.called(language),
        line.settings.acknowledge_days, labels,
    )  # fmt: skip


def carried(request: HttpRequest) -> Draft | None:
    """The draft that the page carried; None where it is none of ours."""
    found = read_token("draft", request.POST.get("draft", ""), KEPT)
    if found is None:
        return None
    found.pop("at")
    return Draft(**found)


def typed(post: QueryDict, draft: Draft) -> Draft:
    """`draft` with what was typed into the form."""
    answers = {key: post.get(f"a-{key}", "") for key in draft.labels}
    contact: dict[str, str] = {}
    if post.get("who") == "named":
        contact = {"name": post.get("name", ""), "reach": post.get("reach", "")}
    return Draft(draft.form, draft.since, draft.title, draft.days, draft.labels, answers, contact)


def mailbox_token(tip_id: Any) -> str:
    """An open mailbox as a page carries it."""
    return issue_token("mailbox", {"tip": str(tip_id)})


def mailbox_of(post: QueryDict) -> str | None:
    """The tip of the mailbox that the page carries, None after half an hour."""
    found = read_token("mailbox", post.get("box", ""), OPEN)
    return str(found["tip"]) if found else None


def shown_date(at: datetime) -> str:
    """A day as all languages of the portal read it, in one direction within any sentence."""
    return f"\u2066{at.date().isoformat()}\u2069"


def files_of(request: HttpRequest, *, keep: bool = False) -> tuple[NewFile, ...]:
    """The files that came with a form, without empty ones."""
    return tuple(
        NewFile(one.name or "", cast(BinaryIO, one), keep)
        for one in request.FILES.getlist("files")
        if one.size
    )


def age(since: str) -> float:
    """Seconds since the page that asks for a code was shown; 0 for none of ours."""
    found = read_token("asked", since, KEPT)
    return clock.now().timestamp() - found["at"] if found else 0.0


def attachment(name: str) -> str:
    """The header that has a browser save a file under `name` and never show it."""
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
