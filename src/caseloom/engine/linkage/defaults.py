"""The weights that ship: general figures, set by reasoning and not on any labelled set.

Where they come from: u of dates from 20,000 plausible days, of names from the order of the
shares of full names in voter and phone lists (one in 10,000 for a full name, corrected per
name by its own frequency), of identifiers, phones and e-mails from chance equality; m from
the error rates that record linkage literature reports for administrative data (5 to 25 %);
h from households: relatives share address, phone and one name, seldom birthday or identifier.

Numbers one slip apart: whoever gives numbers gives them in order, so a family's passports follow
each other, and in a full register of k digits each company has 9k neighbours. Among companies,
whose numbers are copied and not typed, the likeness says little; how little is counted in the
open records (training.coincidences). That two companies have quite different full names speaks
against, at 6.6 bits: a former name is on record as a former name.
"""

from caseloom.engine.linkage.features import GROUPS
from caseloom.engine.linkage.levels import COMPARISONS
from caseloom.engine.linkage.model import LevelWeight, Model
from caseloom.kernel.errors import Invalid

Figures = dict[str, tuple[float, float, float]]

# A register gives a number once, and its check digits tell most slips: the same decides against
# everything else, two different ones are two holders whatever else is alike.
_REGISTERS: Figures = {"same": (0.999999, 1e-9, 1e-6), "differ": (1e-6, 0.999999999, 0.999999)}

_VALUE: dict[str, Figures] = {
    "registers": _REGISTERS,
    "identifiers": {
        "rare": (0.75, 1e-5, 2e-4), "common": (0.01, 0.001, 0.005),
        "near": (0.08, 5e-4, 0.01), "differ": (0.16, 0.9985, 0.985),
    },
    "phones": {
        "rare": (0.45, 1e-5, 0.4), "common": (0.05, 0.001, 0.3),
        "end": (0.05, 2e-5, 0.05), "differ": (0.45, 0.998, 0.25),
    },
    "emails": {
        "rare": (0.6, 1e-5, 0.15), "common": (0.02, 0.002, 0.02), "differ": (0.38, 0.998, 0.83),
    },
    "addresses": {
        "same": (0.5, 1e-4, 0.6), "near": (0.15, 5e-4, 0.15), "area": (0.1, 0.05, 0.1),
        "differ": (0.25, 0.95, 0.15),
    },
    "countries": {"same": (0.9, 0.3, 0.9), "differ": (0.1, 0.7, 0.1)},
}  # fmt: skip

_PERSON: dict[str, Figures] = {
    "names": {
        "exact": (0.53, 1e-4, 0.004), "close": (0.22, 1.5e-4, 0.004),
        "contained": (0.14, 1e-4, 0.006), "slip": (0.01, 2e-4, 0.01), "part": (0.06, 0.002, 0.04),
        "conflict": (0.02, 0.02, 0.74), "differ": (0.02, 0.977, 0.196),
    },
    "dates": {
        "exact": (0.8, 5e-5, 0.01), "near": (0.13, 0.002, 0.004), "partial": (0.05, 0.012, 0.02),
        "differ": (0.02, 0.987, 0.966),
    },
    **_VALUE,
    "generations": {"same": (0.997, 0.5, 0.2), "differ": (0.003, 0.5, 0.8)},
    "genders": {"same": (0.97, 0.5, 0.5), "differ": (0.03, 0.5, 0.5)},
    "places": {"same": (0.7, 0.01, 0.4), "differ": (0.3, 0.99, 0.6)},
    # Two lists seldom call one job the same; that they differ says nothing.
    "positions": {"same": (0.12, 0.03, 0.12), "differ": (0.88, 0.97, 0.88)},
}  # fmt: skip

_ORGANISATION: dict[str, Figures] = {
    **_VALUE,
    "names": {
        "exact": (0.62, 1e-4, 0.03), "close": (0.16, 2e-4, 0.01), "contained": (0.15, 5e-4, 0.1),
        "slip": (0.01, 5e-4, 0.02), "part": (0.04, 0.002, 0.1), "conflict": (0.01, 0.04, 0.64),
        "differ": (0.01, 0.957, 0.1),
    },
    "identifiers": {
        "rare": (0.75, 1e-5, 2e-4), "common": (0.01, 0.001, 0.005),
        "near": (0.03, 0.005, 0.02), "differ": (0.21, 0.994, 0.975),
    },
    "dates": {
        "exact": (0.8, 2e-4, 0.02), "near": (0.08, 0.001, 0.02), "partial": (0.05, 0.02, 0.05),
        "differ": (0.07, 0.978, 0.91),
    },
    "phones": {
        "rare": (0.55, 1e-5, 0.1), "common": (0.05, 0.001, 0.1), "end": (0.05, 2e-5, 0.05),
        "differ": (0.35, 0.998, 0.75),
    },
    "addresses": {
        "same": (0.55, 3e-4, 0.08), "near": (0.15, 0.001, 0.05), "area": (0.1, 0.05, 0.2),
        "differ": (0.2, 0.949, 0.67),
    },
    "countries": {"same": (0.95, 0.3, 0.6), "differ": (0.05, 0.7, 0.4)},
}  # fmt: skip

_THING: dict[str, Figures] = {
    "registers": _REGISTERS,
    "identifiers": {
        "rare": (0.85, 1e-5, 0.001), "common": (0.02, 0.001, 0.01), "near": (0.05, 5e-4, 0.01),
        "differ": (0.08, 0.9985, 0.979),
    },
    "names": {
        "exact": (0.6, 0.01, 0.4), "close": (0.15, 0.01, 0.2), "contained": (0.1, 0.01, 0.1),
        "slip": (0.02, 0.01, 0.05), "part": (0.05, 0.02, 0.1), "conflict": (0.03, 0.05, 0.05),
        "differ": (0.05, 0.9, 0.1),
    },
    "countries": {"same": (0.95, 0.4, 0.9), "differ": (0.05, 0.6, 0.1)},
}  # fmt: skip

_PHONE: dict[str, Figures] = {
    "phones": {
        "rare": (0.9, 1e-6, 0.01), "common": (0.04, 1e-5, 0.01), "end": (0.03, 2e-5, 0.1),
        "differ": (0.03, 0.99997, 0.88),
    },
    "identifiers": _THING["identifiers"],
    "names": _THING["names"],
}  # fmt: skip

_ADDRESS: dict[str, Figures] = {
    "addresses": {
        "same": (0.8, 1e-5, 0.1), "near": (0.12, 2e-4, 0.4), "area": (0.04, 0.05, 0.3),
        "differ": (0.04, 0.94979, 0.2),
    },
    "countries": {"same": (0.98, 0.4, 0.98), "differ": (0.02, 0.6, 0.02)},
}  # fmt: skip

_BY_GROUP = {
    "person": _PERSON, "organisation": _ORGANISATION, "vehicle": _THING, "phone": _PHONE,
    "address": _ADDRESS,
}  # fmt: skip


def default_model(group: str) -> Model:
    """The model that ships for `group`, without frequencies. Raises Invalid for another group."""
    if group not in GROUPS:
        raise Invalid(f"Nothing compares “{group}”.", remedy=f"Choose among: {', '.join(GROUPS)}.")
    figures = _BY_GROUP[group]
    return Model(
        group=group,
        # Affiliates are rarer among records of companies than relatives are among people's.
        relatives=0.5 if group == "organisation" else 1.0,
        fields={
            name: {level.key: LevelWeight(*figures[name][level.key]) for level in c.levels}
            for name, c in COMPARISONS.items()
            if name in figures
        },
    )
