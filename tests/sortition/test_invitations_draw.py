"""The draw inside the database: the units that plain Python finds, whatever the register."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortition.invitations import draw as drawing
from sortition.invitations.draw import AFTER_ALL, Drawn, Rule, draw, number_sql
from sortition.invitations.model import Strata
from sortition.invitations.query import Query, query_text
from sortition.invitations.strata import Earlier, count_strata, select_strata
from sortition.stream import number
from stratification.errors import InputError
from tests.sortition.invitations import (
    Plain,
    Resident,
    Values,
    plain_digest,
    plain_draw,
    plain_number,
    put_frame,
)

ODD = [
    "0007",
    "007",
    "7",
    "it's",
    'a"b',
    "é",
    "é",
    "\u202eabc",
    "名前",
    "=1+1",
    "'",
    "--",
    "a\\",
    "😀",
    " x",
    "${a}",
]
FRAME = "SELECT * FROM frame"


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 2}) as connection:
        yield connection


def residents(count: int, seed: int = 1, homes: float = 0.45) -> list[Resident]:
    """People in homes of a few, in strata of different sizes."""
    chance = Random(seed)
    places, ages = ["Noord", "Zuid", "'t Oost", "West"], ["16-24", "25-64", "65+"]
    some = [(place, age) for place in places for age in ages]
    values = chance.choices(some, [8, 9, 9, 4, 4, 4, 2, 2, 2, 1, 1, 1], k=count)
    addresses = chance.choices([f"{home}ab" for home in range(int(count * homes))], k=count)
    return [Resident(f"{person:06}", addresses[person], values[person]) for person in range(count)]


def spread(strata: Strata, share: float) -> tuple[int, ...]:
    return tuple(int(share * row.size) for row in strata.rows)


def by_values(strata: Strata, letters: tuple[int, ...]) -> dict[Values, int]:
    return {row.values: count for row, count in zip(strata.rows, letters, strict=True)}


def units(drawn: Drawn) -> list[str]:
    return [one.unit for one in drawn.invitees]


@pytest.mark.parametrize("name", ["", "0", *ODD])
def test_numbers_are_those_of_the_stream(database: duckdb.DuckDBPyConnection, name: str) -> None:
    rule = Rule(f"zaad '{name}'\nregel", "Zee's\twijk")
    found = database.execute(f"SELECT {number_sql(rule, '?')}", [name]).fetchone()
    assert found == (number(rule.seed, "letters Zee's\twijk", name),)
    assert found == (plain_number(rule.seed, rule.label, name),)


def test_plain_python_agrees_on_100_000_people(database: duckdb.DuckDBPyConnection) -> None:
    people = residents(100_000)
    put_frame(database, people)
    strata = count_strata(database, ("wijk", "leeftijd"))
    sizes = Counter(one.values for one in people)
    assert {row.values: row.size for row in strata.rows} == sizes
    letters = tuple(3_000 if row.size > 30_000 else row.size // 20 for row in strata.rows)
    plain = Plain("2026-11-25", by_values(strata, letters))
    for single in (False, True):
        drawn = draw(database, Rule("2026-11-25", one_per_address=single), strata, letters)
        assert units(drawn) == plain_draw(people, replace(plain, one_per_address=single))
        assert len(set(units(drawn))) == sum(letters)


@pytest.mark.parametrize("single", [False, True])
def test_nothing_depends_on_the_order_of_the_rows(
    database: duckdb.DuckDBPyConnection, single: bool
) -> None:
    people = residents(5_000)
    rule, outcomes = Rule("zaad", one_per_address=single), []
    for order in range(3):
        put_frame(database, Random(order).sample(people, len(people)))
        strata = count_strata(database, ("wijk", "leeftijd"))
        outcomes.append((strata, draw(database, rule, strata, spread(strata, 0.3))))
    assert outcomes[0] == outcomes[1] == outcomes[2]


ids = st.sampled_from([*ODD, *(f"{n:03}" for n in range(40))])
people_lists = st.lists(
    st.tuples(ids, st.sampled_from("pqrstuvw"), st.sampled_from(["x", "y", "z'"])),
    min_size=1,
    max_size=40,
    unique_by=lambda row: row[0],
)


@given(rows=people_lists, data=st.data())
@settings(max_examples=30, deadline=None)
def test_any_small_register_in_waves(
    database: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    """Two waves, with letters to anything from nobody to everybody, as plain Python has it."""
    people = [Resident(unit, address, (value,)) for unit, address, value in rows]
    single = data.draw(st.booleans())
    rule = Rule(
        data.draw(st.text("ab'\n é", min_size=1)), data.draw(st.sampled_from([None, "P'"])), single
    )
    put_frame(database, people)
    earlier, plain = Earlier(), Plain(rule.seed, {}, rule.label, single)
    for _ in range(2):
        strata = count_strata(database, ("s",), earlier)
        letters = tuple(data.draw(st.integers(0, row.left)) for row in strata.rows)
        plain = replace(plain, letters=by_values(strata, letters), taken=earlier.units)
        plain = replace(plain, gone=earlier.addresses)
        try:
            expected = plain_draw(people, plain)
        except ValueError:
            with pytest.raises(InputError, match="one letter per address only"):
                draw(database, rule, strata, letters, earlier)
            return
        drawn = draw(database, rule, strata, letters, earlier)
        assert units(drawn) == expected
        check_below(people, rule, strata, drawn, earlier)
        chosen = [one for one in people if one.unit in expected]
        earlier = Earlier(
            (*earlier.units, *expected), (*earlier.addresses, *(str(p.address) for p in chosen))
        )


def check_below(
    people: list[Resident], rule: Rule, strata: Strata, drawn: Drawn, earlier: Earlier
) -> None:
    """With every address its own, those drawn are exactly those below; always none is not below."""
    numbers = {one.unit: plain_number(rule.seed, rule.label, one.unit) for one in people}
    limits = {row.values: text for row, text in zip(strata.rows, drawn.below, strict=True)}
    below = {
        one.unit
        for one in people
        if numbers[one.unit] < limits[one.values] and one.unit not in earlier.units
    }
    chosen = set(units(drawn))
    assert chosen <= below
    assert rule.one_per_address or chosen == below


def test_a_cut_that_is_too_low_is_raised(
    database: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = residents(3_000)
    put_frame(database, people)
    strata = count_strata(database, ("wijk", "leeftijd"))
    letters, rule = spread(strata, 0.2), Rule("zaad", one_per_address=True)
    expected = draw(database, rule, strata, letters)
    shares = []

    def low(count: int, left: int, share: int) -> str:
        shares.append(share)
        return f"{count * share * 0x100 // left // 40:02x}" if share < 256 else AFTER_ALL

    monkeypatch.setattr(drawing, "_cut", low)
    assert draw(database, rule, strata, letters) == expected
    assert max(shares) >= 64


@pytest.mark.parametrize(("count", "left"), [(1, 10**6), (70_000, 18 * 10**6), (40, 100_000)])
def test_a_cut_collects_little(count: int, left: int) -> None:
    cut = int(drawing._cut(count, left, 1), 16) / 16**13 * left
    assert count < cut < 1.1 * count + 100


def test_the_limit_says_nothing_about_one_number(database: duckdb.DuckDBPyConnection) -> None:
    """It is a few digits long: many numbers that nobody has begin so too."""
    put_frame(database, residents(5_000))
    strata = count_strata(database, ("wijk", "leeftijd"))
    drawn = draw(database, Rule("zaad"), strata, spread(strata, 0.1))
    assert all(0 < len(text) <= 8 for text in drawn.below)


def test_without_strata(database: duckdb.DuckDBPyConnection) -> None:
    people = [replace(one, values=()) for one in residents(500)]
    put_frame(database, people)
    strata = count_strata(database, ())
    assert [(row.values, row.size) for row in strata.rows] == [((), 500)]
    expected = plain_draw(people, Plain("s", {(): 20}))
    assert units(draw(database, Rule("s"), strata, (20,))) == expected


def test_strata_are_in_order_and_count_who_has_a_letter(
    database: duckdb.DuckDBPyConnection,
) -> None:
    rows = [("1", "b"), ("2", "B2"), ("3", "a"), ("4", "Ä"), ("5", "b"), ("6", "")]
    put_frame(database, [Resident(unit, None, (value,)) for unit, value in rows])
    strata = count_strata(database, ("s",), Earlier(("5", "nobody here")))
    found = [(row.values[0], row.size, row.earlier, row.left) for row in strata.rows]
    assert found == [("", 1, 0, 1), ("a", 1, 0, 1), ("b", 2, 1, 1), ("B2", 1, 0, 1), ("Ä", 1, 0, 1)]


def test_two_spellings_are_an_error(database: duckdb.DuckDBPyConnection) -> None:
    put_frame(database, [Resident("1", None, ("Noord",)), Resident("2", None, ("noord",))])
    with pytest.raises(InputError, match='column "wijk": "Noord" and "noord" are two spellings'):
        count_strata(database, ("wijk",))


@pytest.mark.parametrize("unit", ["a\nb", "tab\there", "\x7f", "\x00"])
def test_ids_with_control_characters_are_an_error(
    database: duckdb.DuckDBPyConnection, unit: str
) -> None:
    put_frame(database, [Resident("1", None, ("x",)), Resident(unit, None, ("x",))])
    with pytest.raises(InputError, match="control character") as caught:
        count_strata(database, ("s",))
    assert unit not in str(caught.value)


def test_an_empty_frame_is_an_error(database: duckdb.DuckDBPyConnection) -> None:
    put_frame(database, [Resident("1", None, ("x",))])
    database.execute("DELETE FROM frame")
    for columns in [("s",), ()]:
        with pytest.raises(InputError, match="nobody in this register"):
            count_strata(database, columns)


def test_more_letters_than_units_is_a_mistake_of_the_planner(
    database: duckdb.DuckDBPyConnection,
) -> None:
    put_frame(database, [Resident("1", "p", ("x",)), Resident("2", "p", ("x",))])
    strata = count_strata(database, ("s",), Earlier(("1",)))
    with pytest.raises(ValueError, match="Stratum"):
        draw(database, Rule("s"), strata, (2,), Earlier(("1",)))


def test_too_few_addresses_say_which_stratum(database: duckdb.DuckDBPyConnection) -> None:
    people = [Resident(f"{n}", f"a{n // 3}", ("Noord", "jong")) for n in range(9)]
    put_frame(database, people)
    strata = count_strata(database, ("wijk", "leeftijd"))
    with pytest.raises(InputError, match=r'"Noord × jong" gets 4 letters, .* only 3 of'):
        draw(database, Rule("s", one_per_address=True), strata, (4,))
    assert len(draw(database, Rule("s", one_per_address=True), strata, (3,)).invitees) == 3


def test_one_per_address_needs_addresses(database: duckdb.DuckDBPyConnection) -> None:
    put_frame(database, [Resident("1", None, ("x",))])
    strata = count_strata(database, ("s",))
    with pytest.raises(InputError, match="people without an address"):
        draw(database, Rule("s", one_per_address=True), strata, (1,))


def test_who_moved_takes_the_letter_along(database: duckdb.DuckDBPyConnection) -> None:
    """Neither the old address nor the one where somebody with a letter lives now gets another."""
    people = [Resident(one[0], one[1], ("x",)) for one in ["1p", "2p", "3q", "4q", "5r"]]
    put_frame(database, people)
    earlier = Earlier(("3",), ("p",))  # 3 lived at p and lives at q now
    strata = count_strata(database, ("s",), earlier)
    for seed in "abcdef":
        drawn = draw(database, Rule(seed, one_per_address=True), strata, (1,), earlier)
        assert units(drawn) == ["5"]


@pytest.mark.parametrize("single", [False, True])
def test_the_published_query_gives_the_same(
    database: duckdb.DuckDBPyConnection, single: bool
) -> None:
    people = residents(5_000) + [
        Resident(unit, f"x{n}", ("Zuid", "65+")) for n, unit in enumerate(ODD)
    ]
    put_frame(database, people)
    strata = count_strata(database, ("wijk", 'leef"tijd'))
    rule = Rule("it's; --\n zaad", "P", single)
    letters = tuple(0 if at == 2 else count for at, count in enumerate(spread(strata, 0.2)))
    drawn = draw(database, rule, strata, letters)
    text = query_text(Query(FRAME + ";\n", rule, strata, letters, 1))
    result = database.execute(text)
    assert [column[0] for column in result.description] == ["unit", "wijk", 'leef"tijd', "number"]
    rows = result.fetchall()
    assert [(row[0], row[3]) for row in rows] == [(one.unit, one.number) for one in drawn.invitees]
    assert [row[1:3] for row in rows] == [strata.rows[one.stratum].values for one in drawn.invitees]
    text = "\n".join(row[0] for row in rows)
    assert hashlib.sha256(text.encode()).hexdigest() == plain_digest(units(drawn))


def test_the_published_query_without_strata(database: duckdb.DuckDBPyConnection) -> None:
    put_frame(database, [replace(one, values=()) for one in residents(300)])
    strata = count_strata(database, ())
    drawn = draw(database, Rule("s"), strata, (20,))
    rows = database.execute(query_text(Query(FRAME, Rule("s"), strata, (20,), 1))).fetchall()
    assert rows == [(one.unit, one.number) for one in drawn.invitees]


def test_only_some_strata(database: duckdb.DuckDBPyConnection) -> None:
    put_frame(database, residents(500))
    strata = count_strata(database, ("wijk", "leeftijd"))

    def values(*only: tuple[str, str]) -> list[Values]:
        return [strata.rows[place].values for place in select_strata(strata, only)]

    assert len(values()) == 12
    assert values(("WIJK", "noord"), ("leeftijd", "65+"), ("leeftijd", "16-24 ")) == [
        ("Noord", "16-24"),
        ("Noord", "65+"),
    ]
    with pytest.raises(InputError) as caught:
        values(("plaats", "x"), ("wijk", "Nord"))
    assert [finding.code for finding in caught.value.findings] == [
        "invite-only-column",
        "invite-only-value",
    ]
    assert "nearest value is: Noord" in str(caught.value)
    put_frame(database, [Resident("1", None, ("a", "x")), Resident("2", None, ("b", "y"))])
    strata = count_strata(database, ("wijk", "leeftijd"))
    with pytest.raises(InputError, match="all of these values together"):
        values(("wijk", "a"), ("leeftijd", "y"))
