"""Says types, properties and values as people do: “Ownership”, “Date of birth”, “14 March 1987”."""

import re
from datetime import date
from functools import cache, lru_cache

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from caseloom.kernel.errors import Invalid
from caseloom.ontology import model as ontology
from caseloom.ontology import names

# The groups of types that are compared with each other.
GROUPS = {
    "person": gettext_lazy("People"),
    "organisation": gettext_lazy("Organisations"),
    "phone": gettext_lazy("Phones"),
    "vehicle": gettext_lazy("Vehicles"),
    "address": gettext_lazy("Addresses"),
}
# What each permission allows, for whoever narrows a token.
PERMISSIONS = {
    "search": gettext_lazy("search"),
    "record.read": gettext_lazy("read profiles, links and records"),
    "record.append": gettext_lazy("add records"),
    "record.retract": gettext_lazy("say that a record no longer stands"),
    "records.manage": gettext_lazy("keep records: retention and corrections"),
    "source.add": gettext_lazy("declare a source"),
    "ingest.run": gettext_lazy("bring files in"),
    "resolve.run": gettext_lazy("look for pairs"),
    "judge": gettext_lazy("decide pairs, and take decisions back"),
    "case.open": gettext_lazy("open cases"),
    "case.read": gettext_lazy("read cases"),
    "case.edit": gettext_lazy("work in cases"),
    "case.assign": gettext_lazy("say who leads a case"),
    "case.seal": gettext_lazy("seal and unseal cases"),
    "report.write": gettext_lazy("write reports"),
    "report.review": gettext_lazy("return and sign reports of others"),
    "task.edit": gettext_lazy("add, assign and finish tasks"),
    "export": gettext_lazy("take data out"),
    "audit.read": gettext_lazy("read and verify the log"),
    "audit.destroy": gettext_lazy("destroy displayed values by order"),
    "people.administer": gettext_lazy("add people and set their roles"),
    "scope.administer": gettext_lazy("administer teams and who is in them"),
    "settings.administer": gettext_lazy("change settings"),
    "threshold.set": gettext_lazy("let the machine judge from a measured threshold on"),
    "bench": gettext_lazy("run benchmarks"),
    "assist.switch": gettext_lazy("say how far machines go, and stop them"),
    "tips.send": gettext_lazy("take down what somebody tells"),
    "tips.handle": gettext_lazy("handle what the public tells"),
    "tips.lead": gettext_lazy("lead those who handle tips"),
    "hiring.handle": gettext_lazy("handle hiring"),
}
# A date as precise as its source: 2026, 2026-03, 2026-03-09 or with a time.
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d)\S*)?)?)?")
_WORD = re.compile(r"\w+", re.UNICODE)
# Types whose values are codes with a name in the ontology.
_CODED = frozenset({"country", "topic", "gender", "language"})
SHORTEST_NUMBER = 4


@cache
def type_label(name: str) -> str:
    """What a type, or a property that joins (`Passport:holder`), is called on screens."""
    schema, _colon, prop = name.partition(":")
    try:
        label = ontology.schema(schema).label
    except Invalid:
        return name
    return f"{label}: {property_label(schema, prop)}" if prop else label


@cache
def property_label(schema: str, name: str) -> str:
    """What a property is called; of any type that has it when `schema` has not."""
    found = _property(schema, name)
    return found[0] if found else name


@cache
def property_type(schema: str, name: str) -> str:
    """The type of a property's values: "date", "country", "entity"…; "" when nothing has it."""
    found = _property(schema, name)
    return found[1] if found else ""


def _property(schema: str, name: str) -> tuple[str, str] | None:
    model = ontology.model()
    kinds = [kind for kind in (model.get(schema),) if kind]
    for kind in (*kinds, *sorted(model.schemata.values())):
        if found := kind.get(name):
            return found.label, found.type.name
    return None


def value(schema: str, name: str, text: str) -> str:
    """A value as a person reads it: codes by their names, dates in words."""
    kind = property_type(schema, name)
    if kind == "date":
        return day(text)
    return coded(kind, text) if kind in _CODED else text


@lru_cache(maxsize=1024)
def coded(kind: str, code: str) -> str:
    """The name of a country, topic, gender or language; the code itself when it has none."""
    from caseloom.ontology.library import registry

    return str(registry.get(kind).caption(code) or code)


def country(code: str) -> str:
    """The name of a country by its code."""
    return coded("country", code.lower())


def day(text: str) -> str:
    """“14 March 1987” for 1987-03-14; no more precise than the source, and as it is otherwise."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return text
    year, month, number, time = found.groups()
    try:
        first = date(int(year), int(month or 1), int(number or 1))
    except ValueError:
        return text
    if not month:
        return year
    if not number:
        return date_format(first, "F Y")
    whole = date_format(first, "j F Y")
    return f"{whole}, {time}" if time and time != "00:00" else whole


def first_day(text: str) -> date | None:
    """The first day that a date of any precision may mean; None for what is no date."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def days(start: str | None, end: str | None) -> str:
    """A span of time: “since…”, “until…”, one day, or from one to another."""
    if start and end and start != end:
        return _("%(start)s to %(end)s") % {"start": day(start), "end": day(end)}
    if start:
        return day(start)
    return _("until %(end)s") % {"end": day(end)} if end else ""


def span(days: int) -> str:
    """How long something is kept: whole years as such, anything else in days."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def percent(share: float) -> str:
    """A probability as a person reads it; never a certainty."""
    if share < 0.01:
        return _("below 1 %")
    return _("above 99 %") if share > 0.99 else f"{share * 100:.0f} %"


def signed(number: float) -> str:
    """A number with its sign, one decimal, and a real minus."""
    return f"{number:+.1f}".replace("-", "\N{MINUS SIGN}")


def permission(name: str) -> str:
    """A permission in words, with its name as the API and the reference have it."""
    words = PERMISSIONS.get(name)
    return f"{words} ({name})" if words else name


def verb(text: str) -> str:
    """A verb of the log in words: “profile viewed” for `profile.viewed`."""
    return text.replace(".", " ").replace("_", " ")


def marked(text: str, asked: frozenset[str]) -> SafeString:
    """`text` with the words that were `asked` (see `asked_words`) in `<mark>`; safe as HTML."""
    squashed = names.fold(text).replace(" ", "")
    numbers = [one for one in asked if len(one) >= SHORTEST_NUMBER and one.isdigit()]
    if any(one in squashed for one in numbers):
        return format_html_join("", "<mark>{}</mark>", [(text,)])
    return format_html_join("", "{}{}{}", _pieces(text, asked))


def _pieces(text: str, asked: frozenset[str]) -> list[tuple[str, SafeString, str]]:
    made: list[tuple[str, SafeString, str]] = []
    at = 0
    for word in _WORD.finditer(text):
        folded = names.fold(word[0])
        if folded and (folded in asked or any(folded.startswith(a) for a in asked if len(a) > 2)):
            mark = format_html_join("", "<mark>{}</mark>", [(word[0],)])
            made.append((text[at : word.start()], mark, ""))
            at = word.end()
    return [*made, (text[at:], SafeString(""), "")]


def asked_words(*texts: str) -> frozenset[str]:
    """The folded words of questions, and all digits of each together (numbers in any format)."""
    words = {word for text in texts for word in names.words(text.replace("*", ""))}
    digits = {"".join(filter(str.isdigit, text)) for text in texts}
    return frozenset(words | {one for one in digits if len(one) >= SHORTEST_NUMBER})
