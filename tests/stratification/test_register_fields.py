"""What cells of a register mean, against plain Python."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stratification.ages import Ages
from stratification.register.fields import (
    MOST_YEARS,
    address_key,
    ages,
    band,
    birth_digits,
    birth_parts,
    birth_trouble,
    id_text,
    marked,
    no_post,
    text,
)
from stratification.text import tidy
from tests.stratification.registers import database

BANDS = (Ages(16, 24), Ages(25, 44), Ages(65))


def cells_sql(sql: str, cells: Sequence[str | None]) -> list[Any]:
    """What SQL over `cell` makes of each cell."""
    rows = database().execute(
        f"SELECT {sql} FROM (SELECT unnest(?::VARCHAR[]) AS cell, unnest(range(?)) AS place) "
        "ORDER BY place",
        [list(cells), len(cells)],
    )
    return [row[0] for row in rows.fetchall()]


def births(reference: datetime.date, cells: Sequence[str]) -> list[tuple[Any, ...]]:
    """Trouble, oldest, youngest and band of each date of birth."""
    parts = birth_parts("digits") | ages(reference)
    columns = ", ".join(f"{sql} AS {alias}" for alias, sql in parts.items())
    cases = " ".join(f"WHEN {sql} THEN '{code}'" for code, sql in birth_trouble(reference))
    return (
        database()
        .execute(
            f"SELECT CASE {cases} END, oldest, youngest, {band(BANDS)} FROM (SELECT *, {columns} "
            f"FROM (SELECT *, {birth_digits('cell')} AS digits FROM (SELECT unnest(?::VARCHAR[]) "
            "AS cell, unnest(range(?)) AS place))) ORDER BY place",
            [list(cells), len(cells)],
        )
        .fetchall()
    )


def age(birth: datetime.date, reference: datetime.date) -> int:
    """The age in years; a birthday of 29 February is on 1 March in a common year."""
    years = reference.year - birth.year
    leap = calendar.isleap(reference.year)
    first = birth.month == 2 and birth.day == 29 and not leap
    month, day = (3, 1) if first else (birth.month, birth.day)
    return years - (reference < datetime.date(reference.year, month, day))


def days_of(year: int, month: int, day: int) -> list[datetime.date]:
    """All days that a date may be, whose parts are 0 when they are not known."""
    months = [month] if month else range(1, 13)
    found = []
    for one in months:
        last = calendar.monthrange(year, one)[1] if 1 <= one <= 12 else 0
        found += [
            datetime.date(year, one, other)
            for other in ([day] if day else range(1, last + 1))
            if other <= last
        ]
    return found


def expected(year: int, month: int, day: int, reference: datetime.date) -> tuple[Any, ...]:
    """Trouble, or oldest, youngest and band, from all days one by one."""
    if (year, month, day) == (0, 0, 0):
        possible = range(MOST_YEARS + 1)
    else:
        days = days_of(year, month, day) if year and (month or not day) else []
        if not days:
            return ("register-birth-impossible",)
        past = [one for one in days if one <= reference]
        if not past:
            return ("register-birth-future",)
        found = {age(one, reference) for one in past}
        if min(found) > MOST_YEARS:
            return ("register-birth-old",)
        possible = range(min(found), max(found) + 1)
    bands = {
        next((name for name, one in NAMED.items() if inside(years, one)), None)
        for years in possible
    }
    shown = None if bands == {None} else "?" if len(bands) > 1 else bands.pop()
    return (None, possible[-1], possible[0], shown)


NAMED = {"16-24": BANDS[0], "25-44": BANDS[1], "65+": BANDS[2]}


def inside(years: int, ages_of: Ages) -> bool:
    return ages_of.first <= years and (ages_of.last is None or years <= ages_of.last)


def written(year: int, month: int, day: int) -> list[str]:
    """The ways to write a date."""
    ways = [f"{year:04}{month:02}{day:02}", f"{year:04}-{month:02}-{day:02}"]
    ways += [
        f"{day:02}-{month:02}-{year:04}",
        f"{day}/{month}/{year:04}",
        f"{day}.{month}.{year:04}",
    ]
    ways += [f"{way} 00:00:00" for way in (ways[1], ways[2])]
    if not day:
        ways.append(f"{year:04}-{month:02}")
    if not day and not month:
        ways.append(f"{year:04}")
    if not year and not day and not month:
        ways += ["", "0"]
    return ways


@st.composite
def dates(draw: st.DrawFn) -> tuple[int, int, int]:
    """Parts of dates: sensible, partial, and beside what there is."""
    year = draw(
        st.sampled_from([0, 1895, 1899, 1900, 1901, 2000, 2004, 2026, 2027]) | st.integers(1, 2100)
    )
    month = draw(st.integers(0, 13))
    day = draw(st.sampled_from([0, 1, 28, 29, 30, 31, 32]))
    return (year, month, day)


@given(
    st.dates(datetime.date(2019, 1, 1), datetime.date(2028, 12, 31))
    | st.sampled_from(
        [datetime.date(2024, 2, 29), datetime.date(2025, 2, 28), datetime.date(2025, 3, 1)]
    ),
    st.lists(dates(), min_size=1, max_size=40),
)
@example(datetime.date(2025, 2, 28), [(2009, 2, 28), (2008, 2, 29), (2009, 0, 0), (2009, 2, 0)])
@example(datetime.date(2025, 3, 1), [(2008, 2, 29), (2004, 2, 0), (1900, 2, 29), (0, 0, 0)])
@settings(max_examples=100, deadline=None)
def test_birth(reference: datetime.date, found: list[tuple[int, int, int]]) -> None:
    """Ages and bands are those of all days a date may be, however it is written."""
    cells = [(cell, parts) for parts in found for cell in written(*parts)]
    rows = births(reference, [cell for cell, _ in cells])
    for (cell, parts), row in zip(cells, rows, strict=True):
        outcome = expected(*parts, reference)
        if outcome[0] is not None:
            assert row[0] == outcome[0], cell
        else:
            assert row == outcome, cell


UNREADABLE = (
    *("1970-5-3", "3-5-70", "700503", "25691", "3 mei 1970", "1970-05-03 12:30:00", "19700503.0"),
    *("05/1970", "1970/05/03", "19700503a", "?", "-19700503", "1970-05-03T00:00:00"),
    "\u0663-\u0665-\u0661\u0669\u0667\u0660",  # digits, but not these
)


@pytest.mark.parametrize("cell", UNREADABLE)
def test_birth_unreadable(cell: str) -> None:
    """What is in no known form is no date."""
    assert births(datetime.date(2026, 3, 1), [cell])[0][0] == "register-birth-unreadable"


def test_month_first_is_refused() -> None:
    """Dates with the month first are found out as soon as one has a day above 12."""
    row = births(datetime.date(2026, 3, 1), ["05/13/1970"])[0]
    assert row[0] == "register-birth-impossible"


_EDGES = st.text(" \t\n\r\u00a0\u200b\u2060\ufeff", max_size=3)


@given(_EDGES, st.text("aZ0é\u0301\u0308-1_", min_size=0, max_size=8), _EDGES)
@settings(deadline=None)
def test_id_text(before: str, name: str, after: str) -> None:
    """An id without anything odd inside it is compared as `tidy` writes it."""
    assert cells_sql(id_text("cell"), [before + name + after]) == [tidy(name)]


def test_id_text_keeps_what_is_inside() -> None:
    """Codes stay text, and two spaces inside an id are not one."""
    cells = ["0014", " 0014 ", "a  b", "a\u200bb", None, "  ", "E\u0301"]
    assert cells_sql(id_text("cell"), cells) == ["0014", "0014", "a  b", "a\u200bb", "", "", "É"]


def test_text() -> None:
    """Spaces go, blank cells are ''."""
    assert cells_sql(text("cell"), ["a b", " a", "a ", None, " ", ""]) == [
        "a b",
        "a",
        "a",
        "",
        "",
        "",
    ]


def test_marked() -> None:
    """An indication is set by anything but 0 and a blank."""
    cells = ["", "0", "1", "7", "ja"]
    assert cells_sql(marked("cell"), cells) == [False, False, True, True, True]


FIELDS = ("postcode", "house_number", "house_letter", "house_addition", "house_sign")


def keys(*rows: tuple[str, ...]) -> list[Any]:
    """The keys of addresses with these fields."""
    sql = address_key({field: f"parts[{place}]" for place, field in enumerate(FIELDS, 1)})
    found = database().execute(
        f"SELECT {sql} FROM (SELECT unnest(?::VARCHAR[][]) AS parts, unnest(range(?)) AS place) "
        "ORDER BY place",
        [[list(row) for row in rows], len(rows)],
    )
    return [row[0] for row in found.fetchall()]


def test_address_key_same() -> None:
    """Ways to write one address."""
    found = keys(
        ("2583XL", "12", "A", "2", ""),
        ("2583 xl", "12", "a", "2", ""),
        ("2583\u00a0XL", "012", "", "A2", ""),
        ("2583XL", "12", "A", "-2", ""),
        ("2583XL", "12", "A", "/2", ""),
        ("2583XL", "12", "A", " 2", ""),
    )
    assert set(found) == {"2583XL 12 A2"}


def test_address_key_different() -> None:
    """Addresses that are not the same."""
    found = keys(
        ("2583XL", "12", "", "", ""),
        ("2583XL", "1", "", "2", ""),
        ("2583XL", "12", "A", "", ""),
        ("2583XL", "12", "", "", "to"),
        ("2583XL", "12", "", "", "by"),
        ("2583XL", "12", "", "to", ""),
        ("2583XM", "12", "", "", ""),
        ("2583XL", "120", "", "", ""),
        ("2583XL", "12", "", "1-2", ""),
        ("2583XL", "12", "", "12", ""),
    )
    assert len(set(found)) == len(found)


GOOD = ("2583 XL", "2583xl", "2583\u00a0XL", "2583SB", "2583AS", "2583SZ")
BAD = (
    *("0583XL", "2583  XL", "2583SA", "2583 sd", "2583SS", "9000", ""),
    *("12583XL", "2583XLL", "2583X1", "2583-XL"),
)


@pytest.mark.parametrize("cell", [*GOOD, *BAD])
def test_postcode(cell: str) -> None:
    """Postcodes as the post uses them."""
    found = cells_sql(no_post(("postcode",)).replace("postcode", "cell"), [cell])
    assert found == [cell in BAD]


@pytest.mark.parametrize(
    ("cell", "good"),
    [("1", True), ("012", True), ("0", False), ("", False), ("1a", False), ("-1", False)],
)
def test_house_number(cell: str, good: bool) -> None:
    """House numbers are digits."""
    found = cells_sql(no_post(("house_number",)).replace("house_number", "cell"), [cell])
    assert found == [not good]
