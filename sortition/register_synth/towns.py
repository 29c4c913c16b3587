"""The municipalities and districts of a register, and how many people live in each.

A district (wijk) has at most some ten thousand people, one four-digit postcode and one place. It
is what is made at a time: what is in it depends on nothing but the settings and its number.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from sortition.register_synth import places
from sortition.register_synth.settings import ALL_MUNICIPALITIES, RegisterSettings
from sortition.register_synth.words import Words, apportion

_CITY = 100_000
_PEOPLE_PER_DISTRICT = 5500
_POSTCODES = {  # by province: the first, and the first that is not in it any more
    "27": (1011, 2000),  # Noord-Holland
    "28": (2000, 3400),  # Zuid-Holland
    "26": (3400, 4000),  # Utrecht
    "29": (4300, 4600),  # Zeeland
    "30": (4600, 5800),  # Noord-Brabant
    "31": (5800, 6400),  # Limburg
    "25": (6500, 7400),  # Gelderland
    "23": (7400, 8200),  # Overijssel
    "24": (8200, 8300),  # Flevoland
    "21": (8400, 9300),  # Fryslân
    "22": (9400, 9600),  # Drenthe
    "20": (9600, 9990),  # Groningen
    "": (1011, 9990),  # an invented town may be anywhere
}
"""About those of the Netherlands."""

_FRYSLAN = "21"
_INVENTED = 9001  # the code of the first invented municipality: no real one comes near


@dataclass(frozen=True)
class Municipality:
    """A municipality; its province is a number of CBS, or "" when it is invented."""

    code: str
    name: str
    people: int
    province: str

    @property
    def city(self) -> bool:
        """Whether it is a city: names from elsewhere are frequent there."""
        return self.people >= _CITY

    @property
    def frisian(self) -> bool:
        """Whether Frisian names are frequent there."""
        return self.province == _FRYSLAN


@dataclass(frozen=True)
class District:
    """A part of a municipality.

    Parameters:
        number: of the district in the register; all that is drawn in it depends on this.
        municipality: what it is a part of, as number `part` of `parts`.
        name: of the district; `place` is the town or village that stands in its addresses.
        postcode: the four digits.
        people: how many live in it.
    """

    number: int
    municipality: Municipality
    part: int
    parts: int
    name: str
    place: str
    postcode: int
    people: int


def municipalities(settings: RegisterSettings) -> list[Municipality]:
    """All municipalities that have people, in order.

    The shares of invented ones are 1 : 1/2 : 1/3 …, a usual shape of the sizes of towns.
    """
    if settings.municipalities == ALL_MUNICIPALITIES:
        rows = _real()
        weights = [int(row["people"]) for row in rows]
        names = [(row["code"], row["name"], row["province"]) for row in rows]
    else:
        count = settings.municipalities
        weights = [720_720 // (rank + 1) for rank in range(count)]
        towns = places.towns() + tuple(f"{name} aan Zee" for name in places.towns())
        step = int(Words(settings.seed, "towns", 0).below(len(towns), 1)[0])
        names = [
            (f"{_INVENTED + rank:04}", towns[(rank + step) % len(towns)], "")
            for rank in range(count)
        ]
    people = apportion(weights, settings.people)
    return [
        Municipality(code, name, number, province)
        for (code, name, province), number in zip(names, people, strict=True)
        if number
    ]


def districts(settings: RegisterSettings) -> list[District]:
    """All districts, municipality by municipality.

    In a province postcodes rise from one municipality to the next and lie as far apart as there is
    room for.
    """
    towns = municipalities(settings)
    parts = [
        max(1, (2 * town.people + _PEOPLE_PER_DISTRICT) // (2 * _PEOPLE_PER_DISTRICT))
        for town in towns
    ]
    whole = Counter[str]()
    for town, count in zip(towns, parts, strict=True):
        whole[town.province] += count
    before, found = Counter[str](), list[District]()
    for town, count in zip(towns, parts, strict=True):
        words = Words(settings.seed, "districts", len(found))
        sizes = apportion((words.below(3, count) + 3).tolist(), town.people)
        start, end = _POSTCODES[town.province]
        base = start + before[town.province] * (end - start) // whole[town.province]
        before[town.province] += count
        for part, (name, place) in enumerate(_names(town, count, words)):
            number = len(found)
            found.append(District(number, town, part, count, name, place, base + part, sizes[part]))
    return found


def _names(town: Municipality, count: int, words: Words) -> Iterator[tuple[str, str]]:
    """The name and the place of each district: the centre, and parts of the town or villages."""
    main = town.name.split(" (")[0]
    villages, named = places.villages(), places.districts()
    start = int(words.below(len(villages), 1)[0])
    apart = words.happens(0 if town.city else 45_000, count)
    yield "Centrum", main
    for part in range(1, count):
        if apart[part]:
            # 101 steps further is another beginning and another end of the name.
            village = villages[(start + 101 * part) % len(villages)]
            yield village, village
        else:
            again, at = divmod(part - 1, len(named))
            yield named[at] + (f" {again + 1}" if again else ""), main


def _real() -> list[dict[str, str]]:
    text = files("sortition.register_synth").joinpath("municipalities.csv").read_text("utf-8")
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("".join(lines))))
