"""Sentences in the language that the reader has chosen, and as Markdown."""

import re

import streamlit as st

from conventions.catalogue import N_ as N_
from conventions.catalogue import catalogue

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT = "vi"
KEY = "lang"


def chosen() -> str:
    """The language of this session, which `?lang=` of the address decides."""
    code = st.session_state.get(KEY, DEFAULT)
    return code if code in LANGUAGES else DEFAULT


def _(text: str, **parameters: object) -> str:
    """A sentence in the chosen language."""
    return said(chosen(), text, **parameters)


def n_(one: str, many: str, n: int, /, **parameters: object) -> str:
    """A sentence about n things in the chosen language; a parameter `n` is the number as it is to be written."""
    return catalogue(chosen()).ngettext(one, many, n).format(**{"n": n, **parameters})


def said(language: str, text: str, **parameters: object) -> str:
    """A sentence in a language of the caller's choice."""
    found = catalogue(language).gettext(text)
    return found.format(**parameters) if parameters else found


def plain(text: str) -> str:
    """Foreign text that Markdown is to show letter by letter."""
    return re.sub(r"([\\`*_{}\[\]<>#$~|:!])", r"\\\1", text)


def small(text: str) -> str:
    """Markdown for what stands beside the figures: small and grey, and still dark enough to read."""
    return f":small[:gray[{text}]]"
