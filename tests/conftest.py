"""Fixtures of the tests of the command line and of pictures."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import cli
from sortition.assembly import connection
from sortition.examples import example_folder
from sortition.report import drawing
from sortition.report.language import VARIABLES
from tests.commands import Result, Run


@pytest.fixture(autouse=True, scope="session")
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Thousands of small files and databases are made here; none has to survive a power cut."""
    pragmas = tuple(
        "synchronous = OFF" if pragma.startswith("synchronous") else pragma
        for pragma in connection.PRAGMAS
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        patch.setattr(connection, "PRAGMAS", pragmas)
        yield


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Run]:
    """Run a command in an empty folder, in English unless it says otherwise."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.delenv("SORTITION_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Result:
        monkeypatch.setenv("LANGUAGE", "en")
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        return Result(code, *capsys.readouterr())

    yield command
    gettext.textdomain("messages")


@pytest.fixture
def klein() -> list[str]:
    """The small example: eight people for three seats."""
    folder = example_folder("klein")
    files = [str(folder / name) for name in ("aanmeldingen.csv", "streefaantallen.csv")]
    return [*files, "--seats", "3"]


@pytest.fixture
def zeewijk() -> list[str]:
    """The large example: 120 people for 24 seats, with households."""
    folder = example_folder("zeewijk")
    files = [str(folder / name) for name in ("aanmeldingen.csv", "streefaantallen.csv")]
    return [*files, "--seats", "24", "--id", "code", "--household", "adres,postcode"]


@pytest.fixture
def with_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters in a picture as letters, so that a test can read them."""
    monkeypatch.setitem(drawing.STYLE, "svg.fonttype", "none")
