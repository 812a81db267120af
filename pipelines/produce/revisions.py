"""Public figures of produce from release to release: what one tells, the next must not undo.

Readers keep what they were told, and subtract. So two rules stand above the suppression of a single release:

- *A month is revised once a month.* What a release tells of a product in a province stands until a further month is
  closed: from night to night nothing changes from which one household's late order could be read.
- *What was hidden stays hidden.* A cell that a release hid, of a month whose total it told, is hidden in every later
  one: shown later, it would be taken off the old total, and what was hidden with it would be left. Of a month hidden
  whole nothing was told, and nothing has to be kept.

The memory of both is what was published: the public tables of the release on show and of all that are kept.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.produce.cells import GOODS
from pipelines.produce.disclosure import GROUP

FAMILY = (*GOODS, "frame", "province_code")
"""What is told together: a product and form in a province; no sum ties two of them."""
SALES_KEYS = ("period_type", "period_start", *GOODS, "level", "frame", "area_code")
DESTINATION_KEYS = ("period_start", *GOODS, "frame", "area_code", "destination_code")


@dataclass(frozen=True)
class Told:
    """What was told: the public tables of the release on show, and those of every kept one, each row with `release`.

    The columns of `produce_sales_public` and `produce_destinations_public`.
    """

    sales: pl.DataFrame
    destinations: pl.DataFrame
    every_sales: pl.LazyFrame
    every_destinations: pl.LazyFrame


@dataclass(frozen=True)
class Before:
    """What was hidden before and stays so: cells of the sales (`SALES_KEYS`) and of the destinations (`DESTINATION_KEYS`)."""

    sales: pl.DataFrame
    destinations: pl.DataFrame

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing."""
        return self.sales.is_empty() and self.destinations.is_empty()


def with_province(sales: pl.LazyFrame, districts: pl.DataFrame) -> pl.LazyFrame:
    """Sales with province_code: that of a district, else the area's own. `districts`: district_code_63, province_code."""
    of_districts = districts.lazy().select(
        area_code="district_code_63", level=pl.lit("district"), province_code="province_code"
    )
    joined = sales.join(of_districts, on=["area_code", "level"], how="left", validate="m:1")
    return joined.with_columns(pl.coalesce("province_code", "area_code").alias("province_code"))


def standing(told: pl.DataFrame, last: date | None) -> pl.DataFrame:
    """The families (`FAMILY`) of which the release on show tells something, until a month after its last is closed.

    `told`: its public sales with province_code; `last`: the last closed month.
    """
    newest = told.filter(period_type="month")["period_start"].max()
    shown = told.filter(~pl.col("is_confidential")).select(FAMILY).unique()
    return shown if newest == last else shown.clear()


def hidden_before(told: Told, districts: pl.DataFrame, families: pl.DataFrame) -> Before:
    """The cells of some families that a kept release hid while it told the total of their month."""
    asked = families.lazy()
    sales = with_province(told.every_sales, districts).join(asked, on=FAMILY, how="semi")
    months = sales.filter(~pl.col("is_confidential"), period_type="month", level="province").select("release", *GROUP)
    hidden = sales.filter("is_confidential")
    in_month = ["release", *GROUP]
    week = hidden.filter(period_type="week")
    sunday = pl.col("period_start").dt.offset_by("6d")
    touched = [
        week.with_columns(monday="period_start", period_start=day.dt.month_start()).join(
            months, on=in_month, how="semi"
        )
        for day in (pl.col("period_start"), sunday)
    ]
    weeks = pl.concat(touched).drop("period_start").rename({"monday": "period_start"})
    parts = hidden.filter(level="district").join(months, on=in_month, how="semi")
    sent = told.every_destinations.filter("is_confidential").rename(
        {"month": "period_start", "origin_code": "area_code"}
    )
    sent = sent.with_columns(province_code="area_code").join(months, on=in_month, how="semi")
    found = pl.collect_all(
        [
            pl.concat([weeks.select(SALES_KEYS), parts.select(SALES_KEYS)]).unique(),
            sent.select(DESTINATION_KEYS).unique(),
        ]
    )
    return Before(*found)
