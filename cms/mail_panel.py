"""Where people say in their account which mails they want."""

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.account import NotificationPreferencesForm
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from .models import MailPreference

NEVER_SENT = ("submitted_notifications", "approved_notifications", "rejected_notifications")


class WagtailMailForm(NotificationPreferencesForm):
    """Wagtail's own switches, without those for mails that this site does not send."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in NEVER_SENT:
            self.fields.pop(name, None)


class MailPreferenceForm(ModelForm):
    class Meta:
        model = MailPreference
        fields = ["at_once", "digest"]


class MailPanel(BaseSettingsPanel):
    name = "mail"
    title = _("E-Mails über Mitzeichnungen")
    tab = notifications_tab
    order = 50
    form_class = MailPreferenceForm

    def get_form(self) -> MailPreferenceForm:
        known = MailPreference.objects.filter(user=self.user).first()
        data = self.request.POST if self.request.method == "POST" else None
        return self.form_class(data, instance=known or MailPreference(user=self.user), prefix=self.name)
