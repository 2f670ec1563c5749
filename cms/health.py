"""What the health page says beyond "ok". Higher layers add their lines when Django starts."""

from collections.abc import Callable, Iterable

_reports: list[Callable[[], Iterable[str]]] = []


def register(report: Callable[[], Iterable[str]]) -> None:
    """Let the health page show the lines that `report` returns. To be called from `AppConfig.ready`."""
    if report not in _reports:
        _reports.append(report)


def lines() -> list[str]:
    """All lines. They are for operators: none of them may be about readers."""
    return [line for report in _reports for line in report()]
