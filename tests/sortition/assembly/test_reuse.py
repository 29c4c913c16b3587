"""Volunteers of an earlier assembly come along to the next one, when they say yes."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.event import listen, remove

from sortition.assembly import facts, schema
from sortition.assembly.draws import panel
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.reuse import Reused, reuse, volunteers
from sortition.assembly.events import events
from sortition.assembly.signups.changes import Edit, correct, withdraw
from sortition.assembly.status import status
from sortition.assembly.store import Place, changing, reading
from sortition.draw import Choice
from sortition.lottery import Settings
from stratification.errors import InputError
from tests.sortition.assembly.dossiers import (
    ACTOR,
    codes_in,
    crowd,
    drawn,
    members,
    new_dossier,
    put_people,
)


@pytest.fixture
def earlier(tmp_path: Path) -> Place:
    """An assembly of four out of 16."""
    (tmp_path / "one").mkdir()
    place = drawn(tmp_path / "one")
    with changing(place, ACTOR) as change:
        since = change.event("import", file="x", accepted=0)
        rows = [
            {"code": code, "field": "naam", "value": f"Naam {code}", "since": since}
            for code in crowd(16)
        ]
        facts.put_new(change.connection, schema.people, rows)
    return place


@pytest.fixture
def following(tmp_path: Path) -> Place:
    return new_dossier(tmp_path / "two")


def free_of(place: Place) -> list[str]:
    with reading(place) as dossier:
        return sorted(volunteers(dossier))


def listed(tmp_path: Path, codes: list[str]) -> Path:
    path = tmp_path / "yes.csv"
    path.write_text("code\n" + "".join(f"{code}\n" for code in codes))
    return path


def test_who_was_never_drawn_comes_along_with_what_is_known(
    earlier: Place, following: Place, tmp_path: Path
) -> None:
    free = free_of(earlier)
    assert free == sorted(set(crowd(16)) - set(members(earlier)))
    correct(earlier, ACTOR, Edit(free[0], {"geslacht": "man"}, "a slip"))
    path = listed(tmp_path, [free[0].lower().replace("-", " "), *free[1:9], free[1]])
    assert reuse(following, ACTOR, earlier, path) == Reused(9, 0)
    assert reuse(following, ACTOR, earlier, path) == Reused(0, 9)
    assert status(following).accepted == 9
    with reading(following) as dossier:
        rows = dossier.connection.execute(select(schema.answers)).mappings().all()
        names = dossier.connection.scalars(select(schema.people.c.value)).all()
        assert [event.action for event in events(dossier)][-2:] == ["reused", "reused"]
    told = {(row["code"], row["category"]): row["value"] for row in rows}
    assert len(rows) == 18  # what holds, not what was corrected
    assert told[free[0], "geslacht"] == "man"
    assert sorted(names) == [f"Naam {code}" for code in free[:9]]
    with reading(earlier) as dossier:
        last = events(dossier)[-2]
    assert (last.action, last.details["count"]) == ("reused-from", 9)
    panel.make(following, ACTOR, panel.Order(Settings(tickets=5, seed="x")))
    draw(following, ACTOR, Choice(ticket="1"))
    assert set(members(following)) <= set(free)


@pytest.mark.parametrize("stopped", ["one", "two"])
def test_nobody_comes_along_before_the_earlier_dossier_noted_it(
    earlier: Place,
    following: Place,
    tmp_path: Path,
    stopped: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first commit that is stopped ("one": of the earlier dossier) stops the other too."""
    path = listed(tmp_path, free_of(earlier)[:2])
    before = status(following).accepted

    def stop(connection: Connection) -> None:
        database = connection.connection.cursor().execute("PRAGMA database_list").fetchone()
        if stopped in Path(database[2]).parts:
            raise KeyboardInterrupt

    listen(Engine, "commit", stop)
    try:
        with pytest.raises(KeyboardInterrupt):
            reuse(following, ACTOR, earlier, path)
    finally:
        remove(Engine, "commit", stop)
    assert status(following).accepted == before
    with reading(earlier) as dossier:
        noted = "reused-from" in [event.action for event in events(dossier)]
    assert noted == (stopped == "two")


@pytest.mark.parametrize("who", ["member", "withdrawn", "stranger", "no code"])
def test_nobody_else_comes_along(
    earlier: Place, following: Place, tmp_path: Path, who: str
) -> None:
    free = free_of(earlier)
    wrong = {
        "member": members(earlier)[0],
        "withdrawn": free[3],
        "stranger": "2222-2222-2222",
        "no code": "Jan Jansen",
    }[who]
    if who == "withdrawn":
        withdraw(earlier, ACTOR, free[3])
    with pytest.raises(InputError) as error:
        reuse(following, ACTOR, earlier, listed(tmp_path, [free[0], wrong]))
    assert codes_in(error) == ["reuse-codes"]
    (finding,) = error.value.findings
    assert (finding.row, finding.params["count"]) == (3, 1)
    assert wrong not in str(finding.params)
    assert status(following).accepted == 0
    with reading(earlier) as dossier:
        assert "reused-from" not in [event.action for event in events(dossier)]


def test_who_signed_up_here_stays_as_they_are(
    earlier: Place, following: Place, tmp_path: Path
) -> None:
    free = free_of(earlier)
    put_people(following, {free[0]: {"leeftijd": "65+", "geslacht": "vrouw"}})
    withdraw(following, ACTOR, free[0])
    assert reuse(following, ACTOR, earlier, listed(tmp_path, free[:2])) == Reused(1, 1)
    assert (status(following).accepted, status(following).withdrawn) == (1, 1)


def test_one_dossier_is_not_two(earlier: Place, tmp_path: Path) -> None:
    other = Place(earlier.folder.parent / "." / earlier.folder.name)
    with pytest.raises(InputError) as error:
        reuse(earlier, ACTOR, other, listed(tmp_path, free_of(earlier)))
    assert codes_in(error) == ["reuse-same"]
