"""Vietnamese in the encodings of the 1990s: recognised by a known header, so that the refusal can name them.

TCVN3 (ABC) writes an accented letter as one byte of its own, VNI as a plain letter and a byte for the marks. So what is
left of a header without its bytes above ASCII tells which of the two it is.
"""

import unicodedata
from collections.abc import Sequence

from pipelines.rows.exports import Export


def named(header: bytes, exports: Sequence[Export]) -> str | None:
    """TCVN3 or VNI, if at least half of the needed columns of some export stand in a header line in that encoding."""
    cells = {_ascii(cell) for mark in b",;\t" for cell in header.decode("latin-1").split(chr(mark))}
    for name, skeleton in (("TCVN3 (ABC)", _tcvn3), ("VNI", _vni)):
        for export in exports:
            wanted = [
                field for field in export.columns_needed if not all(text.isascii() for text in export.headers[field])
            ]
            found = [
                f for f in wanted if any(skeleton(text) in cells for text in export.headers[f] if not text.isascii())
            ]
            if wanted and len(found) * 2 >= len(wanted):
                return name
    return None


def _ascii(text: str) -> str:
    return " ".join("".join(letter for letter in text if letter.isascii()).split()).strip('"')


def _tcvn3(header: str) -> str:
    return _ascii(unicodedata.normalize("NFC", header))


def _vni(header: str) -> str:
    horned = {
        "\u01a1",
        "\u01b0",
        "\u01a0",
        "\u01af",
    }  # ơ and ư are one byte in VNI, their tone marks another; i with a tone is one byte
    bare = ""
    for letter in unicodedata.normalize("NFC", header):
        parts = unicodedata.normalize("NFD", letter)
        is_one_byte = unicodedata.normalize("NFC", parts[:2]) in horned or letter.lower() in "ìíỉĩịỵ"
        bare += "" if is_one_byte else parts[0]
    return _ascii(bare)


ALPHABET = set("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ₫–—’‘“”…·")
FOREIGN_SHARE = 0.1
"""Of the letters beyond ASCII; a text of which more are no Vietnamese letters was written in another encoding."""


def is_vietnamese(text: str) -> bool:
    """Whether the letters beyond ASCII are those of Vietnamese, so that a single-byte reading makes sense."""
    beyond = [letter for letter in unicodedata.normalize("NFC", text).lower() if not letter.isascii()]
    return sum(letter not in ALPHABET for letter in beyond) <= FOREIGN_SHARE * len(beyond)


def told_by_letters(content: bytes) -> str | None:
    """TCVN3 or VNI, where the header is of plain letters: a fifth of TCVN3's accented letters are signs elsewhere."""
    beyond = [byte for byte in content if byte >= 0x80]
    if is_vietnamese(content.decode("cp1258", "replace")):
        return None
    signs = sum(0xA1 <= byte <= 0xBE for byte in beyond)
    letters = sum(byte in b"\xf8\xf9\xfb\xf5\xef\xe2\xea\xf1\xf6\xf4" for byte in beyond)
    if signs >= 0.2 * len(beyond):
        return "TCVN3 (ABC)"
    return "VNI" if letters >= 0.5 * len(beyond) else None
