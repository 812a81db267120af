"""Where produce went: one row per province of the buyer, as a list, on the map and in words."""

from datetime import date

import polars as pl
import streamlit as st

from views import controls
from views.address import Choice
from views.figures import charts, figure, maps, rank_charts
from views.figures.figure import Column
from views.produce import columns as sale_columns
from views.produce import sales
from views.words import names, numbers
from views.words.language import N_, _, small

MEASURES = {"value": N_("Value"), "kg": N_("Kilograms")}
COLUMN = {"value": "value_vnd", "kg": "quantity_kg"}


def section(choice: Choice, good: str, month: date, key: str) -> None:
    """The list and the map of a month, by the measure that the reader chooses; `key` begins the names of its files."""
    measure = controls.select(
        _("Destinations by"), "by", list(MEASURES), "value", lambda code: _(MEASURES[code]), as_buttons=True
    )
    rows = of_month(choice, good, month, measure)
    finding = where_it_went(rows, choice, month, measure)
    said, unit = _("Destinations by {measure}", measure=_(MEASURES[measure])), _("dong") if measure == "value" else "kg"
    name = f"{measure}_{key}_{month:%Y%m}"
    listed, drawn = st.columns(2)
    with listed:
        figure.show(
            f"produce_destinations_{name}",
            _("Destinations in {month}", month=numbers.month(month)),
            chart=bars(rows, choice),
            finding=finding,
            about=sale_columns.about(rows, choice, good, said, unit),
            data=rows,
            columns=columns(),
            strong="is_ours",
        )
    country = on_map(rows, choice)
    if country is not None:
        with drawn:
            st.vega_lite_chart(spec=country, alt=finding, key=f"produce_map_{name}")
            legend = _(
                "The darker, the more; pale: nothing is known to have gone there; {mark}: confidential, not to leave the house.",
                mark=f"`{maps.CONFIDENTIAL}`",
            )
            st.markdown(small(legend))
            st.markdown(small(_(maps.ATTRIBUTION)))


def of_month(choice: Choice, code: str, month: date, measure: str) -> pl.DataFrame:
    """Where the produce of a month went, by the chosen measure (value or kg), the most first.

    `percent` is the share of the measure with a known destination; a province of which no weight is known has no kg.
    """
    product, _dot, form = code.partition(".")
    found = sales.scan("produce_destinations", "weighed_value_share").filter(
        pl.col("origin_level") == "province",
        pl.col("frame") == choice.frame,
        pl.col("origin_code") == choice.province.code,
        pl.col("product_code") == product,
        pl.col("form") == form,
        pl.col("month") == month,
        pl.col("value_vnd") > 0,
    )
    known = {code: one.name for code, one in names.provinces(choice.frame).items()}
    rows = found.rename({"destination_code": "province_code"}).collect()
    rows = rows.with_columns(
        value=pl.col(COLUMN[measure]).cast(pl.Float64),
        province=pl.col("province_code").replace(known),
        weighed_percent=100 * pl.col("weighed_value_share"),
        is_ours=pl.col("province_code") == choice.province.code,
    ).with_columns(
        rank=pl.col("value").rank("min", descending=True).cast(pl.Int64),
        percent=100 * pl.col("value") / pl.col("value").sum(),
    )
    words = [_amount(row, measure) for row in rows.iter_rows(named=True)]
    return rows.with_columns(words=pl.Series(words, dtype=pl.String)).sort(
        "value", "province_code", descending=[True, False], nulls_last=True
    )


def bars(rows: pl.DataFrame, choice: Choice) -> charts.Spec | None:
    """A bar for each province of which the measure is known."""
    valued = rows.filter(pl.col("value").is_not_null())
    return None if valued.is_empty() else rank_charts.bars(valued, choice.province.code)


def on_map(rows: pl.DataFrame, choice: Choice) -> charts.Spec | None:
    """The same on the map: pale where nothing is known to have gone, `:c` where the row is confidential."""
    valued = rows.filter(pl.col("value").is_not_null())
    return None if valued.is_empty() else charts.once(maps.provinces)(valued, choice.frame, choice.province.code)


def where_it_went(rows: pl.DataFrame, choice: Choice, month: date, measure: str) -> str:
    """How much stayed and where most of the rest went, of what has a known destination."""
    if rows["value"].drop_nulls().is_empty():
        return _("No destination is known of {month}.", month=numbers.month(month))
    stayed = float(rows.filter("is_ours")["percent"].sum())
    away = rows.filter(~pl.col("is_ours"))
    of_value = _("of the value with a known destination")
    return _(
        "In {month} **{inside} stayed in {province} and {outside} left it**, {of}; most went to {places}.",
        month=numbers.month(month),
        inside=numbers.percent(stayed, 0),
        outside=numbers.percent(100 - stayed, 0),
        of=of_value if measure == "value" else _("of {quantity} with a known destination", quantity=_total(rows)),
        province=choice.province.name,
        places=", ".join(away["province"].head(3)) or _("no other province"),
    )


def columns() -> list[Column]:
    """The columns of destinations."""
    return [
        Column("rank", _("Rank"), shown=numbers.number),
        Column("province", _("Destination"), shown=str),
        Column("province_code", _("Province code")),
        Column("percent", _("Share"), _("Of what has a known destination."), numbers.PERCENT, numbers.percent),
        Column("value_vnd", _("Value"), _("Value of the lines sold."), _("dong"), numbers.dong),
        *sale_columns.kilogram_columns(),
        Column("orders", _("Orders"), _("Orders with the product."), _("orders"), numbers.number),
        Column(
            "is_confidential",
            _("Confidential"),
            _("Whether the row must not leave the house."),
            shown=sale_columns.secret,
        ),
    ]


def _amount(row: sales.Row, measure: str) -> str:
    """A destination's value or kilograms in words, with the mark of a confidential row."""
    said = (
        numbers.quantity(row["value_vnd"], _("dong"))
        if measure == "value"
        else sales.quantity_with_share_short(row["quantity_kg"], row["weighed_percent"])
    )
    return f"{said} {maps.CONFIDENTIAL}" if row["is_confidential"] else said


def _total(rows: pl.DataFrame) -> str:
    """The kilograms of all destinations together, and what they speak of."""
    weighed_value = (rows["weighed_value_share"] * rows["value_vnd"]).sum()
    percent = 100 * float(weighed_value) / float(rows["value_vnd"].sum())
    return sales.quantity_with_share(float(rows["quantity_kg"].sum()), percent)
