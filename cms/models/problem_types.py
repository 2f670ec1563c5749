from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class ProblemTypeQuerySet(models.QuerySet):
    def top_level(self):
        return self.filter(parent__isnull=True)


class ProblemType(index.Indexed, models.Model):
    """One entry of the classification of traders' problems: at most two levels, the facet of the search."""

    label = models.CharField(_("Bezeichnung"), max_length=80, unique=True)
    slug = models.SlugField(_("Kurzname in der Adresse"), unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        help_text=_("Leer lassen für die erste Ebene. Es gibt höchstens zwei Ebenen."),
    )
    hint = models.CharField(
        _("Hinweis"),
        max_length=160,
        blank=True,
        help_text=_("In einfachen Worten: Worum geht es hier? Ein halber Satz mit Beispielen."),
    )
    icon = models.SlugField(
        _("Symbol"), max_length=50, blank=True, help_text=_("Name eines Symbols aus der Symbolsammlung.")
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    search_fields = [
        index.SearchField("label"),
        index.AutocompleteField("label"),
        index.SearchField("hint"),
    ]

    objects = ProblemTypeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "label"]
        verbose_name = _("Problemtyp")
        verbose_name_plural = _("Problemtypen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="problem_type_not_its_own_parent",
            )
            # "two levels" spans rows: the trigger `cms_problem_type_levels` of the migrations holds it
        ]

    def __str__(self) -> str:
        return self.label

    def family(self) -> models.QuerySet["ProblemType"]:
        """This problem type and those below it."""
        return ProblemType.objects.filter(models.Q(pk=self.pk) | models.Q(parent=self.pk))

    def is_used(self) -> bool:
        """Whether a page has it, in public or in the draft that is worked on."""
        return self.pages.exists() or (
            self.pages.model.objects.filter(latest_revision__content__problem_types__contains=[self.pk]).exists()
        )

    def clean(self) -> None:
        super().clean()
        known = ProblemType.objects.filter(pk=self.pk).first()
        if known and known.slug != self.slug and known.is_used():
            message = _("Seiten mit diesem Problemtyp sind so gezeichnet. Er behält seinen Kurznamen.")
            raise ValidationError({"slug": message})
        if not self.parent_id:
            return
        if self.parent_id == self.pk or self.parent.parent_id:
            raise ValidationError(
                {"parent": _("Es gibt nur zwei Ebenen. Wählen Sie einen Problemtyp der ersten Ebene.")}
            )
        if self.pk and self.children.exists():
            raise ValidationError(
                {"parent": _("Zu diesem Problemtyp gehören andere. Er muss auf der ersten Ebene bleiben.")}
            )
