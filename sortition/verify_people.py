"""Checking chances.csv, members.csv and tickets.csv against the proof, and the figures on them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

import numpy as np

from sortition.exact import fraction
from sortition.reading import natural, need, printable, read_csv
from sortition.record import RULES
from sortition.record_files import Figures, Shares, Tickets
from sortition.verify_proof import Proof, keeps_rows


@dataclass(frozen=True)
class Members:
    """members.csv: everybody's class, and the household of those who have housemates."""

    classes: dict[str, int]
    homes: dict[str, int]


def read_members(data: bytes, shares: Shares, proof: Proof) -> Members:
    """members.csv, about the people of chances.csv, with classes of the proof's sizes."""
    rows = read_csv(data, ["id", "class", "household"])
    need([row[0] for row in rows] == list(shares), "members-people")
    classes = {row[0]: natural(row[1], "class", len(proof.sizes)) for row in rows}
    counts = Counter(classes.values())
    need([counts[c] for c in range(len(proof.sizes))] == proof.sizes, "members-sizes")
    return Members(classes, {row[0]: natural(row[2], "household") for row in rows if row[2]})


def exact_chances(shares: Shares, proof: Proof, members: Members | None) -> list[Fraction]:
    """Everybody's exact chance, which chances.csv must state to 12 decimals.

    Without members.csv the stated chances and those of the proof are matched by size.
    """
    by_class = [fraction(chance) for chance in proof.chances]
    if members is not None:
        chances = [by_class[c] for c in members.classes.values()]
    else:
        stated = list(shares.values())
        order = sorted(range(len(stated)), key=lambda i: (stated[i].chance, stated[i].tickets))
        every = sorted(
            chance for chance, size in zip(by_class, proof.sizes, strict=True) for _ in range(size)
        )
        matched = dict(zip(order, every, strict=True))
        chances = [matched[i] for i in range(len(stated))]
    written = {chance: _decimals(chance) for chance in set(chances)}
    for (person, share), chance in zip(shares.items(), chances, strict=True):
        need(share.chance == written[chance], "chances-not-proven", id=printable(person))
    return chances


def _decimals(chance: Fraction) -> str:
    """Exactly 12 decimals, ties to the even digit, without any rounding on the way."""
    units, rest = divmod(round(chance * 10**12), 10**12)
    return f"{units}.{rest:012}"


def check_households(members: Members, proof: Proof) -> None:
    """Panels that keep the rows need at most one person of any household."""
    homes: defaultdict[int, list[int]] = defaultdict(list)
    for person, home in members.homes.items():
        homes[home].append(members.classes[person])
    kinds = Counter(tuple(sorted(classes)) for classes in homes.values())
    for kind, count in kinds.items():
        need(len(kind) > 1, "members-household-single")
        sizes = Counter(kind)
        same = all(proof.sizes[c] == each * count for c, each in sizes.items())
        need(same, "members-household-kind")
        kept = any(row.high <= count and set(kind) <= set(row.classes) for row in proof.rows)
        need(kept, "members-household-row")


def check_panels(tickets: Tickets, members: Members, proof: Proof) -> None:
    """Every ticket keeps every row, with one person per household at most."""
    width = len(proof.sizes)
    for ticket, panel in tickets.items():
        classes = [members.classes[person] for person in panel]
        counts = np.bincount(np.array(classes, dtype=np.int64), minlength=width)
        need(keeps_rows(proof, counts), "ticket-row", ticket=ticket)
        homes = [members.homes[person] for person in panel if person in members.homes]
        need(len(set(homes)) == len(homes), "ticket-household", ticket=ticket)


def check_counts(tickets: Tickets, shares: Shares) -> None:
    """Everybody is on as many tickets as chances.csv says."""
    carried = Counter(person for panel in tickets.values() for person in panel)
    for person, share in shares.items():
        need(
            carried[person] == share.tickets,
            "chances-tickets",
            id=printable(person),
            stated=share.tickets,
            tickets=carried[person],
        )


def check_figures(
    figures: Figures, shares: Shares, chances: list[Fraction], has_mixture: bool
) -> None:
    """The figures of lottery.json follow from the proven chances and the tickets."""
    m, counts = figures.tickets, [share.tickets for share in shares.values()]
    aim = RULES[figures.rule]
    pick = max if aim == "largest" else min
    need(figures.minimum_chance == min(chances), "figure-wrong", key="minimum_chance")
    need(figures.maximum_chance == max(chances), "figure-wrong", key="maximum_chance")
    plain = aim in ("smallest", "largest")  # the bound of others is checked with the proof
    need(not plain or figures.bound == pick(chances), "figure-wrong", key="bound")
    pairs = list(zip(chances, counts, strict=True))
    rounded = all(floor(m * chance) <= count <= ceil(m * chance) for chance, count in pairs)
    shown = {"exact": has_mixture, "tickets": rounded, "no": True}[figures.attained]
    need(shown, "figure-wrong", key="attained")
    status = "optimal" if rounded and figures.attained != "no" else "bounded"
    need(figures.status == status, "figure-wrong", key="status")
    worst = max(abs(count - m * chance) for chance, count in pairs)
    away = abs(pick(chances) - Fraction(pick(counts), m)) if plain else worst / m
    gap = Fraction(0) if status == "optimal" else away
    need(figures.gap == gap, "figure-wrong", key="gap")
    stated = figures.worst_ticket_error * 10**6
    near = stated.denominator == 1 and abs(stated - worst * 10**6) <= Fraction(1, 2)
    need(near, "figure-wrong", key="worst_ticket_error")
