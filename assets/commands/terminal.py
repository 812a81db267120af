"""What every command says and asks in the same way: sentences, tables, JSON, and the options that several have."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from conventions.catalogue import Refusal, Sentence

DataOption = Annotated[
    Path | None, typer.Option("--data", help="Thư mục làm việc · The working folder (DIGITAL_SHOPS_DATA, else data/)")
]
JsonOption = Annotated[bool, typer.Option("--json", help="In ra JSON · Print JSON")]

out = Console(soft_wrap=True, width=None if sys.stdout.isatty() else 160)  # a file or a pipe has no width
err = Console(stderr=True, soft_wrap=True)
debugging = False
"""Whether failures show where they happened (`--debug`)."""


def say(sentence: Sentence) -> None:
    """A result, on standard output."""
    out.print(sentence.said(), markup=False, highlight=False)


def warn(*sentences: Sentence) -> None:
    """Progress and messages, on standard error."""
    for sentence in sentences:
        err.print(sentence.said(), markup=False, highlight=False)


def explain_refusal(refusal: Refusal) -> None:
    """Why something was not taken, on standard error."""
    warn(*refusal.sentences)


def print_json(found: Any) -> None:
    """A result for programs, on standard output."""
    print(json.dumps(found, ensure_ascii=False, indent=1, default=str))


def show(rows: list[dict[str, Any]], columns: list[str], as_json: bool, empty: Sentence) -> None:
    """Rows as a table, as JSON, or that there are none."""
    if as_json:
        print_json(rows)
        return
    if not rows:
        say(empty)
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
    out.print(table)
