"""Markdown of the content files to exactly the rich text that the editor keeps: opening and saving changes nothing."""

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark")  # knows HTML, to be able to refuse it

BLOCK_FAULTS = {
    "html_block": "HTML is not allowed",
    "blockquote_open": "quotes (>) are not allowed",
    "fence": "code is not allowed",
    "code_block": "text must not be indented",
    "hr": "horizontal lines are not allowed",
}
INLINE_FAULTS = {
    "html_inline": "HTML is not allowed",
    "em_open": "italics (*…*) are not allowed, only **bold**",
    "code_inline": "code (`…`) is not allowed",
    "image": "images are not allowed",
    "hardbreak": "forced line breaks are not allowed",
}
BLANKS = re.compile(r"[ \t]+")  # the editor keeps one
HEADINGS = {"h2", "h3"}
LISTS = {"bullet_list_open": "ul", "ordered_list_open": "ol"}


@dataclass(frozen=True)
class TextFault:
    """What is not allowed in a text, and in which of its lines (from 0)."""

    line: int
    reason: str


def faults(text: str, *, headings: bool = False, schemes: tuple[str, ...] = ("https://",)) -> list[TextFault]:
    """What `to_rich_text` would not keep: everything but paragraphs, flat lists, bold and links.

    With `headings`, ## and ### are kept too; links must start with one of `schemes`.
    """
    found: list[TextFault] = []
    lists = 0
    for token in PARSER.parse(text):
        line = token.map[0] if token.map else 0
        if token.type in BLOCK_FAULTS:
            found.append(TextFault(line, BLOCK_FAULTS[token.type]))
        elif token.type == "heading_open" and not (headings and token.tag in HEADINGS):
            found.append(TextFault(line, "only headings ## and ### are allowed" if headings else "no headings allowed"))
        elif token.type in LISTS:
            lists += 1
            if lists > 1:
                found.append(TextFault(line, "lists must not be nested"))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "inline":
            found += _inline_faults(token, line, schemes)
    return [*found, *_crowded_items(text)]


def _inline_faults(inline: Token, line: int, schemes: tuple[str, ...]) -> Iterator[TextFault]:
    for token in inline.children or []:
        if token.type in INLINE_FAULTS:
            yield TextFault(line, INLINE_FAULTS[token.type])
        elif token.type == "link_open" and not str(token.attrs["href"]).startswith(schemes):
            yield TextFault(line, f"the link {token.attrs['href']} must start with {' or '.join(schemes)}")
        if token.type in ("softbreak", "hardbreak"):
            line += 1


def _crowded_items(text: str) -> Iterator[TextFault]:
    paragraphs = 0
    for token in PARSER.parse(text):
        if token.type == "list_item_open":
            paragraphs = 0
        elif token.type == "paragraph_open" and token.level >= 2:
            paragraphs += 1
            if paragraphs > 1:
                yield TextFault(token.map[0] if token.map else 0, "a list entry has one paragraph")


def to_rich_text(text: str) -> str:
    """Rich text as Wagtail's editor stores it. `text` must be without `faults`."""
    out: list[str] = []
    tokens = PARSER.parse(text)
    for index, token in enumerate(tokens):
        if token.type in LISTS:
            out.append(f"<{LISTS[token.type]}>")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            out.append(f"</{token.tag}>")
        elif token.type == "inline":
            opening = tokens[index - 1]
            tag = "li" if opening.type == "paragraph_open" and opening.level >= 2 else opening.tag
            content = _inline(token)
            out.append(f'<{tag} data-block-key="{_block_key(index, content)}">{content}</{tag}>')
    return "".join(out)


def _inline(inline: Token) -> str:
    """The editor puts bold inside links and never the other way round, so texts are first cut at every change."""
    pieces: list[tuple[str, bool, str]] = []
    bold, href = False, ""
    for token in inline.children or []:
        match token.type:
            case "text" | "text_special":
                pieces.append((href, bold, BLANKS.sub(" ", token.content)))
            case "softbreak":
                pieces.append((href, bold, " "))
            case "strong_open" | "strong_close":
                bold = token.type == "strong_open"
            case "link_open":
                href = str(token.attrs["href"])
            case "link_close":
                href = ""
    out: list[str] = []
    for link, linked in groupby(pieces, key=itemgetter(0)):
        content = "".join(
            _bold(text) if strong else text
            for strong, run in groupby(linked, key=itemgetter(1))
            if (text := html.escape("".join(piece[2] for piece in run), quote=False))
        )
        out.append(f'<a href="{html.escape(link)}">{content}</a>' if link else content)
    return "".join(out)


def _bold(text: str) -> str:
    kept = text.rstrip(" ")  # the editor moves the last blank out of the bold text
    return f"<b>{kept}</b>{text[len(kept) :]}"


def _block_key(index: int, content: str) -> str:
    """The editor names each block; the same text in the same place gets the same name, so hashes stay equal."""
    return hashlib.sha256(f"{index} {content}".encode()).hexdigest()[:5]
