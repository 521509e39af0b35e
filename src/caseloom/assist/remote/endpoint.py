"""Which model server may be asked, what may be sent to it, and what it may cost.

Read from the environment once for each asking; docs/reference/configuration.md names every
variable. A setting that makes no sense stops the asking, not the program.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from caseloom.kernel.errors import Unavailable

Protocol = Literal["openai", "anthropic"]
PROTOCOLS: tuple[Protocol, ...] = ("openai", "anthropic")
TOKEN_FIELDS = ("max_tokens", "max_completion_tokens")
# Kinds of spans that are masked, unless others are chosen: what points to somebody or something.
IDENTIFYING = frozenset(
    {"person", "organisation", "address", "phone", "email", "plate", "vin", "iban", "card",
     "crypto", "url", "handle"}
)  # fmt: skip
KINDS = IDENTIFYING | {"date", "money"}
# What is read of a tip when it arrives, if somebody wants it so.
READS = ("urgency", "route", "spans")
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model server and the limits of asking it.

    `hosts`: names and addresses that may be reached. `seconds`: of one asking, with all repeats.
    `most_bytes`: of one answer on the wire; `most_tokens`: of one answer. `retries`: how often
    more than once. `pause`: seconds before the first repeat. Prices are per million tokens;
    `most_a_day` and `most_a_tip` in the same money. `mask`: kinds of spans that are never sent.
    """

    url: str
    host: str
    protocol: Protocol
    model: str
    hosts: frozenset[str]
    key: str = field(default="", repr=False)
    seconds: float = 60.0
    most_bytes: int = 1_000_000
    most_tokens: int = 4_000
    most_characters: int = 20_000
    retries: int = 2
    pause: float = 1.0
    price_in: Decimal = Decimal(0)
    price_out: Decimal = Decimal(0)
    most_a_day: Decimal | None = None
    most_a_tip: Decimal | None = None
    mask: frozenset[str] = IDENTIFYING
    tokens_field: str = TOKEN_FIELDS[0]
    reads: tuple[str, ...] = ()

    @property
    def https(self) -> bool:
        """Whether it is spoken to under TLS."""
        return self.url.startswith("https://")

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost."""
        return (self.price_in * tokens_in + self.price_out * tokens_out) / _MILLION

    def most_cost(self, sent_bytes: int) -> Decimal:
        """What one call can cost at most: no token of a request is shorter than a byte."""
        return self.cost(sent_bytes, self.most_tokens)


def configured(named: Mapping[str, str] | None = None) -> Endpoint | None:
    """The model server, None where none is named. Raises Unavailable for a wrong setting.

    named: the variables and their values, where Django's settings are not at hand.
    """
    held: Mapping[str, str] = settings.CASELOOM_MODEL if named is None else named
    given = {key: value.strip() for key, value in held.items() if value.strip()}
    if "CASELOOM_MODEL_URL" not in given:
        return None
    url = given["CASELOOM_MODEL_URL"].rstrip("/")
    host = _host(url)
    made = Endpoint(
        url=url, host=host, protocol=_protocol(given),
        model=_needed(given, "CASELOOM_MODEL_NAME"),
        hosts=_hosts(given, host), key=_key(given.get("CASELOOM_MODEL_KEY_FILE", "")),
        seconds=float(_number(given, "CASELOOM_MODEL_SECONDS", 60, 1, 900)),
        most_bytes=int(_number(given, "CASELOOM_MODEL_MOST_BYTES", 1_000_000, 1_000, 50_000_000)),
        most_tokens=int(_number(given, "CASELOOM_MODEL_MOST_TOKENS", 4_000, 100, 100_000)),
        most_characters=int(
            _number(given, "CASELOOM_MODEL_MOST_CHARACTERS", 20_000, 100, 200_000)
        ),
        retries=int(_number(given, "CASELOOM_MODEL_RETRIES", 2, 0, 5)),
        pause=float(_number(given, "CASELOOM_MODEL_PAUSE", 1, 0, 60)),
        price_in=_number(given, "CASELOOM_MODEL_PRICE_IN", 0, 0, 10_000),
        price_out=_number(given, "CASELOOM_MODEL_PRICE_OUT", 0, 0, 10_000),
        most_a_day=_limit(given, "CASELOOM_MODEL_MOST_A_DAY"),
        most_a_tip=_limit(given, "CASELOOM_MODEL_MOST_A_TIP"),
        mask=_mask(given.get("CASELOOM_MODEL_MASK", "identifying")),
        tokens_field=_one_of(given, "CASELOOM_MODEL_TOKENS_FIELD", TOKEN_FIELDS),
        reads=_reads(given.get("CASELOOM_MODEL_READS", "")),
    )  # fmt: skip
    if (made.price_in or made.price_out) and None in (made.most_a_day, made.most_a_tip):
        raise _wrong(
            "CASELOOM_MODEL_MOST_A_DAY", "A model with a price needs a limit for a day and a tip",
            "set CASELOOM_MODEL_MOST_A_DAY and CASELOOM_MODEL_MOST_A_TIP",
        )  # fmt: skip
    return made


def _wrong(variable: str, what: str, remedy: str) -> Unavailable:
    return Unavailable(
        f"{what}.", remedy=f"Have an administrator {remedy}.", field=variable
    )  # fmt: skip


def _needed(given: Mapping[str, str], variable: str) -> str:
    if variable not in given:
        raise _wrong(variable, f"{variable} is not set", f"set {variable}")
    return given[variable]


def _one_of(given: Mapping[str, str], variable: str, allowed: tuple[str, ...]) -> str:
    value = given.get(variable, allowed[0])
    if value not in allowed:
        raise _wrong(variable, f"{variable} is “{value}”", f"set it to {' or '.join(allowed)}")
    return value


def _protocol(given: Mapping[str, str]) -> Protocol:
    asked = _one_of(given, "CASELOOM_MODEL_PROTOCOL", PROTOCOLS)
    return next(one for one in PROTOCOLS if one == asked)


def _host(url: str) -> str:
    variable = "CASELOOM_MODEL_URL"
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_fine = urlsplit(""), False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine or not plain:
        raise _wrong(
            variable, f"{variable} is no address of a model server",
            "write it as https://host/path, without a name, password or query",
        )  # fmt: skip
    return parts.hostname


def _hosts(given: Mapping[str, str], host: str) -> frozenset[str]:
    variable = "CASELOOM_MODEL_HOSTS"
    hosts = frozenset(
        one.strip().strip("[]").lower() for one in _needed(given, variable).split(",")
    ) - {""}
    if host not in hosts:
        raise _wrong(
            variable, f"{variable} does not name “{host}”, which CASELOOM_MODEL_URL does",
            f"add it to {variable}",
        )  # fmt: skip
    return hosts


def _key(named: str) -> str:
    """The key's first line; a file that others can read is refused."""
    if not named:
        return ""
    path, variable = Path(named), "CASELOOM_MODEL_KEY_FILE"
    try:
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
        text = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(
            variable, f"The key of the model server cannot be read from {path}",
            "put it there as one line",
        ) from error  # fmt: skip
    if open_to_others:
        raise _wrong(variable, f"Others can read the key {path}", f"run chmod 600 {path}")
    if not text or not text.isprintable() or " " in text:
        raise _wrong(variable, f"{path} holds no key", "put it there as one line")
    return text


def _number(given: Mapping[str, str], variable: str, usual: int, least: int, most: int) -> Decimal:
    if variable not in given:
        return Decimal(usual)
    try:
        found = Decimal(given[variable])
        if found.is_finite() and least <= found <= most:
            return found
    except InvalidOperation:
        pass
    raise _wrong(
        variable, f"{variable} is “{given[variable]}”",
        f"set it to a number from {least:,} to {most:,}",
    )  # fmt: skip


def _limit(given: Mapping[str, str], variable: str) -> Decimal | None:
    return _number(given, variable, 0, 0, 1_000_000) if variable in given else None


def _mask(given: str) -> frozenset[str]:
    if given == "identifying":
        return IDENTIFYING
    if given == "all":
        return KINDS
    chosen = frozenset(one.strip() for one in given.split(","))
    if not chosen <= KINDS:
        raise _wrong(
            "CASELOOM_MODEL_MASK", f"CASELOOM_MODEL_MASK is “{given}”",
            f"set it to identifying, all, or some of: {', '.join(sorted(KINDS))}",
        )  # fmt: skip
    return chosen


def _reads(given: str) -> tuple[str, ...]:
    chosen = tuple(one.strip() for one in given.split(",") if one.strip())
    if not set(chosen) <= set(READS):
        raise _wrong(
            "CASELOOM_MODEL_READS", f"CASELOOM_MODEL_READS is “{given}”",
            f"set it to some of: {', '.join(READS)}",
        )  # fmt: skip
    return chosen
