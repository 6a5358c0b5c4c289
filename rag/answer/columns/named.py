"""The names of things that have one: the datasets, models or drugs of a study."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.answer.columns.column import NOT_STATED, Cell, Named, stated
from rag.answer.columns.own_work import is_elsewhere
from rag.records import Sentence
from rag.text.rules import rule
from rag.text.stems import stems

_DATA = "dataset datasets sets benchmark benchmarks corpus corpora database databases"
_WORD = r"(?=[\w*+.&-]*[A-Z])[A-Za-z0-9][\w*+&]*(?:[.-][\w*+&]+)*"
_LINKING = r"(?:to|on|in|for|with|of|from|and|or|by|as|at|using|via|over|under|across|that|is|are|was|were|like|than)\b"
_TAIL = r"(?:[ ](?:\d[\w.+-]*(?:[ ]?\+[ ]?[A-Z]\w*)*(?:[ ]\d+)?|[A-Z][\w*+&]*(?:[.-][\w*+&]+)*|(?:of|for|in|in the|of the)(?=[ ][A-Z]))|,[ ][A-Z][a-z]+!)*"
_NAME = rf"(?<![\w-]){_WORD}{_TAIL}"
_NAMES = rf"{_NAME}(?:(?:,[ ](?:and[ ])?|[ ]and[ ]|[ ]or[ ]|[ ]&[ ]){_NAME})*"
_OPENING = frozenset(
    """We Our The This These In On For Using Experiments Experimental Results Extensive Comprehensive Evaluations Evaluation Empirical A An All Both
    Each It Its Several Many Most Public Popular Standard Large Real Two Three Four Five Six Here Finally Moreover Furthermore Additionally Also
    Then To By With From Given New Various Different Benchmark Benchmarks Dataset Datasets Data Synthetic Multiple Unlike As Such If When While
    Recent Training Existing Current Based Further However Overall More Other Some Open Compared Across Through Despite Although I""".split()
)
# What is written with capitals and names no data by itself: dimensions, modalities, fields, languages.
_LANGUAGE = "(?:English|Chinese|German|French|Spanish|Arabic|Japanese|Korean|Hindi|Russian|Italian|Portuguese|Dutch|Romanian|Turkish|Polish|Czech|Swahili|Vietnamese)"
_NO_NAME = rule(
    "named: written with capitals, and no name of data",
    r"^(?:[1-6]D|RGB-?D?|CT|f?MRI|PET|EEG|ECG|EMG|NLP|NLI|QA|AI|ML|RL|CV|LLMs?|VLMs?|CNNs?|DNNs?|GNNs?|GANs?|GPUs?|SOTA|EHRs?|[sc]?DNA|(?:sc)?RNA(?:-seq)?|SNPs?|LiDARs?"
    rf"|{_LANGUAGE}(?:[-–](?:to[-–])?{_LANGUAGE})*|Web|Internet|US|USA|UK|EU"
    r"|V?QA|SLAM|NER|NMT|MT|OCR|ASR|TTS|SSL|FL|CAD|SAR|SOD|ReID|GPs?|SVMs?|RNNs?|Gaussian|Bayesian|non-IID|(?:[A-Z][a-z]+ )?(?:Vision|Learning|Language Processing|Sensing))$",
    matches=("3D", "English", "MRI", "Computer Vision", "English-to-German"),
    misses=("MNIST", "3DMatch", "English Wikipedia"),
    flags=0,
)
# Several datasets of such a name are of a task or a field: "KBQA datasets", "Question Answering benchmarks".
_TASK = rule(
    "named: a task rather than data, before several of these",
    r"^(?:[1-6]D )?(?:[A-Z]{2,6}|[A-Z][a-z]?-[A-Z]{2,4})$|\b(?:Answering|Detection|Segmentation|Recognition|Classification|Generation|Translation|Retrieval|Summari[sz]ation"
    r"|Learning|Estimation|Tracking|Understanding|Adaptation|Parsing|Extraction)$",
    matches=("KBQA", "3D HMR", "Re-ID", "Conversational Question Answering"),
    misses=("MNIST-C2", "Stanford Dogs", "COCO and VOC"),
    flags=0,
)
_JOINED = rule("named: between two names", r",? (?:and|or|&) |, ", matches=("A and B", "A, B"), misses=("A B",))
_SEVERAL = rule(
    "named: several datasets behind a name",
    r"^(?: [a-z][\w-]*){0,2} (?:data ?sets|benchmarks|corpora|databases)\b",
    matches=(" datasets", " retrieval benchmarks"),
    misses=(" dataset", " shows that many datasets"),
)
_TO_MODEL = rule(
    "named: words behind a name that make it a method",
    r"^[\s-]*(?:pre-?trained|model|models|method|methods|algorithm|algorithms|network|networks|based|architecture|backbones?|decoder|encoder"
    r"|style|like|classifiers?|baselines?|features|embeddings|metric|scores?|loss)\b",
    matches=(" pre-trained backbones", "-based methods", " model"),
    misses=(" datasets", " and others", " data"),
)


def named(wants: Named, sentences: Sequence[Sentence]) -> Cell:
    """The names that stand right before or behind the word for the kind of thing: "the COCO dataset", "datasets such as
    XSum"; of data also those on which something was tried."""
    head, behind = _patterns(wants.things)
    of_data = bool(_stemmed(_DATA) & wants.things)
    for pattern in (head, behind, *((_ON.pattern,) if of_data else ())):
        for sentence in sentences:
            if is_elsewhere(sentence.text):
                continue
            for match in pattern.finditer(sentence.text):
                if span := _names_in(sentence.text, match.start("names"), match.end("names"), pattern is head):
                    return stated(sentence, *span)
    return NOT_STATED


def single_names(text: str) -> list[str]:
    """The names of a cell, each by itself: "COCO" and "VOC" of "COCO and VOC"."""
    return [name for name in _JOINED.pattern.split(text) if name]


_ON = rule(
    "named: data on which something was tried",
    r"\b(?i:experiments?|evaluat\w+|results?|performance|outperform\w*|state-of-the-art|tested|validat\w+|accuracy|experimental\w*|effectiveness|superiority|gains?|improvements?)"
    rf"\b(?:(?!\bon\b)[^.;]){{0,60}}? on (?:the )?(?P<names>{_NAMES})(?=[,.;:)]|$| (?:data\s?sets?|benchmarks?|show|demonstrate|indicate|verify|confirm|and|in|by|with|under|using|compared|over)\b)",
    matches=("Experiments on KITTI show gains.", "state-of-the-art results on XSum and PubMed."),
    misses=("We work on Crete.", "Experiments on mice show gains.", "based on Shannon entropy"),
    flags=0,
)


@cache
def _patterns(things: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Names before the word for the kind of thing, and names behind it."""
    kind = _alternatives(things)
    before = rf"(?P<names>{_NAMES})(?: \([A-Z][\w-]*\))? (?:(?!{_LINKING})[a-z][\w-]* ){{0,2}}?(?:{kind})\b(?!-)"
    after = (
        rf"\b(?:{kind})(?:,? (?:called|named|dubbed|such as|including|like|e\.g\.,?|i\.e\.,?|namely|termed|at|from|of(?= [A-Z]\w*[A-Z\d]))"
        r"|\s?[:(](?:\s?(?:e\.g\.?,?|i\.e\.?,?|such as|including|namely))?|[^.,;:()]{0,50}?,(?: (?:called|named|dubbed|namely|termed|i\.e\.,?|e\.g\.,?))?)"
        rf"\s?(?:the )?(?P<names>{_NAMES})(?=[.;:)(]|$|, (?:which|a|an|and|the|[A-Z])|,? (?:and|in|for|which|that|containing|comprising|consisting|with|demonstrat\w+|show\w*|of|to|by|as|on|data\s?sets?|benchmarks?|challenge|were|are|was|is)\b)"
    )
    return re.compile(before), re.compile(after)


def _alternatives(things: frozenset[str]) -> str:
    if _stemmed(_DATA) & things:
        return r"(?i:data ?sets?|benchmarks?|corpus|corpora|databases?)"
    return "|".join(rf"(?i:{re.escape(stem)}\w*)" for stem in sorted(things, key=len, reverse=True))


def _names_in(text: str, start: int, end: int, is_before: bool) -> tuple[int, int] | None:
    """The stretch of names, without the words that open the sentence; None where none is left, or they are of a method."""
    while start < end and not text[:start].strip():  # a capital that opens the sentence tells nothing
        first = re.match(r"[\w*+.&-]+", text[start:end])
        if not first or first.group().rstrip(".,") not in _OPENING:
            break
        start += first.end()
        start += len(text[start:end]) - len(text[start:end].lstrip(" ,"))
    words = text[start:end].strip(" ,.")
    if len(words) < 2 or words.startswith(("or ", "and ")) or not any(c.isupper() for c in words):
        return None
    if all(_NO_NAME.holds(part) for part in _JOINED.pattern.split(words)) or (
        _SEVERAL.holds(text[end:]) and _TASK.holds(words)
    ):
        return None
    end = start + len(text[start:end].rstrip(" ,."))
    is_plain = words.istitle() and " " not in words
    opens = not text[:start].strip() and is_plain
    if opens or (not is_before and _TO_MODEL.holds(text[end:])):
        return None
    if is_before and _TO_MODEL.holds(text[end:]):
        return None
    return start, end


@cache
def _stemmed(words: str) -> frozenset[str]:
    return frozenset(stems(words))
