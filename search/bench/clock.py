"""Wall-clock and CPU time of a call, of this process and of those that work for it: a database's, a search engine's."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

NANOSECONDS = 1e-6  # of a nanosecond to a millisecond


class Times(NamedTuple):
    """Milliseconds."""

    wall: float
    cpu: float


class Clock:
    """Times calls. `others`: numbers of processes whose CPU time counts, too; Linux tells it to the nanosecond."""

    def __init__(self, others: Iterable[int] = ()) -> None:
        self.others = list(others)

    def time(self, act: Callable[[], object]) -> Times:
        before, own, start = self._of_others(), time.process_time_ns(), time.perf_counter_ns()
        act()
        wall, own = time.perf_counter_ns() - start, time.process_time_ns() - own
        return Times(wall * NANOSECONDS, (own + self._of_others() - before) * NANOSECONDS)

    def _of_others(self) -> int:
        return sum(cpu_nanoseconds(pid) for pid in self.others)


def cpu_nanoseconds(pid: int) -> int:
    """What all threads of a process have used since it began; threads that have ended are forgotten."""
    total = 0
    for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(path.read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):  # it ended in between
            continue
    return total
