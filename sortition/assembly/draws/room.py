"""Who sits in the room besides the drawn residents, and what share each role has.

Only the residents are drawn, under quotas; professionals, politicians and civil servants, or
volunteers have shares of their own. A study for the Dutch ministry of health (VWS, 2022) asks that
residents are at least one third of a steering group: who has fewer is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sortition.assembly.decided import decide, decided
from sortition.assembly.draws.seats import members_of
from sortition.assembly.store import Actor, Dossier, Place, changing, reading
from stratification.errors import Finding, InputError, Param
from stratification.text import key, repeated, shown, tidy

LEAST = Fraction(1, 3)


@dataclass(frozen=True)
class Room:
    """The drawn residents and the people in other roles, by the name of the role.

    `drawn`: whether residents were drawn; before that `residents` are the seats.
    """

    residents: int
    drawn: bool
    roles: tuple[tuple[str, int], ...]

    @property
    def everybody(self) -> int:
        """How many people are in the room."""
        return self.residents + sum(count for _, count in self.roles)

    def share(self, count: int) -> Fraction:
        """The share of so many people."""
        return Fraction(count, self.everybody) if self.everybody else Fraction(0)

    @property
    def few_residents(self) -> bool:
        """Whether residents have less than one third."""
        return bool(self.everybody) and self.share(self.residents) < LEAST


def set_room(place: Place, actor: Actor, roles: Sequence[tuple[str, int]]) -> Room:
    """Decide who else is in the room (InputError: a blank or repeated role, a number below 0)."""
    names = [tidy(name) for name, _ in roles]
    errors = [Finding("room-twice", {"role": shown(name)}) for name in repeated(names)]
    for name, count in zip(names, (count for _, count in roles), strict=True):
        params: dict[str, Param] = {"role": shown(name)}
        if not key(name) or count < 0:
            errors.append(Finding("room-role", params))
    if errors:
        raise InputError(*errors)
    with changing(place, actor) as change:
        since = change.event("room", roles=len(roles), people=sum(count for _, count in roles))
        given = [[name, count] for name, (_, count) in zip(names, roles, strict=True)]
        decide(change.connection, since, room=given)
        return room_of(change)


def room(place: Place) -> Room:
    """Who is in the room (InputError: there is no dossier, or no quotas yet)."""
    with reading(place) as dossier:
        return room_of(dossier)


def room_of(dossier: Dossier) -> Room:
    """The same of an open dossier."""
    settings = decided(dossier.connection)
    members = members_of(dossier)
    roles = tuple((name, int(count)) for name, count in settings.values.get("room", ()))
    seats = len(members) or settings.need_target().seats
    return Room(seats, bool(members), roles)
