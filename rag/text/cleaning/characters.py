"""Characters as they were meant: broken encodings read again, invisible ones out, ligatures unfolded, NFC."""

import re
import unicodedata

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_UNDECODED = re.compile(r"[\udc80-\udcff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END_HYPHEN = re.compile(r"(?<=\w)\x02(?=\w)")  # as some extractors of PDF text write it
_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
# A zero-width space divides words in scripts without spaces; the joiners spell words, so both of those stay.
_INVISIBLE = re.compile(r"[\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?<![\u0e00-\u109f\u1780-\u17ff])\u200b")
# What turns the direction of writing, is never seen, or was once for a terminal, can pass one text off as another.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
# Tags spell nothing that is seen, but the flags of regions behind a black flag.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)|[\U000e0000-\U000e007f]")
_SOFT_HYPHEN_ALONE = re.compile(r"(?<=\s)\xad+(?=\s)")
_SOFT_HYPHEN = re.compile(r"\xad+(?:[ \t]*\n[ \t]*)?")
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# Of combining marks: with more than so many on one letter, Unicode's own algorithms take time by the square of them.
_MOST_MARKS = 30
_NEITHER_WORD_NOR_SPACE = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
_JOINER = "\u034f"
# What UTF-8 read as cp1252, cp1251 or Latin-1 is full of; without these, ftfy need not look.
_MISREAD = re.compile("[\x80-\x9f]|[\u00c2-\u00ef\u0102-\u0111\u0400-\u045f\u2500-\u2593][^\x00-\x7f]")


def characters(text: str) -> str:
    """The text with its characters mended; letters, quotation marks and widths stay what they are."""
    if "\x02" in text:
        text = _LINE_END_HYPHEN.sub("-\n", text)
    if text.isascii():
        return _BREAK.sub("\n", _CONTROL.sub(" ", text))
    if _SURROGATE.search(text):
        text = decoded(text)
    if _MISREAD.search(text):
        text = _reread(text)
    if "\xad" in text:
        text = _SOFT_HYPHEN.sub("", _SOFT_HYPHEN_ALONE.sub("-", text))
    text = _CONTROL.sub(" ", _BREAK.sub("\n", text.replace("\u2029", "\n\n")))
    text = _untagged(_INVISIBLE.sub("", text))
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    return unicodedata.normalize("NFC", _NEITHER_WORD_NOR_SPACE.sub(_parted_marks, text))


def decoded(text: str) -> str:
    """Bytes that the decoder kept as surrogates -> what they are in cp1252; halves of one character joined."""
    text = _PAIR.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _UNDECODED.sub(lambda run: _cp1252(run.group().encode("utf-8", "surrogateescape")), text)


def plain_text(text: str) -> str:
    """The text alone: `decoded`, any half of a character that is left is U+FFFD, and nothing in it moves a terminal's
    cursor, turns the direction of writing, or is hidden from who reads it."""
    if text.isascii() and text.isprintable():
        return text
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", decoded(text))
    return _untagged(_UNSEEN.sub("", _BREAK.sub("\n", text)))


def _untagged(text: str) -> str:
    return _TAGS.sub(lambda run: run[1] or "", text)


def _parted_marks(run: re.Match[str]) -> str:
    """Marks with an invisible joiner after each _MOST_MARKS of them: Unicode's Stream-Safe Text Format (UAX #15)."""
    parts: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        parts += [_JOINER, character] if marks > _MOST_MARKS else [character]
        marks = 1 if marks > _MOST_MARKS else marks
    return "".join(parts)


def _cp1252(raw: bytes) -> str:
    return "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", " ") for byte in raw)


def _reread(text: str) -> str:
    """Text that was decoded wrongly, decoded rightly, where ftfy is sure of it."""
    from ftfy import TextFixerConfig, fix_encoding
    from ftfy.badness import is_bad

    if not is_bad(text):
        return text
    config = TextFixerConfig(replace_lossy_sequences=False)
    return "\n".join(fix_encoding(line, config) if is_bad(line) else line for line in text.split("\n"))
