"""The care region of the examples: three municipalities, one hub that knows no more than it may."""

from __future__ import annotations

import csv
import json
import re
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sortition.examples import example_folder
from sortition.invitations import invite
from sortition.letters.codes import SALT_BYTES
from tests.test_readme import COMMAND, ROOT

PAGE = ROOT / "docs" / "nl" / "zorgregio.md"
NAMES = ("Veenrade", "Zeemeer", "Berghoven")


@pytest.fixture
def region(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script, in English, with few sign-ups, and the same codes each time."""
    salts = (bytes([number]) * SALT_BYTES for number in range(9))
    monkeypatch.setattr(invite, "new_salt", lambda: next(salts))
    monkeypatch.syspath_prepend(str(example_folder("zorgregio")))
    monkeypatch.setenv("SORTITION_LANG", "en")
    monkeypatch.setattr(import_module("forms"), "SIGN_UPS", 100)
    return import_module("region")


def test_the_whole_course(
    region: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Before the sign-ups, and after everything went, the hub holds nobody's name."""
    secret: set[str] = set()

    def looked_at(story: Any) -> None:
        secret.update(names_of_letters())
        assert not secret & words_of(Path("ontvangen"), Path("beraad"), Path("samen"))
        got = [path.name for path in Path("ontvangen").rglob("private/*")]
        assert got == ["salt.txt"] * len(NAMES)
        sign_ups(story)
        assert secret & words_of(Path("beraad"))  # of who signed up, and nobody else
        assert secret - words_of(Path("beraad"))

    sign_ups = region.sign_ups
    monkeypatch.setattr(region, "sign_ups", looked_at)
    region.play(tmp_path / "region", people=900, letters=240, samples=20)
    told = capsys.readouterr().out
    assert "Everything that was checked holds." in told.rsplit("$ sortition verify", 1)[1]
    assert "All parts drew with the same seed" in told
    assert told.count("Residents are less than one third of the room.") == 1
    assert "63.2%" in told
    assert len(re.findall(r"^\d+ volunteers came along", told, re.M)) == 1
    dossier = tmp_path / "region" / "beraad"
    assert not secret & words_of(dossier)
    kinds = [path.name.split("-")[1] for path in sorted((dossier / "records").iterdir())]
    assert kinds == [
        *(["invitations"] * 3 + ["panel", "standbys", "seated", "replacement", "rotation"]),
        *(["replacement"] + ["destruction"] * 3),
    ]
    given = {alike(words) for words in re.findall(r"^\$ (sortition .*)$", told, re.M)}
    assert {alike(command) for command, _ in shown()} <= given
    panel = json.loads((dossier / "records" / "04-panel" / "draw.json").read_text())["panel"]
    assert len(panel) == region.SEATS


def shown() -> list[tuple[str, str]]:
    """The commands of the page."""
    blocks = re.findall(r"^```console\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    return [found for block in blocks for found in COMMAND.findall(block)]


def alike(command: str) -> str:
    """A command without the numbers that the test makes smaller."""
    words = " ".join(shlex.split(command.replace("\\\n", " ")))
    return re.sub(r"(--(?:letters|samples) )\d+", r"\1N", words)


def test_the_page_is_plain() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(shown()) > 15
    assert [line for line in text.splitlines() if len(line) > 120 and line[0] != "|"] == []
    assert re.findall(r"\b(?:je|jij|jou|jouw|jullie|uitgeloot\w*)\b", text.casefold()) == []
    prose = re.sub(r"^(?:```.*?^```| {4}[^\n]*|[|#][^\n]*)$", "", text, flags=re.M | re.S)
    sentences = [one.split() for one in re.split(r"(?<=[.?!:;])\W*\s|\n\n|\n(?=-)", prose)]
    assert [" ".join(one) for one in sentences if len(one) > 25] == []
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (PAGE.parent / target).exists(), target


def names_of_letters() -> set[str]:
    """The surnames, of some length, of those who got a letter."""
    found = set()
    for name in NAMES:
        with Path(name, "brieven", "private", "people-1.csv").open(encoding="utf-8") as file:
            found |= {row["surname"] for row in csv.DictReader(file)}
    return {name for name in found if len(name) > 5 and name.isalpha()}


def words_of(*folders: Path) -> set[str]:
    """All words in all files, also of a database."""
    data = b"\n".join(
        path.read_bytes() for one in folders for path in one.rglob("*") if path.is_file()
    )
    return set(re.findall(r"[^\W\d_]+", data.decode("utf-8", errors="replace")))


def test_a_folder_that_is_not_empty_stays(region: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(region.Failed):
        region.play(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
