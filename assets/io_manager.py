"""How tables pass between steps: marts as files, in and out; facts, which write themselves, out of the warehouse."""

import dagster as dg
import polars as pl

from assets.night import Night
from assets.storage.warehouse import TABLES

FACTS = {statement.split()[0] for statement in TABLES}
"""What stands in the warehouse."""


class TableIOManager(dg.IOManager):
    """Keeps the frame of an asset in the file of its name; row tables and facts never pass through here."""

    def __init__(self, night: Night) -> None:
        self.night = night

    def handle_output(self, context: dg.OutputContext, obj: pl.LazyFrame) -> None:
        """Collects the frame, the only place that does, and replaces the file."""
        count = self.night.marts.save(context.asset_key.to_python_identifier(), obj)
        context.add_output_metadata({"dagster/row_count": count})

    def load_input(self, context: dg.InputContext) -> pl.LazyFrame:
        """The table of the upstream asset: a mart of its file, a fact of the warehouse."""
        table = context.asset_key.to_python_identifier()
        return self.night.warehouse.load(table) if table in FACTS else self.night.marts.load(table)
