"""A plan and the strata it is about: how many letters each gets, and what is published of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sortition.invitations.allocate import proportional
from sortition.invitations.layout import StratumLine
from sortition.invitations.model import Plan, Strata
from sortition.invitations.strata import stratum_text
from stratification.errors import Finding, Param
from stratification.register.model import Frame, RegisterMap
from stratification.register.steps import is_address_list
from stratification.text import listed_names


@dataclass(frozen=True)
class Spread:
    """A plan about some of the strata, those at `places`; the others get no letters."""

    strata: Strata
    places: tuple[int, ...]
    plan: Plan

    @property
    def some(self) -> Strata:
        """The strata that the plan is about."""
        return some_strata(self.strata, self.places)

    @property
    def letters(self) -> tuple[int, ...]:
        """Of every stratum."""
        return self.spread_out(self.plan.letters)

    @property
    def totals(self) -> tuple[int, ...]:
        """Of every stratum, all waves together."""
        pairs = zip(self.strata.rows, self.letters, strict=True)
        return tuple(row.earlier + count for row, count in pairs)

    def spread_out(self, letters: Sequence[int]) -> tuple[int, ...]:
        """The letters of all strata, of those that the plan is about."""
        given = dict(zip(self.places, letters, strict=True))
        return tuple(given.get(place, 0) for place in range(len(self.strata.rows)))


def some_strata(strata: Strata, places: Sequence[int]) -> Strata:
    """Those at these places."""
    return replace(strata, rows=tuple(strata.rows[place] for place in places))


def stratum_lines(spread: Spread, below: Sequence[str]) -> tuple[StratumLine, ...]:
    """The rows of strata-W.csv; `below` as `sortition.invitations.draw.Drawn` has it."""
    letters = spread.letters
    others = spread.spread_out(proportional(spread.some, spread.plan.total).letters)
    forecast = _forecast_cells(spread.plan, spread.some)
    given = dict(zip(spread.places, forecast, strict=True)) if forecast else {}
    blank = ("", "", "", "") if forecast else ()
    return tuple(
        StratumLine(row, letters[at], below[at], others[at], given.get(at, blank))
        for at, row in enumerate(spread.strata.rows)
    )


def open_secrets(lines: Sequence[StratumLine], frame: Frame) -> list[Finding]:
    """Say what the public tables tell about who got a letter, to those who know enough.

    Everybody in a stratum in which all got one is known to have got one. And whoever knows an id
    can compute its number from the seed, and compare it with `below`.
    """
    full = [stratum_text(line.stratum) for line in lines if line.chance == 1]
    notices = []
    if full and len(lines) > 1:
        params: dict[str, Param] = {"names": listed_names(full), "count": len(full)}
        notices.append(Finding("invite-everybody", params))
    if frame == "addresses":
        notices.append(Finding("invite-known-addresses"))
    return notices


def not_known(mapping: RegisterMap) -> list[Finding]:
    """Say what the map does not let the register say of people."""
    if is_address_list(mapping):
        return []
    named = ("suspension", "confidential") if mapping.frame == "persons" else ("suspension",)
    return [Finding(f"invite-no-{one}") for one in named if one not in mapping.columns]


def _forecast_cells(plan: Plan, strata: Strata) -> list[tuple[str, ...]]:
    """Response, sign-ups expected of all waves, and chances of a seat; nothing without targets."""
    if plan.forecast is None:
        return []
    blank = [None] * len(strata.rows)
    seats = plan.seat_chances or blank
    usual = plan.proportional_seat_chances
    if usual is None:
        usual = plan.seat_chances if plan.kind == "proportional" else None
    sent = [row.earlier + letters for row, letters in zip(strata.rows, plan.letters, strict=True)]
    columns = zip(plan.responses or blank, sent, seats, usual or blank, strict=True)
    return [
        (
            _decimal(response, 6),
            _decimal(None if response is None else response * count, 1),
            _decimal(seat, 6),
            _decimal(other, 6),
        )
        for response, count, seat, other in columns
    ]


def _decimal(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
