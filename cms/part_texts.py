"""What a part says, as plain lines: for people who confirm it, not for readers of the site."""

import html
import re
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils import formats
from django.utils.html import strip_tags

from .models import BasePage
from .parts import SHARED, Part

BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>")
# Part of the identity of a page, but nothing an office could find right or wrong.
UNSPOKEN = {"slug", "is_placeholder"}


def part_text(page: BasePage, part: Part) -> list[tuple[str, list[str]]]:
    """The filled-in values of `part` in order: their label, empty where the part itself says it, and their lines."""
    rows = []
    for name, value in part.content.items():
        if name in UNSPOKEN:
            continue
        label, lines = _of_field(page, name) if part.key == SHARED else ("", _lines(value))
        if lines:
            rows.append((label, lines))
    return rows


def _of_field(page: BasePage, name: str) -> tuple[str, list[str]]:
    try:
        field = page._meta.get_field(name)
    except FieldDoesNotExist:  # pointers to other pages, kept as numbers
        return "", []
    value = getattr(page, name)
    if field.many_to_many:
        return field.verbose_name, [str(entry) for entry in value.all()]
    if field.choices:
        value = getattr(page, f"get_{name}_display")()
    return field.verbose_name, _lines(value)


def _lines(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [str(entry) for entry in value]
    text = str(formats.localize(value) if not isinstance(value, str) else value).strip()
    if text.startswith("<"):
        text = html.unescape(strip_tags(BLOCK_END.sub("\n", text)))
    return [line.strip() for line in text.splitlines() if line.strip()]
