"""Vietnamese text in the encodings of before Unicode.

TCVN3 (TCVN 5712:1993, "ABC") has one byte for each small letter with its marks; capitals with a tone mark are the small
letter in a font of capitals. VNI has a plain letter and a byte for its marks, but for nine letters of its own.
"""

import unicodedata

from pipelines.simulation.printing import tones_apart

_TCVN3_LETTERS = "àảãáạằẳẵắặầẩẫấậđèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưĂÂÊÔƠƯĐ"
_TCVN3_BYTES = bytes.fromhex(
    "b5b6b7b8b9bbbcbdbec6c7c8c9cacbaecccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedee"
    "eff1f2f3f4f5f6f7f8f9fafbfcfdfea8a9aaabacada1a2a3a4a5a6a7"
)
TCVN3 = dict(zip(_TCVN3_LETTERS, _TCVN3_BYTES, strict=True))
_VNI_TONES = {"\u0301": 0xF9, "\u0300": 0xF8, "\u0309": 0xFB, "\u0303": 0xF5, "\u0323": 0xEF}
_VNI_SHAPES = {
    "\u0302": {"": 0xE2, "\u0301": 0xE1, "\u0300": 0xE0, "\u0309": 0xE5, "\u0303": 0xE3, "\u0323": 0xE4},
    "\u0306": {"": 0xEA, "\u0301": 0xE9, "\u0300": 0xE8, "\u0309": 0xFA, "\u0303": 0xFC, "\u0323": 0xEB},
}
_VNI_LETTERS = {"đ": 0xF1, "ơ": 0xF4, "ư": 0xF6, "í": 0xED, "ì": 0xEC, "ỉ": 0xE6, "ĩ": 0xF3, "ị": 0xF2, "ỵ": 0xEE}


def tcvn3(text: str) -> bytes:
    """The text in TCVN3; letters that it does not have as they come nearest."""
    return b"".join(_tcvn3(letter) for letter in unicodedata.normalize("NFC", text))


def _tcvn3(letter: str) -> bytes:
    code = TCVN3.get(letter) or TCVN3.get(letter.lower())
    return bytes([code]) if code else letter.encode("latin-1", "replace")


def vni(text: str) -> bytes:
    """The text in VNI."""
    return b"".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> bytes:
    lower = 0x20 if letter.isupper() else 0  # capitals are 32 below
    if letter.lower() in _VNI_LETTERS:
        return bytes([_VNI_LETTERS[letter.lower()] - lower])
    tone, bare = "", tones_apart(letter)
    if len(bare) > 1:
        bare, tone = bare[0], bare[1]
    parts = unicodedata.normalize("NFD", bare)
    if parts[1:] in _VNI_SHAPES:
        return parts[0].encode("ascii") + bytes([_VNI_SHAPES[parts[1:]][tone] - lower])
    head = (
        bytes([_VNI_LETTERS[bare.lower()] - lower])
        if bare.lower() in _VNI_LETTERS
        else bare.encode("latin-1", "replace")
    )
    return head + (bytes([_VNI_TONES[tone] - lower]) if tone else b"")


def windows_1258(text: str) -> bytes:
    """The text in Windows-1258, which has tone marks of their own behind the letter."""
    return tones_apart(text).encode("cp1258", "replace")
