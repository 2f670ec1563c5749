from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = "Suche"

    def ready(self) -> None:
        from cms import health, tick
        from cms.signals import about_to_serve

        from . import german, night, upkeep
        from .engines.fallback import report
        from .missed import acts, forgetting
        from .quality import runs
        from .replica.upkeep import STEP

        upkeep.connect()
        acts.connect()
        tick.register(STEP, *night.STEPS, forgetting.STEP, runs.STEP)
        health.register(report)
        about_to_serve.connect(german.warm_up)
