"""What becomes of every row of a file of sign-ups: accepted, doubtful, refused, or in already.

A row is *refused* when it cannot count as it is (no consent, a code that no letter has, …), and
*doubtful* when somebody has to look (a value that is no value of the quotas, …). Both are kept, for
the officer to settle. *Same* is what is in the dossier already. Reasons never hold what a row says.
Nothing here knows of a database: `Rules` and `Known` have all that counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sortition.assembly.decided import home_hash
from sortition.assembly.signups.forms import CODE, CONSENT, RECEIVED
from sortition.assembly.signups.forms_dates import moment
from sortition.assembly.signups.forms_reading import Entry
from sortition.assembly.signups.judge_codes import Coded, Codes
from sortition.assembly.signups.judge_known import Known, Persons, Queued, QueueIndex, Signed, alike
from sortition.assembly.signups.judge_values import Reader, Reason, Values
from stratification.text import address_key, key, listed_names

ACCEPTED, DOUBTFUL, REFUSED, SAME = "accepted", "doubtful", "refused", "same"
OUTCOMES = (ACCEPTED, DOUBTFUL, REFUSED, SAME)
WITHDRAWN, SETTLED = "withdrawn", "settled"

LATE = frozenset({"signup-late"})
LOOKED_AT = LATE | {"signup-received", "signup-alike-row", "signup-alike-day", "signup-withdrawn"}
"""Doubts that are over when the officer has looked."""
CORRECTING = LOOKED_AT | {"signup-twice-row", "signup-twice-day"}
"""What does not count when a row takes the place of what somebody said before."""


@dataclass(frozen=True)
class Rules:
    """What rows are judged by.

    Parameters:
        codes: how codes are told.
        values: what is asked of everybody.
        columns: by `CODE`, `RECEIVED`, `CONSENT` and the categories, the column of each.
        today: the moment of a row that does not say when it came.
        deadline: the last day; None: there is none.
        lenient: reasons that do not count.
    """

    codes: Codes
    values: tuple[Values, ...]
    columns: Mapping[str, str]
    today: str
    deadline: str | None = None
    lenient: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """What becomes of a row.

    Parameters:
        code: the sign-up code, when it is clear.
        answers, people: what is new, by category and field.
        replaces: the number of the row in the queue that this one is.
    """

    entry: Entry = field(repr=False)
    outcome: str
    reasons: tuple[Reason, ...]
    code: str | None
    received: str
    home: str | None = field(default=None, repr=False)
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    people: Mapping[str, str] = field(default_factory=dict, repr=False)
    replaces: int | None = None


@dataclass(frozen=True)
class _Claim:
    """A row that has a code: accepted just now, or looked at. `number` is that in the queue."""

    cells: Mapping[str, str] = field(repr=False)
    reason: Reason
    number: int | None = None


@dataclass(frozen=True)
class _Read:
    """What a row says.

    `out` are reasons to refuse it, `doubts` those about categories, `more` all others.
    """

    verdict: Verdict
    out: tuple[Reason, ...]
    doubts: Mapping[str, Reason]
    more: tuple[Reason, ...]


class Judge:
    """Judges the rows of one file, each with those before it in mind."""

    def __init__(self, rules: Rules, known: Known, *, alone: bool = False) -> None:
        """`alone`: rows are judged as if they were not in the queue."""
        self.rules = rules
        self.known = known
        self.reader = Reader(rules.values)
        self.index = QueueIndex(() if alone else known.queue)
        self.said = {rules.columns.get(one.category, "") for one in rules.values}
        self.claims: dict[str, _Claim] = {}
        self.persons = Persons((), ())
        for one in known.queue:
            if one.state == DOUBTFUL and one.code is not None:
                reason = Reason("signup-twice-day", {"day": one.received[:10]})
                self.claims.setdefault(one.code, _Claim(one.cells, reason, one.number))
        self.used = {*known.signed, *self.claims}

    def judge(self, entries: Sequence[Entry]) -> list[Verdict]:
        """What becomes of each row.

        Raises:
            InputError: most codes are those of no letter, so letters are missing in the dossier.
        """
        typed = [entry.code or "" for entry in entries]
        codes = self.rules.codes.read(typed, [entry.identity for entry in entries])
        self.rules.codes.check(codes, self.rules.columns.get(CODE))
        self.used |= {one.code for one in codes if one.code is not None}
        if entries and not self.rules.codes.letters:
            self.persons = Persons(self.known.signed.values(), tuple(entries[0].people))
        return [self._one(*row) for row in zip(entries, codes, strict=True)]

    def _one(self, entry: Entry, coded: Coded) -> Verdict:
        made = None if entry.code or self.rules.codes.letters else coded.code
        queued = self.index.find(entry.cells, made)
        settled = queued is not None and queued.state == SETTLED
        code = queued.code if queued is not None and settled else coded.code
        signed = self.known.signed.get(code or "")
        claim = self.claims.get(code or "")
        if queued is not None and settled and (queued.reasons or signed is None or claim):
            return self._same(entry, code)
        coded = coded if coded.code == code else replace(coded, code=code)
        read = self._read(entry, coded, signed)
        if claim is not None and (queued is None or claim.number != queued.number):
            verdict = self._claimed(read, claim)
        elif signed is not None:
            verdict = self._again(read, signed, settled)
        else:
            verdict = self._new(read)
        if queued is not None and not settled:
            verdict = self._still(verdict, queued)
        self._claim(verdict)
        return verdict

    # ---- what a row says ----

    def _read(self, entry: Entry, coded: Coded, signed: Signed | None) -> _Read:
        received, more = self._received(entry, signed)
        answers: dict[str, str] = {}
        doubts: dict[str, Reason] = {}
        for category, text in entry.answers.items():
            value, reason = self.reader.read(category, text, received)
            if value is not None:
                answers[category] = value
            if reason is not None:
                doubts[category] = replace(reason, column=self.rules.columns.get(category))
        home = coded.home or self._home(entry)
        verdict = Verdict(
            entry, ACCEPTED, (), coded.code, received, home, answers, dict(entry.people)
        )
        if coded.code is None:
            more = (self._no_code(coded), *more)
        return _Read(verdict, tuple(self._out(entry)), doubts, more)

    def _received(self, entry: Entry, signed: Signed | None) -> tuple[str, tuple[Reason, ...]]:
        """When a row came, and what is wrong with that."""
        if entry.received is None:
            received = self.rules.today if signed is None else signed.received
            return received, self._late(received)
        found = moment(entry.received)
        if found is None:
            reason = Reason("signup-received", {}, self.rules.columns.get(RECEIVED))
            return self.rules.today, (reason,)
        return found, self._late(found)

    def _late(self, received: str) -> tuple[Reason, ...]:
        deadline = self.rules.deadline
        if deadline is None or received[:10] <= deadline:
            return ()
        return (Reason("signup-late", {"day": deadline}, self.rules.columns.get(RECEIVED)),)

    def _out(self, entry: Entry) -> list[Reason]:
        missing = entry.consent is False
        found = [Reason("signup-consent", {}, self.rules.columns.get(CONSENT))] * missing
        return found + [Reason("signup-not-eligible", {}, column) for column in entry.unfit]

    def _home(self, entry: Entry) -> str | None:
        parts = [address_key(text) for text in entry.household]
        return home_hash(self.rules.codes.own_salt, "\n".join(parts)) if any(parts) else None

    def _no_code(self, coded: Coded) -> Reason:
        column = self.rules.columns.get(CODE)
        if coded.wrong is None:
            return Reason("signup-no-code", {}, column)
        if not self.rules.codes.letters:
            return Reason("signup-code-form", {}, column)
        near = self.rules.codes.near(coded.wrong, self.used)
        if not near:
            return Reason("signup-code-unknown", {}, column)
        return Reason("signup-code-near", {"codes": listed_names(near)}, column)

    # ---- what is known ----

    def _new(self, read: _Read) -> Verdict:
        """Of a code that nobody has used."""
        reasons = [*read.more, *read.out, *read.doubts.values()]
        reasons += self.persons.before(read.verdict.people)
        verdict = self._weighed(read.verdict, reasons)
        if verdict.outcome != REFUSED:
            self.persons.add(verdict.people, verdict.entry.number)
        return verdict

    def _claimed(self, read: _Read, claim: _Claim) -> Verdict:
        """Of a code that another row has."""
        entry = read.verdict.entry
        if not alike(entry.cells, claim.cells, self.said | entry.people.keys()):
            reasons = [claim.reason, *read.more, *read.out, *read.doubts.values()]
            return self._weighed(read.verdict, reasons)
        if read.out:
            return self._weighed(read.verdict, [*read.out, *read.doubts.values()])
        return self._same(entry, read.verdict.code)

    def _again(self, read: _Read, signed: Signed, settled: bool) -> Verdict:
        """Of somebody who signed up."""
        gone = signed.state == WITHDRAWN
        if not settled and self._differs(read, signed):
            twice = Reason("signup-twice-day", {"day": signed.received[:10]})
            reason = Reason("signup-withdrawn") if gone else twice
            reasons = (reason, *read.more, *read.out, *read.doubts.values())
            return self._weighed(read.verdict, reasons)
        missing = {
            name
            for name in read.verdict.entry.answers
            if not self.reader.held(signed.answers, name)
        }
        left = [reason for name, reason in read.doubts.items() if name in missing]
        filled = replace(
            read.verdict,
            answers={name: v for name, v in read.verdict.answers.items() if name in missing},
            people={n: text for n, text in read.verdict.people.items() if n not in signed.people},
        )
        verdict = self._weighed(filled, [*(() if settled else read.out), *(() if gone else left)])
        if verdict.outcome != ACCEPTED:
            return verdict
        return self._same(verdict.entry, signed.code) if gone else replace(verdict, outcome=SAME)

    def _differs(self, read: _Read, signed: Signed) -> bool:
        """Whether a row says anything that has never been said of somebody."""
        said = read.verdict
        for category in said.entry.answers:
            held = self.reader.held(signed.answers, category)
            if held and not _among(held, said.answers.get(category)):
                return True
        return any(
            name in signed.people and not _among(signed.people[name], text)
            for name, text in said.people.items()
        )

    def _still(self, verdict: Verdict, queued: Queued) -> Verdict:
        """Of a row in the queue that nobody settled: whether it is as it was."""
        reasons = [{_kind(reason) for reason in one.reasons} for one in (verdict, queued)]
        again = verdict.outcome == REFUSED or reasons[0] == reasons[1]
        known = verdict.entry.cells.keys() == queued.cells.keys()
        if verdict.outcome == SAME or (verdict.outcome == queued.state and known and again):
            return self._same(verdict.entry, verdict.code)
        return replace(verdict, replaces=queued.number)

    def _same(self, entry: Entry, code: str | None) -> Verdict:
        return Verdict(entry, SAME, (), code, self.rules.today)

    def _weighed(self, verdict: Verdict, reasons: Sequence[Reason]) -> Verdict:
        left = tuple(one for one in reasons if one.code not in self.rules.lenient)
        outcome = ACCEPTED
        if left:
            outcome = REFUSED if any(one.refuses for one in left) else DOUBTFUL
        return replace(verdict, outcome=outcome, reasons=left)

    def _claim(self, verdict: Verdict) -> None:
        new = verdict.outcome in (ACCEPTED, DOUBTFUL) or verdict.answers or verdict.people
        if verdict.code is not None and new and verdict.outcome != REFUSED:
            reason = Reason("signup-twice-row", {"row": verdict.entry.number})
            claim = _Claim(verdict.entry.cells, reason, verdict.replaces)
            self.claims[verdict.code] = claim


def _among(held: Sequence[str], text: str | None) -> bool:
    return text is not None and (text in held or key(text) in map(key, held))


def _kind(reason: Reason) -> tuple[str, str | None]:
    """A reason without the row or day of another row."""
    return reason.code.removesuffix("-row").removesuffix("-day"), reason.column
