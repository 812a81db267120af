"""Orders and revenue of a province by month and marketplace, and how they read in words."""

from datetime import timedelta

import polars as pl

from views import release
from views.address import Choice
from views.figures.figure import About, Column
from views.words import names, numbers
from views.words.language import _
from views.words.names import Indicator


def of_province(choice: Choice) -> pl.DataFrame:
    """One row per month and marketplace up to the chosen day, newest month first; `is_whole`: the month is over."""
    return (
        release.scan("daily_orders")
        .filter(
            pl.col("frame") == choice.frame,
            pl.col("province_code") == choice.province.code,
            pl.col("order_date") <= choice.until,
        )
        .group_by(pl.col("order_date").dt.truncate("1mo").alias("month"), "marketplace")
        .agg(pl.col("^orders_.*$", "^.*_value_vnd$").sum())
        .with_columns(
            marketplace_name=pl.col("marketplace").replace(names.marketplaces()),
            is_whole=pl.col("month").dt.month_end() <= choice.until,
        )
        .sort("month", "marketplace", descending=[True, False])
        .collect()
    )


def finding(months: pl.DataFrame, measure: str, unit: str) -> str:
    """The last whole month against the one before it, and the best month."""
    whole = months.filter("is_whole").group_by("month").agg(pl.col(measure).sum())
    values = dict(whole.iter_rows())
    if not values:
        return _("No whole month has been delivered yet.")
    last, best = max(values), max(values, key=values.__getitem__)
    before = (last - timedelta(days=1)).replace(day=1)
    if before in values:
        change = numbers.change(values[last], values[before])
        against = _("{change} against {month}", change=change, month=numbers.month(before))
    else:
        against = _("no order is known of {month}", month=numbers.month(before))
    return _(
        "**{value}** in {month} ({against}); the best month was {best} with {most}.",
        value=numbers.quantity(values[last], unit),
        month=numbers.month(last),
        against=against,
        best=numbers.month(best),
        most=numbers.quantity(values[best], unit),
    )


def about(months: pl.DataFrame, choice: Choice, indicator: Indicator) -> About:
    """What the numbers of a province's months are."""
    return About(
        measure=indicator.name,
        definition=indicator.definition,
        unit=indicator.unit,
        area=choice.province.area,
        day=choice.day,
        n=_("{n} orders placed", n=numbers.number(int(months["orders_placed"].sum()))),
        source=_("deliveries of {marketplaces}", marketplaces=names.listed(months["marketplace"].unique())),
        indicators=[indicator.code],
        notes=(
            _(
                "All marketplaces that were delivered are in, also those that rankings leave out because they do not cover the whole country."
            ),
            _("A pale column is a month that is not over on the day."),
        ),
    )


def columns(measure: str) -> list[Column]:
    """The columns of a province's months: orders and their outcomes, or order value and revenue."""
    orders, dong = _("orders"), _("dong")
    key = [
        Column("month", _("Month"), _("First day of the month of the order, Vietnam time."), shown=numbers.month),
        Column("marketplace_name", _("Marketplace"), shown=str),
        Column("marketplace", _("Marketplace code")),
    ]
    counts = [
        Column("orders_placed", _("Placed"), _("Orders placed, whatever became of them."), orders, numbers.number),
        Column(
            "orders_completed",
            _("Successful"),
            _("Delivered or completed, also while a return is still possible."),
            orders,
            numbers.number,
        ),
        Column(
            "orders_cancelled", _("Cancelled"), _("Cancelled, failed, lost or shipped back."), orders, numbers.number
        ),
        Column("orders_returned", _("Returned"), _("Wholly returned."), orders, numbers.number),
    ]
    values = [
        Column("order_value_vnd", _("Value of orders placed"), _("Once per order."), dong, numbers.dong),
        Column(
            "completed_value_vnd",
            _("Revenue"),
            _("Value of what was delivered in successful transactions."),
            dong,
            numbers.dong,
        ),
    ]
    return [*key, *(values if measure.endswith("_vnd") else counts)]
