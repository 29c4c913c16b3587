"""Repeat a draw of letters from its public record, with nothing but Python (3.9 or newer) itself.

    python redraw_letters.py RECORD                        the record alone
    python redraw_letters.py RECORD FRAME.csv [FRAME.csv]  and the draw, from all who took part
    python redraw_letters.py --query RECORD [WAVE]         the SQL that gives FRAME.csv

RECORD is the public folder. FRAME.csv has a row for everything that could get a letter, with the
columns unit and those of the strata (and address, with one letter per address): what the SQL of the
last form gives in the folder of the register, or a list of your own. Wave 1 is drawn from the
first frame, wave 2 from the second, …; the last one given serves all later waves.

Written from docs/invitations-record.md, which explains every check. Prints one line per check; exit
code 0: everything holds, 4: something does not, 2: wrong usage, or a frame that cannot be read.
"""
# ruff: noqa: B905 (zip has no strict= in Python 3.9)

from __future__ import annotations

import csv
import datetime
import hashlib
import heapq
import io
import json
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

KEYS = """format digest versions previous wave part seed label frame one_per_address reference_date
    register map excluded steps people units confidential strata_columns only spread forecast
    proportional_forecast letters earlier drawn addresses earlier_drawn files"""
STRATA = ["size", "earlier", "letters", "chance", "below", "proportional"]
FORECAST = ["response", "sign_ups", "seat_chance", "proportional_seat_chance"]
TABLES = {
    "homes": ["home", "homes", "people", "chance", "person_chance"],
    "curve": ["spread", "letters", "probability", "low", "high"],
}
NATURAL = re.compile(r"0|[1-9][0-9]{0,17}")
DIGEST = re.compile(r"[0-9a-f]{64}")
FRACTION = re.compile(r"(0|[1-9][0-9]{0,3999})/([1-9][0-9]{0,3999})")
Values = tuple[str, ...]
T = TypeVar("T")


class Bad(Exception):
    """What is wrong with the record, in words."""


class Unreadable(Exception):
    """What is wrong with a frame, in words."""


def need(condition: object, otherwise: str) -> None:
    if not condition:
        raise Bad(otherwise)


# ---- Reading: bytes -> values of exactly the types the format asks for ----


def read(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def read_csv(data: bytes, *headers: list[str]) -> list[list[str]]:
    """The rows below one of these headers, without the apostrophes that keep formulas asleep."""

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if re.search('[,"\r\n]', text) else text

    def bare(text: str) -> str:
        need(not re.match("[=+@\t\r-]", text), "a cell would be a formula")
        return text[1:] if re.match("'+[=+@\t\r-]", text) else text

    text = data.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    again = "".join(",".join(map(cell, row)) + "\n" for row in rows)
    need(text == again, "the CSV is not written in the canonical way")
    rows = [[bare(cell) for cell in row] for row in rows]
    need(rows[:1] and rows[0] in headers, f"the header is not {','.join(headers[0])[:80]}")
    need(all(len(row) == len(rows[0]) for row in rows), "a row has too few or too many cells")
    return rows


def fields(value: Any, keys: str) -> dict[str, Any]:
    need(type(value) is dict and sorted(value) == sorted(keys.split()), f"the keys are not: {keys}")
    return dict(value)


def texts(value: Any) -> list[str]:
    need(type(value) is list and all(type(one) is str for one in value), "no list of texts")
    return list(value)


def whole(value: Any, least: int = 0) -> int:
    need(type(value) is int and value >= least, f"{value!a} is no whole number from {least}")
    return int(value)


def natural(text: str) -> int:
    need(NATURAL.fullmatch(text), f"{text!a} is no whole number")
    return int(text)


def twelve(value: Fraction) -> str:
    scaled = round(value * 10**12)
    return f"{scaled // 10**12}.{scaled % 10**12:012}"


def key(text: str) -> str:
    """What texts are sorted by: NFC, spaces tidied, whatever the case."""
    visible = text.translate(dict.fromkeys((0x200B, 0x2060, 0xFEFF)))
    tidy = " ".join(unicodedata.normalize("NFC", visible).split())
    folded = unicodedata.normalize("NFD", tidy).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded).casefold())


# ---- One wave of the record ----


class Stratum(NamedTuple):
    values: Values
    size: int
    earlier: int
    letters: int
    below: str
    proportional: int


class Wave(NamedTuple):
    content: dict[str, Any]
    strata: list[Stratum]

    @property
    def number(self) -> int:
        return int(self.content["wave"])

    @property
    def open(self) -> list[Stratum]:
        """The strata that could get letters in this wave."""
        columns, only = self.content["strata_columns"], defaultdict(set)
        for column, value in self.content["only"]:
            only[columns.index(column)].add(value)
        return [
            row for row in self.strata if all(row.values[at] in only[at] for at in sorted(only))
        ]


def wave_name(number: int) -> str:
    return f"wave-{number}.json"


def read_content(folder: str, number: int) -> dict[str, Any]:
    data = read(folder, wave_name(number))
    content = json.loads(data.decode("utf-8"))
    need(canonical(content) == data, "the JSON is not written in the canonical way")
    content = fields(content, KEYS)
    need(content["format"] == "sortition-invitations-1", "the format is not that of a draw")
    rest = {name: value for name, value in content.items() if name != "digest"}
    need(content["digest"] == sha256(canonical(rest)), "the content does not have its digest")
    need(content["wave"] == number and type(content["wave"]) is int, "this is another wave")
    part = content["part"]
    need(part is None or type(part) is str, "the part is not a text")
    need(content["label"] == ("letters" if part is None else f"letters {part}"), "another label")
    need(type(content["seed"]) is str, "the seed is not a text")
    need(content["frame"] in ("persons", "addresses"), "there is no such frame")
    need(type(content["one_per_address"]) is bool, "one_per_address is not true or false")
    day = datetime.date.fromisoformat(content["reference_date"])
    need(day.isoformat() == content["reference_date"], "this is no date")
    whole(content["letters"], 1)
    need(whole(content["confidential"]) <= whole(content["units"]), "more blocks than units")
    for column, value in map(texts, content["only"]):
        need(column in texts(content["strata_columns"]) and value, "only names no column")
    stated = [
        content["drawn"],
        content["addresses"],
        *content["excluded"].values(),
        *content["files"].values(),
    ]
    stated += [content["earlier_drawn"], content["previous"]] if number > 1 else []
    need(all(DIGEST.fullmatch(digest) for digest in stated), "a digest is not 64 digits 0-9, a-f")
    return content


def check_counts(content: dict[str, Any]) -> None:
    """Every row of the register is somebody eligible, or left out by one step."""
    register = fields(content["register"], "name digest rows")
    steps = [fields(step, "code removed") for step in content["steps"]]
    removed = sum(whole(step["removed"]) for step in steps)
    need(DIGEST.fullmatch(register["digest"]), "the register has no digest")
    people, units = whole(content["people"]), content["units"]
    need(whole(register["rows"]) == people + removed, "rows are not people and those left out")
    need(units == people or (units <= people and content["frame"] == "addresses"), "other units")


def check_files(folder: str, content: dict[str, Any]) -> None:
    number = content["wave"]
    always = {f"strata-{number}.csv", f"letters-{number}.csv", f"draw-{number}.sql"}
    perhaps = {f"{name}-{number}.csv" for name in TABLES}
    need(always <= set(content["files"]) <= always | perhaps, "the files are not those of a wave")
    for name, digest in sorted(content["files"].items()):
        data = read(folder, name)
        need(sha256(data) == digest, f"{name} has another digest")
        if name in perhaps:
            read_csv(data, TABLES[name.split("-")[0]])


def read_strata(folder: str, content: dict[str, Any]) -> list[Stratum]:
    columns = content["strata_columns"]
    header = [*columns, *STRATA]
    rows = read_csv(read(folder, f"strata-{content['wave']}.csv"), header, [*header, *FORECAST])
    found = []
    for row in rows[1:]:
        size, earlier, letters, chance, below, proportional = row[len(columns) : len(header)]
        one = Stratum(
            values=tuple(row[: len(columns)]),
            size=natural(size),
            earlier=natural(earlier),
            letters=natural(letters),
            below=below,
            proportional=natural(proportional),
        )
        sent = one.earlier + one.letters
        need(one.size >= max(1, sent), f"a stratum of {one.size} cannot have {sent} letters")
        need(chance == twelve(Fraction(sent, one.size)), f"{chance!a} is not the chance")
        need(re.fullmatch("g|[0-9a-f]{0,64}", below), f"{below!a} limits no numbers")
        need(bool(below) == bool(one.letters), "a limit without letters, or letters without one")
        found.append(one)
    values = [one.values for one in found]
    need(len(set(values)) == len(values), "a stratum is there twice")
    order = sorted(values, key=lambda one: ([key(value) for value in one], one))
    need(values == order, "the strata are in another order")
    for name, total in (("size", "units"), ("letters", "letters"), ("proportional", "letters")):
        added = sum(getattr(one, name) for one in found)
        need(added == content[total], f"{name} adds up to {added}, not {content[total]}")
    need(sum(one.earlier for one in found) <= content["earlier"], "more earlier letters than sent")
    return found


def check_letters(folder: str, wave: Wave) -> None:
    columns = wave.content["strata_columns"]
    header = ["letter", *columns, "code_hash"]
    rows = read_csv(read(folder, f"letters-{wave.number}.csv"), header)[1:]
    names = [row[0] for row in rows]
    need(names == [f"{wave.number}-{i:06}" for i in range(1, len(rows) + 1)], "other numbers")
    hashes = [row[-1] for row in rows]
    need(all(map(DIGEST.fullmatch, hashes)), "a hash of a code is not 64 digits 0-9, a-f")
    need(hashes == sorted(set(hashes)), "the letters are not in the order of their hashes")
    counts = Counter(tuple(row[1:-1]) for row in rows)
    stated = {row.values: row.letters for row in wave.strata if row.letters}
    need(dict(counts) == stated, "a stratum has more or fewer letters than stated")


# ---- How the letters are spread ----


class Glass(NamedTuple):
    weight: Fraction
    filled: int
    size: int


def fill(glasses: Sequence[Glass], letters: int) -> tuple[list[int], list[int]]:
    """Letters one by one to the largest w/(2a+1); also who was tied for the last one."""
    have = [glass.filled for glass in glasses]

    def claim(at: int) -> tuple[Fraction, int]:
        return -glasses[at].weight / (2 * have[at] + 1), at

    def waits(at: int) -> bool:
        return have[at] < glasses[at].size and glasses[at].weight > 0

    queue = [claim(at) for at in range(len(glasses)) if waits(at)]
    heapq.heapify(queue)
    served: dict[int, Fraction] = {}
    last = Fraction(0)
    for _ in range(letters):
        need(queue, "there is no room for so many letters")
        last, at = heapq.heappop(queue)
        served[at] = last
        have[at] += 1
        if waits(at):
            heapq.heappush(queue, claim(at))
    losers = [at for waiting, at in queue if letters and waiting == last]
    winners = [at for at, taken in served.items() if taken == last]
    given = [after - glass.filled for after, glass in zip(have, glasses)]
    return given, sorted(winners + losers) if losers else []


def glass(row: Stratum) -> Glass:
    return Glass(Fraction(row.size), row.earlier, row.size)


def by_key(wave: Wave) -> tuple[list[int], list[int], list[int]]:
    """The letters by a key: of every stratum, strata tied, rows tied."""
    spread, columns, strata = wave.content["spread"], wave.content["strata_columns"], wave.open
    places = [columns.index(name) for name in texts(spread["columns"])]
    groups: dict[Values, list[int]] = {tuple(texts(values)): [] for values, _ in spread["rows"]}
    for at, row in enumerate(strata):
        groups[tuple(row.values[place] for place in places)].append(at)
    parts = [FRACTION.fullmatch(number) for _, number in spread["rows"]]
    need(all(parts) and len(groups) == len(parts), "the rows of the key are not as they should be")
    numbers = [Fraction(int(part[1]), int(part[2])) for part in parts if part]
    rows = [int(number) for number in numbers]
    tied: list[int] = []
    tied_rows: list[int] = []
    if spread["amount"] == "weight":
        sums = [[strata[at] for at in group] for group in groups.values()]
        glasses = [
            Glass(weight, sum(row.earlier for row in some), sum(row.size for row in some))
            for weight, some in zip(numbers, sums)
        ]
        rows, tied_rows = fill(glasses, spread["letters"])
    else:
        need(spread["amount"] == "letters" and rows == numbers, "the key counts in no known way")
    letters = [0] * len(strata)
    for group, count in zip(groups.values(), rows):
        given, inside = fill([glass(strata[at]) for at in group], count)
        tied += [group[at] for at in inside]
        for at, some in zip(group, given):
            letters[at] = some
    return letters, sorted(tied), tied_rows


def check_spread(wave: Wave) -> bool:
    """Whether the letters could be spread again; a spread by response is the end of a search."""
    spread = {name: value for name, value in wave.content["spread"].items() if name != "forecast"}
    total = sum(row.letters for row in wave.open)
    need(total == wave.content["letters"], "strata that should have no letters have some")
    usual = fill([glass(row) for row in wave.open], total)
    need(usual[0] == [row.proportional for row in wave.open], "proportional is not what it says")
    kind = spread["kind"]
    if kind == "response":
        return False
    need(whole(spread["letters"]) == total, "this is a spread of another number of letters")
    if kind == "key":
        fields(spread, "kind letters amount columns rows tied tied_rows")
        letters, tied, tied_rows = by_key(wave)
        need(spread["tied_rows"] == tied_rows, "other rows were tied")
    else:
        fields(spread, "kind letters tied")
        need(kind in ("proportional", "equal"), "there is no such spread")
        same = [Glass(Fraction(1), row.earlier, row.size) for row in wave.open]
        letters, tied = usual if kind == "proportional" else fill(same, total)
    need(letters == [row.letters for row in wave.open], "the spread gives other letters")
    need(spread["tied"] == tied, "other strata were tied")
    return True


# ---- The draw, again ----


class Unit(NamedTuple):
    number: str
    unit: str
    address: str
    values: Values


class Past(NamedTuple):
    """The units with a letter, and the addresses that letters were sent to."""

    units: set[str]
    addresses: set[str]


def read_frame(path: str, wave: Wave) -> Iterator[tuple[str, str, Values]]:
    """Unit, address and stratum of everything in a frame."""
    columns, single = wave.content["strata_columns"], wave.content["one_per_address"]
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            rows = csv.reader(file, delimiter=delimiter, strict=True)
            header = next(rows, [])
            wanted = ["unit", *columns, *(["address"] if single else [])]
            missing = [name for name in wanted if header.count(name) != 1]
            if missing:
                raise Unreadable(f"there is not one column {', '.join(missing)}")
            places = [header.index(name) for name in wanted]
            for row in rows:
                if len(row) != len(header):
                    raise Unreadable(f"line {rows.line_num} has {len(row)} cells")
                unit, *values = (row[place] for place in places)
                address = values.pop() if single else ""
                if not unit or "\n" in unit or (single and not address):
                    raise Unreadable(f"line {rows.line_num} has no unit, or no address")
                yield unit, address, tuple(values)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"it cannot be read ({type(error).__name__})") from None


def numbered(path: str, wave: Wave) -> list[Unit]:
    """Everything in the frame, in the order of (number, unit)."""
    label, seed = wave.content["label"], wave.content["seed"]
    found = []
    for unit, address, values in read_frame(path, wave):
        text = f"sortition-number-1\n{label}\n{unit}\n{seed}"
        found.append(Unit(sha256(text.encode()), unit, address, values))
    if len({one.unit for one in found}) < len(found):
        raise Unreadable("a unit is there twice")
    return sorted(found)


def limit(drawn: Sequence[Unit], following: Sequence[Unit]) -> str:
    """The shortest text after the last number drawn, not after the one that follows it."""
    if not drawn or not following:
        return "g" if drawn else ""
    last, after = drawn[-1].number, following[0].number
    return next(after[:size] for size in range(1, 65) if after[:size] > last)


def drawn_digest(units: Sequence[str]) -> str:
    return sha256("\n".join(units).encode())


def redraw(path: str, wave: Wave, past: Past) -> Past:
    """Draw a wave from its frame, compare everything with the record, and say who has letters."""
    frame, content, single = numbered(path, wave), wave.content, wave.content["one_per_address"]
    sizes = Counter(one.values for one in frame)
    earlier = Counter(one.values for one in frame if one.unit in past.units)
    stated = {row.values: (row.size, row.earlier) for row in wave.strata}
    found = {values: (count, earlier[values]) for values, count in sizes.items()}
    need(stated == found, "the frame has other strata, or strata of other sizes")
    closed = past.addresses | {one.address for one in frame if one.unit in past.units}
    candidates: dict[Values, list[Unit]] = defaultdict(list)
    seen: set[str] = set()
    for one in frame:
        first = one.address not in seen
        seen.add(one.address)
        if one.unit not in past.units and not (single and (one.address in closed or not first)):
            candidates[one.values].append(one)
    chosen = []
    for row in wave.strata:
        some = candidates[row.values]
        need(len(some) >= row.letters, "a stratum has more letters than it can have")
        chosen += some[: row.letters]
        below = limit(some[: row.letters], some[row.letters :])
        need(row.below == below, f"a stratum has the limit {row.below!a}, not {below!a}")
    need(content["drawn"] == drawn_digest([one.unit for one in sorted(chosen)]), "other units")
    before = drawn_digest(sorted(past.units)) if wave.number > 1 else None
    need(content["earlier_drawn"] == before, "other units had letters before")
    return Past(
        past.units | {one.unit for one in chosen}, past.addresses | {one.address for one in chosen}
    )


def query(folder: str, number: int) -> str:
    """The first part of draw-W.sql: everything that can get a letter, with its stratum."""
    content = read_content(folder, number)
    check_files(folder, content)
    text = read(folder, f"draw-{number}.sql").decode("utf-8")
    end = re.search(r"\n\),\n(earlier|numbered) AS \(\n", text)
    start = text.index("WITH register AS (\n")
    names = [name.replace('"', '""') for name in content["strata_columns"]]
    strata = "".join(f', s{place} AS "{name}"' for place, name in enumerate(names, 1))
    if end is None:
        raise Bad("the query has another form")
    return f"{text[start : end.start()]}\n)\nSELECT unit, address{strata} FROM register;"


# ---- One line per check ----


class Checks:
    """Runs checks and prints what came of each."""

    failed = False

    def say(self, kind: str, text: str) -> None:
        line = " ".join(f"{kind} {text}".split()).encode("ascii", "backslashreplace").decode()
        print(line if len(line) <= 400 else line[:400] + "...")

    def run(self, what: str, action: Callable[..., T], *arguments: Any) -> T | None:
        try:
            result = action(*arguments)
        except Unreadable:
            raise
        except Bad as bad:
            problem = str(bad)
        except Exception as error:  # whatever it is: the record is not what the format says
            problem = f"this is not as the format says ({type(error).__name__})"
        else:
            self.say("ok", what)
            return result
        self.failed = True
        self.say("FAILED", f"{what}: {problem}")
        return None


def check_waves(checks: Checks, folder: str) -> list[Wave]:
    """All waves, each checked in itself and against the one before; [] when one does not hold."""
    present = os.listdir(folder)
    count = 1
    while wave_name(count + 1) in present:
        count += 1
    waves: list[Wave] = []
    checks.run("no wave is missing", check_gaps, present, count)
    for number in range(1, count + 1):
        name = wave_name(number)
        content = checks.run(f"{name}: format and digest", read_content, folder, number)
        if content is None:
            return []
        checks.run(f"{name}: people and those left out are all rows", check_counts, content)
        checks.run(f"{name}: the files have their digests", check_files, folder, content)
        strata = checks.run(f"strata-{number}.csv: sums and chances", read_strata, folder, content)
        if strata is None:
            return []
        wave = Wave(content, strata)
        checks.run(f"{name}: it follows the wave before it", check_chain, wave, waves)
        checks.run(f"letters-{number}.csv: as many as stated", check_letters, folder, wave)
        if checks.run(f"strata-{number}.csv: spread as stated", check_spread, wave) is False:
            checks.say("not checked", f"{name}: a spread by response is not searched again")
        waves.append(wave)
    known = {name for wave in waves for name in (wave_name(wave.number), *wave.content["files"])}
    for name in sorted(set(present) - known - {"provision.csv"}):
        checks.say("not part of the record", ascii(name))
    return waves


def check_gaps(present: list[str], count: int) -> None:
    named = [re.fullmatch(r"wave-([0-9]+)\.json", name) for name in present]
    beyond = [name[0] for name in named if name and not 1 <= int(name[1]) <= count]
    need(not beyond, f"there is no {wave_name(count + 1)}, but there is {min(beyond, default='')}")


def check_chain(wave: Wave, before: list[Wave]) -> None:
    content = wave.content
    previous = before[-1].content if before else {"digest": None}
    need(content["previous"] == previous["digest"], "it names another wave before it")
    need(before or content["earlier_drawn"] is None, "nobody had a letter before the first wave")
    sent = sum(one.content["letters"] for one in before)
    need(whole(content["earlier"]) == sent, "the waves before it sent another number of letters")
    for name in ("part", "seed", "label", "frame", "one_per_address", "strata_columns"):
        need(not before or content[name] == previous[name], f"{name} is not that of the first wave")


def verify(folder: str, frames: list[str]) -> int:
    checks = Checks()
    waves = check_waves(checks, folder)
    past: Past | None = Past(set(), set())
    for at, wave in enumerate(waves):
        if frames and past is not None:
            path = frames[min(at, len(frames) - 1)]
            what = f"wave {wave.number}: {os.path.basename(path)} gives these letters"
            past = checks.run(what, redraw, path, wave, past)
    if not frames:
        checks.say("not checked", "without a frame: who was drawn")
    return 4 if checks.failed else 0


def main(arguments: list[str]) -> int:
    sql = arguments[:1] == ["--query"]
    folder, *others = arguments[sql:] or [""]
    if not os.path.isdir(folder) or (sql and not re.fullmatch("[1-9]?", "".join(others))):
        print((__doc__ or "").split("\n\n")[1])
        return 2
    try:
        if not sql:
            return verify(folder, others)
        print(query(folder, int(others[0] if others else 1)))
        return 0
    except Unreadable as error:
        print(f"a frame cannot be used: {error}", file=sys.stderr)
        return 2
    except (Bad, OSError, ValueError) as error:
        print(f"there is no query: {error}", file=sys.stderr)
        return 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
