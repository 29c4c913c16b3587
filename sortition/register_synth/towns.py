"""The municipalities and districts of a register, and how many people live in each.

A district (wijk) has at most some ten thousand people, one four-digit postcode and one place. It
is what is made at a time: what is in it depends on nothing but the settings and its number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from sortition.register_synth import places
from sortition.register_synth.settings import ALL_MUNICIPALITIES, RegisterSettings
from sortition.register_synth.words import Words, apportion

_CITY = 100_000
_PEOPLE_PER_DISTRICT = 5500
_FIRST_POSTCODE, _POSTCODES = 1011, 8980
_FRYSLAN = "21"
_INVENTED = 9001  # the code of the first invented municipality: no real one comes near


@dataclass(frozen=True)
class Municipality:
    """A municipality; `city` and `frisian` say which names are frequent in it."""

    code: str
    name: str
    people: int
    city: bool
    frisian: bool


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
        names = [(row["code"], row["name"], row["province"] == _FRYSLAN) for row in rows]
    else:
        count = settings.municipalities
        weights = [720_720 // (rank + 1) for rank in range(count)]
        towns = places.towns() + tuple(f"{name} aan Zee" for name in places.towns())
        step = int(Words(settings.seed, "towns", 0).below(len(towns), 1)[0])
        names = [
            (f"{_INVENTED + rank:04}", towns[(rank + step) % len(towns)], False)
            for rank in range(count)
        ]
    people = apportion(weights, settings.people)
    return [
        Municipality(code, name, number, number >= _CITY, frisian)
        for (code, name, frisian), number in zip(names, people, strict=True)
        if number
    ]


def districts(settings: RegisterSettings) -> list[District]:
    """All districts, municipality by municipality.

    Postcodes rise from one municipality to the next and lie as far apart as there is room for.
    """
    towns = municipalities(settings)
    parts = [
        max(1, (2 * town.people + _PEOPLE_PER_DISTRICT) // (2 * _PEOPLE_PER_DISTRICT))
        for town in towns
    ]
    whole, found = sum(parts), list[District]()
    for town, count in zip(towns, parts, strict=True):
        words = Words(settings.seed, "districts", len(found))
        sizes = apportion((words.below(3, count) + 3).tolist(), town.people)
        base = _FIRST_POSTCODE + len(found) * _POSTCODES // whole
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
