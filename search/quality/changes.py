"""What people do to the spelling of a query. Each change takes a text and gives another one, the same every time.

A change that does not touch a text gives it back unchanged; the loss of a change is measured over touched queries.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache

from charsplit_fst import Splitter
from simplemma import is_known
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

SEED = 7
WORD = re.compile(r"[^\W\d_]+")
LONG = 5  # letters from which a word gets a typing error
LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
NO_DOTS = str.maketrans("äöüÄÖÜ", "aouAOU")
LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
SHORTEST_PART = 4


def typing_errors(text: str, seed: int = SEED) -> str:
    """One error in every word of five letters or more, never in its first letter: harsh, but hopeful.

    A letter is left out, doubled by a wrong one, replaced, or changes places with the next one (Damerau, CACM 7(3),
    1964: these four make up most of the errors people make).

    >>> typing_errors("Gewerbe zu Hause") == typing_errors("Gewerbe zu Hause")
    True
    >>> typing_errors("wo ist das")
    'wo ist das'
    """
    source = random.Random(f"{seed} {text}")  # noqa: S311  reproducible, not secret
    return WORD.sub(lambda word: _misspelt(word[0], source) if len(word[0]) >= LONG else word[0], text)


def umlauts_written_out(text: str) -> str:
    """As on a keyboard without umlauts.

    >>> umlauts_written_out("Öffnung der Straße")
    'Oeffnung der Strasse'
    """
    return text.translate(WRITTEN_OUT)


def dots_missing(text: str) -> str:
    """As people type in a hurry.

    >>> dots_missing("Stühle auf der Straße")
    'Stuhle auf der Straße'
    """
    return text.translate(NO_DOTS)


def compounds_apart(text: str) -> str:
    """Every compound noun in two words, where both are words of the language.

    >>> compounds_apart("Gewerbeanmeldung im Straßenland"), compounds_apart("gewerbeschein")
    ('Gewerbe Anmeldung im Straßen Land', 'gewerbe schein')
    >>> compounds_apart("Anmeldung einstellen")
    'Anmeldung einstellen'
    """
    return WORD.sub(lambda word: _apart(word[0]), text)


def inflected(text: str, seed: int = SEED) -> str:
    """Every word in another form of the same base form, where the dictionary has one, however rare the form is.

    The analysis looks base forms up in the same dictionary: words it does not know are not changed here either.

    >>> inflected("Erlaubnis") in {"Erlaubnisse", "Erlaubnissen"}
    True
    """
    source = random.Random(f"{seed} {text}")  # noqa: S311  reproducible, not secret
    return WORD.sub(lambda word: _other_form(word[0], source), text)


def lower_case(text: str) -> str:
    """As most people type.

    >>> lower_case("UG gründen")
    'ug gründen'
    """
    return text.lower()


CHANGES: Mapping[str, Callable[[str], str]] = {
    "typos": typing_errors,
    "ae-oe-ue": umlauts_written_out,
    "no-dots": dots_missing,
    "apart": compounds_apart,
    "inflected": inflected,
    "lower": lower_case,
}


def _misspelt(word: str, source: random.Random) -> str:
    """The word with one error; always another word."""
    while True:
        place = source.randrange(1, len(word))
        before, letter, after = word[:place], word[place], word[place + 1 :]
        other = source.choice(LETTERS)
        wrong = source.choice(
            [before + after, before + other + letter + after, before + other + after, before + _swapped(letter + after)]
        )
        if wrong != word:
            return wrong


def _swapped(rest: str) -> str:
    return rest[1::-1] + rest[2:]


def _apart(word: str) -> str:
    if word in _dictionary()[0] and word[0].islower():  # no noun: "einstellen"
        return word
    for score, first, last in _splitter().split_compound(word.capitalize()):
        if score <= 0:
            break
        if min(len(first), len(last)) >= SHORTEST_PART and _is_word(last) and _is_modifier(first):
            # each half keeps the case its half had in the word; a noun's second half is a noun itself
            return f"{word[: len(first)]} {last if word[0].isupper() else last.lower()}"
    return word


def _is_modifier(word: str) -> bool:
    bare = (word.removesuffix(link) for link in LINKS if word.endswith(link))
    return any(len(each) >= SHORTEST_PART - 1 and _is_word(each) for each in bare)


def _is_word(word: str) -> bool:
    return is_known(word.capitalize(), "de") or is_known(word.lower(), "de")


def _other_form(word: str, source: random.Random) -> str:
    dictionary, forms = _dictionary()
    base = next((dictionary[each] for each in (word, word.lower(), word.capitalize()) if each in dictionary), None)
    others = [each for each in forms.get(base, ()) if each.lower() != word.lower() and each.isalpha()]  # not "usw."
    if not others:
        return word
    other = source.choice(others)
    return other[0].upper() + other[1:] if word[0].isupper() else other.lower()


@cache
def _splitter() -> Splitter:
    return Splitter()


@cache
def _dictionary() -> tuple[Mapping[str, str], Mapping[str, list[str]]]:
    """Base form by form, and forms by base form: simplemma's own dictionary, turned round."""
    dictionary = dict(DefaultDictionaryFactory().get_dictionary("de"))
    forms: dict[str, list[str]] = defaultdict(list)
    for form, base in dictionary.items():
        forms[base].append(form)
    return dictionary, forms
