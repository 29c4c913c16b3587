"""Small record folders to draw from and to damage: one written by hand, others by the package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sortition.lottery import Settings, make_lottery
from sortition.publish import write_lottery
from stratification.pool import Source, read_assembly
from stratification.problem import make_problem
from tests.test_verify_standalone import Case, make_proof, panels, put, record, row, sha, step

KLEIN = Path(__file__).parents[2] / "examples" / "klein"
KLEIN_POOL, KLEIN_QUOTAS = KLEIN / "aanmeldingen.csv", KLEIN / "streefaantallen.csv"
KLEIN_TICKETS = [
    ["A", "F", "H"],
    ["B", "G", "H"],
    ["C", "F", "H"],
    ["D", "G", "H"],
    ["E", "F", "G"],
]

CANARIES = ("Zoë Kanarie", "Kanariepad 7", "0612345678", "geheim antwoord")
POOL = """code,naam,adres,telefoon,leeftijd,opmerking
=1+1,Zoë Kanarie,Kanariepad 7,0612345678,jong,"=HYPERLINK(""x"")"
b2,Zoë Kanarie,Kanariepad 7,0612345678,jong,+geheim antwoord
c3,Zoë Kanarie,kanariepad 8,0612345678,jong,-1
D4,Zoë Kanarie,,0612345678,oud,@geheim antwoord
e5,Zoë Kanarie,,0612345678,oud,"geheim antwoord, met komma"
f6,Zoë Kanarie,Kanariepad 7,0612345678,oud,"'=geheim antwoord"
"""
QUOTAS = "kenmerk,waarde,min,max\nleeftijd,jong,1,2\nleeftijd,oud,1,1\n"


def klein() -> Case:
    """examples/klein as its README solves it: three levels, five tickets, everybody exact."""
    rows = [row(3, 3, 0, 1, 2, 3), row(1, 1, 0, 1), row(2, 2, 2, 3)]
    proof = make_proof(
        "leximin",
        [4, 1, 2, 1],
        [*rows, row(1, 2, 0, 2), row(1, 2, 1, 3)],
        chances=["1/5", "1/5", "3/5", "4/5"],
        steps=[step("level", r1="1/1"), step("level", r3="1/1"), step("level", r2="1/1")],
        mixture={
            "panels": [{"0": 1, "2": 1, "3": 1}, {"1": 1, "2": 2}],
            "weights": [4, 1],
            "total": 5,
        },
    )
    people = {name: (c, "") for c, names in enumerate(["ABCD", "E", "FG", "H"]) for name in names}
    answers = [("jong", "noord"), ("jong", "zuid"), ("oud", "noord"), ("oud", "zuid")]
    pool = {
        "categories": ["leeftijd", "wijk"],
        "households": None,
        "people": [[name, *answers[c]] for name, (c, _) in sorted(people.items())],
    }
    quotas = [
        ["leeftijd", "jong", 1, 1],
        ["leeftijd", "oud", 2, 2],
        ["wijk", "noord", 1, 2],
        ["wijk", "zuid", 1, 2],
    ]
    tickets = panels(*(" ".join(panel) for panel in KLEIN_TICKETS))
    inputs = {"pool": compact(pool), "quotas": compact(quotas)}
    return {"proof": proof, "people": people, "tickets": tickets, "attained": "exact"} | {
        "inputs": inputs
    }


def compact(content: object) -> str:
    """The digest of canonical inputs."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def klein_record(folder: Path) -> Path:
    """The record of `klein`, as the program would write it."""
    case = klein()
    files = record(case)
    digests = {name: sha(data) for name, data in files.items() if name != "lottery.json"}
    lottery = {"digests": digests | case["inputs"], "id_column": None, "household": []}
    return put(folder, record(case | {"lottery": lottery}))


def write(path: Path, text: str) -> Path:
    """A text file in UTF-8."""
    path.write_text(text, encoding="utf-8")
    return path


def full_record(folder: Path, tickets: int = 20) -> tuple[Path, Source, Path]:
    """A record made by the package, with households and awkward cells: its pool and its quotas."""
    source = Source(write(folder / "pool.csv", POOL), "code", ("adres",))
    quotas = write(folder / "quotas.csv", QUOTAS)
    assembly = read_assembly(source, quotas, 2)
    problem = make_problem(assembly.pool, assembly.quotas, assembly.seats)
    lottery = make_lottery(problem, Settings(tickets=tickets, seed="a public seed"))
    write_lottery(lottery, folder / "record", source)
    return folder / "record", source, quotas


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
