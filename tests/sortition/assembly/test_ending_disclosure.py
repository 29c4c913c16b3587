"""Who gets to see what of a dossier: a table for somebody, and everything of one person."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from sortition.assembly import schema
from sortition.assembly.draws.call import Answer, answer, call
from sortition.assembly.draws.export import pool_table
from sortition.assembly.draws.panel import Order as LotteryOrder
from sortition.assembly.draws.panel import make
from sortition.assembly.draws.seats import Step, set_state
from sortition.assembly.ending.disclosure import Exported, Order, export_people, special_of
from sortition.assembly.ending.disclosure_given import given_of
from sortition.assembly.ending.disclosure_person import export_person
from sortition.assembly.ending.erase import Order as Erasure
from sortition.assembly.ending.erase import erase
from sortition.assembly.ending.erase_person import erase_person
from sortition.assembly.ending.erase_rows import letter_hashes
from sortition.assembly.ending.retention import close_assembly, set_retention
from sortition.assembly.events import events
from sortition.assembly.store import changing, reading
from sortition.lottery import Settings
from sortition.report.assembly import ACTIONS, log_text
from sortition.report.assembly_person import person_text
from stratification.errors import Finding, InputError
from stratification.tables import parse_table
from tests.sortition.assembly.dossiers import ACTOR, letter_codes, new_dossier
from tests.sortition.assembly.test_ending import CANARIES, Case, base, case, fill

__all__ = ["base", "case"]

NAMES = {"recipient": "Catering De Lepel", "purpose": "maaltijden", "ground": "toestemming"}


def given(case: Case, **changes: object) -> Exported:
    order = {**NAMES, "fields": ("naam",), **changes}
    return export_people(case.place, ACTOR, Order(**order))  # type: ignore[arg-type]


def wrong(case: Case, **changes: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        given(case, **changes)
    return [finding.code for finding in caught.value.findings]


def codes_in(made: Exported) -> set[str]:
    return {row[0] for row in parse_table(made.table, "tabel").rows}


def names_in(made: Exported) -> set[int]:
    """The numbers of the people in a table of names."""
    return {int(row[0][-2:]) for row in parse_table(made.table, "tabel").rows}


# ---- a table for somebody ----


def test_the_panel_is_given_with_the_fields_named_and_no_more(case: Case) -> None:
    hidden = case.codes[1] in case.panel
    made = given(case)
    assert parse_table(made.table, "tabel").columns == ("naam",)
    assert names_in(made) == {case.codes.index(code) for code in case.panel} - {1}
    assert made.people == 4 - hidden
    assert made.blocked == hidden
    assert CANARIES["answers"][0].encode() not in made.table
    assert CANARIES["people"][0] not in repr(made)


def test_groups(case: Case) -> None:
    accepted = set(case.codes[:-1]) - {case.codes[1]}  # the last one withdrew, the second is hidden
    everybody = given(case, who="sign-ups", fields=("code",))
    assert codes_in(everybody) == accepted
    assert everybody.blocked == 1
    assert codes_in(given(case, who="reserves", fields=["Code"])) == accepted - case.panel
    set_state(case.place, ACTOR, Step("withdrawn", sorted(case.panel)))
    assert wrong(case) == ["ending-given-nobody"]


def test_only_the_municipality_gets_people_with_a_disclosure_block(case: Case) -> None:
    out = given(case, who="sign-ups")
    assert out.blocked == 1
    assert 1 not in names_in(out)
    assert Finding("ending-given-blocked", {"count": 1}) in out.notices
    made = given(case, who="sign-ups", inside=True)
    assert made.blocked == 0
    assert 1 in names_in(made)
    assert Finding("ending-given-blocked-in", {"count": 1}) in made.notices


@pytest.fixture
def hub(case: Case) -> Case:
    """The same, where the municipality keeps to itself who has a block."""
    with changing(case.place, ACTOR) as change:
        change.connection.execute(update(schema.letters).values(blocked=schema.BLOCK_UNKNOWN))
    return case


def test_a_hub_gives_codes_and_answers_and_no_names(hub: Case) -> None:
    with pytest.raises(InputError) as caught:
        given(hub)
    assert caught.value.findings == (Finding("ending-given-nobody-known", {"count": 4}),)
    assert wrong(hub, fields=("code", "naam")) == ["ending-given-nobody-known"]
    made = given(hub, fields=("code",), answers=("geslacht",))
    assert codes_in(made) == hub.panel
    assert (made.people, made.blocked) == (4, 0)
    assert Finding("ending-given-unknown-in", {"count": 4}) in made.notices
    code = min(hub.panel)
    with reading(hub.place) as dossier:
        (told,) = [one for one in given_of(dossier, code) if one.recipient]
    assert told.fields == ("code", "geslacht")
    made = given(hub, inside=True)
    assert made.people == 4


def test_a_hub_that_knows_of_some_leaves_out_the_others(hub: Case) -> None:
    one, two, three, _ = sorted(hub.panel)
    with changing(hub.place, ACTOR) as change:
        for code, value in ((one, 0), (two, 1)):
            hashes = letter_hashes(change.connection, {code})[code]
            table = schema.letters
            query = update(table).where(table.c.hash.in_(hashes)).values(blocked=value)
            change.connection.execute(query)
    made = given(hub, fields=("code", "naam"))
    assert codes_in(made) == {one}
    assert {str(note.code): note.params.get("count") for note in made.notices} == {
        "ending-given-blocked": 1,
        "ending-given-unknown": 2,
        "ending-given-code": None,
    }
    made = given(hub, fields=("code",))
    assert codes_in(made) == hub.panel - {two}
    assert Finding("ending-given-unknown-in", {"count": 2}) in made.notices
    with reading(hub.place) as dossier:
        got = {code: len(given_of(dossier, code)) for code in (one, two, three)}
    assert got[one] - got[two] == 2
    assert got[three] - got[two] == 1


def test_answers_are_given_when_they_are_named_and_special_ones_with_a_warning(case: Case) -> None:
    made = given(case, who="sign-ups", fields=("naam", "E-MAIL"), answers=("Zorg", "geslacht"))
    assert parse_table(made.table, "tabel").columns == ("naam", "e-mail", "zorg", "geslacht")
    (special,) = [one for one in made.notices if one.code == "ending-given-special"]
    assert special.params == {"categories": '"zorg"'}


def test_what_may_be_special(case: Case, tmp_path: Path) -> None:
    names = ("zorggebruik", "geslacht", "Herkomst", "leeftijd", "postcode", "Opinie over klimaat")
    with reading(case.place) as dossier:
        found = special_of(dossier, names)
    assert found == ("zorggebruik", "Herkomst", "Opinie over klimaat")
    place = new_dossier(tmp_path / "other", unsaid=["geslacht"])
    with reading(place) as dossier:
        assert special_of(dossier, ("geslacht", "leeftijd")) == ("geslacht",)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"recipient": " "}, "ending-given-blank"),
        ({"ground": ""}, "ending-given-blank"),
        ({"fields": ()}, "ending-given-nothing"),
        ({"fields": ("telefoon",)}, "ending-given-field"),
        ({"answers": ("inkomen",)}, "ending-given-answer"),
        ({"who": "iedereen"}, "ending-given-who"),
    ],
)
def test_orders_that_cannot_be(case: Case, changes: dict[str, object], code: str) -> None:
    assert wrong(case, **changes) == [code]
    with reading(case.place) as dossier:
        assert "given" not in [one.action for one in events(dossier)]


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(case: Case) -> None:
    with changing(case.place, ACTOR) as change:
        since = change.event("correct", min(case.panel), names=["dieet"])
        row = {"code": min(case.panel), "field": "dieet", "value": "=1+1", "since": since}
        change.connection.execute(insert(schema.people).values(**row))
    assert b"'=1+1" in given(case, fields=("dieet",), inside=True).table


def test_the_log_counts_and_names_no_person(case: Case) -> None:
    made = given(case, answers=("zorg",))
    with reading(case.place) as dossier:
        event = events(dossier)[-1]
    assert event.action == "given"
    assert event.code is None
    assert event.why is None
    assert event.details["people"] == made.people
    assert event.details["fields"] == ["naam"]
    assert event.details["answers"] == ["zorg"]
    text = json.dumps(dict(event.details))
    assert not any(code in text for code in case.codes)
    assert not any(canary in text for pair in CANARIES.values() for canary in pair)


# ---- one person ----


def test_a_person_sees_everything_and_what_was_before(case: Case) -> None:
    code = case.codes[0]
    content = export_person(case.place, ACTOR, code.lower())
    assert json.loads(json.dumps(content)) == content
    values = [(row["field"], row["value"], row["until"] is None) for row in content["people"]]
    assert ("naam", f"{CANARIES['people'][1]} 00", False) in values
    assert ("naam", f"{CANARIES['people'][0]} 00", True) in values
    assert {row["category"] for row in content["answers"]} == {"zorg", "leeftijd", "geslacht"}
    (letter,) = content["letters"]
    assert letter["wave"] == 1
    assert letter["stratum"] == {"wijk": "Noord"}
    assert [row["state"] for row in content["sign_up"]] == ["accepted"]
    assert len(content["queue"]) == 2
    assert content["draws"][0]["of"] == 10
    assert content["records"] == ["02-panel"]
    assert content["draws"][0]["folder"] == "02-panel"
    assert any(row["why"] == CANARIES["words"][0] for row in content["events"])
    with reading(case.place) as dossier:
        last = events(dossier)[-1]
    assert (last.action, last.code, dict(last.details)) == ("export-person", code, {})


def test_the_same_in_sentences(case: Case) -> None:
    code = max(case.panel - {*case.codes[:2]})
    given(case)
    pool_table(case.place, ACTOR, "02-panel")
    export_person(case.place, ACTOR, code)
    text = person_text(export_person(case.place, ACTOR, code))
    flat = " ".join(text.split())
    at = case.codes.index(code)
    for part in (
        f"{CANARIES['people'][0]} {at:02}",
        "Catering De Lepel received naam; purpose: maaltijden; ground: toestemming",
        "the table behind 02-panel was written",
        "this person asked for what the dossier knows",
        "02-panel: on ",
        "drawn since 2026-11-26, by the draw 02-panel",
    ):
        assert part in flat
    assert "nothing" in text  # no row of theirs waited
    assert ACTOR.who not in text


def test_rows_that_waited_are_told_with_the_reason(case: Case) -> None:
    with changing(case.place, ACTOR) as change:
        since = change.event("import", file="blad.csv", accepted=0)
        row = {"source": "", "row": 9, "received": "2026-11-20", "code": case.codes[2]}
        row |= {"state": "refused", "since": since, "cells": '{"Naam": "Jan"}'}
        row |= {"reasons": '[["signup-consent", {}, "Akkoord"]]'}
        change.connection.execute(insert(schema.queue).values(**row))
    text = person_text(export_person(case.place, ACTOR, case.codes[2]))
    assert "Row 9 of a file was refused: Naam: Jan." in text
    assert "Why: " in text


def test_who_is_blocked_or_was_no_member_received_nothing(case: Case) -> None:
    given(case)
    with reading(case.place) as dossier:
        fits = {code: len(given_of(dossier, code)) for code in case.codes}
    assert fits == {code: int(code in case.panel - {case.codes[1]}) for code in case.codes}
    given(case, inside=True)
    code = min(case.panel)
    set_state(case.place, ACTOR, Step("withdrawn", [code]))
    given(case, inside=True)  # no longer a member
    with reading(case.place) as dossier:
        assert len(given_of(dossier, code)) == 1 + (code != case.codes[1])


def test_only_a_letter_is_known_of_who_did_not_answer(case: Case, base: Case) -> None:
    (code, *_) = sorted(set(letter_codes(base.place)) - set(case.codes))
    content = export_person(case.place, ACTOR, code)
    assert len(content["letters"]) == 1
    assert not content["sign_up"]
    assert not content["people"]
    assert "has this code" in person_text(content)


def test_a_code_of_nobody(case: Case) -> None:
    with pytest.raises(InputError) as caught:
        export_person(case.place, ACTOR, "Jan Jansen")
    assert caught.value.findings == (Finding("ending-person-unknown", {"code": "…"}),)


def test_recipients_are_to_be_told_of_an_erasure(case: Case) -> None:
    code = next(one for one in case.others if one != case.codes[1])
    given(case, who="sign-ups")
    gone = erase_person(case.place, ACTOR, code, "verzoek")
    notice = Finding("ending-person-given", {"recipients": '"Catering De Lepel"'})
    assert notice in gone.notices or code == case.codes[-1]
    content = export_person(case.place, ACTOR, code)
    assert content["people"] == []
    assert content["answers"] == []
    assert [row["state"] for row in content["sign_up"]][-1] == "withdrawn"
    assert content["draws"]
    assert "ending-person-lottery" not in [n.code for n in gone.notices]


def test_somebody_in_a_lottery_that_waits_can_be_erased_and_that_is_said(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=14)
    codes = letter_codes(place)[:12]
    fill(place, codes)
    made = make(place, ACTOR, LotteryOrder(Settings(tickets=10)))
    gone = erase_person(place, ACTOR, codes[4], "verzoek")
    params = {"folder": made.folder, "code": codes[4]}
    assert Finding("ending-person-lottery", params) in gone.notices


def test_the_log_has_words_for_what_happens_at_the_end(case: Case) -> None:
    set_retention(case.place, ACTOR, "people", 30, "korter")
    given(case)
    export_person(case.place, ACTOR, case.codes[0])
    erase_person(case.place, ACTOR, case.others[0], "verzoek")
    close_assembly(case.place, ACTOR, ACTOR.now.date())
    erase(case.place, ACTOR, Erasure(["people"], "besluit", early=True))
    with reading(case.place) as dossier:
        text = log_text(events(dossier))
    for canary in (*CANARIES["people"], *CANARIES["answers"]):
        assert canary not in text
    assert "Catering De Lepel" in text
    assert set(ACTIONS) >= {"retention", "close", "given", "erased", "erased-person"}


def test_a_reserve_who_was_called_sees_the_chance_of_that(case: Case) -> None:
    set_state(case.place, ACTOR, Step("withdrawn", [max(case.panel)]))
    called = call(case.place, accept_deviation=True).code
    folder = answer(case.place, ACTOR, Answer(called, yes=True, accept_deviation=True))
    content = export_person(case.place, ACTOR, called)
    assert [row["folder"] for row in content["draws"]] == ["02-panel", folder]
    assert content["draws"][1]["tickets"] is None
    assert "to be called as a reserve" in person_text(content)
