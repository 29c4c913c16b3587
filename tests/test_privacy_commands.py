"""Personal data stays where it belongs: the commands before a draw and about any group.

The canaries are those of `tests.sortition.test_privacy`: texts that stand in cells of people and
nowhere else. Commands are run as they are typed, so what is looked through is all that they say and
write, in both languages and for programs, when all is well and when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Result, Run, write
from tests.sortition.test_privacy import BROKEN, HEADER, PEOPLE, told

GIVEN = ["--id", "code", "--household", "adres"]
CARE = ("langdurige zorg", "geen", "zeg ik liever niet")
ROLES = ("bewoner", "professional")


def plain(content: str | bytes) -> bytes:
    """A pool of which the names of categories and values are no canaries."""
    data = content.encode() if isinstance(content, str) else content
    for old, new in (("Kanariegroep", "Groep"), ("kanariejong", "jong"), ("kanarieoud", "oud")):
        data = data.replace(old.encode(), new.encode())
    return data


def table(rows: Sequence[Sequence[str]]) -> bytes:
    return plain("".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows))


def people(care: Sequence[str] = CARE) -> list[list[str]]:
    """The twelve of the other tests, with their care use and their role."""
    rows = [
        [*row, care[number % len(care)], ROLES[number % 2]] for number, row in enumerate(PEOPLE)
    ]
    return [[*HEADER, "zorg", "rol"], *rows]


def files(*zuid: str) -> list[str]:
    """A pool, quotas and figures in the current folder; what is given to check and repair."""
    Path("pool.csv").write_bytes(table(people()))
    rows = ["Groep,jong,1,2", "Groep,oud,1,2", "Vogelwijk,roodborst,1,2"]
    rows += ["Vogelwijk,winterkoning,1,2", *(f"zorg,{value},0,3" for value in CARE)]
    rows += ["Groep*rol,jong*bewoner,0,2"]  # of the role not every value is named
    write("quotas.csv", "category,feature,min,max", *rows, *zuid)
    figures = [*["Groep,jong,60", "Groep,oud,40", "Vogelwijk,roodborst,50"]]
    figures += ["Vogelwijk,winterkoning,50", *(f"zorg,{value},10" for value in CARE)]
    write("figures.csv", "# source: a census", "category,value,count", *figures)
    return ["pool.csv", "quotas.csv", "--seats", "3", *GIVEN]


INPUTS = {"pool.csv", "quotas.csv", "figures.csv"}


def written() -> Iterable[tuple[str, str]]:
    """The names and the contents of every text that a command wrote."""
    for path in Path().rglob("*"):
        if path.is_file() and path.name not in INPUTS and path.suffix != ".png":
            yield str(path), path.read_bytes().decode("utf-8", "replace")


def leaks(results: Iterable[Result]) -> list[str]:
    """The canaries in what commands said and wrote; ids are none."""
    texts = [text for result in results for text in (result.out, result.err)]
    texts += [text for file in written() for text in file]
    return [one for text in texts for one in told(text) if one != "K0"]


def three(run: Run, number: int, *arguments: Any, out: bool = True) -> list[Result]:
    """What a command does for people in two languages, and for programs."""
    ways: list[list[str]] = [[], ["--lang", "nl"], ["--json"]]
    return [
        run(*arguments, *way, *(["--out", f"out-{number}-{at}"] if out else []))
        for at, way in enumerate(ways)
    ]


# ---- when all is well ----


def test_nothing_personal_is_told_of_a_pool_with_a_panel(run: Run) -> None:
    given = files()
    targets = ["figures.csv", "--seats", 3, "--pool", "pool.csv", *GIVEN]
    results = [
        *three(run, 0, "check", *given, out=False),
        *three(run, 1, "targets", *targets, "--free", "rol:anders=1", "--bandwidth", 2),
        *three(run, 2, "repair", *given),
    ]
    assert [result.code for result in results] == [0] * 3 + [2] * 3 + [2] * 3
    assert leaks(results) == []
    right = three(run, 3, "targets", *targets)
    assert [result.code for result in right] == [0] * 3
    assert leaks(right) == []


def test_nothing_personal_is_told_of_a_pool_without_a_panel(run: Run) -> None:
    """Three roodborst are asked for, and one household has two of the people who could do it."""
    given = files("Groep*Vogelwijk,oud*roodborst,3,3")
    results = [
        *three(run, 0, "check", *given, out=False),
        *three(run, 1, "check", *given, "--conflicts", 2, out=False),
        *three(run, 2, "repair", *given, "--conflicts", 2),
        *three(run, 3, "repair", *given, "--lock", "Groep", "--lock", "Groep*Vogelwijk"),
    ]
    assert [result.code for result in results[:9]] == [2] * 3 + [2] * 3 + [0] * 3
    assert leaks(results) == []
    assert [name for name, _ in written() if name.endswith("repair-1.csv")]


def test_nothing_personal_is_told_of_a_group(run: Run) -> None:
    """Names of pictures and groups, pages, tables: of people no more than how many there are."""
    files()
    given = ["assess", "pool.csv", "--population", "figures.csv", "--by", "rol"]
    results = [
        *three(run, 0, *given, "--no-pictures"),
        run(*given, "--out", "pictures"),
        run(*given, "--no-pictures", "--least", 0, "--out", "all"),
        *three(run, 1, *given[:-2], "--no-pictures"),
    ]
    assert [result.code for result in results] == [0] * 8
    assert leaks(results) == []
    assert len([name for name, _ in written() if name.endswith("assessment.html")]) == 8
    assert [name for name, _ in written() if name.endswith(".svg")]
    assert "K0" not in "".join(text for file in written() for text in file)


# ---- when it is not ----


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_never_tells_what_is_in_a_personal_cell(run: Run, name: str) -> None:
    given = files()
    Path("pool.csv").write_bytes(plain(BROKEN[name]))
    write("quotas.csv", "category,feature,min,max", "Groep,jong,1,2", "Groep,oud,1,2")
    write("figures.csv", "category,value,count", "Groep,jong,6", "Groep,oud,4", "Vogelwijk,x,1")
    assess = ["assess", "pool.csv", "--population", "figures.csv", "--no-pictures", "--out"]
    targets = ["targets", "figures.csv", "--by", "Groep", "--seats", 3, "--pool", "pool.csv"]
    results = [
        run("repair", *given, "--out", "a"),
        run("repair", *given, "--out", "a", "--json"),
        run(*targets, *GIVEN, "--out", "b", "--json"),
        run(*assess, "c", "--lang", "nl"),
        run(*assess, "d", "--json"),
        run(*assess, "e", "--by", "telefoon", "--categories", "Vogelwijk"),
    ]
    assert {result.code for result in results} <= {0, 2, 3}
    assert 2 in {result.code for result in results}
    assert leaks(results) == []


def test_care_use_that_is_misspelt_is_not_repeated(run: Run) -> None:
    """The row, the column and the values that there are: whoever may see the file looks there."""
    given = files()
    care = [*CARE, "langdurige zorg kanarie", "geheim", "zeg ik kanarie niet"]
    Path("pool.csv").write_bytes(table(people(care)))
    assess = ["assess", "pool.csv", "--population", "figures.csv"]
    results = [
        *three(run, 0, "check", *given, out=False),
        *three(run, 1, "repair", *given),
        *three(run, 2, "targets", "figures.csv", "--seats", 3, "--pool", "pool.csv", *GIVEN),
        *three(run, 3, *assess),
        *three(run, 4, *assess, "--by", "rol"),
    ]
    assert [result.code for result in results] == [2] * 15
    assert all("zorg" in result.out + result.err for result in results)  # the column is named
    assert leaks(results) == []
    assert list(written()) == []
    known = run(*assess, "--unknown", "geheim", "--json")
    assert known.code == 2
    assert [error["column"] for error in known.data["errors"]] == ["zorg"] * 2


def test_many_strange_answers_are_not_repeated(run: Run) -> None:
    files()
    rows = [[*row[:6], f"kanarie {number}", *row[7:]] for number, row in enumerate(people() * 3)]
    Path("pool.csv").write_bytes(table([people()[0], *rows]))
    results = three(run, 0, "assess", "pool.csv", "--population", "figures.csv")
    assert [result.code for result in results] == [2] * 3
    assert leaks(results) == []


def test_files_in_the_wrong_place_tell_nothing(run: Run) -> None:
    """People where figures, quotas or regions should be: their columns are named, and no more."""
    files()
    rows = [row[:9] for row in people()]
    Path("pool.csv").write_bytes(table([["code", *rows[0][1:]], *rows[1:]]))
    by = ["population", "pool.csv", "--by", "Groep,Vogelwijk", "--count"]
    results = [
        *three(run, 0, "population", "pool.csv"),
        *three(run, 1, *by, "opmerking"),
        *three(run, 2, *by, "telefoon"),
        *three(run, 3, "population", "figures.csv", "--regions", "Vogelwijk=pool.csv"),
        *three(run, 4, "targets", "pool.csv", "--seats", 3),
        *three(run, 5, "targets", "figures.csv", "--seats", 3, "--pool", "quotas.csv"),
        *three(run, 6, "repair", "quotas.csv", "pool.csv", "--seats", 3),
        *three(run, 7, "assess", "figures.csv", "--population", "pool.csv"),
        *three(run, 8, "assess", "figures.csv", "--population", "figures.csv"),
    ]
    assert {result.code for result in results} == {2}
    assert leaks(results) == []
    assert list(written()) == []


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("population.recipe.make_population", ["population", "figures.csv", "--out", "a"]),
        ("pool.read_assembly", ["targets", "figures.csv", "--pool", "pool.csv", "--out", "a"]),
        ("feasibility.diagnosis.diagnose", ["repair", "pool.csv", "quotas.csv", "--out", "a"]),
        ("representation.group.read_group", ["assess", "pool.csv", "--out", "a"]),
    ],
)
def test_a_mistake_of_the_program_tells_nothing(
    run: Run, monkeypatch: pytest.MonkeyPatch, function: str, arguments: list[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError(PEOPLE[0][1])

    files()
    monkeypatch.setattr(f"stratification.{function}", broken)
    seats = {"targets": ["--seats", "3"], "repair": ["--seats", "3"]}.get(arguments[0], [])
    figures = ["--population", "figures.csv"] if arguments[0] == "assess" else []
    results = three(run, 0, *arguments, *seats, *figures, out=False)
    assert [result.code for result in results] == [70] * 3
    assert "Traceback" not in "".join(result.out + result.err for result in results)
    assert leaks(results) == []
    assert list(written()) == []
