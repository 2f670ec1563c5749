"""What an everyday word has to be, beyond what the database keeps: asked by the form and for every line of a file."""

from django.utils.translation import gettext as _
from wagtail.permissions import policy_registry

from catalogue.models import EverydayWord
from cms.models import User
from search.german import query_words


def offices_of(word: EverydayWord) -> str:
    """The names of the offices whose page it is."""
    return ", ".join(row.office.name for row in word.page.page_offices.all()) if word.page else ""


def objections(word: EverydayWord, user: User) -> dict[str, str]:
    """What speaks against `user` keeping `word` as it is, by field; asks the database nothing about single words."""
    found = {}
    if word.text and not query_words(word.text):
        found["text"] = _("Danach kann niemand suchen: Es fehlen Buchstaben oder Ziffern.")
    if word.office_words and not query_words(word.office_words):
        found["office_words"] = _("Danach kann niemand suchen: Es fehlen Buchstaben oder Ziffern.")
    if word.page and not word.page.specific_class.kind:
        found["page"] = _("Die Startseite und Übersichten findet die Suche nicht. Wählen Sie eine andere Seite.")
    elif (word.page or word.office_words) and not policy_registry.get_by_type(
        EverydayWord
    ).user_has_permission_for_instance(user, "change", word):
        found["page"] = _not_yours(word)
    return found


def _not_yours(word: EverydayWord) -> str:
    if word.page:
        said = _(
            "„%(page)s“ gehört anderen Stellen: %(offices)s. Deren Redaktionen pflegen die Alltagswörter der Seite."
        )
        return said % {"page": word.page.get_admin_display_title(), "offices": offices_of(word)}
    return _("Wörter ohne Seite pflegt die Wirtschaftsförderung. Wählen Sie eine Seite Ihrer Stelle.")
