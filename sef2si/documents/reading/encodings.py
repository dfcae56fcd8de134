"""The text of a file whose encoding nobody names: UTF-8 first, then what a school's computers may have written."""

from __future__ import annotations

import codecs
from collections import Counter

from sef2si.documents.reading.refusals import damaged

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OLD = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
# What English school texts hold beyond ASCII: marks and signs often, letters of names now and then.
_SIGNS = frozenset("“”‘’–—…•£€°½¼¾²³·×®©™✓\N{NO-BREAK SPACE}")
_LETTERS = frozenset("éèêëáàâäãåæóòôöõøíìîïúùûüñçßÉÁÓÖÜÄ")
_SAMPLE = 1 << 20
_CHECK = ": please check that “, ’ and £ look right."
_PASTED = "sef2si-pasted"
_KEPT = "sef2si-kept"  # bytes without a meaning stay the control characters they number, as in every browser


def decoded(name: str, content: bytes) -> tuple[str, list[str]]:
    """The text, and what was decided in a sentence each. NULs, which no text has, are left out and said."""
    text, said = _text(name, content)
    if "\0" in text:
        text = text.replace("\0", "")
        said.append("Empty bytes inside the text were left out.")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text, said


def _text(name: str, content: bytes) -> tuple[str, list[str]]:
    for mark, encoding, called in _MARKS:
        if content.startswith(mark):
            if not called:
                return _nearly(content[len(mark) :])
            try:
                return content.decode(encoding), [f"Read as {called}."]
            except UnicodeDecodeError as error:
                raise damaged(name) from error
    wide = _wide(content)
    if wide:
        try:
            return content.decode(wide), ["Read as UTF-16."]
        except UnicodeDecodeError:
            pass
    meant = content.decode("utf-8", "ignore")
    beyond = len(meant) - len(meant.encode("ascii", "ignore"))
    text, said = _nearly(content)
    if len(text) - len(meant) <= beyond // 10:
        return text, said
    encoding = _old(content)
    called = _OLD.get(encoding, encoding.replace("_", "-"))
    return content.decode(encoding, _KEPT), [f"Read as {called}{_CHECK}"]


def _nearly(content: bytes) -> tuple[str, list[str]]:
    """UTF-8; a few bytes that aren't, as where somebody pasted, are read as Windows-1252."""
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return content.decode("utf-8", _PASTED), [f"Read as UTF-8, in places as Windows-1252{_CHECK}"]


def looks_written(content: bytes) -> bool:
    """Whether bytes are text at all: few control characters, and noughts only where each letter takes two bytes."""
    sample = content[:4000]
    if sample.startswith(tuple(mark for mark, _, _ in _MARKS)) or _wide(sample):
        return True
    control = sum(byte < 32 and byte not in (0, 9, 10, 11, 12, 13, 27) for byte in sample)
    return control <= len(sample) * 0.1 and sample.count(0) <= len(sample) * 0.3


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every other byte is nought, for most of the text."""
    sample = content[:4000]
    if len(sample) < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _old(content: bytes) -> str:
    """The one of two old encodings in which the text looks English; where neither does, a second opinion is asked."""
    sample = content[:_SAMPLE]
    scores = {encoding: _score(sample, encoding) for encoding in _OLD}
    best = max(scores, key=lambda encoding: scores[encoding])
    beyond = sum(byte > 127 for byte in sample)
    english = sum(65 <= byte & 0xDF <= 90 for byte in sample)
    if scores[best] > 0 and english > beyond:
        return best
    import charset_normalizer  # noqa: PLC0415  (only this rare case pays for it)

    match = charset_normalizer.from_bytes(sample[: 1 << 16]).best()
    return match.encoding if match is not None else best


def _score(content: bytes, encoding: str) -> int:
    counts = Counter(letter for letter in content.decode(encoding, _KEPT) if letter > "\x7f")
    return sum(count * (3 if each in _SIGNS else 1 if each in _LETTERS else -2) for each, count in counts.items())


def _pasted(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", _KEPT), error.end


def _kept(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_KEPT, _kept)
codecs.register_error(_PASTED, _pasted)
