from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        from . import upkeep

        upkeep.connect()
