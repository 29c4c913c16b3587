"""reserves.csv: the order of reserves, published with the draw of the panel."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from sortition.reading import need, read_csv
from sortition.stream import number
from stratification.files import read_bytes
from stratification.tables import guard, table_bytes

RESERVES = "reserves.csv"
COLUMNS = ("place", "id")


def reserve_order(ids: Collection[str], seed: str, ticket: str) -> tuple[str, ...]:
    """The order in which those not drawn are called: everybody's number of their own, ascending."""
    return tuple(sorted(ids, key=lambda person: number(seed, f"reserves {ticket}", person)))


def order_bytes(order: Sequence[str]) -> bytes:
    """The file."""
    return table_bytes(COLUMNS, [(str(place), code) for place, code in enumerate(order, 1)])


def read_order(folder: Path) -> tuple[str, ...]:
    """The ids in their order, as they are written.

    Raises:
        InputError: the file cannot be read.
        VerificationError: it is not as it was written.
    """
    rows = read_csv(read_bytes(folder / RESERVES), list(COLUMNS))
    good = all(place == str(number) for number, (place, _) in enumerate(rows, 1))
    need(good, "reserves-places")
    return tuple(code for _, code in rows)


def order_seed(lottery: str, drawn: str | None) -> str:
    """The seed of the order: the public one of the draw, or (a number was thrown) the lottery's.

    With the public one not even who made the lottery could know or choose the order.
    """
    return lottery if drawn is None else drawn


def check_order(folder: Path, ids: Collection[str], seed: str, ticket: str) -> None:
    """The file is the order that the seed and the ticket fix (VerificationError)."""
    found = read_order(folder)
    need(found == tuple(map(guard, reserve_order(ids, seed, ticket))), "reserves-order")
