"""Verifying: does the folder of a lottery hold, and is it of this pool and these quotas?

No solver is used and no number is rounded; docs/record.md says what has to hold. Where a file was
changed, its own check fails and what depends on it is left out, so the failed check names the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sortition import verify_inputs as inputs
from sortition import verify_people as people
from sortition import verify_proof as proofs
from sortition.assembly.chain import CHAIN
from sortition.checks import Checks, Report
from sortition.draw_files import LOCK, leftovers
from sortition.drawn import PRIVATE, Draws, check_private, read_draws
from sortition.reading import fail, printable, published
from sortition.record import CHANCES, DRAW, LOTTERY, MEMBERS, PROOF, TICKETS
from sortition.record_files import (
    Figures,
    Shares,
    Tickets,
    read_chances,
    read_lottery,
    read_tickets,
)
from sortition.replacement.order import RESERVES, check_order, order_seed
from sortition.replacement.record import QUOTAS, REPLACEMENT
from sortition.replacement.verify import Drawing, check_parts
from stratification.files import name_of
from stratification.people import Source
from stratification.pool import Assembly
from stratification.text import key

RECORD = (LOTTERY, CHANCES, TICKETS, PROOF, MEMBERS, DRAW, *PRIVATE)


@dataclass(frozen=True)
class _Record:
    """The files of a record that are right in themselves; None for the others."""

    figures: Figures
    proof: proofs.Proof | None
    shares: Shares | None
    members: people.Members | None
    tickets: Tickets | None


def is_lottery(folder: Path) -> bool:
    """Whether a folder has any file of the record of a lottery."""
    return any((folder / name).exists() for name in RECORD)


def verify(folder: Path, pool: Source | None = None, quotas: Path | None = None) -> Report:
    """Check the record in a folder.

    Parameters:
        folder: what `sortition lottery` wrote, and `sortition draw` perhaps.
        pool: the people it was made from; of a replacement, everybody who signed up. Its answers
            are checked when the quotas are there too (a replacement has them in its folder);
            without them only the ids are. Columns that are not named are those of the lottery.
        quotas: the quotas it was made from.

    Returns:
        every check, also of files that cannot be read: nothing is raised.
    """
    checks = Checks()
    names = checks.run("check-folder", name_of(folder), _names, folder)
    figures = checks.run("check-lottery", LOTTERY, read_lottery, folder) if names else None
    if names is None or figures is None:
        return Report(tuple(checks.done))
    record = _read_record(checks, folder, names, figures)
    _check_proof(checks, record)
    _check_people(checks, record)
    _check_draw(checks, folder, names, record)
    if REPLACEMENT in names:
        _check_replacement(checks, folder, record, pool, quotas)
    else:
        dossier = {CHAIN, QUOTAS} <= set(names)  # which publishes the quotas with the lottery
        own = folder / QUOTAS if dossier else None
        _check_inputs(checks, record, pool, quotas or own)
    if not all(check.ok for check in checks.done):
        checks.say("verify-not-all")
    known = {*RECORD, LOCK, *((REPLACEMENT, QUOTAS) if REPLACEMENT in names else ())}
    known |= {CHAIN, QUOTAS, RESERVES} if CHAIN in names else set()
    for name in sorted(set(names) - known - {path.name for path in leftovers(folder)}):
        checks.say("verify-other-file", name=printable(name))
    return Report(tuple(checks.done), tuple(checks.notices))


def _names(folder: Path) -> list[str]:
    names = [path.name for path in folder.iterdir()]
    if LOTTERY not in names:
        fail("draw-no-lottery", name=LOTTERY)
    return names


def _read_record(checks: Checks, folder: Path, names: list[str], figures: Figures) -> _Record:
    """Read every file that has its digest."""
    data = {
        name: checks.run("check-digest", name, published, folder, name, figures.digests[name])
        for name in (CHANCES, TICKETS, PROOF, MEMBERS)
        if name != MEMBERS or name in names
    }
    proof = shares = members = tickets = None
    if data[PROOF] is not None:
        proof = checks.run("check-proof", PROOF, proofs.read_proof, data[PROOF], figures)
    if data[CHANCES] is not None:
        shares = checks.run(
            "check-chances", CHANCES, read_chances, data[CHANCES], figures.pool_size
        )
    if MEMBERS not in names:
        checks.say("verify-no-members", MEMBERS)
    elif shares is not None and proof is not None and data[MEMBERS] is not None:
        members = checks.run(
            "check-members", MEMBERS, people.read_members, data[MEMBERS], shares, proof
        )
    if shares is not None and data[TICKETS] is not None:
        tickets = checks.run("check-tickets", TICKETS, read_tickets, data[TICKETS], shares, figures)
    return _Record(figures, proof, shares, members, tickets)


def _check_proof(checks: Checks, record: _Record) -> None:
    proof = record.proof
    if proof is None:
        return
    if proof.cuts:
        checks.run("check-cuts", PROOF, proofs.check_cuts, proof)
    checks.run("check-contained", PROOF, proofs.check_contained, proof)
    checks.run("check-steps", PROOF, proofs.check_steps, proof, record.figures)
    if proof.mixture is not None:
        checks.run("check-mixture", PROOF, proofs.check_mixture, proof)


def _check_people(checks: Checks, record: _Record) -> None:
    """What chances.csv, members.csv, tickets.csv and the figures say about each other."""
    proof, shares, members, tickets = record.proof, record.shares, record.members, record.tickets
    if shares is None:
        return
    if tickets is not None:
        checks.run("check-counts", CHANCES, people.check_counts, tickets, shares)
    if proof is None:
        return
    chances = checks.run("check-stated", CHANCES, people.exact_chances, shares, proof, members)
    if chances is not None:
        unlucky = sum(share.tickets == 0 < Fraction(share.chance) for share in shares.values())
        if unlucky:
            checks.say("verify-no-ticket", CHANCES, count=unlucky)
        has_mixture = proof.mixture is not None
        checks.run(
            "check-figures",
            LOTTERY,
            people.check_figures,
            record.figures,
            shares,
            chances,
            has_mixture,
        )
    if members is not None:
        checks.run("check-households", MEMBERS, people.check_households, members, proof)
        if tickets is not None:
            checks.run("check-panels", TICKETS, people.check_panels, tickets, members, proof)


def _check_draw(checks: Checks, folder: Path, names: list[str], record: _Record) -> None:
    present = [name for name in PRIVATE if name in names]
    if leftovers(folder) or LOCK in names:
        checks.say("verify-draw-unfinished")
    draws: Draws | None = None
    if DRAW in names:
        if record.tickets is None:
            return
        draws = checks.run("check-draw", DRAW, read_draws, folder, record.figures, record.tickets)
        if draws is None:
            return
        if any(key(one.seed) == key(record.figures.seed) for one in draws.entries if one.seed):
            checks.say("verify-seed-known", DRAW)
        if RESERVES in names and record.shares is not None:
            ticket = draws.entries[-1].ticket
            left = set(record.shares) - set(record.tickets[ticket])
            seed = order_seed(record.figures.seed, draws.entries[-1].seed)
            checks.run("check-reserves", RESERVES, check_order, folder, left, seed, ticket)
    else:
        checks.say("verify-not-drawn")
        draws = Draws((), {})
    for name in present:
        checks.run("check-private", name, check_private, folder, name, draws)


def _check_inputs(
    checks: Checks, record: _Record, pool: Source | None, quotas: Path | None
) -> None:
    """Compare with the pool and the quotas; with one of the two, what it shows on its own."""
    figures, shares = record.figures, record.shares
    if pool is not None and quotas is not None:
        _check_both(checks, record, pool, quotas)
        return
    checks.say("verify-no-inputs" if pool is None and quotas is None else "verify-half-inputs")
    if quotas is not None:
        checks.run("check-quotas", name_of(quotas), inputs.check_quotas, quotas, figures)
    if pool is not None:
        file = name_of(pool.path)
        ids = checks.run("check-pool", file, inputs.read_ids, pool, figures)
        if ids is not None and shares is not None:
            checks.run("check-ids", CHANCES, inputs.check_ids, ids, shares)


def _check_both(checks: Checks, record: _Record, pool: Source, quotas: Path) -> None:
    figures = record.figures
    assembly = checks.run("check-inputs", LOTTERY, inputs.read_inputs, pool, quotas, figures)
    if assembly is None:
        return
    checks.notices += assembly.notices
    _check_assembly(checks, record, assembly)


def _check_replacement(
    checks: Checks, folder: Path, record: _Record, pool: Source | None, quotas: Path | None
) -> None:
    """Compare with what the folder says about the open seats, and with everybody who signed up."""
    figures = record.figures
    drawing = Drawing(folder, figures, record.shares, record.tickets)
    assembly = check_parts(checks, drawing, pool)
    if quotas is not None:
        checks.run("check-quotas", name_of(quotas), inputs.check_quotas, quotas, figures)
    if assembly is not None:
        _check_assembly(checks, record, assembly)


def _check_assembly(checks: Checks, record: _Record, assembly: Assembly) -> None:
    """The people, tickets, classes and rows are those of a pool and quotas."""
    if record.shares is not None:
        checks.run("check-ids", CHANCES, inputs.check_ids, assembly.pool.ids, record.shares)
    if record.tickets is not None:
        check = inputs.check_people_on_tickets
        checks.run("check-answers", TICKETS, check, assembly, record.tickets)
    if record.proof is not None:
        problem = checks.run("check-problem", PROOF, inputs.check_problem, assembly, record.proof)
        if problem is not None and record.members is not None:
            checks.run("check-classes", MEMBERS, inputs.check_members, problem, record.members)
