"""What the documents state is what the engine does, and their links lead somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sortition.lottery import Lottery, Settings, make_lottery
from sortition.publish import proof_content, write_lottery
from sortition.record import json_bytes
from sortition.record_files import read_lottery
from sortition.rules import RULES
from sortition.verify import verify
from sortition.verify_proof import check_contained, check_cuts, check_steps, read_proof
from stratification.pool import Pool, Source, read_assembly
from stratification.problem import Problem, make_problem
from stratification.quotas import Quota, Quotas

ROOT = Path(__file__).parents[1]
METHOD = ROOT / "docs" / "method.md"
DUTCH = ROOT / "docs" / "nl" / "hoe-werkt-de-loting.md"
NOT_OURS = {"build", "dist", "node_modules"}
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in NOT_OURS for part in page.relative_to(ROOT).parts)
)

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
SHARE = re.compile(r"(\d+)(?: or (\d+))?(?: van de 1000)?")

Shares = dict[str, tuple[Fraction, set[int]]]


def klein(rule: str) -> Lottery:
    folder = ROOT / "examples" / "klein"
    source = Source(folder / "aanmeldingen.csv", None, ())
    assembly = read_assembly(source, folder / "streefaantallen.csv", 3)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    return make_lottery(problem, Settings(rule=rule))


def odd_cycle() -> Problem:
    """The problem of the cut, from the table in the document."""
    rows = re.findall(r"^\| ([A-D]) \| (\w+) \| (\w+) \| (\w+) \|$", text(METHOD), re.MULTILINE)
    pool = Pool(tuple(row[0] for row in rows), ("1", "2", "3"), tuple(row[1:] for row in rows))
    quotas = [(place, *limits) for place in "123" for limits in (("no", 1, 2), ("yes", 0, 1))]
    return make_problem(pool, Quotas(tuple(Quota(*quota) for quota in quotas)), 2)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def block(title: str) -> Any:
    """The JSON block with this title."""
    found = re.findall(rf"^```json {title}\n(.*?)^```", text(METHOD), re.MULTILINE | re.DOTALL)
    assert len(found) == 1, title
    return json.loads(found[0])


def stated(page: Path, title: str) -> Shares:
    """The table with this title in its first cell: everybody's chance and possible tickets."""
    table = re.search(rf"^\| {title} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text(page), re.MULTILINE)
    assert table is not None, title
    shares: Shares = {}
    for row in table[1].splitlines():
        names, chance, tickets = (cell.strip() for cell in row.strip("|").split("|"))
        share = SHARE.fullmatch(tickets)
        assert share is not None, tickets
        counts = {int(number) for number in share.groups() if number}
        shares |= {name: (Fraction(chance), counts) for name in re.findall(r"\b[A-H]\b", names)}
    return shares


def check_shares(lottery: Lottery, shares: Shares) -> None:
    """Everybody's chance is the one stated, and the tickets are among those stated."""
    assert lottery.status == "optimal"
    assert lottery.attained == "exact"
    people = lottery.problem.pool.ids
    assert set(shares) == set(people)
    for person, chance, tickets in zip(people, lottery.chances, lottery.counts, strict=True):
        assert shares[person][0] == chance, person
        assert tickets in shares[person][1], person


def mixture_of(content: Any) -> dict[tuple[tuple[str, int], ...], Fraction]:
    """The weight of every panel of a mixture."""
    return {
        tuple(sorted(panel.items())): Fraction(weight, content["total"])
        for panel, weight in zip(content["panels"], content["weights"], strict=True)
    }


@pytest.mark.parametrize("rule", RULES)
def test_the_worked_example_is_what_the_engine_finds(rule: str) -> None:
    lottery = klein(rule)
    check_shares(lottery, stated(METHOD, rule))
    assert block(f"{rule} steps") == proof_content(lottery)["steps"]


def test_the_worked_example_in_dutch_has_the_same_chances() -> None:
    check_shares(klein("leximin"), stated(DUTCH, "wie"))
    assert stated(DUTCH, "wie") == stated(METHOD, "leximin")


def test_the_mixture_of_the_worked_example(tmp_path: Path) -> None:
    lottery = klein("leximin")
    assert mixture_of(block("leximin mixture")) == mixture_of(proof_content(lottery)["mixture"])
    write_lottery(lottery, tmp_path / "record")
    assert verify(tmp_path / "record").ok
    with_h = [set(ticket) for ticket in lottery.tickets if "H" in ticket]
    assert len(with_h) == 800
    assert all(len(ticket & set("ABCD")) == len(ticket & set("FG")) == 1 for ticket in with_h)
    assert sum(ticket == ("E", "F", "G") for ticket in lottery.tickets) == 200


def test_the_bounds_of_the_worked_example() -> None:
    """What the prose states about nash and goldilocks."""
    bound = klein("nash").bound
    assert f"the `bound` is {bound.numerator}/{bound.denominator}" in text(METHOD)
    assert bound < Fraction("1.00000000000001") + Fraction(1, 10**14)
    assert klein("goldilocks").bound == 4


@pytest.mark.parametrize("rule", RULES)
def test_the_odd_cycle_needs_a_cut(rule: str) -> None:
    lottery = make_lottery(odd_cycle(), Settings(rule=rule))
    assert lottery.proof.cuts
    check_shares(lottery, stated(METHOD, "cut"))


def test_the_odd_cycle_is_explained_by_its_maximums() -> None:
    certain = make_lottery(odd_cycle(), Settings(tickets=10)).certain
    assert [group.people for group in certain] == [("D",)]
    limits = {(limit.side, limit.quota.value) for limit in certain[0].limits if limit.quota}
    assert limits == {("max", "yes")}
    assert len(certain[0].limits) == 3


def test_the_cut_in_the_document_is_proven_and_proves(tmp_path: Path) -> None:
    """Whatever cut the engine finds, the one that is shown is right."""
    lottery = make_lottery(odd_cycle(), Settings(tickets=10))
    write_lottery(lottery, tmp_path / "record")
    content = proof_content(lottery) | {"cuts": [block("cut")], "steps": block("cut steps")}
    figures = read_lottery(tmp_path / "record")
    proof = read_proof(json_bytes(content), figures)
    check_cuts(proof)
    check_contained(proof)
    check_steps(proof, figures)


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in LINK.findall(CODE.sub("", text(page))):
            if not re.match(r"[a-z][a-z+.-]*:", target):
                yield page, target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_that_exist(page: Path) -> None:
    for source, target in links():
        if source == page and not target.startswith("#"):
            assert (page.parent / target.partition("#")[0]).exists(), target


def test_there_are_pages_and_links() -> None:
    assert {METHOD, DUTCH} <= set(PAGES)
    assert sum(page in (METHOD, DUTCH) for page, _ in links()) >= 4


def test_the_code_for_contributors_runs() -> None:
    """All blocks of Python on the page, one after the other, in a process of their own."""
    page = ROOT / "docs" / "contributing-benchmarks.md"
    blocks = re.findall(r"^```python\n(.*?)^```", text(page), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    subprocess.run([sys.executable, "-c", "\n".join(blocks)], cwd=ROOT, check=True)
