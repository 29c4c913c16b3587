"""Where people live: streets, house numbers and postcodes of one district.

A postcode of four digits and two letters is one side of a piece of a street: 8 to 26 addresses with
odd or with even numbers, or flats at the same number with letters or additions.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sortition.register_synth import places
from sortition.register_synth.towns import District
from sortition.register_synth.words import Flags, Ints, Words

Cells = npt.NDArray[np.object_]
_PIECE = (8, 19)  # the fewest addresses of a piece, and how many numbers are possible
_PIECES = (1, 2, 2, 3, 4, 4, 6, 8)  # of a street
_SIDE = 2 * (_PIECE[0] + _PIECE[1])  # house numbers further on the next piece of a side begins
_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"  # those that postcodes have had from the start
_NEVER_USED = ("SA", "SD", "SS")
_KINDS = (720, 90, 110, 40, 40)  # of pieces: plain, letters, additions, floors, "bis"
_FLATS = 4  # at one number
_SUFFIXES = (
    (("", ""),) * _FLATS,
    (("", ""), ("A", ""), ("B", ""), ("C", "")),
    (("", "1"), ("", "2"), ("", "3"), ("", "4")),
    (("", "H"), ("", "1"), ("", "2"), ("", "3")),
    (("", ""), ("", "BIS"), ("A", ""), ("A", "BIS")),
)
_SIGNS = 50  # addresses by or opposite a number, of 100 000
_FIRST_USUAL = 34
"""So many of `places.streets` are in every village."""


@dataclass(frozen=True)
class AddressBook:
    """Streets and the letters of postcodes, as cells; `plain` streets have no adjective."""

    streets: Cells
    plain: int
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Addresses:
    """The addresses of a district, all as cells."""

    code: Cells
    street: Cells
    number: Cells
    letter: Cells
    addition: Cells
    sign: Cells
    postcode: Cells


def address_book() -> AddressBook:
    """Make the book. It is the same for all registers."""
    names = places.streets()
    pairs = (a + b for a in _LETTERS for b in _LETTERS)
    plain = next(at for at, name in enumerate(names) if name.startswith("Nieuwe "))
    letters = tuple(pair for pair in pairs if pair not in _NEVER_USED)
    return AddressBook(as_cells(names), plain, letters)


def as_cells(texts: tuple[str, ...] | list[str]) -> Cells:
    """Texts as an array from which many can be taken at once."""
    cells = np.empty(len(texts), object)
    cells[:] = texts
    return cells


def make_addresses(book: AddressBook, district: District, large: Flags, seed: str) -> Addresses:
    """Draw addresses, in the order of postcode and number.

    Parameters:
        large: for every address whether it is a home of many, which has a number of its own; such
            homes come last.
    """
    words = Words(seed, "addresses", district.number)
    count = len(large)
    piece, inside = _pieces(count, words)
    small = count - int(large.sum())
    piece[small:] = piece[small - 1] + 1 + np.arange(count - small)
    inside[small:] = 0
    pieces = int(piece[-1]) + 1
    street, place = _runs(pieces, words)
    kind = np.where(large, 0, words.choose(_KINDS, pieces)[piece])
    flats = np.where(kind > 0, _FLATS, 1)
    number = _SIDE * (place[piece] // 2) + place[piece] % 2 + 1 + 2 * (inside // flats)
    suffix = _FLATS * kind + inside % flats
    letters = as_cells([letter for some in _SUFFIXES for letter, _ in some])
    additions = as_cells([addition for some in _SUFFIXES for _, addition in some])
    postcodes = as_cells([f"{district.postcode}{pair}" for pair in book.letters])
    signs = words.happens(_SIGNS, count) * (1 + words.below(2, count))
    start = f"{district.municipality.code}20{district.part + 1:05}"
    names = _street_names(book, district, int(street[-1]) + 1, seed)
    return Addresses(
        as_cells([f"{start}{at:05}" for at in range(count)]),
        names[street[piece]],
        as_cells(list(map(str, number.tolist()))),
        letters[suffix],
        additions[suffix],
        as_cells(["", "by", "to"])[signs],
        postcodes[piece % len(postcodes)],
    )


def _pieces(count: int, words: Words) -> tuple[Ints, Ints]:
    """For every address the number of its piece, and its number within that."""
    least, more = _PIECE
    sizes = least + words.below(more, count // least + 1)
    ends = np.cumsum(sizes)
    piece = np.searchsorted(ends, np.arange(count), "right")
    return piece, np.arange(count) - (ends - sizes)[piece]


def _runs(pieces: int, words: Words) -> tuple[Ints, Ints]:
    """For every piece the number of its street, and its number within that."""
    sizes = np.array(_PIECES)[words.below(len(_PIECES), pieces)]
    ends = np.cumsum(sizes)
    street = np.searchsorted(ends, np.arange(pieces), "right")
    return street, np.arange(pieces) - (ends - sizes)[street]


def _street_names(book: AddressBook, district: District, count: int, seed: str) -> Cells:
    """Names of the streets of a district; no two of a municipality are the same.

    Streets are counted through all districts in turn. The first get the usual names, the next
    plain ones and the last ones with an adjective, each in an order of the municipality's own. (A
    municipality of a million people needs more names than there are: these come again.)
    """
    first = district.number - district.part
    words = Words(seed, "streets", first)
    turn = np.arange(count) * district.parts + district.part
    turn %= len(book.streets)
    bounds = [0, _FIRST_USUAL, book.plain, len(book.streets)]
    found = np.zeros(count, np.int64)
    for low, high in pairwise(bounds):
        size = high - low
        shift = int(words.below(size, 1)[0])
        there = (turn >= low) & (turn < high)
        found = np.where(there, low + ((turn - low) * _coprime(size) + shift) % size, found)
    return book.streets[found]


def _coprime(size: int) -> int:
    """A step that visits every one of `size` places, far from the one before.

    >>> _coprime(34)
    21
    """
    step = size * 618 // 1000
    while np.gcd(step, size) != 1:
        step += 1
    return step
