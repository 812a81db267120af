"""No sentence for people lacks either language; English is the source text."""

import ast
import csv
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog, Message

from quality.suites import SUITES
from views.words import language

PROJECT = Path(__file__).parent.parent
SOURCES = [
    PROJECT / "app.py",
    *(path for part in ("views", "assets", "conventions", "pipelines") for path in (PROJECT / part).rglob("*.py")),
]
MARKERS = ("_", "N_", "n_")


def read(code: str) -> Catalog:
    with (PROJECT / "locale" / code / "LC_MESSAGES" / "digital_shops.po").open("rb") as file:
        return pofile.read_po(file, locale=code)


VIETNAMESE = read("vi")
MESSAGES = [message for message in VIETNAMESE if message.id]


def texts(message: Message) -> tuple[list[str], list[str]]:
    """Source texts and translations of a message, plural or not."""
    source = list(message.id) if isinstance(message.id, list | tuple) else [message.id]
    target = list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]
    return source, target


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def marked() -> Iterator[tuple[Path, str]]:
    """Every text that the code marks for translation."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                for given in node.args[: 2 if node.func.id == "n_" else 1]:
                    if isinstance(given, ast.Constant) and isinstance(given.value, str):
                        yield path, given.value


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_every_sentence_has_its_vietnamese_with_the_same_placeholders(message: Message) -> None:
    source, target = texts(message)
    assert all(target), "untranslated: make messages, then fill in locale/vi"
    assert not message.fuzzy
    for text in target:
        assert placeholders(text) == placeholders(source[-1])
        assert text[:1].isspace() == source[0][:1].isspace()


def test_the_catalogue_has_every_sentence_of_the_code() -> None:
    known = {text for message in MESSAGES for text in texts(message)[0]}
    lacking = {f"{path.relative_to(PROJECT)}: {text}" for path, text in marked() if text not in known}
    kept = {expectation.why for suite in SUITES.values() for expectation in suite}
    assert not lacking, "run `make messages`"
    assert not kept - known, "run `make messages`"


@pytest.mark.parametrize("table", ["indicators", "baselines", "households"])
def test_the_catalogue_has_every_source_of_the_tables_that_pages_quote(table: str) -> None:
    known = {text for message in MESSAGES for text in texts(message)[0]}
    with (PROJECT / "data" / "reference" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        assert {row["source"] for row in csv.DictReader(file)} <= known, "run `make messages`"


def test_english_is_the_source_text() -> None:
    assert {text for message in read("en") if message.id for text in texts(message)[1]} == {""}


def test_no_sentence_hides_in_an_f_string() -> None:
    """Babel does not look into f-strings before Python 3.12, and different versions must extract the same."""
    hidden = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for path in SOURCES
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for node in ast.walk(outer)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS
        if node.args and isinstance(node.args[0], ast.Constant)
    ]
    assert not hidden


def test_the_compiled_catalogue_is_that_of_the_sources() -> None:
    with (PROJECT / "locale" / "vi" / "LC_MESSAGES" / "digital_shops.mo").open("rb") as file:
        compiled = [texts(message) for message in mofile.read_mo(file) if message.id]
    assert sorted(compiled) == sorted(texts(message) for message in MESSAGES), "run `make setup`"


def test_sentences_are_said_in_both_languages() -> None:
    assert language.said("vi", "Rankings") == "Xếp hạng"
    assert language.said("en", "Rankings") == "Rankings"
    assert language.said("vi", "{number} times", number="67,06") == "67,06 lần"
    assert language.said("xx", "Rankings") == "Rankings"


def test_foreign_text_is_shown_letter_by_letter() -> None:
    shown = language.plain("*a* [b](http://c) `d` $e$ <f>")
    assert re.sub(r"\\([\\`*_{}\[\]<>#$~|:!])", r"\1", shown) == "*a* [b](http://c) `d` $e$ <f>"
    assert not re.search(r"(?<!\\)[*\[\]`$<>]", shown)


def test_the_app_starts_without_the_pipeline() -> None:
    code = """
import importlib, pkgutil, sys
import views
for module in pkgutil.walk_packages(views.__path__, "views."):
    if not module.name.endswith(".page"):  # a page is a script
        importlib.import_module(module.name)
heavy = {"dagster", "great_expectations", "dataframely", "duckdb", "assets", "pipelines", "quality"}
print(sorted(heavy & set(sys.modules)))
"""
    found = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
