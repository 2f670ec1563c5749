from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .offices import Office


class OutgoingMail(models.Model):
    """A message to one address: written together with what it tells of, sent by the worker, kept until it is sent.

    `key` names the occasion and the address; the same message is never written twice.
    """

    key = models.CharField(max_length=200, unique=True)
    event = models.CharField(_("Anlass"), max_length=40)
    to = models.EmailField(_("an"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Person"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("Stelle"), null=True, on_delete=models.CASCADE, related_name="outgoing_mails"
    )
    subject = models.CharField(_("Betreff"), max_length=200)
    text = models.TextField()
    html = models.TextField()
    created_at = models.DateTimeField(_("geschrieben"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gesendet"), null=True)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    next_attempt_at = models.DateTimeField(null=True)
    last_error = models.CharField(_("Fehler"), max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        indexes = [
            models.Index(fields=["next_attempt_at"], name="mail_waiting", condition=models.Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.subject} – {self.to}"


class MailPreference(models.Model):
    """How somebody wants to be told. Without a row: at once, and a digest in the morning."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    at_once = models.BooleanField(
        _("Sofort benachrichtigen"),
        default=True,
        help_text=_("Eine E-Mail, sobald etwas zu zeichnen ist, zurückkommt oder veröffentlicht wird."),
    )
    digest = models.BooleanField(
        _("Morgens eine Übersicht"),
        default=True,
        help_text=_("Höchstens eine E-Mail am Morgen mit allem, was offen ist."),
    )

    class Meta:
        verbose_name = _("Benachrichtigung")
        verbose_name_plural = _("Benachrichtigungen")

    def __str__(self) -> str:
        return str(self.user)
