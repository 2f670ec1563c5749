"""Old against new: what is marked, that nothing is lost, that it stays fast, and that markup stays text."""

import random
import time

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.models import Office
from cms.parts import SHARED, Part
from cms.workflow.changes import Kind
from cms.workflow.comparison import compare_lines, compare_texts, compare_words, comparisons

SGA, UMWELT = Office(pk=1, name="Straßen- und Grünflächenamt"), Office(pk=2, name="Umweltamt")


def part(text: str, *, key: str = "a", office: Office | None = SGA, label: str = "Kosten") -> Part:
    return Part(key, label, office, {"text": text}, "fee")


def text_of(part: Part) -> list[tuple[str, list[str]]]:
    return [("", part.content["text"].splitlines())]


def marked(line) -> str | None:
    """A side of a line with brackets around what is marked."""
    return None if line is None else "".join(f"[{p.text}]" if p.changed else p.text for p in line)


def rows(old: list[str], new: list[str]) -> list[tuple[str | None, str | None]]:
    return [(marked(row.old), marked(row.new)) for row in compare_lines(old, new)]


def one(before: list[Part], after: list[Part], index: int = 0):
    return comparisons(before, after, text_of)[index]


def render(comparison) -> BeautifulSoup:
    html = render_to_string("workflow/includes/part_change.html", {"comparison": comparison})
    return BeautifulSoup(html, "html.parser")


def test_changed_words_are_marked_and_numbers_stay_whole():
    old, new = compare_words("Sie zahlen 1.250,00 Euro pro Tag.", "Sie zahlen 1.270,00 Euro pro Woche.")
    assert marked(old) == "Sie zahlen [1.250,00] Euro pro [Tag]."
    assert marked(new) == "Sie zahlen [1.270,00] Euro pro [Woche]."


def test_a_line_put_in_between_does_not_shift_the_others():
    old = ["Der Antrag kostet 50 Euro.", "Er dauert zwei Wochen."]
    new = ["Ganz neu steht hier etwas.", "Der Antrag kostet 60 Euro.", "Er dauert zwei Wochen."]
    assert rows(old, new) == [
        (None, "[Ganz neu steht hier etwas.]"),
        ("Der Antrag kostet [50] Euro.", "Der Antrag kostet [60] Euro."),
        ("Er dauert zwei Wochen.", "Er dauert zwei Wochen."),
    ]


def test_a_rewritten_line_is_marked_as_a_whole_instead_of_in_shreds():
    assert rows(["Das Amt prüft den Antrag."], ["Bringen Sie bitte den Ausweis mit."]) == [
        ("[Das Amt prüft den Antrag.]", "[Bringen Sie bitte den Ausweis mit.]")
    ]


def test_values_are_matched_by_their_label_and_one_that_went_is_shown():
    fields = compare_texts([("Titel", ["A"]), ("Kurz gesagt", ["B"])], [("Titel", ["A"])])
    assert [(field.label, field.changed) for field in fields] == [("Titel", False), ("Kurz gesagt", True)]


LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1), max_size=6)


@given(LINES, LINES)
def test_both_texts_can_be_read_from_the_rows(old, new):
    found = list(compare_lines(old, new))
    for side, lines in (("old", old), ("new", new)):
        read = [getattr(row, side) for row in found]
        assert ["".join(piece.text for piece in line) for line in read if line is not None] == lines


@given(LINES, LINES)
def test_a_side_without_marks_says_the_same_as_the_other(old, new):
    for row in compare_lines(old, new):
        if not row.changed and row.old is not None and row.new is not None:
            assert marked(row.old).split() == marked(row.new).split()


SNIPPETS = ["<b>", "</del>", "<script>alert(1)</script>", "&amp;", '"', "'", "x", "Text", " ", "</td>", "<!--"]
MARKUP = st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=8).map("".join)


@settings(deadline=None)  # the first run compiles the templates
@given(MARKUP, MARKUP)
def test_no_markup_of_the_text_becomes_markup_of_the_page(old, new):
    soup = render(one([part(f"Immer gleicher Anfang {old}")], [part(f"Immer gleicher Anfang {new}")]))

    assert {tag.name for tag in soup.find_all()} <= {
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "span", "del", "ins", "p", "div")
    }
    for reading_aid in soup.select("span"):
        reading_aid.decompose()
    for selector, text in ((".compare-old", old), (".compare-new", new)):
        cell = soup.select_one(selector) or soup.select_one(".compare-plain p")
        assert cell.get_text().strip() == f"Immer gleicher Anfang {text}".strip()


def natural(words: int, seed: int) -> list[str]:
    """Words as frequent as those of a language: few very often, many once."""
    vocabulary = [f"wort{number}" for number in range(4000)]
    return random.Random(seed).choices(vocabulary, [1 / (n + 3) for n in range(4000)], k=words)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (natural(5000, 1), natural(5000, 2)),
        (natural(5000, 1), natural(5000, 1)[::-1]),
        (["a"] * 5000, ["a"] * 4000 + ["b"]),
        (["a", "b"] * 2500, ["b", "a", "c"] * 1700),
        ([str(n % 70) for n in range(5000)], [str(n * 7 % 70) for n in range(5000)]),
        ([str(n) for n in range(5000)], [str(n) for n in range(5000)][::-1]),
    ],
    ids=["other words", "backwards", "one word", "two words", "seventy words", "numbers backwards"],
)
def test_long_texts_are_compared_in_a_moment(old, new):
    started = time.perf_counter()
    compare_words(" ".join(old), " ".join(new))
    list(compare_lines(old, new))
    assert time.perf_counter() - started < 2


def test_some_changes_in_a_long_text_are_still_marked_one_by_one():
    old = natural(5000, 1)
    new = [f"neu{n}" if n % 50 == 0 else word for n, word in enumerate(old)]
    marks = [piece for piece in compare_words(" ".join(old), " ".join(new))[1] if piece.changed]
    assert len(marks) == 100


def test_marks_are_told_to_screen_readers():
    soup = render(one([part("Es kostet 50 Euro.")], [part("Es kostet 60 Euro.")]))
    assert soup.select_one(".compare-old del").get_text() == "[gestrichen: 50 Ende]"
    assert soup.select_one(".compare-new ins").get_text() == "[neu: 60 Ende]"
    assert soup.select_one(".compare-new ins .w-sr-only")


def test_a_new_part_shows_its_text_only_and_a_removed_one_its_old_text():
    added, removed = one([], [part("Neu.")]), one([part("Alt.")], [])
    assert (added.change.kind, removed.change.kind) == (Kind.ADDED, Kind.REMOVED)
    for comparison, text in ((added, "Neu."), (removed, "Alt.")):
        soup = render(comparison)
        assert not soup.select("table, del, ins")
        assert soup.select_one(".compare-plain p").get_text() == text


def test_a_handed_over_part_says_from_whom_to_whom():
    soup = render(one([part("Gleich.")], [part("Gleich.", office=UMWELT)]))
    assert [strong.get_text() for strong in soup.select("strong")] == [SGA.name, UMWELT.name]
    assert soup.select_one(".compare-plain p").get_text() == "Gleich."


def test_a_changed_order_is_listed_before_and_after():
    shared = part("Titel.", key=SHARED, label="Titel")
    first, second = part("1", key="x", label="Erstens"), part("2", key="y", label="Zweitens")
    soup = render(one([shared, first, second], [shared, second, first]))
    assert [[item.get_text() for item in side.select("li")] for side in soup.select(".compare-orders ol")] == [
        ["Titel", "Erstens", "Zweitens"],
        ["Titel", "Zweitens", "Erstens"],
    ]


def test_other_formatting_of_the_same_words_is_said_in_words():
    comparison = comparisons([part("<b>A</b>")], [part("A")], lambda part: [("", ["A"])])[0]
    assert comparison.only_formatting
    assert "Fettdruck" in render(comparison).get_text()
