"""Measuring the editors' set, and what earlier measurements gave."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.utils import timezone

from search.engines import get_engine

from .measure import Measurement, measure
from .metrics import TOP, Figures
from .models import QualityRun
from .ranks import regression_queries

KEPT_MISSES = 50


@dataclass(frozen=True, slots=True)
class Miss:
    """A query of the set whose page was not among the first three."""

    text: str
    rank: int | None


def engine_names() -> list[str]:
    """The engines this site has."""
    return ["postgresql", "elasticsearch"] if settings.ELASTICSEARCH_URL else ["postgresql"]


def measure_set(day: datetime.date | None = None) -> list[QualityRun]:
    """Measure the editors' set with every engine and keep the figures of the day; nothing for an empty set."""
    queries = regression_queries()
    if not queries:
        return []
    return [keep(measure(name, get_engine(name), queries, {}), day) for name in engine_names()]


def keep(measurement: Measurement, day: datetime.date | None = None) -> QualityRun:
    """Note a measurement of the editors' set; one of the same day and engine is replaced."""
    run, _is_new = QualityRun.objects.update_or_create(
        day=day or timezone.localdate(),
        engine=measurement.engine,
        defaults={"figures": asdict(measurement.figures), "misses": misses(measurement)},
    )
    return run


def misses(measurement: Measurement) -> list[dict]:
    found = [each for each in measurement.judged if (each.rank or TOP + 1) > TOP]
    found.sort(key=lambda each: (-(each.rank or 1_000), each.query.text))
    return [asdict(Miss(each.query.text, each.rank)) for each in found[:KEPT_MISSES]]


def figures_of(run: QualityRun) -> Figures:
    """The kept figures as what they were; a measure that an earlier version did not know counts 0."""
    known = {name: run.figures.get(name, 0) for name in Figures.__dataclass_fields__}
    return Figures(**known)


def misses_of(run: QualityRun) -> Sequence[Miss]:
    return [Miss(**each) for each in run.misses]
