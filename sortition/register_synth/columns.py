"""The columns of a register: what each is called, and what stands in it for everybody.

The headers are those of `examples/registers`, and the map that comes with a register names them.
"""

from __future__ import annotations

from collections.abc import Mapping

from stratification.register.model import Frame

BSN = "Burgerservicenummer"
MUNICIPALITY, MUNICIPALITY_CODE = "Gemeente van inschrijving", "Gemeentecode"
DISTRICT = "Wijk"

PERSONS: Mapping[str, str] = {
    "id": "Persoonssleutel",
    "birth_date": "Geboortedatum",
    "sex": "Geslachtsaanduiding",
    "initials": "Voorletters",
    "given_names": "Voornamen",
    "prefix": "Voorvoegsel geslachtsnaam",
    "surname": "Geslachtsnaam",
    "partner_prefix": "Voorvoegsel geslachtsnaam partner",
    "partner_surname": "Geslachtsnaam partner",
    "name_use": "Aanduiding naamgebruik",
    "street": "Straatnaam",
    "house_number": "Huisnummer",
    "house_letter": "Huisletter",
    "house_addition": "Huisnummertoevoeging",
    "house_sign": "Aanduiding bij huisnummer",
    "postcode": "Postcode",
    "place": "Woonplaatsnaam",
    "address": "Identificatiecode nummeraanduiding",
    "suspension": "Reden opschorting bijhouding",
    "investigation": "Aanduiding gegevens in onderzoek",
    "confidential": "Indicatie geheim",
}
"""Field (of `stratification.register.model.FIELDS`) -> header, of a register of persons."""

ADDRESSES: Mapping[str, str] = {
    "address": "Nummeraanduiding",
    "street": "Openbare ruimte",
    "house_number": "Huisnummer",
    "house_letter": "Huisletter",
    "house_addition": "Huisnummertoevoeging",
    "postcode": "Postcode",
    "place": "Woonplaats",
    "residents": "Aantal bewoners",
}
"""Field -> header, of a list of addresses."""

ADDRESS_MUNICIPALITY = "Gemeente"

_STRATA = {
    "persons": f"""gemeente = "{MUNICIPALITY}"
wijk = "{DISTRICT}"
leeftijd = ["16-24", "25-44", "45-64", "65+"]
geslacht = {{ column = "{PERSONS["sex"]}", values = {{ M = "man", V = "vrouw", O = "onbekend" }} }}

[eligible]
minimum_age = 16
undetermined = "out"
""",
    "addresses": f"""gemeente = "{ADDRESS_MUNICIPALITY}"
wijk = "{DISTRICT}"
""",
}


def map_text(frame: Frame) -> str:
    """The map of a register's columns, as TOML.

    A made-up citizen service number is not named in it: a register that has one is to be refused.
    """
    columns = PERSONS if frame == "persons" else ADDRESSES
    lines = "".join(f'{field} = "{header}"\n' for field, header in columns.items())
    return f"""# The columns of this synthetic register: field = header.
frame = "{frame}"

[columns]
{lines}
[strata]
{_STRATA[frame]}
[provision]
holder = "sortition synth-register"
purpose = "trying out; nobody in it exists"
ground = "none needed: no personal data"
"""


def headers(frame: Frame, bsn: bool = False) -> tuple[str, ...]:
    """The header of a register, in order."""
    if frame == "addresses":
        return (*ADDRESSES.values(), MUNICIPALITY_CODE, ADDRESS_MUNICIPALITY, DISTRICT)
    own = list(PERSONS.values())
    place = own.index(PERSONS["suspension"])
    own[place:place] = [MUNICIPALITY_CODE, MUNICIPALITY, DISTRICT]
    if bsn:
        own.insert(1, BSN)
    return tuple(own)
