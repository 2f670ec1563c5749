"""What `tick` does for the search: an index that is missing or no longer fits is made anew, old ones go."""

from collections.abc import Iterable

from django.utils import timezone

from cms.tick import Stage, Step

from .index import builds
from .models import SearchBuild

HOUR = 3  # local time: nobody publishes, hardly anybody searches


def _unfit() -> Iterable[int]:
    """The live build if it is unfit, and at night also if its averages mislead."""
    build = builds.live()
    is_night = timezone.localtime().hour == HOUR
    if builds.is_unfit(build) or (is_night and builds.has_drifted(build)):
        yield build.pk


def _rebuild(_build: int) -> int:
    try:
        return sum(builds.rebuild())
    except builds.RebuildRunning:
        return 0


def _drop(number: int) -> int:
    builds.drop(SearchBuild.objects.get(pk=number))
    return 1


STEPS = (
    Step("pages indexed anew", _unfit, _rebuild, stage=Stage.TIDY_UP),
    Step("old search indexes removed", lambda: [build.pk for build in builds.retired()], _drop, stage=Stage.TIDY_UP),
)
