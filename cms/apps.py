from django.apps import AppConfig
from wagtail.admin.apps import WagtailAdminAppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    default = True
    name = "cms"
    label = "cms"
    verbose_name = "Gewerbe trifft Ämter"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from . import checks, receivers  # noqa: F401  registers the system checks, connects the receivers
        from .models import BasePage
        from .permissions import OwnershipPolicy

        register_permission_policy(BasePage, OwnershipPolicy())


class AdminConfig(WagtailAdminAppConfig):
    """Wagtail's admin, with our form for pages: at start Wagtail puts its own in place of what the model says.

    And without its mails about workflows and the switches for them: they know neither offices nor stand-ins.
    """

    def ready(self) -> None:
        super().ready()
        from wagtail import signals
        from wagtail.admin.views.account import NotificationsSettingsPanel
        from wagtail.models import WorkflowState

        for event in ("submitted", "rejected", "approved"):
            signal = getattr(signals, f"workflow_{event}")
            signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{event}_email_notification")

        from .forms import BasePageForm
        from .mail_panel import WagtailMailForm
        from .models import BasePage

        BasePage.base_form_class = BasePageForm
        NotificationsSettingsPanel.form_class = WagtailMailForm


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with our lists of groups and accounts."""

    group_viewset = "cms.viewsets.GroupViewSet"
    user_viewset = "cms.viewsets.UserViewSet"
