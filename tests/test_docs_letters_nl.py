"""The Dutch page from register to letter, and the example it is about.

Its examples are real, its commands are the program's, its words are those we chose; the register
is the synthetic one it is said to be.
"""

from __future__ import annotations

import csv
import datetime
import re
import shlex
import shutil
from collections import Counter
from pathlib import Path

import pytest

import tests.test_docs_quotas as docs
from sortition.letters.provision import COLUMNS as PROVISION_COLUMNS
from sortition.letters.table import COLUMNS as LETTER_COLUMNS
from sortition.letters.texts_reading import read_texts
from sortition.register_synth import RegisterSettings, make_register
from stratification.register.map import read_map
from stratification.tables import read_table
from tests.commands import Run
from tests.test_readme import COMMAND, ROOT

PAGE = "docs/nl/van-register-naar-brief.md"
FOLDER = ROOT / "examples" / "uitnodiging"
DISTRICTS = ("Haven", "Duinrand", "Polder", "Centrum")
POSTCODES = ("9991", "9992", "9993", "9994")


def page() -> str:
    return (ROOT / PAGE).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the page uses the coreutils")
def test_the_examples_are_real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DUTCH", (PAGE,))
    docs.test_the_examples_are_real(PAGE, tmp_path)


def test_every_command_of_the_page_is_one() -> None:
    docs.test_every_command_of_a_page_is_one(PAGE)


def test_lines_are_short() -> None:
    docs.test_lines_are_short(PAGE)


def test_the_words_are_those_we_chose() -> None:
    """Readers are addressed politely; a word that means the opposite in Flanders is not used."""
    for name in (PAGE, "README.nl.md"):
        text = (ROOT / name).read_text(encoding="utf-8").casefold()
        assert re.findall(r"\b(?:je|jij|jou|jouw|jullie|uitgeloot\w*)\b", text) == []
    for word in ("peildatum", "aanmeldcode", "herinnering", "geheimhouding", "starttekst"):
        assert word in page()


def test_sentences_are_short() -> None:
    prose = re.sub(r"^```.*?^```$", "", page(), flags=re.M | re.S)
    prose = re.sub(r"^(?: {4}|[|#]).*$", "", prose, flags=re.M)
    sentences = re.split(r"(?<=[.?!:;])\W*\s|\n\n|\n(?=-|\d\.)", prose)
    lengths = {sentence: len(sentence.split()) for sentence in sentences if sentence}
    assert len(lengths) > 150
    assert [sentence for sentence, length in lengths.items() if length > 30] == []
    assert sum(lengths.values()) / len(lengths) < 11


def register() -> list[dict[str, str]]:
    with (FOLDER / "bevolkingsregister.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_the_register_is_a_synthetic_one() -> None:
    """Four made-up towns, which became the districts of Zeewijk; nothing else was changed."""
    day = datetime.date(2027, 1, 1)
    made = make_register(RegisterSettings(600, "zeewijk-136", municipalities=4, reference_date=day))
    rows = [dict(zip(made.headers, row, strict=True)) for row in made.rows()]
    towns = list(dict.fromkeys(row["Gemeente van inschrijving"] for row in rows))
    codes = list(dict.fromkeys(row["Postcode"][:4] for row in rows if row["Postcode"]))
    for row in rows:
        town = row["Gemeente van inschrijving"]
        row |= {"Gemeente van inschrijving": "Zeewijk", "Gemeentecode": "9001"}
        row["Wijk"] = DISTRICTS[towns.index(town)]
        if row["Woonplaatsnaam"]:
            row["Woonplaatsnaam"] = "Zeewijk"
        if row["Postcode"]:
            row["Postcode"] = POSTCODES[codes.index(row["Postcode"][:4])] + row["Postcode"][4:]
    assert rows == register()


def test_the_files_of_the_example_fit_together() -> None:
    mapping = read_map(FOLDER / "kaart.toml")
    rows = register()
    assert set(mapping.columns.values()) <= set(rows[0])
    people = Counter(row["Persoonssleutel"] for row in rows)
    excluded = (FOLDER / "uitgesloten.csv").read_text(encoding="utf-8-sig").split()
    assert excluded[0] == mapping.columns["id"]
    assert all(people[each] == 1 for each in excluded[1:])
    assert len(set(excluded)) == 9
    quotas = read_table(FOLDER / "streefaantallen.csv").rows
    assert {row[1] for row in quotas if row[0] == "wijk"} == set(DISTRICTS)
    assert read_texts(FOLDER / "brieven.toml").logo is not None
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 150_000


def test_the_response_on_the_page_is_the_file() -> None:
    """Whoever types the table over has a file that works, with all its values."""
    table = page().split("| kenmerk | waarde | respons | aandeel |\n")[1].split("\n\n")[0]
    shown = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[1:]]
    assert shown == [list(row) for row in read_table(FOLDER / "respons.csv").rows]


def test_the_headers_of_the_tables_are_explained() -> None:
    for columns in (LETTER_COLUMNS, PROVISION_COLUMNS):
        assert [name for name in columns if not re.search(rf"^\|.*`{name}`", page(), re.M)] == []


def test_the_commands_of_the_examples_page_run(run: Run) -> None:
    """From the register to the letter, with a second wave, as `examples/README.md` says."""
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    section = text.split("## `uitnodiging/`")[1].split("\n## ")[0]
    found = re.findall(r"^    sortition ((?:.*\\\n)*.*)$", section, re.M)
    assert [line.split()[0] for line in found] == [
        *("invite", "invite", "letters", "verify", "invite")
    ]
    shutil.copytree(ROOT / "examples", "examples", ignore=shutil.ignore_patterns("_*"))
    said = [run(*shlex.split(line.replace("\\\n", " "))) for line in found]
    assert [result.code for result in said] == [0] * 5
    assert "470  people who can get a letter" in said[0].out
    assert "356 letters are needed" in said[1].out
    assert "237 letters are ready" in said[2].out
    assert "20 letters were drawn" in said[4].out


def test_the_readmes_and_the_page_draw_alike() -> None:
    """The same draw is told of in all of them: the same numbers, to whoever reads two."""
    for name in (PAGE, "README.md", "README.nl.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        (command,) = [one for one, _ in COMMAND.findall(text) if "--probability" in one]
        words = shlex.split(command.replace("\\\n", " "))
        assert words[words.index("--seed") + 1] == "Lotto 2 januari 2027: 4 11 19 23 30 41"
        assert "237" in text
        assert "356" in text
