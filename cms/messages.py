"""The message catalogue: German texts as they stand in the code, and room for a district to reword them.

Babel does what GNU gettext would, which machines need not have then.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

APPS = ("cms", "catalogue", "home", "search")
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
HEADER = """\
# Texts of the site. An empty msgstr shows the msgid; fill it to reword a text, then run `make messages`.
"""


def catalogue_path(base: Path) -> Path:
    return base / "cms" / "locale" / "de" / "LC_MESSAGES" / "django.po"


def collect(base: Path) -> Catalog:
    """All marked texts below `base`, in the order of files and lines."""
    catalog = Catalog(locale="de", header_comment=HEADER.rstrip(), fuzzy=False, charset="utf-8")
    for path in _sources(base):
        source = path.read_text()
        if path.suffix != ".py":
            source = _as_python(source, str(path))
        location = path.relative_to(base).as_posix()
        for line, message, comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            del line  # without line numbers the catalogue changes only when a text does
            catalog.add(message, None, [(location, None)], auto_comments=comments, context=context)
    return catalog


def merged(base: Path) -> Catalog:
    """The texts of the code with the wordings of the catalogue in the repository."""
    catalog = collect(base)
    path = catalogue_path(base)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale="de")
        for message in catalog:
            old = known.get(message.id, message.context) if message.id else None
            if old:
                message.string = old.string
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The text of the catalogue; the same catalogue always gives the same bytes."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=True, sort_output=True, ignore_obsolete=True)
    head = HEADER + 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: de\\n"\n'
    return (head + '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n').encode() + buffer.getvalue()


def as_mo(po: bytes) -> bytes:
    """The compiled form that Django reads."""
    buffer = io.BytesIO()
    write_mo(buffer, read_po(io.BytesIO(po), locale="de"))
    return buffer.getvalue()


def _sources(base: Path) -> Iterator[Path]:
    for folder, suffixes in (*((app, {".py", ".html"}) for app in APPS), ("templates", {".html", ".txt"})):
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in suffixes and not {"tests", "testing", "migrations", "static"} & set(path.parts):
                yield path


def _as_python(template: str, origin: str) -> str:
    """Django's own translation of a template to calls of gettext, one per line and without indentation."""
    return "\n".join(line.strip() for line in templatize(template, origin=origin).splitlines())
