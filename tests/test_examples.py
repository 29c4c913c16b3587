"""The examples are what `examples/README.md` says of them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

import cli
from sortition.examples import example_folder
from stratification.pool import Assembly, Source, read_assembly
from stratification.problem import check_panel

ROOT = Path(cli.__file__).parent
IGNORED = shutil.ignore_patterns("_*")


def read(name: str, seats: int, source: tuple[str | None, tuple[str, ...]]) -> Assembly:
    folder = example_folder(name)
    return read_assembly(
        Source(folder / "aanmeldingen.csv", *source), folder / "streefaantallen.csv", seats
    )


def test_klein_has_the_eleven_valid_panels_of_the_worked_example() -> None:
    assembly = read("klein", 3, (None, ()))
    pool = assembly.pool
    valid = {
        "".join(pool.ids[person] for person in panel)
        for panel in combinations(range(8), 3)
        if not check_panel(pool, assembly.quotas, 3, panel)
    }
    assert valid == {"AFH", "AGH", "BFH", "BGH", "CFH", "CGH", "DFH", "DGH", "EFG", "EFH", "EGH"}


def test_klein_reaches_its_chances_with_five_panels() -> None:
    panels = ["AFH", "BGH", "CFH", "DGH", "EFG"]
    counts = Counter("".join(panels))
    chances = {person: Fraction(counts[person], len(panels)) for person in "ABCDEFGH"}
    assert chances == {
        **dict.fromkeys("ABCDE", Fraction(1, 5)),  # five people, one seat
        **dict.fromkeys("FG", Fraction(3, 5)),  # noord: 2 seats less 4/5, for two people
        "H": Fraction(4, 5),  # oud: 2 seats less 6/5
    }


def test_zeewijk_is_the_pool_the_readme_describes() -> None:
    assembly = read("zeewijk", 24, ("code", ("adres", "postcode")))
    pool = assembly.pool
    values = Counter(value for person in pool.values for value in person)
    assert len(pool.ids) == 120
    assert (values["65+"], values["theoretisch opgeleid"], values["16-29"]) == (42, 66, 14)
    assert values["zeg ik liever niet"] > 0
    assert pool.households is not None
    shared = Counter(size for size in Counter(pool.households).values() if size > 1)
    assert shared == {2: 7, 3: 1}


def test_zeewijk_is_as_a_dutch_spreadsheet_saves_it() -> None:
    for name in ("aanmeldingen.csv", "streefaantallen.csv", "bevolking.csv"):
        data = (example_folder("zeewijk") / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\r\n") == data.count(b"\n") > 10


def test_an_example_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="nergenshuizen"):
        example_folder("nergenshuizen")


def commands() -> dict[str, str]:
    """The commands of `examples/README.md`, by their first two words."""
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^    (sortition (?:.*\\\n)*.*)$", text, re.M)
    joined = [re.sub(r"\\\n *", "", command) for command in found]
    return {" ".join(command.split()[:2]): command for command in joined}


def run(command: str, folder: Path, language: str) -> str:
    """What a command of the page prints, run in a copy of the examples."""
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=IGNORED, dirs_exist_ok=True)
    words = [sys.executable, "-c", "import cli; cli.main()", *shlex.split(command)[1:]]
    environment = {**os.environ, "SORTITION_LANG": language, "PYTHONPATH": str(ROOT)}
    process = subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_from_the_population_of_zeewijk_to_a_first_check(tmp_path: Path) -> None:
    said = run(commands()["sortition targets"], tmp_path, "en")
    assert "there is a valid panel" in said
    assert "zorggebruik,zeg ik liever niet,0,3" in (tmp_path / "quotas.csv").read_text()


def test_the_page_of_the_council_is_the_one_that_is_written(tmp_path: Path) -> None:
    """Pictures may differ with the version of matplotlib."""
    said = run(commands()["sortition assess"], tmp_path, "nl")
    assert re.search(r"theoretisch opgeleid +16 +5,7", said)
    made = (tmp_path / "raad" / "assessment.html").read_text(encoding="utf-8")
    kept = (ROOT / "examples" / "clientenraad" / "pagina.html").read_text(encoding="utf-8")
    assert kept.count("data:image/svg+xml") >= 4
    assert without_pictures(made) == without_pictures(kept)


def without_pictures(page: str) -> str:
    return re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "", page)
