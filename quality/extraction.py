"""Where catalogues find the sentences that other layers keep as data: extraction methods of Babel (babel.cfg).

Reasons and descriptions are constants where figures are computed and checked, sources stand in reference tables; both are
translated where they are shown.
"""

import ast
import csv
import io
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import IO, Any, cast

from babel.messages.extract import extract_python

Found = Any
"""What Babel takes: line, keyword, message, comments."""


def sentences(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Found]:
    """What Babel's own method finds, and the sentences in constants and keyword arguments that babel.cfg names."""
    yield from extract_python(file, keywords, comment_tags, cast(Any, options))
    file.seek(0)
    names, arguments = str(options.get("names", "")).split(), str(options.get("arguments", "")).split()
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _is_named(node, names):
            for part in ast.walk(node.value):
                yield from _sentence(part)
        elif isinstance(node, ast.keyword) and node.arg in arguments:
            yield from _sentence(node.value)


def cells(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Found]:
    """What stands in the columns of a reference table that babel.cfg names; an empty field says nothing."""
    columns = str(options.get("columns", "")).split()
    for line, row in enumerate(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")), 2):
        yield from ((line, "_", row[column], []) for column in columns if row[column])


def _is_named(node: ast.Assign | ast.AnnAssign, names: list[str]) -> bool:
    """Whether a module's constant has one of the names."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(one, ast.Name) and any(fnmatch(one.id, name) for name in names) for one in targets)


def _sentence(node: ast.AST) -> Iterator[Found]:
    """A constant of several words; a code is one word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
        yield node.lineno, "_", node.value, []
