"""The whole course of an assembly, month by month, on a made-up town.

    python examples/burgerberaad/story.py --out DIR

Every command is the real one. It is shown with what it answers, and the story stops at the first
that fails. The calendar is that of the story, so that terms end when they would. Nobody exists.
What is personal is not shown, nor written down but where an officer would have it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import chdir
from pathlib import Path

import residents
from telling import CODE, Failed, Story, as_officer

HERE = Path(__file__).parent
SEED = "Lotto 9 januari 2027: 3 8 17 22 35 41"
OWN = (
    *("formulier-1.csv", "formulier-2.csv", "notaris.csv", "bellijst.csv", "deelnemers.csv"),
    *("kansen.csv", "register", "brieven/private"),
)
"""Files outside the dossier that the officer destroys herself."""
COLUMNS = (
    ("leeftijd", "Geboortedatum"),
    ("geslacht", "Geslacht"),
    ("opleiding", residents.EDUCATION),
    ("wijk", "In welke wijk woont u?"),
    ("zorggebruik", residents.CARE),
)
IMPORT = (
    f"assembly import beraad formulier-1.csv --code '{residents.CODE}' --received Tijdstempel "
    f"--consent '{residents.AGREE}' --people Voornaam,Achternaam,E-mailadres,Telefoon "
    + " ".join(f"--category '{category}={column}'" for category, column in COLUMNS)
)


# ---- the months ----


def january(story: Story) -> None:
    """The register, and the lottery of the letters."""
    story.on("2027-01-11", "The lottery of the letters")
    story.run(
        f"synth-register --people {story.people} --seed beraad-2027 --reference-date 2027-01-01 "
        "--out register"
    )
    story.run(
        "invite register/register.csv --map kaart.toml --strata wijk,leeftijd "
        f"--letters {story.letters} --seed '{SEED}' --reference-date 2027-01-01 --out brieven"
    )
    story.run("verify brieven --register register/register.csv")
    story.on("2027-01-18", "The dossier")
    story.run("assembly new beraad --name 'Burgerberaad Duinrade aan Zee' --letters brieven")
    story.run(
        f"assembly quotas beraad streefaantallen.csv --seats {story.seats} "
        "--unsaid geslacht,zorggebruik"
    )
    story.run("assembly deadline beraad --day 2027-02-22")
    letters, register = Path("brieven/private/people-1.csv"), Path("register/register.csv")
    rows = residents.sign_ups(letters, register, story.day, SEED)
    story.forms = residents.with_mistakes(rows, SEED)


def february(story: Story) -> None:
    """People sign up; what they typed is looked at."""
    story.on("2027-02-01", "The first sign-ups")
    residents.write_form(Path("formulier-1.csv"), residents.until(story.forms, story.day))
    story.run(IMPORT)
    story.run(f"assembly sign-ups beraad --letters {story.letters // 10}")
    story.on("2027-02-26", "All sign-ups")
    residents.write_form(Path("formulier-2.csv"), story.forms)
    story.run("assembly import beraad formulier-2.csv")
    story.run("assembly queue beraad")
    settle(story)
    for row in story.forms[:2]:
        story.run("assembly withdraw beraad", residents.typed(row), "--why", "belde af")
    paper(story)
    story.run("assembly sign-ups beraad")


def settle(story: Story) -> None:
    """Decide about every row of the queue."""
    waiting = story.ask("queue")["queue"]
    story.run("assembly queue beraad --row", waiting[0]["number"], hidden=True)
    for row in waiting:
        why = {reason["code"]: reason["params"] for reason in row["reasons"]}
        words: tuple[str, ...] = ("--refuse", "--why", "volgens onze regels")
        if "signup-code-near" in why:
            code = CODE.findall(why["signup-code-near"]["codes"])[0]
            words = ("--accept", "--code", code, "--why", "gebeld: de code was verkeerd getypt")
        elif "signup-blank" in why:
            answer = "opleiding=middelbaar opgeleid"
            words = ("--accept", "--answer", answer, "--why", "gebeld: was vergeten")
        story.run("assembly settle beraad", row["number"], *words)


def paper(story: Story) -> None:
    """One form comes by post; the officer types it in."""
    known = {residents.typed(row) for row in story.forms}
    table = Path("brieven/private/people-1.csv").read_text(encoding="utf-8")
    code = next(code for code in CODE.findall(table) if code not in known)
    said = {
        **{residents.CODE: code, "Tijdstempel": "19-02-2027"},
        **{residents.AGREE: "Ja", "Voornaam": "Op", "Achternaam": "Papier"},
        **{"Geboortedatum": "26-12-1978", "geslacht": "vrouw", "wijk": "Centrum"},
        **{"opleiding": "praktisch opgeleid", "zorggebruik": "mantelzorger"},
    }
    answers = [word for pair in said.items() for word in ("--answer", "=".join(pair))]
    story.run("assembly add beraad", *answers, "--why", "op papier", hidden=True)


def march(story: Story) -> None:
    """The lottery of the panel, in public; people are called."""
    story.on("2027-03-01", "The lottery is published")
    story.run("assembly status beraad")
    story.run("assembly lottery beraad --one-per-home")
    story.run("verify beraad/records/02-panel")
    story.run("assembly pool beraad 02-panel --out notaris.csv")
    story.run("verify beraad/records/02-panel --pool notaris.csv")
    story.on("2027-03-08", "The draw, in the town hall")
    story.run("assembly draw beraad --ticket 417")
    story.run("assembly seats beraad --out bellijst.csv")
    story.on("2027-03-12", "Two people say no; reserves are called")
    story.run("assembly seat beraad declined", *story.codes("drawn", 2))
    for said in ("--no", "--yes", "--yes"):
        story.run("assembly call beraad")
        story.run("assembly call beraad", said, story.ask("call")["code"])
    story.run("assembly seat beraad confirmed", *story.codes("drawn"))


def april(story: Story) -> None:
    """Six people leave before the first meeting, and two do not show up there."""
    story.on("2027-04-02", "Six people cannot come after all")
    leavers = story.codes("confirmed")[3 :: max(1, story.seats // 8)][:6]
    story.run("assembly seat beraad withdrawn", *leavers)
    story.run("assembly status beraad")
    story.run("assembly replace beraad")
    story.run("assembly draw beraad --ticket 058")
    story.run("assembly seat beraad confirmed", *story.codes("drawn"))
    story.on("2027-04-06", "Standbys for the first morning")
    story.run("assembly standbys beraad --standbys 4 --rate 4%")
    story.run("assembly draw beraad --ticket 42")
    story.on("2027-04-10", "The first morning: two people are not there")
    story.run("assembly seat beraad no-show", *story.codes("confirmed", 2))
    story.run("assembly seat-standbys beraad")
    story.on("2027-04-12", "What people and others are told")
    story.run("assembly room beraad --role gespreksleiders=12 --role deskundigen=8")
    story.run("assembly chances beraad --out kansen.csv")
    story.run("assembly chances beraad --code", story.codes("confirmed", 1)[0])
    story.run(
        "assembly export beraad --recipient 'Bureau De Ronde Tafel' --purpose "
        "'naambordjes en tafelindeling' --ground 'verwerkersovereenkomst van 1 februari 2027' "
        "--fields Voornaam,Achternaam --out deelnemers.csv"
    )
    story.run("verify beraad")
    erase_due(story, "2027-04-26", "Six weeks after the draw and later")


def summer(story: Story) -> None:
    """Somebody asks to be forgotten; the assembly ends; the first data go."""
    story.on("2027-05-10", "Somebody asks what is known of them, and then to be forgotten")
    drawn = {seat["code"] for seat in story.ask("seats")["seats"]}
    someone = next(code for code in map(residents.typed, story.forms[-25:-4]) if code not in drawn)
    story.run("assembly export-person beraad", someone, hidden=True)
    story.run("assembly erase-person beraad", someone, "--why", "op verzoek")
    story.on("2027-06-28", "The assembly has ended")
    story.run("assembly close beraad --day 2027-06-26")
    erase_due(story, "2027-07-12", "Two weeks later")


def ending(story: Story) -> None:
    """The rest goes when its day has come; everybody can still check the draws."""
    erase_due(story, "2027-09-27", "Three months later")
    erase_due(story, "2028-06-26", "A year later")
    for name in OWN:
        print(f"(the officer destroys {name})")
        path = Path(name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    story.run("assembly due beraad")
    story.run("assembly status beraad")
    story.run("assembly log beraad")
    story.run("verify beraad")


def erase_due(story: Story, day: str, title: str) -> None:
    """Destroy what is due on this day."""
    story.on(day, title)
    story.run("assembly due beraad")
    kinds = [one["kind"] for one in story.ask("due")["kinds"] if one["now"]]
    story.run("assembly erase beraad", *kinds, "--role", "griffier")


MONTHS: Sequence[Callable[[Story], None]] = (january, february, march, april, summer, ending)


def play(folder: Path, people: int = 40_000, letters: int = 6_000, seats: int = 100) -> None:
    """Give all commands, in a new or empty folder.

    Raises:
        Failed: the folder is not empty, or a command failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise Failed(f"{folder} is not empty.")
    shutil.copy(HERE / "kaart.toml", folder)
    quotas = (HERE / "streefaantallen.csv").read_text(encoding="utf-8-sig")
    (folder / "streefaantallen.csv").write_text(scaled(quotas, seats), encoding="utf-8-sig")
    story = Story(people, letters, seats)
    with chdir(folder), as_officer("griffie"):
        for month in MONTHS:
            month(story)


def scaled(quotas: str, seats: int) -> str:
    """The quotas for another number of seats than 100: in proportion, and with a little room."""
    header, *rows = quotas.splitlines()
    room = 0 if seats == 100 else 2
    cells = [row.split(";") for row in rows]
    scaled_rows = [
        (*names, max(0, int(low) * seats // 100 - room), -(int(high) * -seats // 100) + room)
        for *names, low, high in cells
    ]
    return "\n".join([header, *(";".join(map(str, row)) for row in scaled_rows), ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and tell the story."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="new or empty folder")
    parser.add_argument("--people", type=int, default=40_000, help="in the register")
    parser.add_argument("--letters", type=int, default=6_000)
    parser.add_argument("--seats", type=int, default=100)
    parser.add_argument("--lang", choices=("nl", "en"), default="nl")
    given = parser.parse_args(arguments)
    os.environ["SORTITION_LANG"] = given.lang
    try:
        play(given.out, given.people, given.letters, given.seats)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
