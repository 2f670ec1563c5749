"""The forms about people. What is allowed is for `personnel` to say; forms only read what was typed."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.models import Office, User

from .models import StandIn
from .people import name_of
from .personnel import candidates

LONGEST_ADDRESS = User._meta.get_field("username").max_length  # addresses are login names too
OFFICE, HOUSE = "office", "house"


class PersonForm(forms.Form):
    """Who somebody is."""

    first_name = forms.CharField(label=gettext_lazy("Vorname"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Nachname"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail"),
        max_length=LONGEST_ADDRESS,
        validators=[UnicodeUsernameValidator(message=gettext_lazy("Bitte eine Adresse ohne Sonderzeichen."))],
        help_text=gettext_lazy("Die dienstliche Adresse der Person, kein gemeinsames Postfach."),
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class PersonField(forms.ModelChoiceField):
    """A person by name, with the offices they work for."""

    def label_from_instance(self, person: User) -> str:
        offices = [group.office for group in person.groups.all() if hasattr(group, "office")]
        return f"{name_of(person)} ({', '.join(map(str, offices))})" if offices else name_of(person)


class StandInForm(forms.ModelForm):
    """Who stands in for whom from when to when."""

    user = PersonField(label=gettext_lazy("Wer vertritt?"), queryset=User.objects.none(), empty_label="")
    absent = forms.ModelChoiceField(
        label=gettext_lazy("Wen?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("die ganze Stelle"),
    )

    class Meta:
        model = StandIn
        fields = ["user", "absent", "starts_on", "ends_on"]
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("starts_on", "ends_on")
        }

    def __init__(self, *args, office: Office, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.instance.office = office
        self.initial.setdefault("starts_on", timezone.localdate())
        self.fields["user"].queryset = candidates(office).prefetch_related("groups__office")
        self.fields["absent"].queryset = User.objects.filter(is_active=True, groups=office.group_id)
        self.fields["absent"].label_from_instance = name_of


class LeaveForm(forms.Form):
    """How far somebody goes."""

    leaves = forms.ChoiceField(label=gettext_lazy("Was ist der Fall?"), widget=forms.RadioSelect)

    def __init__(self, *args, office: Office, may_close: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = [(OFFICE, _("Arbeitet nicht mehr für %(office)s. Das Konto bleibt.") % {"office": office})]
        if may_close:
            choices.append((HOUSE, _("Hat das Haus verlassen. Das Konto wird gesperrt.")))
        self.fields["leaves"].choices = choices
        self.fields["leaves"].initial = None if may_close else OFFICE
