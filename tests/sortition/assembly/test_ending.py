"""The end of a dossier: the schedule, destroying, one person erased; nothing of it is left."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from sortition.assembly import connection, schema, store
from sortition.assembly.decided import decided
from sortition.assembly.draws.draw import draw
from sortition.assembly.draws.panel import Order as LotteryOrder
from sortition.assembly.draws.panel import make
from sortition.assembly.draws.seats import Step, members_of, seats, set_state
from sortition.assembly.ending import erase_traces
from sortition.assembly.ending.erase import EVERYTHING, Order, erase
from sortition.assembly.ending.erase_person import erase_person
from sortition.assembly.ending.erase_record import (
    read_destruction,
    schedule_json,
    verify_destruction,
)
from sortition.assembly.ending.erase_rows import KINDS, rows_of
from sortition.assembly.ending.retention import (
    DEFAULTS,
    close_assembly,
    due,
    schedule_of,
    set_retention,
)
from sortition.assembly.events import events
from sortition.assembly.store import Actor, Place, changing, reading
from sortition.draw import Choice
from sortition.letters.codes import code_hash
from sortition.lottery import Settings
from sortition.record import digest
from stratification.errors import Finding, InputError, VerificationError
from tests.sortition.assembly.dossiers import ACTOR, later, letter_codes, new_dossier

DAY = ACTOR.now.date()
FORCE = {"early": True, "why": "besluit van het college"}
CANARIES = {
    "people": ("geelgors-naam", "geelgors-oud-adres"),
    "answers": ("roodborst-antwoord", "roodborst-oud"),
    "queue": ("groenling-rij", "groenling-oud"),
    "words": ("blauwborst-reden", "blauwborst-bestand"),
}


@dataclass(frozen=True)
class Case:
    """A dossier, the codes of who signed up (the last one withdrew), and who has a seat."""

    place: Place
    codes: list[str]
    panel: frozenset[str]

    @property
    def others(self) -> list[str]:
        return sorted(set(self.codes) - self.panel)


def fill(place: Place, codes: list[str]) -> None:
    """Sign-ups with canaries: values that hold, and values that held before."""
    names = CANARIES["people"], CANARIES["answers"], CANARIES["queue"]
    with changing(place, ACTOR) as change:
        none = dict.fromkeys(("doubtful", "refused", "same"), 0)
        file = f"{CANARIES['words'][1]}.csv"
        first = change.event("import", file=file, accepted=len(codes), **none)
        since = change.event("correct", codes[0], CANARIES["words"][0], names=["naam"])
        for at, code in enumerate(codes):
            old = {"code": code, "since": first, "until": since}
            row = {"code": code, "since": since}
            answers = {"leeftijd": ("16-29", "30-64", "65+")[at % 3]}
            answers |= {"geslacht": ("vrouw", "man")[at % 2], "zorg": f"{names[1][0]} {at:02}"}
            mail = f"{names[0][0]}-{at:02}@voorbeeld.nl"
            state = "withdrawn" if code == codes[-1] else "accepted"
            home = {"state": state, "received": "2026-11-20", "home": f"thuis{at:02}"}
            rows = (
                (schema.signups, row | home),
                (schema.people, old | {"field": "naam", "value": f"{names[0][1]} {at:02}"}),
                (schema.people, row | {"field": "naam", "value": f"{names[0][0]} {at:02}"}),
                (schema.people, row | {"field": "e-mail", "value": mail}),
                (schema.answers, old | {"category": "zorg", "value": f"{names[1][1]} {at:02}"}),
                *((schema.answers, row | {"category": n, "value": v}) for n, v in answers.items()),
            )
            for table, values in rows:
                change.connection.execute(insert(table).values(**values))
        for at, code in enumerate((codes[0], None)):
            queued = {"source": "", "row": at + 2, "received": "2026-11-20", "code": code}
            queued |= {"state": "doubtful", "reasons": "[]", "since": since}
            cells = {"cells": f'{{"Naam": "{names[2][0]}"}}'}
            change.connection.execute(insert(schema.queue).values(**queued, **cells))
            cells = {"cells": f'{{"Naam": "{names[2][1]}"}}', "until": since}
            change.connection.execute(insert(schema.queue).values(**(queued | cells)))
        read = {"digest": "0" * 64, "name": file, "event": first}
        change.connection.execute(insert(schema.imports).values(**read))
        own = [code_hash(salt, codes[1]) for salt in decided(change.connection).salts]
        table = schema.letters
        hide = update(table).where(table.c.hash.in_(own)).values(blocked=1)
        change.connection.execute(update(table).values(home="thuis"))
        change.connection.execute(hide)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("ending")
    place = new_dossier(folder, letters=14)
    codes = letter_codes(place)[:12]
    fill(place, codes)
    make(place, ACTOR, LotteryOrder(Settings(tickets=10, seed="ijsvogel")))
    draw(place, ACTOR, Choice(ticket="3"))
    with reading(place) as dossier:
        return Case(place, codes, members_of(dossier))


@pytest.fixture
def case(base: Case, tmp_path: Path) -> Case:
    """A copy of the dossier: the panel has been drawn, the assembly is not closed."""
    shutil.copytree(base.place.folder, tmp_path / "dossier")
    return Case(Place(tmp_path / "dossier"), base.codes, base.panel)


@pytest.fixture
def closed(case: Case) -> Case:
    close_assembly(case.place, later(10), later(10).now.date())
    return case


def found(place: Place, *kinds: str) -> set[str]:
    """The canaries of these kinds that any file of the dossier has, by their bytes."""
    data = b"".join(path.read_bytes() for path in place.folder.rglob("*") if path.is_file())
    wanted = [canary for kind in kinds or CANARIES for canary in CANARIES[kind]]
    return {canary for canary in wanted if canary.encode() in data}


def counts(place: Place) -> dict[str, int]:
    with reading(place) as dossier:
        rows = rows_of(dossier.connection)
        return {kind: rows.count(kind) for kind in KINDS}


def homes(place: Place) -> tuple[int, int]:
    """How many homes are known: of sign-ups, and of letters."""
    with reading(place) as dossier:
        first, second = (
            dossier.connection.execute(select(func.count(table.c.home))).scalar_one()
            for table in (schema.signups, schema.letters)
        )
    return first, second


def refused(place: Place, actor: Actor, order: Order) -> list[str]:
    before = counts(place)
    with pytest.raises(InputError) as caught:
        erase(place, actor, order)
    assert counts(place) == before
    return [finding.code for finding in caught.value.findings]


# ---- the schedule ----


def test_before_the_end_only_what_counts_from_the_draw_has_a_day(case: Case) -> None:
    now = due(case.place, DAY)
    assert now.now == ()
    assert now.closed is None
    assert not now.traces
    assert [line.rule.kind for line in now.later] == ["queue", "letters"]
    assert {line.day for line in now.later} == {DAY + datetime.timedelta(days=42)}
    assert {line.rule.kind for line in now.waiting} == set(KINDS) - {"queue", "letters"}


def test_what_is_due_is_counted(closed: Case) -> None:
    end = DAY + datetime.timedelta(days=10)
    now = due(closed.place, end + datetime.timedelta(days=14))
    assert [line.rule.kind for line in now.now] == ["unselected", "answers"]
    assert {line.rule.kind: line.rows for line in now.now} == {
        # of 8 people 3 rows of people, 4 of answers, and the homes of sign-up and letter
        "unselected": 8 * (3 + 4 + 1 + 1),
        "answers": 12 * 4,
    }
    assert [line.rule.kind for line in now.later] == [
        "queue",
        "letters",
        "people",
        "words",
        "codes",
    ]
    assert now.closed == end
    assert now.waiting == ()


def test_an_empty_dossier_has_nothing_due(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, quotas=None)
    now = due(place, DAY + datetime.timedelta(days=9999))
    assert now.now == ()
    assert now.later == ()
    close_assembly(place, ACTOR, DAY)  # one that was called off
    now = due(place, DAY + datetime.timedelta(days=9999))
    assert [line.rule.kind for line in now.now] == ["codes"]  # a key


def test_without_a_draw_the_end_counts(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=14)
    fill(place, letter_codes(place)[:12])
    close_assembly(place, ACTOR, DAY)
    days = {line.rule.kind: line.day for line in due(place, DAY).later}
    assert days["letters"] == DAY + datetime.timedelta(days=42)


def test_the_schedule_can_be_changed(case: Case) -> None:
    assert set_retention(case.place, ACTOR, "queue", 7, " kort ").why == "kort"
    set_retention(case.place, ACTOR, "letters", 0, "niet nodig")
    with reading(case.place) as dossier:
        rules = {rule.kind: (rule.start, rule.days, rule.why) for rule in schedule_of(dossier)}
    assert rules["queue"] == ("draw", 7, "kort")
    assert rules["people"] == ("closed", 90, None)
    assert [line.rule.kind for line in due(case.place, DAY).now] == ["letters"]


def test_a_schedule_that_cannot_be(case: Case) -> None:
    with pytest.raises(InputError) as caught:
        set_retention(case.place, ACTOR, "namen", -1, " ")
    codes = [finding.code for finding in caught.value.findings]
    assert codes == ["ending-kind", "ending-days", "ending-no-why"]


@pytest.mark.parametrize(
    ("days", "code"), [(1, "ending-day-future"), (-1, "ending-day-early")], ids=["future", "early"]
)
def test_days_on_which_it_cannot_have_ended(case: Case, days: int, code: str) -> None:
    with pytest.raises(InputError) as caught:
        close_assembly(case.place, ACTOR, DAY + datetime.timedelta(days=days))
    assert [finding.code for finding in caught.value.findings] == [code]


def test_closing_again_needs_a_reason(closed: Case) -> None:
    with pytest.raises(InputError) as caught:
        close_assembly(closed.place, later(20), DAY)
    assert [finding.code for finding in caught.value.findings] == ["ending-closed-twice"]
    assert close_assembly(closed.place, later(20), DAY, "verkeerde dag").closed == DAY


# ---- destroying ----


def test_everything_goes_in_every_byte(closed: Case) -> None:
    assert found(closed.place) == {one for pair in CANARIES.values() for one in pair}
    salts = _salts(closed.place)
    done = erase(closed.place, later(400), Order([EVERYTHING], by="griffier"))
    assert found(closed.place) == set()
    files = b"".join(p.read_bytes() for p in closed.place.folder.rglob("*") if p.is_file())
    assert not any(salt.encode() in files or bytes.fromhex(salt) in files for salt in salts)
    assert b"thuis0" not in files
    assert set(counts(closed.place).values()) == {0}
    assert done.folder == "03-destruction"
    assert done.rows["people"] == 4 * (3 + 1 + 1)
    assert [finding.code for finding in done.notices] == ["ending-copies"]
    with reading(closed.place) as dossier:
        assert {one.code for one in seats(dossier)} == closed.panel
        assert [one.action for one in events(dossier)][-2:] == ["close", "erased"]
        with pytest.raises(InputError, match="have been destroyed"):
            decided(dossier.connection).need_keys()
    assert refused(closed.place, later(400), Order([EVERYTHING])) == ["ending-nothing"]
    assert due(closed.place, later(9999).now.date()).now == ()


def _salts(place: Place) -> list[str]:
    with reading(place) as dossier:
        values = decided(dossier.connection).values
    return [values["own_salt"], *values["salts"]]


def test_the_proof_says_what_went_and_what_stays(closed: Case) -> None:
    actor = later(24)
    done = erase(closed.place, actor, Order(["answers", "unselected"]))
    folder = closed.place.folder / "records" / done.folder
    content = read_destruction(folder)
    assert content["kinds"] == ["unselected", "answers"]
    assert content["by"] is None
    assert content["rows"] == {"unselected": 8 * 9, "answers": 4 * 4} == dict(done.rows)
    assert content["day"] == actor.day
    assert content["early"] is False
    assert set(content["left"]) == {"queue", "letters", "people", "words", "codes"}
    assert content["schedule_digest"] == digest(schedule_json(DEFAULTS))
    assert ACTOR.who not in (folder / "destruction.json").read_text(encoding="utf-8")
    assert verify_destruction(folder).ok
    path = folder / "destruction.json"
    path.write_bytes(path.read_bytes().replace(b'"answers": 16', b'"answers": 17'))
    assert not verify_destruction(folder).ok
    with pytest.raises(VerificationError):
        read_destruction(folder)


@pytest.mark.parametrize("kind", ["people", "answers", "queue", "words"])
def test_a_kind_goes_with_its_history_and_nothing_else(case: Case, kind: str) -> None:
    erase(case.place, ACTOR, Order([kind], **FORCE))  # type: ignore[arg-type]
    others = {canary for name, pair in CANARIES.items() if name != kind for canary in pair}
    assert found(case.place) == others
    assert counts(case.place)[kind] == 0


def test_who_was_never_drawn_goes_and_the_panel_stays(case: Case) -> None:
    erase(case.place, ACTOR, Order(["unselected"], **FORCE))  # type: ignore[arg-type]
    with reading(case.place) as dossier:
        for table in (schema.people, schema.answers):
            assert set(dossier.connection.scalars(select(table.c.code))) == case.panel
    assert homes(case.place) == (4, 4 + 2)


def test_homes_of_letters_that_nobody_answered(case: Case) -> None:
    actor = later(42)
    assert homes(case.place) == (12, 14)
    assert erase(case.place, actor, Order(["letters"])).rows == {"letters": 2}
    assert homes(case.place) == (12, 12)


def test_what_is_not_due_is_refused(case: Case) -> None:
    assert refused(case.place, ACTOR, Order(["people"])) == ["ending-not-closed"]
    assert refused(case.place, later(41), Order(["queue"])) == ["ending-not-due"]
    assert refused(case.place, ACTOR, Order(["people"], early=True)) == ["ending-no-why"]
    assert refused(case.place, ACTOR, Order([])) == ["ending-kinds-none"]
    assert refused(case.place, ACTOR, Order(["namen"])) == ["ending-kind"]
    assert refused(case.place, ACTOR, Order(["codes"], **FORCE)) == [  # type: ignore[arg-type]
        "ending-codes-last"
    ]


def test_early_is_in_the_log_and_in_the_proof(case: Case) -> None:
    done = erase(case.place, ACTOR, Order(["people"], **FORCE))  # type: ignore[arg-type]
    assert read_destruction(case.place.folder / "records" / done.folder)["early"] is True
    with reading(case.place) as dossier:
        (event,) = [one for one in events(dossier) if one.action == "erased"]
    assert event.why == FORCE["why"]
    assert event.details["early"] == 1
    assert event.details["kinds"] == ["people"]


def test_a_lottery_that_waits_keeps_the_data(tmp_path: Path) -> None:
    place = new_dossier(tmp_path, letters=14)
    fill(place, letter_codes(place)[:12])
    make(place, ACTOR, LotteryOrder(Settings(tickets=10)))
    close_assembly(place, ACTOR, DAY)
    assert refused(place, later(100), Order(["answers", "queue", "people"])) == [
        "ending-lottery-waits",
        "ending-lottery-waits",
    ]
    erase(place, later(100), Order(["answers"], **FORCE))  # type: ignore[arg-type]
    assert found(place, "answers") == set()


# ---- traces ----

KILLED = """
import os, sys, datetime
from pathlib import Path
from sortition.assembly import store
from sortition.assembly.ending.erase import Order, erase
calls = []
def update(place, connection):
    calls.append(place)
    if len(calls) == 2:  # the first was for looking; now the transaction is done
        os._exit(9)
store._update = update
now = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)
actor = store.Actor("griffie", now)
erase(store.Place(Path(sys.argv[1])), actor, Order(["people"], "nu", True))
"""


def test_a_command_killed_before_the_traces_went_is_finished_by_the_next(case: Case) -> None:
    code = [sys.executable, "-c", KILLED, str(case.place.folder)]
    assert subprocess.run(code, check=False, env=dict(os.environ)).returncode == 9
    assert found(case.place, "people") == set(CANARIES["people"])  # gone, but not from the files
    with reading(case.place) as dossier:
        assert erase_traces.traces_since(dossier) is not None
    now = due(case.place, DAY)
    assert found(case.place, "people") == set()
    assert not now.traces
    assert {line.rule.kind: line.rows for line in now.lines}["people"] == 0


def test_while_somebody_looks_traces_stay_and_that_is_said(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE", 0.01)
    with reading(case.place) as dossier:
        dossier.connection.execute(select(schema.events)).first()
        done = erase(case.place, ACTOR, Order(["people"], **FORCE))  # type: ignore[arg-type]
        assert [finding.code for finding in done.notices] == ["ending-traces", "ending-copies"]
        assert found(case.place, "people") == set(CANARIES["people"])
        assert due(case.place, DAY).traces
    assert not due(case.place, DAY).traces
    assert found(case.place, "people") == set()


def test_traces_that_somebody_else_is_about_to_leave(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with changing(case.place, ACTOR) as change:
        erase_traces.note_traces(change, change.event("erased", kinds=["people"], rows=0, early=0))
    monkeypatch.setattr(connection, "PATIENCE", 0.01)
    with changing(case.place, ACTOR):  # another command is at work
        assert not erase_traces.finish(case.place)
    assert erase_traces.finish(case.place)
    assert erase_traces.finish(case.place)


def test_an_encrypted_dossier_is_destroyed_too(tmp_path: Path) -> None:
    pytest.importorskip("sqlcipher3")
    place = Place(tmp_path / "dossier", "een lange zin")
    store.create(place, ACTOR, lambda change: _one_name(change))
    assert erase(place, ACTOR, Order(["people"], **FORCE)).rows == {"people": 1}  # type: ignore[arg-type]
    assert counts(place)["people"] == 0


def _one_name(change: store.Change) -> None:
    from sortition.assembly.decided import decide

    since = change.event("new", name="Zeewijk")
    decide(change.connection, since, name="Zeewijk", own_salt="00")
    row = {"code": "R5RR-CCTH-X6K9", "field": "naam", "value": "Jan", "since": since}
    change.connection.execute(insert(schema.people).values(**row))


# ---- one person ----


def test_one_person_is_erased_with_the_history(case: Case) -> None:
    at = next(at for at, code in enumerate(case.codes) if code in case.others)
    code = case.codes[at]
    gone = erase_person(case.place, ACTOR, code.lower().replace("-", " "), "verzoek")
    assert gone.code == code
    assert gone.rows >= 3 + 4 + 2
    words = [*CANARIES["people"], *CANARIES["answers"]]
    data = b"".join(p.read_bytes() for p in case.place.folder.rglob("*") if p.is_file())
    left = [f"{word} {other:02}".encode() in data for word in words for other in range(12)]
    assert left == [other != at for _ in words for other in range(12)]
    assert f"{words[0]}-{at:02}@".encode() not in data
    with reading(case.place) as dossier:
        for table in (schema.people, schema.answers):
            assert code not in set(dossier.connection.scalars(select(table.c.code)))
            left = set(dossier.connection.scalars(select(table.c.code).distinct()))
            assert left == set(case.codes) - {code}
        table = schema.signups
        rows = list(dossier.connection.execute(select(table).where(table.c.code == code)))
    assert rows[-1].state == "withdrawn"
    assert all(row.home is None for row in rows)
    assert homes(case.place) == (11, 13)


def test_reasons_and_rows_of_that_person_go_as_well(case: Case) -> None:
    code = case.codes[0]
    with changing(case.place, ACTOR) as change:
        change.event("reused-from", count=1, name="Burgerberaad Water")
    if code in case.panel:
        set_state(case.place, ACTOR, Step("withdrawn", [code]))
    gone = erase_person(case.place, ACTOR, code, "verzoek")
    with reading(case.place) as dossier:
        queue = list(dossier.connection.execute(select(schema.queue.c.code)))
        reasons = [one.why for one in events(dossier, code) if one.why]
    assert [row.code for row in queue] == [None, None]
    assert reasons == ["verzoek"]
    notices = [finding.code for finding in gone.notices]
    assert {"ending-person-loose", "ending-person-reused", "ending-person-letter"} <= set(notices)
    with pytest.raises(InputError) as caught:
        erase_person(case.place, ACTOR, case.others[1], " ")
    assert [finding.code for finding in caught.value.findings] == ["ending-no-why"]


def test_who_has_a_seat_withdraws_first(case: Case) -> None:
    code = min(case.panel)
    with pytest.raises(InputError) as caught:
        erase_person(case.place, ACTOR, code, "verzoek")
    assert caught.value.findings == (Finding("ending-person-seat", {"code": code}),)
    set_state(case.place, ACTOR, Step("withdrawn", [code]))
    assert erase_person(case.place, ACTOR, code, "verzoek").rows


def test_a_code_that_nobody_has(case: Case) -> None:
    for text, shown in (("2222-2222-2222", "2222-2222-2222"), ("Jan Jansen", "…")):
        with pytest.raises(InputError) as caught:
            erase_person(case.place, ACTOR, text, "verzoek")
        assert caught.value.findings == (Finding("ending-person-unknown", {"code": shown}),)
