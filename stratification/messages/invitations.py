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
}
