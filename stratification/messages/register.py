"""What is wrong with a register of residents as a file, or with the map of its columns."""

from stratification.messages.mark import _

REGISTER: dict[str, str] = {
    "register-not-file": _(
        "this is not a file on a disk. A register is read more than once: save it as a file."
    ),
    "register-line-long": _(
        "line {line} is longer than {limit} bytes, which no row of a register is: the file is "
        "damaged or of another kind, or its rows do not end in line ends."
    ),
    "register-no-header": _(
        "the first row seems to be about a person, not to name the columns: number of cells with "
        "a number of eight digits or more: {count}. Put a row with the names of the columns above "
        "it."
    ),
    "register-columns-many": _(
        "the header has {count} columns; at most {limit} can be read. Check the delimiter, or "
        "leave out the columns that are not needed."
    ),
    "register-copy": _(
        'the query in the record reads the file "{copy}": this register, saved as CSV in UTF-8 '
        'with "{delimiter}" between the cells.'
    ),
    "register-bsn": _(
        "this column has citizen service numbers (BSN), which a draw does not need and may not "
        "use, so the file is refused. Leave the column out of the register, or name it in drop in "
        "the map; people need an id that is something else."
    ),
    "register-parquet": _("the file cannot be read as Parquet: it is damaged or not complete."),
    "register-parquet-type": _(
        "the cells of this column are of the type {type}, which is not one text, number or date. "
        "Leave the column out, name it in drop in the map, or write it as text."
    ),
    "register-csv-refused": _(
        "rows cannot be told apart. Often the line ends differ within the file (parts come from "
        "different systems), or a cell has a line end without quotation marks. Open it in a "
        "spreadsheet or an editor and save it as CSV (UTF-8)."
    ),
    "register-changed": _("the file was changed while it was read. Try again when it is at rest."),
    "register-memory": _(
        "there is not enough memory for this register. Close other programs, leave out the "
        "columns that are not needed, or use a larger computer."
    ),
    "register-disk": _(
        "the database engine could not read the file or write in the temporary folder: the disk "
        "may be full. Free some room, or name another folder in the environment variable TMPDIR."
    ),
    "register-engine": _("the database engine could not read the file ({kind})."),
    "register-map-toml": _(
        "the map cannot be read as TOML (in UTF-8). Write lines such as id = "
        '"Persoonssleutel", with the text between quotation marks and every name once.'
    ),
    "register-map-unknown": _('"{name}" is not known in a map. Known here: {known}.'),
    "register-map-unknown-nearest": _('"{name}" is not known in a map; did you mean "{nearest}"?'),
    "register-map-table": _('"{name}" is not a table; write it as [{name}], with lines below it.'),
    "register-map-text": _('"{name}" is not a text between quotation marks, or it is blank.'),
    "register-map-list": _(
        '"{name}" is not a list of texts; write one such as ["one", "another"].'
    ),
    "register-map-choice": _('"{name}" may be one of these: {choices}.'),
    "register-map-age": _('"{name}" is not a whole number of years from 0 to {most}.'),
    "register-map-ages-order": _("minimum_age is above maximum_age, so nobody is eligible."),
    "register-map-no-id": _(
        "the table [columns] does not say which column has the id of a person. Add a line such as "
        'id = "Persoonssleutel". (With frame = "addresses" an address is enough.)'
    ),
    "register-map-no-address": _(
        'with frame = "addresses" the table [columns] needs address (the code of an address), or '
        "postcode and house_number."
    ),
    "register-map-no-birth": _(
        'ages need a date of birth: add birth_date to the table [columns], or leave out "{name}".'
    ),
    "register-map-header-twice": _(
        'more than one field has the column "{header}": {fields}. A column can be one field only.'
    ),
    "register-map-drop-used": _(
        '"{header}" is named in drop, so it is never read, but also used for: {fields}.'
    ),
    "register-map-telling": _(
        '"{header}" is used for: {fields}. Strata are published with their numbers of people, and '
        "this column can tell who somebody is. Spread letters by another column."
    ),
    "register-map-bsn": _(
        '"{header}" is called as a column of citizen service numbers (BSN), which a draw may not '
        "use. Name another column for: {fields}."
    ),
    "register-map-stratum": _(
        '"{name}" is neither the name of a column, nor a list of ages such as ["16-24", "25+"], '
        'nor a table such as {{ column = "Geslacht", values = {{ M = "man" }} }}.'
    ),
    "register-map-stratum-name": _(
        '"{name}" cannot be the name of a stratum: it is blank, or the files that are written use '
        "it for something else. Choose another."
    ),
    "register-map-twice": _(
        '"{name}" stands there more than once (case and spaces do not count). Keep one.'
    ),
    "register-map-band": _(
        '"{text}" in "{name}" is not an age from 0 to {most}; write ages such as 16-24 or 65+.'
    ),
    "register-map-bands-overlap": _(
        '"{first}" and "{second}" in "{name}" share ages; every age may be in one of them only.'
    ),
}
