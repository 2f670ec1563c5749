"""Old against new, word by word. Data in, data out: what was deleted and what was inserted, ready to be shown."""

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.utils.translation import gettext_lazy as _

from cms.parts import Part

from .changes import Kind, PartChange, compare

Text = Sequence[tuple[str, Sequence[str]]]  # labels and lines, as `cms.part_texts` gives them

# A word with the signs inside it ("1.250,00", "22:00"), or a single sign; the blanks after it stay with it.
TOKEN = re.compile(r"(\w+(?:[.,:/@-]\w+)*|[^\w\s]|^)(\s*)")
# `difflib` takes time by the pairs of equal words, in the worst case for every one of them again.
MAX_EQUAL_PAIRS = 20_000
# Lines are put side by side by what they share, where there are not too many of them.
MAX_LINE_PAIRS = 2_500
# Two lines that share less than this are different lines; marking single words in them would only confuse.
SIMILAR = 0.4

KIND_LABELS = {
    Kind.SAME: _("unverändert"),
    Kind.ADDED: _("neu"),
    Kind.REMOVED: _("wird entfernt"),
    Kind.ALTERED: _("geändert"),
    Kind.HANDED_OVER: _("wechselt die Stelle"),
    Kind.MOVED: _("Reihenfolge geändert"),
}


@dataclass(frozen=True)
class Piece:
    """Some words of a line, and whether the other side lacks them."""

    text: str
    changed: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Row:
    """A line and what became of it; None on the side that has no such line."""

    old: Line | None
    new: Line | None

    @property
    def changed(self) -> bool:
        return any(piece.changed for piece in (*(self.old or ()), *(self.new or ())))


@dataclass(frozen=True)
class ComparedField:
    """One labelled value of a part, line by line."""

    label: str
    rows: tuple[Row, ...]

    @property
    def changed(self) -> bool:
        return any(row.changed for row in self.rows)

    @property
    def lines(self) -> list[str]:
        """The lines without marks: the new ones, or the old ones where the text went."""
        new = [row.new for row in self.rows if row.new is not None]
        old = [row.old for row in self.rows if row.old is not None]
        return ["".join(piece.text for piece in line) for line in new or old]


@dataclass(frozen=True)
class Comparison:
    """A part's old text against its new one. The orders are filled where the order of the parts changed."""

    change: PartChange
    fields: tuple[ComparedField, ...]
    old_order: tuple[str, ...] = ()
    new_order: tuple[str, ...] = ()

    @property
    def part(self) -> Part:
        return self.change.part

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[self.change.kind])

    @property
    def is_added(self) -> bool:
        return self.change.kind is Kind.ADDED

    @property
    def is_removed(self) -> bool:
        return self.change.kind is Kind.REMOVED

    @property
    def is_handed_over(self) -> bool:
        return self.change.kind is Kind.HANDED_OVER

    @property
    def has_two_sides(self) -> bool:
        """There is an old and a new text, and they differ in their words."""
        return bool(self.change.before and self.change.after and self.changed_fields)

    @property
    def changed_fields(self) -> list[ComparedField]:
        return [field for field in self.fields if field.changed]

    @property
    def unchanged_fields(self) -> list[ComparedField]:
        """What stays, except what the heading above the part says already."""
        return [field for field in self.fields if not field.changed and field.lines != [self.part.label]]

    @property
    def only_formatting(self) -> bool:
        """The hash differs, but no word: something was made bold, for example."""
        return self.change.kind is Kind.ALTERED and not self.changed_fields


def comparisons(before: Sequence[Part], after: Sequence[Part], text_of: Callable[[Part], Text]) -> list[Comparison]:
    """One entry per part of either text, changed or not, in the order of `changes.compare`."""
    labels = {part.key: part.label for part in (*before, *after)}
    kept = {part.key for part in before} & {part.key for part in after}
    old_order, new_order = (tuple(labels[part.key] for part in side if part.key in kept) for side in (before, after))
    return [
        Comparison(
            change,
            compare_texts(*(text_of(part) if part else [] for part in (change.before, change.after))),
            *((old_order, new_order) if change.moved else ()),
        )
        for change in compare(before, after)
    ]


def compare_texts(old: Text, new: Text) -> tuple[ComparedField, ...]:
    """The values of either text, matched by their labels: those of the new text in its order, then those that went."""
    before, after = dict(old), dict(new)
    labels = dict.fromkeys([*after, *before])
    return tuple(
        ComparedField(label, tuple(compare_lines(before.get(label, ()), after.get(label, ())))) for label in labels
    )


def compare_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    """Lines side by side: equal ones as they are, similar ones with their words marked, the others marked whole."""
    for run in _runs(old, new):
        old_lines, new_lines = old[run.old], new[run.new]
        if run.equal:
            yield from (Row((Piece(line),), (Piece(line),)) for line in new_lines)
            continue
        for old_line, new_line in _pairs(old_lines, new_lines):
            yield Row(*compare_words(old_line, new_line))


def compare_words(old: str | None, new: str | None) -> tuple[Line | None, Line | None]:
    """The words of two lines, those marked that the other one lacks; a missing line leaves the other one all marked."""
    old_words, new_words = _tokens(old or ""), _tokens(new or "")
    runs = _runs([word for word, _blank in old_words], [word for word, _blank in new_words])
    if sum(run.length for run in runs if run.equal) * 2 < SIMILAR * (len(old_words) + len(new_words)):
        runs = [_Run(False, slice(0, len(old_words)), slice(0, len(new_words)))]
    return (
        None if old is None else _line((run.equal, old_words[run.old]) for run in runs),
        None if new is None else _line((run.equal, new_words[run.new]) for run in runs),
    )


@dataclass(frozen=True)
class _Run:
    """A stretch of two sequences that is the same in both, or not."""

    equal: bool
    old: slice
    new: slice

    @property
    def length(self) -> int:
        return self.new.stop - self.new.start


def _runs(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    """Equal and different stretches in order, neighbours of the same sort joined."""
    joined: list[_Run] = []
    for run in _matched(old, new, 0, 0):
        if joined and joined[-1].equal == run.equal:
            last = joined.pop()
            run = _Run(run.equal, slice(last.old.start, run.old.stop), slice(last.new.start, run.new.stop))
        joined.append(run)
    return joined


def _matched(old: Sequence[str], new: Sequence[str], old_from: int, new_from: int) -> Iterator[_Run]:
    """By `difflib` where that is fast; long stretches are cut at words found once in both, or count as different."""
    if old == new or not old or not new:
        if old or new:
            yield _run(old == new, old_from, len(old), new_from, len(new))
        return
    new_counts = Counter(new)
    if sum(count * new_counts[word] for word, count in Counter(old).items()) <= MAX_EQUAL_PAIRS:
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield _run(tag == "equal", old_from + i1, i2 - i1, new_from + j1, j2 - j1)
        return
    anchors = _anchors(old, new)
    if not anchors:
        yield _run(False, old_from, len(old), new_from, len(new))
        return
    i = j = 0
    for old_at, new_at in anchors:
        yield from _matched(old[i:old_at], new[j:new_at], old_from + i, new_from + j)
        yield _run(True, old_from + old_at, 1, new_from + new_at, 1)
        i, j = old_at + 1, new_at + 1
    yield from _matched(old[i:], new[j:], old_from + i, new_from + j)


def _run(equal: bool, old_from: int, old_length: int, new_from: int, new_length: int) -> _Run:
    return _Run(equal, slice(old_from, old_from + old_length), slice(new_from, new_from + new_length))


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand that occur once in both: the longest series of them in the same order ("patience")."""
    old_counts, new_at = Counter(old), {word: j for j, word in enumerate(new)}
    new_counts = Counter(new)
    ends: list[int] = []  # the smallest end of a series of each length
    series: list[tuple[int, int, int]] = []  # position, position, index of the entry before in the best series
    last: list[int] = []  # index of the entry that ends the series of each length
    for i, word in enumerate(old):
        if old_counts[word] != 1 or new_counts[word] != 1:
            continue
        j = new_at[word]
        length = bisect(ends, j)
        series.append((i, j, last[length - 1] if length else -1))
        ends[length : length + 1] = [j]
        last[length : length + 1] = [len(series) - 1]
    anchors = []
    index = last[-1] if last else -1
    while index >= 0:
        i, j, index = series[index]
        anchors.append((i, j))
    return anchors[::-1]


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Which line became which: the pairing in order that keeps most, a lone line with None."""
    if len(old) == len(new) == 1 or len(old) * len(new) > MAX_LINE_PAIRS:
        yield from zip_longest(old, new)
        return
    bags = [[Counter(word for word, _blank in _tokens(line)) for line in side] for side in (old, new)]
    alike = [[_likeness(before, after) for after in bags[1]] for before in bags[0]]
    # kept[i][j]: how much the lines from i and from j on can have in common
    kept = [[0.0] * (len(new) + 1) for _line in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            kept[i][j] = max(kept[i + 1][j], kept[i][j + 1], alike[i][j] + kept[i + 1][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if alike[i][j] and kept[i][j] == alike[i][j] + kept[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif kept[i][j] == kept[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((line, None) for line in old[i:])
    yield from ((None, line) for line in new[j:])


def _likeness(before: Counter, after: Counter) -> float:
    """Between 0 and 1: the share of words two lines have in common, 0 where it is too small to matter."""
    share = 2 * (before & after).total() / ((before.total() + after.total()) or 1)
    return share if share >= SIMILAR else 0.0


def _tokens(line: str) -> list[tuple[str, str]]:
    """The words and signs of a line, each with the blanks after it; together they are the line."""
    return [(word, blank) for word, blank in TOKEN.findall(line)]


def _line(runs: Iterable[tuple[bool, Sequence[tuple[str, str]]]]) -> Line:
    """Pieces of one side; blanks after a marked piece are not marked."""
    pieces: list[Piece] = []
    for equal, tokens in runs:
        if not tokens:
            continue
        text = "".join(word + blank for word, blank in tokens)
        bare = text if equal else text.rstrip()
        pieces += [Piece(bare, changed=not equal), Piece(text[len(bare) :])]
    return tuple(piece for piece in pieces if piece.text)
