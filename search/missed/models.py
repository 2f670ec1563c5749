"""Searches whose answer was weak: what traders look for and the site does not say yet."""

from django.db import models
from django.db.models import F, Max, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalogue.models import EverydayWord
from cms.models import Office

# One person's words are nobody else's business; what three searches have in common is.
SHOWN_FROM = 3


class MissedSearchQuerySet(models.QuerySet):
    """The words of the inbox."""

    def shown(self):
        """Those that were searched often enough to be shown, with `times` before and `uses` after the solution."""
        missed = Coalesce(Sum("days__count", filter=Q(days__is_use=False)), 0)
        uses = Coalesce(Sum("days__count", filter=Q(days__is_use=True)), 0)
        counted = self.annotate(times=missed, uses=uses, last_day=Max("days__day"))
        return counted.filter(times__gte=SHOWN_FROM - F("uses"))

    def open(self):
        """Those that somebody has to see to."""
        return self.filter(state__in=MissedSearch.OPEN)


class MissedSearch(models.Model):
    """A search text whose answer was weak. Nothing is known of who searched it, or at what time of the day."""

    class State(models.TextChoices):
        NEW = "neu", _("neu")
        ASSIGNED = "zugewiesen", _("zugewiesen")
        SOLVED = "geloest", _("gelöst")
        REJECTED = "abgelehnt", _("abgelehnt")

    OPEN = (State.NEW, State.ASSIGNED)

    key = models.CharField(_("Wörter"), max_length=200, unique=True, help_text="The folded words of the text")
    text = models.CharField(_("Gesucht wurde"), max_length=200)
    first_day = models.DateField(_("zuerst"), db_index=True)
    state = models.CharField(_("Stand"), max_length=10, choices=State, default=State.NEW)
    office = models.ForeignKey(
        Office, verbose_name=_("Stelle"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    word = models.ForeignKey(
        EverydayWord, verbose_name=_("Alltagswort"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    solved_on = models.DateField(_("gelöst am"), null=True, blank=True)

    objects = MissedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("erfolglose Suche")
        verbose_name_plural = _("erfolglose Suchen")
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="missed_search_key"),
            models.CheckConstraint(
                condition=Q(state__in=["neu", "zugewiesen", "geloest", "abgelehnt"]), name="missed_search_state"
            ),
            models.CheckConstraint(
                condition=Q(state="geloest", solved_on__isnull=False) | ~Q(state="geloest") & Q(solved_on=None),
                name="missed_search_solved_on",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class MissedSearchDay(models.Model):
    """How often a text was searched on one day; `is_use`: after it was solved."""

    missed = models.ForeignKey(MissedSearch, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("Datum"), db_index=True)
    is_use = models.BooleanField(_("nach der Lösung"), default=False)
    count = models.PositiveIntegerField(_("Anzahl"))

    class Meta:
        verbose_name = _("Tag einer erfolglosen Suche")
        verbose_name_plural = _("Tage erfolgloser Suchen")
        constraints = [
            models.UniqueConstraint(fields=["missed", "day", "is_use"], name="missed_search_day_unique"),
            models.CheckConstraint(condition=Q(count__gt=0), name="missed_search_day_count"),
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
