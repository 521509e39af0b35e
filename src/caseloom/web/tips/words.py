"""What tips are called on screens: states, priorities, channels, languages, categories."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from caseloom.kernel.viewer import Viewer
from caseloom.tips import queries

Choices = Sequence[tuple[str, str | Promise]]

STATES: dict[str, str | Promise] = {
    "received": _("Received"),
    "open": _("Being looked at"),
    "lead": _("Worth following"),
    "referred": _("Referred"),
    "joined": _("In a case"),
    "closed": _("Closed"),
}
# By their number; chips are told apart by these words, and by colour only besides.
PRIORITIES: tuple[str | Promise, ...] = (
    _("No urgency"),
    _("Routine"),
    _("Urgent"),
    _("Immediate"),
)
PRIORITY_KINDS = ("", "", "warn", "bad")
CHANNELS: dict[str, str | Promise] = {
    "portal": _("Portal"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "api": _("Form elsewhere"),
    "agency": _("Another agency"),
}
OUTCOMES: dict[str, str | Promise] = {
    "no_follow_up": _("No follow-up needed"),
    "not_ours": _("Not ours"),
    "too_little": _("Too little to go on"),
    "known": _("Known already"),
    "settled": _("Settled"),
    "unfounded": _("Unfounded"),
    "abuse": _("Abuse of the line"),
}
CATEGORIES: dict[str, str | Promise] = {
    "wage_theft": _("Withheld wages"),
    "trafficking": _("People held or forced"),
    "procurement_fraud": _("Fraud in purchasing"),
    "bribery": _("Bribery"),
    "benefit_fraud": _("Fraud with benefits"),
    "money_laundering": _("Hidden money or owners"),
    "threat_of_violence": _("A threat or violence"),
    "child_exploitation": _("Harm to a child"),
    "environmental_dumping": _("Waste, water, air, nature"),
    "health_care_fraud": _("Fraud in health care"),
    "staff_misconduct": _("Misconduct of our staff"),
    "other": _("Something else"),
}
STEPS: dict[str, str | Promise] = {
    "receive": _("Received"),
    "take": _("Taken up"),
    "follow": _("Made a lead"),
    "refer": _("Referred"),
    "join": _("Joined to a case"),
    "close": _("Closed"),
    "reopen": _("Reopened"),
}


def category(key: str) -> str | Promise:
    """A category in words; one of the agency's own as it is."""
    return CATEGORIES.get(key, key.replace("_", " "))


def said(given: Mapping[str, str]) -> str:
    """What is given by language, in the screen's, else in English, else in its first."""
    screen = (get_language() or "en").split("-")[0]
    return given.get(screen) or given.get("en") or next(iter(given.values()), "")


def language(code: str) -> str:
    """The name of a language, in itself; its code where there is none."""
    known = queries.languages()
    return known[code].name if code in known else code


def languages() -> list[tuple[str, str]]:
    """Every language that the public can be asked in, as choices; English before the others."""
    known = sorted(queries.languages().values(), key=lambda one: (one.code != "en", one.code))
    return [(one.code, one.name) for one in known]


def lines(viewer: Viewer) -> list[tuple[str, str]]:
    """The lines that the viewer may see, as choices."""
    return [(one.key, said(one.title)) for one in queries.lines(viewer)]
