"""Vietnamese without its marks, for comparing and finding."""

import unicodedata


def without_accents(text: str) -> str:
    """Đà Nẵng as Da Nang."""
    decomposed = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
