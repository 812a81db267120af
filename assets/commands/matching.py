"""Lists that a person brings as CSV, answered: `places resolve` and `produce match`."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from assets.commands.terminal import say
from conventions.catalogue import _

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Tệp CSV · A CSV file")]
ColumnOption = Annotated[str, typer.Option("--column", help="Tên cột · The column")]
OutputOption = Annotated[Path, typer.Option("--output", help="Tệp CSV kết quả · The CSV to write")]


def resolve_places(file: FileArgument, column: ColumnOption, output: OutputOption) -> None:
    """Tra mã tỉnh trong hai hệ 63 và 34 · Resolve province names to codes in both frames."""
    from assets.commands import lists
    from assets.places import gazetteer
    from conventions import reasons
    from pipelines.places import resolving

    brought = lists.read(file, column)
    resolved = resolving.resolve(brought.asked, gazetteer(), province="asked").select(resolving.PROVINCE_COLUMNS)
    said = {code: _(text).said() for code, text in reasons.PLACES.items()}
    brought.write(output, resolved.with_columns(pl.col("reason").replace(said)))
    counts = dict(resolved["status"].value_counts().iter_rows())
    say(
        _(
            "{n} rows: {resolved} resolved, {ambiguous} ambiguous, {unknown} unknown. Written to {path}.",
            n=resolved.height,
            resolved=counts.get("resolved", 0),
            ambiguous=counts.get("ambiguous", 0),
            unknown=counts.get("unknown", 0),
            path=output,
        )
    )


def match_produce(file: FileArgument, column: ColumnOption, output: OutputOption) -> None:
    """Nhận ra nông sản và khối lượng trong tên sản phẩm · Tell produce and weight from product titles."""
    from assets import produce
    from assets.commands import lists

    brought = lists.read(file, column)
    matched = produce.match(brought.asked, "asked").select("product_code", "form", "kg_per_item", "rule")
    brought.write(output, matched)
    known = matched["product_code"].count()
    say(_("{n} rows: {known} are produce. Written to {path}.", n=matched.height, known=known, path=output))
