"""Which analysis made an index: where it has changed since, queries ask for terms that no page has."""

from functools import cache
from hashlib import md5
from importlib.metadata import version
from pathlib import Path

MADE_OF = ("german.py", "bags.py", "scoring.py", "data/stop_words.txt")
LIBRARIES = ("charsplit-fst", "simplemma", "snowballstemmer")


@cache
def analysis() -> str:
    """Another one whenever the same page might get other terms: with every change of the rules or the dictionaries."""
    rules = [(Path(__file__).parent / name).read_bytes() for name in MADE_OF]
    dictionaries = [f"{name} {version(name)}".encode() for name in LIBRARIES]
    return md5(b"\n".join([*rules, *dictionaries]), usedforsecurity=False).hexdigest()
