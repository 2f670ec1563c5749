"""Forms of the admin that all page types share."""

from collections.abc import Iterator

from django.contrib.humanize.templatetags.humanize import apnumber
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, Form
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.utils import get_user_display_name as name_of

from .models import Office, User
from .permissions.ownership import maintained_offices


def rows_to_keep(formset: BaseFormSet) -> Iterator[Form]:
    """The rows of `formset` that are in order so far and not to be deleted."""
    return (row for row in formset.forms if row.is_valid() and not row.cleaned_data.get("DELETE"))


def refuse_duplicates(formset: BaseFormSet, fields: list[str], message: str) -> None:
    """Put `message` at the last of `fields` in every row that has the same values there as a row before it."""
    seen = set()
    for row in rows_to_keep(formset):
        values = tuple(row.cleaned_data.get(field) for field in fields)
        if None not in values and values in seen:
            row.add_error(fields[-1], message)
        seen.add(values)


class BasePageForm(WagtailAdminPageForm):
    """What holds for the form of every page type."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and self.for_user and "lead_office" in self.fields:
            self.offer_leads_for_a_new_page()
        self.most = apnumber(self.instance.max_problem_types)
        if "problem_types" in self.fields:
            self.fields["problem_types"].help_text = _("Worum geht es? Höchstens %(most)s.") % {"most": self.most}

    def offer_leads_for_a_new_page(self) -> None:
        """Whoever begins a page does so for an office of one's own; it may be handed over later, with signatures."""
        field = self.fields["lead_office"]
        if not self.instance.lead_office_id:
            self.initial["lead_office"] = Office.objects.of_user(self.for_user).first()
        if not self.for_user.is_superuser:
            field.queryset = Office.objects.filter(pk__in=[office.pk for office in maintained_offices(self.for_user)])
            field.error_messages["invalid_choice"] = _("Eine neue Seite führt eine Stelle, die Sie betreuen.")

    def clean_problem_types(self):
        problem_types = self.cleaned_data["problem_types"]
        surplus = len(problem_types) - self.instance.max_problem_types
        if surplus > 0:
            raise ValidationError(
                ngettext(
                    "Höchstens %(most)s Problemtypen. Nehmen Sie einen weg.",
                    "Höchstens %(most)s Problemtypen. Nehmen Sie %(surplus)d weg.",
                    surplus,
                )
                % {"most": self.most, "surplus": surplus}
            )
        return problem_types


class OfficeForm(WagtailAdminModelForm):
    """An office has each opening time once, and is managed by people of its own."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        group = self.instance.group_id
        people = User.objects.filter(is_active=True, groups=group) if group else User.objects.none()
        self.fields["administrators"].queryset = people.order_by("last_name", "first_name", "username")
        self.fields["administrators"].label_from_instance = name_of

    def clean(self):
        cleaned_data = super().clean()
        message = _("Diese Zeit steht schon in der Liste.")
        refuse_duplicates(self.formsets["opening_hours"], ["weekday", "opens"], message)
        return cleaned_data


class ReviewIntervalForm(WagtailAdminModelForm):
    """For which kind of part an interval holds is said once; later only the months change."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].disabled = self.instance.pk is not None
