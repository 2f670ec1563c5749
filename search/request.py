"""The search as a reader asked for it, from the address and back. The address is the whole state of a search."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .choices import Choice, Choices, page_kinds

MAX_TEXT = 200
PAGE_SIZE = 20
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff]+")
# What networks and newsletters hang on to links that are passed on; it is not the reader's, and asks for nothing.
ADDED_BY_OTHERS = re.compile("utm_[a-z_]+|fbclid|gclid|msclkid|igsh|igshid")
PAGE_NUMBER = re.compile("[1-9][0-9]{0,5}", re.ASCII)


class Sort(TextChoices):
    """The orders that readers can choose."""

    RELEVANCE = "relevanz", gettext_lazy("Passende zuerst")
    ALPHABET = "a-z", gettext_lazy("A bis Z")
    DATE = "datum", gettext_lazy("Datum")


class Time(TextChoices):
    """Which events are found; other pages only at any time."""

    ANY = "", gettext_lazy("Alle")
    UPCOMING = "kommend", gettext_lazy("Kommende Termine")
    PAST = "vergangen", gettext_lazy("Vergangene Termine")


@dataclass(frozen=True)
class Names:
    """How the parameters are called; one without a name is not offered. `localised`: kinds as in German addresses."""

    text: str
    problem_types: str
    offices: str
    kinds: str
    page: str
    time: str = ""
    sort: str = ""
    exact: str = "exact"
    localised: bool = False

    def value(self, choice: Choice) -> str:
        """How `choice` appears in a query string."""
        return choice.address if self.localised else choice.value


GERMAN = Names("q", "problemtyp", "amt", "art", "seite", "zeit", "sortierung", localised=True)
ENGLISH = Names("q", "problem_type", "office", "kind", "page")


@dataclass(frozen=True)
class SearchRequest:
    """What is searched. Facet values are slugs (kinds: `BasePage.kind`), each once, in the order of the choices."""

    text: str = ""
    problem_types: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    time: Time = Time.ANY
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    exact: bool = False  # the words as typed: nothing corrected, nothing similar

    @property
    def is_filtered(self) -> bool:
        return bool(self.problem_types or self.offices or self.kinds or self.time)

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    def but(self, **changes) -> "SearchRequest":
        """The same search with `changes`, from its first page on."""
        return replace(self, **{"page": 1, **changes})

    def query(self, names: Names = GERMAN) -> str:
        """The query string that `parse()` turns into an equal request; what is not set is not in it."""
        kinds = page_kinds()
        pairs = [
            (names.text, self.text),
            *((names.problem_types, slug) for slug in self.problem_types),
            *((names.offices, slug) for slug in self.offices),
            *((names.kinds, names.value(kinds[kind])) for kind in self.kinds),
            (names.time, self.time.value),
            (names.sort, self.sort.value if self.sort != Sort.RELEVANCE else ""),
            (names.exact, "1" if self.exact else ""),
            (names.page, self.page if self.page > 1 else ""),
        ]
        return urlencode([(name, value) for name, value in pairs if name and value])


def parse(query: QueryDict, choices: Choices, names: Names = GERMAN) -> tuple[SearchRequest, list[str]]:
    """Read a search from a query string; never fails.

    Returns the request and, for the reader, one sentence for everything that was not understood and left out.
    """
    reader = _Reader(query, names)
    request = SearchRequest(
        text=reader.text(),
        problem_types=reader.values(names.problem_types, choices.problem_types),
        offices=reader.values(names.offices, choices.offices),
        kinds=reader.values(names.kinds, choices.kinds),
        time=reader.option(names.time, Time, Time.ANY),
        sort=reader.option(names.sort, Sort, Sort.RELEVANCE),
        page=reader.page(),
        exact=reader.switch(names.exact),
    )
    reader.note_unknown_names()
    return request, reader.notes


class _Reader:
    """Takes parameters from a query string and collects what it could not read."""

    def __init__(self, query: QueryDict, names: Names) -> None:
        self.query = query
        self.names = names
        self.notes: list[str] = []

    def text(self) -> str:
        text = " ".join(printable(self.query.get(self.names.text, "")).split())
        if len(text) > MAX_TEXT:
            self.notes.append(
                _("Ihre Eingabe war sehr lang. Gesucht wurde nach den ersten %(count)s Zeichen.") % {"count": MAX_TEXT}
            )
        return text[:MAX_TEXT].rstrip()

    def values(self, name: str, choices: Mapping[str, Choice]) -> tuple[str, ...]:
        wanted = list(dict.fromkeys(filter(None, self.query.getlist(name))))
        known = {self.names.value(choice): value for value, choice in choices.items()}
        self._note_values(name, [value for value in wanted if value not in known])
        return tuple(value for address, value in known.items() if address in wanted)

    def option[Option: TextChoices](self, name: str, options: type[Option], default: Option) -> Option:
        given = self.query.get(name, "") if name else ""
        if given in options.values:
            return options(given)
        if given:
            self._note_values(name, [given])
        return default

    def switch(self, name: str) -> bool:
        given = self.query.get(name, "")
        if given not in ("", "0", "1"):
            self._note_values(name, [given])
        return given == "1"

    def page(self) -> int:
        given = self.query.get(self.names.page, "")
        if PAGE_NUMBER.fullmatch(given):
            return int(given)
        if given:
            self._note_values(self.names.page, [given])
        return 1

    def note_unknown_names(self) -> None:
        known = vars(self.names).values()
        unknown = [name for name in self.query if name not in known]
        if self.names.localised:  # programs add nothing by accident
            unknown = [name for name in unknown if not ADDED_BY_OTHERS.fullmatch(name)]
        if unknown:
            self.notes.append(_("Diese Suche kennt die Angabe %(names)s nicht.") % {"names": quoted(unknown)})

    def _note_values(self, name: str, values: list[str]) -> None:
        if values:
            self.notes.append(_("Bei „%(name)s“ gibt es %(values)s nicht.") % {"name": name, "values": quoted(values)})


def printable(text: str) -> str:
    """`text` without what no database and no page can hold: control characters, lone surrogates, broken bytes."""
    return UNPRINTABLE.sub(" ", text)


def quoted(texts: Iterable[str], limit: int = 3) -> str:
    """The first texts, shortened, in German quotation marks: „a“, „b“, …"""
    texts = list(texts)
    shown = [f"„{Truncator(printable(text)).chars(40)}“" for text in texts[:limit]]
    return ", ".join([*shown, "…"] if len(texts) > limit else shown)
