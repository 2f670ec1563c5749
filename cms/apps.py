from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = "Gewerbe trifft Ämter"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers the system checks
