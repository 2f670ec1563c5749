from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from cms.models import BasePage

from .submissions import Submission


class PublicationQuerySet(models.QuerySet):
    def unsettled(self):
        """Urgent ones whose text the offices have not signed yet, oldest first."""
        return self.filter(kind=Publication.Kind.URGENT, published_at__isnull=False, settled_at__isnull=True).order_by(
            "published_at", "pk"
        )


class Publication(models.Model):
    """A text that became public, or will at its time: why it may, and which text exactly."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("gezeichnet")
        URGENT = "urgent", _("Eilveröffentlichung")
        EXAMPLE = "example", _("Beispielinhalt")

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="publications")
    submission = models.ForeignKey(Submission, null=True, on_delete=models.SET_NULL, related_name="publications")
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(_("Art"), max_length=7, choices=Kind)
    text_hash = models.CharField(max_length=64)
    reason = models.TextField(_("Begründung"), blank=True)
    public_note = models.CharField(_("Was hat sich geändert?"), max_length=300, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("veröffentlicht"), null=True)
    # The text that was cleared before an urgent one: what the offices compare with. Revisions can be overwritten.
    cleared_content = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    settled_at = models.DateTimeField(null=True, help_text="When the offices had signed an urgent text.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name = _("Veröffentlichung")
        verbose_name_plural = _("Veröffentlichungen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["signed", "urgent", "example"]), name="publication_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="urgent") | ~models.Q(reason=""), name="publication_urgent_reason"
            ),
        ]
        indexes = [models.Index(fields=["page", "-published_at"], name="publication_of_page")]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_kind_display()}"


class TakeDownQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at__isnull=True)


class TakeDown(models.Model):
    """A page was taken from the public, and readers who come to its address are told why and where to go."""

    page = models.ForeignKey(BasePage, null=True, on_delete=models.SET_NULL, related_name="take_downs")
    path = models.CharField(_("Adresse"), max_length=2000, db_index=True)
    title = models.CharField(_("Titel"), max_length=255)
    reason = models.CharField(
        _("Grund"), max_length=300, help_text=_("Ein Satz für die Öffentlichkeit: Warum gibt es die Seite nicht mehr?")
    )
    forward_to = models.ForeignKey(
        BasePage,
        verbose_name=_("Weiter zu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Wohin sollen Leserinnen und Leser stattdessen gehen?"),
    )
    redirects = models.BooleanField(
        _("Sofort weiterleiten"),
        default=False,
        help_text=_("Ohne Hinweis auf die andere Seite leiten, zum Beispiel wenn sie dasselbe sagt."),
    )
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_down_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_down_at", "-pk"]
        verbose_name = _("Rücknahme")
        verbose_name_plural = _("Rücknahmen")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="take_down_reason"),
            models.UniqueConstraint(
                fields=["path"], condition=models.Q(lifted_at__isnull=True), name="take_down_one_per_path"
            ),
        ]

    def __str__(self) -> str:
        return self.title
