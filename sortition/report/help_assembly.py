"""The texts of `--help` of the commands of an assembly (see `sortition.report.help`)."""

from __future__ import annotations

from stratification.messages import _

ARGUMENTS = {
    "letters": _("LETTERS"),
    "state": _("STATE"),
    "codes": _("CODE…"),
    "record": _("RECORD"),
    "form": _("FORM"),
    "code": _("CODE"),
    "rows": _("ROW…"),
    "kind": _("KIND"),
    "kinds": _("KIND…"),
    "earlier": _("EARLIER"),
    "consented": _("CODES"),
}

COMMANDS = {
    "assembly": _(
        "Keep the dossier of an assembly, from its letters to its end.\n\nThe dossier is a folder "
        "that sortition assembly new makes. It holds who signed up, was drawn and dropped out; its "
        "records, which may be published, name nobody. Every command says what it changed, and who "
        "did it is kept."
    ),
    "assembly new": _(
        "Start the dossier of an assembly.\n\nDIR is a new or empty folder, on a disk of the "
        "computer itself. When the environment variable SORTITION_PASSPHRASE has a passphrase, the "
        "dossier is encrypted with it."
    ),
    "assembly status": _(
        "Tell where the assembly stands and what is to be done next.\n\nDIR is the folder of the "
        "dossier."
    ),
    "assembly log": _(
        "Tell who did what, when and why.\n\nDIR is the folder of the dossier. Times are those of "
        "the clock of this computer; with --json they are UTC."
    ),
    "assembly letters": _(
        "Add letters that were sent later.\n\nDIR is the folder of the dossier, LETTERS the folder "
        "that invite made. Where a municipality keeps to itself whom it wrote to, the folder "
        "record and private/salt.txt are enough. Letters that are in the dossier already stay as "
        "they are."
    ),
    "assembly quotas": _(
        "Decide on the seats and the quotas of the panel.\n\nDIR is the folder of the dossier, "
        "QUOTAS the file with the quotas (CSV, XLSX or ODS). They are published with the lottery, "
        "before the number is thrown."
    ),
    "assembly import": _(
        "Read the sign-ups that a form tool exported.\n\nDIR is the folder of the dossier, FORM "
        "the file (CSV, XLSX or ODS). Give all rows that the tool has: those known already stay as "
        "they are. Which column is what is remembered for the next time. Every row is accepted, "
        "doubtful or refused, with the reason; nothing is thrown away."
    ),
    "assembly deadline": _(
        "Decide on the last day for signing up.\n\nDIR is the folder of the dossier. Later "
        "sign-ups become doubtful. Without --day there is no last day."
    ),
    "assembly add": _(
        "Type in one sign-up that came on paper or by telephone.\n\nDIR is the folder of the "
        "dossier. What is typed as an option may stay in the history of the computer: use --ask "
        "for names and addresses. Nothing is stored before everything is right."
    ),
    "assembly correct": _(
        "Put right what the dossier says of somebody.\n\nDIR is the folder of the dossier, CODE "
        "the sign-up code. What it said before is kept."
    ),
    "assembly withdraw": _(
        "Note that somebody does not want to be drawn any more.\n\nDIR is the folder of the "
        "dossier, CODE the sign-up code. With --undo: they take part again."
    ),
    "assembly sign-ups": _(
        "Show the sign-ups against the quotas: which groups lag, is a panel possible.\n\nDIR is "
        "the folder of the dossier. With --letters: what one more wave of letters would bring, and "
        "how to spread it."
    ),
    "assembly repair": _(
        "Find the smallest changes of the quotas that the sign-ups can meet.\n\nDIR is the folder "
        "of the dossier. Writes a new quota file for every way out; assembly quotas takes the one "
        "that you choose."
    ),
    "assembly queue": _(
        "List the sign-ups that wait for a decision, with the reasons.\n\nDIR is the folder of the "
        "dossier. With --row: show what that row says."
    ),
    "assembly settle": _(
        "Decide about sign-ups that wait.\n\nDIR is the folder of the dossier, ROW… the numbers "
        "that assembly queue shows. The same is decided about all of them; when one cannot be "
        "accepted, nothing changes."
    ),
    "assembly lottery": _(
        "Make and publish the lottery of the panel.\n\nDIR is the folder of the dossier. Everybody "
        "whose sign-up stands takes part. The record may be published: it has codes, no names."
    ),
    "assembly draw": _(
        "Draw the lottery that was published last.\n\nDIR is the folder of the dossier. Give the "
        "number that was thrown in public, or a public seed."
    ),
    "assembly seats": _(
        "Tell who has been drawn and what became of it.\n\nDIR is the folder of the dossier."
    ),
    "assembly seat": _(
        "Note that people confirm, decline, leave or do not show up.\n\nDIR is the folder of the "
        "dossier, STATE one of drawn, confirmed, declined, withdrawn and no-show, CODE… the "
        "sign-up codes of the people. Many at once: --file or --all. When one code is wrong, "
        "everything wrong is told and nothing changes."
    ),
    "assembly replace": _(
        "Make and publish a lottery for the open seats.\n\nDIR is the folder of the dossier. Who "
        "still takes part stays; everybody else who signed up may be drawn. The whole panel meets "
        "the quotas again. Draw it with assembly draw."
    ),
    "assembly call": _(
        "Fill open seats by telephone, with the reserves in their order.\n\nDIR is the folder of "
        "the dossier. Without --yes or --no: tell whom to call. The order was fixed by the draw; "
        "who is called is the first with whom the panel can meet the quotas again."
    ),
    "assembly standbys": _(
        "Choose standbys in advance, for people who may not show up.\n\nDIR is the folder of the "
        "dossier. Drop-outs are simulated; sets of standbys that keep the panel nearest to its "
        "quotas get tickets. Draw one with assembly draw."
    ),
    "assembly seat-standbys": _(
        "Give the open seats to those who stand by.\n\nDIR is the folder of the dossier. First "
        "note who did not show up, with assembly seat. Who is seated follows from a fixed rule: "
        "the panel is to be as near to its quotas as can be."
    ),
    "assembly chances": _(
        "Tell everybody's chance of a seat, over all draws together.\n\nDIR is the folder of the "
        "dossier. With --code: the line that this person may be told."
    ),
    "assembly rotate": _(
        "Let the term of a part of the panel end.\n\nDIR is the folder of the dossier. Who served "
        "most terms leaves first; among equals a lottery decides, under the quotas in proportion. "
        "After it fill the open seats with assembly replace."
    ),
    "assembly reuse": _(
        "Take along volunteers of an earlier assembly who were never drawn.\n\nDIR is the folder "
        "of the dossier, EARLIER that of the earlier one, and CODES a file with the sign-up codes "
        "of those who were asked again and said yes."
    ),
    "assembly room": _(
        "Tell or decide who is in the room besides the drawn residents.\n\nDIR is the folder of "
        "the dossier."
    ),
    "assembly close": _(
        "Note that the assembly has ended.\n\nDIR is the folder of the dossier. From that day on "
        "the terms run after which data must be destroyed."
    ),
    "assembly retention": _(
        "Decide after how many days a kind of data must be destroyed.\n\nDIR is the folder of the "
        "dossier, KIND one of the kinds that assembly due shows."
    ),
    "assembly due": _(
        "Tell which data must be destroyed now, which later, and why.\n\nDIR is the folder of the "
        "dossier."
    ),
    "assembly erase": _(
        "Destroy kinds of data, and publish the proof.\n\nDIR is the folder of the dossier, KIND… "
        "are kinds that assembly due shows, or everything. The public records stay. Copies "
        "elsewhere are not reached."
    ),
    "assembly erase-person": _(
        "Erase what the dossier knows of one person.\n\nDIR is the folder of the dossier, CODE the "
        "sign-up code. Their sign-up becomes withdrawn."
    ),
    "assembly export-person": _(
        "Tell everything that the dossier knows of one person, for a request of access.\n\nDIR is "
        "the folder of the dossier, CODE the sign-up code. The answer is personal."
    ),
    "assembly export": _(
        "Write a table of people for somebody who needs it.\n\nDIR is the folder of the dossier. "
        "The log keeps who gets it, what for and on which ground. People with a disclosure block "
        "are left out, unless it stays inside the municipality."
    ),
    "assembly pool": _(
        "Write the table that a record was made from, for somebody who may check it.\n\nDIR is "
        "the folder of the dossier, RECORD that of a lottery, a call or standbys in it, such as "
        "02-panel. The table has codes and answers, no names: it is private, and sortition verify "
        "takes it as --pool."
    ),
}

OPTIONS: dict[str, tuple[str | None, str]] = {
    "assembly --by": (
        _("NAME"),
        _("Who gives this command, for the log; if not given, the user of the computer."),
    ),
    "assembly --stdin": (
        None,
        _("Read more answers from standard input: a line COL=VALUE for each."),
    ),
    "assembly --why": (_("REASON"), _("Why; it stays in the log, which is not published.")),
    "assembly --again": (
        _("REASON"),
        _(
            "Why the lottery that waits to be drawn does not count; it stays in the records. The "
            "reason becomes public, in the next record: name nobody."
        ),
    ),
    "assembly new --name": (_("NAME"), _("Of the assembly; it stands in the public records.")),
    "assembly new --letters": (
        _("DIR"),
        _("Folder that invite made: the letters that were sent. May be repeated."),
    ),
    "assembly log --code": (_("CODE"), _("Only what is about this sign-up code.")),
    "assembly log --last": (_("N"), _("Only the last so many.")),
    "assembly quotas --unsaid": (
        _("COL,…"),
        _("Categories in which people may prefer not to say; they are drawn all the same."),
    ),
    "assembly import --code": (
        _("COL"),
        _("Column with the sign-up code; else code, aanmeldcode."),
    ),
    "assembly import --received": (
        _("COL"),
        _("Column with the day, or day and time, of signing up."),
    ),
    "assembly import --consent": (_("COL"), _("Column that says whether people agree.")),
    "assembly import --yes": (
        _("TEXT"),
        _("What counts as agreeing in that column, beside yes, ja and the like; may be repeated."),
    ),
    "assembly import --people": (
        _("COL,…"),
        _("Columns to keep with the people: name, address, telephone. Draws never see them."),
    ),
    "assembly import --household": (
        _("COL,…"),
        _("Columns that tell a home, such as the address."),
    ),
    "assembly import --eligible": (
        _("COL=VALUE"),
        _("Only who has this value may sign up; may be repeated."),
    ),
    "assembly import --category": (
        _("COL=COL"),
        _(
            "A category of the quotas, and the column of the form with its answers; may be "
            "repeated."
        ),
    ),
    "assembly import --accept-late": (None, _("Let sign-ups after the last day count as well.")),
    "assembly deadline --day": (_("DATE"), _("The last day, such as 2026-03-01.")),
    "assembly add --answer": (
        _("COL=VALUE"),
        _("An answer, by the column of the form or the category; may be repeated."),
    ),
    "assembly add --ask": (None, _("Ask for every answer that was not given, one by one.")),
    "assembly correct --answer": (
        _("COL=VALUE"),
        _("What is right, by category or by column of the people; may be repeated."),
    ),
    "assembly withdraw --undo": (None, _("They take part again; needs --why.")),
    "assembly queue --row": (_("N"), _("Show what this row says: personal.")),
    "assembly settle --accept": (None, _("Accept it as a sign-up.")),
    "assembly settle --refuse": (None, _("Refuse it.")),
    "assembly settle --correct": (
        None,
        _("Let it correct what its code said before; needs --why."),
    ),
    "assembly settle --code": (_("CODE"), _("The right sign-up code, of one row.")),
    "assembly lottery --one-per-home": (None, _("At most one person from each home.")),
    "assembly lottery --overdraw": (
        _("SHARE"),
        _("Extra seats for people who drop out early, such as 10%; the quotas grow along."),
    ),
    "assembly seats --out": (
        _("FILE"),
        _("New file for a table of these people with name and contact; only you can read it."),
    ),
    "assembly seats --names": (
        _("FILE"),
        _("With --out: a file private/people-W.csv of the letters, for names; may be repeated."),
    ),
    "assembly seat --all": (
        None,
        _("Everybody who is still drawn: of whom nothing else has been noted."),
    ),
    "assembly seat --file": (
        _("FILE"),
        _(
            "Instead of codes: a file with one code per row, or a table (CSV, XLSX or ODS) with a "
            "column called code."
        ),
    ),
    "assembly seat --day": (_("DATE"), _("When it happened, such as 2026-03-01; else today.")),
    "assembly call --yes": (_("CODE"), _("This reserve was called and takes the seat.")),
    "assembly call --no": (_("CODE"), _("This reserve was called and does not take the seat.")),
    "assembly chances --code": (_("CODE"), _("Only this person.")),
    "assembly chances --out": (
        _("FILE"),
        _("New file for a table with everybody's chances and the line they may be told."),
    ),
    "assembly rotate --stay": (_("K"), _("How many people stay for another term.")),
    "assembly room --role": (
        _("ROLE=N"),
        _("Another role and its number of people, such as professionals=20; may be repeated."),
    ),
    "assembly standbys --standbys": (_("K"), _("How many people stand by: 1 to 16.")),
    "assembly standbys --rate": (
        _("SHARE"),
        _("How many drop out, the same for everybody, such as 10%; that is also the default."),
    ),
    "assembly standbys --rates": (
        _("FILE"),
        _("Instead: a file with rates by value (category, value, drop_out)."),
    ),
    "assembly standbys --earlier": (
        _("DIR"),
        _("Instead: the dossier of an earlier assembly to estimate rates from; may be repeated."),
    ),
    "assembly standbys --samples": (_("N"), _("How many drop-outs are simulated.")),
    "assembly standbys --measure": (
        None,
        _("What is kept small: seats off in proportion (l1), or the number of quotas missed."),
    ),
    "assembly standbys --slack": (
        _("SHARE"),
        _("How much worse than the best set others may be that get tickets, such as 10%."),
    ),
    "assembly sign-ups --letters": (_("N"), _("Of one more wave: what would it bring?")),
    "assembly sign-ups --thorough": (
        None,
        _("Find the fewest further sign-ups that help, also where that takes long."),
    ),
    "assembly close --day": (_("DATE"), _("The last day of the assembly; else today.")),
    "assembly retention --days": (_("N"), _("How many days it is kept.")),
    "assembly erase --early": (None, _("Although it is not due yet; needs --why.")),
    "assembly erase --role": (
        _("ROLE"),
        _("Who destroys, by role and not by name, for the public proof."),
    ),
    "assembly export --recipient": (_("NAME"), _("Who gets the table.")),
    "assembly export --purpose": (_("TEXT"), _("What they need it for.")),
    "assembly export --ground": (_("TEXT"), _("The legal ground.")),
    "assembly export --fields": (
        _("COL,…"),
        _("Columns of the people, as in the sign-up form; code is the sign-up code."),
    ),
    "assembly export --who": (
        None,
        _("Which people: who has a seat now, who may be called, or all who signed up."),
    ),
    "assembly export --answers": (_("COL,…"), _("Categories to give as well; else none.")),
    "assembly export --inside": (
        None,
        _("The table stays inside the municipality: people with a disclosure block are in it."),
    ),
    "assembly pool --out": (_("FILE"), _("New file to write; only you can read it.")),
    "assembly replace --accept-deviation": (
        None,
        _(
            "If not all quotas can be kept any more: the panels that come nearest will do. The "
            "public record says what is missed."
        ),
    ),
}
