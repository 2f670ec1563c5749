"""What suggestions are found by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SuggestionWord(models.Model):
    """One folded word of something that can be suggested: a page's title, or an everyday word for a page.

    Written by `search.suggestions` together with the search entry of the page, and gone with it. PostgreSQL answers
    from the index on `word` alone, however many pages there are; nothing is held in the memory of a worker.
    """

    page_id = models.IntegerField(_("Seite"), db_index=True)
    kind = models.CharField(_("Art"), max_length=20)
    label = models.CharField(_("Vorschlag"), max_length=255)
    url = models.CharField(_("Adresse"), max_length=2000)
    # byte order, so that the index serves prefixes
    word = models.CharField(_("Wort"), max_length=255, db_collation="C")
    folded = models.CharField(_("alle Wörter"), max_length=520, help_text="All folded words, each after a space")

    class Meta:
        verbose_name = _("Wort eines Vorschlags")
        verbose_name_plural = _("Wörter der Vorschläge")
        indexes = [models.Index(fields=["word"], name="search_suggestion_word")]

    def __str__(self) -> str:
        return self.label
