"""Everyday words as a file, out and in: taken as a whole or not at all, and every line says what is wrong with it."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from catalogue.models import EverydayWord
from cms.models import BasePage, User
from cms.spreadsheets import Line as Row
from cms.spreadsheets import Sheet, UnreadableTable, read_csv
from cms.together import together
from search.addresses import Addresses

from .rules import objections, offices_of

MAX_SIZE = 500_000
MAX_LINES = 2_000
TEXT, ADDRESS, OFFICE_WORDS, BEST_BET = COLUMNS = (
    "Alltagswort",
    "Adresse der Seite",
    "Wörter der Ämter",
    "Fester erster Treffer",
)
# For people who read the file; what stands there is not taken in.
FOR_READERS = ("Titel der Seite", "Stellen")
ANSWERS = {"": False, "nein": False, "ja": True}


def sheet_of(words: Iterable[EverydayWord]) -> Sheet:
    """The words as a table that `read_words` takes in again; they come with their pages and their offices."""
    addresses = Addresses()
    return Sheet("alltagswoerter", COLUMNS + FOR_READERS, (_row(word, addresses) for word in words))


class Change(StrEnum):
    """What a line does to the word it names."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: the word as it will be, and what that changes."""

    number: int
    word: EverydayWord
    change: Change

    @property
    def is_new(self) -> bool:
        return self.change == Change.NEW


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line; line 0: with the whole file."""

    line: int
    reason: str


@dataclass
class Reading:
    """What a file says. It can be taken in if it has no faults."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.change == Change.NEW]

    @cached_property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.change == Change.CHANGED]

    @cached_property
    def same(self) -> list[Line]:
        return [line for line in self.lines if line.change == Change.SAME]

    @cached_property
    def changes(self) -> list[Line]:
        """The lines that change anything, in the order of the file."""
        return [line for line in self.lines if line.change != Change.SAME]

    def copy(self) -> "Reading":
        """The same with words of its own, for saving that is taken back."""
        return Reading([replace(line, word=copy.copy(line.word)) for line in self.lines], list(self.faults))

    @transaction.atomic
    def save(self) -> None:
        """Write what is new or different; indexed at once. Raises `IntegrityError` if it is there already.

        In an order of its own, whatever that of the file: two people who take in files at once wait, not in a circle.
        """
        known = EverydayWord.objects.filter(pk__in=[line.word.pk for line in self.changes if line.word.pk])
        list(known.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        words = [line.word for line in self.changes]
        with together():
            # fixed first hits are given up before they are taken
            for word in sorted(words, key=lambda word: (word.is_best_bet, word.text.lower(), word.page_id or 0)):
                word.save()


@transaction.atomic
def take_in(reading: Reading, user: User) -> None:
    """Write what is new or different, with an entry in the history of each word; everything or nothing."""
    reading.save()
    for line in reading.changes:
        log(line.word, "wagtail.create" if line.is_new else "wagtail.edit", user=user)


def read_words(content: bytes, user: User) -> Reading:
    """Read a file for `user`; never fails because of what is in it. A fixed number of statements."""
    try:
        rows = read_csv(content, COLUMNS)
    except UnreadableTable as error:
        return Reading(faults=[Fault(0, str(error))])
    if not rows:
        return Reading(faults=[Fault(0, _("Die Datei hat keine Wörter."))])
    if len(rows) > MAX_LINES:
        message = _("Eine Datei darf höchstens %(limit)s Wörter haben. Teilen Sie sie auf.")
        return Reading(faults=[Fault(rows[MAX_LINES].number, message % {"limit": MAX_LINES})])
    reading, known = Reading(), _Known(rows)
    seen: dict[tuple, int] = {}
    for row in rows:
        word, reasons = _word(row, known)
        key = word.text.lower(), word.page_id
        if not reasons and key in seen:
            reasons = [_("Dasselbe steht schon in Zeile %(line)s.") % {"line": seen[key]}]
        if not reasons:
            seen[key] = row.number
            line = _compared(row.number, word, known.words.get(key))
            reading.lines.append(line)
            reasons = _reasons(line, user)
        reading.faults += [Fault(row.number, reason) for reason in reasons]
    reading.faults = sorted([*reading.faults, *_second_best_bets(reading.lines, known)], key=lambda fault: fault.line)
    return reading


class _Known:
    """What the site holds already of what the file names."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.addresses = Addresses()
        self.pages = self.addresses.pages(row.cells[ADDRESS] for row in rows)
        prefetch_related_objects(list(self.pages.values()), "page_offices__office")
        self.words = {(word.text.lower(), word.page_id): word for word in EverydayWord.objects.all()}

    def page(self, address: str) -> BasePage | None:
        return self.pages.get(self.addresses.path(address))


def _word(row: Row, known: _Known) -> tuple[EverydayWord, list[str]]:
    """The word a line describes, and what cannot be understood of it."""
    reasons, page = [], None
    text, address, office_words, answer = (" ".join(row.cells[column].split()) for column in COLUMNS)
    if address:
        page = known.page(address)
    if address and not page:
        reasons.append(_("Es gibt keine Seite mit der Adresse „%(address)s“.") % {"address": address})
    if answer.lower() not in ANSWERS:
        reasons.append(_("Bei „%(column)s“ kann nur ja oder nein stehen.") % {"column": BEST_BET})
    is_best_bet = ANSWERS.get(answer.lower(), False)
    return EverydayWord(text=text, page=page, office_words=office_words, is_best_bet=is_best_bet), reasons


def _compared(number: int, word: EverydayWord, before: EverydayWord | None) -> Line:
    """The word to save: a new one, or the one that is there with what the file says."""
    if before is None:
        return Line(number, word, Change.NEW)
    same = all(getattr(word, name) == getattr(before, name) for name in ("text", "office_words", "is_best_bet"))
    word.pk, word._state.adding = before.pk, False
    return Line(number, word, Change.SAME if same else Change.CHANGED)


def _reasons(line: Line, user: User) -> list[str]:
    """What speaks against saving; what stays as it is needs no right."""
    if line.change == Change.SAME:
        return []
    try:
        line.word.clean_fields(exclude=["page"])
        line.word.clean()
    except ValidationError as error:
        return list(_labelled(error))
    return list(objections(line.word, user).values())


def _labelled(error: ValidationError) -> Iterator[str]:
    for name, messages in error.message_dict.items():
        label = EverydayWord._meta.get_field(name).verbose_name
        yield from (f"{label}: {message}" for message in messages)


def _second_best_bets(lines: list[Line], known: _Known) -> Iterator[Fault]:
    """A word has one fixed first hit, whatever the file and the site say together."""
    named = {line.word.pk for line in lines if line.word.pk}
    holders = {key[0]: word for key, word in known.words.items() if word.is_best_bet and word.pk not in named}
    for line in lines:
        if not line.word.is_best_bet:
            continue
        text = line.word.text.lower()
        if text in holders and holders[text] is not line.word:
            yield Fault(line.number, _("Dieses Wort hat schon einen festen ersten Treffer."))
        holders.setdefault(text, line.word)


def _row(word: EverydayWord, addresses: Addresses) -> list[str]:
    page = word.page
    return [
        word.text,
        addresses.of(page) if page else "",
        word.office_words,
        "ja" if word.is_best_bet else "nein",
        page.get_admin_display_title() if page else "",
        offices_of(word),
    ]
