"""Small reference populations in the package, to try things on; each carries its sources."""

from __future__ import annotations

from stratification.errors import Finding, InputError
from stratification.population.combine import join
from stratification.population.model import Population
from stratification.population.municipalities import DATA
from stratification.population.reading import read_population
from stratification.text import key, listed_names, shown

BUILTIN = {"zeeland": ("zeeland_leeftijd_geslacht.csv", "zeeland_opleiding.csv")}
"""The name of each population, and its files."""


def builtin_population(name: str) -> Population:
    """Return a population that is in the package.

    "zeeland" is the province: leeftijd × geslacht of 2024 from 16 years on (an estimate), and
    opleiding of 2022 from 15 to 75 years. Source: CBS, CC BY 4.0 ("Bron: CBS"); the note of each
    table says more.

    >>> builtin_population("zeeland").categories
    ('geslacht', 'leeftijd', 'opleiding')

    Raises:
        InputError: there is none of that name.
    """
    files = BUILTIN.get(key(name))
    if files is None:
        names = listed_names(sorted(BUILTIN))
        raise InputError(Finding("builtin-unknown", {"name": shown(name), "names": names}))
    return join([read_population(DATA / file) for file in files])
