"""Forms of Wagtail's accounts. Apart from the others: Wagtail's own load only after all models."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.users.forms import UserEditForm as WagtailUserEditForm


class UserEditForm(WagtailUserEditForm):
    """Nobody takes oneself into an office: whoever holds the technical account would speak for every office."""

    def __init__(self, *args, **kwargs) -> None:
        self.is_own_account = kwargs.get("editing_self", False)
        super().__init__(*args, **kwargs)

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        new = groups.exclude(pk__in=self.instance.groups.values("pk"))
        if self.is_own_account and new.filter(office__isnull=False).exists():
            raise ValidationError(_("Niemand nimmt sich selbst in eine Stelle auf."))
        return groups
