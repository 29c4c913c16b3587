"""Values of a TOML file, each checked by itself; everything that is wrong is kept, none raised."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from sortition.letters.names import LANGUAGES, Language
from sortition.letters.table import check_url
from sortition.letters.texts import PLACEHOLDERS, placeholders
from stratification.errors import Finding, InputError, Param
from stratification.text import listed_names, nearest, shown, tidy

_BRACE = re.compile(r"\{[a-z_]+\}|[{}]")
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_KINDS = {bool: "truth", str: "text", int: "number", dict: "table", list: "list"}
Kind = TypeVar("Kind")
Table = Mapping[str, Any]


class Fields:
    """The values of one file; `errors` grows, and a value stands in for what is wrong."""

    def __init__(self, file: str) -> None:
        """Of the file that messages call so."""
        self.file = file
        self.errors: list[Finding] = []

    def error(self, code: str, key: str, /, **params: Param) -> None:
        """Something is wrong with what stands under this key."""
        self.errors.append(Finding(code, {"key": key, **params}, self.file))

    def known(self, table: Table, keys: Collection[str], within: str = "") -> None:
        """Find keys that mean nothing."""
        for key in table:
            if key in keys:
                continue
            near = nearest(key, keys)
            if near is None:
                self.error("texts-key", shown(within + key), keys=listed_names(list(keys)))
            else:
                self.error("texts-key-nearest", shown(within + key), nearest=near)

    def kind(self, table: Table, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """The value of a key; without a default it must be there."""
        stand_in = kind() if default is None else default
        if key not in table:
            if default is None:
                self.error("texts-missing", key)
            return stand_in
        value = table[key]
        if type(value) is not kind:
            self.error(f"texts-kind-{_KINDS[kind]}", key)
            return stand_in
        return value

    def choice(self, table: Table, key: str, allowed: tuple[Kind, ...]) -> Kind:
        """One of a few words, the first when it is not given."""
        if key not in table:
            return allowed[0]
        for one in allowed:
            if table[key] == one:
                return one
        self.error("texts-choice", key, choices=listed_names([str(one) for one in allowed]))
        return allowed[0]

    def text(self, value: Any, key: str, *, many: bool = False) -> str:
        """A text that is not blank, tidied; with `many`, line by line."""
        if type(value) is not str:
            self.error("texts-kind-text", key)
            return ""
        lines = [line for line in map(tidy, value.splitlines()) if line]
        if not lines:
            self.error("texts-blank", key)
        return ("\n" if many else " ").join(lines)

    def worded(self, value: Any, key: str) -> dict[Language, str]:
        """A text for both languages, or one for each."""
        if type(value) is not dict:
            return dict.fromkeys(LANGUAGES, self.text(value, key))
        self.known(value, LANGUAGES, f"{key}.")
        lacking = [language for language in LANGUAGES if language not in value]
        if lacking:
            self.error("texts-language-lacking", key, languages=listed_names(lacking))
        return {
            language: self.text(value[language], f"{key}.{language}") if language in value else ""
            for language in LANGUAGES
        }

    def url(self, table: Table, key: str, default: str | None = None) -> str:
        """An address on the web."""
        text = self.kind(table, key, str, default)
        if key not in table or text == default:
            return text
        for name in placeholders(text):
            if name != "code":
                self.error("texts-placeholder-nearest", key, name=name, nearest="code")
        try:
            check_url(_PLACEHOLDER.sub("x", text))
        except InputError:
            self.error("texts-url", key)
        return text

    def mail(self, table: Table, key: str) -> str:
        """An address for e-mail."""
        text = self.kind(table, key, str)
        if type(table.get(key)) is str and not _MAIL.fullmatch(text):
            self.error("texts-mail", key)
        return text

    def date(self, table: Table, key: str) -> datetime.date:
        """A date, which TOML writes without quotation marks."""
        value = table.get(key)
        if type(value) is not datetime.date:
            self.error("texts-missing" if value is None else "texts-date", key)
            return datetime.date.max
        return value

    def tables(self, value: Any, key: str) -> list[tuple[str, Table]]:
        """The tables of a list, each with its name for messages; there must be one."""
        if type(value) is not list:
            self.error("texts-kind-list", key)
            return []
        found: list[tuple[str, Table]] = []
        for at, one in enumerate(value, 1):
            if type(one) is dict:
                found.append((f"{key} ({at})", one))
            else:
                self.error("texts-kind-table", f"{key} ({at})")
        return found

    def own(self, value: Any, key: str, absent: Collection[str], *, many: bool = False) -> str:
        """A text with placeholders, all of which must have a value."""
        text = self.text(value, key, many=many)
        for name in dict.fromkeys(placeholders(text)):
            if name in PLACEHOLDERS:
                if name in absent:
                    self.error("texts-placeholder-absent", key, name=name)
                continue
            near = nearest(name, PLACEHOLDERS)
            if near is None:
                known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
                self.error("texts-placeholder", key, name=name, known=known)
            else:
                self.error("texts-placeholder-nearest", key, name=name, nearest=near)
        if any(len(found) == 1 for found in _BRACE.findall(text)):
            self.error("texts-brace", key)
        return text

    def paragraphs(self, value: Any, key: str, absent: Collection[str]) -> tuple[str, ...]:
        """A list of such texts."""
        if type(value) is not list:
            self.error("texts-kind-list", key)
            return ()
        return tuple(
            self.own(one, f"{key} ({at})", absent, many=True) for at, one in enumerate(value, 1)
        )
