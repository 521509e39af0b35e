"""The order in which people tell: what stands where, by register and channel."""

from random import Random

from caseloom.cli.bench.tips import surface
from caseloom.cli.bench.tips.facts import Story
from caseloom.cli.bench.tips.injecting import order
from caseloom.cli.bench.tips.labels import Labels, Manner
from caseloom.cli.bench.tips.noise import Piece, joined, noise, spoilt
from caseloom.cli.bench.tips.surface import Fact
from caseloom.cli.bench.tips.teller import Me, Teller
from caseloom.cli.bench.tips.tip import CATEGORIES, Written

Section = list[Piece]
_TRACES = ("phone", "email", "plate", "vin", "iban", "card", "crypto")
_TRACED = (0.28, 0.18, 0.22, 0.07, 0.12, 0.06, 0.06)
_HEADERS = {
    "en": ("From", "Sent", "Subject", ("Fwd: tip", "Re: report", "Fwd: please read", "problem")),
    "es": ("De", "Enviado", "Asunto", ("RV: aviso", "Re: denuncia", "Fwd: leer", "problema")),
    "ar": ("من", "أرسل", "الموضوع", ("بلاغ", "رد: شكوى", "مهم", "مشكلة")),
}  # fmt: skip
# How likely a passing remark is, and a second.
_ASIDES = {"rambling": 0.9, "terse": 0.05, "formal": 0.1}


def tell(
    rng: Random, story: Story, me: Me, language: str, labels: Labels, manner: Manner,
    malice: str, injected: tuple[str, str] | None = None,
) -> Written:  # fmt: skip
    """The text of one tip, with its spans and what it tells."""
    untold = manner.untold
    if not {"who", "org"} & untold and rng.random() < 0.03:
        untold = untold | {"who", "org"}
    teller = Teller(story, rng, language, untold, me)
    if malice in ("spam", "mass_mailing"):
        body = [teller.say("spam" if malice == "spam" else "mailing")]
        told: set[str] = set()
        if malice == "mass_mailing":
            told = teller.told | {"what"}
    else:
        body, told = _body(teller, rng, labels, manner, malice, injected)
    pieces, tail = _laid_out(teller, rng, manner, body, plain=malice in ("spam", "mass_mailing"))
    habits = noise(rng, language, manner.register)
    made = joined(spoilt(rng, habits, pieces), tail)
    return Written(made.text, made.spans, made.tail, frozenset(told))


def _body(
    teller: Teller, rng: Random, labels: Labels, manner: Manner, malice: str,
    injected: tuple[str, str] | None,
) -> tuple[list[Section], set[str]]:  # fmt: skip
    """The sections between opening and closing, and what they tell."""
    told = set()
    body: list[Section] = []
    if not injected or rng.random() < 0.65 or labels.category != "other":
        body = _what(teller, rng, labels, manner)
        if not labels.vague:
            told.add("what")
    if labels.threat_case and labels.category != "threat_of_violence":
        body.insert(rng.randrange(len(body) + 1), teller.say(f"threat.{labels.threat_case}"))
    extra = _extra(teller, rng, labels, manner)
    if malice == "false":
        extra.append(teller.say("false"))
    if "how" not in manner.untold:
        told.add("how_known")
        extra.append(teller.say("how", _switched(rng, teller.language)))
    if manner.register in ("plain", "formal") and rng.random() < 0.6:
        body += extra
    else:
        body = _mixed(rng, body, extra)
    for name in ("where", "when"):
        if name not in teller.told | manner.untold and rng.random() < 0.4:
            body.append(_sentence(teller.say(name)))
    if injected:
        body.insert(rng.randrange(len(body) + 1), order(teller, rng, *injected))
    return [section for section in body if section], told | teller.told


def _sentence(said: Section) -> Section:
    """A phrase that stands by itself."""
    first = said[0]
    return [first[:1].upper() + first[1:] if isinstance(first, str) else first, *said[1:], "."]


def _what(teller: Teller, rng: Random, labels: Labels, manner: Manner) -> list[Section]:
    if labels.vague:
        return [teller.say("vague")]
    category = labels.category
    if category == "threat_of_violence":
        body = [teller.say(f"threat.{labels.threat_case}")]
    else:
        body = [teller.say(f"what.{category}")]
        if manner.register != "terse" and rng.random() < 0.3:
            body.append(teller.say(f"what.{category}"))
    if not teller.has(f"detail.{category}"):
        return body
    for likely in (0.6, 0.3, 0.15):
        if manner.register != "terse" and rng.random() < likely:
            body.append(teller.say(f"detail.{category}"))
    return body


def _extra(teller: Teller, rng: Random, labels: Labels, manner: Manner) -> list[Section]:
    made: list[Section] = []
    register = manner.register
    if labels.category != "other":
        many = sum(rng.random() < likely for likely in (0.55, 0.25, 0.1))
        kinds = dict.fromkeys(rng.choices(_TRACES, _TRACED, k=many))
        made += [teller.say(f"trace.{kind}") for kind in kinds]
        if labels.urgency == "urgent" or (labels.urgency == "immediate" and not labels.threat):
            made.append(teller.say(labels.urgency))
    likely = _ASIDES.get(register, 0.3)
    while rng.random() < likely:
        others = [one for one in CATEGORIES if one != labels.category]
        made.append(teller.say(f"aside.{rng.choice(others)}"))
        likely /= 2
    if rng.random() < 0.2:
        made.append(teller.say("clutter"))
    if register == "angry" and rng.random() < 0.7:
        made.append(teller.say("angry", _switched(rng, teller.language)))
    rng.shuffle(made)
    return made


def _mixed(rng: Random, body: list[Section], extra: list[Section]) -> list[Section]:
    """Both in their own order, each somewhere among the other."""
    made = list(body)
    for one in extra:
        made.insert(rng.randrange(len(made) + 1), one)
    return made


def _switched(rng: Random, language: str) -> str | None:
    """Another language, now and then."""
    if language == "en":
        return "es" if rng.random() < 0.03 else None
    return "en" if rng.random() < 0.08 else None


def _laid_out(
    teller: Teller, rng: Random, manner: Manner, body: list[Section], *, plain: bool
) -> tuple[list[Piece], int]:
    """All sections as pieces in a row, and the piece at which the closing begins."""
    register, language = manner.register, teller.language
    pieces: list[Piece] = []
    if manner.channel == "email" and rng.random() < 0.35:
        pieces += _header(rng, teller, language)
    gap = "\n" if register == "formal" or rng.random() < 0.15 else " "
    if not plain and rng.random() < 0.75:
        pieces += [*teller.say(f"open.{register}", _switched(rng, language)), gap]
    listed = register in ("plain", "terse", "formal") and rng.random() < 0.12
    if listed:
        gap = "\n"
    for number, section in enumerate(body, 1):
        if listed:
            pieces.append(rng.choice(("- ", "* ")) if register != "formal" else f"{number}. ")
        pieces += [*section, gap]
    tail = len(pieces)
    if plain:
        return pieces, tail
    if rng.random() < 0.35:
        pieces += [*teller.say("reach"), gap]
    if rng.random() < 0.65:
        pieces += teller.say(f"close.{register}", _switched(rng, language))
    if register == "formal" and rng.random() < 0.7:
        pieces += ["\n", surface.person(rng, teller.me.name, language, 0)]
    return pieces, tail


def _header(rng: Random, teller: Teller, language: str) -> list[Piece]:
    sender, sent, subject, subjects = _HEADERS[language]
    me = teller.me
    address = Fact("email", me.email.value, me.email.value, exact=True)
    day = surface.day(rng, teller.story.fact("date2"), language, 0)
    made: list[Piece] = []
    if rng.random() < 0.5:
        made.append("---------- Forwarded message ---------\n")
    made += [f"{sender}: ", surface.person(rng, me.name, language, 0), " <", address, ">\n"]
    return [*made, f"{sent}: ", day, f"\n{subject}: {rng.choice(subjects)}\n\n"]
