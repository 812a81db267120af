"""What stands behind the figures of produce: what they are, and the columns of their tables."""

from datetime import date

import polars as pl

from views.address import Choice
from views.figures.figure import About, Column
from views.produce import sales
from views.words import names, numbers
from views.words.language import _


def about(rows: pl.DataFrame, choice: Choice, code: str, measure: str, unit: str) -> About:
    """What the numbers of produce are; `rows` have orders and may have marketplaces."""
    listed: list[str] = (
        rows["marketplaces"].explode().drop_nulls().unique().to_list() if "marketplaces" in rows.columns else []
    )
    return About(
        measure=f"{measure}: {sales.product_name(code)}",
        definition=_("Successful transactions of shops of the province, matched to produce by their titles."),
        unit=unit,
        area=choice.province.area,
        day=choice.day,
        n=_("{n} orders with the product", n=numbers.number(int(rows["orders"].sum()))),
        source=_("deliveries of {marketplaces}", marketplaces=names.listed(listed)) if listed else _("deliveries"),
        notes=(
            _("Internal: rows marked as confidential are about too few households and must not leave the house."),
            _(
                "Kilograms are those of packs that print a weight; no other is guessed. Beside them stands the share of the value that they speak of."
            ),
            _(
                "What stayed in the province and what left it are shares of the value with a known destination, by week as by month."
            ),
            _("Weeks are ISO weeks, Monday to Sunday; the 53rd is compared with the 52nd of the year before."),
        ),
    )


def columns(measure: str = "kg") -> list[Column]:
    """The columns of weeks: everything, or what belongs to the price."""
    dong, share, households = _("dong"), numbers.PERCENT, _("households")
    key = [
        Column("period_start", _("Week"), _("The Monday it begins."), shown=_short),
        Column("is_confidential", _("Confidential"), _("Whether the row must not leave the house."), shown=secret),
    ]
    price = [
        Column("price_vnd_per_kg_median", _("Median price"), _("Over lines."), "VND/kg", numbers.number),
        Column("price_vnd_per_kg_low", _("First quartile"), _("Of the price over lines."), "VND/kg", numbers.number),
        Column("price_vnd_per_kg_high", _("Third quartile"), _("Of the price over lines."), "VND/kg", numbers.number),
    ]
    if measure == "price":
        return [*key, *price, Column("orders", _("Orders"), "", _("orders"), numbers.number)]
    known, ocop = (
        _("Of the value with a known destination."),
        _("Share of the value under a star valid on the order day."),
    )
    placed, unsold = _("Share of the value whose destination is known."), _("The same week, none sold being zero.")
    weighed_then = _("Share of the value of those years that their kilograms speak of.")
    return [
        *key,
        *kilogram_columns(),
        Column("value_vnd", _("Value"), _("Value of the lines sold."), dong, numbers.dong),
        *price,
        Column("orders", _("Orders"), _("Orders with the product."), _("orders"), numbers.number),
        Column("sellers", _("Households"), _("Households that sold it."), households, numbers.number),
        Column("out_percent", _("Out of province"), known, share, numbers.percent),
        Column("placed_percent", _("Destination known"), placed, share),
        Column("ocop_percent", "OCOP", ocop, share, numbers.percent),
        Column("mean_kg_earlier_years", _("Mean of earlier years"), unsold, "kg", sales.kilograms),
        Column("weighed_percent_earlier_years", _("Weighed share of earlier years"), weighed_then, share),
        Column("low_kg_earlier_years", _("Least of earlier years"), unit="kg"),
        Column("high_kg_earlier_years", _("Most of earlier years"), unit="kg"),
        Column("earlier_years", _("Earlier years")),
        Column("is_in_season", _("In the printed season")),
        Column("cancelled_percent", _("Cancelled"), _("Of the orders placed."), share),
        Column("returned_percent", _("Returned"), _("Of the orders placed."), share),
        Column("days_to_completion_median", _("Days to completion"), _("Median over orders."), _("days")),
        Column("kg_per_order", _("Kilograms per order"), _("Of orders in which a pack prints a weight."), "kg"),
        Column("value_vnd_per_order", _("Value per order"), unit=dong),
        Column(
            "crop_percent",
            _("Share of the crop"),
            _("From January to the end of the week, of packs that print a weight."),
            share,
        ),
    ]


def kilogram_columns() -> list[Column]:
    """Kilograms, and beside them the share of the value that they speak of."""
    return [
        Column(
            "quantity_kg",
            _("Kilograms"),
            _("Of packs that print a weight; no other is guessed."),
            "kg",
            sales.kilograms,
        ),
        Column(
            "weighed_percent",
            _("Weighed share"),
            _("Share of the value whose packs print a weight: what the kilograms speak of."),
            numbers.PERCENT,
            numbers.percent,
        ),
    ]


def secret(value: bool) -> str:
    """The mark of a confidential row, in words and not by colour alone."""
    return _("confidential") if value else ""


def _short(start: date) -> str:
    """33/2026 · 10/08/2026."""
    year, week, _day = start.isocalendar()
    return f"{week:02}/{year} · {numbers.day(start)}"
