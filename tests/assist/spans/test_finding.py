"""What a text names is found where it stands, in any script; what only looks like it is not."""

import itertools
import string
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloom.assist.spans.finding import find
from caseloom.assist.spans.span import level


def found(text: str, kind: str) -> list[tuple[str, str]]:
    return [(one.raw, one.value) for one in find(text) if one.kind == kind]


PIECES = st.sampled_from(
    ["call ", "+1 702 919 1300", "a@b.org ", "plate ", "8KXY291 ", "ES91", "0x", "٠٥٠", "لوحة ",
     "1HGCM82633A004352", "T", " (at) ", "4111 1111 1111 1111", "\u202e", "，", "@name ", "#", "—"]
)  # fmt: skip


# The first call reads the lists.
@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join))
def test_spans_are_exact_in_order_and_apart(text: str) -> None:
    spans = find(text)
    for one in spans:
        assert text[one.start : one.end] == one.raw and one.raw.strip() == one.raw and one.value
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@given(st.text(max_size=300))
def test_letters_and_digits_are_brought_to_one_form_in_their_place(text: str) -> None:
    assert len(level(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Call me at (702) 919-1300.", "+17029191300"),
        ("llámame al 612 345 678", "+34612345678"),
        ("+34 612 34 56 78 is his", "+34612345678"),
        ("0034612345678", "+34612345678"),
        ("her number: 702.919.1300", "+17029191300"),
        ("text 555-0142 tonight", "5550142"),
        ("رقم الهاتف ٠٥٠ ١٢٣ ٤٥٦٧", "+966501234567"),
        ("في الإعلان مكتوب ٠١٠٠٣٧١٢٩١٨.", "+201003712918"),
        ("يكلمونا كل يوم 06 67 39 79 17", "+212667397917"),
        ("الأفضل على ali@example.org وليس 0661-295665", "+212661295665"),
        ("Mejor mensaje al 33 3827 9544.", "+523338279544"),
        ("Pregunten por Ana en el 3336038959", "+523336038959"),
        ("llama al (512) 555-3589 que es de allá", "+15125553589"),
        ("desde el 12 de noviembre del 2025. 665 070 379", "+34665070379"),
        ("the contract number is 73796226, call 702 919 1300", "+17029191300"),
        ("My number: 773557483", "773557483"),
        ("call \u202a+17029191300\u202c now", "+17029191300"),
    ],
)
def test_telephone_numbers(text: str, value: str) -> None:
    assert [one for _, one in found(text, "phone")] == [value]


@pytest.mark.parametrize(
    "text",
    ["case 2024-0012345", "invoice no. 7029191300", "on 2024-05-06", "06.05.2024", "$7029191",
     "The contract number is 73796226.", "claim 7029191300", "my order no. 7029191300 is late",
     "El número de la reclamación es 95027936", "رقم المناقصة ٢٠٢٠-٥٥٣٦٨", "رقم المطالبة 76906362",
     "سبق وبلغت برقم 43057691", "exp. 07578873", "at 02:50 001", "call it 1111111111",
     "expediente 612345678", "it cost 14,500,000", "SSN 123-45-6789", "#7029191300"],
)  # fmt: skip
def test_numbers_that_are_not_to_be_dialled(text: str) -> None:
    assert not found(text, "phone")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mail J.Doe+x@Sub.Example.ORG, please", "j.doe+x@sub.example.org"),
        ("john.doe (at) example (dot) com", "john.doe@example.com"),
        ("juan [arroba] ejemplo [punto] es", "juan@ejemplo.es"),
        ("<ali@example.org>", "ali@example.org"),
        ("michael [dot] lee [at] mail [dot] com [dot] mx", "michael.lee@mail.com.mx"),
        ("john dot smith at mail dot example", "john.smith@mail.example"),
        ("juan punto perez arroba correo punto com", "juan.perez@correo.com"),
        ("ana_b @ correo.mx please", "ana_b@correo.mx"),
        ("ahmad آت mail نقطة com", "ahmad@mail.com"),
        ("اكتبوا لي علىali@example.org", None),
        ("ann@mail.com.He came", "ann@mail.com"),
        ("I work at acme dot com", None),
        ("the insta @ana.lopez has it", None),
        ("البريدali@example.org", None),
        ("a@b", None),
        ("user@@example.org", None),
        ("me@example..org", None),
    ],
)
def test_mail_addresses(text: str, value: str | None) -> None:
    assert [one for _, one in found(text, "email")] == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("a white van, plate 8KXY291, left", "8KXY291"),
        ("matrícula 4821 KBC", "4821 KBC"),
        ("the 4821KBC was parked", "4821KBC"),
        ("license plate number is TX LMN 4821", "LMN 4821"),
        ("placa ABC-12-34", "ABC-12-34"),
        ("اللوحة أ ب ج ١٢٣٤ بيضاء", "أ ب ج ١٢٣٤"),
        ("plates AB12 CDE", "AB12 CDE"),
        ("السيارة تويوتا أسود م ن ه ٤٠٧٩ واقفة", "م ن ه ٤٠٧٩"),
        ("لوحته ٧٨٩٠٣-أ-٢٢.", "٧٨٩٠٣-أ-٢٢"),
        ("apunte la placa 3779 pvm yo antes", "3779 pvm"),
        ("la matrícula es 0510-gfs", "0510-gfs"),
        ("The car is a white box truck FKM0211", "FKM0211"),
        ("a grey Skoda, reg 12-D-3456", "12-D-3456"),
        ("plate MH 12 AB 1234", "MH 12 AB 1234"),
        ("patente AB 123 CD", "AB 123 CD"),
        ("camioneta con placas JKL-456-A", "JKL-456-A"),
        ("KLPX-42 es la patente", "KLPX-42"),
        ("a bd51smr on the van", "bd51smr"),
        ("plate number: LAG 123 XY", "LAG 123 XY"),
        ("لوحة السيارة ب ١٢٣٤٥٦", "ب ١٢٣٤٥٦"),
        ("نمرتها س ص ط ٤٣٢", "س ص ط ٤٣٢"),
        ("سيارة لوحتها 12-34567", "12-34567"),
    ],
)
def test_plates(text: str, raw: str) -> None:
    (one,) = found(text, "plate")
    assert raw in one[0]


@pytest.mark.parametrize(
    "text",
    [
        "Placa de agente 65012",
        "me debe 4500 MXN",
        "EL 15 DE MAYO DEL 2025",
        "a Ford F-150 left",
        "the plate was at 8:19 ok",
        "ROOM 2024 is empty",
        "PO BOX 4512",
        "on the plate was rice",
        "tags: old, new",
        "flight KLM 1234 to",
        "RFP ABC-123 for tender",
        "file ABC-1234 is gone",
        "an Audi A4 was there",
        "the car with 20 people",
        "the van at 10 am 2024",
        "plate. Then 1234 people came",
        "in 2024 we",
    ],
)
def test_what_is_no_plate(text: str) -> None:
    assert not found(text, "plate")


def test_numbers_with_check_digits() -> None:
    text = (
        "IBAN ES91 2100 0418 4502 0005 1332, card 4111-1111-1111-1111, VIN 1HGCM82633A004352, "
        "wallet 1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD"
    )
    assert [(one.kind, one.value, one.checked) for one in find(text)] == [
        ("iban", "ES9121000418450200051332", True), ("card", "4111111111111111", True),
        ("vin", "1HGCM82633A004352", True),
        ("crypto", "1NEDqZPvTWRaoho48qXuLLsrYomMXPABfD", True),
    ]  # fmt: skip


def test_a_slip_in_a_number_is_told_where_a_word_calls_it_one() -> None:
    (one,) = find("IBAN: ES91 2100 0418 4502 0005 1333")
    assert (one.kind, one.checked) == ("iban", False)
    (one,) = find("bastidor 1HGCM82643A004352")
    assert (one.kind, one.checked) == ("vin", False)
    (one,) = find("we wired it to ES54 9582 1125 9796 7912 9644.")
    assert (one.kind, one.checked) == ("iban", False)
    (one,) = find("On the dash it says 3N1XGXFP6WE678193.")
    assert (one.kind, one.checked) == ("vin", False)
    (one,) = find("card: 4616957735171924")
    assert (one.kind, one.checked) == ("card", False)
    (one,) = find("TH7CaF7hDhW1JGhKFrPCzjJMJ6XTsML2qJ is the address he gave me")
    assert (one.kind, one.checked) == ("crypto", False)
    assert not found("tracking 3N1XGXFP6WE678193", "vin")
    assert not found("4111 1111 1111 1112", "card")
    assert not found("1NEDqZPvTWRaoho48qXuLLsrYomMXPABfE", "crypto")


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_an_account_is_found_among_words(rng: Random) -> None:
    from stdnum.iban import calc_check_digits

    bank = "".join(rng.choices(string.digits, k=18))
    number = f"DE{calc_check_digits('DE00' + bank)}{bank}"
    shown = (
        " ".join(number[at : at + 4] for at in range(0, 22, 4)) if rng.random() < 0.5 else number
    )
    before = rng.choice(["", "Pay to ", "على الحساب "])
    text = f"{before}{shown}{rng.choice(['', '.', ' by 12 May', ', BIC'])}"
    assert [(one.raw, one.value) for one in find(text)][:1] == [(shown, number)]


def test_a_text_of_repeated_marks_ends() -> None:
    """Each is a form that a careless pattern would look at again and again."""
    for piece in (
        "1 ",
        "a@",
        "(",
        "1-",
        "plate ",
        "A1",
        "ES91",
        "a at b dot ",
        "www.",
        "+1 702 919 1300 ",
    ):
        find(piece * 8_000)


def test_numbers_beyond_those_looked_up_are_still_told() -> None:
    assert len(find("call +1 702 919 1300 " * 700)) == 700
