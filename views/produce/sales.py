"""Sales of produce by week: what a province sold, and how a week reads in words and in a table."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from views import release
from views.address import Choice
from views.words import numbers
from views.words.language import N_, _, chosen

FORMS = {
    "fresh": N_("fresh {product}"),
    "dried": N_("dried {product}"),
    "processed": N_("{product} (processed)"),
    "powder": N_("{product} powder"),
    "jelly": N_("{product} jelly"),
    "oil": N_("{product} oil"),
    "live": N_("live {product}"),
}
ALL = "all"
TONNE = 1000
KEYS = ("period_type", "period_start", "product_code", "form", "frame", "area_code")
SEASON = (
    "earlier_years",
    "mean_kg_earlier_years",
    "low_kg_earlier_years",
    "high_kg_earlier_years",
    "weighed_value_share_earlier_years",
    "is_in_season",
    "price_vnd_per_kg_low",
    "price_vnd_per_kg_high",
    "local_share",
    "placed_value_share",
    "cancelled_share",
    "returned_share",
    "days_to_completion_median",
    "kg_per_order",
    "value_vnd_per_order",
    "crop_share_to_date",
)
PERCENT_OF = {
    "weighed_percent": "weighed_value_share",
    "weighed_percent_earlier_years": "weighed_value_share_earlier_years",
    "placed_percent": "placed_value_share",
    "cancelled_percent": "cancelled_share",
    "returned_percent": "returned_share",
    "crop_percent": "crop_share_to_date",
}
"""Column of the page -> share of the release."""
Row = dict[str, Any]


def products(choice: Choice) -> list[str]:
    """Product and form (`na.fresh`) of what the province sold up to the chosen day, most valuable first."""
    found = _rows_of_weeks(choice).filter(pl.col("marketplace") == ALL).group_by("product_code", "form")
    ranked = found.agg(pl.col("value_vnd").sum()).sort("value_vnd", "product_code", descending=[True, False])
    return ranked.select(pl.format("{}.{}", "product_code", "form")).collect().to_series().to_list()


def product_name(code: str) -> str:
    """A product and form in words; the product's code where the release does not name it."""
    product, _dot, form = code.partition(".")
    name = product
    try:
        rows = release.table("produce").filter(pl.col("product_code") == product)
        name = next(iter(rows[f"name_{chosen()}"]), None) or product
    except FileNotFoundError:
        pass
    return _(FORMS[form], product=name) if form in FORMS else " · ".join(filter(None, (name, form)))


def forget_week() -> None:
    """Another product opens on its newest week."""
    st.query_params.pop("week", None)


def weeks(choice: Choice, code: str) -> pl.DataFrame:
    """One row per whole week with a sale, newest first, with its season; all marketplaces together."""
    product, _dot, form = code.partition(".")
    of = (pl.col("product_code") == product, pl.col("form") == form)
    rows = _rows_of_weeks(choice).filter(*of).collect()
    seasons = scan("produce_seasons", *SEASON).filter(
        pl.col("period_type") == "week", pl.col("area_code") == choice.province.code, *of
    )
    delivered = rows.group_by("period_start").agg(
        marketplaces=pl.col("marketplace").filter(pl.col("marketplace") != ALL)
    )
    start = pl.col("period_start")
    return (
        rows.filter(pl.col("marketplace") == ALL)
        .join(seasons.select(*KEYS, *SEASON).collect(), on=KEYS, how="left")
        .join(delivered, on="period_start", how="left")
        .with_columns(
            year=start.dt.iso_year(),
            week=start.dt.week().cast(pl.Int64),
            ocop_percent=pl.when(pl.col("value_vnd") > 0).then(100 * pl.col("ocop_value_vnd") / pl.col("value_vnd")),
            out_percent=100 * (1 - pl.col("local_share")),
            **{name: 100 * pl.col(share) for name, share in PERCENT_OF.items()},
        )
        .sort(start, descending=True)
    )


def scan(table: str, *columns: str) -> pl.LazyFrame:
    """A table of the release; of these columns those that a release of older code lacks are unknown."""
    rows = release.scan(table)
    known = rows.collect_schema().names()
    return rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in columns if name not in known)


def kilograms(value: float | None) -> str:
    """18,4 tấn or 77 kg."""
    if value is None:
        return _("kilograms unknown")
    if value >= TONNE:
        return _("{number} tonnes", number=numbers.number(value / TONNE, 1))
    return _("{number} kg", number=numbers.number(value, 0 if value >= 10 or value == int(value) else 1))


def quantity_with_share(kg: float | None, percent: float | None) -> str:
    """18,4 tấn (tính từ 83% giá trị có ghi khối lượng): kilograms never stand without what they speak of."""
    if kg is None or percent is None:
        return kilograms(kg)
    share = numbers.percent(percent, 0)
    return _("{quantity} (from {percent} of the value, with a printed weight)", quantity=kilograms(kg), percent=share)


def quantity_with_share_short(kg: float | None, percent: float | None) -> str:
    """18,4 tấn (83% giá trị): the same where it stands in a row of them."""
    if kg is None or percent is None:
        return kilograms(kg)
    return _("{quantity} ({percent} of value)", quantity=kilograms(kg), percent=numbers.percent(percent, 0))


def week_name(start: date) -> str:
    """Tuần 33/2026 (10/08/2026–16/08/2026)."""
    year, week, _day = start.isocalendar()
    last = numbers.day(start + timedelta(days=6))
    return _("Week {week}/{year} ({first}–{last})", week=week, year=year, first=numbers.day(start), last=last)


def finding(weeks: pl.DataFrame, row: Row, code: str) -> str:
    """The chosen week in one sentence: kilograms, price, share that left the province, and the same week last year."""
    year, week, _day = row["period_start"].isocalendar()
    price, out = row["price_vnd_per_kg_median"], row["out_percent"]
    return _(
        "**Week {week}/{year}: {quantity}** of {good}, {price}, {out}, {change}.",
        week=week,
        year=year,
        quantity=quantity_with_share(row["quantity_kg"], row["weighed_percent"]),
        good=product_name(code),
        price=_("price per kilogram unknown")
        if price is None
        else _("median price {price} VND/kg", price=numbers.number(price)),
        out=_("destinations unknown")
        if out is None
        else _("{percent} of the value with a known destination left the province", percent=numbers.percent(out, 0)),
        change=_against(weeks, row),
    )


def further_facts(row: Row) -> str:
    """What else is known of the week: destinations, OCOP, value, orders and households, season."""
    ocop, placed, mean = row["ocop_percent"], row["placed_percent"], row["mean_kg_earlier_years"]
    parts = [
        placed is not None and _("destination known of {percent} of the value", percent=numbers.percent(placed, 0)),
        _("OCOP share unknown")
        if ocop is None
        else _("{percent} of the value under a valid OCOP star", percent=numbers.percent(ocop, 0)),
        _("value: {value}", value=numbers.quantity(row["value_vnd"], _("dong"))),
        _("orders: {n}", n=numbers.number(row["orders"])),
        _("households: {n}", n=numbers.number(row["sellers"])),
        {True: _("within the printed season"), False: _("outside the printed season")}.get(
            row["is_in_season"], _("no season printed")
        ),
        mean is not None
        and _(
            "mean of {n} earlier years: {mean}",
            n=row["earlier_years"],
            mean=quantity_with_share_short(mean, row["weighed_percent_earlier_years"]),
        ),
    ]
    return " · ".join(part for part in parts if part)


def price_finding(row: Row) -> str:
    """The chosen week's price in words."""
    if row["price_vnd_per_kg_median"] is None:
        return _("No price per kilogram is known of this week: no pack says its weight.")
    price = numbers.number(row["price_vnd_per_kg_median"])
    low, high = row["price_vnd_per_kg_low"], row["price_vnd_per_kg_high"]
    if low is None or high is None:
        return _("Median **{price} VND/kg** in the week.", price=price)
    return _(
        "Median **{price} VND/kg** in the week; half of the lines between {low} and {high}.",
        price=price,
        low=numbers.number(low),
        high=numbers.number(high),
    )


def _rows_of_weeks(choice: Choice) -> pl.LazyFrame:
    """The province's whole weeks up to the chosen day."""
    last = pl.lit(choice.day, dtype=pl.Date) - pl.duration(days=6)
    return scan("produce_sales", "weighed_value_share").filter(
        pl.col("period_type") == "week",
        pl.col("level") == "province",
        pl.col("frame") == choice.frame,
        pl.col("area_code") == choice.province.code,
        pl.col("period_start") <= last,
    )


def _against(weeks: pl.DataFrame, row: Row) -> str:
    """The week against the same ISO week of the year before; why not, where it cannot be compared."""
    year, week, _day = row["period_start"].isocalendar()
    start = date.fromisocalendar(year - 1, min(week, 52), 1)
    if row["quantity_kg"] is None:
        return _("not comparable with the same week last year")
    starts: list[date] = weeks["period_start"].to_list()
    if start < min(starts):
        return _("no sale is known as early as the same week last year")
    before = weeks.filter(pl.col("period_start") == start)
    if before.is_empty():
        return _("none was sold in the same week last year")
    kg = before["quantity_kg"][0]
    if not kg:
        return _("kilograms of the same week last year unknown")
    return _(
        "{change} against the same week last year: {quantity}",
        change=numbers.change(row["quantity_kg"], kg),
        quantity=quantity_with_share_short(kg, before["weighed_percent"][0]),
    )
