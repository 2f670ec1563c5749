"""What a list of the desk can be narrowed to, by the address alone."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import get_page_models

from cms.models import Office

from .desk import Desk
from .desk_lists import DeskList


class DeskFilterForm(forms.Form):
    """Office, kind of page, state, words of the title; a plain GET form. `rows()` are what it leaves."""

    amt = forms.ModelChoiceField(Office.objects.none(), label=_("Stelle"), required=False, empty_label=_("alle"))
    art = forms.ChoiceField(label=_("Art der Seite"), required=False)
    stand = forms.ChoiceField(label=_("Stand"), required=False)
    q = forms.CharField(label=_("Titel enthält"), required=False, max_length=100)

    def __init__(self, data, desk_list: DeskList, desk: Desk) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.desk_list = desk_list
        self.everything = desk_list.rows(desk)
        self.states = desk_list.states(desk)
        self.page_types = {model.kind_slug: model for model in get_page_models() if getattr(model, "kind", "")}
        self.fields["amt"].queryset = desk_list.offices(desk, self.everything).distinct()
        self.fields["amt"].label = str(desk_list.office_label).capitalize()
        types = ((slug, model.kind_label) for slug, model in self.page_types.items())
        self.fields["art"].choices = [("", _("alle")), *sorted(types, key=lambda choice: str(choice[1]))]
        if self.states:
            states = ((value, state.label) for value, state in self.states.items())
            self.fields["stand"].choices = [("", _("alle")), *states]
        else:
            del self.fields["stand"]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.data.get(name) for name in self.fields)

    def rows(self) -> QuerySet:
        """The rows asked for; none where the form has faults, which it shows."""
        if not self.is_valid():
            return self.everything.none()
        asked, rows = self.cleaned_data, self.everything
        to_page = self.desk_list.to_page
        if asked["amt"]:
            rows = self.desk_list.of_office(rows, asked["amt"])
        if asked["art"]:
            content_type = ContentType.objects.get_for_model(self.page_types[asked["art"]])
            rows = rows.filter(**{f"{to_page}content_type": content_type})
        if asked.get("stand"):
            rows = rows.filter(self.states[asked["stand"]].rows)
        for word in asked["q"].split():
            rows = rows.filter(
                Q(**{f"{to_page}draft_title__icontains": word}) | Q(**{f"{to_page}title__icontains": word})
            )
        return rows
