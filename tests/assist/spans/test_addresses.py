"""Addresses are found whole, with flat and town; a street that is only spoken of is none."""

import pytest

from caseloom.assist.spans.building import cities, lines
from caseloom.assist.spans.finding import find
from caseloom.assist.spans.places import city_end


def found(text: str) -> list[str]:
    return [s.raw for s in find(text) if s.kind == "address"]


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("He lives at 1420 N. Ashland Ave, Chicago, IL 60622 now.",
         "1420 N. Ashland Ave, Chicago, IL 60622"),
        ("go to 12 Old Mill Road Apt 4B, it is blue", "12 Old Mill Road Apt 4B"),
        ("the house on 739 ridgewood st is empty", "739 ridgewood st"),
        ("at 55 Harbor Drive they", "55 Harbor Drive"),
        ("at 55 W 42nd Street. The man", "55 W 42nd Street"),
        ("write to P.O. Box 1234, Tulsa", "P.O. Box 1234"),
        ("viven en calle 5 de Mayo 23, Col. Centro, Puebla desde",
         "calle 5 de Mayo 23, Col. Centro, Puebla"),
        ("en la calle Fuencarral, 110, 3º izq., 28004 Madrid.",
         "calle Fuencarral, 110, 3º izq., 28004 Madrid"),
        ("en c/ madero 159, almería el 20/2/26", "c/ madero 159, almería"),
        ("Av. Insurgentes Sur #1602 int. 5, Ciudad de México",
         "Av. Insurgentes Sur #1602 int. 5, Ciudad de México"),
        ("en carrera 7 # 12-34, Bogotá vive", "carrera 7 # 12-34, Bogotá"),
        ("plaza Mayor s/n, Getafe", "plaza Mayor s/n, Getafe"),
        ("ساكن في ١٨٠ شارع الملك فيصل، الجبيل والماسورة", "١٨٠ شارع الملك فيصل، الجبيل"),
        ("على ناصية شارع الجامعة، حي المعادي، بريدة وواحد", "شارع الجامعة، حي المعادي، بريدة"),
        ("عند حي الروضة شارع الهرم عمارة ٣٢ شقة ٥ فوق", "حي الروضة شارع الهرم عمارة ٣٢ شقة ٥"),
        ("شارع المتنبي رقم ٨٠.", "شارع المتنبي رقم ٨٠"),
        ("She is in Flat 2, 90 Sandy Row Lane. Hurry", "Flat 2, 90 Sandy Row Lane"),
        ("He's at Lot 4, Knockbrack Road. I", "Lot 4, Knockbrack Road"),
        ("call from The Cottage, 6 Weir Lane, now", "The Cottage, 6 Weir Lane"),
        ("88a Copperfield Mews. This was", "88a Copperfield Mews"),
        ("behind Old Creamery Road. I saw", "Old Creamery Road"),
        ("it was on foundry road at night", "foundry road"),
        ("the lay-by at 5500 County Road 12", "5500 County Road 12"),
        ("at the corner of Maple and 5th, by the", "Maple and 5th"),
        ("we met on 5th and Main at noon", "5th and Main"),
        ("en la esquina de Morelos y Juárez hay", "Morelos y Juárez"),
        ("está en Hidalgo esquina con Allende.", "Hidalgo esquina con Allende"),
        ("la sucursal Belgrano 2044.", "Belgrano 2044"),
        ("Ya vienen. Ahuehuetes 76", "Ahuehuetes 76"),
        ("Estamos en el monoblock 14, escalera C, y", "monoblock 14, escalera C"),
        ("إقامة البهجة، عمارة D، شقة 11", "إقامة البهجة، عمارة D، شقة 11"),
        ("broke down on I-35 mile 91 and", "I-35 mile 91"),
        ("en la calle Sánchez. Yo", "calle Sánchez"),
        ("el camino de la Cañada, parcela 41 hay", "camino de la Cañada, parcela 41"),
        ("la avenida Duarte esquina París.", "avenida Duarte esquina París"),
        ("Es la 4a calle 11-07, pase", "4a calle 11-07"),
        ("en la carrera 15 con 92", "carrera 15 con 92"),
        ("Manzana 18 lote 22, Ampliación Polvorín", "Manzana 18 lote 22, Ampliación Polvorín"),
        ("la carretera a Nacozari km 12", "carretera a Nacozari km 12"),
        ("المحل في شارع طلعت حرب جنب المقهى", "شارع طلعت حرب"),
        ("ورا طريق الكابلات كل ليلة", "طريق الكابلات"),
        ("ساكن في زنقة 14 رقم 6 ، بعيد", "زنقة 14 رقم 6"),
        ("في شارع عبد الحميد شرف، 61. استأجر", "شارع عبد الحميد شرف، 61"),
        ("مقابل شارع الكسّارات، رقم 5، وعليه", "شارع الكسّارات، رقم 5"),
    ],
)  # fmt: skip
def test_addresses(text: str, raw: str) -> None:
    assert found(text) == [raw]


@pytest.mark.parametrize(
    "text",
    ["5 people on the street", "10 minutes down the road", "they called from 773 555 2813",
     "pagué 850 euros en la calle", "la calle donde viven 20 personas", "una plaza y 300 más",
     "كان في الشارع ومعه 20 ريال", "in 2024 street crime", "3 kids way too young",
     "the court of 12", "me dio un aviso 12", "They walked the Long Road Home together",
     "it is on the main road", "Sesame Street is a show", "I keep it on my Google Drive",
     "30 km from here", "Era en la Sala 12.", "From: Natalie Lane <nat@lane.org>",
     "por la carretera vieja", "un camino de Dios", "عن طريق البنك",
     "رجع من الشارع العام", "في طريق العودة"],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    assert not found(text)


def test_cities_are_found_by_their_longest_name_in_any_case() -> None:
    for name in ("el paso", "SALT LAKE CITY", "Ciudad de Mexico", "المدينه المنوره", "St. Louis"):
        assert city_end(f"{name} today", 0) == len(name)
    assert city_end("nowhere at all", 0) == 0


def test_cities_are_made_of_area_codes() -> None:
    codes = [
        ("1559", {"en": "Fresno, CA"}), ("34954", {"es": "Sevilla", "en": "Seville"}),
        ("1204", {"en": "Paris/Rome (east), TX"}), ("49", {"de": "Bonn"}),
        ("52", {"es": "25 de Mayo"}),
    ]  # fmt: skip
    assert list(cities(codes)) == ["Fresno", "Sevilla", "Paris", "Rome"]
    assert list(lines(["b", "a", "a"])) == ["a, b\n"]
