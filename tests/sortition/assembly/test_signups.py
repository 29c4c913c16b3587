"""Sign-ups in the dossier: files, one by one, changes, the queue. And that nothing leaks."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select

from sortition.assembly import facts, schema
from sortition.assembly.decided import decide, decided, home_hash
from sortition.assembly.draws.seats import give_seats
from sortition.assembly.events import events
from sortition.assembly.signups.changes import Edit, correct, restore, withdraw
from sortition.assembly.signups.forms import Form
from sortition.assembly.signups.importing import add_signup, import_signups, set_deadline
from sortition.assembly.signups.judge import OUTCOMES
from sortition.assembly.signups.queue import Decision, row_cells, settle, settle_all, waiting
from sortition.assembly.store import Place, changing, reading
from stratification.errors import InputError
from tests.sortition.assembly.dossiers import (
    ACTOR,
    QUOTAS,
    decide_quotas,
    later,
    letter_codes,
    new_dossier,
    people,
    write_rows,
)

FORM = Form(received="Tijdstempel", people=("Naam",))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_dossier(tmp_path, letters=12)


def rows_of(place: Place, table: Table, **where: Any) -> list[Any]:
    with reading(place) as dossier:
        return list(dossier.connection.execute(facts.current(table, **where)))


def answers(place: Place, code: str) -> dict[str, str]:
    return {row.category: row.value for row in rows_of(place, schema.answers, code=code)}


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [finding.code for finding in error.value.findings]


def states(place: Place) -> dict[str, str]:
    return {row.code: row.state for row in rows_of(place, schema.signups)}


def test_a_file_comes_in_and_a_later_one_brings_what_is_new(place: Place, tmp_path: Path) -> None:
    rows = people(letter_codes(place)[:6])
    rows[1]["geslacht"] = "vrou"
    rows[2]["leeftijd"] = "12"
    first = import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), FORM)
    assert first.counts == {"accepted": 4, "doubtful": 1, "refused": 1, "same": 0}
    assert [(one.finding.code, one.rows) for one in first.groups] == [
        ("signup-value-nearest", (3,)),
        ("signup-age-outside", (4,)),
    ]
    rows += people(letter_codes(place)[6:8])
    second = import_signups(place, later(1), write_rows(tmp_path / "b.csv", rows))
    assert second.counts == {"accepted": 2, "doubtful": 0, "refused": 0, "same": 6}
    code = rows[0]["code"]
    assert answers(place, code) == {"leeftijd": "16-29", "geslacht": "vrouw"}
    (person,) = rows_of(place, schema.people, code=code)
    assert (person.field, person.value) == ("Naam", "Naam 0")
    (signed,) = rows_of(place, schema.signups, code=code)
    assert signed.received == "2026-11-20T14:00:00"


def test_a_file_is_read_once_until_something_changes(place: Place, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.csv", people(letter_codes(place)[:3]))
    import_signups(place, ACTOR, path, FORM)
    with pytest.raises(InputError) as error:
        import_signups(place, later(1), path)
    assert codes(error) == ["signup-file-known"]
    more = QUOTAS + "zorg,ja,0,4\nzorg,nee,0,4\n"
    decide_quotas(place, tmp_path, more)
    with pytest.raises(InputError) as error:
        import_signups(place, later(1), path)
    assert codes(error) == ["signup-category-column-missing"]
    rows = [
        {**row, "zorg": "ja" if at else "?"}
        for at, row in enumerate(people(letter_codes(place)[:3]))
    ]
    again = import_signups(place, later(1), write_rows(path, rows))
    assert (again.counts["same"], again.filled, again.counts["doubtful"]) == (2, 2, 1)
    assert answers(place, rows[1]["code"])["zorg"] == "ja"
    (row,) = waiting(place)
    settle(place, later(2), row.number, Decision("accept", changes={"zorg": "nee"}))
    assert answers(place, rows[0]["code"])["zorg"] == "nee"
    decide_quotas(place, tmp_path, QUOTAS.replace("16-29", "16-25"))
    third = import_signups(place, later(3), path)
    assert third.counts["same"] == 3
    assert answers(place, rows[0]["code"])["leeftijd"] == "16-25"


def test_sign_ups_may_come_before_the_quotas(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=3, quotas=None)
    path = write_rows(tmp_path / "a.csv", people(letter_codes(place)))
    assert import_signups(place, ACTOR, path, FORM).counts["accepted"] == 3
    decide_quotas(place, tmp_path, QUOTAS)
    assert import_signups(place, ACTOR, path).filled == 3


def test_letters_that_are_missing_are_said(place: Place, tmp_path: Path) -> None:
    other = new_dossier(tmp_path / "other", letters=30)
    with changing(other, ACTOR) as change:
        salts = [bytes(range(1, 33)).hex()]
        facts.end(change.connection, schema.settings, {"name": "salts"}, 1)
        decide(change.connection, 1, salts=salts)
    path = write_rows(tmp_path / "a.csv", people(letter_codes(other)))
    with pytest.raises(InputError) as error:
        import_signups(other, ACTOR, path, FORM)
    assert codes(error) == ["signup-codes-strange"]
    assert error.value.findings[0].file == "a.csv"


def test_the_deadline(place: Place, tmp_path: Path) -> None:
    rows = people(letter_codes(place)[:3])
    rows[2]["Tijdstempel"] = "2026-11-28T00:01:00"
    path = write_rows(tmp_path / "a.csv", rows)
    set_deadline(place, ACTOR, datetime.date(2026, 11, 27))
    assert import_signups(place, ACTOR, path, FORM).counts["doubtful"] == 1
    late = import_signups(place, ACTOR, path, accept_late=True)
    assert (late.counts["accepted"], late.counts["same"]) == (1, 2)
    assert waiting(place) == ()
    set_deadline(place, ACTOR, None)
    with reading(place) as dossier:
        assert decided(dossier.connection).values["deadline"] is None


def test_without_letters(tmp_path: Path) -> None:
    place = new_dossier(tmp_path)
    form = replace(FORM, household=("Straat",))
    rows = [{**row, "Straat": "Kerkstr. 1"} for row in people([""] * 4)]
    for row in rows:
        del row["code"]
    first = import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), form)
    assert first.counts["accepted"] == 4
    before = states(place)
    rows = [dict(people(["x"])[0], Naam="Nieuw", Straat="KERKSTR 1"), *rows]
    del rows[0]["code"]
    second = import_signups(place, later(1), write_rows(tmp_path / "b.csv", rows))
    assert second.counts == {"accepted": 1, "doubtful": 0, "refused": 0, "same": 4}
    assert before.items() <= states(place).items()
    with reading(place) as dossier:
        own = bytes.fromhex(decided(dossier.connection).values["own_salt"])
    homes = {row.home for row in rows_of(place, schema.signups)}
    assert homes == {home_hash(own, "kerkstr1")}
    with pytest.raises(InputError) as error:
        add_signup(place, ACTOR, {"naam": "nieuw", "leeftijd": "40", "geslacht": "man"})
    assert codes(error) == ["signup-alike-day"]
    code = add_signup(place, ACTOR, {"naam": "nieuw", "leeftijd": "40", "geslacht": "man"}, "ander")
    other = add_signup(place, ACTOR, {"naam": "Q", "leeftijd": "40", "geslacht": "man"})
    assert len({code, other, *before}) == 6


def test_one_by_one(place: Place) -> None:
    code = letter_codes(place)[3]
    typed = {"code": code.lower(), "Leeftijd": "1-1-1990", "GESLACHT": "man"}
    assert add_signup(place, ACTOR, typed) == code
    assert answers(place, code) == {"leeftijd": "30-64", "geslacht": "man"}
    other = letter_codes(place)[4]
    for changes, expected in (
        ({}, ["signup-already"]),
        ({"geslacht": "vrouw"}, ["signup-twice-day"]),
        ({"code": other, "geslacht": "", "leeftijd": "?"}, ["signup-blank", "signup-value"]),
        ({"code": other, "geslagt": "man"}, ["signup-name-nearest"]),
        ({"code": ""}, ["signup-no-code"]),
    ):
        with pytest.raises(InputError) as error:
            add_signup(place, ACTOR, {**typed, **changes})
        assert sorted(codes(error)) == expected
    assert list(states(place)) == [code]
    assert rows_of(place, schema.queue) == []


def test_withdrawing_and_coming_back(place: Place, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.csv", people(letter_codes(place)[:3]))
    import_signups(place, ACTOR, path, FORM)
    code, seated, other = sorted(states(place))
    assert withdraw(place, later(1), code.replace("-", " "), "geen tijd") == code
    for wrong, expected in (
        (code, "signup-withdrawn-twice"),
        (code[:-1], "signup-nobody-near"),
        ("zomaar", "signup-nobody"),
    ):
        with pytest.raises(InputError) as error:
            withdraw(place, later(1), wrong)
        assert codes(error) == [expected]
        assert "zomaar" not in str(error.value)
    with changing(place, ACTOR) as change:
        give_seats(change, [seated], "02-panel", 1)
    with pytest.raises(InputError) as error:
        withdraw(place, later(1), seated)
    assert codes(error) == ["signup-seat"]
    assert states(place) == {code: "withdrawn", seated: "accepted", other: "accepted"}
    with pytest.raises(InputError) as error:
        restore(place, later(2), code, " ")
    assert codes(error) == ["signup-no-why"]
    restore(place, later(2), code, "toch tijd")
    with pytest.raises(InputError) as error:
        restore(place, later(2), code, "toch tijd")
    assert codes(error) == ["signup-not-withdrawn"]
    with reading(place) as dossier:
        query = select(schema.signups.c.state).where(schema.signups.c.code == code)
        assert list(dossier.connection.scalars(query)) == ["accepted", "withdrawn", "accepted"]
        done = [(one.action, one.why) for one in events(dossier, code)]
    assert done == [("withdraw", "geen tijd"), ("restore", "toch tijd")]


def test_correcting(place: Place, tmp_path: Path) -> None:
    rows = people(letter_codes(place)[:2])
    import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), FORM)
    code = rows[0]["code"]
    assert correct(place, later(1), Edit(code, {"Leeftijd": "66", "naam": "An"}, "fout")) == code
    assert answers(place, code) == {"leeftijd": "65+", "geslacht": "vrouw"}
    with reading(place) as dossier:
        query = select(schema.answers.c.value).where(
            schema.answers.c.code == code, schema.answers.c.category == "leeftijd"
        )
        assert list(dossier.connection.scalars(query)) == ["16-29", "65+"]
        assert events(dossier, code)[-1].details == {"names": ["leeftijd", "Naam"]}
    for edit, expected in (
        (Edit(code, {"leeftijd": "12"}, "x"), ["signup-age-outside"]),
        (Edit(code, {"lengte": "12"}, "x"), ["signup-name"]),
        (Edit(code, {"geslacht": "man"}, ""), ["signup-no-why"]),
        (Edit(code, {}, "x"), ["signup-no-changes"]),
    ):
        with pytest.raises(InputError) as error:
            correct(place, later(2), edit)
        assert codes(error) == expected
    # The form tool exports what was said first, again and again.
    rows += people(letter_codes(place)[2:3])
    again = import_signups(place, later(3), write_rows(tmp_path / "b.csv", rows))
    assert again.counts["same"] == 2
    assert answers(place, code)["leeftijd"] == "65+"


def test_the_queue_is_settled(place: Place, tmp_path: Path) -> None:
    letters = letter_codes(place)
    rows = people(letters[:4])
    rows[1]["code"] = ""
    rows[2]["geslacht"] = "?"
    rows[3] |= {"code": letters[0], "geslacht": "man"}
    import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), FORM)
    blank, value, twice = waiting(place)
    assert [one.row for one in (blank, value, twice)] == [3, 4, 5]
    assert row_cells(place, value.number)["geslacht"] == "?"
    assert [str(one) for one in twice.findings] == [
        "a.csv, row 5: row 2 has the same sign-up code, and says something else."
    ]
    for number, decision, expected in (
        (blank.number, Decision("accept"), ["signup-no-code"]),
        (blank.number, Decision("accept", code=letters[0]), ["signup-twice-day"]),
        (value.number, Decision("accept", changes={"geslacht": "x"}), ["signup-value"]),
        (twice.number, Decision("accept"), ["signup-twice-day"]),
        (twice.number, Decision("correct"), ["signup-no-why"]),
        (99, Decision("refuse"), ["queue-unknown"]),
    ):
        with pytest.raises(InputError) as error:
            settle(place, later(1), number, decision)
        assert codes(error) == expected
    assert settle(place, later(1), blank.number, Decision("accept", letters[1])) == letters[1]
    assert settle(place, later(1), value.number, Decision("refuse", why="nep")) is None
    right = Decision("correct", why="gebeld")
    assert settle(place, later(1), twice.number, right) == letters[0]
    assert answers(place, letters[0])["geslacht"] == "man"
    assert set(states(place)) == set(letters[:2])
    assert waiting(place) == ()
    rows += people(letters[5:6])
    again = import_signups(place, later(2), write_rows(tmp_path / "b.csv", rows))
    assert again.counts == {"accepted": 1, "doubtful": 0, "refused": 0, "same": 4}
    assert answers(place, letters[0])["geslacht"] == "man"


def test_rows_are_settled_together_or_not_at_all(place: Place, tmp_path: Path) -> None:
    rows = people(letter_codes(place)[:5])
    for row in rows[1:4]:
        row["leeftijd"] = "geheimpje"
    import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), FORM)
    one, two, three = (row.number for row in waiting(place))
    wrong = Decision("accept", changes={"leeftijd": "negen"})
    with pytest.raises(InputError) as error:
        settle_all(place, ACTOR, [one, 999, two], wrong)
    found = [(finding.code, finding.row) for finding in error.value.findings]
    assert found == [("signup-value", one), ("queue-unknown", None), ("signup-value", two)]
    right = Decision("accept", changes={"leeftijd": "41"})
    with pytest.raises(InputError):
        settle_all(place, ACTOR, [one, two, 999], right)
    with pytest.raises(InputError) as error:
        settle_all(place, ACTOR, [one, two], Decision("accept", code="x"))
    assert codes(error) == ["queue-code-many"]
    assert len(waiting(place)) == 3
    found_codes = settle_all(place, ACTOR, [one, three, one], right)
    assert list(found_codes) == [one, three]
    assert None not in found_codes.values()
    assert settle_all(place, ACTOR, [two], Decision("refuse")) == {two: None}
    assert not waiting(place)


def test_a_row_is_settled_whatever_the_case_of_its_columns(place: Place, tmp_path: Path) -> None:
    letters = letter_codes(place)
    names = {"leeftijd": "Leeftijd", "geslacht": "GESLACHT"}
    rows = [{names.get(name, name): text for name, text in row.items()} for row in people(letters)]
    rows[0]["GESLACHT"] = "?"
    rows[1]["code"] = ""
    import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows[:3]), FORM)
    numbers = {one.row: one.number for one in waiting(place)}
    settle(place, later(1), numbers[2], Decision("accept", changes={"geslacht": "man"}))
    settle(place, later(1), numbers[3], Decision("accept", code=letters[1]))
    assert answers(place, letters[0])["geslacht"] == "man"
    assert answers(place, letters[1])["geslacht"] == rows[1]["GESLACHT"]
    assert set(states(place)) == set(letters[:3])


CELLS: Mapping[str, list[str]] = {
    "leeftijd": ["23", "12", "1950-02-03", "65+", "", "?"],
    "geslacht": ["vrouw", "vrou", "", "man"],
    "Naam": ["An", "Bo", ""],
    "Tijdstempel": ["25-11-2026", "1-1-2027", "ooit"],
    "akkoord": ["ja", "ja", "nee"],
}


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
@pytest.mark.parametrize("letters", [0, 5])
def test_every_row_is_in_the_dossier_or_the_same(
    tmp_path_factory: pytest.TempPathFactory, letters: int, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("dossier")
    place = new_dossier(folder, letters=letters)
    typed = [*(letter_codes(place) if letters else []), "", "onzin"]
    count = data.draw(st.integers(1, 10))
    rows = [
        {"code": data.draw(st.sampled_from(typed))}
        | {name: data.draw(st.sampled_from(texts)) for name, texts in CELLS.items()}
        for _ in range(count)
    ]
    set_deadline(place, ACTOR, datetime.date(2026, 11, 30))
    form = replace(FORM, consent="akkoord")
    first = import_signups(place, ACTOR, write_rows(folder / "a.csv", rows), form)
    assert sum(first.counts.values()) == count
    stored = Counter(row.state for row in rows_of(place, schema.queue))
    stored.update(states(place).values())
    assert stored == Counter({one: first.counts[one] for one in OUTCOMES[:3] if first.counts[one]})
    again = import_signups(place, ACTOR, write_rows(folder / "b.csv", [*rows, rows[0]]))
    assert again.counts["same"] >= count
    assert sum(again.counts.values()) == count + 1


def test_nothing_that_people_said_leaks(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=8, unsaid=("geslacht",))
    letters = letter_codes(place)
    planted = ["Kanarie", "Geheimstraat 9", "qx@geheim.nl", "0699999", "Zwijgplicht", "Onthuld"]
    rows = []
    for at, code in enumerate([*letters[:6], "", "Kanarie", letters[0]]):
        rows.append(
            {
                "code": code,
                "Tijdstempel": "Onthuld" if at == 1 else "25-11-2026",
                "akkoord": "Onthuld" if at == 2 else "ja",
                "leeftijd": ["23", "Kanarie", "1931-07-09", "Zwijgplicht", "7"][at % 5],
                "geslacht": ["man", "Zwijgplicht", "vrou Kanarie"][at % 3],
                "Naam": f"Kanarie {at}",
                "Adres": "Geheimstraat 9",
                "E-mail": "qx@geheim.nl",
                "Telefoon": "0699999",
                "Woonplaats": "Onthuld" if at == 3 else "Zeewijk",
            }
        )
    form = Form(
        received="Tijdstempel",
        consent="akkoord",
        people=("Naam", "Adres", "E-mail", "Telefoon"),
        household=("Adres",),
        eligible=(("Woonplaats", "Zeewijk"),),
    )
    said: list[str] = []
    made = import_signups(place, ACTOR, write_rows(tmp_path / "a.csv", rows), form)
    said += [str(made), *(str(one.finding) for one in made.groups)]
    for one in waiting(place):
        said += [repr(one), *map(str, one.findings)]
        for decision in (
            Decision("accept"),
            Decision("correct", why="gebeld"),
            Decision("accept", letters[7], {"geslacht": "Zwijgplicht"}),
        ):
            said.append(repr(decision))
            said += wrong(settle, place, ACTOR, one.number, decision)
    typed = {name: text for name, text in rows[1].items() if name != "code"}
    said += wrong(add_signup, place, ACTOR, {"code": "Kanarie", **typed})
    code = next(iter(states(place)))
    said += wrong(correct, place, ACTOR, Edit(code, {"leeftijd": "Kanarie"}, "gebeld"))
    said += [repr(Edit(code, {"leeftijd": "Kanarie"}, "gebeld"))]
    correct(place, ACTOR, Edit(code, {"Naam": "Zwijgplicht"}, "gebeld"))
    said += wrong(withdraw, place, ACTOR, "Kanarie Onthuld")
    with reading(place) as dossier:
        said += [json.dumps(dict(one.details)) for one in events(dossier)]
        said += [f"{one.action} {one.code} {one.why}" for one in events(dossier)]
        table = schema.queue
        said += list(dossier.connection.scalars(select(table.c.reasons)))
    text = "\n".join(said)
    assert len(said) > 30
    for canary in (*planted, "1931", "09-07"):
        assert canary not in text


def wrong(function: Any, *arguments: Any) -> list[str]:
    """What an error says, in full; nothing when there is none."""
    try:
        function(*arguments)
    except InputError as error:
        return [str(error), repr(error), repr(error.findings)]
    return []
