"""German words as the search compares them: one analysis for documents and queries, whatever engine answers.

Pure functions over words. What each rule is worth is measured in `search_quality`; the terms of a word are its stems
(`forms().whole`) and, weighted less, the stems of the words it is put together from (`forms().parts`).
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import simplemma
import snowballstemmer
from charsplit_fst import Splitter

WORD = re.compile(r"[^\W\d_]+|\d+")
# "Händler*innen", ":innen", "_innen", "·innen", "/-innen", "(innen)", "Innen": the form without it is searched.
GENDER = re.compile(r"(?<=[a-zäöüß])(?:[*:_·/]-?[iI]n(?:nen)?\b|\(-?in(?:nen)?\)|In(?:nen)?\b)")
INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\ufeff")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What people write around what they look for; said of a query only.
FILLERS = _listed(
    """brauche brauchen benötige benötigt muss muß müssen darf dürfen kann können möchte will gerne bitte gibt geht wo
    wann wie was wer wieviel viel ab trotz überhaupt läuft sein"""
)
# Parts that say little: "Voranmeldung" is about "Anmeldung".
PREFIXES = _listed(
    """ab an auf aus bei be ein ent er fort ge her hin los mit nach um un ver vor weg zer zu zum zur der die das den dem
    des in im am von und ung ungs für durch über unter neu wieder dar miss rück zwischen ohne gegen wider teil voll
    hoch"""
)
# Endings the splitter may take for words.
ENDINGS = _listed(
    """ung ungen lich isch keit keiten heit heiten chen erei bar sam haft los ern eln igen ige iger tion tionen ität
    täten zung tung dung rung nung lung sung gung ierung ling nis ler ner ter ten der den ver ent zer sch schaft
    schaften"""
)
LINKS = ("s", "es", "n", "en", "er", "e", "ens")

LONGEST = 100
SHORTEST_PART = 3
LOWEST_SCORE = -0.8
KNOWN_BONUS = 0.3
PREFIX_MALUS = 0.15
CUTS_LOOKED_AT = 6

UNKNOWN_PART = 0.5
PREFIX_PART = 0.25

GRAM = 4

_splitter = Splitter()
_stemmer = snowballstemmer.stemmer("german")
_stemmer_lock = Lock()  # the stemmer keeps the word it works on in itself


class Forms(NamedTuple):
    """The terms of one word. `parts` holds the weight of each, above 0 and at most 1."""

    whole: tuple[str, ...]
    parts: dict[str, float]


class Part(NamedTuple):
    """A word inside a compound, in lower case; `is_known`: the dictionary has it."""

    text: str
    is_known: bool


def warm_up(*_args, **_kwargs) -> None:
    """Load the dictionary, which takes about a second, before the first reader waits for it."""
    forms("Gewerbeanmeldungen")


def words(text: str) -> list[str]:
    """The words and numbers of `text` as written; hyphens separate, gender forms are reduced.

    >>> words("Händler*innen, Kund:innen und LehrerInnen im Spätkauf-Laden, § 33")
    ['Händler', 'Kund', 'und', 'Lehrer', 'im', 'Spätkauf', 'Laden', '33']
    >>> words("Wirt(innen) in Innenräumen")
    ['Wirt', 'in', 'Innenräumen']
    >>> words("Schank\u00adgarten")
    ['Schankgarten']
    """
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    return [word[:LONGEST] for word in WORD.findall(GENDER.sub("", text))]


def query_words(text: str) -> list[str]:
    """The words of a query that say what is looked for; empty where there are none but stop words.

    >>> query_words("Wo muss ich den Imbiss anmelden?")
    ['Imbiss', 'anmelden']
    >>> query_words("Bitte Termin"), query_words("bitte"), query_words("und oder")
    (['Termin'], ['bitte'], [])
    """
    found = [word for word in words(text) if not is_stop(word)]
    return [word for word in found if word.lower() not in FILLERS] or found


@cache
def stop_words() -> frozenset[str]:
    """Words that stand in every text; the list of the Snowball project, see `data/README.md`."""
    return frozenset((Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="utf-8").split())


def is_stop(word: str) -> bool:
    """
    >>> is_stop("Und"), is_stop("Tisch")
    (True, False)
    """
    return word.lower() in stop_words()


@lru_cache(50_000)
def fold(word: str) -> str:
    """Lower case without accents; ä, ae → a, ö, oe → o, ü, ue → u, ß → ss, as Lucene's `german_normalization`.

    >>> fold("Außengastronomie"), fold("Strasse") == fold("Straße")
    ('aussengastronomie', True)
    >>> fold("Gebühr") == fold("Gebuehr") == fold("Gebuhr"), fold("Café")
    (True, 'cafe')
    >>> fold("neue"), fold("Quelle")  # no umlaut after a vowel or a q
    ('neue', 'quelle')
    """
    word = word.lower().replace("ß", "ss")
    word = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
    word = re.sub("([ao])e", r"\1", word)
    return re.sub("(?<![aeiouq])ue", "u", word)


@lru_cache(20_000)
def stem(folded: str) -> str:
    """The Snowball stem of a folded word; a noun on -ung has that of its verb.

    >>> stem("anmeldungen") == stem("anmeldung") == stem("anmelden")
    True
    >>> stem("tische") == stem("tisch")
    True
    """
    ending = re.search("ung(?:en|s)?$", folded)
    if ending and ending.start() >= 3:
        folded = folded[: ending.start()] + "en"
    with _stemmer_lock:
        return _stemmer.stemWord(folded)


@lru_cache(50_000)
def known(word: str) -> bool:
    """Whether the dictionary has the word, as a noun or as written.

    >>> known("gewerbe"), known("gewrebe")
    (True, False)
    """
    return simplemma.is_known(word[:1].upper() + word[1:], "de") or simplemma.is_known(word, "de")


@lru_cache(20_000)
def lemmas(word: str) -> tuple[str, ...]:
    """The base forms of a word, in lower case, without the word itself.

    >>> lemmas("Häuser"), lemmas("Imbiss")
    (('haus',), ())
    """
    spellings = {word, word[:1].upper() + word[1:].lower(), word.lower()}
    return tuple(sorted({simplemma.lemmatize(each, "de").lower() for each in spellings} - {word.lower()}))


@lru_cache(20_000)
def split(word: str) -> tuple[Part, ...]:
    """The words a compound consists of, the ones between included; empty for a simple word.

    >>> [part.text for part in split("terrassenheizung")]
    ['terrassen', 'heizung']
    >>> [part.text for part in split("straßenlandnutzung")]
    ['straßen', 'landnutzung', 'land', 'nutzung']
    >>> split("tisch")
    ()
    """
    word = word.lower()
    if len(word) < 2 * SHORTEST_PART or not word.isalpha() or (len(word) <= 6 and known(word)):
        return ()
    best = max(_cuts(word), key=lambda cut: cut[0], default=None)
    if best is None:
        return ()
    parts: list[Part] = []
    for part in best[1:]:
        parts += [part, *split(part.text)]
    return tuple(parts)


def _cuts(word: str):
    """The acceptable ways to cut `word` in two: how good, the modifier without its link, the head."""
    is_word = known(word)
    for score, first, last in _splitter.split_compound(word[:1].upper() + word[1:])[:CUTS_LOOKED_AT]:
        first, last = first.lower(), last.lower()
        lengths = len(first), len(last)
        if min(lengths) < SHORTEST_PART or max(lengths) >= len(word) or first in ENDINGS or last in ENDINGS:
            continue
        modifier, head_is_known = _without_link(first), known(last)
        known_parts = (modifier is not None) + head_is_known
        total = score + KNOWN_BONUS * known_parts - (PREFIX_MALUS if first in PREFIXES else 0)
        if known_parts >= (2 if is_word else 1) and total > LOWEST_SCORE:
            yield total, Part(modifier or first, modifier is not None), Part(last, head_is_known)


def _without_link(modifier: str) -> str | None:
    """The first part of a compound as a word of its own, "arbeits" → "arbeit"; None if it is no known word."""
    if known(modifier):
        return modifier
    for link in LINKS:
        bare = modifier.removesuffix(link)
        if bare != modifier and len(bare) >= SHORTEST_PART and known(bare):
            return bare
    verb_stem = len(modifier) >= 4 and any(known(modifier + ending) for ending in ("en", "e", "n"))
    return modifier if verb_stem else None


@lru_cache(50_000)
def forms(word: str) -> Forms:
    """The terms under which a word is found, and the query terms it stands for.

    >>> forms("Anmeldungen").whole == forms("anmelden").whole
    True
    >>> forms("Terrassenheizung").parts == {stem("terrasse"): 1, stem("heizung"): 1}
    True
    """
    spelled = _with_umlauts(word)
    whole = dict.fromkeys([stem(fold(word)), *(stem(fold(lemma)) for lemma in lemmas(spelled))])
    parts: dict[str, float] = {}
    for base in (spelled.lower(), *lemmas(spelled)):
        for part in split(base):
            weight = 1 if part.is_known else UNKNOWN_PART
            if part.text in PREFIXES or is_stop(part.text):
                weight *= PREFIX_PART
            for each in (part.text, *lemmas(part.text)):
                term = stem(fold(each))
                if term not in whole:
                    parts[term] = max(parts.get(term, 0), weight)
    return Forms(tuple(whole), parts)


def _with_umlauts(word: str) -> str:
    """`word` with ä, ö, ü for ae, oe, ue where only that is a word or can be cut: the dictionary knows no other."""
    spelled = re.sub("ae", "ä", re.sub("oe", "ö", re.sub("(?<![aeq])ue", "ü", word.lower())))
    if spelled == word.lower() or known(word):
        return word
    return spelled if known(spelled) or (split(spelled) and not split(word)) else word


def grams(word: str) -> list[str]:
    """The overlapping pieces of four characters of the folded word, with a mark at both ends.

    >>> grams("Tisch")
    ['_tis', 'tisc', 'isch', 'sch_']
    """
    marked = f"_{fold(word)}_"
    return [marked[start : start + GRAM] for start in range(len(marked) - GRAM + 1)]
