"""Sentences for people: gettext catalogues in `locale/`, Vietnamese first, English as the source text.

A sentence is kept as its source text with its parameters, so that it can be stored once and shown in either language.
"""

import gettext
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LOCALE = Path(__file__).parent.parent / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; the source text where none is compiled."""
    return gettext.translation("digital_shops", LOCALE, languages=[language], fallback=True)


def language() -> str:
    """The language of the command line: DIGITAL_SHOPS_LANGUAGE, Vietnamese unless it says `en`."""
    return "en" if os.environ.get("DIGITAL_SHOPS_LANGUAGE", "vi").lower().startswith("en") else "vi"


@dataclass(frozen=True)
class Sentence:
    """A source text with its parameters. A list parameter is printed with commas."""

    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def said(self, in_language: str | None = None) -> str:
        """The sentence in a language (by default that of the command line)."""
        shown = {
            key: ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else value
            for key, value in self.parameters.items()
        }
        return catalogue(in_language or language()).gettext(self.text).format(**shown)

    def to_json(self) -> str:
        """The sentence as it travels between processes and is kept in the warehouse."""
        return json.dumps({"text": self.text, **self.parameters}, ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str) -> "Sentence":
        """The sentence kept by `to_json`."""
        parameters = json.loads(kept)
        return cls(parameters.pop("text"), parameters)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is kept and translated where it is shown
    """A text kept as data, marked for the catalogues."""
    return text


def _(text: str, **parameters: Any) -> Sentence:
    """A sentence to be shown to people; the text is what the catalogues translate."""
    return Sentence(text, parameters)


class Refusal(Exception):
    """Something that was asked for or delivered cannot be taken; its sentences say why and what to do."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(" ".join(sentence.said("en") for sentence in sentences))
        self.sentences = sentences
