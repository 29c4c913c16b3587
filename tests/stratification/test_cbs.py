"""Figures from StatLine: the real `cbsodata`, with a small StatLine in the place of the network.

The recorded tables in `cbs/` have the structure of StatLine (OData 3: padded keys, suffixed
columns, nested groups, null for missing). Their figures are made up, except the levels of
education of Zeeland in 2022 (CBS 85525NED).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from stratification.errors import InputError
from stratification.population import Ages, Population
from stratification.population.cbs import Cache, CbsRequest, read_cbs

RECORDED = Path(__file__).parent / "cbs"
PAGE = 40
TODAY = date(2025, 3, 1)

PEOPLE = CbsRequest(
    "99001ned",
    {"Leeftijd": "leeftijd", "geslacht": "Geslacht"},
    "Bevolking op 1 januari",
    {
        "Regio's": ["Borsele"],
        "Burgerlijke staat": ["Totaal burgerlijke staat"],
        "Leeftijd": ["Brede groepen"],
    },
)
LEVELS = CbsRequest(
    "99002NED",
    {"Onderwijsniveau": "opleiding"},
    "In procenten",
    {
        "Regio's": ["Zeeland (PV)"],
        "Onderwijsniveau": [
            "1 Laag onderwijsniveau",
            "2 Middelbaar onderwijsniveau",
            "3 Hoog onderwijsniveau",
        ],
    },
)


class Statline:
    """Answers as StatLine does: $filter, $select, pages; and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.change: Callable[[str, list[dict[str, Any]]], list[dict[str, Any]]] | None = None

    def send(self, _session: object, request: Any, **options: Any) -> requests.Response:
        assert options["timeout"] == 60
        address = urlsplit(request.url)
        table, part = address.path.removeprefix("/ODataFeed/odata/").split("/")
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.asked.append(part)
        file = RECORDED / f"{table}.json"
        tables = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        if part not in tables:
            return self.response(404, b"", request)
        rows = [row for row in tables[part] if self.keeps(query.get("$filter", ""), row)]
        if self.change is not None:
            rows = self.change(part, rows)
        skip = int(query.get("$skip", 0))
        content: dict[str, Any] = {"odata.metadata": "", "value": rows[skip : skip + PAGE]}
        if "$select" in query:
            names = query["$select"].split(",")
            content["value"] = [{name: row[name] for name in names} for row in content["value"]]
        if skip + PAGE < len(rows):
            content["odata.nextLink"] = self.page(request.url, skip + PAGE)
        return self.response(200, json.dumps(content).encode(), request)

    @staticmethod
    def page(url: str, skip: int) -> str:
        return re.sub("&%24skip=[0-9]+", "", url) + f"&%24skip={skip}"

    @staticmethod
    def keeps(condition: str, row: dict[str, Any]) -> bool:
        """(A eq 'x' or A eq 'y') and (B eq 'z')"""
        for clause in filter(None, condition.split(" and ")):
            pairs = re.findall(r"(\w+) eq '((?:[^']|'')*)'", clause)
            assert pairs
            if not any(row[name] == text.replace("''", "'") for name, text in pairs):
                return False
        return True

    @staticmethod
    def response(status: int, content: bytes, request: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer._content, answer.request = status, content, request
        answer.url = request.url
        return answer


@pytest.fixture(autouse=True)
def statline(monkeypatch: pytest.MonkeyPatch) -> Statline:
    server = Statline()
    monkeypatch.setattr(
        requests.Session, "send", lambda self, request, **kw: server.send(self, request, **kw)
    )
    return server


def figures(population: Population) -> dict[tuple[str, ...], Fraction | None]:
    (table,) = population.tables
    return dict(table.cells)


def notices(population: Population) -> list[str]:
    return [notice.code for notice in population.notices]


def errors(request: CbsRequest) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_cbs(request)
    return str(caught.value).splitlines()


def filters(**changed: list[str] | None) -> dict[str, list[str]]:
    """The filters of PEOPLE with some changed or (None) left out."""
    every = {**{name: list(values) for name, values in PEOPLE.filters.items()}}
    for name, values in changed.items():
        title = {"regio": "Regio's", "staat": "Burgerlijke staat"}.get(name, name)
        every[title] = values if values is not None else []
        if values is None:
            del every[title]
    return every


def test_a_cross_table_with_its_source() -> None:
    population = read_cbs(PEOPLE)
    # Made-up figures of Borsele 2024; men 7+6, 58, 25 and women 6+5, 56, 27.
    assert list(figures(population).items()) == [
        (("Mannen", "15 tot 25 jaar"), 13),
        (("Mannen", "25 tot 65 jaar"), 58),
        (("Mannen", "65 jaar of ouder"), 25),
        (("Vrouwen", "15 tot 25 jaar"), 11),
        (("Vrouwen", "25 tot 65 jaar"), 56),
        (("Vrouwen", "65 jaar of ouder"), 27),
    ]
    (table,) = population.tables
    assert table.categories == ("Geslacht", "leeftijd")
    assert table.counted
    about = table.about
    assert about.source == (
        "CBS StatLine, Bevolking op 1 januari en gemiddeld; geslacht, leeftijd en regio"
    )
    assert (about.table, about.date, about.provisional) == ("99001ned", "2024", True)
    assert (about.population, about.ages) == ("", None)
    assert about.note == (
        "Bevolking op 1 januari; Burgerlijke staat: Totaal burgerlijke staat; Regio's: Borsele"
    )
    assert list(map(str, population.notices)) == [
        "the figures of 2024 are provisional: CBS may still change them.",
        '"Totaal mannen en vrouwen" of "Geslacht" was left out: it holds the others.',
    ]


def test_the_server_picks_out_what_is_wanted_and_pages_are_followed(statline: Statline) -> None:
    read_cbs(PEOPLE)
    assert statline.asked.count("TypedDataSet") == 1  # 3 sexes × 4 ages of one place and period
    wide = replace(PEOPLE, categories={"Regio's": "gemeente"}, filters=filters(regio=["gm"]))
    wide = replace(wide, filters={**wide.filters, "Leeftijd": ["10000"], "Geslacht": ["T001038"]})
    assert figures(read_cbs(wide)) == {("Borsele",): 190, ("Goes",): 321}


def test_a_definite_period_by_its_title() -> None:
    population = read_cbs(replace(PEOPLE, period="2023"))
    assert figures(population)["Mannen", "25 tot 65 jaar"] == 57
    assert population.tables[0].about.date == "2023"
    assert not population.tables[0].about.provisional
    assert notices(population) == ["cbs-total-left-out"]
    for period in ("2024", "2024*", "2024JJ00"):
        assert figures(read_cbs(replace(PEOPLE, period=period))) == figures(read_cbs(PEOPLE))
    assert errors(replace(PEOPLE, period="2025")) == [
        '"Perioden" has no value "2025"; is "2023" meant? There are: "2023", "2024*", "2024 1e '
        'kwartaal*".'
    ]


def test_a_provisional_status_alone_is_enough(statline: Statline) -> None:
    def plain(part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if part == "Perioden":
            return [{**row, "Title": row["Title"].rstrip("*")} for row in rows]
        return rows

    statline.change = plain
    assert read_cbs(PEOPLE).tables[0].about.provisional


def test_missing_is_none_and_never_zero(statline: Statline) -> None:
    unmarried = replace(PEOPLE, filters=filters(staat=["Ongehuwd"]))
    population = read_cbs(unmarried)
    assert figures(population)["Mannen", "65 jaar of ouder"] is None
    assert figures(population)["Mannen", "25 tot 65 jaar"] == 19
    assert "cbs-missing" in notices(population)

    def without_rows(part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        column = "BevolkingOp1Januari_1"
        if part != "TypedDataSet":
            return rows
        return [{**row, column: "       ."} for row in rows if row["Geslacht"] == "3000   "]

    statline.change = without_rows
    assert errors(PEOPLE) == [
        "table 99001ned has no figures for these values and this period.",
    ]


def test_columns_are_found_by_their_titles(statline: Statline) -> None:
    """Another year, other suffixes: the same request reads the same figures."""
    before = figures(read_cbs(PEOPLE))

    def renamed(part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        text = json.dumps(rows).replace("BevolkingOp1Januari_1", "BevolkingOp1Januari_17")
        return list(json.loads(text))

    statline.change = renamed
    assert figures(read_cbs(PEOPLE)) == before


def test_a_dimension_that_is_no_category_needs_a_choice() -> None:
    first, second = errors(replace(PEOPLE, filters={"Leeftijd": ["Brede groepen"]}))
    assert first == (
        '"Burgerlijke staat" is not a category, so one of its values must be chosen (often the '
        'total). There are: "Totaal burgerlijke staat", "Ongehuwd".'
    )
    assert second.startswith('"Regio\'s" is not a category')
    (several,) = errors(replace(PEOPLE, filters=filters(regio=["Borsele", "Goes"])))
    assert "exactly one of its values must be chosen; values are never added up here" in several


def test_ages_that_overlap_are_refused() -> None:
    (line,) = errors(replace(PEOPLE, filters=filters(Leeftijd=None)))
    assert line.startswith('"15 tot 20 jaar" and "15 tot 25 jaar" of "Leeftijd" overlap')
    nested = read_cbs(replace(PEOPLE, filters=filters(Leeftijd=["Groepen van 5 jaar"])))
    assert [key for key in figures(nested) if key[0] == "Mannen"] == [
        ("Mannen", "15 tot 20 jaar"),
        ("Mannen", "20 tot 25 jaar"),
    ]
    # (13 + 11) of 190 people: a part of the total, which is said.
    assert '"Leeftijd" are 12.6 per cent of its total' in str(
        next(notice for notice in nested.notices if notice.code == "cbs-part")
    )
    (line,) = errors(replace(PEOPLE, filters=filters(Leeftijd=["Leeftijdsgroepen"])))
    assert "overlap" in line  # a group holds the groups within it


def test_a_total_beside_its_parts_is_refused() -> None:
    total = ["Totaal leeftijd", "65 jaar of ouder"]
    (line,) = errors(replace(PEOPLE, filters=filters(Leeftijd=total)))
    assert line.startswith('a total and other values of "Leeftijd" are wanted together')


def test_regions_of_several_kinds_are_refused() -> None:
    request = replace(PEOPLE, categories={"Regio's": "regio"}, filters=filters(regio=None))
    request = replace(
        request,
        filters={**request.filters, "Leeftijd": ["Totaal leeftijd"], "Geslacht": ["T001038"]},
    )
    assert errors(request)[0].startswith(
        '"Regio\'s" has areas of several kinds, one within the other: GM, NL, PV.'
    )
    for kind in ("GM", "Gemeenten"):
        chosen = replace(request, filters={**request.filters, "Regio's": [kind]})
        assert figures(read_cbs(chosen)) == {("Borsele",): 190, ("Goes",): 321}


def test_percentages_become_shares_of_those_they_are_about() -> None:
    population = read_cbs(LEVELS)
    (table,) = population.tables
    assert not table.counted
    assert figures(population) == {
        ("1 Laag onderwijsniveau",): Fraction("0.283"),
        ("2 Middelbaar onderwijsniveau",): Fraction("0.478"),
        ("3 Hoog onderwijsniveau",): Fraction("0.239"),
    }
    assert table.total == 1
    assert (table.about.population, table.about.ages) == ("15 tot 75 jaar", Ages(15, 74))
    assert table.about.date == "2022"
    assert table.about.note == "Bevolking > In procenten; Regio's: Zeeland (PV)"


def test_rounded_percentages_add_up_to_one_exactly(statline: Statline) -> None:
    def rounded(part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        column = "BevolkingRelatief_2"
        return [{**row, column: 28.4} if row.get(column) == 28.3 else row for row in rows]

    statline.change = rounded  # 100.1 in all: each of three may be 0.05 off
    population = read_cbs(LEVELS)
    assert population.tables[0].total == 1
    assert figures(population)[("1 Laag onderwijsniveau",)] == Fraction(284, 1001)


def test_percentages_that_are_not_everybody_or_count_twice_are_refused() -> None:
    low = ["1 Laag onderwijsniveau", "2 Middelbaar onderwijsniveau"]
    part = replace(LEVELS, filters={**LEVELS.filters, "Onderwijsniveau": low})
    assert errors(part)[0].startswith(
        'the percentages of "Bevolking > In procenten" add up to 76.1, not to 100.'
    )
    cross = replace(
        LEVELS,
        categories={**LEVELS.categories, "Regio's": "regio"},
    )
    assert "do not say how several categories go together" in errors(cross)[0]


def test_thousands_become_people_and_values_are_checked_against_the_total() -> None:
    request = replace(LEVELS, measure="Bevolking > Totaal")
    assert figures(read_cbs(request)) == {
        ("1 Laag onderwijsniveau",): 81_200,
        ("2 Middelbaar onderwijsniveau",): 137_200,
        ("3 Hoog onderwijsniveau",): 68_600,
    }
    unlisted = replace(request, filters={"Regio's": ["Zeeland (PV)"]})
    assert errors(unlisted)[0].startswith(
        'the values of "Onderwijsniveau" may overlap, so that people would count twice.'
    )
    twice = [*LEVELS.filters["Onderwijsniveau"], "11 Basisonderwijs"]
    listed = replace(request, filters={**LEVELS.filters, "Onderwijsniveau": twice})
    assert errors(listed)[0].startswith(
        'the values of "Onderwijsniveau" add up to more than its total, so some overlap.'
    )


def test_a_measure_is_named_in_full_where_its_title_stands_twice() -> None:
    assert errors(replace(LEVELS, measure="Totaal")) == [
        'the table has several figures "Totaal". Write one of them in full: "Bevolking > Totaal", '
        '"Mannen > Totaal".'
    ]
    assert errors(replace(LEVELS, measure="Gemiddelde leeftijd")) == [
        '"Gemiddelde leeftijd" is not a number of people but: jaar. Choose figures that count '
        "people, or percentages."
    ]


def test_everything_unknown_is_told_at_once_with_what_there_is() -> None:
    lines = errors(
        CbsRequest(
            "99001ned",
            {"Leeftjid": "a", "Perioden": "b", "Geslacht": "B"},
            "Bevolkin",
            {"Burgelijke staat": ["x"], "Regio's": ["Borssele"], "Geslacht": ["Man"]},
        )
    )
    assert [line.split(";")[0].split(". There")[0] for line in lines] == [
        'the table has no dimension "Leeftjid" that can be used so',
        'the table has no dimension "Perioden" that can be used so',
        'the table has no dimension "Burgelijke staat" that can be used so',
        "two dimensions have the same name of a category. Rename one.",
        'the table has no figures "Bevolkin"',
        '"Geslacht" has no value "Man"',
        '"Leeftijd" is not a category, so one of its values must be chosen (often the total)',
        '"Burgerlijke staat" is not a category, so one of its values must be chosen (often the '
        "total)",
        '"Regio\'s" has no value "Borssele"',
    ]
    assert 'is "Leeftijd" meant?' in lines[0]
    assert 'is "Borsele" meant?' in lines[-1]
    assert "no category was asked for" in errors(replace(PEOPLE, categories={}))[0]


def test_an_answer_is_kept_and_not_asked_again(tmp_path: Path, statline: Statline) -> None:
    cache = Cache(tmp_path / "cbs", TODAY)
    fresh = read_cbs(PEOPLE, cache)
    assert "cbs-kept" not in notices(fresh)
    asked = len(statline.asked)
    assert asked == 9  # three parts about the table, five dimensions, the figures
    later = read_cbs(PEOPLE, Cache(cache.folder, date(2026, 1, 1)))
    assert len(statline.asked) == asked
    assert later.tables == fresh.tables
    assert str(later.notices[1]) == (
        "answers of StatLine about table 99001ned have been kept since 2025-03-01 and not asked "
        "again. Empty the cache for newer ones."
    )
    read_cbs(replace(PEOPLE, period="2023"), cache)  # only the figures are new
    assert statline.asked[asked:] == ["TypedDataSet"]
    without = read_cbs(PEOPLE)
    assert without == fresh
    assert len(statline.asked) == 2 * asked + 1


def test_a_damaged_answer_in_the_cache_is_told(tmp_path: Path) -> None:
    cache = Cache(tmp_path, TODAY)
    read_cbs(PEOPLE, cache)
    whole = {path: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    for path, content in whole.items():
        for damaged in (content[:-3], b"[]", b"\xff", content.replace(b'"99001ned"', b'"9"')):
            path.write_bytes(damaged)
            with pytest.raises(InputError, match="this answer in the cache is damaged") as caught:
                read_cbs(PEOPLE, cache)
            assert caught.value.findings[0].file == path.name
        path.write_bytes(content)
    assert "cbs-kept" in notices(read_cbs(PEOPLE, cache))


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="the file cannot be written"):
        read_cbs(PEOPLE, Cache(tmp_path / "file" / "cbs", TODAY))


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (requests.ConnectionError("secret.example"), r"cannot be reached \(ConnectionError\)"),
        (requests.Timeout(), r"cannot be reached \(Timeout\)"),
        (OSError("no certificates"), r"cannot be reached \(OSError\)"),
        (503, "does not give table 99001ned now .status 503."),
        (404, "StatLine has no table 99001ned, or not all of it"),
        (b"<html>", "the answer of StatLine about table 99001ned cannot be used"),
        (b"{}", "cannot be used"),
        (b"[]", "cannot be used"),
        (b'{"value": [1]}', "cannot be used"),
        (b'{"value": ' + b"[" * 100_000, "cannot be used"),
    ],
)
def test_a_network_that_fails_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, failure: object, sentence: str
) -> None:
    def send(_self: object, request: Any, **_options: Any) -> requests.Response:
        if isinstance(failure, Exception):
            raise failure
        if isinstance(failure, int):
            return Statline.response(failure, b"", request)
        assert isinstance(failure, bytes)
        return Statline.response(200, failure, request)

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(InputError, match=sentence) as caught:
        read_cbs(PEOPLE)
    assert len(str(caught.value).splitlines()) == 1
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("figure", [-1, "x", True, [], float("nan"), "1/0"])
def test_a_figure_that_is_none_is_refused(statline: Statline, figure: object) -> None:
    def changed(part: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        column = "BevolkingOp1Januari_1"
        return [{**row, column: figure} if column in row else row for row in rows]

    statline.change = changed
    assert "cannot be used" in errors(PEOPLE)[0]


def test_rows_that_come_twice_are_refused(statline: Statline) -> None:
    statline.change = lambda part, rows: rows * 2 if part == "TypedDataSet" else rows
    assert "cannot be used" in errors(PEOPLE)[0]


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cbsodata", None)
    assert "pip install 'sortition[cbs]'" in errors(PEOPLE)[0]


@pytest.mark.parametrize("number", ["", "../x", "0375 9ned", "a" * 21, "99001ned?x"])
def test_a_table_is_a_number_of_statline(number: str, statline: Statline) -> None:
    assert "is not the number of a table of StatLine" in errors(replace(PEOPLE, table=number))[0]
    assert statline.asked == []
