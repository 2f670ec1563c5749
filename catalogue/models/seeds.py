from django.db import models
from django.utils.translation import gettext_lazy as _


class SeedRecord(models.Model):
    """What the last `load_content` made of one entry of the seed: tells edited content from content as loaded."""

    key = models.CharField(_("Eintrag"), max_length=200, unique=True, help_text="topics/tische-und-stuehle")
    # no foreign key: an entry whose object is gone must be remembered, or the next run would bring it back
    object_id = models.PositiveBigIntegerField(_("Nummer des Objekts"))
    source_hash = models.CharField(max_length=64, help_text="SHA-256 of the entry in the file")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of the object as loaded")
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        verbose_name = _("Eintrag der Erstbefüllung")
        verbose_name_plural = _("Einträge der Erstbefüllung")

    def __str__(self) -> str:
        return self.key
