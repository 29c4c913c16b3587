"""Whether the records of an assembly tell one story: who had a seat when, and under which quotas.

Each record may be right in itself and yet not follow from those before it: somebody stays who never
got a seat, a second panel was drawn, the quotas of a replacement are others than the panel's. Here
all records are walked through in their order, by codes alone, so that strangers can do it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sortition.assembly.chain import CHAIN, read_chain
from sortition.assembly.decided import QUOTAS_FILE, Target
from sortition.assembly.draws.called import CALLED, FIT, read_called
from sortition.assembly.draws.standbys_files import SEATED, drawn_people, earlier_draws, read_seated
from sortition.assembly.draws.terms_file import TERMS, read_terms
from sortition.assembly.ending.erase_record import DESTRUCTION
from sortition.assembly.publishing import LOTTERIES
from sortition.drawn import Entry, read_draws
from sortition.reading import about, fail, need, printable
from sortition.record import CHANCES, DRAW, LOTTERY, MEMBERS, PROOF, TICKETS
from sortition.record_files import read_chances, read_lottery, read_tickets
from sortition.replacement.missed import Missed, bare
from sortition.replacement.order import RESERVES
from sortition.replacement.record import REPLACEMENT, read_quotas, read_replacement
from sortition.standbys.record import STANDBYS
from stratification.errors import Finding, Param
from stratification.files import read_bytes
from stratification.quotas import Quotas, parse_quotas
from stratification.tables import read_table

_LOTTERY = (LOTTERY, CHANCES, TICKETS, PROOF, MEMBERS, QUOTAS_FILE)
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "invitations": (),
    "panel": _LOTTERY,
    "replacement": (*_LOTTERY, REPLACEMENT),
    "rotation": (*_LOTTERY, REPLACEMENT),
    "terms": (TERMS,),
    "reserves": (CALLED, FIT),
    "standbys": (STANDBYS, CHANCES, TICKETS),
    "seated": (SEATED,),
    "destruction": (DESTRUCTION,),
}
"""The files that a record begins with, by its kind."""


@dataclass
class Story:
    """What the records told so far.

    Parameters:
        panel: the folder of the panel that was drawn; "" before that.
        seats, quotas: those of its lottery, with the extra ones of an overdraw.
        pool: everybody in that lottery.
        target: the seats and quotas that replacements keep to, once one has told them.
        had: everybody who got a seat.
        given: by the folder of a record, everybody to whom it gave a seat, or who stands by or may
            be called because of it.
        waiting: the folder of the last lottery, as long as it is not drawn; else "".
        began: for everybody who got a seat, how many terms had ended by then.
        terms: how many terms have ended.
        ended: everybody whose term has ended.
        called: what the record of the last reserve fixes for the next one, if nothing has changed.
        notices: what is worth knowing, and may be right.
    """

    panel: str = ""
    seats: int = 0
    quotas: Quotas = field(default_factory=lambda: Quotas(()))
    pool: frozenset[str] = frozenset()
    target: Target | None = None
    had: frozenset[str] = frozenset()
    given: dict[str, frozenset[str]] = field(default_factory=dict)
    waiting: str = ""
    began: dict[str, int] = field(default_factory=dict)
    terms: int = 0
    ended: frozenset[str] = frozenset()
    called: tuple[list[Any], tuple[Missed, ...]] | None = None
    notices: list[Finding] = field(default_factory=list)

    @property
    def known(self) -> frozenset[str]:
        """Everybody who was in the panel's lottery, or got a place since."""
        return self.pool.union(self.had, *self.given.values())

    def keeps_to(self, seats: int, quotas: Quotas | None = None) -> None:
        """The seats and quotas of the whole panel are the same in every record."""
        if self.target is None and quotas is not None:
            self.target = Target(seats, quotas)
            need(self.target.scaled(self.seats).quotas == self.quotas, "story-quotas")
        if self.target is not None:
            need(seats == self.target.seats, "story-seats", seats=self.target.seats)
            need(quotas in (None, self.target.quotas), "story-quotas")

    def follows(self, staying: Collection[str], barred: Collection[str]) -> None:
        """Who stays got a seat before and did not serve it; who is barred was in a draw before."""
        strange = len(frozenset(staying) - self.had)
        need(strange == 0, "story-staying", count=strange)
        served = len(frozenset(staying) & self.ended)
        need(served == 0, "story-ended", count=served)
        strange = len(frozenset(barred) - self.known)
        need(strange == 0, "story-barred", count=strange)

    def gives(self, folder: str, codes: Collection[str], *, seat: bool = True) -> None:
        """A record gives people a seat, or another place."""
        self.given[folder] = self.given.get(folder, frozenset()) | frozenset(codes)
        if seat:
            self.had |= frozenset(codes)
            self.began |= {code: self.terms for code in codes if code not in self.began}

    def in_order(self, *groups: Collection[str]) -> None:
        """Everybody served more terms than all of the groups before (VerificationError: not)."""
        served = [[self.terms - self.began[code] for code in group] for group in groups if group]
        good = all(max(fewer) < min(more) for fewer, more in pairwise(served))
        need(good, "story-terms")

    def ends(self, codes: Collection[str]) -> None:
        """A term has ended, of these people."""
        self.terms += 1
        self.ended |= frozenset(codes)

    def say(self, code: str, file: str, count: int) -> None:
        """Keep something worth knowing about so many people, if there are any."""
        if count:
            self.notices.append(Finding(code, {"count": count}, file))


def tell(folders: Sequence[Path]) -> Story:
    """Walk through all records in their order; each must be right in itself.

    Raises:
        InputError: a file cannot be read.
        VerificationError: a record does not follow from those before it.
    """
    story = Story()
    first: Mapping[str, Any] = {}
    made = ""
    for folder in folders:
        content = read_chain(folder)
        with about(f"{folder.name}/{CHAIN}"):
            first = first or content
            need(content["assembly"] == first["assembly"], "story-name")
            need(content["made"] >= made, "story-day")
            made = str(content["made"])
            for name in REQUIRED[content["kind"]]:
                need(name in content["files"], "chain-file-gone", name=name)
        step = _STEPS.get(content["kind"])
        with about(folder.name):
            _instead(story, folder, content)
            if step is not None:
                need(bool(story.panel) or content["kind"] == "panel", "story-no-panel")
                step(story, folder)
    return story


def _instead(story: Story, folder: Path, content: Mapping[str, Any]) -> None:
    """A lottery that was never drawn is followed by another one only with a reason that is told."""
    kind, again = content["kind"], content["again"]
    taken = kind in (*LOTTERIES, "terms") and story.waiting
    need((again["folder"] if again else "") == (taken or ""), "story-again")
    story.notices += told_again(folder, content)
    if kind in LOTTERIES:
        story.waiting = "" if (folder / DRAW).exists() else folder.name
    elif taken:
        story.waiting = ""


def told_again(folder: Path, content: Mapping[str, Any]) -> list[Finding]:
    """That a record came in the place of a lottery that was never drawn, and why."""
    again = content["again"]
    if again is None:
        return []
    params: dict[str, Param] = {"folder": again["folder"], "reason": printable(again["reason"])}
    return [Finding("story-instead", params, folder.name)]


def _redrawn(story: Story, folder: Path, entries: Sequence[Entry]) -> None:
    """Tell that a lottery was drawn more than once, and why."""
    for number, entry in enumerate(entries[1:], 2):
        reason = printable(entry.reason or "")
        params: dict[str, Param] = {"number": number, "reason": reason}
        story.notices.append(Finding("story-redrawn", params, folder.name))


def bounds(quotas: Quotas) -> Quotas:
    """The bounds of quotas alone, as later records state them."""
    return Quotas(tuple(bare(row) for row in quotas.rows))


def _drawn(story: Story, folder: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Everybody in a lottery, and those who were drawn; nobody before the draw."""
    figures = read_lottery(folder)
    shares = read_chances(read_bytes(folder / CHANCES), figures.pool_size)
    if not (folder / DRAW).exists():
        return frozenset(shares), frozenset()
    tickets = read_tickets(read_bytes(folder / TICKETS), shares, figures)
    entries = read_draws(folder, figures, tickets).entries
    _redrawn(story, folder, entries)
    return frozenset(shares), frozenset(tickets[entries[-1].ticket])


def _panel(story: Story, folder: Path) -> None:
    need(not story.panel, "story-panel-again", folder=story.panel)
    pool, drawn = _drawn(story, folder)
    if not drawn:
        return
    if not (folder / RESERVES).exists():
        fail("chain-file-gone", name=RESERVES)
    story.panel, story.pool = folder.name, pool
    story.seats = read_lottery(folder).seats
    story.quotas = bounds(parse_quotas(read_table(folder / QUOTAS_FILE)))
    story.gives(folder.name, drawn)
    story.gives(folder.name, pool - drawn, seat=False)


def _replacement(story: Story, folder: Path) -> None:
    stated = read_replacement(folder)
    story.keeps_to(stated.seats, stated.quotas)
    story.follows(stated.staying, stated.barred)
    pool, drawn = _drawn(story, folder)
    out = frozenset((*stated.staying, *stated.barred))
    need(not pool & story.had, "story-candidates", count=len(pool & story.had))
    story.say("story-new", folder.name, len(pool - story.pool))
    story.say("story-missing", folder.name, len(story.pool - pool - out))
    story.say("story-gone", folder.name, len(story.had - out))
    story.gives(folder.name, drawn)


def _rotation(story: Story, folder: Path) -> None:
    stated = read_replacement(folder)
    pool, drawn = _drawn(story, folder)
    story.follows((*pool, *stated.staying, *stated.barred), ())
    story.in_order(stated.staying, pool, stated.barred)
    if story.target is not None:
        need(story.target.scaled(stated.seats).quotas == stated.quotas, "story-quotas")
    if drawn:
        story.ends(pool.union(stated.barred) - drawn)


def _terms(story: Story, folder: Path) -> None:
    content = read_terms(folder)
    story.follows((*content["staying"], *content["leaving"]), ())
    story.in_order(content["staying"], content["leaving"])
    story.ends(content["leaving"])


def _reserves(story: Story, folder: Path) -> None:
    content = read_called(folder)
    need(content["panel"] == story.panel, "called-panel")
    quotas, missed = read_quotas(content)
    story.keeps_to(content["seats"], quotas)
    story.follows(content["staying"], content["barred"])
    need(content["called"] not in story.had, "called-barred")
    staying, rest = content["staying"], [content["barred"], content["pool"]]
    if story.called is not None and story.called[0] == [staying, *rest]:  # nothing has changed
        need(missed == story.called[1], "story-deviation")
    story.called = [sorted([*staying, content["called"]]), *rest], missed
    story.gives(folder.name, [content["called"]])


def _standbys(story: Story, folder: Path) -> None:
    people = frozenset(drawn_people(folder))
    _redrawn(story, folder, earlier_draws(folder))
    need(not people & story.had, "story-candidates", count=len(people & story.had))
    story.gives(folder.name, people, seat=False)


def _seated(story: Story, folder: Path) -> None:
    content = read_seated(folder)
    story.keeps_to(content["seats"], read_quotas(content)[0])
    story.follows(content["staying"], ())
    waiting = story.given.get(content["record"], frozenset()) - story.had
    need(waiting == {*content["order"], *content["aside"]}, "story-standbys")
    story.gives(folder.name, content["seated"])


_STEPS: Mapping[str, Callable[[Story, Path], None]] = {
    "panel": _panel,
    "replacement": _replacement,
    "rotation": _rotation,
    "terms": _terms,
    "reserves": _reserves,
    "standbys": _standbys,
    "seated": _seated,
}
