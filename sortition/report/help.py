"""The texts of `--help`: what every command and every option is for.

Texts are English here and translated when help is shown. An option is (the name of what follows it,
what it does); one that differs from command to command is keyed "command --option".
"""

from __future__ import annotations

from sortition.report import help_assembly
from stratification.messages import _

OPTIONS_WORD, COMMAND_WORD = _("[OPTIONS]"), _("COMMAND …")

ARGUMENTS = {
    "pool": _("POOL"),
    "quotas": _("QUOTAS"),
    "folder": _("DIR"),
    "populations": _("POPULATION…"),
    "groups": _("GROUP…"),
    "register": _("REGISTER"),
    "folders": _("DIR…"),
    **help_assembly.ARGUMENTS,
}

KINDS = (_("integer"), _("integer range"), _("float range"))
"""Words of click's that it does not mark for translation itself."""

PROGRAM = _(
    "Draw a citizen panel by stratified lottery: as fair as the quotas allow, with a proof, and "
    "by a number thrown in public.\n\nFirst time? Run: sortition demo"
)

COMMANDS = {
    "population": _(
        "Make the figures of a population ready for targets and assess.\n\nPOPULATION… is one file "
        "or more (CSV, XLSX or ODS), builtin:zeeland, or cbs:NUMBER for a table of Statistics "
        "Netherlands. Columns become categories, ages become bands, municipalities become regions."
    ),
    "targets": _(
        "Make quotas from the figures of a population.\n\nPOPULATION… is one file or more (CSV, "
        "XLSX or ODS), or builtin:zeeland. Every step is shown: population, share, exact seats, "
        "seats, smallest and largest number. With --pool also: is there a valid panel?"
    ),
    "invite": _(
        "Draw who gets a letter, from a register of residents.\n\nREGISTER has one row per person "
        "or per address (CSV, XLSX, ODS or Parquet), of any size. The map says which column holds "
        "what; ready-made ones are in examples/registers. Every rule that leaves people out is "
        "counted and shown. The folder gets a record that may be published, with the one query "
        "that repeats the draw, and a private part with those drawn."
    ),
    "letters": _(
        "Write the letters to those drawn: PDF, and a table to mail from.\n\nDIR is the folder "
        "that invite made. Who received which data, and on which ground, is added to its register "
        "of provision."
    ),
    "merge": _(
        "Join the draws that municipalities made each for themselves.\n\nDIR… are their public "
        "folders (record): only counts and hashes of codes, no people. Seed, date and rules must "
        "be the same everywhere."
    ),
    "check": _(
        "Check the files and tell whether a valid panel exists.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS). If there is one: how tight it "
        "is, and what every quota costs. If not: which quotas contradict each other. Nothing is "
        "written."
    ),
    "repair": _(
        "Find the smallest changes after which a valid panel exists.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS). Writes a new quota file for "
        "every way out; which one is right is for you to say."
    ),
    "lottery": _(
        "Make the lottery: chances, proof and numbered tickets.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS)."
    ),
    "draw": _(
        "Draw the panel by a number thrown in public.\n\nDIR is the folder that the lottery wrote. "
        "Instead of a number, a public seed can decide. A second draw needs --redraw."
    ),
    "verify": _(
        "Check a lottery and its draw from the published files.\n\nDIR is the folder with those "
        "files."
    ),
    "assess": _(
        "Compare a group of people with the population: is it a mirror, and who is "
        "missing?\n\nGROUP… is one list of people or more (CSV, XLSX or ODS): a panel, a council, "
        "the people who signed up. With --out also a page for a board, tables and pictures."
    ),
    "compare": _(
        "Compare the rules on the same people and quotas.\n\nPOOL is the file with the people, "
        "QUOTAS the one with the numbers (CSV, XLSX or ODS). One table of rules and figures; with "
        "--out also files and pictures."
    ),
    "frontier": _(
        "Show every best pair of smallest and largest chance.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS). No lottery is beyond the line "
        "that is found; with --out also files and a picture."
    ),
    "closest": _(
        "Narrow the quotas to the panels nearest to the targets.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS), with a column target. Writes "
        "a quota file for the other commands, and says what it costs in fairness."
    ),
    "synth": _(
        "Make up people, quotas and a population.\n\nFor research and practice: nobody in the "
        "files exists. The same settings always give the same files."
    ),
    "synth-register": _(
        "Make up a register of residents, to try things on.\n\nNobody in it exists. It has what "
        "real registers have: incomplete birth dates, suspended registrations, addresses under "
        "investigation. about.json says exactly how many of each."
    ),
    "demo": _("Show all of it on a made-up assembly."),
    **help_assembly.COMMANDS,
}

OPTIONS: dict[str, tuple[str | None, str]] = {
    "--json": (None, _("Answer for programs, in JSON.")),
    "population --by": (
        _("COL,…"),
        _("Columns that become categories; NAME=COL gives one another name."),
    ),
    "population --count": (
        _("COL,…"),
        _("Column with the figures; of several, also give --wide."),
    ),
    "population --wide": (
        _("NAME"),
        _("Name of the category whose values are the names of the --count columns."),
    ),
    "population --shares": (None, _("The figures are shares, not numbers of people.")),
    "population --rows": (
        _("COL=VALUE,…"),
        _("Read only the rows with these values, such as all but totals; may be repeated."),
    ),
    "population --period": (
        _("TEXT"),
        _("Of a table cbs:NUMBER: which period; if not given, the last."),
    ),
    "population --regions": (
        _("COL=FILE"),
        _(
            "Municipalities in this category become regions; the file says which (code, region "
            "code)."
        ),
    ),
    "population --region": (
        _("NAME,…"),
        _("With --regions: the regions wanted, by name or code; if not given, all."),
    ),
    "population --year": (_("YEAR"), _("Year of the municipalities and regions.")),
    "population --group": (
        _("COL:NEW=OLD,…"),
        _("Values that become one value; may be repeated, until every value has a place."),
    ),
    "population --bands": (
        _("COL=BAND,…"),
        _("Ages that become bands, such as age=16-29,30-44,45+; may be repeated."),
    ),
    "population --keep": (
        _("COL=VALUE,…"),
        _("Keep only these values of a category, in the end; may be repeated."),
    ),
    "population --tables": (
        _("TABLE,…"),
        _(
            "Which tables to write, such as age,sex,age*sex; figures are added up over the "
            "categories left out. If not given, all there are."
        ),
    ),
    "population --about": (
        _("KEY=TEXT"),
        _(
            "What is known of the figures: source, table, date, population, ages, provisional, "
            "note; may be repeated."
        ),
    ),
    "population --out": (_("FILE"), _("New file to write the figures to (CSV).")),
    "targets --bandwidth": (
        _("B"),
        _(
            "Room around the seats: floor-ceiling (the exact number, rounded down and up), seats "
            "such as 0 or 1, or a percentage such as 10%."
        ),
    ),
    "targets --method": (
        _("METHOD"),
        _(
            "How exact numbers become whole seats: sainte-lague, hamilton, dhondt, huntington-hill "
            "or adams."
        ),
    ),
    "targets --by": (
        _("TABLE,…"),
        _("Categories and combinations to use, such as age,sex,age*sex; if not given, all."),
    ),
    "targets --oversample": (
        _("VALUE=+N"),
        _("Give a group that must be heard so many seats more (or CATEGORY:VALUE=+N); repeatable."),
    ),
    "targets --reason": (
        _("TEXT"),
        _("Why, for every --oversample in order; one reason may serve for all."),
    ),
    "targets --free": (
        _("CATEGORY:VALUE=N"),
        _("A value without a share, such as rather not say, may have 0 to N seats; repeatable."),
    ),
    "targets --with-targets": (
        None,
        _("Also write the exact seats, as the column target for the command closest."),
    ),
    "targets --steps": (_("FILE"), _("New file to write every step to (CSV).")),
    "targets --pool": (_("POOL"), _("The people who signed up: is there a valid panel at once?")),
    "targets --out": (_("FILE"), _("New file to write the quotas to (CSV).")),
    "--conflicts": (
        _("N"),
        _("Where no valid panel exists: show so many different contradictions."),
    ),
    "repair --lock": (
        _("CATEGORY[:VALUE]"),
        _("Quotas that must stay as they are; may be repeated."),
    ),
    "repair --count": (_("N"), _("How many ways out to look for.")),
    "assess --population": (
        _("FILE"),
        _("The population (or builtin:zeeland); may be repeated."),
    ),
    "assess --by": (
        _("COL"),
        _(
            "Column that splits the people into groups, such as a role, a date or a region. In "
            "files small groups are shown together."
        ),
    ),
    "assess --categories": (_("COL,…"), _("Categories to look at; if not given, all.")),
    "assess --norm": (
        _("NORM"),
        _(
            'With --by: a rule for a group\'s share of the room, such as "resident>=1/3" (with '
            "the "
            "quotation marks); may be repeated. Residents must have at least one third, unless a "
            "norm for them is given."
        ),
    ),
    "assess --no-norms": (None, _("Check no rule for the shares of groups.")),
    "assess --unknown": (
        _("TEXT"),
        _("An answer that means: not known, or rather not say; may be repeated."),
    ),
    "assess --within": (
        _("SEATS"),
        _("A mirror may be so many people off the rounded number of every value."),
    ),
    "assess --funnel": (
        None,
        _("The groups are steps (letters, sign-ups, panel): at which one is somebody lost?"),
    ),
    "assess --least": (
        _("N"),
        _(
            "In files, show no number of people below this (3 or more): small groups are shown "
            "together or not at all. 0 shows everything."
        ),
    ),
    "assess --title": (_("TEXT"), _("Title of the page; if not given: is this group a mirror?")),
    "assess --date": (_("TEXT"), _("Date to put on the page.")),
    "assess --out": (_("DIR"), _("New or empty folder for the page, tables and pictures.")),
    "invite --map": (_("MAP"), _("The file (TOML) that says which column holds what.")),
    "invite --letters": (_("N"), _("Number of letters in this wave.")),
    "invite --probability": (
        _("P"),
        _(
            "Send as few letters as give this chance that the quotas can be met, such as 0.95 "
            "(with --targets, --seats and --response)."
        ),
    ),
    "invite --strata": (
        _("COL,…"),
        _("Spread the letters over these columns of the map, such as gemeente,leeftijd."),
    ),
    "invite --spread": (
        _("HOW"),
        _(
            "proportional (everybody the same chance), equal (per stratum), response (more "
            "letters where fewer people answer) or a file with a key of your own: columns of the "
            "strata, and letters or weight."
        ),
    ),
    "invite --targets": (
        _("QUOTAS"),
        _("The quotas of the panel: what chance is there that the sign-ups can meet them?"),
    ),
    "invite --response": (
        _("FILE"),
        _(
            "The response you expect: category, value and response, or letters and sign_ups of an "
            "earlier draw; if not given, cautious figures."
        ),
    ),
    "invite --seed": (_("TEXT"), _("Public text that nobody could choose: it fixes the draw.")),
    "invite --reference-date": (
        _("DATE"),
        _("Day on which ages and registrations count, such as 2026-03-01."),
    ),
    "invite --wave": (
        _("W"),
        _("Next letters in the same folder: nobody is drawn twice, the order goes on."),
    ),
    "invite --part": (
        _("NAME"),
        _("Your part of a draw by several municipalities, such as the municipality's name."),
    ),
    "invite --exclude": (
        _("FILE"),
        _("Ids that get no letter, such as those of office holders; may be repeated."),
    ),
    "invite --one-per-address": (None, _("At most one letter to an address.")),
    "invite --only": (
        _("COL=VALUE"),
        _("Letters for these strata only, to top up a group that lags; may be repeated."),
    ),
    "invite --floor": (
        _("NUMBER"),
        _("With --spread response: nobody's chance of a letter is less than so many times equal."),
    ),
    "invite --ceiling": (
        _("NUMBER"),
        _("With --spread response: nobody's chance of a letter is more than so many times equal."),
    ),
    "invite --picture": (
        _("FILE"),
        _(
            "With --targets: a new file (.svg or .png) for a picture of letters against chance; "
            "needs matplotlib, sortition[plots]."
        ),
    ),
    "invite --out": (
        _("DIR"),
        _("New or empty folder to write in; for a next wave that of the first."),
    ),
    "letters --wave": (_("W"), _("Which letters: those of the first wave, or of a later one.")),
    "letters --texts": (
        _("FILE"),
        _(
            "Your own texts, logo, sign-up address and dates (TOML); examples/letters has one to "
            "start from."
        ),
    ),
    "letters --remind": (
        _("FILE"),
        _("Reminders instead: for all but those with these sign-up codes, who have answered."),
    ),
    "letters --third-party": (
        _("NAME"),
        _("Who posts them, if not you: people with a disclosure block are left out."),
    ),
    "letters --ground": (
        _("TEXT"),
        _("With --third-party: the legal ground; it goes into the register of provision."),
    ),
    "letters --blocked-only": (
        None,
        _("Only for people with a disclosure block, whom you write to yourself."),
    ),
    "letters --format": (_("KIND,…"), _("Some of pdf, csv and xlsx; if not given, all.")),
    "letters --sample": (
        _("N"),
        _("Only so many letters, those with the longest lines, to look at before you print."),
    ),
    "letters --date": (_("DATE"), _("Date on the letters; if not given, today.")),
    "merge --key": (
        _("FILE"),
        _("What every part should have sent: columns part and letters."),
    ),
    "synth-register --people": (_("N"), _("Number of people, 1 to 18000000.")),
    "synth-register --municipalities": (_("N"), _("Number of municipalities, 1 to 342.")),
    "synth-register --format": (None, _("Kind of file.")),
    "synth-register --encoding": (
        None,
        _("Of a CSV file; windows-1252 is how many municipal systems and Excel write it."),
    ),
    "synth-register --reference-date": (_("DATE"), _("The day that ages are made for.")),
    "synth-register --frame": (None, _("A row per person, or a list of addresses.")),
    "synth-register --bsn": (
        None,
        _("Also a column with made-up citizen service numbers, to see that it is refused."),
    ),
    "verify --register": (
        _("REGISTER"),
        _("Of a draw of letters: repeat it from the register, as it was for that wave."),
    ),
    "verify --exclude": (
        _("FILE"),
        _("With --register: the lists of ids that were excluded; may be repeated."),
    ),
    "--lang": (None, _("Dutch or English; if not given, the language of your computer.")),
    "--seats": (_("K"), _("Number of people on the panel.")),
    "--id": (_("COL"), _("Column that identifies people; if not given, the column id.")),
    "--household": (
        _("COL,…"),
        _("Columns that make a household, of which at most one person is on the panel."),
    ),
    "--pool": (_("POOL"), _("The file with the people, as it was for the lottery.")),
    "--quotas": (_("QUOTAS"), _("The file with the quotas, as it was for the lottery.")),
    "--out": (_("DIR"), _("New or empty folder to write in.")),
    "--rule": (
        None,
        _(
            "What is fair: the smallest chances up (leximin, maximin), the largest down (minimax), "
            "all in proportion (nash), or a balance of smallest and largest (goldilocks)."
        ),
    ),
    "--gamma": (
        _("NUMBER"),
        _(
            "Under goldilocks: how much the smallest chance weighs, from 0.001 to 1000000; if not "
            "given, 1."
        ),
    ),
    "--tickets": (_("M"), _("Number of tickets; 1000 suits three balls or dice, 000 to 999.")),
    "--seed": (
        _("TEXT"),
        _("Public text behind all that is shuffled; if not given, it follows from the files."),
    ),
    "--solver": (_("NAME"), _("Solver for integer programs, as PuLP calls it.")),
    "--time-limit": (
        _("SECONDS"),
        _("Stop improving after this time, and state what was reached."),
    ),
    "--diverse": (
        None,
        _("Mix the tickets: everybody keeps as many, in company as varied as can be found."),
    ),
    "--rules": (
        _("RULE,…"),
        _("What to compare, such as leximin,nash,legacy; if not given, everything."),
    ),
    "--draws": (
        _("N"),
        _("Number of panels drawn by procedures whose chances can only be estimated."),
    ),
    "--claims": (
        _("N"),
        _("Try this many false claims: how much can somebody gain with other answers? Slow."),
    ),
    "--population": (
        _("FILE"),
        _("The population: category, value and number or share; shown beside the seats."),
    ),
    "--pictures": (None, _("With --out: also draw pictures (needs matplotlib: sortition[plots]).")),
    "compare --out": (_("DIR"), _("New or empty folder to write in; if not given, nothing is.")),
    "compare --time-limit": (
        _("SECONDS"),
        _("For every rule: stop improving after this time, and state what was reached."),
    ),
    "closest --out": (_("FILE"), _("New file to write the narrower quotas to (CSV).")),
    "synth --people": (_("N"), _("Number of people who signed up.")),
    "synth --categories": (_("C"), _("Number of categories, such as age and education.")),
    "synth --bias": (
        _("NUMBER"),
        _("How much some sign up more than others: 0 not at all, 1 as usual, 2 strongly."),
    ),
    "synth --seed": (_("TEXT"), _("Any text; another text makes other people.")),
    "synth --bandwidth": (_("SEATS"), _("Room between smallest and largest number of seats.")),
    "draw --ticket": (_("N"), _("The number thrown in public.")),
    "draw --seed": (_("TEXT"), _("A public text that nobody could foresee or choose.")),
    "draw --pool": (_("POOL"), _("The file with the people: also writes who was drawn, in full.")),
    "draw --redraw": (_("REASON"), _("Draw again; the reason is recorded and published.")),
    "demo --out": (
        _("DIR"),
        _("New or empty folder to write in; if not given, sortition-demo in this folder."),
    ),
    "demo --ticket": (
        _("N"),
        _("The number thrown; if not given, three dice that showed 0, 8, 3."),
    ),
    **help_assembly.OPTIONS,
}
