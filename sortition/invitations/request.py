"""What was typed -> a request that can be carried out, or everything that is wrong with it.

How letters are spread becomes a *planner*, a function of the strata: the draw never knows which.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sortition.invitations.allocate import by_key, equal, proportional
from sortition.invitations.invite import Planner, Request
from sortition.invitations.model import Limits, Plan, Strata
from stratification.errors import Finding, InputError, Param
from stratification.quotas import Quotas, parse_quotas
from stratification.register.model import Choices
from stratification.tables import Table, read_table
from stratification.text import shown

if TYPE_CHECKING:
    from sortition.invitations.pool_model import Model
    from sortition.invitations.response import Response

Content = TypeVar("Content")

PROPORTIONAL, EQUAL, RESPONSE = "proportional", "equal", "response"


@dataclass(frozen=True)
class InviteTexts:
    """A draw of letters as it is typed.

    Parameters:
        register, mapping, out: the files, and the folder of the draw.
        seed: public text that nobody could choose; it also fixes the simulation.
        reference_date: the day on which ages count.
        letters: how many in this wave; None: as few as reach the `probability`, or as a key says.
        probability: the chance wanted that the quotas of the panel can be met.
        strata: the columns of the map by which letters are spread.
        spread: "proportional", "equal", "response", or the path of a key.
        targets, seats: the quotas of the panel (a file), and its size.
        response: the file with the expected response; None: cautious figures.
        floor, ceiling: see `Limits`; None: as there.
        excluded: files with ids that get no letter.
        one_per_address: at most one letter to an address.
        only, part, wave: as in `Request`.
    """

    register: Path
    mapping: Path
    out: Path
    seed: str
    reference_date: datetime.date
    letters: int | None = None
    probability: Fraction | None = None
    strata: tuple[str, ...] = ()
    spread: str = PROPORTIONAL
    targets: Path | None = None
    seats: int | None = None
    response: Path | None = None
    floor: Fraction | None = None
    ceiling: Fraction | None = None
    excluded: tuple[Path, ...] = ()
    one_per_address: bool = False
    only: tuple[tuple[str, str], ...] = ()
    part: str | None = None
    wave: int = 1

    @property
    def key(self) -> Path | None:
        """The file of a key, if letters are spread by one."""
        named = self.spread in (PROPORTIONAL, EQUAL, RESPONSE)
        return None if named else Path(self.spread)


def make_request(texts: InviteTexts) -> Request:
    """Return the request that is meant; its small files are read, the register is not yet.

    Raises:
        InputError: everything that is wrong with the settings, or with one of the files.
    """
    errors = check_texts(texts)
    if errors:
        raise InputError(*errors)
    return Request(
        register=texts.register,
        map=texts.mapping,
        choices=Choices(
            reference_date=texts.reference_date,
            strata=texts.strata,
            excluded=texts.excluded,
            one_per_address=texts.one_per_address,
        ),
        seed=texts.seed,
        out=texts.out,
        planner=make_planner(texts),
        wave=texts.wave,
        part=texts.part,
        only=texts.only,
    )


def check_texts(texts: InviteTexts) -> list[Finding]:
    """What is wrong with settings whatever the files hold."""
    errors = []
    both = texts.letters is not None and texts.probability is not None
    neither = texts.letters is None and texts.probability is None
    if both or (neither and texts.key is None):
        errors.append(Finding("invite-letters-or-probability"))
    if texts.key is not None and not texts.key.exists():
        errors.append(Finding("invite-spread-unknown", {"name": shown(texts.spread)}))
    if texts.probability is not None and texts.spread not in (PROPORTIONAL, RESPONSE):
        errors.append(Finding("invite-probability-spread"))
    if (texts.targets is None) != (texts.seats is None):
        missing = "--targets" if texts.targets is None else "--seats"
        errors.append(Finding("invite-targets-and-seats", {"missing": missing}))
    elif texts.targets is None:
        asking: dict[str, object] = {
            "--probability": texts.probability,
            "--response": texts.response,
            "--spread response": True if texts.spread == RESPONSE else None,
        }
        needing: list[dict[str, Param]] = [
            {"option": name} for name, value in asking.items() if value is not None
        ]
        errors += [Finding("invite-needs-targets", params) for params in needing[:1]]
    if texts.spread != RESPONSE:
        limits = {"--floor": texts.floor, "--ceiling": texts.ceiling}
        errors += [
            Finding("invite-needs-response", {"option": name})
            for name, value in limits.items()
            if value is not None
        ]
    return errors


def make_planner(texts: InviteTexts) -> Planner:
    """Return the way of spreading, with the files that it needs read.

    Raises:
        InputError: everything that is wrong with the files.
    """
    errors: list[Finding] = []
    key = _read(texts.key, read_table, errors)
    quotas = _read(texts.targets, lambda path: parse_quotas(read_table(path)), errors)
    response = _read(texts.response, _read_response, errors)
    if errors:
        raise InputError(*errors)
    if quotas is None:
        return lambda strata: _plain(texts, key, strata)
    panel = quotas

    def planner(strata: Strata) -> Plan:
        from sortition.invitations.effort import foresee

        model = _model(texts, panel, response, strata)
        if texts.spread == RESPONSE or texts.probability is not None:
            plan = _by_response(texts, model)
        else:
            plan = foresee(model, _plain(texts, key, strata))
        return replace(plan, notices=(*plan.notices, *model.notices))

    return planner


def _read(
    path: Path | None, read: Callable[[Path], Content], errors: list[Finding]
) -> Content | None:
    """The content of a file, None without one; what is wrong with it is added to the errors."""
    try:
        return None if path is None else read(path)
    except InputError as error:
        errors += error.findings
        return None


def _read_response(path: Path) -> Response:
    from sortition.invitations.response_file import read_response

    return read_response(path)


def _model(texts: InviteTexts, quotas: Quotas, response: Response | None, strata: Strata) -> Model:
    from sortition.invitations.pool_model import Model, Simulation
    from sortition.invitations.response import DEFAULT

    simulation = Simulation(seed=texts.seed)
    seats = texts.seats or 0  # 0 is refused, as every other number that cannot be
    return Model(strata, quotas, seats, response or DEFAULT, simulation=simulation)


def _plain(texts: InviteTexts, key: Table | None, strata: Strata) -> Plan:
    """A plan that asks nothing of the response."""
    if key is not None:
        return by_key(strata, key, texts.letters)
    return (equal if texts.spread == EQUAL else proportional)(strata, texts.letters or 0)


def _by_response(texts: InviteTexts, model: Model) -> Plan:
    """The best spread of a number of letters, or the fewest letters for a chance."""
    from sortition.invitations.effort import best, fewest, foresee

    usual = Limits()
    limits = Limits(
        usual.floor if texts.floor is None else texts.floor,
        usual.ceiling if texts.ceiling is None else texts.ceiling,
    )
    if texts.probability is None:
        return best(model, texts.letters or 0, limits)
    plan = fewest(model, float(texts.probability), limits)
    if texts.spread == RESPONSE:
        return plan
    letters = plan.details["proportional_letters"]
    if letters is None:
        raise InputError(Finding("invite-proportional-unreachable"))
    return foresee(model, proportional(model.strata, letters))
