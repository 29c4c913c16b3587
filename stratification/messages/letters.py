"""What is wrong with letters, or worth knowing about them."""

from stratification.messages.mark import _

LETTERS: dict[str, str] = {
    "people-columns": _(
        "these columns are missing: {columns}. The file must be as the command invite wrote it."
    ),
    "people-letter": _(
        "cells with no letter number such as 1-000123, or with one that was there before: rows "
        "{rows} (number of rows: {count}). The file must be as the command invite wrote it."
    ),
    "people-code": _(
        "cells with no sign-up code, or with one that was there before: rows {rows} (number of "
        "rows: {count}). The file must be as the command invite wrote it."
    ),
    "people-confidential": _(
        "cells that hold neither yes nor nothing: rows {rows} (number of rows: {count}). The file "
        "must be as the command invite wrote it."
    ),
    "letters-extra": _(
        "the package {package} is needed for this and is not installed. Install it with: pip "
        'install "sortition[letters]"'
    ),
    "letters-url": _(
        '"{url}" is not an address that a letter can send people to; write one that begins with '
        "https:// and has no spaces. {{code}} in it stands for the sign-up code."
    ),
    "letters-xlsx-rows": _("an XLSX file holds at most {limit} rows. Use the CSV file."),
    "letters-xlsx-cell": _(
        "texts that are longer than the {limit} characters that a cell of an XLSX file holds: "
        "letters {letters} (number of letters: {count}). Shorten them in the register."
    ),
    "letters-unnamed": _(
        "letters to people of whom the register has no surname: {letters} (number of letters: "
        "{count}). Their greeting is a general one."
    ),
    "letters-language": _(
        "letters to people whose language has no letter: {letters} (number of letters: {count}). "
        "They are in {language}."
    ),
    "letters-long-lines": _(
        "letters with a line above {limit} characters in the address: {letters} (number of "
        "letters: {count}). Look whether the line fits in the window of the envelope."
    ),
    "letters-question-marks": _(
        "letters with a question mark in the name or address: {letters} (number of letters: "
        "{count}). A spreadsheet may have lost a character there; save the register as CSV UTF-8, "
        "or mend the name in the file with the people (people-….csv in the folder private)."
    ),
    "letters-postcode": _(
        "letters without a Dutch postcode such as 2583 XL: {letters} (number of letters: {count}). "
        "Look whether they can be delivered."
    ),
    "provision-columns": _(
        "the header does not have the columns of a register of provision: {columns}."
    ),
    "provision-date": _(
        "cells with no date such as 2025-03-31: rows {rows} (number of rows: {count})."
    ),
    "provision-number": _(
        "cells with no whole number of 0 or more: rows {rows} (number of rows: {count})."
    ),
    "provision-blank": _(
        "blank cells: rows {rows} (number of rows: {count}). A register of provision says at least "
        "who got which fields."
    ),
    "answered-column": _(
        'none of these columns is called "code" (in Dutch aanmeldcode): {columns}. Name the column '
        "with the sign-up codes so, or leave the others out."
    ),
    "answered-columns-twice": _(
        "more than one column is called after the sign-up codes: {columns}. Leave one."
    ),
    "answered-no-code": _(
        "these cells hold no sign-up code: rows {rows} (number of rows: {count}). Something was "
        "mistyped; correct the cells, or remove the rows. (A header above the codes is called code "
        "or aanmeldcode.)"
    ),
    "answered-strange": _(
        "these cells hold a sign-up code that none of the letters has: rows {rows} (number of "
        "rows: {count}). Are the codes from another draw?"
    ),
    "answered-nearest": _(
        "this cell holds no sign-up code of these letters; one slip away from it is the code of "
        "letter {letters}."
    ),
    "answered-blank": _(
        "rows without a sign-up code: {rows} (number of rows: {count}). Nobody can tell which "
        "letters these answer, so they may get a reminder."
    ),
    "answered-twice": _(
        "sign-up codes that were there before: rows {rows} (number of rows: {count}). They count "
        "once."
    ),
}
