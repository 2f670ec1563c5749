from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Approval: who has to sign a text before readers see it."""

    name = "cms.workflow"
    label = "workflow"
    verbose_name = "Mitzeichnung und Schlusszeichnung"

    def ready(self) -> None:
        from cms import tick

        from . import files, membership_receivers, receivers  # noqa: F401  connects them
        from .due import STEPS

        tick.register(*STEPS)
