"""The ontology: what is in it, and how a mistake in an overlay is told."""

from pathlib import Path

import pytest

from caseloom.kernel.errors import Invalid
from caseloom.ontology import model

BADGE = """
Badge:
  label: "Badge"
  plural: "Badges"
  extends: [Thing]
  featured: [badgeNumber]
  properties:
    badgeNumber: {label: "Badge number", type: identifier}
    holder:
      label: "Holder"
      type: entity
      range: Person
      reverse: {name: badges, label: "Badges"}
Person:
  properties:
    serviceNumber: {label: "Service number", type: identifier}
"""


@pytest.mark.parametrize(
    "name", ["Arrest", "Seizure", "Firearm", "Warrant", "PhoneAccount", "VehicleStop", "Sighting"]
)
def test_what_investigators_need_is_there(name: str) -> None:
    kind = model.kind(name)
    assert kind.label and kind.featured
    assert name in {k.name for k in model.kinds()}


def test_a_call_joins_people_or_phones() -> None:
    call = model.link("Call")
    assert call is not None
    assert (call.source, call.target, call.directed) == ("caller", "receiver", True)
    assert call.source_range == "Thing"
    assert model.prop("Call", "count").type.name == "number"
    assert model.link("Person") is None


def test_links_name_their_ends() -> None:
    by_name = {one.schema: one for one in model.links()}
    assert (by_name["Ownership"].source, by_name["Ownership"].target) == ("owner", "asset")
    assert by_name["Family"].directed is False


def test_fields_put_required_and_featured_first() -> None:
    fields = model.fields("Arrest")
    assert fields[0].name == "arrested" and fields[0].required and fields[0].range == "Person"
    assert {f.name for f in fields[:6]} == set(model.kind("Arrest").featured)
    assert "arrests" not in {f.name for f in model.fields("Person")}


def test_unknown_names_get_the_nearest() -> None:
    with pytest.raises(Invalid, match="Persn") as caught:
        model.schema("Persn")
    assert "“Person”" in caught.value.remedy
    with pytest.raises(Invalid) as caught:
        model.prop("Person", "birthdate")
    assert "“birthDate”" in caught.value.remedy


def test_kinship_of_types() -> None:
    assert model.common("LegalEntity", "Person") == "Person"
    assert model.common("Person", "Company") is None
    assert "Company" in model.descendants("LegalEntity")
    assert "Person" in model.matchable()


def test_an_agency_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "badge.yaml").write_text(BADGE, encoding="utf-8")
    built = model.build([model.OVERLAY, tmp_path])
    assert built["Badge"].get("holder").range == built["Person"]  # type: ignore[union-attr]  # just added
    assert built["Person"].get("serviceNumber") is not None
    assert built["Person"].get("birthDate") is not None
    assert built["Person"].get("badges") is not None


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "badge.yml").write_text(BADGE, encoding="utf-8")
    monkeypatch.setenv(model.VARIABLE, str(tmp_path))
    before = model.model()
    model.model.cache_clear()
    try:
        assert model.model().get("Badge") is not None
    finally:
        model.model.cache_clear()
        monkeypatch.delenv(model.VARIABLE)
        assert model.model().schemata.keys() == before.schemata.keys()


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("a: [", "not readable YAML", "Correct it"),
        ("- a", "holds no types", "TypeName"),
        ("A: {extends: [Thng]}", "extends an unknown type “Thng”", "“Thing”"),
        ("A: {propertys: {}}", "unknown setting “propertys”", "“properties”"),
        ("A: {properties: {x: {type: dat}}}", "A.x has an unknown type “dat”", "“date”"),
        ("A: {properties: {x: {type: entity, range: Persn}}}", "unknown type “Persn”", "“Person”"),
        ("A: {properties: {x: {type: entity}}}", "what it points at", "range: Thing"),
        ("A: {properties: {x: {type: identifier, format: ibn}}}", "format “ibn”", "“iban”"),
        ("A: {extends: [Thing], featured: [nme]}", "names “nme” in featured", "“name”"),
        ("A: {extends: [B]}\nB: {extends: [A]}", "extends itself", "circle"),
        ("A: {edge: {source: x, target: y}}", "edge source", ""),
    ],
)
def test_mistakes_name_the_file_and_the_remedy(
    tmp_path: Path, text: str, said: str, remedy: str
) -> None:
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        model.build([model.OVERLAY, tmp_path])
    assert said in caught.value.message
    assert "wrong.yaml" in caught.value.message
    assert remedy in caught.value.remedy


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="does not exist"):
        model.build([tmp_path / "none"])
