"""The replacement lottery of a dossier: others who signed up, for the seats of those who left."""

from __future__ import annotations

from dataclasses import dataclass, field

from sortition.assembly.draws.pool import source_of
from sortition.assembly.draws.vacancies import vacancy_of
from sortition.assembly.publishing import REPLACEMENT, check_waiting, publish_lottery
from sortition.assembly.store import Actor, Place, changing
from sortition.lottery import Settings, check_settings
from sortition.replacement.lottery import Replacement, make_replacement
from sortition.replacement.publish import replacement_files
from sortition.watch import Progress, silent


@dataclass(frozen=True)
class Order:
    """How open seats are filled by lottery.

    Parameters:
        settings: of the lottery.
        accept_deviation: when no choice of people keeps all quotas, draw from the nearest panels.
        again: why there is another lottery, when the one before it is not drawn yet.
    """

    settings: Settings = field(default_factory=Settings)
    accept_deviation: bool = False
    again: str | None = None


@dataclass(frozen=True)
class Made:
    """A replacement lottery and the folder of its record."""

    replacement: Replacement
    folder: str


def make(place: Place, actor: Actor, order: Order, progress: Progress = silent) -> Made:
    """Make and publish the lottery for the open seats.

    Raises:
        InputError: a setting is wrong, no seat is open, or a lottery waits to be drawn.
        NoPanelError: the quotas cannot be kept; its findings say what the nearest panels miss.
        TimeLimitError, SolverError: as `sortition.lottery.make_lottery`.
    """
    check_settings(order.settings)
    with changing(place, actor) as change:
        check_waiting(change, order.again)
        vacancy = vacancy_of(change)
        made = make_replacement(vacancy, order.settings, progress, order.accept_deviation)
        since = change.event(
            "replacement",
            why=order.again,
            open=vacancy.open,
            people=len(vacancy.candidates),
            missed=len(made.missed),
            tickets=len(made.lottery.tickets),
        )
        files = replacement_files(made, source_of(vacancy.pool))
        folder = publish_lottery(change, REPLACEMENT, files, since)
    return Made(made, folder)
