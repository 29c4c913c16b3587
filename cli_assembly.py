"""The commands of an assembly: `sortition assembly …`. One command, one function of the library.

A command is added as in `cli`, with its words in `help.COMMANDS["assembly NAME"]`:

    @command("NAME")
    @argument("folder", FOLDER)
    @option("--why", key="assembly NAME --why")
    def new_name(screen: Screen, folder: Path, why: str | None) -> Answer:

`cli` adds the group to the program once it has a command: `program.add_command(assembly)`.
"""

from __future__ import annotations

import click

from cli_parts import LANG, InOrder, commands_of
from sortition.report import help


@click.group(
    "assembly",
    cls=InOrder,
    options_metavar=help.OPTIONS_WORD,
    subcommand_metavar=help.COMMAND_WORD,
    help=help.COMMANDS["assembly"],
)
@LANG
def assembly() -> None:
    """All commands of an assembly."""


command = commands_of(assembly, "assembly")
