"""What a letter says of the chance that somebody had: never one that was not theirs."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortition.invitations.allocate import proportional
from sortition.invitations.model import Strata, Stratum
from sortition.letters.chance import (
    Drawn,
    chance_range,
    chance_words,
    drawn_chance,
    drawn_sentence,
)
from sortition.letters.mailing import read_wave
from sortition.letters.names import LANGUAGES, Language
from sortition.letters.texts import filled, product
from stratification.register.model import Frame
from tests.commands import Run
from tests.invite_files import invite_line, small_register

F = Fraction
EVEN = Drawn("persons", 470, 237)
UNEVEN = Drawn("persons", 470, 237, (F(1, 40), F(1, 9)))


def lot(drawn: Drawn, language: Language = "nl") -> str:
    """The sentence of a letter."""
    phrases = product(language)["phrases"]
    values = {"drawn": "237", "frame": "470", "chance": drawn_chance(drawn, phrases)}
    return filled(drawn_sentence(drawn, phrases), values).replace("\xa0", " ")


def test_equal_chances_are_told_as_one() -> None:
    assert lot(EVEN) == (
        "U krijgt deze brief door loting. "
        "Wij hebben 237 mensen geloot uit 470 inwoners: ongeveer 1 op de 2."
    )


def test_unequal_chances_are_told_from_the_smallest_to_the_largest() -> None:
    assert "470 inwoners. De kans op een brief verschilt per groep: van 1 op de 40 tot" in lot(
        UNEVEN
    )
    assert lot(UNEVEN, "en").endswith("not the same for every group: from 1 in 40 to 1 in 9.")


def test_one_letter_per_address_is_told() -> None:
    assert lot(Drawn("persons", 470, 237, single=True)).endswith(
        "ten hoogste één persoon een brief."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("frame", ["persons", "addresses"])
@pytest.mark.parametrize("bounds", [None, (F(0), F(1, 9)), (F(1, 9), F(1))])
def test_every_sentence_is_whole(
    language: Language, frame: Frame, bounds: tuple[Fraction, Fraction] | None
) -> None:
    said = lot(Drawn(frame, 470, 237, bounds), language)
    assert said.endswith(".")
    assert not {"{", "}", ".."} & set(said)
    assert ": ." not in said


sizes = st.lists(st.integers(1, 400), min_size=1, max_size=8)


@given(sizes, st.integers(1, 60))
def test_proportional_spreading_is_seldom_called_unequal(sizes: list[int], letters: int) -> None:
    """Only where rounding itself moves a group by a whole letter, which two groups never do."""
    strata = Strata(("a",), tuple(Stratum((str(at),), size) for at, size in enumerate(sizes)))
    given_letters = proportional(strata, min(letters, sum(sizes))).letters
    found = chance_range(list(zip(given_letters, sizes, strict=True)))
    share = F(sum(given_letters), sum(sizes))
    far = [abs(one - share * size) >= 1 for one, size in zip(given_letters, sizes, strict=True)]
    assert found is None or any(far)
    assert len(sizes) > 2 or found is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 400)), min_size=1, max_size=6))
def test_a_range_holds_every_chance(groups: list[tuple[int, int]]) -> None:
    found = chance_range(groups)
    if found is not None:
        chances = [F(*group) for group in groups]
        assert found == (min(chances), max(chances))
        assert found[0] < found[1]


@given(st.fractions(F(1, 100_000), 1))
def test_words_of_a_chance_are_near_it(chance: Fraction) -> None:
    words = chance_words(chance, product("en")["phrases"]).replace("\xa0", " ").replace(",", "")
    if words == "everybody":
        assert chance == 1
        return
    few, many = words.removeprefix("about ").split(" in ")
    said = F(int(few), int(many))
    assert ("about" not in words) == (said == chance)
    assert abs(said - chance) <= F(1, 10)
    assert 1 / said - 1 / chance <= F(1, 2)


def test_a_draw_that_favours_a_group_says_so_in_its_letters(run: Run) -> None:
    small_register()
    assert run(*invite_line("--letters", 40, "--spread", "equal")).code == 0
    assert run(*invite_line("--letters", 40, "--out", "usual")).code == 0
    drawn = read_wave(Path("draw"), 1).drawn
    assert drawn.range is not None
    assert drawn.range[0] < F(drawn.letters, drawn.units)
    assert read_wave(Path("usual"), 1).drawn.range is None
