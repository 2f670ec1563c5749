from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    default = True
    name = "cms"
    label = "cms"
    verbose_name = "Gewerbe trifft Ämter"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the system checks


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app, with our list of groups."""

    group_viewset = "cms.viewsets.GroupViewSet"
