from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "Katalog"

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from .models import EverydayWord
        from .permissions import EverydayWordPolicy

        register_permission_policy(EverydayWord, EverydayWordPolicy(EverydayWord))
