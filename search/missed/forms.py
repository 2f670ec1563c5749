"""How the list of missed searches is narrowed, by the address alone, and how one is assigned."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.models import Office

from .models import MissedSearch

OPEN, ALL = "", "alle"


class MissedFilterForm(forms.Form):
    """State, office, words of the text; a plain GET form. `rows()` are what it leaves, the most frequent first."""

    stand = forms.ChoiceField(
        label=_("Stand"), required=False, choices=[(OPEN, _("offen")), *MissedSearch.State.choices, (ALL, _("alle"))]
    )
    amt = forms.ModelChoiceField(Office.objects.none(), label=_("Stelle"), required=False, empty_label=_("alle"))
    q = forms.CharField(label=_("Text enthält"), required=False, max_length=100)

    def __init__(self, data) -> None:
        super().__init__(data, auto_id="filter-%s")
        assigned = MissedSearch.objects.exclude(office=None).values("office")
        self.fields["amt"].queryset = Office.objects.filter(pk__in=assigned)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.data.get(name) for name in self.fields)

    def rows(self) -> QuerySet[MissedSearch]:
        """The rows asked for; none where the form has faults, which it shows."""
        if not self.is_valid():
            return MissedSearch.objects.none()
        asked, rows = self.cleaned_data, MissedSearch.objects.shown()
        if asked["stand"] == OPEN:
            rows = rows.open()
        elif asked["stand"] != ALL:
            rows = rows.filter(state=asked["stand"])
        if asked["amt"]:
            rows = rows.filter(office=asked["amt"])
        for word in asked["q"].split():
            rows = rows.filter(text__icontains=word)
        return rows.select_related("office", "word__page").order_by("-times", "text")


class AssignForm(forms.Form):
    """Which office is to see to it: one that edits pages."""

    office = forms.ModelChoiceField(
        Office.objects.with_editors(),
        label=_("Stelle"),
        empty_label=_("bitte wählen"),
        error_messages={"required": _("Wählen Sie eine Stelle aus.")},
    )
