from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from catalogue.models.rows import SHORT_TEXT_FEATURES
from catalogue.seed.loader import SEED
from catalogue.seed.markdown import faults, to_rich_text

words = st.text(st.sampled_from("abcäöüß &<>\"'.,:–„“§"), min_size=1, max_size=20).filter(str.strip)
pieces = st.one_of(
    words,
    words.map(lambda text: f"**{text.strip()}**"),
    words.map(lambda text: f"[{text.strip()}](https://example.org/?a=1&b=2)"),
    words.map(lambda text: f"**vor [{text.strip()}](https://example.org/) nach**"),
)
lines = st.lists(pieces, min_size=1, max_size=4).map(" ".join)
blocks = st.one_of(
    lines,
    st.lists(lines, min_size=1, max_size=3).map(lambda rows: "\n".join(f"- {row}" for row in rows)),
    st.lists(lines, min_size=1, max_size=3).map(lambda rows: "\n".join(f"1. {row}" for row in rows)),
)
texts = st.lists(blocks, min_size=1, max_size=4).map("\n\n".join)


def after_opening_and_saving(rich_text: str) -> str:
    converter = ContentstateConverter(SHORT_TEXT_FEATURES)
    return converter.to_database_format(converter.from_database_format(rich_text))


@pytest.mark.parametrize("path", sorted((SEED / "topics").iterdir()), ids=lambda path: path.stem)
def test_opening_a_section_in_the_editor_and_saving_it_changes_nothing(path: Path):
    for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
        rich_text = to_rich_text(section["text"])
        assert after_opening_and_saving(rich_text) == rich_text


@given(texts)
def test_no_text_of_allowed_pieces_changes_in_the_editor(text):
    if not faults(text):
        rich_text = to_rich_text(text)
        assert after_opening_and_saving(rich_text) == rich_text


def test_the_same_text_always_becomes_the_same_rich_text():
    assert to_rich_text("- eins\n- zwei") == to_rich_text("- eins\n- zwei")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("eins\nzwei", ">eins zwei</p>"),
        ("a & b < c", ">a &amp; b &lt; c</p>"),
        (r"5 \* 3", ">5 * 3</p>"),
        ("**a**", "><b>a</b></p>"),
        ("[a](https://x.de/?b=1&c=2)", '><a href="https://x.de/?b=1&amp;c=2">a</a></p>'),
        ("**a [b](https://x.de/) c**", '><b>a</b> <a href="https://x.de/"><b>b</b></a><b> c</b></p>'),
        ("1. a\n2. b", "</li></ol>"),
        ("- a\n\n- b", "</li></ul>"),
    ],
)
def test_markdown_becomes_the_few_tags_of_the_editor(text, expected):
    assert faults(text) == []
    assert to_rich_text(text).endswith(expected)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("eins\n\n<div>zwei</div>", 2, "HTML"),
        ("eins\nzwei <br> drei", 1, "HTML"),
        ("<script>alert(1)</script>", 0, "HTML"),
        ("eins\n\n# zwei", 2, "heading"),
        ("eins\n\n> zwei", 2, "quotes"),
        ("eins\n\n    zwei", 2, "indented"),
        ("```\neins\n```", 0, "code"),
        ("eins `zwei`", 0, "code"),
        ("eins *zwei*", 0, "italics"),
        ("***", 0, "lines"),
        ("eins  \nzwei", 0, "line breaks"),
        ("![a](https://x.de/a.png)", 0, "images"),
        ("eins\n[a](http://x.de/)", 1, "https://"),
        ("[a](javascript:alert%281%29)", None, ""),
        ("- a\n  - b", 1, "nested"),
        ("- a\n\n  b", 2, "one paragraph"),
    ],
)
def test_what_the_editor_would_not_keep_is_a_fault(text, line, reason):
    found = faults(text)

    if line is None:  # no link at all to the parser: it stays text
        assert "<a" not in to_rich_text(text)
    else:
        assert any(fault.line == line and reason in fault.reason for fault in found), found


def test_pages_may_have_headings_and_links_within_the_site():
    text = "## Kontakt\n\n[Impressum](/impressum/)"

    assert faults(text, headings=True, schemes=("https://", "/")) == []
    assert to_rich_text(text).startswith("<h2 ")
    assert [fault.line for fault in faults(text)] == [0, 2]
