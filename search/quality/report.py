"""What a survey found, as lines for a terminal and as one HTML file that needs nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .charts import Bars, bars
from .measure import Loss, Measurement
from .metrics import Figures
from .survey import Survey, engine_label

LABELS = {
    "typos": gettext_lazy("Tippfehler"),
    "ae-oe-ue": gettext_lazy("ae, oe, ue, ss"),
    "no-dots": gettext_lazy("Umlautpunkte fehlen"),
    "apart": gettext_lazy("Zusammensetzungen getrennt"),
    "inflected": gettext_lazy("andere Beugung"),
    "lower": gettext_lazy("alles klein"),
}
HEADS = ("queries", "nDCG@10", "MRR", "R@10", "top-3", "zero", "weak", "median total")


def lines(survey: Survey) -> Iterator[str]:
    """The figures as a terminal shows them."""
    yield f"{survey.name}: {survey.pages} pages"
    if survey.unknown:
        yield f"left out, no page has this name: {', '.join(survey.unknown)}"
    for each in survey.measurements:
        yield ""
        yield f"{each.engine:34}" + "".join(f"{head:>13}" for head in HEADS)
        yield _line("as typed", each.figures)
        for name, figures in each.by_problem_type().items():
            yield _line(f"  {name}", figures)
        if each.losses:
            yield ""
            yield f"{'change of spelling':34}" + "".join(
                f"{head:>13}" for head in ("touched", "nDCG before", "nDCG after", "loss", "nDCG of all", "zero of all")
            )
        for name, loss in each.losses.items():
            values = (loss.before, loss.figures.ndcg, loss.ndcg, each.changed[name].ndcg, each.changed[name].zero)
            yield f"{name:34}{loss.figures.queries:13}" + "".join(f"{value:13.3f}" for value in values)
        if worst := each.worst():
            yield ""
            yield "the ten worst queries (place of the page, nDCG@10)"
            yield from (f"  {row.rank or '–':>4}  {row.ndcg:.3f}  {row.query.text}" for row in worst)
    if gap := survey.gap:
        yield ""
        yield (
            f"between the engines: nDCG differs by {gap.ndcg:.4f}, first ten overlap {gap.overlap:.1%}, "
            f"same first hit {gap.same_first:.1%}, same total {gap.same_total:.1%}"
        )


@dataclass(frozen=True)
class Part:
    """What the page shows of one engine."""

    engine: str
    measurement: Measurement
    picture: Bars
    changes: list[tuple[str, Loss, Figures]]


def html(survey: Survey) -> str:
    """The figures as a page: no script, no file beside it."""
    context = {
        "survey": survey,
        "day": timezone.localdate(),
        "parts": [Part(engine_label(each.engine), each, picture(each), changes(each)) for each in survey.measurements],
    }
    return render_to_string("search/admin/report.html", context)


def changes(measurement: Measurement) -> list[tuple[str, Loss, Figures]]:
    """Of each change of spelling the label, its loss over the touched queries, and the figures of all."""
    return [(str(LABELS[name]), loss, measurement.changed[name]) for name, loss in measurement.losses.items()]


def picture(measurement: Measurement) -> Bars:
    """nDCG as typed, under each change of spelling and per problem type."""
    rows = [(_("Wie getippt"), measurement.figures.ndcg)]
    rows += [(str(LABELS[name]), figures.ndcg) for name, figures in measurement.changed.items()]
    rows += [(name, figures.ndcg) for name, figures in measurement.by_problem_type().items()]
    return bars(rows)


def _line(label: str, figures: Figures) -> str:
    shares = (figures.ndcg, figures.mrr, figures.recall, figures.top, figures.zero, figures.weak)
    return f"{label:34}{figures.queries:13}" + "".join(f"{value:13.3f}" for value in shares) + f"{figures.total:13g}"
