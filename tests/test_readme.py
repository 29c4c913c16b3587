"""The examples in README.md and README.nl.md: every command in them runs and says what they show.

A line with … alone stands for what is left out. Ids on tickets, whether somebody has 136 or 137
tickets, and what the table of `sortition compare` says of tickets and meetings may differ with the
solver's version.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli

ROOT = Path(cli.__file__).parent
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.M)
TICKETS = re.compile(r"(?<= )\S+% +[\d.,]+ +\S+× +\S+%$", re.M)  # rounding, panels, meetings


def examples(readme: str) -> Iterator[tuple[str, str]]:
    """Every command with what it prints."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        yield from COMMAND.findall(block)


def alike(text: str) -> str:
    """The text without what may differ."""
    same = re.sub(r"\b[0-9a-f]{64}\b", "0" * 64, re.sub(r"ZW\d{3}", "ZW000", text))
    same = re.sub(r"\b13[67]\b", "136", same)
    return TICKETS.sub("(of tickets)", same)


def words(text: str) -> str:
    """The text on one line: where lines are broken does not matter."""
    return " ".join(text.split())


def matches(shown: str, printed: str) -> bool:
    """Whether this was printed; a line with … alone stands for any lines."""
    parts = [re.escape(words(part)) for part in re.split(r"^…$", shown, flags=re.M)]
    return re.fullmatch(r"\s*.*?\s*".join(parts), words(printed)) is not None


def test_what_matches() -> None:
    assert matches("…\nb c\n…\n", "a\nb\nc\nd\n")
    assert matches("a b\n", "a\nb\n")
    assert not matches("…\nb d\n…\n", "a\nb\nc\nd\n")
    assert not matches("b\n…\n", "a\nb\n")
    assert not matches("a\n", "a\nb\n")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the examples use the coreutils")
@pytest.mark.parametrize(("readme", "language"), [("README.md", "en"), ("README.nl.md", "nl")])
def test_the_examples_are_real(readme: str, language: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("_*"))
    environment = {
        **os.environ,
        "SORTITION_LANG": language,
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    program = shlex.join([sys.executable, "-c", "import cli; cli.main()"])
    shown = list(examples(readme))
    assert len(shown) >= 6
    for command, expected in shown:
        script = re.sub(r"^sortition\b", lambda _: program, command)
        process = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False
        )
        assert process.returncode == 0, process.stderr.decode()
        assert matches(alike(expected), alike(process.stdout.decode())), command


def test_both_readmes_show_the_same_commands() -> None:
    first, second = ([command for command, _ in examples(name)] for name in READMES)
    assert first == second


READMES = ("README.md", "README.nl.md")
