"""The command assess as it is typed: what it says, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from sortition.examples import example_folder
from tests.commands import Run, files_here, joined, write

FIGURES = ["--population", "figures.csv"]
TABLES = ["assessment.csv", "assessment.html", "assessment.json"]


def figures() -> None:
    """Half of the population is jong, one in five is from noord."""
    rows = ["leeftijd,jong,50", "leeftijd,oud,50", "wijk,noord,20", "wijk,zuid,80"]
    write("figures.csv", "# source: a census", "category,value,count", *rows)


def people(name: str, **counts: int) -> str:
    """A list of people: how many of each "leeftijd_wijk_role"."""
    rows = [who.split("_") for who, count in counts.items() for _ in range(count)]
    return write(name, "leeftijd,wijk,rol", *(",".join(row) for row in rows))


def council() -> str:
    """Twelve people: four residents, eight professionals; nobody of them is jong and from zuid."""
    figures()
    counts = {"oud_zuid_bewoner": 3, "jong_noord_bewoner": 1, "oud_noord_professional": 8}
    return people("raad.csv", **counts)


class Page(HTMLParser):
    """What a page has: its language, its headings, pictures and addresses."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.language, self.tags = "", [""]
        self.addresses: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = {name: value or "" for name, value in attrs}
        self.language = found["lang"] if tag == "html" else self.language
        self.addresses += [found[name] for name in ("src", "href") if name in found]


def named(text: str) -> list[str]:
    """The files that an answer names."""
    return re.findall(r"^  (\w+\.\w+) ", text, re.M)


# ---- what it says ----


def test_assess(run: Run) -> None:
    """Of 12 people 9.6 are expected from zuid and 3 are there; of 6 expected one is jong."""
    result = run("assess", council(), *FIGURES)
    assert result.code == 0
    assert re.search(r"^  zuid +3 +9\.6 +−6\.6 .*fewer than usual$", result.out, re.M)
    assert re.search(r"^  jong +1 +6\.0 +−5\.0 ", result.out, re.M)
    assert "Raad (12 people)" in result.out
    assert "Who is missing, the most surprising first:\n  - zuid (wijk): 3 people" in result.out
    assert "Source of leeftijd, wijk: a census" in result.out
    assert files_here() == ["figures.csv", "raad.csv"]  # without --out nothing is written


def test_assess_for_programs(run: Run) -> None:
    data = run("assess", council(), *FIGURES, "--json").data
    assert (data["folder"], data["files"], data["suppressed"]) == (None, [], False)
    (group,) = data["groups"]
    assert (group["name"], group["size"]) == ("raad", 12)
    cells = {cell["values"][0]: cell for one in group["comparisons"] for cell in one["cells"]}
    zuid = cells["zuid"]
    assert (zuid["count"], zuid["expected"], zuid["difference"]) == (3, "48/5", "-33/5")
    assert json.dumps(data)


def test_assess_in_dutch(run: Run) -> None:
    dutch = run("assess", council(), *FIGURES, "--lang", "nl")
    assert dutch.code == 0
    assert re.search(r"^  zuid +3 +9,6 +−6,6 ", dutch.out, re.M)
    assert not re.search(r"\b(the|and|with|people|seats)\b", dutch.out)
    data = [run("assess", council(), *FIGURES, "--json", "--lang", la).data for la in ("en", "nl")]
    assert [one.pop("notices") != [] for one in data] in ([True] * 2, [False] * 2)
    assert data[0] == data[1]  # figures are not translated


def test_notices_stand_apart_from_the_answer(run: Run) -> None:
    """All eight professionals are oud and from noord: whoever sees that knows it of each."""
    result = run("assess", council(), *FIGURES, "--by", "rol")
    assert result.err.startswith("Please note:\n")
    assert '"professional: leeftijd", "professional: wijk"' in joined(result.err)
    assert "Please note" not in result.out
    codes = [
        one["code"]
        for one in run("assess", council(), *FIGURES, "--by", "rol", "--json").data["notices"]
    ]
    assert codes == ["assess-alike"]


def test_assess_by_role_with_norms(run: Run) -> None:
    """Four of twelve is one third: just enough residents, and too few of a half."""
    given = ["assess", council(), *FIGURES, "--by", "rol"]
    result = run(*given)
    assert re.findall(r"^(\w+) \((\d+) people\)$", result.out, re.M) == [
        ("Bewoner", "4"),
        ("Professional", "8"),
    ]
    assert "bewoner: 4 of 12, at least 4 needed (1/3): met" in result.out
    stricter = run(*given, "--norm", "bewoner>=1/2", "--norm", "professional<=50%")
    assert stricter.code == 0
    assert "bewoner: 4 of 12, at least 6 needed (50%): NOT met" in stricter.out
    assert "professional: 8 of 12, at most 6 allowed (50%): NOT met" in stricter.out
    (norm,) = run(*given, "--norm", "bewoner>=1/2", "--json").data["norms"]
    assert (norm["group"], norm["met"]) == ("bewoner", False)
    assert run(*given, "--no-norms", "--json").data["norms"] == []


def test_assess_of_some_categories_with_unknown_answers(run: Run) -> None:
    figures()
    name = write("g.csv", "leeftijd,wijk", "jong,noord", "oud,n.v.t.", "zeg ik liever niet,zuid")
    result = run("assess", name, *FIGURES, "--categories", "wijk", "--unknown", "n.v.t.")
    assert result.code == 0
    assert "Leeftijd" not in result.out
    assert "Not counted here: 1 person" in result.out
    (wrong,) = run("assess", name, *FIGURES, "--json").data["errors"]
    assert (wrong["code"], wrong["row"], wrong["column"]) == ("answer-unknown", 3, "wijk")
    assert "n.v.t." not in json.dumps(wrong)


def test_a_mirror_with_more_room_is_nearer(run: Run) -> None:
    """Of 12 people 9.6 are expected from zuid, so 9 at least: 6 more. Off by two: 4 more."""
    council()
    given = ["assess", "raad.csv", *FIGURES]
    assert "6 seats would have to go to others" in run(*given).out
    assert "4 seats would have to go to others" in run(*given, "--within", 2).out


def test_assess_of_several_files(run: Run) -> None:
    figures()
    names = [people("2023.csv", jong_zuid_x=2, oud_noord_x=6), people("2024.csv", jong_zuid_x=6)]
    result = run("assess", *names, *FIGURES)
    assert result.code == 0
    assert "The groups side by side" in result.out
    assert re.search(r"^jong +50% +2 \(25%\) +6 \(100%\)$", result.out, re.M)
    assert [one["name"] for one in run("assess", *names, *FIGURES, "--json").data["groups"]] == [
        "2023",
        "2024",
    ]
    wrong = run("assess", names[0], names[0], *FIGURES, "--json")
    assert (wrong.code, wrong.errors) == (2, ["assess-name-twice"])
    wrong = run("assess", *names, *FIGURES, "--by", "rol", "--json")
    assert (wrong.code, wrong.errors) == (2, ["assess-split-files"])


def test_assess_of_a_funnel(run: Run) -> None:
    """Of 50 letters to jong 4 are answered, of 50 to oud 36: 8% against 40% of everybody."""
    figures()
    letters = people("letters.csv", jong_noord_x=10, jong_zuid_x=40, oud_noord_x=10, oud_zuid_x=40)
    ups = people("aanmeldingen.csv", jong_zuid_x=4, oud_noord_x=8, oud_zuid_x=28)
    result = run("assess", letters, ups, *FIGURES, "--funnel")
    assert result.code == 0
    steps = "population (100 people) → letters (100 people) → aanmeldingen (40 people)"
    assert steps in joined(result.out)
    assert re.search(r"^jong +50% +50% ×1.0 +10% ×0.2$", result.out, re.M)
    assert "jong (leeftijd): falls furthest behind at aanmeldingen; 0.2 times" in joined(result.out)
    assert run("assess", letters, ups, *FIGURES, "--funnel", "--json").data["funnel"]
    wrong = run("assess", letters, *FIGURES, "--funnel", "--by", "rol", "--json")
    assert (wrong.code, wrong.errors) == (2, ["assess-funnel-split"])


# ---- what it writes ----


def test_assess_writes_a_page_tables_and_pictures(run: Run) -> None:
    """Five and seven people are enough to be shown."""
    figures()
    name = people("raad.csv", jong_noord_x=5, oud_zuid_x=7)
    given = ["assess", name, *FIGURES, "--title", "Raad 2025", "--date", "1 maart 2025"]
    result = run(*given, "--out", "dir")
    assert result.code == 0
    assert sorted(named(result.out)) == TABLES
    made = sorted(path.name for path in Path("dir").iterdir())
    pictures = [name for name in made if name.endswith((".svg", ".png"))]
    assert sorted([*TABLES, *pictures]) == made
    assert len(pictures) == 4  # of two categories
    assert f"and {len(pictures) // 2} pictures, each as .svg" in result.out
    text = Path("dir", "assessment.html").read_text(encoding="utf-8")
    assert "Raad 2025" in text
    assert "1 maart 2025" in text
    page = Page(Path("dir", "assessment.html"))
    assert page.language == "en"
    assert page.tags.count("h1") == 1
    assert page.tags.count("svg") + page.tags.count("img") == len(pictures) // 2
    # Complete in itself: nothing is fetched from elsewhere.
    assert all(address.startswith(("#", "data:")) for address in page.addresses)
    assert run(*given, "--out", "dir", "--json").errors == ["folder-not-empty"]
    assert sorted(path.name for path in Path("dir").iterdir()) == made


def test_small_numbers_are_in_no_file(run: Run) -> None:
    """Of the twelve one is jong: on the screen it is told, in a file it is not."""
    data = run("assess", council(), *FIGURES, "--no-pictures", "--out", "dir", "--json").data
    assert data["suppressed"] is False
    assert (data["folder"], sorted(data["files"])) == ("dir", TABLES)
    assert sorted(path.name for path in Path("dir").iterdir()) == TABLES
    content = json.loads(Path("dir", "assessment.json").read_bytes())
    assert (content["suppressed"], content["least"]) == (True, 5)
    with Path("dir", "assessment.csv").open(encoding="utf-8-sig", newline="") as file:
        counts = [int(row["people"]) for row in csv.DictReader(file)]
    assert [count for count in counts if 0 < count < 5] == []
    assert (
        run(*["assess", "raad.csv", *FIGURES, "--no-pictures"], "--least", 0, "--out", "all").code
        == 0
    )
    assert json.loads(Path("all", "assessment.json").read_bytes())["suppressed"] is False
    assert ",leeftijd,jong,,,1," in Path("all", "assessment.csv").read_text(encoding="utf-8-sig")


def test_a_page_in_dutch_has_the_same_figures(run: Run) -> None:
    given = ["assess", council(), *FIGURES, "--by", "rol", "--no-pictures", "--least", 0]
    result = run(*given, "--out", "dir", "--lang", "nl")
    assert result.code == 0
    assert sorted(named(result.out)) == TABLES
    assert run(*given, "--out", "english").code == 0
    assert Page(Path("dir", "assessment.html")).language == "nl"
    assert (
        Path("dir", "assessment.csv").read_bytes() == Path("english", "assessment.csv").read_bytes()
    )


def test_the_example_of_a_council(run: Run) -> None:
    """Two populations, one built in; small roles are shown together."""
    folder = example_folder("clientenraad")
    given = ["--population", "builtin:zeeland", "--population", folder / "zorg.csv", "--by", "rol"]
    result = run("assess", folder / "raad.csv", *given, "--no-pictures", "--out", "dir")
    assert result.code == 0
    assert "bewoner: 10 of 24, at least 8 needed (1/3): met" in result.out
    assert "Zorg" in result.out
    content = json.loads(Path("dir", "assessment.json").read_bytes())
    assert [one["name"] for one in content["groups"]] == [
        "bestuurder + professional + vrijwilliger",
        "bewoner",
    ]


# ---- what it refuses ----


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--norm", "bewoner"], ["norm-unreadable"]),
        (["--norm", "bewoner>=1/2"], ["norm-without-split"]),
        (["--by", "rol", "--norm", "bewoners>=1/2"], ["norm-value-unknown-nearest"]),
        (["--by", "rol", "--norm", "bewoner>=1/2", "--no-norms"], ["norm-and-none"]),
        (["--by", "role"], ["split-column-missing-nearest"]),
        (["--categories", "beroep"], ["assess-by-unknown"]),
        (["--categories", "wijk,"], ["usage"]),
        (["--least", "2", "--out", "dir"], ["assess-least"]),
        (["--population", "builtin:friesland"], ["builtin-unknown"]),
        (["--population", "cbs:99001ned"], ["recipe-cbs"]),
        (["--population", "nowhere.csv"], ["file-missing"]),
        (["--out", "figures.csv"], ["folder-is-file"]),
        (["--out", "."], ["folder-is-current"]),
    ],
)
def test_mistakes_in_assess(run: Run, arguments: list[str], codes: list[str]) -> None:
    council()
    result = run("assess", "raad.csv", *FIGURES, *arguments, "--json")
    assert (result.code, result.errors) == (2, codes)
    told = run("assess", "raad.csv", *FIGURES, *arguments)
    assert (told.code, told.out) == (2, "")
    assert run("assess", "raad.csv", *FIGURES, *arguments, "--lang", "nl").code == 2
    assert files_here() == ["figures.csv", "raad.csv"]


def test_so_few_people_are_not_for_a_file(run: Run) -> None:
    figures()
    few = people("few.csv", jong_noord_x=1, oud_zuid_x=2)
    result = run("assess", few, *FIGURES, "--out", "dir")
    assert (result.code, result.out) == (2, "")
    assert "Look at the figures on the screen" in joined(result.err)
    assert files_here() == ["few.csv", "figures.csv"]
    assert run("assess", few, *FIGURES).code == 0


def test_a_group_and_a_population_are_needed(run: Run) -> None:
    council()
    assert run("assess", "raad.csv", "--json").errors == ["usage"]
    assert run("assess", *FIGURES, "--json").errors == ["usage"]
    assert run("assess", "nobody.csv", *FIGURES, "--json").errors == ["file-missing"]


def test_a_list_without_a_header_does_not_show_its_first_person(run: Run) -> None:
    figures()
    given: list[Any] = ["assess", write("g.csv", "Ann Secret,jong,noord", "Bob Secret,oud,zuid")]
    result = run(*given, *FIGURES)
    assert result.code == 2
    assert "The first row must hold the names of the columns" in joined(result.err)
    assert "Secret" not in result.err + run(*given, *FIGURES, "--json").out


def test_pictures_need_matplotlib_and_the_rest_does_not(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    given = ["assess", council(), *FIGURES]
    result = run(*given, "--out", "dir")
    assert (result.code, result.out) == (2, "")
    assert "sortition[plots]" in joined(result.err)
    assert not Path("dir").exists()
    assert run(*given).code == 0
    assert run(*given, "--no-pictures", "--out", "dir").code == 0
    assert "svg" not in Page(Path("dir", "assessment.html")).tags
