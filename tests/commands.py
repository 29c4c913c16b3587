"""What the tests of the command line share: how a command is run, and files to run it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Result(NamedTuple):
    """What a command did: its exit code, and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON; nothing else may be there, nor on standard error."""
        assert self.err == ""
        return json.loads(self.out)

    @property
    def errors(self) -> list[str]:
        """The codes of what is wrong, of a command with --json."""
        return [error["code"] for error in self.data["errors"]]


Run = Callable[..., Result]


def write(name: str, *lines: str) -> str:
    """Write a file of these lines into the current folder; return its name."""
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def joined(text: str) -> str:
    """A text without its line ends, which stand wherever a line is full."""
    return " ".join(text.split())


def files_here() -> list[str]:
    """Everything in the current folder, at any depth."""
    return sorted(str(path) for path in Path().rglob("*"))


def impossible() -> list[str]:
    """Files without a valid panel: the two from zuid are both jong, and only one may be."""
    people = ["a,jong,noord", "b,oud,noord", "c,oud,noord", "d,jong,zuid", "e,jong,zuid"]
    quotas = ["leeftijd,jong,1,1", "leeftijd,oud,2,2", "wijk,noord,1,1", "wijk,zuid,2,2"]
    pool = write("pool.csv", "id,leeftijd,wijk", *people)
    return [pool, write("quotas.csv", "kenmerk,waarde,min,max", *quotas), "--seats", "3"]
