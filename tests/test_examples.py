"""The examples are what `examples/README.md` says of them."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest

from sortition.examples import example_folder
from stratification.pool import Assembly, Source, read_assembly
from stratification.problem import check_panel


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
    for name in ("aanmeldingen.csv", "streefaantallen.csv"):
        data = (example_folder("zeewijk") / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\r\n") == data.count(b"\n") > 10


def test_an_example_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError, match="nergenshuizen"):
        example_folder("nergenshuizen")
