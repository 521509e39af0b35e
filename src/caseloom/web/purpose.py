"""The stated purpose of looking, kept in the session and written into every event."""

from django.http import HttpRequest

from caseloom.kernel.errors import Invalid

SHORTEST, LONGEST, REMEMBERED = 4, 200, 5
_NOW, _BEFORE = "purpose", "purposes"


def current(request: HttpRequest) -> str:
    """The purpose of this session, "" while none was stated."""
    return str(request.session.get(_NOW, ""))


def recent(request: HttpRequest) -> tuple[str, ...]:
    """The purposes stated in this session, newest first, at most five."""
    return tuple(request.session.get(_BEFORE, ()))


def state(request: HttpRequest, text: str) -> str:
    """Make `text` the purpose of this session. Raises Invalid if it says too little or too much."""
    purpose = " ".join(text.split())
    if not SHORTEST <= len(purpose) <= LONGEST:
        raise Invalid(
            "A purpose needs a few words.",
            remedy=f"Name a case or say in {SHORTEST} to {LONGEST} characters why you look.",
            field="purpose",
        )
    request.session[_NOW] = purpose
    others = [other for other in recent(request) if other != purpose]
    request.session[_BEFORE] = [purpose, *others][:REMEMBERED]
    return purpose
