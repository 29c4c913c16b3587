"""What is wrong with a first draw, or worth knowing about it."""

from stratification.messages.mark import _

INVITATIONS: dict[str, str] = {
    "invite-unit-control": _(
        "ids (or addresses) that hold a control character such as a line break or a tab (how "
        "many: {count}). Nobody could write such an id down and look its number up; correct the "
        "ids in the register."
    ),
    "invite-nobody": _(
        "nobody in this register can get a letter. Look at what left people out, at the ages in "
        "the map, and at the reference date."
    ),
    "invite-spelling": _(
        '"{one}" and "{other}" are two spellings of one value, and would be two groups with '
        "letters of their own. Write them alike in the register, or under values in the map."
    ),
    "invite-no-addresses": _(
        "one letter per address is asked for, but there are people without an address here. Name "
        "the columns of the address in the map, or leave out one letter per address."
    ),
    "invite-few-addresses": _(
        "{name} gets {letters} letters, and with one letter per address only {addresses} of its "
        "people can get one. Ask for fewer letters there, or allow more than one per address."
    ),
    "invite-no-letters": _(
        "no stratum would get a letter in this wave. Ask for more letters, or for other strata."
    ),
    "invite-seed-blank": _(
        "the seed is blank. Everybody could know a blank seed beforehand, and nobody can tell that "
        "it was meant. Give a text that nobody could choose, such as tomorrow's lottery numbers."
    ),
    "invite-part": _(
        "the name of the part must be a text on one line, without spaces before or after it: it is "
        "in every number. Give the name of the municipality, written as in every wave."
    ),
    "invite-strata-name": _(
        'strata cannot be called "{name}": the tables of the record have a column of that name. '
        "Give it another name in the map."
    ),
    "invite-everybody": _(
        "everybody gets a letter in {names} (number of such strata: {count}). The public tables "
        "then tell who was invited there: take small groups together, or do not publish them."
    ),
    "invite-strata-fine": _(
        "of {count} strata {alone} hold one person or address. Strata are published, and these "
        "would tell who somebody is: spread the letters by fewer or broader columns."
    ),
    "invite-known-addresses": _(
        "whoever knows the id of an address, such as its BAG code, can compute from the public "
        "seed whether it got a letter. If that matters, publish the seed when sign-up has closed."
    ),
    "invite-only-column": _(
        'the letters are not spread over a column called "{name}"; the columns are: {names}. Name '
        "one of these, or spread the letters over that column too (in every wave)."
    ),
    "invite-only-value": _(
        'there is no stratum with "{value}" here; the nearest value is: {nearest}. Write it as in '
        "the strata of the record."
    ),
    "invite-only-values": _(
        'there is no stratum with "{value}" here; there are: {names}. Write it as in the strata of '
        "the record."
    ),
    "invite-only-nobody": _(
        "there is no stratum with all of these values together. Leave one out."
    ),
    "invite-wave-exists": _(
        "wave {wave} has been drawn already, and is not drawn again: the letters may have been "
        "sent. The next wave is number {next}; a new draw needs a new folder."
    ),
    "invite-wave-missing": _(
        "wave {wave} goes on where the wave before it stopped, and {name} is not in this folder. "
        "Name the folder of the draw, or draw that wave first."
    ),
    "invite-setting": _(
        "{name} must be as in the first wave, so that the order goes on: it was {first} and is now "
        "{now}."
    ),
    "invite-other-register": _(
        "this is not the file that wave {wave} was drawn from. People who came since can be drawn; "
        "nobody who has a letter is drawn again, as long as the ids are the same. Keep both files: "
        "each wave is verified with its own."
    ),
    "invite-other-map": _("the map is not the one that wave {wave} was drawn with."),
    "invite-other-date": _(
        "wave {wave} counted ages on another reference date: {date}. The record says so."
    ),
    "invite-other-excluded": _(
        "the lists of excluded ids are not those that wave {wave} was drawn with."
    ),
    "invite-excluded-forgotten": _(
        "wave {wave} left out the ids of one or more lists (--exclude), and now there is no list. "
        "Give them again, or a list of today; a list with a header alone leaves nobody out."
    ),
    "invite-no-confidential": _(
        "the map names no column for a disclosure block (confidential), so nobody is known to have "
        "one. Name the column, or do not give names or addresses to anybody else, such as a "
        "printer."
    ),
    "invite-no-suspension": _(
        "the map names no column for suspended registrations (suspension), so people who died or "
        "moved abroad are not left out, unless they are not in this file."
    ),
    "invite-no-provision": _(
        "the map does not say who the data were taken from, why and on which ground ([provision]: "
        "{names}), so the register of provision has no line about it. Add these for the next time, "
        "or write the line yourself."
    ),
    "wave-chain": _(
        "this wave does not go on from the wave before it in this folder: one of the two is of "
        "another draw, or was changed."
    ),
    "wave-steps": _(
        "the rows of the register ({rows}) are not those left out ({removed}) and the people who "
        "were eligible ({people}) together."
    ),
    "wave-sum": _('the column "{key}" adds up to {sum}, and the record states {stated}.'),
    "wave-letter": _("the letters are not numbered 1, 2, 3, … from here on: row {row}."),
    "wave-letter-order": _("the letters are not in the order of their hashes."),
    "wave-letters": _("a stratum has more or fewer letters than the table of strata says."),
    "past-salt": _(
        "this is not the salt of sign-up codes that the first wave wrote. Put the file of the draw "
        "back; without it no code can be checked."
    ),
    "past-units": _(
        "these are not the people (or addresses) that {record} says were drawn: the file was "
        "changed, or is of another draw. Put the file of that draw back."
    ),
    "past-addresses": _(
        "the column address is not as {record} says: later waves leave these addresses out, so it "
        "may not be changed (the columns street, house_number, postcode and place may). Put the "
        "file of that draw back."
    ),
    "past-codes": _(
        "the letters, their strata or their sign-up codes are not those of {record}, or the salt "
        "is another one. "
        "Put the files of that draw back."
    ),
}
