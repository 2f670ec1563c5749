from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from cms.models import BasePage, Office

from .stand_ins import StandIn


class SubmissionQuerySet(models.QuerySet):
    def open(self):
        """Those that wait for a signature; at most one per page."""
        return self.filter(stage__in=Submission.OPEN)

    def latest_of_page(self):
        """The last one of each page: what it came to is how the page stands."""
        later = Submission.objects.filter(page=models.OuterRef("page"), pk__gt=models.OuterRef("pk"))
        return self.exclude(models.Exists(later))


class Submission(models.Model):
    """One round: a text was handed in, asked of the offices it touches, and signed, sent back or taken back."""

    class Stage(models.TextChoices):
        COSIGNING = "cosigning", _("in Mitzeichnung")
        FINAL = "final", _("zur Schlusszeichnung")
        RETURNED = "returned", _("zurückgegeben")
        TAKEN_BACK = "taken_back", _("zurückgeholt")
        SCHEDULED = "scheduled", _("gezeichnet, Veröffentlichung geplant")
        PUBLISHED = "published", _("veröffentlicht")

    OPEN = (Stage.COSIGNING, Stage.FINAL)

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="submissions")
    workflow_state = models.OneToOneField(
        WorkflowState, null=True, on_delete=models.SET_NULL, related_name="submission"
    )
    stage = models.CharField(_("Stand"), max_length=10, choices=Stage, default=Stage.COSIGNING)
    is_urgent = models.BooleanField(
        default=False, help_text="The text is public already and is signed afterwards (Eilveröffentlichung)."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vorgelegt von"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="submissions",
    )
    submitted_at = models.DateTimeField(_("vorgelegt am"), auto_now_add=True)
    # Whoever had a hand in the text; none of them gives the final signature.
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    change_note = models.TextField(_("Was haben Sie geändert, und warum?"), max_length=1000)
    public_note = models.CharField(_("Was hat sich geändert?"), max_length=300, blank=True)
    stage_since = models.DateTimeField(_("seit"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("beendet von"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    closing_reason = models.TextField(_("Begründung"), blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("Vorlage")
        verbose_name_plural = _("Vorlagen")
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(stage__in=["cosigning", "final"]),
                name="submission_one_open_per_page",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    stage__in=["cosigning", "final", "returned", "taken_back", "scheduled", "published"]
                ),
                name="submission_stage",
            ),
            models.CheckConstraint(condition=~models.Q(change_note=""), name="submission_change_note"),
        ]
        indexes = [models.Index(fields=["stage", "stage_since"], name="submission_stage_since")]

    def __str__(self) -> str:
        return f"{self.page}: {self.get_stage_display()}"

    @property
    def is_open(self) -> bool:
        return self.stage in self.OPEN


class SignatureQuerySet(models.QuerySet):
    def waiting(self):
        """Those that an office still has to give, of rounds that are open."""
        return self.filter(state__in=Signature.WAITING, submission__stage=Submission.Stage.COSIGNING)


class Signature(models.Model):
    """What one office says to one round: asked, signed, objected, passed by silence, or decided in its place."""

    class State(models.TextChoices):
        PENDING = "pending", _("offen")
        SIGNED = "signed", _("mitgezeichnet")
        OBJECTED = "objected", _("Einwand")
        BY_SILENCE = "by_silence", _("durch Fristablauf gezeichnet")
        DECIDED = "decided_by_wifoe", _("durch die Wirtschaftsförderung entschieden")
        VOID = "void", _("ungültig, da der Text geändert wurde")

    WAITING = (State.PENDING, State.VOID)
    VALID = (State.SIGNED, State.BY_SILENCE, State.DECIDED)

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="signatures")
    office = models.ForeignKey(Office, verbose_name=_("Stelle"), on_delete=models.PROTECT, related_name="signatures")
    state = models.CharField(_("Stand"), max_length=16, choices=State, default=State.PENDING)
    part_hashes = models.JSONField(
        help_text="Key and hash of every part the office answers for, before or after; null where it was taken away."
    )
    requested_at = models.DateTimeField(_("angefragt am"))
    due_on = models.DateField(_("Frist"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Person"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stand_in = models.ForeignKey(
        StandIn, verbose_name=_("in Vertretung"), null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    signed_at = models.DateTimeField(_("am"), null=True)
    reason = models.TextField(_("Begründung"), blank=True)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+")
    carried_from = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", help_text="Given in an earlier round."
    )

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("Mitzeichnung")
        verbose_name_plural = _("Mitzeichnungen")
        constraints = [
            models.UniqueConstraint(fields=["submission", "office"], name="signature_one_per_office"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["pending", "signed", "objected", "by_silence", "decided_by_wifoe", "void"]
                ),
                name="signature_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["pending", "void"]) | models.Q(signed_at__isnull=False),
                name="signature_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["objected", "decided_by_wifoe"]) | ~models.Q(reason=""),
                name="signature_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["office", "state", "due_on"], name="signature_of_office")]

    def __str__(self) -> str:
        return f"{self.office}: {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state in self.WAITING

    @property
    def is_valid(self) -> bool:
        return self.state in self.VALID
