"""What a model server said of a tip, in words, and what may be asked of it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseloom.assist.types import Exchange
from caseloom.tips.types import PRIORITIES, ModelAnswer, ModelView, Tip
from caseloom.web.tips import words
from caseloom.web.tips.machine import KINDS, WHY
from caseloom.web.tips.telling import shown

TASKS: dict[str, str | Promise] = {
    "translation": gettext_lazy("Translation"),
    "summary": gettext_lazy("Summary"),
    "urgency": gettext_lazy("Urgency"),
    "route": gettext_lazy("About"),
    "spans": gettext_lazy("What is named"),
}
# What is asked for with a button of its own; the first two in a language.
ASKED: dict[str, str | Promise] = {
    "translation": gettext_lazy("Translate"),
    "summary": gettext_lazy("Summarise"),
    "urgency": gettext_lazy("Second look at urgency"),
    "route": gettext_lazy("Say what it is about"),
    "spans": gettext_lazy("Look for more names"),
}
HINDRANCES: dict[str, str | Promise] = {
    "wrong": gettext_lazy("A setting of the model server is wrong. An administrator sees which."),
    "off": gettext_lazy("The model server is switched off for everybody."),
    "forbidden": gettext_lazy(
        "Texts of this line may not be read by the model server. A lead can allow it."
    ),
}
OUTCOMES: dict[str, str | Promise] = {
    "waiting": gettext_lazy("Waits"),
    "lost": gettext_lazy("Nobody answered; ask again"),
    "answered": gettext_lazy("Answered"),
    "refused": gettext_lazy("Its answer did not hold"),
    "failed": gettext_lazy("No answer"),
    "stopped": gettext_lazy("Stopped"),
}
ERRORS: dict[str, str | Promise] = {
    "too_slow": gettext_lazy("it took too long"),
    "cut_off": gettext_lazy("the connection broke"),
    "too_large": gettext_lazy("the answer was too long"),
    "malformed": gettext_lazy("the answer could not be read"),
    "unreadable": gettext_lazy("the answer could not be read"),
    "redirected": gettext_lazy("it sent us elsewhere; we did not follow"),
    "busy": gettext_lazy("it was busy"),
    "server_error": gettext_lazy("it had a fault"),
    "key_refused": gettext_lazy("it refused our key"),
    "request_refused": gettext_lazy("it refused the request"),
    "no_connection": gettext_lazy("it could not be reached"),
    "unknown_host": gettext_lazy("its name leads nowhere"),
    "private_address": gettext_lazy("its address is not allowed"),
    "host_not_allowed": gettext_lazy("its address is not allowed"),
    "no_tls": gettext_lazy("it must be reached by https"),
    "day_limit": gettext_lazy("the limit of the day is reached"),
    "tip_limit": gettext_lazy("the limit of this tip is reached"),
    "wrong_form": gettext_lazy("not in the form that was asked for"),
    "no_answer": gettext_lazy("cut short, or declined"),
    "rests_on_nothing": gettext_lazy("what it quoted stands nowhere in the text"),
    "invented_mark": gettext_lazy("it made up a name"),
    "blocks_differ": gettext_lazy("parts were missing or added"),
    "empty_block": gettext_lazy("parts were empty"),
    "far_longer": gettext_lazy("far longer than the text"),
    "too_many": gettext_lazy("far too much was listed"),
    "no_such_label": gettext_lazy("a subject that there is not"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text and what the model made of it."""

    source: str
    said: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary, and the words of the text that it rests on."""

    said: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as the page shows it."""

    answer: ModelAnswer
    title: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    label: str | Promise
    quotes: tuple[tuple[str, str | Promise], ...]
    short: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An exchange as the page lists it."""

    id: UUID
    task: str
    outcome: str | Promise
    error: str | Promise
    who: str
    cost: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Panel:
    """What the model server said of a tip, what may be asked, and what was exchanged."""

    answers: tuple[Answer, ...]
    rows: tuple[Row, ...]
    why_not: str | Promise
    hidden: int
    tasks: tuple[tuple[str, str | Promise], ...]
    spoken: tuple[tuple[str, str | Promise], ...]
    languages: tuple[tuple[str, str], ...]
    waits: bool


def panel(view: ModelView, tip: Tip) -> Panel | None:
    """The panel; None where no server is set up and none ever was asked."""
    if view.hindrance == "unconfigured" and not view.exchanges:
        return None
    may = not view.hindrance
    plain = ("translation",) if view.judge_first else tuple(ASKED)
    spoken = tuple((key, ASKED[key]) for key in plain if key in ("translation", "summary"))
    tasks = tuple((key, ASKED[key]) for key in plain if key not in ("translation", "summary"))
    return Panel(
        answers=tuple(
            _answer(one, tip.text)
            for one in sorted(view.answers, key=lambda one: list(TASKS).index(one.task))
        ),
        rows=tuple(_row(one, view) for one in view.exchanges),
        why_not=HINDRANCES.get(view.hindrance, ""), hidden=view.hidden,
        tasks=tasks if may else (), spoken=spoken if may else (),
        languages=tuple(_languages(tip.summary.language)),
        waits=any(one.outcome == "waiting" for one in view.exchanges),
    )  # fmt: skip


def _languages(of_tip: str) -> list[tuple[str, str]]:
    """English first, unless the tip is in it; what it is in comes last."""
    known = words.languages()
    return [one for one in known if one[0] != of_tip] + [one for one in known if one[0] == of_tip]


def _answer(one: ModelAnswer, text: str) -> Answer:
    title = str(TASKS.get(one.task, one.task))
    if one.language:
        title = f"{title}: {words.language(one.language)}"
    quotes = [(text[start:end], WHY.get(why, _("a threat"))) for start, end, why in one.signs]
    quotes += [(text[start:end], "") for start, end in one.words]
    quotes += [(text[start:end], KINDS.get(kind, kind)) for kind, start, end in one.spans]
    return Answer(
        answer=one, title=title,
        blocks=tuple(Block(shown(text[a:b]), shown(said)) for a, b, said in one.blocks),
        sentences=tuple(
            Sentence(shown(said), tuple(shown(text[a:b]) for a, b in cites))
            for said, cites in one.sentences
        ),
        label=_label(one), quotes=tuple((shown(quote), why) for quote, why in quotes),
        short=one.read < len(text), empty=one.task == "spans" and not one.spans,
    )  # fmt: skip


def money(amount: Decimal) -> str:
    """A sum without zeros at its end."""
    return f"{amount.normalize():f}"


def _label(one: ModelAnswer) -> str | Promise:
    if one.task == "urgency":
        named = dict(zip(PRIORITIES, words.PRIORITIES, strict=True))
        said = str(named.get(one.label, one.label))
        return _("%(urgency)s, a threat to life") % {"urgency": said} if one.threat else said
    return words.category(one.label) if one.task == "route" else ""


def _row(found: Exchange, view: ModelView) -> Row:
    task = str(TASKS.get(found.asking.task, found.asking.task))
    option = words.language(found.asking.option) if found.asking.option else ""
    return Row(
        found.asking.id, f"{task}: {option}" if option else task, OUTCOMES[found.outcome],
        ERRORS.get(found.error, found.error) if found.outcome != "answered" else "",
        view.asked_by.get(found.asking.id, ""), money(found.cost), found,
    )  # fmt: skip
