"""Who is in the room besides the residents."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sortition.assembly.draws.room import Room, room, set_room
from stratification.errors import InputError
from tests.sortition.assembly.dossiers import ACTOR, codes_in, drawn, leave, members, new_dossier


def test_shares_and_one_third() -> None:
    exact = Room(4, True, (("ambtenaren", 5), ("raad", 3)))
    assert (exact.everybody, exact.share(4), exact.few_residents) == (12, Fraction(1, 3), False)
    assert Room(4, True, (("raad", 9),)).few_residents
    assert not Room(4, True, ()).few_residents
    nobody = Room(0, True, ())
    assert (nobody.share(0), nobody.few_residents) == (0, False)


def test_before_the_draw_the_seats_count_and_then_the_members(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    assert room(place) == Room(4, False, ())
    given = set_room(place, ACTOR, [("  raad ", 3), ("ambtenaren", 0)])
    assert given == room(place) == Room(4, False, (("raad", 3), ("ambtenaren", 0)))
    set_room(place, ACTOR, [("raad", 1)])
    assert room(place).roles == (("raad", 1),)
    place = drawn(tmp_path / "b")
    assert room(place) == Room(4, True, ())
    leave(place, members(place)[0])
    assert room(place) == Room(3, True, ())


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([("raad", 1), ("Raad ", 2)], ["room-twice"]),
        ([("", 1)], ["room-role"]),
        ([("raad", -1)], ["room-role"]),
        ([("raad", 1), ("RAAD", -2), (" ", 3)], ["room-twice", "room-role", "room-role"]),
    ],
)
def test_roles_need_a_name_of_their_own_and_a_number(
    tmp_path: Path, roles: list[tuple[str, int]], expected: list[str]
) -> None:
    place = new_dossier(tmp_path)
    with pytest.raises(InputError) as error:
        set_room(place, ACTOR, roles)
    assert codes_in(error) == expected
    assert room(place).roles == ()


def test_without_quotas_there_are_no_seats(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        room(new_dossier(tmp_path, quotas=None))
    assert codes_in(error) == ["assembly-no-quotas"]
