"""Work that follows from changes, done once for many of them: at the end of a block, inside its transaction."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Work = Callable[[Iterable], None]

_waiting: ContextVar[dict[Work, set] | None] = ContextVar("together_waiting", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Within this block what is handed to `do` waits until its end; nothing is done if the block fails.

    A block inside another one waits with it.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get()
    finally:
        _waiting.reset(token)
    for work, keys in waiting.items():
        work(keys)


def do(work: Work, keys: Iterable[Hashable]) -> None:
    """Call `work(keys)`: at once, or at the end of the block with all keys that came together until then."""
    waiting = _waiting.get()
    if waiting is None:
        work(keys)
    else:
        waiting.setdefault(work, set()).update(keys)


def waiting(work: Work) -> set[Hashable]:
    """The keys that `work` will be called with at the end of the block; outside of a block none."""
    return set((_waiting.get() or {}).get(work, ()))
