"""Which encoding bytes are in that are no UTF-8: a detector's best guess, and how sure it is."""

import re
import unicodedata
from codecs import lookup
from dataclasses import dataclass

from lrviz.objectives.tables.words import FREQUENT

__all__ = ["Guess", "called", "guess"]

# Those that tables are found in. The detector knows more, but a header of two short words says
# too little to tell them apart as well.
_CANDIDATES = (
    "gb18030 big5 cp949 cp932 euc-jp cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 "
    "koi8-r koi8-u iso8859-2 iso8859-5 iso8859-7 cp866 macroman"
).split()
# Of two that give the same text the first is named.
_USUAL = "gb18030 big5 cp949 cp932 euc_jp cp1252 cp1250 cp1251 cp1253 cp1254 cp1257 cp874".split()
_CALLED = {
    "utf-8": "UTF-8",
    "gb18030": "GB18030",
    "big5": "Big5",
    "big5hkscs": "Big5",
    "cp949": "CP949",
    "cp932": "Shift_JIS",
    "shift_jis": "Shift_JIS",
    "shift_jis_2004": "Shift_JIS",
    "shift_jisx0213": "Shift_JIS",
    "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JP",
    "euc_jisx0213": "EUC-JP",
    "euc_kr": "EUC-KR",
    "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
    "cp866": "IBM866",
    "mac-roman": "Mac Roman",
    "iso8859-1": "Latin-1",
}
_SAMPLE = 65_536  # So many bytes, or characters, show an encoding.
_RARE = {"cp866": 0.4, "mac-roman": 0.4}  # These are believed only where they are much likelier.
_CLOSE = 0.4  # An encoding of this share of the best one's confidence is almost as likely.
_HIGH_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
# Signs among plain letters: m², 20 °C, (€). Each is a letter in some other encoding.
_SIGNS = re.compile(
    r"²|(?<![A-Za-z])(?:[mcdk]?m|in|ft|yd)³|[£¥¢](?![A-Za-z])|[°±§©®×÷€™‰•…–—‘’“”„]|µ(?=[mglsA])"
    r"|(?<=\d)[½¼¾ªº]|(?<=[Nn])[ºª]|\u00a0"
)

# A sign that Windows has in the midst of a word, where no person has one.
_INSIDE = re.compile(r"[^\W\d_](?![\s’·–—])[^\x00-\x7f\w][A-Za-z]")
_DOS = ("cp850", "cp852", "cp437")  # Where these give the same text, the first is named.


@dataclass(frozen=True)
class Guess:
    """A text read in an encoding that was guessed.

    Attributes:
        text: the text.
        encoding: the encoding's name.
        confidence: the detector's, from 0 to 1; None where it was not asked.
        other: the next best encoding that gives another text, "" where there is none.
        other_confidence: the detector's confidence in that one.
    """

    text: str
    encoding: str
    confidence: float | None = None
    other: str = ""
    other_confidence: float = 0.0


def called(codec: str) -> str:
    """The usual name of a codec: Windows-1252 for cp1252, ISO-8859-2 for iso8859-2."""
    name = _CALLED.get(codec, codec.upper())
    if found := re.fullmatch(r"(?:cp|windows-)(125\d|874)", codec):
        return f"Windows-{found[1]}"
    return name.replace("ISO8859", "ISO-8859")


def guess(raw: bytes) -> Guess:
    """The text of bytes that are no UTF-8: as the detector says, Latin-1 where nothing fits."""
    if codec := _of_dos(raw):
        return Guess(raw.decode(codec), called(codec))
    if text := _only_signs(raw):
        return Guess(text, called("cp1252"))
    ranked = _ranked(raw)
    if not ranked:
        return Guess(raw.decode("latin-1"), called("iso8859-1"))
    codec, confidence, text = _weighed(ranked)
    same = [each for each in _USUAL if each != codec and _decoded(raw, each) == text]
    other = next((each for each in ranked if each[2] != text), None)
    return Guess(
        text,
        called(_first(_USUAL, [codec, *same])),
        confidence,
        called(other[0]) if other else "",
        other[1] if other else 0.0,
    )


def _weighed(ranked: list[tuple[str, float, str]]) -> tuple[str, float, str]:
    """The likeliest; of those almost as likely the one whose characters are frequent in headers."""
    best = ranked[0]
    close = [each for each in ranked if each[1] >= _CLOSE * best[1]]
    shares = [_frequent(text) for _, _, text in close]
    if max(shares) < 0.5 or shares[0] > 0.25:
        return best
    return close[shares.index(max(shares))]


def _frequent(text: str) -> float:
    """The share of frequent ones among the first characters that are not ASCII."""
    high = [c for c in text[:_SAMPLE] if not c.isascii()]
    return sum(c in FREQUENT for c in high) / len(high) if high else 0.0


def _first(order: list[str], names: list[str]) -> str:
    return next((each for each in order if each in names), names[0])


def _only_signs(raw: bytes) -> str | None:
    """Western text in which nothing but signs such as ² and € stand beside plain letters."""
    text = _decoded(raw, "cp1252")
    if text is None or re.search(r"[^\x00-\x7f]", _SIGNS.sub("", text)):
        return None
    return text


def _of_dos(raw: bytes) -> str | None:
    """A code page of DOS, where Windows would have signs inside of words: Gr”áe for Größe.

    The detector, which learnt from newer files, all but never names one.
    """
    sample = _sample(raw)
    if not _INSIDE.search(_decoded(sample, "cp1252") or ""):
        return None
    texts = {codec: text for codec in _DOS if (text := _decoded(sample, codec))}
    fitting = [codec for codec in texts if _is_western(texts[codec])]
    if len({texts[codec] for codec in fitting}) < 2:
        return fitting[0] if fitting else None
    sure = {codec: _confidence(sample, codec) for codec in fitting}
    best = max(fitting, key=lambda codec: sure[codec])
    return next(codec for codec in fitting if texts[codec] == texts[best])


def _confidence(sample: bytes, codec: str) -> float:
    from chardet import detect_all

    found = detect_all(sample, ignore_threshold=True, include_encodings=[codec], compat_names=False)
    return max((each["confidence"] for each in found), default=0.0)


def _is_western(text: str) -> bool:
    """Whether all that is not ASCII are letters, each in a word of one case, most of it plain."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
    letters = sum(map(len, words)) and all(c.isascii() or c.isalpha() for c in text)
    cased = all(word[1:].islower() or word.isupper() or len(word) == 1 for word in words)
    return bool(letters) and cased and all(2 * _plain(word) >= len(word) for word in words)


def _plain(word: str) -> int:
    return sum(c.isascii() for c in word)


def _ranked(raw: bytes) -> list[tuple[str, float, str]]:
    """Codecs that can read all of the bytes, the likeliest first, with confidence and text."""
    from chardet import detect_all  # its models take a moment to load; most files need none

    found = detect_all(
        _sample(raw), ignore_threshold=True, include_encodings=_CANDIDATES, compat_names=False
    )
    read = [(lookup(each["encoding"] or "ascii").name, each["confidence"]) for each in found]
    read.sort(key=lambda each: each[1] * _RARE.get(each[0], 1.0), reverse=True)
    texts = [(codec, confidence, _decoded(raw, codec)) for codec, confidence in read]
    return [(codec, sure, text) for codec, sure, text in texts if text and _is_text(text)]


def _sample(raw: bytes) -> bytes:
    """The lines that are not all ASCII: the digits of a long table say nothing."""
    lines: list[bytes] = []
    size = 0
    for line in _HIGH_LINE.finditer(raw):
        lines.append(line[0][: _SAMPLE - size])
        size += len(line[0])
        if size >= _SAMPLE:
            break
    return b"\n".join(lines)


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_text(text: str) -> bool:
    """Whether none of its first characters is unassigned, private or a control."""
    head = {c for c in text[:_SAMPLE] if not c.isascii()}
    return not any(unicodedata.category(c) in {"Cc", "Cn", "Co"} for c in head)
