"""The texts of `--help`: what every command and every option is for.

Texts are English here and translated when help is shown. An option is (the name of what follows it,
what it does); one that differs from command to command is keyed "command --option".
"""

from __future__ import annotations

from stratification.messages import _

OPTIONS_WORD, COMMAND_WORD = _("[OPTIONS]"), _("COMMAND …")

ARGUMENTS = {"pool": _("POOL"), "quotas": _("QUOTAS"), "folder": _("DIR")}

KINDS = (_("integer"), _("integer range"), _("float range"))
"""Words of click's that it does not mark for translation itself."""

PROGRAM = _(
    "Draw a citizen panel by stratified lottery: as fair as the quotas allow, with a proof, and "
    "by a number thrown in public.\n\nFirst time? Run: sortition demo"
)

COMMANDS = {
    "check": _(
        "Check the files and tell whether a valid panel exists.\n\nPOOL is the file with the "
        "people, QUOTAS the one with the numbers (CSV, XLSX or ODS). Nothing is written."
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
    "demo": _("Show all of it on a made-up assembly."),
}

OPTIONS: dict[str, tuple[str | None, str]] = {
    "--json": (None, _("Answer for programs, in JSON.")),
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
}
