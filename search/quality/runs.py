"""Measuring the editors' set, and what earlier measurements gave."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.utils import timezone

from cms.tick import Stage, Step
from search.replica.client import FAILURES

from .measure import Measurement
from .metrics import TOP, Figures, place_or_last
from .models import QualityRun, RegressionQuery
from .ranks import regression_queries
from .survey import engine_names, survey

KEPT_MISSES = 50


@dataclass
class Report:
    """What was measured, and the engines that gave no answer."""

    runs: list[QualityRun] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Miss:
    """A query of the set whose page was not among the first three."""

    text: str
    rank: int | None


def measure_set(day: datetime.date | None = None) -> Report:
    """Measure the editors' set with every engine and keep the figures of the day; nothing for an empty set."""
    report = Report()
    if not regression_queries():
        return report
    for name in engine_names():
        try:
            report.runs.append(measure_with(name, day))
        except FAILURES:
            report.silent.append(name)
    return report


def measure_with(name: str, day: datetime.date | None = None) -> QualityRun:
    """Measure the editors' set with one engine and keep the figures. Raises what Elasticsearch fails with."""
    return keep(survey(None, [name], {}).measurements[0], day)


def due() -> list[str]:
    """The engines the set was not measured with today."""
    if not RegressionQuery.objects.exists():
        return []
    done = QualityRun.objects.filter(day=timezone.localdate()).values_list("engine", flat=True)
    return [name for name in engine_names() if name not in done]


def measure_if_it_answers(name: str) -> int:
    """What `tick` does once a day; an Elasticsearch that is away is named by the health page, not here."""
    try:
        measure_with(name)
    except FAILURES:
        return 0
    return 1


STEP = Step("search measured", due, measure_if_it_answers, stage=Stage.TIDY_UP)


def keep(measurement: Measurement, day: datetime.date | None = None) -> QualityRun:
    """Note a measurement of the editors' set; one of the same day and engine is replaced."""
    run, _is_new = QualityRun.objects.update_or_create(
        day=day or timezone.localdate(),
        engine=measurement.engine,
        defaults={"figures": asdict(measurement.figures), "misses": misses(measurement)},
    )
    return run


def misses(measurement: Measurement) -> list[dict]:
    """What is kept of the queries whose page is not among the first three, the worst first."""
    found = [each for each in measurement.judged if place_or_last(each.rank) > TOP]
    found.sort(key=lambda each: (-place_or_last(each.rank), each.query.text))
    return [asdict(Miss(each.query.text, each.rank)) for each in found[:KEPT_MISSES]]


def figures_of(run: QualityRun) -> Figures:
    """The kept figures as what they were; a measure that an earlier version did not know counts 0."""
    known = {name: run.figures.get(name, 0) for name in Figures.__dataclass_fields__}
    return Figures(**known)


def misses_of(run: QualityRun) -> Sequence[Miss]:
    """The kept misses as what they were."""
    return [Miss(**each) for each in run.misses]
