from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.search import index

from .sorting import sort_key_field


class OfficeQuerySet(models.QuerySet):
    def with_editors(self):
        return self.filter(group__isnull=False)

    def of_user(self, user):
        """The offices `user` works for; none for somebody who is inactive or not logged in."""
        if not user.is_active or user.is_anonymous:
            return self.none()
        return self.filter(group__in=user.groups.all())

    def business_promotion(self) -> "Office":
        """The Wirtschaftsförderung: mediates, signs last, looks after bodies that nobody else maintains.

        Raises `Office.DoesNotExist` where none is set up.
        """
        return self.get(is_business_promotion=True)

    def maintainers(self) -> "dict[Office, Office]":
        """Every office with its maintainer: the answer of `maintainer` for all at once, in one query.

        Bodies that only the Wirtschaftsförderung could look after are left out where there is none.
        """
        offices = {office.pk: office for office in self.model.objects.all()}
        for office in offices.values():
            office.parent = offices.get(office.parent_id)
        promotion = next((office for office in offices.values() if office.is_business_promotion), None)
        found = ((office, office.nearest_with_editors() or promotion) for office in offices.values())
        return {office: maintainer for office, maintainer in found if maintainer}

    def maintained_by(self, user) -> "list[Office]":
        """The offices `user` may act for: the answer of `is_maintained_by` for all at once, in two queries."""
        own = set(self.of_user(user).values_list("pk", flat=True))
        if not own:
            return []
        return [office for office, maintainer in self.maintainers().items() if maintainer.pk in own]


class Office(index.Indexed, ClusterableModel):
    """A body that is responsible for something: a district office, a state body, a chamber …

    District offices may have editors: the members of `group`. For all others the maintainer edits and signs.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", _("Bezirk")
        STATE = "state", _("Land Berlin")
        CHAMBER = "chamber", _("Kammer")
        FEDERAL = "federal", _("Bund")
        OTHER = "other", _("Andere Stelle")

    name = models.CharField(_("Name"), max_length=160, unique=True)
    slug = models.SlugField(_("Kurzname in der Adresse"), unique=True)
    sort_name = sort_key_field("name")
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.DISTRICT)
    parent = models.ForeignKey(
        "self", verbose_name=_("gehört zu"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    group = models.OneToOneField(
        Group,
        verbose_name=_("Gruppe der Redaktion"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="office",
        help_text=_("Nur Stellen des Bezirks haben eine eigene Redaktion. Leer: Die übergeordnete Stelle betreut mit."),
    )
    is_business_promotion = models.BooleanField(
        _("ist die Wirtschaftsförderung"),
        default=False,
        help_text=_("Genau eine Stelle vermittelt und zeichnet zum Schluss."),
    )
    task = models.CharField(
        _("Aufgabe"), max_length=200, blank=True, help_text=_("Wofür ist die Stelle da? Ein Satz ohne Amtsdeutsch.")
    )
    street = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    postal_code = models.CharField(
        _("Postleitzahl"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5}$", _("Eine Postleitzahl hat fünf Ziffern."))],
    )
    city = models.CharField(_("Ort"), max_length=80, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True, help_text=_("Zum Beispiel: (030) 90295-0"))
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Website"), blank=True)
    accessibility = models.TextField(
        _("Barrierefreiheit des Ortes"),
        blank=True,
        help_text=_("Zum Beispiel: Eingang ohne Stufen, Aufzug, barrierefreie Toilette."),
    )
    mailbox = models.EmailField(
        _("Postfach der Redaktion"),
        blank=True,
        help_text=_("Für Nachrichten über Mitzeichnungen und Prüfungen. Wird nicht veröffentlicht."),
    )
    administrators = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Verwaltung der Redaktion"),
        blank=True,
        related_name="administered_offices",
        help_text=_("Diese Personen verwalten, wer für die Stelle arbeitet und wer sie vertritt."),
    )
    contact_note = models.CharField(
        _("Hinweis zum Kontakt"), max_length=200, blank=True, help_text=_("Zum Beispiel: Termin nur nach Vereinbarung.")
    )

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("kind"),
    ]

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name"]
        verbose_name = _("Stelle")
        verbose_name_plural = _("Stellen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__isnull=True) | models.Q(kind="district"),
                name="office_editors_only_in_district",
            ),
            models.CheckConstraint(
                condition=models.Q(is_business_promotion=False) | models.Q(group__isnull=False),
                name="office_business_promotion_has_editors",
            ),
            models.UniqueConstraint(
                fields=["is_business_promotion"],
                condition=models.Q(is_business_promotion=True),
                name="office_one_business_promotion",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="office_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=models.Q(postal_code="") | models.Q(postal_code__regex=r"^\d{5}$"), name="office_postal_code"
            ),
            # "no circles" spans rows: the trigger `cms_office_tree` of the migrations holds it
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.group_id and self.kind != self.Kind.DISTRICT:
            raise ValidationError({"group": _("Nur Stellen des Bezirks haben eine eigene Redaktion.")})
        if self.is_business_promotion and not self.group_id:
            raise ValidationError({"group": _("Die Wirtschaftsförderung braucht eine Redaktion.")})
        if self.pk and any(office.pk == self.pk for office in self.ancestors()):
            raise ValidationError(
                {"parent": _("Eine Stelle kann nicht zu sich selbst gehören, auch nicht über andere.")}
            )

    def ancestors(self) -> "list[Office]":
        """The offices this one belongs to, nearest first; stops at a circle instead of turning for ever."""
        found: list[Office] = []
        office = self.parent
        while office and office not in found:
            found.append(office)
            office = office.parent
        return found

    def nearest_with_editors(self) -> "Office | None":
        """This office or the nearest one above it that has editors."""
        return next((office for office in [self, *self.ancestors()] if office.group_id), None)

    @property
    def maintainer(self) -> "Office":
        """Who edits and signs for this office: itself if it has editors, else the nearest ancestor with editors,
        else the Wirtschaftsförderung."""
        return self.nearest_with_editors() or Office.objects.business_promotion()

    def is_maintained_by(self, user: settings.AUTH_USER_MODEL) -> bool:
        """Whether `user` may act for this office, as a member of its maintainer."""
        return Office.objects.of_user(user).filter(pk=self.maintainer.pk).exists()

    @property
    def has_contact(self) -> bool:
        return any((self.street, self.phone, self.email, self.website))


class OpeningHours(models.Model):
    """One span of time on one weekday; a day with a lunch break has two."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Montag")
        TUESDAY = 1, _("Dienstag")
        WEDNESDAY = 2, _("Mittwoch")
        THURSDAY = 3, _("Donnerstag")
        FRIDAY = 4, _("Freitag")
        SATURDAY = 5, _("Samstag")
        SUNDAY = 6, _("Sonntag")

    office = ParentalKey(Office, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("Wochentag"), choices=Weekday)
    opens = models.TimeField(_("von"))
    closes = models.TimeField(_("bis"))
    note = models.CharField(_("Hinweis"), max_length=80, blank=True, help_text=_("Zum Beispiel: nur mit Termin"))

    class Meta:
        ordering = ["weekday", "opens"]
        verbose_name = _("Öffnungszeit")
        verbose_name_plural = _("Öffnungszeiten")
        constraints = [
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="opening_hours_order"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="opening_hours_weekday"),
            models.UniqueConstraint(fields=["office", "weekday", "opens"], name="opening_hours_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.opens >= self.closes:
            raise ValidationError({"closes": _("Das Ende muss nach dem Anfang liegen.")})
