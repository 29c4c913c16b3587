"""Same inputs, settings and versions give the same bytes, whoever computes them where.

Every record here is made by a process of its own, with its own PYTHONHASHSEED, from files of its
own: the same people and quotas in another order of rows and columns, another delimiter, encoding
and line end.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from sortition.examples import example_folder
from sortition.lottery import Settings, default_seed, make_lottery
from sortition.publish import lottery_files
from sortition.rules import RULES
from tests.sortition.problems import tiny_problem

ROOT = Path(__file__).resolve().parents[2]
NEEDS_A_CUT = 35
FILES = ["chances.csv", "lottery.json", "members.csv", "proof.json", "tickets.csv"]

# Reads an assembly, and writes its record under every rule; prints the digest of every file.
SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from sortition.lottery import Settings, make_lottery
from sortition.publish import write_lottery
from stratification.pool import Source, read_assembly
from stratification.problem import make_problem

job = json.load(sys.stdin)
folder = Path(job["folder"])
source = Source(folder / "pool.csv", job["id"], tuple(job["household"]))
assembly = read_assembly(source, folder / "quotas.csv", job["seats"])
problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
found = {}
for rule in job["rules"]:
    record = folder / rule
    lottery = make_lottery(problem, Settings(rule=rule, tickets=job["tickets"]))
    write_lottery(lottery, record, source)
    for path in sorted(record.iterdir()):
        found[f"{rule}/{path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Form:
    """How the two files are written: what must not matter."""

    hash_seed: str
    order: int | None = None
    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    line_end: str = "\r\n"


FORMS = [
    Form("0"),
    Form("1", order=1, delimiter=",", encoding="utf-8", line_end="\n"),
    Form("2", order=2, delimiter="\t", encoding="utf-16"),
    Form("random", order=3, delimiter=";", encoding="cp1252", line_end="\n"),
]


@dataclass(frozen=True)
class Input:
    """An assembly: two tables (header first), and which columns mean what."""

    pool: list[list[str]]
    quotas: list[list[str]]
    seats: int
    id_column: str | None
    household: tuple[str, ...]
    tickets: int
    cuts: bool


def table(path: Path) -> list[list[str]]:
    text = path.read_text(encoding="utf-8-sig")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def zeewijk() -> Input:
    folder = example_folder("zeewijk")
    pool, quotas = table(folder / "aanmeldingen.csv"), table(folder / "streefaantallen.csv")
    return Input(pool, quotas, 24, "code", ("adres", "postcode"), tickets=100, cuts=False)


def with_cuts() -> Input:
    """A small pool with households whose rules need cuts: no lottery reaches the best point of M.

    Its eight people have eight valid panels; it was looked up among random pools, so that integer
    programs and their proofs are part of the comparison. The names are awkward on purpose.
    """
    problem = tiny_problem(NEEDS_A_CUT)
    pool, quotas = problem.pool, problem.quotas
    homes = pool.households or range(len(pool.ids))
    names = [f"é{name}" for name in pool.categories]
    people = zip(pool.ids, pool.values, homes, strict=True)
    return Input(
        [["id", *names, "thuis"]]
        + [[f"={person}", *(f"{v} ü" for v in vs), f"Straat {h}"] for person, vs, h in people],
        [["feature", "value", "min", "max"]]
        + [
            [f"é{row.category}", f"{row.value} ü", str(row.min), str(row.max)]
            for row in quotas.rows
        ],
        problem.seats,
        None,
        ("thuis",) if pool.households else (),
        tickets=40,
        cuts=True,
    )


def shuffled(rows: list[list[str]], order: int | None) -> list[list[str]]:
    """The rows and the columns in another order; the header stays on top."""
    if order is None:
        return rows
    chance = random.Random(order)
    columns = chance.sample(range(len(rows[0])), len(rows[0]))
    below = chance.sample(rows[1:], len(rows) - 1)
    return [[row[column] for column in columns] for row in (rows[0], *below)]


def write(path: Path, rows: list[list[str]], form: Form) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator=form.line_end)
    writer.writerows(shuffled(rows, form.order))
    path.write_bytes(text.getvalue().encode(form.encoding))


def in_process(script: str, job: object, hash_seed: str, folder: Path) -> Any:
    """What a script in a process of its own, in this folder, makes of a job (both are JSON)."""
    settings = {"PYTHONHASHSEED": hash_seed, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env=os.environ | settings | {"LANGUAGE": "en"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def digests(folder: Path, given: Input, form: Form, rules: list[str]) -> dict[str, str]:
    """The digest of every record file that another process makes of these inputs."""
    folder.mkdir()
    write(folder / "pool.csv", given.pool, form)
    write(folder / "quotas.csv", given.quotas, form)
    job = {
        "folder": str(folder),
        "id": given.id_column,
        "household": given.household,
        "seats": given.seats,
        "tickets": given.tickets,
        "rules": rules,
    }
    found: dict[str, str] = in_process(SCRIPT, job, form.hash_seed, ROOT)
    assert sorted(found) == sorted(f"{rule}/{name}" for rule in rules for name in FILES)
    return found


@pytest.mark.parametrize("given", [zeewijk(), with_cuts()], ids=["zeewijk", "with_cuts"])
def test_every_process_and_every_form_of_the_files_gives_the_same_bytes(
    given: Input, tmp_path: Path
) -> None:
    first, *others = [
        digests(tmp_path / str(number), given, form, list(RULES))
        for number, form in enumerate(FORMS)
    ]
    for found in others:
        assert found == first
    # The files are not all the same file: every rule has a proof of its own.
    proofs = {digest for name, digest in first.items() if name.endswith("proof.json")}
    assert len(proofs) == len(RULES)
    proof = json.loads((tmp_path / "0" / "leximin" / "proof.json").read_bytes())
    assert bool(proof["cuts"]) == given.cuts


def test_a_record_says_which_versions_made_it_and_not_where_or_when(tmp_path: Path) -> None:
    """The promise is about equal versions, so they are named; nothing else tells machines apart."""
    digests(tmp_path / "one", with_cuts(), FORMS[0], ["leximin"])
    data = (tmp_path / "one" / "leximin" / "lottery.json").read_bytes()
    assert str(tmp_path).encode() not in data
    assert set(json.loads(data)["versions"]) == {
        "sortition",
        "python",
        "stream",
        "numpy",
        "highspy",
        "pulp",
        "python-flint",
    }


def test_another_seed_is_another_list_of_tickets_with_the_same_chances() -> None:
    """The seed decides who is on which ticket, and nothing about what is fair."""
    problem = tiny_problem(NEEDS_A_CUT)
    one, two, again = (
        lottery_files(make_lottery(problem, Settings(tickets=40, seed=seed)))
        for seed in ("a", "b", "a")
    )
    assert one == again
    assert one["tickets.csv"] != two["tickets.csv"]
    assert one["members.csv"] == two["members.csv"]
    stated = [
        [line.split(",")[:2] for line in files["chances.csv"].decode().splitlines()]
        for files in (one, two)
    ]
    assert stated[0] == stated[1]


def test_the_default_seed_follows_from_inputs_and_settings() -> None:
    """Other people, quotas, seats, rule or number of tickets: another seed; a solver is none."""
    problem, other = tiny_problem(NEEDS_A_CUT), tiny_problem(NEEDS_A_CUT + 1)
    settings = Settings(tickets=40)
    seeds = {
        default_seed(problem, settings),
        default_seed(other, settings),
        default_seed(replace(problem, seats=problem.seats + 1), settings),
        default_seed(problem, replace(settings, rule="minimax")),
        default_seed(problem, replace(settings, tickets=41)),
    }
    assert len(seeds) == 5
    assert default_seed(problem, replace(settings, solver="CBC")) in seeds
