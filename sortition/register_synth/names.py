"""What people are called: given names by origin, sex and time of birth; surnames in families."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sortition.register_synth.addresses import Cells, as_cells
from sortition.register_synth.given import COHORTS, GIVEN, NAMES_EACH, ORIGINS
from sortition.register_synth.homes import People
from sortition.register_synth.surnames import surnames
from sortition.register_synth.towns import District
from sortition.register_synth.words import Flags, Ints, Words

NOBODY = -1
_POOLS = {"dutch": 2048, "frisian": 512}  # combinations of names per sex and cohort
_POOL = 256  # of the other origins
_OLD = 72 * 1461 // 4  # days: few of these came from elsewhere
_SHARES = {  # of a thousand people, in the order of ORIGINS
    "country": (900, 15, 15, 12, 8, 20, 30),
    "city": (735, 10, 48, 48, 42, 27, 90),
    "frisian": (470, 470, 8, 4, 4, 14, 30),
}
USES = ("E", "P", "V", "N")
_USE_OF_MEN, _USE_OF_OLD, _USE_OF_YOUNG = (972, 2, 8, 18), (170, 380, 430, 20), (640, 110, 205, 45)
_MARRIED = (26_000, 64_000, 90_000)  # of couples: she is below 35, below 60, older
_WIDOWED = 58_000
_YOUNG, _SIXTY, _OLD_ENOUGH = 35 * 1461 // 4, 60 * 1461 // 4, 65 * 1461 // 4


@dataclass(frozen=True)
class NameBook:
    """All names that there are, as cells.

    Parameters:
        given, initials: combinations of given names, by origin, sex (men first) and cohort.
        pools: how many there are of each.
        first: the number of the first of these names.
        prefix, man, woman: surnames, as men and as women write them.
        starts: where the surnames of an origin start, with the end of the last.
        ends: cumulative weights of surnames.
    """

    given: Cells
    initials: Cells
    pools: Ints
    first: Ints
    prefix: Cells
    man: Cells
    woman: Cells
    starts: tuple[int, ...]
    ends: Ints


@dataclass(frozen=True)
class Names:
    """The names of everybody, as places in the `NameBook`; `partner` is NOBODY for none."""

    given: Ints
    surname: Ints
    partner: Ints
    partner_woman: Flags
    use: Ints


def name_book() -> NameBook:
    """Make the book. It is the same for all registers: seeds only choose from it."""
    given: list[str] = []
    first: list[int] = []
    pools: list[int] = []
    known: dict[str, int] = {}
    for origin in ORIGINS:
        for sex in (0, 1):
            for cohort in range(len(COHORTS) + 1):
                made = _combinations(origin, sex, cohort)
                given += made
                pools.append(len(made))
                first += [known.setdefault(name.split()[0], len(known)) for name in made]
    lists = [surnames(origin) for origin in ORIGINS]
    names = [name for some in lists for name in some]
    lengths = [len(some) for some in lists]
    return NameBook(
        as_cells(given),
        as_cells(["".join(f"{name[0]}." for name in names.split()) for names in given]),
        np.array(pools),
        np.array(first),
        as_cells([name.prefix for name in names]),
        as_cells([name.man for name in names]),
        as_cells([name.woman for name in names]),
        tuple(np.cumsum([0, *lengths]).tolist()),
        np.cumsum([name.weight for name in names]),
    )


def _combinations(origin: str, sex: int, cohort: int) -> list[str]:
    """One to four different names each; the n-th of k names has weight about k - n."""
    names = GIVEN[origin][sex][cohort].split()
    words = Words("", f"given {origin} {sex}", cohort)
    weights = [len(names) + 4 - rank for rank in range(len(names))]
    pool = _POOLS.get(origin, _POOL)
    columns = [words.choose(weights, pool).tolist() for _ in range(4)]
    counts = words.choose(NAMES_EACH.get(origin, ((1,),) * 3)[cohort], pool).tolist()
    made = []
    for row, count in zip(zip(*columns, strict=True), counts, strict=True):
        chosen = dict.fromkeys(names[place] for place in row[: count + 1])
        made.append(" ".join(chosen))
    return made


def make_names(book: NameBook, district: District, people: People, year: Ints, seed: str) -> Names:
    """Draw the names of everybody in a district, who were born in these years."""
    words = Words(seed, "names", district.number)
    origin = _origins(district, people, words)
    own = _surnames(book, origin, words)
    giver = _givers(people, words)
    surname, origin = own[giver], origin[giver]
    given = _given_names(book, people, origin, year, words)
    late = _surnames(book, origin, words)
    partner = np.where(_widowed(people, words), late, NOBODY)
    couple, other = _married(people, words), _other(people)
    partner = np.where(couple, surname[other], partner)
    partner_woman = np.where(couple, people.woman[other], ~people.woman)
    return Names(given, surname, partner, partner_woman, _uses(people, partner, words))


def _origins(district: District, people: People, words: Words) -> Ints:
    """The origin of everybody: mostly one for a family, and the own one for who only live near."""
    town, count = district.municipality, len(people.home)
    kind = "frisian" if town.frisian else "city" if town.city else "country"
    drawn = words.choose(_SHARES[kind], count)
    again = words.choose(_SHARES["frisian" if town.frisian else "country"], count)
    drawn = np.where(people.days > _OLD, again, drawn)
    mixed = people.couple & (people.seat == 1) & words.happens(14_000, count)
    family = people.couple | people.child | _grandparents(people)
    origin: Ints = np.where(family & ~mixed, drawn[people.first], drawn)
    return origin


def _grandparents(people: People) -> Flags:
    """Who live with a couple without being a child."""
    found: Flags = people.couple[people.first] & ~people.couple & ~people.child
    return found


def _surnames(book: NameBook, origin: Ints, words: Words) -> Ints:
    """A surname of the origin for everybody."""
    starts = np.array(book.starts)
    weights = np.concatenate([[0], book.ends])[starts]
    low, high = weights[origin], weights[origin + 1]
    at = low + words.below(high - low, len(origin))
    found: Ints = np.searchsorted(book.ends, at, "right").astype(np.int64)
    return found


def _givers(people: People, words: Words) -> Ints:
    """For everybody the place of whoever the surname comes from: mostly the own place.

    Children of a couple have the name of the second (the man), of eleven in twelve; those of one
    parent that of the parent or, all alike, another. A grandfather has the name of one of the two.
    """
    count, first = len(people.home), people.first
    often = words.happens(92_000, count)[first]
    couple = people.couple[first]
    parent = np.where(people.woman[first], words.happens(45_000, count), often)[first]
    of_child = np.where(couple, first + often, np.where(parent, first, first + 1))
    of_old = first + words.below(2, count)
    giver = np.where(people.child, of_child, np.arange(count))
    found: Ints = np.where(_grandparents(people) & ~people.woman, of_old, giver)
    return found


def _given_names(book: NameBook, people: People, origin: Ints, year: Ints, words: Words) -> Ints:
    """Given names for everybody; who would be called as the one before at home gets others."""
    count = len(people.home)
    cohort = np.searchsorted(np.array(COHORTS), year, "right")
    cell = (origin * 2 + people.woman) * (len(COHORTS) + 1) + cohort
    start, size = (np.cumsum(book.pools) - book.pools)[cell], book.pools[cell]
    place = words.below(size, count)
    found: Ints = start + place
    for _ in range(2):
        again = np.concatenate([[False], book.first[found[1:]] == book.first[found[:-1]]])
        again &= people.seat > 0
        place = np.where(again, (place + 1) % size, place)
        found = start + place
    return found


def _other(people: People) -> Ints:
    """For who is of a couple the place of the other; for anybody else the own place."""
    found: Ints = np.arange(len(people.home)) + np.where(people.couple, 1 - 2 * people.seat, 0)
    return found


def _married(people: People, words: Words) -> Flags:
    """Whether somebody lives with a spouse: the age of the first of a couple counts."""
    ages = people.days[people.first]
    chance = np.array(_MARRIED)[np.searchsorted(np.array((_YOUNG, _SIXTY)), ages, "right")]
    return people.couple & words.happens(chance, len(ages))[people.first]


def _widowed(people: People, words: Words) -> Flags:
    """Whether somebody old without a partner at home had one whose name is in the register."""
    alone = ~people.couple & ~people.child & (people.days > _OLD_ENOUGH)
    return alone & words.happens(_WIDOWED, len(alone))


def _uses(people: People, partner: Ints, words: Words) -> Ints:
    """Which name is used; the own one where there is no partner's."""
    count = len(partner)
    men, old, young = (words.choose(w, count) for w in (_USE_OF_MEN, _USE_OF_OLD, _USE_OF_YOUNG))
    women = np.where(people.days > _SIXTY, old, young)
    use: Ints = np.where(partner == NOBODY, 0, np.where(people.woman, women, men))
    return use
