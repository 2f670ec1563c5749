from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cms.models import BasePage


class EverydayWord(models.Model):
    """A trader's own word or phrase: it leads to a page ("Heizpilz" to tables on the pavement), stands for the words
    offices use ("Heizpilz" for "Gasheizstrahler"), or both."""

    text = models.CharField(_("Alltagswort"), max_length=120, help_text=_("So, wie Leute es eintippen."))
    page = models.ForeignKey(
        BasePage,
        verbose_name=_("führt zu"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="everyday_words",
        help_text=_("Die Seite, die Leute mit diesem Wort finden sollen."),
    )
    office_words = models.CharField(
        _("Wörter der Ämter"),
        max_length=250,
        blank=True,
        help_text=_("So nennen es die Ämter. Wer das Alltagswort eintippt, sucht auch nach diesen Wörtern."),
    )
    is_best_bet = models.BooleanField(
        _("fester erster Treffer"),
        default=False,
        help_text=_("Die Seite steht an erster Stelle, wenn jemand genau dieses Wort und sonst nichts sucht."),
    )

    class Meta:
        ordering = ["text"]
        verbose_name = _("Alltagswort")
        verbose_name_plural = _("Alltagswörter")
        constraints = [
            models.UniqueConstraint(
                Lower("text"),
                "page",
                name="everyday_word_unique",
                violation_error_message=_("Dieses Wort führt schon zu dieser Seite."),
            ),
            models.UniqueConstraint(
                Lower("text"),
                condition=Q(page=None),
                name="everyday_word_unique_without_page",
                violation_error_message=_("Für dieses Wort sind schon Wörter der Ämter eingetragen."),
            ),
            models.UniqueConstraint(
                Lower("text"),
                condition=Q(is_best_bet=True),
                name="everyday_word_one_best_bet",
                violation_error_message=_("Dieses Wort hat schon einen festen ersten Treffer."),
            ),
            models.CheckConstraint(condition=~Q(text=""), name="everyday_word_not_empty"),
            models.CheckConstraint(
                condition=Q(page__isnull=False) | ~Q(office_words=""),
                name="everyday_word_leads_somewhere",
                violation_error_message=_("Wählen Sie eine Seite oder geben Sie Wörter der Ämter an."),
            ),
            models.CheckConstraint(
                condition=Q(is_best_bet=False) | Q(page__isnull=False),
                name="everyday_word_best_bet_has_page",
                violation_error_message=_("Ein fester erster Treffer braucht eine Seite."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """One space between words, and an error at its field where a word leads nowhere."""
        self.text, self.office_words = (" ".join(text.split()) for text in (self.text, self.office_words))
        errors = {}
        if not self.text:
            errors["text"] = _("Geben Sie das Alltagswort an.")
        if not self.page_id and not self.office_words:
            errors["page"] = _("Wählen Sie eine Seite oder geben Sie Wörter der Ämter an.")
        if self.is_best_bet and not self.page_id:
            errors["is_best_bet"] = _("Ein fester erster Treffer braucht eine Seite.")
        if errors:
            raise ValidationError(errors)
