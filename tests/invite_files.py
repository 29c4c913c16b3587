"""What the tests of the draw of letters by command share: a small register, and what it left."""

from __future__ import annotations

import gettext
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import cli
from sortition.examples import example_folder
from tests.commands import Result, Run, write
from tests.sortition.invitations import MAP, register_rows, write_register

PEOPLE = 300
SEED, DATE = "openbaar zaad", "2026-03-01"
TEXTS = example_folder("letters") / "teksten.toml"
Tree = dict[str, tuple[int, bytes]]


def tree(folder: Path | str = ".") -> Tree:
    """Every file and folder: its rights and its bytes, so that no change goes unseen."""
    return {
        str(path): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(Path(folder).rglob("*"))
    }


def small_register(count: int = PEOPLE) -> None:
    """A register, its map, quotas and keys in the current folder."""
    write_register(Path("register.csv"), register_rows(count))
    Path("map.toml").write_text(MAP, encoding="utf-8")
    rows = ["wijk,Noord,1,4", "wijk,Zuid,1,4", "groep,jong,1,4", "groep,oud,1,4"]
    write("quotas.csv", "category,feature,min,max", *rows)
    write("key.csv", "wijk,letters", "Noord,20", "Zuid,10")
    write("weights.csv", "wijk,gewicht", "Noord,1", "Zuid,1")
    rows = [",,0.3", "groep,jong,0.2", "groep,oud,0.4"]
    write("response.csv", "category,value,response", *rows)


def invite_line(*options: object, register: str = "register.csv") -> list[str]:
    """The command `invite` with what every draw needs; options given replace these."""
    given = list(map(str, options))
    usual = [("--map", "map.toml"), ("--seed", SEED), ("--reference-date", DATE)]
    usual += [("--strata", "wijk,groep"), ("--out", "draw")]
    rest = [text for name, value in usual if name not in given for text in (name, value)]
    return ["invite", register, *rest, *given]


def draw_once(folder: Path) -> Path:
    """A drawn folder with 30 letters, beside the files it was made of; to be copied, not changed.

    Outside the fixture `run`, so that tests of a module can share it.
    """
    before = Path.cwd()
    folder.mkdir(exist_ok=True)
    os.chdir(folder)
    try:
        small_register()
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            assert cli.run(invite_line("--letters", 30)) == 0
    finally:
        os.chdir(before)
        gettext.textdomain("messages")
    return folder


def copied(made: Path) -> Path:
    """Copy what `draw_once` made into the current folder; return the folder of the draw."""
    shutil.copytree(made, ".", dirs_exist_ok=True)
    return Path("draw")


def refused(run: Run, *options: object, register: str = "register.csv") -> list[dict[str, Any]]:
    """What is wrong with a draw of letters, of which nothing may be written."""
    before = tree()
    result = run(*invite_line(*options, "--json", register=register))
    assert result.code == 2, result
    assert tree() == before
    errors: list[dict[str, Any]] = result.data["errors"]
    return errors


def codes(errors: Sequence[dict[str, Any]]) -> list[str]:
    """Of what is wrong."""
    return [error["code"] for error in errors]


def three(run: Run, line: Callable[[str], list[str]]) -> list[Result]:
    """What a command does in two languages, and for programs; it gets the name of its folder."""
    ways: list[list[str]] = [[], ["--lang", "nl"], ["--json"]]
    return [run(*line(f"out-{number}"), *way) for number, way in enumerate(ways)]
