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
# "An- und Verkauf", "Foto- und Videoaufnahmen": the hyphen stands for what both words end in.
SHARED_END = re.compile(r"\b([^\W\d_]{1,50})-(,?\s(?:und|oder|bzw\.|sowie|&)\s)([^\W\d_]{1,50})\b")
INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u200c\u200d\ufeff")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What people write around what they look for; said of a query only.
FILLERS = _listed(
    """brauche brauchen benötige benötigt muss muß müssen darf dürfen kann können möchte will gerne bitte gibt geht wo
    wann wie was wer wieviel viel ab trotz überhaupt läuft sein"""
)
# What shops sell is seldom a form of "sein".
GOODS = _listed("waren")
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
DOTTED = {"a": "ä", "o": "ö", "u": "ü"}

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
    """The words and numbers of `text` as written; hyphens separate, gender forms are reduced, shared ends repeated.

    >>> words("Händler*innen, Kund:innen und LehrerInnen im Spätkauf-Laden, § 33")
    ['Händler', 'Kund', 'und', 'Lehrer', 'im', 'Spätkauf', 'Laden', '33']
    >>> words("Wirt(innen) in Innenräumen")
    ['Wirt', 'in', 'Innenräumen']
    >>> words("Schank\u00adgarten")
    ['Schankgarten']
    >>> words("An- und Verkauf"), words("Foto- oder Videoaufnahmen"), words("IPL- oder Ultraschallgerät")
    (['Ankauf', 'und', 'Verkauf'], ['Fotoaufnahmen', 'oder', 'Videoaufnahmen'], ['IPL', 'oder', 'Ultraschallgerät'])
    """
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    text = SHARED_END.sub(_written_out, GENDER.sub("", text))
    return [word[:LONGEST] for word in WORD.findall(text)]


def _written_out(found: re.Match[str]) -> str:
    first, between, last = found.groups()
    is_abbreviation = len(first) > 1 and first.isupper()
    return found[0] if is_abbreviation else f"{first}{_shared_end(first.lower(), last.lower())}{between}{last}"


def _shared_end(first: str, last: str) -> str:
    """What `last` ends in after its own prefix, if `first` is one, or after its own modifier; empty if it has none."""
    after_prefix = [last.removeprefix(prefix) for prefix in PREFIXES if first in PREFIXES and last.startswith(prefix)]
    after_modifier = [part.text for part in cut(last) if split(last) and last.endswith(part.text)]
    found = [*sorted(filter(known, after_prefix), key=len), *after_modifier]
    return next((end for end in found if len(end) >= SHORTEST_PART), "")


def query_words(text: str) -> list[str]:
    """The words of a query that say what is looked for; empty where there are none but stop words.

    >>> query_words("Wo muss ich den Imbiss anmelden?")
    ['Imbiss', 'anmelden']
    >>> query_words("Bitte Termin"), query_words("bitte"), query_words("und oder")
    (['Termin'], ['bitte'], [])
    >>> query_words("Könnten wir deren Tische mieten?")
    ['Tische', 'mieten']
    """
    found = [word for word in words(text) if not is_stop(word)]
    return [word for word in found if not _is_said_around(word)] or found


@lru_cache(20_000)
def _is_said_around(word: str) -> bool:
    """Whether the word is a form of nothing but fillers and stop words."""
    return _said_around().issuperset(bases(word))


@cache
def _said_around() -> frozenset[str]:
    return stop_words().union(*map(bases, FILLERS))


@cache
def stop_words() -> frozenset[str]:
    """Words that stand in every text; the list of the Snowball project, see `data/README.md`."""
    return _listed((Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="utf-8")) - GOODS


def is_stop(word: str) -> bool:
    """
    >>> is_stop("Und"), is_stop("Tisch"), is_stop("Waren")
    (True, False, False)
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
    >>> stem("vermittlung") == stem("vermitteln"), stem("zahlung") == stem("zahlen")
    (True, True)
    >>> stem("tische") == stem("tisch")
    True
    """
    ending = re.search("ung(?:en|s)?$", folded)
    if ending and ending.start() >= 3:
        folded = re.sub("(?<=[bdfgkmnpstz])len$", "eln", folded[: ending.start()] + "en")
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
def bases(word: str) -> tuple[str, ...]:
    """The base forms of all readings of a word, in lower case; the word itself where the dictionary has none of it.

    >>> bases("Häuser"), bases("Steuern"), bases("Gewrebe")
    (('haus',), ('steuer', 'steuern'), ('gewrebe',))
    """
    spellings = {word, word[:1].upper() + word[1:].lower(), word.lower()}
    found = {simplemma.lemmatize(each, "de").lower() for each in spellings if simplemma.is_known(each, "de")}
    return tuple(sorted(found or {word.lower()}))


@lru_cache(20_000)
def split(word: str) -> tuple[Part, ...]:
    """The words a compound consists of, the ones between included; empty for a simple word.

    An inflected form consists of what its base form does: the ending is no word.

    >>> [part.text for part in split("terrassenheizung")]
    ['terrassen', 'heizung']
    >>> [part.text for part in split("straßenlandnutzung")]
    ['straßen', 'landnutzung', 'land', 'nutzung']
    >>> split("tisch"), split("Marders"), split("Personals")
    ((), (), ())
    """
    return tuple({part.text: part for base in bases(word) for part in cut(base)}.values())


@lru_cache(20_000)
def cut(word: str) -> tuple[Part, ...]:
    """The parts of a word in the very form it is written in.

    >>> [part.text for part in cut("Heizpilzen")], [part.text for part in split("Heizpilzen")]
    (['heiz', 'pilzen'], ['heiz', 'pilz'])
    """
    word = word.lower()
    if len(word) < 2 * SHORTEST_PART or not word.isalpha() or (len(word) <= 6 and known(word)):
        return ()
    best = max(_cuts(word), key=lambda cut: cut[0], default=None)
    if best is None:
        return ()
    parts: list[Part] = []
    for part in best[1:]:
        parts += [part, *cut(part.text)]
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
    whole = dict.fromkeys(stem(fold(each)) for each in (word, *bases(spelled)))
    parts: dict[str, float] = {}
    for part in split(spelled):
        weight = 1 if part.is_known else UNKNOWN_PART
        if part.text in PREFIXES or is_stop(part.text):
            weight *= PREFIX_PART
        for each in (part.text, *bases(part.text)):
            term = stem(fold(each))
            if term not in whole:
                parts[term] = max(parts.get(term, 0), weight)
    return Forms(tuple(whole), parts)


@lru_cache(20_000)
def _with_umlauts(word: str) -> str:
    """`word` with the umlauts it was typed without, where only so it is a word or put together from words.

    The dictionary knows no other spelling.

    >>> _with_umlauts("Gebuehr"), _with_umlauts("Gebuhr"), _with_umlauts("Autoanhanger"), _with_umlauts("Gewerbe")
    ('gebühr', 'gebühr', 'autoanhänger', 'Gewerbe')
    """
    if known(word):
        return word
    candidates = _other_spellings(word.lower())
    rules = (known,) if _is_compound(word) else (known, _is_compound)
    return next((each for is_right in rules for each in candidates if is_right(each)), word)


def _other_spellings(typed: str) -> list[str]:
    """With ä, ö, ü for ae, oe, ue; and with one for a, o, u where there is no umlaut yet: its dots may be missing."""
    short = re.sub("ae", "ä", re.sub("oe", "ö", re.sub("(?<![aeq])ue", "ü", typed)))
    if any(letter in typed for letter in DOTTED.values()):
        return [short]
    places = [place for place, letter in enumerate(typed) if letter in DOTTED]
    return [short, *(typed[:place] + DOTTED[typed[place]] + typed[place + 1 :] for place in places)]


def _is_compound(word: str) -> bool:
    """Whether the word is put together from words alone, none of them a prefix."""
    parts = split(word)
    return bool(parts) and all(part.is_known and part.text not in PREFIXES for part in parts)


def grams(word: str) -> list[str]:
    """The overlapping pieces of four characters of the folded word, with a mark at both ends.

    >>> grams("Tisch")
    ['_tis', 'tisc', 'isch', 'sch_']
    """
    marked = f"_{fold(word)}_"
    return [marked[start : start + GRAM] for start in range(len(marked) - GRAM + 1)]
