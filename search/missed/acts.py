"""What offices do about missed searches. Each act is logged, by whoever is logged in."""

from django.db import transaction
from django.db.models import signals
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from catalogue.models import EverydayWord
from cms.models import Office
from search.models import MissedSearch

from .counting import key_of

# What the log says about each act, as `cms.logged` wants it.
LOG_ACTIONS = {
    "missed.assigned": (gettext_lazy("Erfolglose Suche zugewiesen"), gettext_lazy("Zugewiesen an %(office)s")),
    "missed.rejected": (gettext_lazy("Erfolglose Suche abgelehnt"), gettext_lazy("Abgelehnt")),
    "missed.reopened": (gettext_lazy("Erfolglose Suche wieder geöffnet"), gettext_lazy("Wieder geöffnet")),
    "missed.solved": (gettext_lazy("Erfolglose Suche gelöst"), gettext_lazy("Als gelöst vermerkt")),
    "missed.solved_by_word": (
        gettext_lazy("Erfolglose Suche durch ein Alltagswort gelöst"),
        gettext_lazy("Gelöst durch das Alltagswort „%(word)s“"),
    ),
}


def assign(missed: MissedSearch, office: Office) -> None:
    """Let `office` see to it."""
    fields = {"state": MissedSearch.State.ASSIGNED, "office": office, "word": None, "solved_on": None}
    _act("missed.assigned", missed, fields, {"office": office.name})


def reject(missed: MissedSearch) -> None:
    """Nothing is to be done: it is not what this site is about."""
    _act("missed.rejected", missed, {"state": MissedSearch.State.REJECTED, "word": None, "solved_on": None})


def reopen(missed: MissedSearch) -> None:
    """Put it back to where it came from: to its office, or to those who assign."""
    state = MissedSearch.State.ASSIGNED if missed.office_id else MissedSearch.State.NEW
    _act("missed.reopened", missed, {"state": state, "word": None, "solved_on": None})


def solve(missed: MissedSearch, word: EverydayWord | None = None) -> None:
    """From now on the same searches count as uses. `word` is what solved it, if an everyday word did."""
    fields = {"state": MissedSearch.State.SOLVED, "word": word, "solved_on": timezone.localdate()}
    if word:
        _act("missed.solved_by_word", missed, fields, {"word": word.text})
    else:
        _act("missed.solved", missed, fields)


def solve_by(word: EverydayWord) -> None:
    """A new everyday word solves what was searched with the same words."""
    for missed in MissedSearch.objects.open().filter(key=key_of(word.text)):
        solve(missed, word)


@transaction.atomic
def _act(name: str, missed: MissedSearch, fields: dict, data: dict | None = None) -> None:
    for field, value in fields.items():
        setattr(missed, field, value)
    missed.save(update_fields=list(fields))
    log(missed, name, data=data)


def connect() -> None:
    """Listen to new everyday words, whichever way they come."""
    signals.post_save.connect(_word_saved, sender=EverydayWord)


def _word_saved(sender, instance: EverydayWord, raw: bool = False, **kwargs) -> None:
    if not raw:
        solve_by(instance)
