"""The promises of the layout: imports go one way, one library in one place, the lock names no host."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from quality import dictionary

PROJECT = Path(__file__).parent.parent
PACKAGES = ("assets", "conventions", "pipelines", "quality", "views")
MAY_IMPORT = {
    "assets": {"assets", "conventions", "pipelines", "quality"},
    "conventions": {"conventions"},
    "pipelines": {"conventions", "pipelines", "quality"},
    "quality": {"conventions", "quality"},
    "views": {"conventions", "views"},
}
ONLY_IN: dict[str, str | tuple[str, ...]] = {
    "dagster": "assets/",
    "duckdb": "assets/",
    "great_expectations": "quality/judge.py",
    "streamlit": ("views/", "app.py"),
}
# Declared because they are run, loaded by name or needed by another library; no module of ours imports them.
NOT_IMPORTED = {
    "dagster-webserver": "the page of `digital-shops serve`",
    "fastexcel": "Polars reads workbooks through it",
    "pyarrow": "DuckDB hands tables to Polars through it",
    "xlsxwriter": "Polars writes workbooks through it",
    "mypy": "make check",
    "ruff": "make check",
    "pytest-xdist": "make test",
    "scipy-stubs": "types of scipy",
    "setuptools": "installs the project without a network",
    "uv": "make lock",
    "wheel": "installs the project without a network",
    "apprise": "notices of the night",
    "structlog": "the log",
    "pydantic-settings": "the settings",
}

# Longer than 250 lines, or a function than 60, and why. The list gets shorter: what leaves it does not come back.
LONG = {
    "quality/contracts.py": "one page of promises",
    "quality/suites.py": "one page of doubts",
    "quality/reconciliation.py": "one page of recomputations",
    "assets/facts.py": "a fact each, with its transaction",
    "assets/deliveries/ingest.py": "one way through the intake",
    "assets/deliveries/load.py": "one transaction",
    "assets/storage/warehouse.py": "the tables' statements",
    "pipelines/rows/exports.py": "what a description may say",
    "pipelines/simulation/shopee.py": "sixty columns",
    "pipelines/simulation/tiktok_shop.py": "sixty columns",
    "pipelines/simulation/dirty/records.py": "a way to go wrong each",
    "views/vintages.py": "what a release changed, with its columns",
    "views/rankings/tables.py": "every column of a ranking, in one list",
}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")] + [PROJECT / "app.py"]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_imports_go_one_way_and_each_library_has_one_place(path: Path) -> None:
    name = str(path.relative_to(PROJECT))
    package = name.split("/")[0]
    for module in imported(path):
        top = module.split(".")[0]
        if top in PACKAGES and package in MAY_IMPORT:
            assert top in MAY_IMPORT[package], f"{name} imports {module}"
        if top in ONLY_IN:
            assert name.startswith(ONLY_IN[top]), f"{name} imports {module}"


def test_the_ground_floor_stands_on_the_standard_library_and_polars() -> None:
    for path in (PROJECT / "conventions").glob("*.py"):
        needed = {module.split(".")[0] for module in imported(path)} - set(sys.stdlib_module_names)
        assert needed <= {"conventions", "polars"}, path


def test_nothing_computed_asks_for_today() -> None:
    for path in (PROJECT / "pipelines").rglob("*.py"):
        assert not re.search(r"\b(today|now|utcnow)\(", path.read_text(encoding="utf-8")), path


def test_the_lock_pins_everything_with_hashes_and_names_no_host() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = re.findall(r"^([a-z0-9._-]+(?:\[[a-z,]+\])?)==", lock, flags=re.MULTILINE | re.IGNORECASE)
    assert len(pinned) > 100
    assert lock.count("--hash=sha256:") >= len(pinned)


def declared() -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [named for extra in project["optional-dependencies"].values() for named in extra]
    return [Requirement(named) for named in project["dependencies"] + extras]


def test_the_lock_pins_what_the_project_declares() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", lock, flags=re.MULTILINE)
    for requirement in declared():
        versions = [
            version for name, version in pinned if canonicalize_name(name) == canonicalize_name(requirement.name)
        ]
        assert versions, f"run `make lock`: {requirement.name} is not in it"
        assert all(Version(version) in requirement.specifier for version in versions), f"run `make lock`: {requirement}"


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    provided = packages_distributions()
    own = {*PACKAGES, "tests", *(path.stem for path in (PROJECT / "tests").rglob("*.py"))}
    scripts = [path for folder in ("tests", "docs", "data/reference") for path in (PROJECT / folder).rglob("*.py")]
    used = {
        canonicalize_name(provider)
        for path in [*modules(), *scripts]
        for module in imported(path)
        if (top := module.split(".")[0]) not in own and top not in sys.stdlib_module_names
        for provider in provided.get(top, [])
    }
    names = {canonicalize_name(requirement.name) for requirement in declared()}
    assert used <= names, "add to pyproject.toml, then `make lock`"
    assert names - used <= set(NOT_IMPORTED), "remove from pyproject.toml, then `make lock`"


def test_the_data_dictionary_is_what_the_contracts_say() -> None:
    printed = (PROJECT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert printed == dictionary.text(), "run `make dictionary`"


def test_make_alone_lists_the_commands() -> None:
    listed = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    for command in ("run", "test", "setup", "refresh", "app", "check"):
        assert re.search(rf"^{command}\s", listed, flags=re.MULTILINE), command


def developing() -> str:
    return (PROJECT / "docs" / "developing.md").read_text(encoding="utf-8")


def test_every_room_is_on_the_page_for_developers_and_every_path_on_it_exists() -> None:
    rooms = {f"{path.parent.relative_to(PROJECT)}/" for path in modules() if path.name != "app.py"}
    told = developing()
    assert {room for room in rooms if f"`{room}`" not in told} == set()
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", told)
    assert [path for path in named if not (PROJECT / path).exists()] == []
    for room, first in re.findall(r"^\| `([\w/]+/)` \|.*\| (.*) \|$", told, flags=re.MULTILINE):
        assert all((PROJECT / room / name).exists() for name in re.findall(r"`([^`]+)`", first)), room


def test_the_page_for_developers_names_commands_and_lists_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", developing(), flags=re.MULTILINE)) <= targets
    assigned = {"PUBLISHED": "quality/contracts.py", "PUBLIC": "quality/contracts.py", "PAGES": "app.py"}
    for name, module in assigned.items():
        assert f"`{name}`" in developing()
        assert re.search(rf"^{name}\b.*= ", (PROJECT / module).read_text(encoding="utf-8"), flags=re.MULTILINE), name


def test_decisions_are_listed() -> None:
    pages = {path.name for path in (PROJECT / "docs" / "decisions").glob("0*.md")}
    assert set(re.findall(r"\((0[^)]+)\)", (PROJECT / "docs/decisions/README.md").read_text(encoding="utf-8"))) == pages


def test_the_hook_checks_what_a_commit_changes() -> None:
    hook = PROJECT / ".githooks" / "pre-commit"
    assert hook.stat().st_mode & 0o111
    assert {"ruff", "mypy", "pytest"} <= set(re.findall(r"\b(ruff|mypy|pytest)\b", hook.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_module_has_at_most_250_lines_and_a_function_60(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    lengths = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    if str(path.relative_to(PROJECT)) not in LONG:
        assert len(source.splitlines()) <= 250, "split it by subject, or give a reason in LONG"
        assert max(lengths, default=0) <= 60, "split it, or give a reason in LONG"


def test_a_function_says_what_it_returns_and_words_are_those_of_the_glossary() -> None:
    avoided = {"of", "scene", "scenes", "turns"}
    for path in modules():
        if "simulation" not in path.parts:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
            assert not names & avoided, path
            columns = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
            assert not columns & {"scene", "scenes"}, path
