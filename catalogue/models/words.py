from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cms.models import BasePage


class EverydayWord(models.Model):
    """A trader's own word or phrase that leads to a page: "Heizpilz" to tables on the pavement."""

    text = models.CharField(_("Alltagswort"), max_length=120, help_text=_("So, wie Leute es eintippen."))
    page = models.ForeignKey(
        BasePage, verbose_name=_("führt zu"), on_delete=models.CASCADE, related_name="everyday_words"
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
            models.CheckConstraint(condition=~models.Q(text=""), name="everyday_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text
