"""A synthetic register, district by district: model "sortition-register-1".

What is in a district depends on the settings and its number alone, so a register is made in any
order, in any number of pieces, in little memory. All of it is arithmetic of whole numbers
(`words`): the same settings give the same rows on every machine, for ever. Another model would
have another name. docs/synth-register.md describes it.

>>> register = make_register(RegisterSettings(people=3, seed="demo"))
>>> [row[1:4] for row in register.rows()][0]
('19980330', 'V', 'N.T.')
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from sortition.register_synth import columns
from sortition.register_synth.cells import Books, address_part, make_books, person_part
from sortition.register_synth.settings import RegisterSettings, check_settings
from sortition.register_synth.towns import District, districts
from sortition.register_synth.truth import ADDRESS_STEPS, PERSON_STEPS, Truth

Row = tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """A register that is made piece by piece.

    Parameters:
        settings: what it is made from.
        districts: its pieces.
        starts: how many people come before each district.
    """

    settings: RegisterSettings
    districts: tuple[District, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False)
    _books: Books = field(repr=False)

    @property
    def headers(self) -> Row:
        """The header of every column."""
        return columns.headers(self.settings.frame, self.settings.bsn)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that `Truth.left_out` counts, in order."""
        return PERSON_STEPS if self.settings.frame == "persons" else ADDRESS_STEPS

    def part(self, number: int) -> tuple[list[list[str]], Truth]:
        """The columns of a district, in the order of `headers`, and the counts of what is in it."""
        district = self.districts[number]
        if self.settings.frame == "persons":
            cells, truth = person_part(self.settings, self._books, district, self.starts[number])
        else:
            cells, truth = address_part(self.settings, self._books, district)
        town = district.municipality
        same = {
            columns.MUNICIPALITY_CODE: town.code,
            columns.MUNICIPALITY: town.name,
            columns.ADDRESS_MUNICIPALITY: town.name,
            columns.DISTRICT: district.name,
        }
        found: list[list[str]] = [
            cells[header].tolist() if header in cells else [same[header]] * truth.rows
            for header in self.headers
        ]
        return found, truth

    def rows(self) -> Iterator[Row]:
        """All rows, in order."""
        for number in range(len(self.districts)):
            yield from zip(*self.part(number)[0], strict=True)


def make_register(settings: RegisterSettings) -> Register:
    """Divide the people over municipalities and districts; the rest is made when it is asked for.

    Raises:
        InputError: everything that is wrong with the settings.
    """
    check_settings(settings)
    parts = tuple(districts(settings))
    starts = tuple(accumulate((part.people for part in parts), initial=0))[:-1]
    return Register(settings, parts, starts, make_books(settings))
