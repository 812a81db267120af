"""How marts are kept between steps: as tables of the warehouse, in and out as lazy Polars frames."""

import dagster as dg
import polars as pl

from assets.context import Night


class WarehouseIOManager(dg.IOManager):
    """Stores the frame of an asset in the table of its name; row tables never pass through here."""

    def __init__(self, night: Night) -> None:
        self.night = night

    def handle_output(self, context: dg.OutputContext, obj: pl.LazyFrame) -> None:
        """Collects the frame, the only place that does, and replaces the table."""
        count = self.night.warehouse.save(context.asset_key.to_python_identifier(), obj)
        context.add_output_metadata({"dagster/row_count": count})

    def load_input(self, context: dg.InputContext) -> pl.LazyFrame:
        """The table of the upstream asset."""
        return self.night.warehouse.load(context.asset_key.to_python_identifier())
