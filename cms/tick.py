"""What must happen on time, one step after the other. Each item of a step is a transaction of its own.

Run every few minutes; nothing is done twice, and what one run did not finish the next one does. Apps register their
steps when Django starts.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from .advisory import held

logger = logging.getLogger(__name__)

LOCK = 4712


class Stage(IntEnum):
    """When in a run a step is taken: what it delivers comes after what may bring something to deliver."""

    DUE = 1
    DELIVER = 2
    TIDY_UP = 3


@dataclass(frozen=True)
class Step:
    """`act` deals with one item of `due`, in its own transaction, and returns how many things it did.

    `gives_up_after` that many failures in a row, where one cause spoils all: the rest is left for the next run.
    """

    name: str
    due: Callable[[], Iterable]
    act: Callable[..., int]
    stage: Stage = Stage.DUE
    gives_up_after: int | None = None


@dataclass
class Report:
    """What a run did: a count for each step, and a line for each item that failed."""

    done: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0

    def __str__(self) -> str:
        did = [f"{name} {count}" for name, count in self.done.items() if count]
        return f"tick: {', '.join(did) or 'nothing to do'} ({self.seconds:.1f} s)"


_registered: dict[str, Step] = {}


def register(*steps: Step) -> None:
    """Let every run take `steps`, in this order within a stage. To be called from `AppConfig.ready`.

    A step of the same name takes the place of the former.
    """
    _registered.update({step.name: step for step in steps})


def steps() -> list[Step]:
    """All steps in the order in which a run takes them."""
    return sorted(_registered.values(), key=lambda step: step.stage)


def run() -> Report | None:
    """Take all steps; None if another run is under way. An item that fails does not stop the others."""
    with held(LOCK) as mine:
        if not mine:
            return None
        begin = time.monotonic()
        report = Report()
        for step in steps():
            _take(step, report)
        report.seconds = time.monotonic() - begin
        return report


def _take(step: Step, report: Report) -> None:
    report.done[step.name] = 0
    try:
        items = list(step.due())
    except Exception as error:  # whatever it is, the other steps go on
        _note(report, step.name, error)
        return
    in_a_row = 0
    for item in items:
        try:
            report.done[step.name] += int(step.act(item))
            in_a_row = 0
        except Exception as error:
            _note(report, f"{step.name} {item}", error)
            in_a_row += 1
        if in_a_row == step.gives_up_after:
            break


def _note(report: Report, what: str, error: Exception) -> None:
    logger.error("tick: %s failed", what, exc_info=error)
    report.failures.append(f"{what} ({type(error).__name__})")
