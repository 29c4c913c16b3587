"""The same register and seed give the same record, whoever draws, in whichever process and file.

Codes are secret and new in every draw, so their hashes (and what is made of these: digests of the
table of letters and of the wave) differ, as does the day of provision. All the rest must not.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from sortition.register_synth.settings import RegisterSettings
from sortition.register_synth.writing import write_register
from tests.invite_files import DATE, SEED
from tests.sortition.test_reproducible import in_process

# Runs commands in the current folder and prints the exit codes.
SCRIPT = """
import contextlib, io, json, sys
import cli

codes = []
for arguments in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        codes.append(cli.run(arguments))
print(json.dumps(codes))
"""
SHARED = ["--map", "map.toml", "--seed", SEED, "--reference-date", DATE, "--out", "draw"]
SHARED += ["--strata", "gemeente,leeftijd"]
PANEL = ["--targets", "quotas.csv", "--seats", "12"]


def commands(register: str) -> list[list[str]]:
    """Three waves: by response; topped up; and equal."""
    start = ["invite", register, *SHARED]
    return [
        [*start, "--letters", "80", "--spread", "response", *PANEL],
        [*start, "--letters", "20", "--wave", "2", "--only", "leeftijd=16-24"],
        [*start, "--letters", "40", "--wave", "3", "--spread", "equal"],
    ]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of about 2,000 people in two municipalities, with everything that can be odd."""
    folder = tmp_path_factory.mktemp("register") / "made"
    write_register(RegisterSettings(people=2000, municipalities=2, seed="reproducible"), folder)
    return folder


def shuffled(lines: list[str], order: int) -> str:
    return "".join([lines[0], *Random(order).sample(lines[1:], len(lines) - 1)])


def record(folder: Path) -> dict[str, Any]:
    """The public files, but for what is secret and new in every draw."""
    files: dict[str, Any] = {}
    hidden = set()
    for path in sorted((folder / "draw" / "record").iterdir()):
        data = path.read_bytes()
        if path.name.startswith("letters-"):
            rows = [line.rsplit(b",", 1) for line in data.splitlines()]
            strata = sorted(row[0].split(b",", 1)[1] for row in rows[1:])
            assert all(len(row[1]) == 64 for row in rows[1:])
            files[path.name] = [rows[0], sorted(row[0].split(b",")[0] for row in rows), strata]
            hidden.add(path.name)
        elif path.suffix == ".json":
            content = json.loads(data)
            del content["digest"], content["previous"]
            for name in list(content["files"]):
                if name.startswith("letters-"):
                    del content["files"][name]
            files[path.name] = content
        elif path.name == "provision.csv":
            files[path.name] = [line.split(b",", 1)[1] for line in data.splitlines()]
        else:
            files[path.name] = data
    assert hidden == {"letters-1.csv", "letters-2.csv", "letters-3.csv"}
    return files


def people(folder: Path) -> list[list[str]]:
    """The private rows without letter and code, in order."""
    found = []
    for wave in (1, 2, 3):
        path = folder / "draw" / "private" / f"people-{wave}.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        drop = {lines[0].split(",").index(name) for name in ("letter", "code")}
        rows = [
            ",".join(cell for at, cell in enumerate(line.split(",")) if at not in drop)
            for line in lines
        ]
        found.append(sorted(rows))
    return found


def drawn(folder: Path, register: Path, name: str, hash_seed: str, order: int | None) -> Path:
    """What another process draws from the register in some form."""
    folder.mkdir()
    text = (register / "map.toml").read_text(encoding="utf-8")
    (folder / "map.toml").write_text(text, encoding="utf-8")
    quotas = [f"leeftijd,{band},1,6" for band in ("16-24", "25-44", "45-64", "65+")]
    (folder / "quotas.csv").write_text("\n".join(["category,feature,min,max", *quotas]) + "\n")
    lines = (register / "register.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    content = "".join(lines) if order is None else shuffled(lines, order)
    (folder / "register.csv").write_text(content, encoding="utf-8")
    if name.endswith(".parquet"):
        import duckdb

        source = f"read_csv('{folder / 'register.csv'}', all_varchar = true, delim = ';')"
        duckdb.execute(f"COPY (FROM {source}) TO '{folder / name}' (FORMAT parquet)")
    assert in_process(SCRIPT, commands(name), hash_seed, folder) == [0] * 3
    return folder


def test_every_process_and_every_form_of_the_register_gives_the_same_record(
    tmp_path: Path, register: Path
) -> None:
    first = drawn(tmp_path / "first", register, "register.csv", "0", None)
    other = drawn(tmp_path / "other", register, "register.csv", "4242", 1)
    parquet = drawn(tmp_path / "parquet", register, "register.parquet", "2", 2)
    assert people(first) == people(other) == people(parquet)
    one = record(first)
    for folder in (other, parquet):
        two = record(folder)
        for wave in (1, 2, 3):
            # Another file has another digest, and Parquet another name and another first step.
            name = f"wave-{wave}.json"
            for content in (one[name], two[name]):
                content.pop("register", None)
                content.pop("addresses", None)  # it depends on the salt
                content["files"].pop(f"draw-{wave}.sql", None)
            if folder == parquet:
                two.pop(f"draw-{wave}.sql")
            assert two[name] == one[name]
        queries = [f"draw-{wave}.sql" for wave in (1, 2, 3)] if folder == parquet else []
        assert two == {name: data for name, data in one.items() if name not in queries}
    # Everything is there that was to be compared.
    assert set(one) >= {
        *(f"{kind}-{wave}.csv" for kind in ("strata", "homes", "letters") for wave in (1, 2, 3)),
        *("curve-1.csv", "provision.csv", "draw-1.sql", "wave-3.json"),
    }
    assert one["wave-1.json"]["forecast"]["probability"] > 0


def test_two_draws_have_other_codes(tmp_path: Path, register: Path) -> None:
    """Else whoever has one draw could recognise the letters of another."""
    for name in ("map.toml", "register.csv"):
        (tmp_path / name).write_bytes((register / name).read_bytes())
    line = ["invite", "register.csv", *SHARED, "--letters", "40", "--out"]
    assert in_process(SCRIPT, [[*line, "a"], [*line, "b"]], "0", tmp_path) == [0, 0]
    hashes = []
    for draw in ("a", "b"):
        letters = (tmp_path / draw / "record/letters-1.csv").read_text(encoding="utf-8-sig")
        hashes.append({row.rsplit(",", 1)[1] for row in letters.splitlines()[1:]})
    assert len(hashes[0]) == 40
    assert not hashes[0] & hashes[1]


def test_a_made_up_register_is_the_same_in_every_process(tmp_path: Path) -> None:
    given = ["synth-register", "--people", "300", "--municipalities", "2", "--seed", "x"]
    given += ["--reference-date", DATE, "--out"]
    files = []
    for hash_seed in ("0", "77"):
        folder = tmp_path / hash_seed
        folder.mkdir()
        assert in_process(SCRIPT, [[*given, "made"]], hash_seed, folder) == [0]
        files.append({path.name: path.read_bytes() for path in (folder / "made").iterdir()})
    assert files[0] == files[1]
    assert set(files[0]) == {"about.json", "map.toml", "register.csv"}
