"""The kinds of dirt: a register of functions that dirty a clean sheet and say what must become of it."""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.simulation.dirty.sheets import Sheet

Dirty = Callable[[Sheet], None]


@dataclass(frozen=True)
class Kind:
    """One kind of dirt. `suffix`: the file type it needs, else the format's own; `befits`: the sheets it can befall."""

    name: str
    of: str  # the module that has it
    sentence: str
    dirty: Dirty
    suffix: str | None
    befits: Callable[[Sheet], bool]


ALL: list[Kind] = []


def anywhere(_sheet: Sheet) -> bool:
    """Every sheet."""
    return True


def of_orders(sheet: Sheet) -> bool:
    """Sheets of order lines."""
    return sheet.kind == "order_lines"


def with_field(name: str) -> Callable[[Sheet], bool]:
    """Sheets that have a column for a field of ours."""
    return lambda sheet: sheet.has(name)


def kind(suffix: str | None = None, befits: Callable[[Sheet], bool] = anywhere) -> Callable[[Dirty], Dirty]:
    """Registers a kind of dirt under its function's name; the function's docstring says what must hold."""

    def register(dirty: Dirty) -> Dirty:
        ALL.append(
            Kind(
                dirty.__name__,
                dirty.__module__.rpartition(".")[2],
                (dirty.__doc__ or "").rstrip("."),
                dirty,
                suffix,
                befits,
            )
        )
        return dirty

    return register
