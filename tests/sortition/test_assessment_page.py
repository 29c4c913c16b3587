"""The page about an assessment: accessible, complete in itself, in the language that is in use."""

from __future__ import annotations

import base64
import gettext
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise, product
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from sortition.report.assessment.files import assessment_pictures
from sortition.report.assessment.page import Headline, assessment_page
from sortition.report.drawing import Picture
from sortition.report.language import DOMAIN, LOCALE
from sortition.report.page import TEMPLATE
from stratification.errors import Finding
from stratification.representation.model import Assessment
from stratification.representation.suppression import Published
from tests.sortition.assessments import COUNCIL, ONE, POPULATION, funnel, rooms

EMPTY = ("meta", "img", "link", "br", "hr", "input")
HEADINGS = ("h1", "h2", "h3")


@dataclass
class Node:
    name: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Node] = field(default_factory=list)

    def all(self, *names: str) -> list[Node]:
        """Everything of these names below, in order."""
        found = []
        for node in self.inside:
            found += [node] if node.name in names else []
            found += node.all(*names)
        return found

    @property
    def words(self) -> str:
        return " ".join([self.text.strip(), *(node.words for node in self.inside)]).strip()


class Reader(HTMLParser):
    """The elements of a page; an end that does not fit is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.path = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.path[-1].inside.append(node)
        if tag not in EMPTY:
            self.path.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop().name == tag

    def handle_data(self, data: str) -> None:
        self.path[-1].text += data


def tree(page: bytes) -> Node:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    assert reader.path == [reader.root]
    return reader.root


PICTURED = {"one": ONE, "funnel": replace(funnel(), groups=(replace(COUNCIL, pairs=()),))}


@cache
def drawn_of(name: str) -> dict[tuple[str, ...], Picture]:
    return assessment_pictures(Published(PICTURED[name], 5))


def made(assessment: Assessment, least: int = 5, *, pictures: str = "") -> bytes:
    published = Published(assessment, least)
    drawn = drawn_of(pictures) if pictures else {}
    return assessment_page(published, POPULATION, drawn, Headline(date="25 November 2025"))


@cache
def page(name: str) -> Node:
    """One group with its pictures, three groups without, a funnel with."""
    if name == "rooms":
        return tree(made(rooms(), 0))
    return tree(made(PICTURED[name], pictures=name))


@pytest.fixture(params=["one", "rooms", "funnel"])
def root(request: pytest.FixtureRequest) -> Node:
    return page(request.param)


def test_it_has_a_language_a_title_and_a_way_to_skip(root: Node) -> None:
    (html,) = root.all("html")
    assert html.attributes["lang"] == "en"
    (title,), (main,) = root.all("title"), root.all("main")
    assert title.words == root.all("h1")[0].words
    (body,) = root.all("body")
    assert body.inside[0].attributes["href"] == "#" + main.attributes["id"]


def test_headings_are_in_order_and_none_is_skipped(root: Node) -> None:
    levels = [int(node.name[1]) for node in root.all(*HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(node.words for node in root.all(*HEADINGS))


def test_every_table_has_a_caption_and_every_head_a_scope(root: Node) -> None:
    tables = root.all("table")
    assert tables
    for table in tables:
        assert len(table.all("caption")) == 1
        assert table.all("caption")[0].words
        assert table.inside[0].name == "caption"
        (head,), (body,) = table.all("thead"), table.all("tbody")
        columns = [node.attributes.get("scope") for node in head.all("th")]
        assert set(columns) == {"col"}
        for row in body.all("tr"):
            assert [node.name for node in row.inside] == ["th"] + ["td"] * (len(columns) - 1)
            assert row.inside[0].attributes["scope"] == "row"


def test_captions_differ(root: Node) -> None:
    captions = [node.words for node in root.all("caption")]
    groups = 3 if len(captions) > 8 else 1  # the same categories in each of three groups
    assert max(Counter(captions).values()) <= groups


def test_every_picture_says_what_it_shows_and_is_inside_the_file() -> None:
    for name, count in (("one", 4), ("funnel", 4)):
        images = page(name).all("img")
        assert len(images) == count
        for image in images:
            assert len(image.attributes["alt"]) > 60
            kind, data = image.attributes["src"].split(",")
            assert kind == "data:image/svg+xml;base64"
            assert b"</svg>" in base64.b64decode(data, validate=True)
        # After every picture comes the table with the same figures.
        order = [node.name for node in page(name).all("img", "table")]
        assert all(after == "table" for before, after in pairwise(order) if before == "img")


def test_ids_are_unique_and_every_link_leads_somewhere(root: Node) -> None:
    every = root.all(*set(re.findall("<([a-z0-9]+)", text_of_template())))
    ids = [node.attributes["id"] for node in every if "id" in node.attributes]
    assert len(set(ids)) == len(ids)
    links = [node.attributes["href"] for node in root.all("a")]
    assert len(links) > 4
    assert {link[1:] for link in links} <= set(ids)
    assert {link[0] for link in links} == {"#"}
    labelled = [node.attributes["aria-labelledby"] for node in root.all("section")]
    assert set(labelled) <= set(ids)


def text_of_template() -> str:
    return files("sortition.report").joinpath(TEMPLATE).read_text("utf-8")


def test_nothing_is_loaded_and_nothing_runs() -> None:
    for bytes_ in (made(ONE, pictures="one"), made(rooms())):
        text = re.sub('data:image/svg[^"]+', "", bytes_.decode())
        assert not re.search(r"https?:|//|url\(|@import|<script|<link|<iframe|\bon[a-z]+=", text)


def colours() -> tuple[set[str], set[str]]:
    """The colours of texts, and those behind them."""
    style = text_of_template()
    ink = set(re.findall(r"[{; ]color: (#[0-9a-f]{6})", style))
    behind = set(re.findall(r"background: (#[0-9a-f]{6})", style))
    return ink, behind


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_every_text_can_be_read_on_every_background() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # known to be too pale
    ink, behind = colours()
    assert len(ink) >= 3
    assert "#ffffff" in behind
    for one, other in product(ink, behind):
        assert contrast(one, other) >= 4.5, (one, other)


def test_all_colours_are_among_those_tested() -> None:
    style = text_of_template()
    ink, behind = colours()
    lines = set(re.findall(r"(?:border|outline)[a-z-]*: [^;]*(#[0-9a-f]{6})", style))
    assert set(re.findall("#[0-9a-fA-F]{3,8}(?=[; ])", style)) == ink | behind | lines


def test_the_summary_comes_first_and_answers_the_four_questions() -> None:
    summary = page("rooms").all("section")[0]
    questions = [node.words for node in summary.all("dt")]
    assert questions[:3] == [
        "Is this group a mirror of the population?",
        "Who are we still missing?",
        "What would mend it?",
    ]
    assert questions[-1] == "Are the norms met?"
    assert [node.words for node in summary.all("h3")][:2] == ["Residents", "Professionals"]
    answers = " ".join(node.words for node in summary.all("dd"))
    assert "No. Chance does not explain how far it is from the population by: age, care" in answers
    assert "By these categories it is as good a mirror as a random draw: sex." in answers
    assert "Residents: 25 of 114, at least 38 needed (1/3): NOT met (VWS study 2022)." in answers


def test_the_table_has_the_figures_of_the_assessment() -> None:
    table = next(t for t in page("one").all("table") if "Care use" in t.all("caption")[0].words)
    rows = [[cell.words for cell in row.inside] for row in table.all("tr")]
    assert rows[0][1:] == ["people", "expected", "difference", "usual range", "remark"]
    assert rows[1] == ["uses care", "11", "1.5", "+9.5", "0–4", "more than usual"]
    assert rows[2] == ["informal carer", "6", "2.9", "+3.1", "0–6", "as usual"]


def test_what_would_mend_it_is_a_table() -> None:
    (table,) = [t for t in page("one").all("table") if "a change" in t.all("caption")[0].words]
    rows = [[cell.words for cell in row.inside] for row in table.all("tr")]
    assert rows[0] == ["value", "people now", "with as many people", "with 4 more people"]
    assert ["man (sex)", "10", "12 (+2)", "12 (+2)"] in rows
    assert len(rows) == 1 + 4 + 2 + 3
    answers = " ".join(node.words for node in page("one").all("section")[0].all("dd"))
    assert "In a group of the same size, 3 seats would have to go to others." in answers


def test_of_what_is_withheld_a_mirror_is_shown() -> None:
    hidden = replace(
        COUNCIL, comparisons=(), pairs=(), mends=(), withheld=(("care use",), ("age", "sex"))
    )
    (table,) = tree(made(Assessment((hidden,)))).all("table")
    assert (
        table.all("caption")[0].words
        == "Care use: what a group of 24 people would have if it were an exact mirror"
    )
    # 7% of 24 people is 1.68.
    assert [cell.words for cell in table.all("tr")[1].inside] == ["uses care", "7%", "1.7"]


def test_values_taken_together_are_not_called_usual() -> None:
    first = COUNCIL.comparisons[0]
    old = replace(first.cells[3], low=0, high=24, parts=("65-74", "75+"))
    one = replace(COUNCIL, comparisons=(replace(first, cells=(*first.cells[:3], old)),))
    table = tree(made(Assessment((one,)))).all("table")[0]
    assert [cell.words for cell in table.all("tr")[4].inside][4:] == ["–", "taken together"]


def test_groups_that_are_left_out_are_named_without_their_number() -> None:
    published = Published(rooms(), 5, ("staff", "<board>"))
    words = tree(assessment_page(published, POPULATION, {})).words
    assert "nor are norms about them: staff, <board>." in words


def test_steps_are_not_mended_and_what_is_lost_is_said() -> None:
    root = page("funnel")
    (question, *_), (answer, *_) = root.all("dt"), root.all("dd")
    assert question.words == "At which step do we lose people?"
    assert answer.words.startswith(
        "16-24 (age): falls furthest behind at sign-ups; 0.3 times as likely"
    )
    assert [node.words for node in root.all("h2")][2] == "Step by step"
    assert "What would mend it?" not in [node.words for node in root.all("dt")]
    assert any("falls furthest behind at sign-ups" in node.words for node in root.all("p"))
    evenly = "sign-ups: R-indicator 0.930, coefficient of variation 0.310"
    assert any(evenly in node.words for node in root.all("p"))


def test_method_small_numbers_and_sources_are_explained() -> None:
    words = page("one").words
    assert "Numbers from 1 to 4 people are therefore not shown" in words
    assert "Source of care use: own estimate <2022>, rounded" in words
    assert "16 and older, provisional" in words
    assert "Small numbers are shown as they are." in page("rooms").words


def test_what_is_withheld_is_named_and_notices_are_sentences() -> None:
    hidden = replace(COUNCIL, pairs=(), withheld=(("age", "sex"),))
    notice = Finding("assess-category-without-column", {"name": "<income>"})
    words = tree(made(Assessment((hidden,), notices=(notice,)))).words
    assert "Not shown, so that nobody can be recognised: age × sex." in words
    assert 'There is no column "<income>", so this category is not assessed.' in words


def test_a_group_of_which_nothing_is_shown_gets_no_verdict() -> None:
    hidden = replace(COUNCIL, comparisons=(), pairs=(), missing=(), mends=())
    words = tree(made(Assessment((hidden,)))).words
    assert words.count("Of this group nothing can be said: too little is known") == 1
    assert "Nobody is missing" not in words


def test_names_are_texts_and_never_markup() -> None:
    evil = replace(COUNCIL, name='<script>alert("x")</script>')
    page = made(Assessment((evil,)))
    assert b"<script" not in page
    assert "<script>alert" in tree(page).all("h2")[2].words


def test_without_pictures_nothing_but_the_pictures_is_lost() -> None:
    def rest(page: bytes) -> str:
        return re.sub('<img class="image"[^>]*>\n', "", page.decode())

    assert rest(made(ONE, pictures="one")) == rest(made(ONE))
    assert b"<img" not in made(ONE)


def test_the_date_is_the_users_and_there_is_no_other() -> None:
    published = Published(ONE, 5)
    with_date = assessment_page(published, POPULATION, {}, Headline("Council", "in May"))
    assert tree(with_date).all("h1")[0].words == "Council"
    assert "in May" in tree(with_date).words
    without = tree(assessment_page(published, POPULATION, {})).words
    dates = set(re.findall(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", without))
    assert dates == {"2024-01-01"}  # that of the population


@pytest.fixture
def dutch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A few words of Dutch."""
    words = Catalog("nl")
    words.add("en", "nl", context="code of this language")
    words.add(".", ",", context="decimal mark")
    words.add("Source of {names}: {source}", "Bron van {names}: {source}")
    words.add("Who are we still missing?", "Wie missen we nog?")
    target = io.BytesIO()
    write_mo(target, words)
    folder = tmp_path / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / f"{DOMAIN}.mo").write_bytes(target.getvalue())
    before = gettext.textdomain()
    monkeypatch.setenv("LANGUAGE", "nl")
    gettext.bindtextdomain(DOMAIN, str(tmp_path))
    gettext.textdomain(DOMAIN)
    yield
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(before)


@pytest.mark.usefixtures("dutch")
def test_the_page_follows_the_language() -> None:
    root = tree(made(ONE))
    assert root.all("html")[0].attributes["lang"] == "nl"
    assert "Wie missen we nog?" in root.words
    assert "Bron van age, sex, age × sex: CBS StatLine" in root.words
    assert "−12,6" in root.words


def test_the_template_holds_no_words() -> None:
    """All words come from the program, where they are translated."""
    bare = re.sub(r"<style>.*?</style>|{[{%].*?[%}]}|<[^>]*>", "", text_of_template(), flags=re.S)
    assert bare.split() == []
