"""Which column of a file of sign-ups is what.

A form tool exports its own questions as a header, so a `Form` says which column has the code, the
consent, the categories, … What it leaves out has a name that can be found: a column called "code",
or after the category. The form is remembered in the dossier: the next file needs no words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sortition.letters.answered import CODE_NAMES
from stratification.cells import no_column
from stratification.errors import Finding, InputError, Param
from stratification.register.bsn import is_bsn_name
from stratification.tables import Table
from stratification.text import key, listed_names, nearest, shown, tidy

Pairs = tuple[tuple[str, str], ...]
CODE, RECEIVED, CONSENT = "@code", "@received", "@consent"
"""What a layout calls the columns that are no category."""


@dataclass(frozen=True)
class Form:
    """Which columns of a file are what; none: as they are named, or not asked for.

    Parameters:
        code: of the sign-up code.
        received: when somebody signed up.
        consent: whether people agree.
        yes: what counts as agreeing, beside `sortition.assembly.signups.forms_reading.YES`.
        people: to be kept with the people (name, address, …), under their own names.
        household: that together tell a home.
        eligible: columns and the value that people must have; of one column any of its values.
        categories: of the quotas, and the column of each.
        identity: what tells rows without a code apart, as it was with the first file.
    """

    code: str | None = None
    received: str | None = None
    consent: str | None = None
    yes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    household: tuple[str, ...] = ()
    eligible: Pairs = ()
    categories: Pairs = ()
    identity: tuple[str, ...] = ()

    def over(self, before: Form) -> Form:
        """This form, with what it does not say as in another one."""
        said = {name: value for name, value in vars(self).items() if value not in (None, ())}
        said["categories"] = tuple(
            {
                key(one): (one, column) for one, column in (*before.categories, *self.categories)
            }.values()
        )
        return replace(before, **said)

    def setting(self) -> dict[str, Any]:
        """What the dossier remembers."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}


def form_of(setting: Mapping[str, Any]) -> Form:
    """The form that a dossier remembers.

    >>> form = Form(code="Uw code", eligible=(("Akkoord", "ja"),))
    >>> form_of(form.setting()) == form
    True
    """
    known = {field.name for field in fields(Form)}
    said: dict[str, Any] = {}
    for name, value in setting.items():
        if name in known:
            said[name] = value if isinstance(value, str) else tuple(map(_frozen, value))
    return Form(**said)


def _frozen(value: Any) -> Any:
    return value if isinstance(value, str) else tuple(value)


def read_pairs(texts: Sequence[str], option: str) -> Pairs:
    """Texts such as "leeftijd=Hoe oud bent u?" as pairs.

    Parameters:
        option: that they were given with.

    Raises:
        InputError: one has no =, or nothing on one side of it.

    >>> read_pairs(["leeftijd=Hoe oud?"], "--category")
    (('leeftijd', 'Hoe oud?'),)
    """
    found, wrong = [], 0
    for text in texts:
        one, _, two = map(tidy, text.partition("="))
        found.append((one, two))
        wrong += not one or not two
    if wrong:
        raise InputError(Finding("signup-pair", {"option": option, "count": wrong}))
    return tuple(found)


# ---- in a file ----


@dataclass(frozen=True)
class Layout:
    """The positions of the columns of a form in a table; `used` are all of them, by name.

    `eligible` has a column's name, its position, and the keys of the values that are needed.
    """

    code: int | None
    received: int | None
    consent: int | None
    yes: tuple[str, ...]
    people: tuple[tuple[str, int], ...]
    household: tuple[int, ...]
    eligible: tuple[tuple[str, int, frozenset[str]], ...]
    categories: tuple[tuple[str, int], ...]
    identity: tuple[int, ...]
    used: Mapping[str, int]

    @property
    def columns(self) -> dict[str, str]:
        """The names of the columns of code, time, consent and categories, by what they are."""
        names = {at: name for name, at in self.used.items()}
        single = {CODE: self.code, RECEIVED: self.received, CONSENT: self.consent}
        places = {**single, **dict(self.categories)}
        return {what: names[at] for what, at in places.items() if at is not None}


def find_layout(table: Table, form: Form, categories: Sequence[str], need_code: bool) -> Layout:
    """Find the columns of a form.

    Parameters:
        categories: of which an answer is wanted.
        need_code: whether the sign-ups have codes.

    Raises:
        InputError: everything that is missing or not clear.
    """
    return _Search(table, form, categories, need_code).layout()


class _Search:
    """Looks for columns, and collects what is wrong."""

    def __init__(
        self, table: Table, form: Form, categories: Sequence[str], need_code: bool
    ) -> None:
        self.table = table
        self.form = form
        self.wanted = categories
        self.need_code = need_code
        self.errors: list[Finding] = []

    def layout(self) -> Layout:
        form = self.form
        columns = self.columns_of_categories()
        self.check_header(columns)
        self.check_bsn()
        found = Layout(
            code=self.code(),
            received=self.one(form.received),
            consent=self.one(form.consent),
            yes=form.yes,
            people=self.named(form.people),
            household=tuple(at for _, at in self.named(form.household)),
            eligible=self.conditions(),
            categories=self.categories(columns),
            identity=tuple(at for _, at in self.named(form.identity)),
            used={},
        )
        if self.errors:
            raise InputError(*(e for at, e in enumerate(self.errors) if e not in self.errors[:at]))
        return replace(found, used=self.used(found))

    def used(self, found: Layout) -> dict[str, int]:
        single = (found.code, found.received, found.consent)
        places = {at for at in single if at is not None}
        places |= {*found.household, *found.identity}
        places |= {at for _, at in (*found.people, *found.categories)}
        places |= {at for _, at, _ in found.eligible}
        if not places:
            params: dict[str, Param] = {"columns": listed_names(self.table.columns)}
            raise InputError(Finding("signup-nothing", params, self.table.path_name))
        return {self.table.columns[at]: at for at in sorted(places)}

    def check_header(self, columns: Mapping[str, str]) -> None:
        """Raise when no column is found: perhaps the first row is a person, not to be shown."""
        form = self.form
        single = (form.code, form.received, form.consent)
        names = [name for name in single if name is not None]
        names += [*form.people, *form.household, *(name for name, _ in form.eligible)]
        names += columns.values()
        if names and all(self.table.find(name) is None for name in (*names, *CODE_NAMES)):
            params: dict[str, Param] = {"columns": listed_names(tuple(dict.fromkeys(names)))}
            finding = Finding("signup-no-header", params, self.table.path_name, self.table.header)
            raise InputError(finding)

    def check_bsn(self) -> None:
        """Refuse citizen service numbers: no draw needs them."""
        found = [name for name in self.table.columns if is_bsn_name(name)]
        if found:
            params: dict[str, Param] = {"columns": listed_names(found)}
            self.errors.append(Finding("signup-bsn", params, self.table.path_name))

    def one(self, name: str | None, kind: str = "signup") -> int | None:
        if name is None:
            return None
        at = self.table.find(name)
        if at is None:
            self.errors.append(replace(no_column(self.table, kind, name), column=shown(name)))
        return at

    def named(self, names: Sequence[str]) -> tuple[tuple[str, int], ...]:
        places = [self.one(name) for name in names]
        return tuple((self.table.columns[at], at) for at in dict.fromkeys(places) if at is not None)

    def code(self) -> int | None:
        if self.form.code is not None:
            return self.one(self.form.code)
        named = [at for at, name in enumerate(self.table.columns) if key(name) in CODE_NAMES]
        params: dict[str, Param] = {
            "columns": listed_names([self.table.columns[at] for at in named] or self.table.columns)
        }
        if len(named) > 1:
            self.errors.append(Finding("signup-code-columns", params, self.table.path_name))
        if not named and self.need_code:
            self.errors.append(Finding("signup-code-column", params, self.table.path_name))
        return named[0] if named else None

    def conditions(self) -> tuple[tuple[str, int, frozenset[str]], ...]:
        wanted: dict[int, set[str]] = {}
        for name, value in self.form.eligible:
            at = self.one(name)
            if at is not None:
                wanted.setdefault(at, set()).add(key(value))
        return tuple((self.table.columns[at], at, frozenset(v)) for at, v in wanted.items())

    def columns_of_categories(self) -> dict[str, str]:
        """The name of the column of every category."""
        mapped = {key(category): column for category, column in self.form.categories}
        known = {key(category) for category in self.wanted}
        for category, _ in self.form.categories:
            if key(category) not in known:
                close = nearest(category, self.wanted)
                params: dict[str, Param] = {"known": listed_names(self.wanted)}
                if close is not None:
                    params["nearest"] = shown(close)
                code = "signup-category" + ("" if close is None else "-nearest")
                params["category"] = shown(category)
                self.errors.append(Finding(code, params))
        return {category: mapped.get(key(category), category) for category in self.wanted}

    def categories(self, columns: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
        places = [(one, self.one(column, "signup-category")) for one, column in columns.items()]
        return tuple((category, at) for category, at in places if at is not None)
