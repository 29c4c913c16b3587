"""Who is left out of a register and why, and what is wrong with its rows, or worth knowing."""

from stratification.messages.mark import _

REGISTER_STEPS: dict[str, str] = {
    "step-duplicates": _("rows that repeat another row in everything that is read of them"),
    "step-suspended-died": _("people whose registration is suspended: died (O)"),
    "step-suspended-emigrated": _("people whose registration is suspended: emigrated (E)"),
    "step-suspended-decision": _(
        "people whose registration is suspended: by decision of the minister (M)"
    ),
    "step-suspended-non-resident": _(
        "people whose registration is suspended: registered as a non-resident, RNI (R)"
    ),
    "step-suspended-error": _("people whose registration is suspended: entered by mistake (F)"),
    "step-too-young": _("people who are too young on the reference date"),
    "step-too-old": _("people who are too old on the reference date"),
    "step-age-undetermined": _(
        "people whose date of birth is too incomplete to say whether they are old enough, or not "
        "too old"
    ),
    "step-address-investigated": _("people whose address is under investigation (089999)"),
    "step-excluded": _("on a list of those who get no letter"),
    "step-no-postal-address": _("without an address that a letter can be sent to"),
    "register-no-mapped": _(
        "the first row has none of the columns that the map names (number of cells in it: "
        "{count}). Remove what stands above the row with the names of the columns, separate the "
        "cells by a comma, semicolon or tab, or change the map."
    ),
    "register-column-missing": _(
        'the register has no column "{name}", which the map names. Its columns are: {columns}.'
    ),
    "register-column-missing-nearest": _(
        'the register has no column "{name}", which the map names; did you mean "{nearest}"?'
    ),
    "register-stratum-missing": _(
        'the map has no "{name}" to spread letters by, under [strata]. It has: {known}.'
    ),
    "register-strata-none": _(
        'the map has no "{name}" to spread letters by: add it under [strata].'
    ),
    "register-stratum-twice": _('letters are to be spread by "{name}" twice; name it once.'),
    "register-excluded-column": _(
        "it is not clear which column has the ids of those who get no letter. Call it one of "
        "these: {names}; or leave the other columns out."
    ),
    "register-excluded-twice": _(
        "two files with ids that get no letter have the same name. Give each a name of its own."
    ),
    "register-excluded-unknown": _(
        "ids that are not in the register, so they leave nobody out: {count}. Check that they are "
        "written as in the register."
    ),
    "register-id-blank": _(
        "rows without what tells people (or addresses) apart: {rows} (number of rows: {count}). "
        "Fill it in, or leave the rows out."
    ),
    "register-id-control": _(
        "rows with a line end or another control character in this column: {rows} (number of "
        "rows: {count}). Remove it."
    ),
    "register-id-cut": _(
        "numbers that a spreadsheet cut off, such as 9.0012E+15: rows {rows} (number of rows: "
        "{count}). Their last digits are lost: make the file anew, with this column as text."
    ),
    "register-address-cut": _(
        "numbers that a spreadsheet cut off, such as 9.0012E+15: rows {rows} (number of rows: "
        "{count}). Their last digits are lost: make the file anew, with this column as text."
    ),
    "register-total": _(
        "rows that seem to hold a total instead of somebody: {rows} (number of rows: {count}). "
        "Remove them."
    ),
    "register-id-differs": _(
        "rows that share their id with another row and say something else: {rows} (number of "
        "ids: {count}). Find out which row is right and leave out the others. (Rows that are equal "
        "in every column that is read are taken together.)"
    ),
    "register-address-differs": _(
        "rows that share their address with another row and say something else: {rows} (number "
        "of addresses: {count}). Leave out one of them; or, when every row is about a person, name "
        "the column with people's ids in the map."
    ),
    "register-suspension": _(
        "rows with another reason for suspension than O, E, M, R, F or a blank: {rows} (number of "
        "rows: {count}). Correct the rows, or leave them out; when the column is about something "
        "else, take suspension out of the map."
    ),
    "register-birth-unreadable": _(
        "dates of birth that cannot be read: rows {rows} (number of rows: {count}). Write "
        "19700503, 1970-05-03 or 03-05-1970 (the day first), with 00 for parts that are not "
        "known, or leave the cell blank."
    ),
    "register-birth-impossible": _(
        "dates of birth that do not exist: rows {rows} (number of rows: {count}). Write 19700503, "
        "1970-05-03 or 03-05-1970: when the month comes before the day, every date must be "
        "rewritten. Parts that are not known are 00."
    ),
    "register-birth-future": _(
        "dates of birth after the reference date: rows {rows} (number of rows: {count}). Check the "
        "reference date, and correct the rows or leave them out."
    ),
    "register-birth-old": _(
        "dates of birth of people who would be older than 125 years: rows {rows} (number of rows: "
        "{count}). Correct them, or leave the cells blank when they are not known."
    ),
    "register-residents": _(
        "cells that are not blank and no whole number of residents: rows {rows} (number of rows: "
        "{count})."
    ),
    "register-age-undetermined": _(
        "dates of birth that are too incomplete to say whether somebody is eligible on the "
        "reference date: rows {rows} (number of rows: {count}). Decide, and write in the map under "
        '[eligible] undetermined = "out" (they get no letter) or undetermined = "in" (they may '
        "get one)."
    ),
    "register-age-no-band": _(
        "people who are eligible and whose age is in no band of {name}: rows {rows} (number of "
        "people: {count}). Ages without a band: {ages}. Add a band, or change who is eligible."
    ),
    "register-age-unsure": _(
        "people who take part although their date of birth is too incomplete to say whether they "
        "are eligible: {count}."
    ),
    "register-investigated": _(
        "people who take part although something else than their address is under investigation, "
        "or only part of it: {count}."
    ),
    "register-address-uncoded": _(
        "people without a code of their address, so that their postcode and house number count "
        "instead: {count}. They do not count as living with people who have the code."
    ),
    "register-stratum-blank": _(
        'blank cells in the column of {name}: {count}. They form a group of their own, "?".'
    ),
    "register-stratum-age": _(
        "people whose date of birth is too incomplete to say in which band of {name} they are: "
        '{count}. They form a group of their own, "?".'
    ),
    "register-stratum-spellings": _(
        "values of {name} that are written in more than one way (case or spaces differ): {count}. "
        "Each of them counts as one value."
    ),
    "register-stratum-values": _(
        "the column of {name} has more than {limit} different values, so it cannot be used to "
        "spread letters. Check that the map names the right column."
    ),
    "register-stratum-unknown": _(
        "rows with a value that the map does not have for {name}: {rows} (number of rows: "
        "{count}). Add it to the values under [strata], or correct the rows."
    ),
    "register-stratum-mixed": _(
        "people at the same address differ in {name}, so it cannot spread letters that go to "
        "addresses: rows {rows} (number of people: {count}). Spread by something that is the same "
        "for all who live there, such as the municipality."
    ),
}
