"""Which language a text is in, as far as its commonest words or its script tell it, and what databases call languages.

Its commonest words are enough to tell two abstracts of one paper apart. A question is too short for them: that is
told by py3langid, whose weights take half a second to read, and are read where nothing else tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_NAMES = {
    "en": "english eng anglais englisch ingles",
    "de": "german ger deu deutsch allemand aleman",
    "fr": "french fre fra francais frances franzosisch",
    "es": "spanish spa espanol castellano espagnol spanisch",
    "pt": "portuguese por portugues portugais brazilian",
    "it": "italian ita italiano italien italienisch",
    "nl": "dutch nld dut nederlands",
    "ca": "catalan cat catala",
    "pl": "polish pol polski",
    "ru": "russian rus",
    "uk": "ukrainian ukr",
    "zh": "chinese chi zho",
    "ja": "japanese jpn jap",
    "ko": "korean kor",
    "ar": "arabic ara",
    "el": "greek gre ell",
    "he": "hebrew heb",
    "tr": "turkish tur turkce",
    "sv": "swedish swe svenska",
    "da": "danish dan",
    "no": "norwegian nor",
    "fi": "finnish fin",
    "cs": "czech cze ces",
    "hu": "hungarian hun",
    "ro": "romanian rum ron",
    "vi": "vietnamese vie",
    "id": "indonesian ind",
    "hi": "hindi hin",
    "fa": "persian per fas",
}
_CODES = {name: code for code, names in _NAMES.items() for name in (code, *names.split())}
# Short words of each that the others do not have, or that tell by their number.
_WORDS = {
    "en": "the of and in to is was were with that for by we are this from as on be which what how does do did who why",
    "de": "der die das und in den von zu mit ist im fur des auf eine wurde wurden nicht sich dem ein werden",
    "fr": "le la les des et en du est dans une que pour sur par au aux un avec sont ont cette ces nous",
    "es": "el la los las de y en del que se por con una para su es al como mas fue han este esta",
    "pt": "o a os as de e em do da dos das que se por com uma para no na foi sao ao mais foram um",
    "it": "il lo la gli le di e in del della dei che per con una un sono nel alla stato si da",
    "nl": "de het een en van in is dat op te voor met zijn werd werden door niet bij ook",
    "ca": "el la els les de i en del que per amb una un es als dels va han aquest",
    "pl": "w i z na do sie jest nie oraz od po przez byla byly dla",
    "tr": "ve bir bu ile icin de da olarak olan daha sonra",
    "sv": "och i att det som en av for med den till ar pa var inte",
}
_STOPS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
)
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE_CHARS = 4_000
_SCRIPT_SHARE = 0.2  # of the letters: Greek ones are also signs
# Of 1,184 English questions on machine learning and medicine, the least likely to be English had 0.09.
_UNLIKELY = 0.05


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """The language of a text, as a code of two letters; "" where too little tells it."""
    text = text[:_SAMPLE_CHARS]
    letters = sum(map(str.isalpha, text))
    for code, script in _SCRIPTS:
        if len(script.findall(text)) > _SCRIPT_SHARE * letters * (0.05 if code in ("ja", "uk") else 1):
            return code
    words = Counter(_LETTERS.findall(_folded(text)))
    counts = {code: sum(words[stop] for stop in stops) for code, stops in _STOPS.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] and list(counts.values()).count(counts[best]) == 1 else ""


def other_language(question: str, home: str) -> str:
    """The language of a text of a few words, as a code of two letters, where it is surely not that of `home`; else ""."""
    if language_of(question) == home:
        return ""
    ranked = dict(_identifier().rank(question))
    return max(ranked, key=lambda code: ranked[code]) if ranked.get(home, 1) < _UNLIKELY else ""


def in_english(code: str) -> str:
    """What English calls a language: "German"."""
    return _NAMES[code].split()[0].capitalize()


def language_named(name: str) -> str:
    """The code of a language by what databases call it ("eng", "English", "en-US"); "" where it is not known."""
    first = next(iter(_LETTERS.findall(_folded(name))), "")
    return _CODES.get(first, "")


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_NAMES))
    return identifier


def _folded(text: str) -> str:
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
