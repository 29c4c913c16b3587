"""The pages on the draw of letters: their examples are real, and the script written from one of
them draws what the program draws."""

from __future__ import annotations

import csv
import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import cli
from sortition.invitations.layout import (
    CURVE_COLUMNS,
    FORECAST_COLUMNS,
    HOME_COLUMNS,
    KEYS,
    STRATA_COLUMNS,
)
from sortition.letters.provision import COLUMNS
from sortition.record import json_bytes, sealed
from stratification.register.model import FIELDS
from tests import test_docs_quotas as docs
from tests.commands import Run, write
from tests.test_readme import ROOT

PAGES = ("docs/invitations.md", "docs/invitations-record.md")
SCRIPT = ROOT / "examples" / "redraw_letters.py"
SETTINGS = ["--seed", "openbaar zaad", "--reference-date", "2025-01-01"]
spec = importlib.util.spec_from_file_location("redraw_letters", SCRIPT)
assert spec is not None
assert spec.loader is not None
redraw: Any = importlib.util.module_from_spec(spec)
spec.loader.exec_module(redraw)


# ---- the pages ----


@pytest.mark.skipif(shutil.which("sed") is None, reason="the examples use the usual tools")
def test_the_examples_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    start = '-c "import cli; cli.main()"'
    for name, options in (("python", ""), ("sortition", start)):
        program = tmp_path / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {options} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    docs.test_the_examples_are_real(PAGES[0], tmp_path)


def test_every_command_of_the_pages_is_one() -> None:
    for name in PAGES:
        docs.test_every_command_of_a_page_is_one(name)


@pytest.mark.parametrize("name", PAGES)
def test_lines_are_short(name: str) -> None:
    """But for those of tables, which cannot be broken."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > docs.LONGEST and line[0] != "|"] == []


def docs_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_specification_names_every_key_and_column() -> None:
    named = set(re.findall(r"`(\w+)`", docs_text(PAGES[1])))
    columns = (*STRATA_COLUMNS, *FORECAST_COLUMNS, *HOME_COLUMNS, *CURVE_COLUMNS, *COLUMNS)
    assert {*KEYS, *columns, "letter", "code_hash"} <= named
    fields = set(re.findall(r"`(?:columns\.)?(\w+)`", docs_text(PAGES[0])))
    assert set(FIELDS) <= fields


# ---- the script ----


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a made-up register."""
    from sortition.register_synth.settings import RegisterSettings
    from sortition.register_synth.writing import write_register

    folder = tmp_path_factory.mktemp("town")
    write_register(RegisterSettings(people=3000, municipalities=3, seed="letters"), folder / "town")
    return folder / "town"


def frame_of(town: Path, record: Path, wave: int = 1) -> Path:
    """What DuckDB makes of the SQL that the script gives, run in the folder of the register."""
    sql = redraw.query(str(record), wave).replace("'register.csv'", f"'{town / 'register.csv'}'")
    path = record.parent / f"frame-{wave}.csv"
    duckdb.connect().sql(sql).write_csv(str(path))
    return path


def invite(run: Run, town: Path, *options: str, letters: int = 120) -> Path:
    register, mapping = str(town / "register.csv"), str(town / "map.toml")
    given = [*SETTINGS, "--letters", str(letters), *options]
    out = [] if "--out" in options else ["--out", "draw"]
    done = run("invite", register, "--map", mapping, *given, *out, "--json")
    assert done.code == 0, done.data
    return Path(options[options.index("--out") + 1] if "--out" in options else "draw") / "record"


def by(*values: str) -> list[str]:
    return ["--strata", ",".join(values)]


CASES = {
    "one stratum": [],
    "strata": by("gemeente", "leeftijd"),
    "equal": [*by("gemeente", "geslacht"), "--spread", "equal"],
    "one per address": [*by("leeftijd"), "--one-per-address", "--part", "Zeewijk aan Zee"],
}


@pytest.mark.parametrize("case", CASES)
def test_the_script_draws_the_same_in_every_wave(run: Run, town: Path, case: str) -> None:
    options = CASES[case]
    record = invite(run, town, *options)
    only = ["--only", "leeftijd=16-24"] if "leeftijd" in " ".join(options) else []
    invite(run, town, *options, "--wave", "2", *only, letters=40)
    frame = frame_of(town, record)
    assert redraw.verify(str(record), [str(frame)]) == 0
    assert redraw.verify(str(record), [str(frame), str(frame_of(town, record, 2))]) == 0
    people = frame.read_text(encoding="utf-8").splitlines(keepends=True)
    random.Random(1).shuffle(body := people[1:])
    frame.write_text("".join([people[0], *body]), encoding="utf-8")
    assert redraw.verify(str(record), [str(frame)]) == 0


@pytest.mark.parametrize("amount", ["letters", "weight"])
def test_the_script_spreads_by_a_key(run: Run, town: Path, amount: str) -> None:
    """Two of the rows have equal weights, and one more letter than can be halved."""
    with (town / "register.csv").open(encoding="utf-8", newline="") as file:
        places = {row["Gemeente van inschrijving"] for row in csv.DictReader(file, delimiter=";")}
    numbers = ["40", "40", "37"] if amount == "letters" else ["1", "1", "0,5"]
    rows = [f'{name},"{n}"' for name, n in zip(sorted(places), numbers, strict=True)]
    key = write("key.csv", f"gemeente,{amount}", *rows)
    record = invite(run, town, *by("gemeente", "leeftijd"), "--spread", key, letters=117)
    assert redraw.verify(str(record), [str(frame_of(town, record))]) == 0


def test_the_script_on_addresses(run: Run, town: Path, tmp_path: Path) -> None:
    text = (town / "map.toml").read_text(encoding="utf-8")
    (tmp_path / "map.toml").write_text(text.replace('"persons"', '"addresses"'), encoding="utf-8")
    (tmp_path / "register.csv").symlink_to(town / "register.csv")
    record = invite(run, tmp_path, *by("gemeente"))
    invite(run, tmp_path, *by("gemeente"), "--wave", "2", letters=40)
    assert redraw.verify(str(record), [str(frame_of(town, record))]) == 0


def test_strata_typed_in_another_case_are_those_of_the_map(run: Run, town: Path) -> None:
    record = invite(run, town, *by("Gemeente", "LEEFTIJD"))
    invite(run, town, *by("gemeente", "leeftijd"), "--wave", "2", "--only", "Leeftijd=16-24")
    content = json.loads((record / "wave-2.json").read_bytes())
    assert content["strata_columns"] == ["gemeente", "leeftijd"]
    assert content["only"] == [["leeftijd", "16-24"]]
    assert run("verify", "draw", "--register", str(town / "register.csv")).code == 0
    assert redraw.verify(str(record), [str(frame_of(town, record))]) == 0


@pytest.fixture(scope="module")
def made(town: Path) -> Path:
    """A draw of two waves, with a frame beside its record."""
    out = town.parent / "made"
    given = [*SETTINGS, *by("gemeente", "leeftijd"), "--letters", "120", "--out", str(out)]
    for wave in ("1", "2"):
        files = [str(town / "register.csv"), "--map", str(town / "map.toml")]
        assert cli.run(["invite", *files, *given, "--wave", wave]) == 0
    frame_of(town, out / "record")
    return out


@pytest.fixture
def drawn(made: Path, tmp_path: Path) -> Path:
    """The record of that draw, to change."""
    return Path(shutil.copytree(made, tmp_path / "drawn")) / "record"


def sealed_files(record: Path) -> Iterator[Path]:
    return (path for path in sorted(record.iterdir()) if path.name != "provision.csv")


def test_no_byte_of_the_record_can_change(drawn: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of every file the first, the last and some bytes between, one bit of each."""
    chance = random.Random(5)
    paths = list(sealed_files(drawn))
    assert len(paths) == 10
    for path in paths:
        data = path.read_bytes()
        for at in {0, len(data) - 1, *(chance.randrange(len(data)) for _ in range(12))}:
            changed = bytearray(data)
            changed[at] ^= 1 << chance.randrange(8)
            path.write_bytes(changed)
            assert redraw.verify(str(drawn), []) == 4, (path.name, at)
        path.write_bytes(data)
    capsys.readouterr()
    assert redraw.verify(str(drawn), []) == 0
    assert "FAILED" not in capsys.readouterr().out


def test_no_file_of_the_record_can_be_missing(drawn: Path) -> None:
    for path in sealed_files(drawn):
        if path.name == "wave-2.json":
            continue  # a last wave can go unseen: the page says so
        data = path.read_bytes()
        path.unlink()
        assert redraw.verify(str(drawn), []) == 4, path.name
        path.write_bytes(data)
    (drawn / "wave-4.json").write_bytes(b"{}")
    assert redraw.verify(str(drawn), []) == 4


FORGED = {
    "seed": "another",
    "label": "letters x",
    "letters": 121,
    "earlier": 1,
    "drawn": "0" * 64,
    "earlier_drawn": "0" * 64,
    "previous": "0" * 64,
    "people": 3000,
    "only": [["leeftijd", "16-24"]],
    "spread": {"kind": "equal", "letters": 120, "tied": []},
    "one_per_address": True,
    "strata_columns": ["leeftijd", "gemeente"],
}


@pytest.mark.parametrize("key", FORGED)
def test_a_forger_with_right_digests_is_caught_too(drawn: Path, key: str) -> None:
    path = drawn / "wave-2.json"
    content = json.loads(path.read_bytes())
    assert content[key] != FORGED[key]
    path.write_bytes(json_bytes(sealed(content | {key: FORGED[key]})))
    assert redraw.verify(str(drawn), [str(drawn.parent / "frame-1.csv")]) == 4


def test_another_frame_is_found(drawn: Path) -> None:
    """Somebody less, somebody more, another id, another stratum."""
    frame = drawn.parent / "frame-1.csv"
    lines = frame.read_text(encoding="utf-8").splitlines()
    first = lines[1].split(",")
    changes = [
        lines[:1] + lines[2:],
        [*lines, ",".join(["new", *first[1:]])],
        [lines[0], ",".join([*first[:-1], "16-24" if first[-1] != "16-24" else "65+"]), *lines[2:]],
    ]
    for changed in changes:
        frame.write_text("\n".join(changed) + "\n", encoding="utf-8")
        assert redraw.verify(str(drawn), [str(frame)]) == 4
    wanted = {row.split(",")[0] for row in lines[1:]}
    people = (drawn.parent / "private" / "people-1.csv").read_text(encoding="utf-8")
    unit = people.splitlines()[1].split(",")[1]
    assert unit in wanted
    text = "\n".join(lines) + "\n"
    frame.write_text(text.replace(f"\n{unit},", "\nsomebody,"), encoding="utf-8")
    assert redraw.verify(str(drawn), [str(frame)]) == 4


@pytest.mark.parametrize(
    "text",
    ["", "unit,gemeente\na,b\n", "unit,gemeente,leeftijd\na,b\n", "gemeente,leeftijd\nb,c\n"],
)
def test_a_frame_that_cannot_be_read(drawn: Path, text: str) -> None:
    path = drawn.parent / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert redraw.main([str(drawn), str(path)]) == 2
    path.write_text("unit,gemeente,leeftijd\na,b,c\na,b,c\n", encoding="utf-8")
    assert redraw.main([str(drawn), str(path)]) == 2
    assert redraw.main([str(drawn), str(drawn / "nothing.csv")]) == 2


def test_wrong_usage(drawn: Path) -> None:
    for arguments in ([], ["--query"], [str(drawn / "nothing")], ["--query", str(drawn), "x"]):
        assert redraw.main(arguments) == 2
    assert redraw.main(["--query", str(drawn), "9"]) == 4


def test_the_script_runs_by_itself(drawn: Path) -> None:
    """Without the package, and in any encoding of the terminal."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), "."]
    process = subprocess.run(
        command, cwd=drawn, env={"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert (process.returncode, process.stderr) == (0, b"")
    assert process.stdout.decode().splitlines()[-1] == "not checked without a frame: who was drawn"


def test_both_examples_of_numbers_are_right() -> None:
    assert redraw.sha256(b"sortition-number-1\nletters\n0001\ndemo")[:16] == "8f81c31c22c1dcf5"
    assert "`8f81c31c22c1dcf5`" in docs_text(PAGES[1])


def test_the_shortest_limit() -> None:
    units = [redraw.Unit(number, "", "", ()) for number in ("1a57", "1a83")]
    assert redraw.limit(units[:1], units[1:]) == "1a8"
    assert (redraw.limit(units, []), redraw.limit([], units)) == ("g", "")
