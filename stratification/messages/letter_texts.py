"""What is wrong with the texts of letters, or with an order for letters."""

from stratification.messages.mark import _

LETTER_TEXTS: dict[str, str] = {
    "texts-toml": _(
        "the file cannot be read as TOML (in UTF-8). Write lines such as assembly = "
        '"het burgerberaad Groen Zeewijk", with the text between quotation marks; '
        "examples/letters has a file to begin with."
    ),
    "texts-key": _('"{key}" means nothing here. What can be said: {keys}.'),
    "texts-key-nearest": _('"{key}" means nothing here; did you mean "{nearest}"?'),
    "texts-missing": _(
        '"{key}" is missing. A letter cannot do without it; see the example in examples/letters.'
    ),
    "texts-blank": _('"{key}" has nothing in it.'),
    "texts-kind-text": _('"{key}" is not a text; write it between quotation marks.'),
    "texts-kind-truth": _('"{key}" is neither true nor false (written without quotation marks).'),
    "texts-kind-number": _('"{key}" is not a whole number of 1 or more.'),
    "texts-kind-list": _('"{key}" is not a list; write texts or tables as in ["…", "…"].'),
    "texts-kind-table": _(
        '"{key}" is not a table; see the example in examples/letters for what belongs in it.'
    ),
    "texts-choice": _('"{key}" is none of: {choices}.'),
    "texts-language-lacking": _(
        '"{key}" has no text for: {languages}. Add it, or write one text for both languages.'
    ),
    "texts-url": _('"{key}" is not an address that begins with https:// and has no spaces.'),
    "texts-sign-up-code": _(
        '"{key}" is printed for people to type, so it is without {{code}}. The address that the '
        "QR code leads to goes under qr; that one may have {{code}}."
    ),
    "texts-mail": _('"{key}" is not an e-mail address.'),
    "texts-date": _('"{key}" is not a date; write it as 2027-03-12, without quotation marks.'),
    "texts-meeting": _(
        '"{key}" does not have a date, a start and a later end, as in {{ date = 2027-04-10, '
        'start = "10:00", end = "16:30" }}.'
    ),
    "texts-logo-form": _('"{key}" is not an SVG, PNG or JPG picture.'),
    "texts-logo-large": _(
        '"{key}" is a picture larger than {limit} megabyte; it is in every letter, so use a '
        "smaller one."
    ),
    "texts-logo-height": _('"{key}" is not from {least} to {most} millimetres.'),
    "texts-placeholder": _(
        '"{key}" has {{{name}}}, for which there is nothing to fill in. What there is: {known}.'
    ),
    "texts-placeholder-nearest": _(
        '"{key}" has {{{name}}}, for which there is nothing to fill in; did you mean {{{nearest}}}?'
    ),
    "texts-placeholder-absent": _(
        '"{key}" has {{{name}}}, but {name} is not given in this file. Give it, or change the text.'
    ),
    "texts-brace": _(
        '"{key}" has a brace that is not part of something to fill in, such as {{assembly}}.'
    ),
    "letters-logo": _(
        "the logo cannot be shown. Save it again, or in another format; an SVG may not refer to "
        "other files."
    ),
    "letters-glyphs": _(
        "letters with a character in the name or address that the fonts do not have: {letters} "
        "(number of letters: {count}). Nothing is printed wrong: write the name in Latin letters "
        "in the file with the people (people-….csv in the folder private), or make only the "
        "tables (--format csv,xlsx)."
    ),
    "letters-glyphs-texts": _(
        "the texts have a character that the fonts do not have. Use Latin letters."
    ),
    "letters-typst": _(
        "typst does not make a PDF of these texts. If a text is longer than a page allows, "
        "shorten it."
    ),
    "letters-qr-long": _("the address under qr is too long for a QR code. Use a shorter one."),
    "letters-no-texts": _(
        "the texts of the letters are missing: name them with --texts. examples/letters has a file "
        "to begin with."
    ),
    "letters-no-wave": _(
        "there is no record of wave {wave} here. Name the folder that the command invite wrote, "
        "and a wave it holds."
    ),
    "letters-ground": _(
        "say on which ground the data may go to a third party (--ground), and name the third party "
        "(--third-party): both, or neither."
    ),
    "letters-blocked-third": _(
        "people with a disclosure block get their letter from the municipality itself: use "
        "--blocked-only without --third-party."
    ),
    "letters-formats": _("choose from {known}, separated by commas."),
    "letters-deadline": _(
        "the last day to sign up, {deadline}, is before the date of the letters, {date}. Change "
        "one of them (--date, or deadline in the texts)."
    ),
    "letters-meeting": _(
        "the first meeting, {date}, is before the last day to sign up, {deadline}. Change one of "
        "them."
    ),
    "letters-exist": _(
        "there is a folder with these letters already, and it is never replaced. To make them "
        "anew, remove that folder first."
    ),
    "letters-no-private": _(
        "the folder private is not here. It has the names and the sign-up codes, and without it no "
        "letters, reminders or further waves can be made. Put it back beside the folder record."
    ),
    "letters-no-confidential": _(
        "the register that was drawn from does not say who has a disclosure block (confidential "
        "in the map), so nobody was left out for it. Make sure that you may give away these data."
    ),
    "letters-all-answered": _("everybody has answered, so nobody gets a reminder."),
    "letters-none": _("there is no letter to write."),
    "letters-blocked": _(
        "letters to people with a disclosure block, left out: {count}. The municipality posts "
        "these itself; make them with --blocked-only, without --third-party."
    ),
}
