"""From figures to quotas: the commands population, targets, check and repair as they are typed."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.commands import Run, files_here, impossible, joined, write
from tests.stratification.test_cbs import Statline

NOWHERE = {"XDG_CONFIG_HOME": "cache", "HOME": "cache", "APPDATA": "cache"}


@pytest.fixture
def statline(run: Run, monkeypatch: pytest.MonkeyPatch) -> Statline:
    """A small StatLine in the place of the network; its answers are kept in the test's folder."""
    server = Statline()
    monkeypatch.setattr(
        requests.Session, "send", lambda session, request, **given: server.send(0, request, **given)
    )
    for name, folder in NOWHERE.items():
        monkeypatch.setenv(name, str(Path(folder).resolve()))
    return server


def figures() -> str:
    """100 people: half of them jong, one in five from noord."""
    rows = ["leeftijd,jong,50", "leeftijd,oud,50", "wijk,noord,20", "wijk,zuid,80"]
    return write("figures.csv", "# source: a census", "category,value,count", *rows)


def rows_of(name: str) -> list[list[str]]:
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


# ---- population ----


def test_population(run: Run) -> None:
    given = ["population", "builtin:zeeland", "--tables", "geslacht,leeftijd"]
    result = run(*given, "--out", "new.csv")
    assert (result.code, result.err) == (0, "")
    assert "Written           new.csv\n" in result.out
    assert re.search(r"^  vrouw +166,673 +50\.6%$", result.out, re.M)
    assert "table 85984NED" in joined(result.out)
    assert ["geslacht", "vrouw", "166673"] in rows_of("new.csv")
    data = run(*given, "--out", "again.csv", "--json").data
    assert (data["file"], data["notices"]) == ("again.csv", [])
    assert [table["categories"] for table in data["tables"]] == [["geslacht"], ["leeftijd"]]
    assert data["tables"][0]["cells"][0] == {"values": ["vrouw"], "figure": 166673}
    dutch = run(*given, "--out", "dutch.csv", "--lang", "nl")
    assert (dutch.code, dutch.err) == (0, "")
    assert "166.673" in dutch.out
    made = {Path(name).read_bytes() for name in ("new.csv", "again.csv", "dutch.csv")}
    assert len(made) == 1


def test_what_population_writes_is_read_again(run: Run) -> None:
    run("population", "builtin:zeeland", "--tables", "geslacht*leeftijd", "--out", "new.csv")
    run("population", "new.csv", "--out", "again.csv")
    assert Path("again.csv").read_bytes() == Path("new.csv").read_bytes()
    for name, source in (("a.csv", "new.csv"), ("b.csv", "builtin:zeeland")):
        by = ["--by", "leeftijd", "--seats", 24, "--out", name]
        assert run("targets", source, *by).code == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()


def test_population_regroups(run: Run) -> None:
    """Years become bands, districts one district, and what is known is said."""
    ages = [f"{age},{place},{age}" for age in range(15, 21) for place in ("a", "b", "c")]
    table = write("raw.csv", "Age,Place,Number", *ages)
    options = [
        *["--by", "age=Age,place=Place", "--count", "Number", "--rows", "Age=16,17,18,19,20"],
        *["--bands", "age=16-17,18-20", "--group", "place:ab=a,b", "--group", "place:c=c"],
        *["--about", "source=counted here", "--about", "date=2025-01-01", "--tables", "age*place"],
    ]
    result = run("population", table, *options, "--out", "new.csv")
    assert result.code == 0
    cells = {row[1]: int(row[2]) for row in rows_of("new.csv") if row[0] == "age*place"}
    # Two places with 16 + 17 people, and two with 18 + 19 + 20; of "c" one.
    expected = {"16-17*ab": 66, "16-17*c": 33, "18-20*ab": 114, "18-20*c": 57}
    assert cells == expected
    assert "Source: counted here, 2025-01-01" in result.out


def test_population_says_what_to_do_where_tables_do_not_go_together(run: Run) -> None:
    result = run("population", "builtin:zeeland", "--out", "new.csv")
    assert result.code == 2
    assert "name those wanted with --tables" in joined(result.err)
    assert result.out == ""
    assert files_here() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["builtin:friesland"], "builtin-unknown"),
        (["nowhere.csv"], "file-missing"),
        (["cbs:99001ned"], "recipe-cbs"),
        (["builtin:zeeland", "--period", "2024"], "recipe-unused"),
        (["builtin:zeeland", "--bands", "leeftijd"], "recipe-list"),
        (["builtin:zeeland", "--tables", "leeftijd,"], "usage"),
        ([], "usage"),
    ],
)
def test_mistakes_in_population(run: Run, arguments: list[str], code: str) -> None:
    result = run("population", *arguments, "--out", "new.csv", "--json")
    assert (result.code, result.errors) == (2, [code])
    assert run("population", *arguments, "--out", "new.csv", "--lang", "nl").code == 2
    assert files_here() == []


def test_population_never_overwrites(run: Run) -> None:
    name = figures()
    before = Path(name).read_bytes()
    assert run("population", "builtin:zeeland", "--out", name, "--json").errors == ["file-exists"]
    assert Path(name).read_bytes() == before
    result = run("population", "builtin:zeeland", "--out", "none/new.csv", "--json")
    assert (result.code, result.errors) == (2, ["file-not-written"])


CBS = [
    *["cbs:99002NED", "--by", "opleiding=Onderwijsniveau", "--count", "In procenten"],
    *["--rows", "Regio's=Zeeland (PV)"],
    *["--rows", "Onderwijsniveau=1 Laag onderwijsniveau,2 Middelbaar onderwijsniveau"],
    *["--rows", "Onderwijsniveau=3 Hoog onderwijsniveau"],
]


def test_population_of_cbs_is_asked_for_once(run: Run, statline: Statline) -> None:
    """The second time the answers that were kept are used, and it is said since when."""
    result = run("population", *CBS, "--out", "new.csv")
    assert result.code == 0
    assert "table 99002NED" in joined(result.out)
    assert len(rows_of("new.csv")[-1]) == 3
    assert statline.asked
    statline.asked.clear()
    data = run("population", *CBS, "--out", "again.csv", "--json").data
    assert statline.asked == []
    assert "cbs-kept" in [notice["code"] for notice in data["notices"]]


def test_population_of_cbs_without_network_or_library(
    run: Run, statline: Statline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise requests.ConnectionError("secret.example")

    monkeypatch.setattr(requests.Session, "send", no_network)
    result = run("population", *CBS, "--out", "new.csv")
    assert result.code == 2
    assert "connection to the internet" in joined(result.err)
    assert "secret" not in result.err
    monkeypatch.setitem(sys.modules, "cbsodata", None)
    result = run("population", *CBS, "--out", "new.csv")
    assert result.code == 2
    assert "sortition[cbs]" in joined(result.err)
    assert [name for name in files_here() if name.endswith((".csv", ".json"))] == []


# ---- targets ----


def test_targets(run: Run) -> None:
    """A fifth of 3 seats is 0.6: rounded down and up, 0 to 1; four fifths is 2.4."""
    result = run("targets", figures(), "--seats", 3, "--out", "new.csv", "--steps", "steps.csv")
    assert result.code == 0
    assert 'Wijk: the minimum is 0 for "noord"' in joined(result.err)
    assert re.search(r"^  noord +20 +20\.0% +0\.60 +1 +0 +1$", result.out, re.M)
    assert "Source: a census" in result.out
    assert rows_of("new.csv") == [
        ["category", "feature", "min", "max"],
        ["leeftijd", "jong", "1", "2"],
        ["leeftijd", "oud", "1", "2"],
        ["wijk", "noord", "0", "1"],
        ["wijk", "zuid", "2", "3"],
    ]
    (noord,) = [row for row in rows_of("steps.csv") if row[1] == "noord"]
    assert noord[:3] + noord[6:9] == ["wijk", "noord", "20", "1", "0", "1"]
    data = run("targets", figures(), "--seats", 3, "--out", "again.csv", "--json").data
    steps = {tuple(step["values"]): step for table in data["tables"] for step in table["steps"]}
    assert (steps["noord",]["exact"], steps["noord",]["min"]) == ("3/5", 0)
    assert [notice["code"] for notice in data["notices"]] != []
    assert Path("again.csv").read_bytes() == Path("new.csv").read_bytes()
    dutch = run("targets", figures(), "--seats", 3, "--out", "dutch.csv", "--lang", "nl")
    assert dutch.code == 0
    assert "Let op:" in dutch.err
    assert "0,60" in dutch.out
    assert Path("dutch.csv").read_bytes() == Path("new.csv").read_bytes()


def test_targets_passes_every_setting_on(run: Run) -> None:
    options = [
        *["--bandwidth", 0, "--method", "dhondt", "--by", "wijk,leeftijd", "--with-targets"],
        *["--oversample", "noord=+2", "--reason", "their quay is at stake"],
        *["--free", "leeftijd:zeg ik niet=1", "--steps", "steps.csv"],
    ]
    result = run("targets", figures(), "--seats", 10, *options, "--out", "new.csv")
    assert result.code == 0
    assert "their quay is at stake" in joined(result.out)
    rows = {row[1]: row[2:] for row in rows_of("new.csv")}
    assert rows["noord"][:2] == ["4", "4"]  # 2 by their share, and 2 more
    assert rows["zuid"][:2] == ["6", "6"]
    assert rows["zeg ik niet"][:2] == ["0", "1"]
    assert rows["feature"][2] == "target"
    (noord,) = [row for row in rows_of("steps.csv") if row[1] == "noord"]
    assert noord[-1] == "their quay is at stake"
    assert run("targets", figures(), "--seats", 10, "--by", "leeftijd", "--out", "x.csv").code == 0
    assert {row[0] for row in rows_of("x.csv")[1:]} == {"leeftijd"}


def test_targets_with_targets_are_for_closest(run: Run, klein: list[str]) -> None:
    given = [figures(), "--seats", 3, "--bandwidth", 1, "--with-targets", "--out", "new.csv"]
    assert run("targets", *given).code == 0
    near = run("closest", klein[0], "new.csv", "--seats", 3, "--out", "near.csv")
    assert near.code == 0


def test_targets_tries_the_quotas_on_a_pool(run: Run, klein: list[str]) -> None:
    given = ["targets", figures(), "--seats", 3, "--by", "leeftijd", "--pool", klein[0]]
    result = run(*given, "--out", "new.csv")
    assert result.code == 0
    assert '"jong", "oud" have equal claims' in joined(result.err)  # to 1.5 seats each
    assert "there is a valid panel" in result.out
    assert "Valid panels      45, of 56 groups of 3" in result.out  # not all of 5 jong or of 3 oud
    data = run(*given, "--out", "again.csv", "--json").data
    assert data["pool"]["valid_panel"] is True
    assert data["pool"]["valid_panels"] == "45"
    checked = run("check", klein[0], "new.csv", "--seats", 3)
    assert checked.out.strip() in result.out


def test_targets_of_a_pool_without_a_panel_are_written_and_explained(
    run: Run, klein: list[str]
) -> None:
    """Of 6 seats 4 or 5 are for zuid, and two people from zuid signed up."""
    given = ["targets", figures(), "--seats", 6, "--pool", klein[0]]
    result = run(*given, "--out", "new.csv")
    assert result.code == 3
    assert "the following cannot all be met at once" in joined(result.out)
    assert "wijk: the pool has this many people: noord: 6, zuid: 2" in result.out
    assert 'the minimum of "wijk" / "zuid" is 4' in joined(result.err)
    assert ["wijk", "zuid", "4", "5"] in rows_of("new.csv")
    again = run(*given, "--out", "again.csv", "--json")
    assert again.code == 3
    assert again.data["pool"]["valid_panel"] is False
    assert again.data["pool"]["errors"][0]["code"] == "no-panel"
    assert run(*given, "--out", "dutch.csv", "--lang", "nl").code == 3
    repaired = run("repair", klein[0], "new.csv", "--seats", 6, "--out", "dir")
    assert repaired.code == 0
    assert run("check", klein[0], "dir/repair-1.csv", "--seats", 6).code == 0


def test_targets_writes_nothing_when_the_pool_is_wrong(run: Run) -> None:
    pool = write("pool.csv", "id,leeftijd,wijk", "a,jonk,noord", "b,oud,zuid", "c,oud,zuid")
    given = ["targets", figures(), "--seats", 2, "--pool", pool, "--out", "new.csv"]
    result = run(*given, "--steps", "steps.csv")
    assert result.code == 2
    assert result.out == ""
    assert 'Row 2, column "leeftijd": the value has no quota; did you mean "jong"?' in joined(
        result.err
    )
    assert run(*given, "--json").errors == ["value-unknown-nearest"]
    assert files_here() == ["figures.csv", "pool.csv"]


def test_targets_never_overwrites(run: Run) -> None:
    name = figures()
    for given in (["--out", name], ["--out", "new.csv", "--steps", name]):
        result = run("targets", "builtin:zeeland", "--seats", 9, *given, "--json")
        assert (result.code, result.errors) == (2, ["file-exists"])
    same = ["--out", "new.csv", "--steps", "./new.csv"]
    assert run("targets", name, "--seats", 9, *same, "--json").errors == ["usage"]
    assert files_here() == [name]


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        (["--seats", 0], {"seats-below-one"}),
        (["--seats", 10**12], {"synth-whole"}),  # seats are given one by one: it would not end
        (["--seats", 9, "--method", "fair"], {"targets-method-unknown"}),
        (
            ["--seats", 9, "--bandwidth", "wide", "--oversample", "jong", "--free", "jong"],
            {"targets-bandwidth", "oversample-form", "free-form"},
        ),
        (["--seats", 9, "--oversample", "jong=+1"], {"oversample-reason"}),
        (["--seats", 9, "--oversample", "jonk=+1", "--reason", "r"], {"oversample-value-nearest"}),
        (["--seats", 9, "--by", "beroep"], {"population-category-missing"}),
    ],
)
def test_mistakes_in_targets(run: Run, arguments: list[Any], codes: set[str]) -> None:
    result = run("targets", figures(), *arguments, "--out", "new.csv", "--json")
    assert result.code == 2
    assert set(result.errors) == codes
    assert files_here() == ["figures.csv"]


# ---- check ----


def test_check_tells_how_tight_it_is_and_what_quotas_cost(run: Run) -> None:
    """One of two from noord and one of four from zuid: a quarter is the most that all can have.

    With no seat for noord at least, two of four from zuid have a half, and they are the fewest.
    """
    people = [f"{number},{place}" for number, place in enumerate(("noord",) * 2 + ("zuid",) * 4)]
    pool = write("pool.csv", "id,wijk", *people)
    quotas = write("q.csv", "kenmerk,waarde,min,max", "wijk,noord,1,1", "wijk,zuid,1,2")
    given = ["check", pool, quotas, "--seats", 2]
    result = run(*given)
    assert (result.code, result.err) == (0, "")
    assert "Valid panels      8, of 15 groups of 2" in result.out
    assert "No room" in result.out
    assert "  - wijk: always 1 with zuid\n" in result.out
    assert "Smallest chance   1 in 4 (25%) at most" in result.out
    # With 0 from noord allowed: two thirds of a seat for noord, everybody has one third.
    assert "  - wijk: at least 1 with noord; with 0: 33.3% (+8.3 percentage points)" in result.out
    data = run(*given, "--json").data
    assert (data["valid_panels"], data["smallest_chance_bound"]) == ("8", "1/4")
    (price,) = data["prices"]
    assert (price["side"], price["moved_to"], price["gain"]) == ("min", 0, "1/12")
    assert [(one["value"], one["least"], one["most"]) for one in data["room"]] == [
        ("noord", 1, 1),
        ("zuid", 1, 1),
    ]
    dutch = run(*given, "--lang", "nl")
    assert dutch.code == 0
    assert "33,3%" in dutch.out


def test_check_of_conflicts(run: Run) -> None:
    """Without a panel each conflict is one that another one does not contain."""
    people = ["a,jong,noord", "b,oud,noord", "c,oud,noord", "d,jong,zuid", "e,jong,zuid"]
    rows = ["leeftijd,jong,0,1", "leeftijd,oud,0,2", "wijk,noord,0,1", "wijk,zuid,2,2"]
    pool = write("pool.csv", "id,leeftijd,wijk", *people)
    quotas = write("q.csv", "kenmerk,waarde,min,max", *rows)
    given = ["check", pool, quotas, "--seats", 3]
    plain = run(*given)
    assert (plain.code, plain.out) == (3, "")
    assert "the command repair finds the smallest changes" in joined(plain.err)
    result = run(*given, "--conflicts", 2)
    assert (result.code, result.err) == (3, "")
    assert "No valid panel of 3 seats can be formed from these 5 people." in result.out
    assert len(re.findall(r"^(Why: these|Nor can these) 2 ", result.out, re.M)) == 2
    data = run(*given, "--conflicts", 2, "--json")
    assert data.code == 3
    assert data.data["valid_panel"] is False
    found = [
        {
            (one["params"]["category"], one["params"].get("value"))
            for one in conflict["findings"]
            if one["code"].startswith("limit-")
        }
        for conflict in data.data["conflicts"]
    ]
    jong, noord, zuid = ("leeftijd", "jong"), ("wijk", "noord"), ("wijk", "zuid")
    # Both from zuid are jong, so they cannot both be there; with one from noord they must.
    assert sorted(map(sorted, found)) == [[jong, noord], [jong, zuid]]
    assert run(*given, "--conflicts", 2, "--lang", "nl").code == 3
    assert run(*given, "--conflicts", 0).code == 2
    assert files_here() == ["pool.csv", "q.csv"]  # check never writes


def test_check_with_conflicts_of_a_pool_with_a_panel_is_a_check(run: Run, klein: list[str]) -> None:
    assert run("check", *klein, "--conflicts", 3) == run("check", *klein)


# ---- repair ----


def test_repair(run: Run) -> None:
    """Jong 1 to 2 and oud 2 to 1 will do, and so will zuid 2 to 1 and noord 1 to 2."""
    result = run("repair", *impossible(), "--out", "dir")
    assert (result.code, result.err) == (0, "")
    assert "No valid panel of 3 seats can be formed from these 5 people." in result.out
    assert "What helps, each on its own:" in result.out
    assert "no repair is cheaper in any way" in joined(result.out)
    assert "The new quota files are in dir." in result.out
    made = sorted(path.name for path in Path("dir").iterdir())
    assert len(made) >= 2
    assert re.findall(r"File: (repair-\d+\.csv)", joined(result.out)) == made
    for name in made:
        assert run("check", "pool.csv", f"dir/{name}", "--seats", 3).code == 0
    data = run("repair", *impossible(), "--out", "again", "--json").data
    assert (data["folder"], data["files"], data["valid_panel"]) == ("again", made, False)
    assert data["repairs"][0]["seats_changed"] == 2
    assert data["lacking"]["people"] == 1  # somebody from zuid who is oud
    assert [Path("dir", name).read_bytes() for name in made] == [
        Path("again", name).read_bytes() for name in made
    ]
    dutch = run("repair", *impossible(), "--out", "dutch", "--lang", "nl")
    assert (dutch.code, dutch.err) == (0, "")
    assert "repair-1.csv" in dutch.out


def test_repair_keeps_what_is_locked(run: Run) -> None:
    given = ["repair", *impossible(), "--lock", "wijk", "--out", "dir", "--json"]
    repairs = run(*given, "--count", 9, "--conflicts", 2).data["repairs"]
    changed = {change["category"] for one in repairs for change in one["changes"]}
    assert changed == {"leeftijd"}
    assert len(run(*given[:-2], "one", "--json", "--count", 1).data["repairs"]) == 1


def test_repair_where_nothing_helps_writes_nothing(run: Run) -> None:
    given = ["repair", *impossible(), "--lock", "wijk", "--lock", "leeftijd", "--out", "dir"]
    result = run(*given)
    assert (result.code, result.err) == (3, "")
    assert "No change of the quotas helps" in result.out
    assert "1 more sign-up makes a valid panel possible" in result.out
    data = run(*given, "--json")
    assert data.code == 3
    assert (data.data["repairs"], data.data["files"]) == ([], [])
    assert run(*given, "--lang", "nl").code == 3
    assert files_here() == ["pool.csv", "quotas.csv"]


def test_repair_where_another_size_helps(run: Run) -> None:
    """One of each will not do for three seats, and no quota may change; for two seats it will."""
    pool = write("pool.csv", "id,wijk", "a,noord", "b,zuid", "c,zuid")
    quotas = write("q.csv", "kenmerk,waarde,min,max", "wijk,noord,1,1", "wijk,zuid,1,1")
    result = run("repair", pool, quotas, "--seats", 3, "--lock", "wijk", "--out", "dir")
    assert result.code == 0
    assert "Another size, with the same quotas: --seats 2." in result.out
    assert not Path("dir").exists()  # there is no quota file to write
    assert 'the maximums of "wijk" add up to 2' in joined(result.err).lower()


def test_repair_where_there_is_a_panel(run: Run, klein: list[str]) -> None:
    result = run("repair", *klein, "--out", "dir")
    assert (result.code, result.out) == (2, "")
    assert "There is a valid panel already" in result.err
    assert files_here() == []


def test_repair_refuses_before_the_work(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = impossible()
    assert run("repair", *given, "--out", ".", "--json").errors == ["folder-is-current"]
    Path("full").mkdir()
    Path("full", "note").touch()
    assert run("repair", *given, "--out", "full", "--json").errors == ["folder-not-empty"]
    locked = run("repair", *given, "--lock", "beroep", "--out", "dir")
    assert locked.code == 2
    assert '"beroep" names no quota to lock' in locked.err
    assert run("repair", *given, "--solver", "none", "--out", "dir").code == 2
    assert run("repair", *given).code == 2
    assert files_here() == ["full", "full/note", "pool.csv", "quotas.csv"]
