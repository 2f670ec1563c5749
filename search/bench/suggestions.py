"""What suggestions while typing cost: beginnings of words, words with a wrong letter, and what nothing is like."""

import random
import time
from statistics import quantiles

from cms.models import BasePage
from search.index.store import batches
from search.models import SearchEntry, SuggestionWord
from search.suggestions import rows_of, suggest

from .pages import Words, misspelt

EVERYDAY_WORDS = 4  # for each page
WORDS = 60
ROUNDS = 5
TYPED = 8  # letters
UNLIKE = "jqxy"  # no word of the generated text has two of them side by side


def fill() -> None:
    """Add everyday words of two words for each page to what is suggested."""
    words = Words(seed=2)
    for page_ids in batches(BasePage.objects.order_by("pk").values_list("pk", flat=True)):
        texts = ("\n".join(" ".join(words.some(2)) for _number in range(EVERYDAY_WORDS)) for _page in page_ids)
        entries = [SearchEntry(page_id=page_id, words=text) for page_id, text in zip(page_ids, texts, strict=True)]
        SuggestionWord.objects.bulk_create(row for entry in entries for row in rows_of(entry))


def costs() -> dict[str, str]:
    """Milliseconds of a suggestion by what was typed, as the middle and the 95th of a hundred."""
    return {f"suggestions: {name}, p50 / p95": _both(texts) for name, texts in typed().items()}


def typed() -> dict[str, list[str]]:
    """What is typed, the same every time.

    >>> {name: texts[0] for name, texts in typed().items()}
    {'beginning': 'Hygien', 'wrong letter': 'Hyigenea', 'nothing alike': 'Hyjqxqxjjy'}
    """
    source = random.Random(3)  # noqa: S311  reproducible, not secret
    words = source.sample([word for word in Words().ranked if len(word) > TYPED], WORDS)
    return {
        "beginning": [word[: source.randint(2, 6)] for word in words],
        "wrong letter": [misspelt(word[:TYPED], source.randint(1, TYPED - 3)) for word in words],
        "nothing alike": [word[:2] + "".join(source.choices(UNLIKE, k=source.randint(3, 9))) for word in words],
    }


def _both(texts: list[str]) -> str:
    for text in texts:
        suggest(text)
    points = quantiles([_milliseconds(text) for _round in range(ROUNDS) for text in texts], n=100)
    return f"{points[49]:.1f} / {points[94]:.1f} ms"


def _milliseconds(text: str) -> float:
    start = time.perf_counter()
    suggest(text)
    return (time.perf_counter() - start) * 1000
