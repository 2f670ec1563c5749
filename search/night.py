"""What `tick` does for the search: old builds go, and a build whose averages no longer fit is made anew at night."""

from collections.abc import Iterable

from django.utils import timezone

from cms.tick import Stage, Step

from .index import builds
from .models import SearchBuild

HOUR = 3  # local time: nobody publishes, hardly anybody searches


def _drifted() -> Iterable[int]:
    if timezone.localtime().hour == HOUR:
        build = builds.live()
        if builds.has_drifted(build):
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
    Step("pages indexed anew", _drifted, _rebuild, stage=Stage.TIDY_UP),
    Step("old search indexes removed", lambda: [build.pk for build in builds.retired()], _drop, stage=Stage.TIDY_UP),
)
