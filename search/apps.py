from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        from . import checks, upkeep  # noqa: F401  checks register themselves

        upkeep.connect()
