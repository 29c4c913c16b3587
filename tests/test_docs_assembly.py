"""The pages on the dossier of an assembly: their examples are real, they name all there is."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import cli
from cli_assembly import assembly
from sortition.assembly import begin, chain
from sortition.assembly.draws import called, standbys_files
from sortition.assembly.draws.seats import STATES
from sortition.assembly.ending.erase_rows import KINDS
from sortition.letters.codes import SALT_BYTES
from tests.commands import Run, write
from tests.sortition.letter_folders import draw_folder, residents
from tests.test_docs_json import unnamed
from tests.test_docs_quotas import LONGEST
from tests.test_readme import COMMAND, ROOT, matches

PAGE, RECORD = "docs/assembly.md", "docs/assembly-record.md"
VALUES = ("leeftijd,jong", "leeftijd,oud", "wijk,noord", "wijk,zuid")
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.M | re.S)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples, for commands in English; the dossier makes the same codes."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("_*"))
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("SORTITION_LANG", "en")
    monkeypatch.delenv("SORTITION_PASSPHRASE", raising=False)
    monkeypatch.setattr(begin, "new_salt", lambda: bytes(SALT_BYTES))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(script: str, folder: Path) -> str:
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        cwd=folder,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the examples use the usual tools")
def test_the_examples_are_real(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second page goes on where the first one ends."""
    commands = 0
    for kind, block in BLOCK.findall(text_of(PAGE) + text_of(RECORD)):
        if kind == "python":
            (folder / "chain.py").write_text(block, encoding="utf-8")
            continue
        for command, expected in COMMAND.findall(block):
            commands += 1
            if command.startswith("sortition "):
                words = shlex.split(shell(f"printf '%q ' {command.split(' ', 1)[1]}", folder))
                assert cli.run(words) == 0, command
                printed = capsys.readouterr().out
            else:
                printed = shell(command, folder)
            assert matches(expected, printed), (command, printed)
    assert commands >= 12


def test_the_chain_of_the_page_sees_what_was_changed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    klein = folder / "examples" / "klein"
    for words in (
        ["new", "d", "--name", "Klein"],
        ["quotas", "d", str(klein / "streefaantallen.csv"), "--seats", "3"],
        ["import", "d", str(klein / "aanmeldingen.csv"), "--people", "id"],
        ["lottery", "d", "--tickets", "5"],
        ["draw", "d", "--ticket", "3"],
        ["erase", "d", "words", "--early", "--why", "test"],
    ):
        assert cli.run(["assembly", *words]) == 0, capsys.readouterr().err
    (script,) = [block for kind, block in BLOCK.findall(text_of(RECORD)) if kind == "python"]
    (folder / "chain.py").write_text(script, encoding="utf-8")
    check = "python chain.py d/records"
    assert shell(check, folder) == "ok  01-panel\nok  02-destruction\n"
    held = folder / "d" / "records" / "01-panel" / "members.csv"
    held.rename(folder / "members.csv")
    assert "WRONG" not in shell(check, folder)
    drawn = held.with_name("draw.json")
    drawn.write_bytes(drawn.read_bytes().replace(b'"3"', b'"2"'))
    assert shell(check, folder) == "ok  01-panel\nWRONG 02-destruction\n"


def test_every_command_is_named_and_real() -> None:
    text = text_of(PAGE)
    section = text.split("## The commands, in the order of the year")[1].split("\n## ")[0]
    rows = [row.split("|")[2] for row in section.splitlines() if row.startswith("|")]
    named = re.findall(r"`([a-z-]+)`", " ".join(rows))
    assert sorted(named) == sorted(assembly.commands)
    for page in (PAGE, RECORD):
        for name, options in re.findall(r"sortition assembly ([a-z-]+)([^`\n]*)", text_of(page)):
            params = assembly.commands[name].params
            known = {word for param in params for word in (*param.opts, *param.secondary_opts)}
            assert set(re.findall(r"--[a-z-]+", options)) <= known | {"--help"}, name


def test_states_kinds_and_keys_are_all_named() -> None:
    states = text_of(PAGE).split("## States")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", states, re.M) == list(STATES[:7]) + list(STATES[7:])
    record = text_of(RECORD)
    kinds = record.split("## 1. The chain")[1].split("No record is made")[0]
    assert re.findall(r"^\| `([a-z]+)` \|", kinds, re.M) == list(chain.KINDS)
    named = set(re.findall(r"`(\w+)`", record))
    assert {*chain.KEYS, *called.KEYS, *standbys_files._KEYS, *standbys_files._DRAW_KEYS} <= named
    for name in chain.HELD_BACK:
        assert f"`{name}`" in record
    ending = text_of("docs/assembly-ending.md")
    assert all(f"`{kind}`" in ending for kind in KINDS)


@pytest.mark.parametrize("name", [PAGE, RECORD])
def test_lines_are_short(name: str) -> None:
    """But for those of tables, which cannot be broken."""
    lines = text_of(name).splitlines()
    assert [line for line in lines if len(line) > LONGEST and line[0] != "|"] == []


@pytest.mark.parametrize("name", [PAGE, RECORD])
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(name)):
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.is_file(), target
        heads = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.M)
        slugs = {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
        assert not anchor or anchor in slugs, target


# ---- docs/json.md ----

OWN = ("cells", "queue", "states", "records", "chances", "rows", "details", "stratum")
"""What has names of the user's, or of the dossier, as keys."""


def by_name(content: Any) -> Any:
    """The same without those names."""
    if isinstance(content, dict):
        return {
            key: list(value.values()) if key in OWN and isinstance(value, dict) else by_name(value)
            for key, value in content.items()
        }
    return [by_name(one) for one in content] if isinstance(content, list) else content


class Told:
    """Answers of the commands, every key of which is on the page."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.names: set[str] = set()

    def __call__(self, name: str, *words: object, folder: str = "d") -> Any:
        self.names.add(name)
        result = self.run("assembly", name, folder, *words, "--json")
        assert result.code == 0, result
        also = ["repair"] if name == "repair" else []
        assert unnamed(by_name(result.data), "assembly", *also) == set(), name
        return result.data


def rows_of(count: int) -> list[str]:
    """Rows of a form: everybody young or old, from north or south."""
    answers = ["jong,noord", "oud,noord", "jong,zuid", "oud,zuid"]
    return [f"persoon {at},{answers[at % 4]}" for at in range(count)]


def test_every_key_of_json_is_on_the_page(run: Run) -> None:
    told = Told(run)
    quotas = write("q.csv", "kenmerk,waarde,min,max", *(f"{row},2,4" for row in VALUES))
    told("new", "--name", "Beraad")
    told("quotas", quotas, "--seats", "6")
    rows = [*rows_of(21), "niemand,jong,oost"]
    told("import", write("f.csv", "naam,leeftijd,wijk", *rows), "--people", "naam")
    told("deadline", "--day", "2030-01-01")
    typed = ["--answer", "naam=Op Papier", "--answer", "leeftijd=jong", "--answer", "wijk=noord"]
    code = told("add", *typed)["code"]
    told("correct", code, "--answer", "leeftijd=oud", "--why", "gebeld")
    told("withdraw", code)
    (row,) = told("queue")["queue"]
    told("queue", "--row", row["number"])
    told("settle", row["number"], "--refuse")
    told("sign-ups")
    none = write("none.csv", "kenmerk,waarde,min,max", f"{VALUES[0]},18,18", f"{VALUES[1]},0,9")
    told("quotas", none, "--seats", "18")
    assert told("repair", "--out", "ways")["repairs"]
    told("quotas", quotas, "--seats", "6")
    told("lottery", "--tickets", "10")
    first = told("draw", "--ticket", "3")["panel"]
    told("seat", "declined", *first[:2])
    told("call", "--yes", told("call")["code"])
    told("status")
    assert told("replace", "--tickets", "10", "--accept-deviation")["missed"] is not None
    told("draw", "--ticket", "4")
    told("standbys", "--standbys", "2", "--samples", "20", "--tickets", "5")
    told("draw", "--ticket", "1")
    told("seat", "no-show", first[2])
    told("seat-standbys")
    told("rotate", "--stay", "3", "--tickets", "10", "--accept-deviation")
    told("draw", "--ticket", "2")
    told("room", "--role", "zorgverleners=20")
    told("chances")
    told("seats")
    told("pool", "01-panel", "--out", "pool.csv")
    given = ["--recipient", "x", "--purpose", "y", "--ground", "z", "--fields", "naam"]
    told("export", *given, "--out", "x.csv")
    told("export-person", first[3])
    told("new", "--name", "Volgend", folder="e")
    free = [one["code"] for one in told("chances")["people"] if one["state"] is None]
    told("reuse", "d", write("codes.csv", "code", free[0]), folder="e")
    told("erase-person", free[1], "--why", "op verzoek")
    told("close")
    told("due")
    told("retention", "words", "--days", "10", "--why", "zo")
    told("erase", "everything", "--early", "--why", "klaar")
    told("log")
    assert told.names == set(assembly.commands) - {"letters"}


def test_keys_of_letters_and_of_a_next_wave(run: Run, tmp_path: Path) -> None:
    told = Told(run)
    folder = draw_folder(tmp_path / "draw", residents(8))
    (folder / "private" / "people-1.csv").unlink()
    assert told("new", "--name", "x", "--letters", folder)["notices"]
    told("quotas", write("q.csv", "kenmerk,waarde,min,max", "wijk,Noord,1,1"), "--seats", "1")
    shutil.rmtree(folder)
    assert told("letters", draw_folder(tmp_path / "draw", residents(9)))["notices"] == []
    seen = told("sign-ups", "--letters", "5")
    assert seen["wave"]
    assert seen["response"]
    assert seen["lacking"]
