"""What stands in the cells of a district's people or addresses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.register_synth import columns
from sortition.register_synth.addresses import (
    AddressBook,
    Addresses,
    Cells,
    address_book,
    as_cells,
    make_addresses,
)
from sortition.register_synth.flaws import (
    INVALID,
    INVESTIGATIONS,
    SUSPENSIONS,
    Calendar,
    Flaws,
    make_calendar,
    make_flaws,
)
from sortition.register_synth.homes import People, make_people
from sortition.register_synth.keys import KeyBook, key_book, keys, service_numbers
from sortition.register_synth.names import NOBODY, USES, NameBook, Names, make_names, name_book
from sortition.register_synth.settings import RegisterSettings
from sortition.register_synth.towns import District
from sortition.register_synth.truth import Truth, address_truth, person_truth
from sortition.register_synth.words import Ints, Words

Part = tuple[dict[str, Cells], Truth]
"""Header -> cells, of the columns that differ from row to row; and the counts of what is there."""


@dataclass(frozen=True)
class Books:
    """What all districts of a register share."""

    names: NameBook
    addresses: AddressBook
    calendar: Calendar
    keys: KeyBook


def make_books(settings: RegisterSettings) -> Books:
    """Make the books of a register."""
    calendar = make_calendar(settings.reference_date)
    return Books(name_book(), address_book(), calendar, key_book(settings.seed))


def person_part(settings: RegisterSettings, books: Books, district: District, start: int) -> Part:
    """The people of a district, of whom `start` come before in the register.

    Home by home, each in the order of the keys; rows that are there twice once more at the end.
    """
    people, flaws, addresses = _district(settings, books, district)
    places = start + np.arange(len(people.home))
    key = keys(books.keys, places)
    order = np.lexsort((key, people.home))
    order = np.concatenate([order, np.flatnonzero(flaws.twice)])
    known = books.calendar.known(people.days, flaws.partial)
    cells = {
        "id": _texts(key),
        "birth_date": _dates(books.calendar, people.days, flaws.partial),
        **_called(settings, books, district, people, flaws),
        **_flaw_cells(flaws),
    }
    homes = _address_cells(addresses, flaws, district.place)
    homes["address"] = np.where(flaws.uncoded, "", homes["address"])
    at, abroad = people.home, flaws.abroad
    cells |= {field: np.where(abroad, "", cell[at]) for field, cell in homes.items()}
    found = {header: cells[field][order] for field, header in columns.PERSONS.items()}
    if settings.bsn:
        found[columns.BSN] = _texts(service_numbers(places))[order]
    return found, person_truth(district, people, flaws, known, books.calendar.reference)


def address_part(settings: RegisterSettings, books: Books, district: District) -> Part:
    """The addresses of a district, with how many people are registered at each."""
    people, flaws, addresses = _district(settings, books, district)
    count = len(people.homes)
    residents = np.bincount(people.home[flaws.suspension == 0], minlength=count)
    order = np.concatenate([np.arange(count), np.flatnonzero(flaws.address_twice)])
    cells = {**_address_cells(addresses, flaws, district.place), "residents": _texts(residents)}
    found = {header: cells[field][order] for field, header in columns.ADDRESSES.items()}
    return found, address_truth(district, residents, flaws)


def _district(
    settings: RegisterSettings, books: Books, district: District
) -> tuple[People, Flaws, Addresses]:
    people = make_people(district, settings.seed)
    flaws = make_flaws(people, settings.rates, Words(settings.seed, "flaws", district.number))
    addresses = make_addresses(books.addresses, district, people.large, settings.seed)
    return people, flaws, addresses


def _called(
    settings: RegisterSettings, books: Books, district: District, people: People, flaws: Flaws
) -> dict[str, Cells]:
    """The names of everybody, and the sex that the register has."""
    book, year = books.names, books.calendar.born(people.days) // 10_000
    names = make_names(book, district, people, year, settings.seed)
    women = book.woman[names.surname]
    return {
        "sex": as_cells(["M", "V", "O"])[np.where(flaws.unknown_sex, 2, people.woman)],
        "initials": book.initials[names.given],
        "given_names": book.given[names.given],
        "prefix": book.prefix[names.surname],
        "surname": np.where(people.woman, women, book.man[names.surname]),
        "name_use": as_cells(USES)[names.use],
        **_partner_cells(book, names),
    }


def _partner_cells(book: NameBook, names: Names) -> dict[str, Cells]:
    """The names of partners, blank where there is none."""
    none = names.partner == NOBODY
    written = np.where(names.partner_woman, book.woman[names.partner], book.man[names.partner])
    return {
        "partner_prefix": np.where(none, "", book.prefix[names.partner]),
        "partner_surname": np.where(none, "", written),
    }


def _flaw_cells(flaws: Flaws) -> dict[str, Cells]:
    return {
        "suspension": as_cells(["", *SUSPENSIONS])[flaws.suspension],
        "investigation": as_cells(["", *INVESTIGATIONS])[flaws.investigation],
        "confidential": as_cells(["0", "7"])[flaws.confidential.astype(np.int64)],
    }


def _address_cells(addresses: Addresses, flaws: Flaws, place: str) -> dict[str, Cells]:
    """The cells of every address, with what is wrong with it."""
    wrong = {name: flaws.invalid == at + 1 for at, name in enumerate(INVALID)}
    never = as_cells([f"{postcode[:4]}SA" for postcode in addresses.postcode.tolist()])
    postcode = np.where(wrong["postcode never used"], never, addresses.postcode)
    return {
        "street": np.where(wrong["no street"], "", addresses.street),
        "house_number": np.where(wrong["no house number"], "", addresses.number),
        "house_letter": addresses.letter,
        "house_addition": addresses.addition,
        "house_sign": addresses.sign,
        "postcode": np.where(wrong["no postcode"], "", postcode),
        "place": as_cells([place, ""])[wrong["no place"].astype(np.int64)],
        "address": addresses.code,
    }


def _dates(calendar: Calendar, days: Ints, partial: Ints) -> Cells:
    """Birth dates as far as they are known, as eight digits."""
    cells = calendar.texts[days]
    places = np.flatnonzero(partial)
    cells[places] = [
        f"{date:08}" for date in calendar.known(days[places], partial[places]).tolist()
    ]
    return cells


def _texts(numbers: Ints) -> Cells:
    return as_cells(list(map(str, numbers.tolist())))
