from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        from cms import tick
        from cms.signals import about_to_serve

        from . import checks, german, night, upkeep  # noqa: F401  checks register themselves

        upkeep.connect()
        tick.register(*night.STEPS)
        about_to_serve.connect(german.warm_up)
