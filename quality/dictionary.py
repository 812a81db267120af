"""The data dictionary, printed from the contracts: `python -m quality.dictionary > docs/data-dictionary.md`."""

import dataframely as dy

from quality.contracts import PUBLIC, PUBLISHED, REFERENCE


def text() -> str:
    """Every published table with its grain and columns, as Markdown."""
    head = "# Data dictionary\n\nPrinted from `quality/contracts.py` by `make dictionary`. Every release holds these tables as Parquet.\n"
    return "\n".join([head, *(_table(name, contract) for name, contract in (PUBLISHED | REFERENCE).items())])


def _table(name: str, contract: type[dy.Schema]) -> str:
    offered = "May leave the house." if name in PUBLIC else "Internal."
    rows = [
        f"| `{column}` | {_type(of)} | {(of.metadata or {}).get('unit', '')} | {of.description} |"
        for column, of in contract.columns().items()
    ]
    grain = " ".join((contract.__doc__ or "").split())
    return "\n".join(
        [f"## {name}\n\n{grain} {offered}\n", "| column | type | unit | meaning |", "|---|---|---|---|", *rows, ""]
    )


def _type(column: dy.Column) -> str:
    kind = type(column).__name__.lower().removesuffix("64")
    return kind + (", may be null" if column.nullable else "")


if __name__ == "__main__":
    print(text(), end="")
