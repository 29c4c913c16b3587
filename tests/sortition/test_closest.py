"""A lottery under quotas narrowed to their targets: from the files to a verified draw."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import cli
from sortition.examples import example_folder
from sortition.lottery import Settings, make_lottery
from stratification.closest import narrow
from stratification.integer import find_solver
from stratification.pool import Source, read_assembly
from stratification.problem import Problem, make_problem
from stratification.quotas import quota_bytes

SHARES = {"16-29": "4,6", "30-44": "5,5", "45-64": "7,4", "65+": "6,5", "vaak": "4"}
"""Targets for Zeewijk: seats in proportion to the residents, and one for its care users."""


def zeewijk(path: Path, quotas: Path) -> Problem:
    """Zeewijk with these quotas."""
    assembly = read_assembly(Source(path, "code", ("adres", "postcode")), quotas, 24)
    return make_problem(assembly.pool, assembly.quotas, assembly.seats)


def test_from_targets_to_a_verified_draw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    people = example_folder() / "aanmeldingen.csv"
    plain = (example_folder() / "streefaantallen.csv").read_text(encoding="utf-8-sig").splitlines()
    aimed, narrowed = tmp_path / "aimed.csv", tmp_path / "narrowed.csv"
    lines = [f"{line};{SHARES.get(line.split(';')[1], '')}" for line in plain[1:]]
    lines += ["wijk*leeftijd;Haven*65+;1;3;1,9"]
    aimed.write_text("\n".join([f"{plain[0]};target", *lines]), encoding="utf-8")
    problem = zeewijk(people, aimed)

    found = narrow(problem, find_solver(), lambda *_: None)
    narrowed.write_bytes(quota_bytes(found.quotas))
    bounds = {row.value: (row.min, row.max) for row in found.quotas.rows}
    # 4.6, 5.5, 7.4 and 6.5 add up to 24: the two halves are half a seat off whatever one does.
    assert [bounds[value] for value in ("16-29", "30-44", "45-64", "65+")] == [
        (5, 5),
        (5, 6),
        (7, 7),
        (6, 7),
    ]
    assert bounds["65+*Haven"] == (2, 2)
    assert bounds["vaak"] == (4, 4)
    assert bounds["vrouw"] == (11, 13)  # no target

    # The price: the smallest chance, before and after.
    settings = Settings(tickets=50)
    before, after = (
        make_lottery(problem, settings),
        make_lottery(zeewijk(people, narrowed), settings),
    )
    assert Fraction(0) < after.minimum_chance <= before.minimum_chance

    out = str(tmp_path / "out")
    given = ["--seats", "24", "--id", "code", "--household", "adres,postcode", "--tickets", "50"]
    assert cli.run(["lottery", str(people), str(narrowed), *given, "--out", out]) == 0
    assert cli.run(["draw", out, "--ticket", "07", "--pool", str(people)]) == 0
    assert cli.run(["verify", out, "--pool", str(people), "--quotas", str(narrowed)]) == 0
    assert cli.run(["verify", out, "--pool", str(people), "--quotas", str(aimed)]) == 4
    capsys.readouterr()
