"""What there is to do with an Elasticsearch on this machine, whatever it is made of."""

import fcntl
import json
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VERSION = "9.4.3"
PORT = 9200
SECONDS_TO_START = 180


class NoElasticsearch(Exception):
    """It cannot be had here; the message says what is missing."""


class Server(ABC):
    """One Elasticsearch that listens on this machine only. What it is made of lives in `home`."""

    def __init__(self, home: Path, port: int = PORT, heap: str = "512m") -> None:
        self.home = home
        self.port = port
        self.heap = heap

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start it if nothing answers yet, and wait until it does; returns its address. Safe to call at once."""
        self.home.mkdir(parents=True, exist_ok=True)
        with locked(self.home / "lock"):
            if not version_at(self.url):
                self.run()
                self.wait()
        if (found := version_at(self.url)) != VERSION:
            raise NoElasticsearch(f"At {self.url} answers version {found}, not {VERSION}.")
        return self.url

    def wait(self) -> None:
        """Return as soon as it answers."""
        end = time.monotonic() + SECONDS_TO_START
        while not version_at(self.url):
            if time.monotonic() > end or not self.is_alive():
                raise NoElasticsearch(f"Elasticsearch did not start. The end of its log:\n{self.log()}")
            time.sleep(0.2)

    @abstractmethod
    def run(self) -> None:
        """Start it, without waiting for it."""

    @abstractmethod
    def is_alive(self) -> bool: ...

    @abstractmethod
    def log(self) -> str: ...

    @abstractmethod
    def stop(self) -> None:
        """Let it end in peace. Its data stay."""

    @abstractmethod
    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""

    @abstractmethod
    def pause(self) -> None:
        """Let it hang: it takes requests and answers none."""

    @abstractmethod
    def resume(self) -> None:
        """Let it go on after a pause."""

    @abstractmethod
    def remove(self) -> None:
        """Stop it and delete everything of it."""


def version_at(url: str) -> str:
    """The version of the Elasticsearch at `url`; empty where none answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  an address of this machine
            return json.load(answer)["version"]["number"]
    except (OSError, ValueError, KeyError):
        return ""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time into the block."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
