"""Forms of the admin that all page types share."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminPageForm

MAX_PROBLEM_TYPES = 3


class BasePageForm(WagtailAdminPageForm):
    """What holds for the form of every page type."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "lead_office" in self.fields and not self.instance.pk and not self.instance.lead_office_id:
            self.initial["lead_office"] = self._office_of_author()

    def _office_of_author(self):
        from .models import Office  # the page models import this module

        return Office.objects.of_user(self.for_user).first() if self.for_user else None

    def clean_problem_types(self):
        problem_types = self.cleaned_data["problem_types"]
        surplus = len(problem_types) - MAX_PROBLEM_TYPES
        if surplus > 0:
            raise ValidationError(
                ngettext(
                    "Höchstens drei Problemtypen. Nehmen Sie einen weg.",
                    "Höchstens drei Problemtypen. Nehmen Sie %(surplus)d weg.",
                    surplus,
                )
                % {"surplus": surplus}
            )
        return problem_types
