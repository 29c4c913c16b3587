"""Check the published record of a lottery with nothing but Python (3.9 or newer) itself.

    python verify_standalone.py DIR

Written from docs/record.md alone, which explains every check. All arithmetic is exact. Prints one
line per check; exit code 0: everything holds, 4: something does not, 2: wrong usage.
"""
# ruff: noqa: B905 (zip has no strict= in Python 3.9)

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import json
import os
import re
import stat
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any, NamedTuple, TypeVar

LARGEST_FILE = 512 * 2**20  # bytes
FRACTION = re.compile(r"(0|-?[1-9][0-9]{0,3999})/([1-9][0-9]{0,3999})")
NATURAL = re.compile(r"0|[1-9][0-9]{0,17}")
LOTTERY_KEYS = """rule gamma seats pool_size tickets status attained minimum_chance maximum_chance
    bound gap worst_ticket_error seed id_column household digests versions digest"""
RECORD = ["lottery.json", "chances.csv", "tickets.csv", "proof.json", "members.csv", "draw.json"]
PRIVATE = ("panel.csv", "remaining.csv")
RULES = ("leximin", "maximin", "nash", "minimax", "goldilocks")
LARGEST_GAP = Fraction(1, 10**9)
T = TypeVar("T")


class Bad(Exception):
    """What is wrong with the record, in words."""


def need(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Bad(otherwise)


# ---- Reading: bytes -> values of exactly the types the format asks for ----


def here(folder: str, name: str) -> bool:
    return os.path.lexists(os.path.join(folder, name))


def read(folder: str, name: str) -> bytes:
    path = os.path.join(folder, name)
    need(here(folder, name), f"there is no {name}")
    need(stat.S_ISREG(os.stat(path).st_mode), f"{name} is not a file")
    need(os.stat(path).st_size <= LARGEST_FILE, f"{name} is larger than {LARGEST_FILE} bytes")
    with open(path, "rb") as file:
        return file.read(LARGEST_FILE)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(content: Any) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1)
    return (text + "\n").encode("utf-8")


def read_json(data: bytes, form: str, keys: str) -> dict[str, Any]:
    content = json.loads(data.decode("utf-8"), parse_constant=fraction)  # NaN is no number
    need(canonical(content) == data, "the JSON is not written in the canonical way")
    content = fields(content, "format " + keys)
    need(content["format"] == form, f"the format is not {form}")
    if "digest" in content:
        rest = {key: value for key, value in content.items() if key != "digest"}
        need(content["digest"] == sha256(canonical(rest)), "the content does not have its digest")
    return content


def read_csv(data: bytes, header: list[str]) -> list[list[str]]:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if re.search('[,"\r\n]', text) else text

    text = data.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    again = "".join(",".join(map(cell, row)) + "\n" for row in rows)
    need(text == again, "the CSV is not written in the canonical way")
    need(rows[:1] == [header], f"the header is not {','.join(header)[:60]}")
    need(all(len(row) == len(header) for row in rows), "a row has too few or too many cells")
    return rows[1:]


def fields(value: Any, keys: str) -> dict[str, Any]:
    need(type(value) is dict and sorted(value) == sorted(keys.split()), f"the keys are not: {keys}")
    return dict(value)


def many(value: Any) -> list[Any]:
    need(type(value) is list, "something that should be a list is none")
    return list(value)


def whole(value: Any, least: int | None = None) -> int:
    need(type(value) is int and (least is None or value >= least), f"{value!a} is not allowed")
    return int(value)


def natural(text: Any, below: int = 10**18) -> int:
    good = type(text) is str and NATURAL.fullmatch(text) and int(text) < below
    need(bool(good), f"{text!a} is no number from 0 to {below - 1}")
    return int(text)


def digests(value: Any, keys: str) -> dict[str, str]:
    found = [re.fullmatch("[0-9a-f]{64}", digest) for digest in fields(value, keys).values()]
    need(all(found), "a digest is not 64 hexadecimal digits")
    return dict(value)


def fraction(text: Any) -> Fraction:
    parts = FRACTION.fullmatch(text) if type(text) is str else None
    if parts is None:
        raise Bad(f"{text!a} is no fraction")
    value = Fraction(int(parts[1]), int(parts[2]))
    need(value.denominator == int(parts[2]), f"{text!a} is not in lowest terms")
    return value


def read_lottery(folder: str) -> dict[str, Any]:
    content = read_json(read(folder, "lottery.json"), "sortition-lottery-1", LOTTERY_KEYS)
    need(content["rule"] in RULES, "there is no such rule")
    balanced = content["rule"] == "goldilocks"
    need(balanced or content["gamma"] is None, "gamma does not belong to this rule")
    content["gamma"] = fraction(content["gamma"]) if balanced else None
    need(not balanced or content["gamma"] > 0, "gamma is not above 0")
    need(content["attained"] in ("exact", "tickets", "no"), "attained has no such value")
    for key in ("seats", "pool_size", "tickets"):
        whole(content[key], 1)
    for key in ("minimum_chance", "maximum_chance", "bound", "gap"):
        content[key] = fraction(content[key])
    need(content["seats"] <= content["pool_size"], "there are more seats than people")
    need(type(content["household"]) is list, "household is no list of columns")
    texts = [content["seed"], *content["household"]]
    texts += [] if content["id_column"] is None else [content["id_column"]]
    texts += content["versions"].values()
    need(all(type(text) is str for text in texts), "the seed, a column or a version is no text")
    digests(content["digests"], "pool quotas chances.csv tickets.csv proof.json members.csv")
    return content


# ---- The proof: low <= sum of weight_c x_c <= high for every valid panel, for rows and cuts ----


class Row(NamedTuple):
    low: int  # means nothing in a cut
    high: int
    weights: dict[int, int]  # by class


class Proof:
    def __init__(self, folder: str, lottery: dict[str, Any]) -> None:
        keys = "rule seats sizes rows cuts chances steps mixture"
        content = read_json(read(folder, "proof.json"), "sortition-proof-1", keys)
        self.rule, self.mixture = content["rule"], content["mixture"]
        seats = whole(content["seats"])
        same = self.rule == lottery["rule"] and seats == lottery["seats"]
        need(same, "rule and seats are not those of lottery.json")
        self.sizes = [whole(size, 1) for size in many(content["sizes"])]
        need(sum(self.sizes) == lottery["pool_size"], "the classes do not add up to the pool")
        self.rows: list[Row] = []  # the rows, then the cuts
        for row in many(content["rows"]):
            fields(row, "low high classes")
            weights = {whole(c): 1 for c in many(row["classes"])}
            need(len(weights) == len(row["classes"]), "a row names a class twice")
            self.rows.append(Row(whole(row["low"]), whole(row["high"]), weights))
        everybody = Row(seats, seats, dict.fromkeys(range(len(self.sizes)), 1))
        need(self.rows[:1] == [everybody], "row 0 is not: everybody, as many as there are seats")
        self.uncut = len(self.rows)
        for cut in many(content["cuts"]):
            fields(cut, "weights high tree")
            weights = {natural(c): whole(weight) for c, weight in cut["weights"].items()}
            self.rows.append(Row(0, whole(cut["high"]), weights))
        self.trees = [cut["tree"] for cut in content["cuts"]]
        known = all(0 <= c < len(self.sizes) for row in self.rows for c in row.weights)
        need(known, "a row or cut names a class that does not exist")
        self.chances = [fraction(chance) for chance in many(content["chances"])]
        need(len(self.chances) == len(self.sizes), "there is not one chance per class")
        self.steps = [fields(step, "kind multipliers") for step in many(content["steps"])]

    def fault(self, panel: Mapping[int, int]) -> str:
        """Why a panel with these counts per class is not valid; empty when it is."""
        if not all(0 <= x <= self.sizes[c] for c, x in panel.items()):
            return "has more people of a class than there are"
        for r, row in enumerate(self.rows[: self.uncut]):
            if not row.low <= sum(x for c, x in panel.items() if c in row.weights) <= row.high:
                return f"breaks row {r}"
        return ""

    def combine(self, multipliers: Any, rows: int) -> tuple[list[int], int, int]:
        """Add up multiplied rows: sum of a_c x_c <= limit, a and limit times `scale` > 0."""
        need(type(multipliers) is dict, "the multipliers are no object")
        factors = {natural(r, rows): fraction(factor) for r, factor in multipliers.items()}
        scale = lcm(*(factor.denominator for factor in factors.values()))
        a, limit = [0] * len(self.sizes), 0
        for r, factor in factors.items():
            need(factor >= 0 or r < self.uncut, "a cut has a negative multiplier")
            y = factor.numerator * (scale // factor.denominator)
            limit += y * (self.rows[r].high if y > 0 else self.rows[r].low)
            for c, weight in self.rows[r].weights.items():
                a[c] += y * weight
        return a, limit, scale

    def check_cut(self, number: int) -> None:
        """Branch and bound: in every leaf of the tree no valid panel exceeds the cut."""
        cut = self.rows[self.uncut + number]
        box: dict[int, tuple[int, int]] = {}  # class -> least, most; where not in it: 0, n_c
        stack = [(self.trees[number], box)]
        while stack:
            node, box = stack.pop()
            if type(node) is dict and "class" in node:
                fields(node, "class at low high")
                c, at = whole(node["class"], 0), whole(node["at"])
                least, most = box.get(c, (0, self.sizes[c]))
                stack.append((node["low"], {**box, c: (least, min(most, at))}))
                stack.append((node["high"], {**box, c: (max(least, at + 1), most)}))
                continue
            empty = fields(node, "multipliers empty")["empty"]
            need(type(empty) is bool, "empty is neither true nor false")
            a, bound, scale = self.combine(node["multipliers"], self.uncut + number)
            for c, size in enumerate(self.sizes):
                rest = (0 if empty else scale * cut.weights.get(c, 0)) - a[c]
                bound += max(rest * x for x in box.get(c, (0, size)))
            proven = bound < (0 if empty else scale * (cut.high + 1))
            need(proven or any(x > y for x, y in box.values()), "a leaf does not prove it")

    def check_chances(self) -> None:
        """The stated chances keep every row and cut, as the chances of every lottery do."""
        need(all(0 <= chance <= 1 for chance in self.chances), "a chance is not between 0 and 1")
        expected = [size * v for size, v in zip(self.sizes, self.chances)]
        for r, row in enumerate(self.rows):
            total = sum(weight * expected[c] for c, weight in row.weights.items())
            need(total <= row.high and (row.low <= total or r >= self.uncut), f"they break row {r}")

    def check_steps(self, lottery: dict[str, Any]) -> None:
        """Nothing that keeps the rows and cuts is better under the rule than the stated chances."""
        steps = list(self.steps)
        kinds = [step["kind"] for step in steps]
        free = list(range(len(self.chances)))  # the classes no level has fixed yet
        fixed: list[tuple[Fraction, list[int]]] = []  # the bounds of levels, the classes there
        if self.rule in ("maximin", "minimax"):
            first = "level" if self.rule == "maximin" else "ceiling"
            every_one = first == "level" and min(self.chances) == 1 and kinds == ["squares"]
            need(every_one or kinds == [first, "squares"], f"the steps are not {first}, squares")
            if kinds[0] == "level":
                self.check_level(steps[0], free, fixed)
            elif kinds[0] == "ceiling":
                self.check_ceiling(steps[0])
            ends = Fraction(0), max(self.chances)
            self.check_squares(
                steps[-1], free, ends if first == "ceiling" else (min(self.chances), Fraction(1))
            )
            return
        while steps and steps[0]["kind"] == "level":
            bound, raised = self.check_level(steps.pop(0), free, fixed)
            good = all(self.chances[c] == bound for c in raised)
            need(good, "a chance is larger than its bound")
            need(self.rule == "leximin" or bound == 0, "a level is above 0")
            fixed.append((bound, raised))
            free = [c for c in free if c not in raised]
        if self.rule == "leximin":
            need(not steps, "a step is not a level")
            need(all(self.chances[c] == 1 for c in free), "the levels end too early")
            return
        # What follows is about the classes that can have a chance.
        need(
            bool(free) and min(self.chances[c] for c in free) > 0, "a chance of 0 is not explained"
        )
        kinds = [step["kind"] for step in steps]
        if self.rule == "nash":
            need(kinds == ["product"], "the last step is not product")
            self.check_product(steps[0], free, lottery)
        else:
            need(kinds == ["balance", "squares"], "the last steps are not balance, squares")
            self.check_balance(steps[0], free, lottery)
            ends = min(self.chances[c] for c in free), max(self.chances[c] for c in free)
            self.check_squares(steps[1], free, ends)

    def gains(self, step: dict[str, Any]) -> tuple[list[int], int, int]:
        """What the multipliers say: sum of g_c p_c <= limit, g and limit times `scale` > 0."""
        a, limit, scale = self.combine(step["multipliers"], len(self.rows))
        return [size * weight for size, weight in zip(self.sizes, a)], limit, scale

    def check_level(
        self, step: dict[str, Any], free: list[int], fixed: list[tuple[Fraction, list[int]]]
    ) -> tuple[Fraction, list[int]]:
        """The smallest chance left is as large as it can be; it binds the classes returned."""
        g, limit, _ = self.gains(step)
        raised = [c for c in free if g[c] > 0]
        need(bool(raised), "a level bounds nobody")
        limit -= sum(g[c] for c in free if g[c] < 0)  # because p_c <= 1
        known = sum(bound * sum(g[c] for c in classes) for bound, classes in fixed)
        bound = Fraction(limit - known) / sum(g[c] for c in raised)
        smallest = min(self.chances[c] for c in free)
        need(bound == smallest, "the smallest chance left is not the bound")
        return bound, raised

    def check_ceiling(self, step: dict[str, Any]) -> None:
        """The largest chance is as small as it can be."""
        g, limit, _ = self.gains(step)
        weight = -sum(g_c for g_c in g if g_c < 0)
        need(weight > 0, "the ceiling bounds nobody")
        need(Fraction(-limit, weight) == max(self.chances), "the largest chance is not the bound")

    def check_squares(
        self, step: dict[str, Any], free: list[int], box: tuple[Fraction, Fraction]
    ) -> None:
        """No other chances in the box have as small a sum of squares."""
        g, limit, scale = self.gains(step)
        most, squares = Fraction(limit, scale), Fraction(0)
        for c in free:
            size, chance = self.sizes[c], self.chances[c]
            slope = -size * chance - Fraction(g[c], scale)
            most += max(slope * p for p in box)
            squares += size * chance**2
        need(most == -squares, "other chances may have a smaller sum of squares")

    def check_product(self, step: dict[str, Any], free: list[int], lottery: dict[str, Any]) -> None:
        """No lottery's geometric mean is more than `bound` times that of the chances."""
        g, limit, scale = self.gains(step)
        total = Fraction(limit, scale)
        for c in free:
            rest = self.sizes[c] / self.chances[c] - Fraction(g[c], scale)
            total += max(rest, Fraction(0))  # because p_c <= 1
        bound = total / sum(self.sizes[c] for c in free)
        need(lottery["bound"] == bound, "bound is not what is proven")
        need(bound <= 1 + LARGEST_GAP, "the bound is too far from the chances")

    def check_balance(self, step: dict[str, Any], free: list[int], lottery: dict[str, Any]) -> None:
        """No lottery has a smaller largest/share + gamma * share/smallest than `bound`."""
        g, limit, scale = self.gains(step)
        plus = Fraction(sum(g[c] for c in free if g[c] > 0), scale)
        minus = Fraction(-sum(g[c] for c in free if g[c] < 0), scale)
        need(plus > 0, "the balance bounds nobody")
        share = Fraction(lottery["seats"], sum(self.sizes[c] for c in free))
        low, high = min(self.chances[c] for c in free), max(self.chances[c] for c in free)
        pull = lottery["gamma"] * share / low**2
        rest = 1 / share - pull / plus * minus  # times the largest chance, from share to 1
        bound = 2 * pull * low - pull / plus * Fraction(limit, scale)
        bound += rest * (share if rest > 0 else 1)
        need(lottery["bound"] == bound, "bound is not what is proven")
        need(high / share + pull * low <= bound * (1 + LARGEST_GAP), "the chances are not balanced")

    def check_mixture(self) -> None:
        """These panels, with these weights, are a lottery with exactly the stated chances."""
        fields(self.mixture, "panels weights total")
        panels, sums = many(self.mixture["panels"]), [0] * len(self.sizes)
        weights = [whole(weight, 0) for weight in many(self.mixture["weights"])]
        total = whole(self.mixture["total"], 1)
        need(sum(weights) == total, "the weights do not add up to the total")
        need(len(panels) == len(weights), "there is not one weight per panel")
        for i, weight in enumerate(weights):
            panel = {natural(c, len(sums)): whole(x) for c, x in panels[i].items()}
            fault = self.fault(panel)
            need(not fault, f"panel {i} {fault}")
            for c, x in panel.items():
                sums[c] += weight * x
        for c, size in enumerate(self.sizes):
            need(Fraction(sums[c], total) == size * self.chances[c], f"class {c}: other chance")


# ---- The people and their tickets ----


class People(NamedTuple):
    tickets: dict[str, int]  # by id, in the order of the ids
    chances: list[Fraction]  # in the same order
    classes: dict[str, int]  # by id; empty when members.csv is held back
    homes: dict[str, int]  # by id, of those who have housemates in the pool


def read_people(folder: str, proof: Proof) -> People:
    rows = read_csv(read(folder, "chances.csv"), ["id", "chance", "tickets"])
    ids, counts = [row[0] for row in rows], [natural(row[2]) for row in rows]
    need(len(ids) == sum(proof.sizes), "there are not as many people as in the pool")
    need(ids == sorted(set(ids)), "the ids are not sorted and different")
    need(not any(i.startswith(tuple("=+-@\t\r")) for i in ids), "an id lacks its apostrophe")
    classes: dict[str, int] = {}
    homes: dict[str, int] = {}
    if here(folder, "members.csv"):
        members = read_csv(read(folder, "members.csv"), ["id", "class", "household"])
        need([row[0] for row in members] == ids, "members.csv has other ids")
        classes = {row[0]: natural(row[1], len(proof.sizes)) for row in members}
        homes = {row[0]: natural(row[2]) for row in members if row[2]}
        need(
            sorted(Counter(classes.values()).items()) == list(enumerate(proof.sizes)), "other sizes"
        )
        chances = [proof.chances[c] for c in classes.values()]
    else:  # nobody's class is known: match the smallest with the smallest
        order = sorted(range(len(ids)), key=lambda i: (rows[i][1], counts[i]))
        every = (v for v, size in zip(proof.chances, proof.sizes) for _ in range(size))
        chances = [v for _, v in sorted(zip(order, sorted(every)))]
    for (person, text, _), v in zip(rows, chances):
        parts = divmod(round(v * 10**12), 10**12)
        need(text == f"{parts[0]}.{parts[1]:012}", f"{person!a}: the chance is not the proof's")
    return People(dict(zip(ids, counts)), chances, classes, homes)


def check_households(people: People, proof: Proof) -> None:
    """Panels that keep the rows can have one person per household at most."""
    members: dict[int, list[int]] = {}
    for person, home in people.homes.items():
        members.setdefault(home, []).append(people.classes[person])
    for kind, count in Counter(tuple(sorted(home)) for home in members.values()).items():
        need(len(kind) > 1, "somebody without housemates has a household number")
        for c, each in Counter(kind).items():
            need(proof.sizes[c] == each * count, f"class {c} is not of one kind of household only")
        rows = proof.rows[: proof.uncut]
        kept = any(row.high <= count and set(kind) <= row.weights.keys() for row in rows)
        need(kept, f"no row says that the households of the classes {kind} send one person each")


def read_tickets(folder: str, people: People, proof: Proof, m: int) -> dict[str, list[str]]:
    """The panels by ticket number; each is valid, and chances.csv counts what everybody has."""
    seats = proof.rows[0].high
    header = ["ticket", *(f"member_{i + 1}" for i in range(seats))]
    rows = read_csv(read(folder, "tickets.csv"), header)
    numbers = [str(i).zfill(len(str(m - 1))) for i in range(len(rows))]
    need(len(rows) == m, "there are not as many tickets as lottery.json says")
    need([row[0] for row in rows] == numbers, "the tickets are not numbered from 0")
    for number, *panel in rows:
        need(panel == sorted(set(panel)), f"ticket {number}: not sorted, or somebody twice")
        need(people.tickets.keys() >= set(panel), f"ticket {number} has an unknown id")
        fault = proof.fault(Counter(people.classes[i] for i in panel)) if people.classes else ""
        need(not fault, f"ticket {number} {fault}")
        homes = [people.homes[i] for i in panel if i in people.homes]
        need(len(homes) == len(set(homes)), f"ticket {number} has two people of one household")
    carried = Counter(person for row in rows for person in row[1:])
    for person, count in people.tickets.items():
        need(carried[person] == count, f"{person!a} is on {carried[person]} tickets, not {count}")
    return {row[0]: row[1:] for row in rows}


def check_figures(lottery: dict[str, Any], people: People, proof: Proof) -> None:
    """The figures in lottery.json follow from the proof and the tickets."""
    m, counts, attained = lottery["tickets"], people.tickets.values(), lottery["attained"]
    smallest, largest = min(proof.chances), max(proof.chances)
    extreme = (min, smallest) if lottery["rule"] != "minimax" else (max, largest)
    plain = lottery["rule"] not in ("nash", "goldilocks")  # their bound: see check_steps
    need(lottery["minimum_chance"] == smallest, "minimum_chance is not the smallest chance")
    need(lottery["maximum_chance"] == largest, "maximum_chance is not the largest chance")
    need(not plain or lottery["bound"] == extreme[1], "bound is not what is proven")
    near = all(floor(m * v) <= n <= ceil(m * v) for v, n in zip(people.chances, counts))
    need(attained != "exact" or proof.mixture is not None, "attained is exact without a mixture")
    need(attained != "tickets" or near, "attained is tickets, but they are not the rounded chances")
    status = "optimal" if near and attained != "no" else "bounded"
    need(lottery["status"] == status, f"the status should be {status}")
    worst = max(abs(n - m * v) for v, n in zip(people.chances, counts))
    away = abs(extreme[1] - Fraction(extreme[0](counts), m)) if plain else worst / m
    need(lottery["gap"] == (away if status == "bounded" else 0), "gap is another number")
    need(type(lottery["worst_ticket_error"]) in (int, float), "worst_ticket_error is no number")
    stated = Fraction(repr(lottery["worst_ticket_error"])) * 10**6
    rounded = stated.denominator == 1 and abs(stated - worst * 10**6) <= Fraction(1, 2)
    need(rounded, "worst_ticket_error is another number")


# ---- The draw ----


def below(seed: str, label: str, n: int) -> int:
    """The first number of stream version 1: 0 <= number < n."""
    for block in itertools.count():
        data = hashlib.sha256(f"sortition-stream-1\n{label}\n{block}\n{seed}".encode()).digest()
        for word in (int.from_bytes(data[i : i + 8], "big") for i in (0, 8, 16, 24)):
            if word < 2**64 - 2**64 % n:
                return word % n
    raise AssertionError


def check_draw(folder: str, digest: str, tickets: dict[str, list[str]]) -> None:
    keys = "lottery draws panel files digest"
    content = read_json(read(folder, "draw.json"), "sortition-draw-1", keys)
    need(content["lottery"] == digest, "this is the draw of another lottery")
    need(bool(many(content["draws"])), "nothing was drawn")
    for i, draw in enumerate(content["draws"]):
        fields(draw, "ticket source seed reason")
        number, seed, by_seed = draw["ticket"], draw["seed"], draw["source"] == "seed"
        need(number in tickets, f"there is no ticket {number!a}")
        need(by_seed or draw["source"] == "ticket", "the source is neither ticket nor seed")
        need(type(seed) is (str if by_seed else type(None)), "a seed is not as it should be")
        need(type(draw["reason"]) is (str if i else type(None)), "redraws have a reason, only they")
        given = list(tickets)[below(seed, "draw", len(tickets))] if by_seed else number
        need(number == given, f"the seed of draw {i + 1} gives ticket {given}")
    need(content["panel"] == tickets[number], "the panel is not that of the last ticket drawn")
    files = digests(content["files"], " ".join(PRIVATE) if content["files"] else "")
    for name in PRIVATE:
        if here(folder, name):
            need(files.get(name) == sha256(read(folder, name)), f"{name} has another digest")


# ---- One line per check ----


def verify(folder: str) -> int:
    failures = 0

    def say(kind: str, text: str) -> None:
        words = " ".join(f"{kind} {text}".split())
        line = words.encode("ascii", "backslashreplace").decode()
        print(line if len(line) <= 400 else line[:400] + "...")

    def check(what: str, action: Callable[..., T], *arguments: Any) -> T | None:
        nonlocal failures
        try:
            result = action(*arguments)
        except Bad as bad:
            problem = str(bad)
        except Exception as error:  # whatever it is: the record is not what the format says
            problem = f"this is not as the format says ({type(error).__name__})"
        else:
            say("ok", what)
            return result
        failures += 1
        say("FAILED", f"{what}: {problem}")
        return None

    def check_digest(name: str) -> None:
        need(sha256(read(folder, name)) == lottery["digests"][name], "the file has another one")

    present = check("the folder can be read", os.listdir, folder) or []
    lottery: Any = check("lottery.json: format and digest", read_lottery, folder)
    proof = people = tickets = None
    if lottery:
        for name in ("chances.csv", "tickets.csv", "proof.json", "members.csv"):
            if name != "members.csv" or name in present:
                check(f"{name}: digest", check_digest, name)
        proof = check("proof.json: format, classes and rows", Proof, folder, lottery)
    if proof:
        for i in range(len(proof.trees)):
            check(f"proof.json: no valid panel breaks cut {i}", proof.check_cut, i)
        check("proof.json: the chances keep all rows and cuts", proof.check_chances)
        check(f"proof.json: no other chances are better ({proof.rule})", proof.check_steps, lottery)
        if proof.mixture is not None:
            check("proof.json: valid panels give exactly these chances", proof.check_mixture)
        people = check("chances.csv: everybody's chance is the proof's", read_people, folder, proof)
    if proof and people:
        check("lottery.json: figures and status", check_figures, lottery, people, proof)
        if people.classes:
            check("members.csv: households and their rows", check_households, people, proof)
        else:
            say("not checked", "without members.csv: classes, quotas and households per panel")
        what = "tickets.csv: valid panels, everybody's tickets counted"
        tickets = check(what, read_tickets, folder, people, proof, lottery["tickets"])
    if not {"draw.json", *PRIVATE}.intersection(present):
        say("not checked", "there is no draw.json: nothing has been drawn yet")
    elif tickets:
        check("draw.json: ticket and panel", check_draw, folder, lottery["digest"], tickets)
    for name in sorted({*present}.difference(PRIVATE, RECORD)):
        say("not part of the record", ascii(name))
    return 4 if failures else 0


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not os.path.isdir(arguments[0]):
        print("usage: python verify_standalone.py DIR   (DIR: the folder of the record)")
        return 2
    codes: list[int] = []
    # Trees may be deep, which takes the JSON reader some room; past that it gives up cleanly.
    sys.setrecursionlimit(10_000)
    threading.stack_size(256 * 2**20)
    thread = threading.Thread(target=lambda: codes.append(verify(arguments[0])))
    thread.start()
    thread.join()
    return codes[0] if codes else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
