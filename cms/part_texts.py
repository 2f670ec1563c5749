"""What a part says, as plain lines: for people who confirm or sign it, not for readers of the site.

Everything is read from `Part.content`; the page only says of which type it is. So it works for a draft as well as for
a text that was public before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from django.db.models import DateTimeField, Field, Model
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import RichText

from .models import BasePage
from .parts import SHARED, Part

Text = list[tuple[str, list[str]]]

# Part of the identity of a page, but nothing an office could find right or wrong in a review.
UNSPOKEN = {"slug", "is_placeholder"}
MAIN_TEXT = "text"  # needs no label: it is what a section or a step is about
BLOCKS = {"p", "h2", "h3", "h4", "h5", "h6", "li", "br", "hr"}
INTERNAL_LINK = re.compile(r'<a\b(?=[^>]*\blinktype=\\?"(\w+)\\?")(?=[^>]*\bid=\\?"(\d+)\\?")[^>]*>')


class Names:
    """What the things are called that parts point to by number or short name; one query for each kind of thing."""

    def __init__(self, page: BasePage, parts: Iterable[Part]) -> None:
        wanted: dict[type[Model], set] = defaultdict(set)
        for part in parts:
            for name, value in part.content.items():
                for model, key in _references(_field(page, part, name), value):
                    wanted[model].add(key)
        self._known = {model: _names_of(model, keys) for model, keys in wanted.items()}

    def of(self, model: type[Model], key: int | str) -> str:
        """The name, or a word that the thing is gone."""
        return self._known.get(_base(model), {}).get(key) or _("nicht mehr vorhanden (%s)") % key


def part_text(page: BasePage, part: Part, names: Names | None = None, *, complete: bool = False) -> Text:
    """The filled-in values of `part` in order: their label, empty for the text itself, and their lines.

    `names` saves queries where many parts are read. `complete` adds what only a comparison needs: the kind of a
    section, the address of a page.
    """
    names = names or Names(page, [part])
    rows = []
    if complete and part.key != SHARED and (kind := _kind(page, part)):
        rows.append(kind)
    for name, value in part.content.items():
        if name in UNSPOKEN and not complete:
            continue
        field = _field(page, part, name)
        if lines := _lines(field, value, names):
            rows.append((_label(page, part, name, field), lines))
    return rows


# --- the model fields behind the values ----------------------------------------------------------------------------
def _field(page: BasePage, part: Part, name: str) -> Field:
    if part.key != SHARED:
        return _row_model(page, page.part_rows)._meta.get_field(name)
    if name in page.content_rows:
        relation, field_name = page.content_rows[name]
        return _row_model(page, relation)._meta.get_field(field_name)
    return page._meta.get_field(name)


def _label(page: BasePage, part: Part, name: str, field: Field) -> str:
    if part.key != SHARED:
        return "" if name == MAIN_TEXT else str(field.verbose_name)
    return capfirst(field.model._meta.verbose_name_plural) if name in page.content_rows else str(field.verbose_name)


def _row_model(page: BasePage, relation: str) -> type[Model]:
    return page._meta.get_field(relation).related_model


def _kind(page: BasePage, part: Part) -> tuple[str, list[str]] | None:
    fields = {field.name: field for field in _row_model(page, page.part_rows)._meta.fields}
    field = fields.get("kind")
    return (str(field.verbose_name), [_choice(field, part.kind)]) if field else None


# --- names of what a value points to -------------------------------------------------------------------------------
def _references(field: Field, value: Any) -> Iterator[tuple[type[Model], Any]]:
    if field.is_relation:
        for key in value if isinstance(value, list) else [value]:
            if key is not None:
                yield _base(field.related_model), key
    elif isinstance(field, RichTextField | StreamField):
        for source in _strings(value):
            for kind, key in INTERNAL_LINK.findall(source):
                if model := _linked_model(kind):
                    yield model, int(key)


def _strings(value: Any) -> Iterator[str]:
    """Every text in plain JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _strings(entry)


def _linked_model(kind: str) -> type[Model] | None:
    return {"page": BasePage, "document": get_document_model()}.get(kind)


def _base(model: type[Model]) -> type[Model]:
    return BasePage if issubclass(model, BasePage) else model


def _names_of(model: type[Model], keys: set) -> dict:
    lookup = "slug" if any(isinstance(key, str) for key in keys) else "pk"
    found = model._base_manager.filter(**{f"{lookup}__in": keys})
    return {getattr(thing, lookup): str(thing) for thing in found}


# --- lines ---------------------------------------------------------------------------------------------------------
def _lines(field: Field, value: Any, names: Names) -> list[str]:
    if value is None or value == "" or value == []:
        return []
    if field.is_relation:
        return [names.of(field.related_model, key) for key in (value if isinstance(value, list) else [value])]
    if field.choices:
        return [_choice(field, value)]
    if isinstance(field, RichTextField):
        return _rich_lines(value, names)
    if isinstance(field, StreamField):
        return [line for block in field.to_python(value) for line in _block_lines(block.value, names)]
    if isinstance(field, DateTimeField):
        moment = parse_datetime(value)
        return [formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT") if moment else value]
    if isinstance(value, bool):
        return [_("ja") if value else _("nein")]
    if isinstance(value, list):
        return [str(entry) for entry in value]
    return _split(str(formats.localize(value) if not isinstance(value, str) else value))


def _choice(field: Field, value: Any) -> str:
    return str(dict(field.flatchoices).get(value, value))


def _block_lines(value: Any, names: Names) -> list[str]:
    if isinstance(value, RichText):
        return _rich_lines(value.source, names)
    alt_text = getattr(value, "contextual_alt_text", None)
    if alt_text:
        return [_("Bild „%(title)s“: %(alt)s") % {"title": value, "alt": alt_text}]
    return _split(str(value))


def _rich_lines(source: str, names: Names) -> list[str]:
    parser = _RichLines(names)
    parser.feed(source)
    parser.close()
    return _split("".join(parser.pieces))


class _RichLines(HTMLParser):
    """Lines of a rich text; entries of lists keep a dot, links their target: both are part of what is said."""

    def __init__(self, names: Names) -> None:
        super().__init__(convert_charrefs=True)
        self.names = names
        self.pieces: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag == "li":
            self.pieces.append("• ")
        if tag == "a":
            self.targets.append(self._target(dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag == "a" and self.targets and (target := self.targets.pop()):
            self.pieces.append(f" ({target})")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def _target(self, attributes: dict[str, str | None]) -> str:
        model = _linked_model(attributes.get("linktype") or "")
        key = attributes.get("id") or ""
        if model and key.isdigit():
            return _("Link zu „%s“") % self.names.of(model, int(key))
        return attributes.get("href") or ""


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
