"""What leaves a dossier for somebody who checks a draw; it is noted that it did."""

from __future__ import annotations

from sortition.assembly.draws.pool import pool_bytes
from sortition.assembly.draws.vacancies import pool_of_lottery
from sortition.assembly.ending.erase_rows import ANSWERS, UNSELECTED
from sortition.assembly.status import erased_of
from sortition.assembly.store import Actor, Place, changing
from stratification.errors import Finding, InputError


def pool_table(place: Place, actor: Actor, folder: str) -> tuple[int, bytes]:
    """The number of people and the table that a lottery was made from: codes, values and homes.

    Parameters:
        folder: of the lottery, in the records.

    Raises:
        InputError: there is no such lottery, or what it needs has been erased.
    """
    with changing(place, actor) as change:
        try:
            pool = pool_of_lottery(change, folder)
        except InputError as error:
            days = [day for kind, day in erased_of(change).items() if kind in (ANSWERS, UNSELECTED)]
            if days and all(one.code == "assembly-answers-missing" for one in error.findings):
                raise InputError(Finding("assembly-answers-erased", {"day": max(days)})) from None
            raise
        change.event("pool", folder=folder, people=len(pool.ids))
    return len(pool.ids), pool_bytes(pool)
