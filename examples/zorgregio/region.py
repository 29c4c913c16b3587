"""An assembly about care in a region of three municipalities, from their registers to the end.

    python examples/zorgregio/region.py --out DIR

Every municipality draws its own letters from its own register, and keeps the register and the names
to itself. The hub of the region gets records and salts, keeps one dossier, and knows only who
signed up. Every command is the real one; the story stops at the first that fails. The calendar is
that of the story. Nobody exists.
"""

from __future__ import annotations

import argparse
import datetime
import io
import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import forms

import cli
import cli_assembly
from sortition.invitations import provided

HERE = Path(__file__).parent
SEED = "Lotto 9 januari 2027: 3 8 17 22 35 41"
MUNICIPALITIES = {"Veenrade": ("zorg-5", 3), "Zeemeer": ("zorg-6", 2), "Berghoven": ("zorg-11", 1)}
"""The seed of each register, and how many of six people live there."""
SEATS = 36
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
IMPORT = (
    f"assembly import beraad formulier.csv --code {forms.CODE} --received Tijdstip "
    f"--consent '{forms.AGREE}' --people Naam,E-mailadres --household Postcode,Huisnummer "
    "--category 'leeftijd=Hoe oud bent u?' --category 'zorggebruik=Gebruikt of geeft u zorg?'"
)
SHOWN = 40
"""Lines of an answer that are shown; of longer ones the first, and the last two."""


class Failed(Exception):
    """A command of the story failed."""


class Story:
    """Commands on days of the story's calendar.

    Parameters:
        people, letters: how many there are in the three registers, and how many letters.
    """

    def __init__(self, people: int, letters: int, samples: int) -> None:
        self.people, self.letters, self.samples = people, letters, samples
        self.day = datetime.date(2027, 1, 4)
        self.clock = SimpleNamespace(
            date=SimpleNamespace(today=lambda: self.day),
            datetime=SimpleNamespace(now=self.now),
        )

    def now(self) -> datetime.datetime:
        """Ten o'clock of the day that it is."""
        return datetime.datetime.combine(self.day, datetime.time(10), datetime.UTC)

    def on(self, day: str, title: str) -> None:
        """It becomes this day."""
        self.day = datetime.date.fromisoformat(day)
        print(f"\n== {day}  {title}\n")

    def run(self, text: str, *more: object) -> None:
        """Give a command, and show what it answers."""
        words = [*shlex.split(text), *map(str, more)]
        codes = [word for word in words if CODE.fullmatch(word)]
        few = [word for word in words if word not in codes[1:]] if len(codes) > 3 else words
        dots = " …" if len(few) < len(words) else ""
        print(f"$ sortition {shlex.join(few)}{dots}", flush=True)
        lines = answer(words).splitlines()
        if len(lines) > SHOWN:
            lines[SHOWN - 2 : -2] = ["…"]
        print("\n".join([*lines, ""]), flush=True)

    def seats(self, state: str) -> list[str]:
        """The codes of the people in a state, in their order."""
        found = json.loads(answer(["assembly", "seats", "beraad", "--json"]))["seats"]
        return sorted(seat["code"] for seat in found if seat["state"] == state)

    def parts(self) -> dict[str, tuple[int, int]]:
        """How many people and letters each municipality has."""
        return {
            name: (self.people * weight // 6, self.letters * weight // 6)
            for name, (_, weight) in MUNICIPALITIES.items()
        }


def answer(words: Sequence[str]) -> str:
    """What a command answers, its notices where they stand on the screen."""
    screen = io.StringIO()
    with redirect_stdout(screen), redirect_stderr(screen):
        code = cli.run(list(words))
    if code:
        raise Failed(screen.getvalue())
    return screen.getvalue()


# ---- the letters ----


def draw_letters(story: Story) -> None:
    """Every municipality draws, by the same rules, and sends the hub what it may have."""
    story.on("2027-01-11", "Three municipalities draw their letters")
    for name, (people, letters) in story.parts().items():
        seed = MUNICIPALITIES[name][0]
        story.run(
            f"synth-register --people {people} --seed {seed} --reference-date 2027-01-01 "
            f"--out {name}/register"
        )
        story.run(
            f"invite {name}/register/register.csv --map kaart.toml --strata gemeente,leeftijd "
            f"--part {name} --letters {letters} --seed '{SEED}' --reference-date 2027-01-01 "
            f"--out {name}/brieven"
        )
        send(name)
    story.on("2027-01-18", "The hub joins the records, and starts the dossier")
    rows = [f"{name},{letters}" for name, (_, letters) in story.parts().items()]
    Path("verdeling.csv").write_text("\n".join(["part,letters", *rows, ""]), encoding="utf-8")
    records = [f"ontvangen/{name}/record" for name in MUNICIPALITIES]
    story.run("merge", *records, "--key", "verdeling.csv", "--out", "samen")
    first, *others = MUNICIPALITIES
    story.run(f"assembly new beraad --name 'Zorgberaad (verzonnen)' --letters ontvangen/{first}")
    for name in others:
        story.run(f"assembly letters beraad ontvangen/{name}")
    story.run(
        f"assembly quotas beraad streefaantallen.csv --seats {SEATS} --unsaid geslacht,zorggebruik"
    )
    story.run("assembly deadline beraad --day 2027-02-15")


def send(name: str) -> None:
    """The record goes to the hub, and the salt of the codes; names and addresses stay."""
    print(f"({name} sends the hub its record, and the salt of its codes)\n")
    got = Path("ontvangen", name)
    shutil.copytree(Path(name, "brieven", "record"), got / "record")
    (got / "private").mkdir(mode=0o700)
    shutil.copy(Path(name, "brieven", "private", "salt.txt"), got / "private")


# ---- the sign-ups and the panel ----


def sign_ups(story: Story) -> None:
    """People fill in the form of the hub; it is read."""
    story.on("2027-02-22", "The sign-ups")
    forms.write_form(Path("formulier.csv"), tuple(MUNICIPALITIES), SEED)
    story.run(IMPORT)
    story.run("assembly sign-ups beraad --letters 60")
    waiting = json.loads(answer(["assembly", "queue", "beraad", "--json"]))["queue"]
    story.run("assembly queue beraad")
    for row in waiting:
        why = {reason["code"]: reason["params"] for reason in row["reasons"]}
        if "signup-code-near" in why:
            code = CODE.findall(why["signup-code-near"]["codes"])[0]
            said = ["--accept", "--code", code, "--why", "gebeld: de code was verkeerd getypt"]
        else:
            said = ["--refuse", "--why", "geen toestemming"]
        story.run("assembly settle beraad", row["number"], *said)


def panel(story: Story) -> None:
    """The lottery in public, the room, and standbys."""
    story.on("2027-03-08", "The lottery of the panel")
    story.run("assembly lottery beraad --one-per-home")
    story.on("2027-03-15", "The draw, in public")
    story.run("assembly draw beraad --ticket 417")
    story.run("assembly seat beraad confirmed", *story.seats("drawn"))
    story.on("2027-03-22", "The room")
    for roles in ((32, 30, 20), (7, 7, 7)):
        names = zip(("zorgverleners", "bestuurders", "vrijwilligers"), roles, strict=True)
        given = " ".join(f"--role {name}={count}" for name, count in names)
        story.run(f"assembly room beraad {given}")
    story.on("2027-04-01", "Standbys; two people do not show up at the first meeting")
    story.run(f"assembly standbys beraad --standbys 3 --rate 6% --samples {story.samples}")
    story.run("assembly draw beraad --ticket 58")
    story.day = datetime.date(2027, 4, 10)
    story.run("assembly seat beraad no-show", *story.seats("confirmed")[4:6])
    story.run("assembly seat-standbys beraad")


def term(story: Story) -> None:
    """Three people leave; after half a year half of the panel makes room for others."""
    story.on("2027-06-01", "Three people leave; a replacement lottery")
    story.run("assembly seat beraad withdrawn", *story.seats("confirmed")[7:30:8])
    story.run("assembly replace beraad --accept-deviation")
    story.run("assembly draw beraad --ticket 083")
    story.run("assembly seat beraad confirmed", *story.seats("drawn"))
    story.on("2027-10-04", "Half of the panel makes room for others")
    story.run(f"assembly rotate beraad --stay {SEATS // 2} --accept-deviation")
    story.run("assembly draw beraad --ticket 266")
    story.run("assembly replace beraad --accept-deviation")
    story.run("assembly draw beraad --ticket 901")
    story.run("assembly seat beraad confirmed", *story.seats("drawn"))
    story.run("assembly chances beraad")
    story.run("assembly chances beraad --code", story.seats("confirmed")[0])


# ---- the end ----


def ending(story: Story) -> None:
    """Volunteers who were never drawn go along to the next assembly; the data go."""
    story.on("2028-04-03", "The end, and the next assembly")
    story.run("assembly close beraad --day 2028-04-01")
    story.run("assembly new volgend --name 'Volgend zorgberaad (verzonnen)'")
    story.run(
        f"assembly quotas volgend streefaantallen.csv --seats {SEATS} --unsaid geslacht,zorggebruik"
    )
    willing = _never_drawn()[::2]
    Path("ja-graag.csv").write_text("\n".join(["code", *willing, ""]), encoding="utf-8")
    story.run("assembly reuse volgend beraad ja-graag.csv")
    story.run("assembly sign-ups volgend")
    for day in ("2028-04-17", "2028-07-03", "2029-04-03"):
        story.on(day, "What must be destroyed by now")
        story.run("assembly due beraad")
        due = json.loads(answer(["assembly", "due", "beraad", "--json"]))["kinds"]
        kinds = [one["kind"] for one in due if one["now"]]
        if kinds:
            story.run("assembly erase beraad", *kinds, "--role", "hub")
    for name in MUNICIPALITIES:
        print(f"({name} destroys its register and brieven/private; the hub what it got of {name})")
        for folder in (Path(name, "register"), Path(name, "brieven"), Path("ontvangen", name)):
            shutil.rmtree(folder if folder.name != "brieven" else folder / "private")
    Path("formulier.csv").unlink()
    story.run("assembly status beraad")
    story.run("verify beraad")


def _never_drawn() -> list[str]:
    """The codes of those who took part in a draw and never had a seat."""
    people = json.loads(answer(["assembly", "chances", "beraad", "--json"]))["people"]
    return [one["code"] for one in people if one["state"] is None]


def play(folder: Path, people: int = 24_000, letters: int = 2_400, samples: int = 300) -> None:
    """Give all commands, in a new or empty folder.

    Raises:
        Failed: the folder is not empty, or a command failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Failed(f"{folder} is not empty.")
    for name in ("kaart.toml", "streefaantallen.csv"):
        shutil.copy(HERE / name, folder)
    story = Story(people, letters, samples)
    known = {"SORTITION_USER": "hub van de zorgregio"}
    with (
        chdir(folder),
        patch.dict(os.environ, known),
        patch.object(cli_assembly, "datetime", story.clock),
        patch.object(provided, "datetime", story.clock),
    ):
        for step in (draw_letters, sign_ups, panel, term, ending):
            step(story)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and tell the story."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="new or empty folder")
    parser.add_argument("--people", type=int, default=24_000, help="in the registers together")
    parser.add_argument("--letters", type=int, default=2_400)
    parser.add_argument("--samples", type=int, default=300, help="of drop-outs, for standbys")
    parser.add_argument("--lang", choices=("nl", "en"), default="nl")
    given = parser.parse_args(arguments)
    os.environ["SORTITION_LANG"] = given.lang
    try:
        play(given.out, given.people, given.letters, given.samples)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
