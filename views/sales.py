"""Sales of produce by week: what a province sold, how a week reads in words, and its charts."""

from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl
import streamlit as st

from views import charts, names, numbers, release
from views.address import Choice
from views.figures import About, Column
from views.language import N_, _, chosen

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
    "is_in_season",
    "price_vnd_per_kg_low",
    "price_vnd_per_kg_high",
    "local_share",
)
Row = dict[str, Any]


def sold(choice: Choice) -> list[str]:
    """Product and form (`na.fresh`) of what the province sold up to the chosen day, most valuable first."""
    found = _weeks(choice).filter(pl.col("marketplace") == ALL).group_by("product_code", "form")
    ranked = found.agg(pl.col("value_vnd").sum()).sort("value_vnd", "product_code", descending=[True, False])
    return ranked.select(pl.format("{}.{}", "product_code", "form")).collect().to_series().to_list()


def good(code: str) -> str:
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


def by_week(choice: Choice, code: str) -> pl.DataFrame:
    """One row per whole week with a sale, newest first, with its season; all marketplaces together."""
    product, _dot, form = code.partition(".")
    of = (pl.col("product_code") == product, pl.col("form") == form)
    rows = _weeks(choice).filter(*of).collect()
    seasons = release.scan("produce_seasons").filter(
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
        )
        .sort(start, descending=True)
    )


def destinations(choice: Choice, code: str, week: Row) -> pl.DataFrame:
    """Where the produce of the month in which the week begins went: one row per province, the most valuable first."""
    product, _dot, form = code.partition(".")
    found = release.scan("produce_destinations").filter(
        pl.col("origin_level") == "province",
        pl.col("frame") == choice.frame,
        pl.col("origin_code") == choice.province.code,
        pl.col("product_code") == product,
        pl.col("form") == form,
        pl.col("month") == week["period_start"].replace(day=1),
        pl.col("value_vnd") > 0,
    )
    known = {code: one.name for code, one in names.provinces(choice.frame).items()}
    rows = found.rename({"destination_code": "province_code", "value_vnd": "value"}).collect()
    return rows.with_columns(
        province=pl.col("province_code").replace(known),
        rank=pl.col("value").rank("min", descending=True).cast(pl.Int64),
        percent=100 * pl.col("value") / pl.col("value").sum(),
        words=pl.Series([numbers.quantity(value, _("dong")) for value in rows["value"]], dtype=pl.String),
        is_ours=pl.col("province_code") == choice.province.code,
    ).sort("value", "province_code", descending=[True, False])


def everywhere(rows: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Destinations for the map, which is whole only with every province: zero where nothing is known to have gone."""
    known = names.provinces(choice.frame).values()
    every = pl.DataFrame({"province_code": [one.code for one in known], "province": [one.name for one in known]})
    joined = every.join(rows.select("province_code", "value", "rank", "words"), on="province_code", how="left")
    return joined.with_columns(pl.col("value").fill_null(0), pl.col("words").fill_null(numbers.quantity(0, _("dong"))))


def kilograms(value: float | None) -> str:
    """18,4 tấn or 77 kg."""
    if value is None:
        return _("kilograms unknown")
    if value >= TONNE:
        return _("{number} tonnes", number=numbers.number(value / TONNE, 1))
    return _("{number} kg", number=numbers.number(value, 0 if value >= 10 or value == int(value) else 1))


def week_name(start: date) -> str:
    """Tuần 33/2026 (10/08/2026–16/08/2026)."""
    year, week, _day = start.isocalendar()
    last = numbers.day(start + timedelta(days=6))
    return _("Week {week}/{year} ({first}–{last})", week=week, year=year, first=numbers.day(start), last=last)


def finding(weeks: pl.DataFrame, row: Row, code: str) -> str:
    """The chosen week in one sentence: kilograms, price, share that left the province, and the same week last year."""
    year, week, _day = row["period_start"].isocalendar()
    kg, price, out = row["quantity_kg"], row["price_vnd_per_kg_median"], row["out_percent"]
    return _(
        "**Week {week}/{year}: {quantity}** of {good}, {price}, {out}, {change}.",
        week=week,
        year=year,
        quantity=kilograms(kg),
        good=good(code),
        price=_("price per kilogram unknown")
        if price is None
        else _("median price {price} VND/kg", price=numbers.number(price)),
        out=_("share sold out of the province unknown")
        if out is None
        else _("{percent} sold out of the province", percent=numbers.percent(out, 0)),
        change=_against(weeks, row),
    )


def beside(row: Row) -> str:
    """What else is known of the week: OCOP, value, orders and households, season."""
    ocop = row["ocop_percent"]
    parts = [
        _("OCOP share unknown")
        if ocop is None
        else _("{percent} of the value under a valid OCOP star", percent=numbers.percent(ocop, 0)),
        _("value: {value}", value=numbers.quantity(row["value_vnd"], _("dong"))),
        _("orders: {n}", n=numbers.number(row["orders"])),
        _("households: {n}", n=numbers.number(row["sellers"])),
        {True: _("within the printed season"), False: _("outside the printed season")}.get(
            row["is_in_season"], _("no season printed")
        ),
    ]
    if row["mean_kg_earlier_years"] is not None:
        mean = kilograms(row["mean_kg_earlier_years"])
        parts.append(_("mean of {n} earlier years: {mean}", n=row["earlier_years"], mean=mean))
    return " · ".join(parts)


def season(weeks: pl.DataFrame, row: Row, choice: Choice) -> charts.Chart:
    """Kilograms by week of the year against the year before; bars from the least to the most of earlier years."""
    year, band = str(row["year"]), _("earlier years: least, mean, most")
    before = str(row["year"] - 1)
    mine = charts.HOME if choice.province.code == names.HOME else charts.CHOSEN
    said = {mine: year, charts.WORDS: before, charts.OTHERS: band}
    scale = alt.Scale(domain=[said.get(role, role) for role in charts.ROLES])
    legend = alt.Legend(
        values=[year, before, band],
        title=None,
        orient="top",
        labelLimit=400,
        columns=alt.ExprRef("width < 480 ? 1 : 3"),
    )
    starts: list[date] = weeks["period_start"].to_list()
    every = pl.DataFrame({"period_start": pl.date_range(min(starts), max(starts), "1w", eager=True)})
    filled = every.join(
        weeks.select("period_start", "quantity_kg", is_sold=pl.lit(True)), on="period_start", how="left"
    )
    drawn = (
        filled.with_columns(
            year=pl.col("period_start").dt.iso_year().cast(pl.String),
            week=pl.col("period_start").dt.week(),
            kg=pl.when(pl.col("is_sold").is_null()).then(0.0).otherwise("quantity_kg"),
        )
        .filter(pl.col("year").is_in([year, before]))
        .select("year", "week", "kg")
    )
    drawn = drawn.with_columns(words=pl.Series([kilograms(kg) for kg in drawn["kg"]], dtype=pl.String))
    x = alt.X("week:Q", title=_("Week of the year"), scale=alt.Scale(domain=[1, 53]), axis=alt.Axis(tickMinStep=1))
    y = alt.Y("kg:Q", title="kg", axis=charts.amounts())
    tooltip = [
        alt.Tooltip("year:N", title=_("Year")),
        alt.Tooltip("week:Q", title=_("Week")),
        alt.Tooltip("words:N", title=_("Quantity")),
    ]
    lines = (
        alt.Chart(drawn)
        .mark_line(point=True)
        .encode(
            x=x,
            y=y,
            color=alt.Color("year:N", scale=scale, legend=legend),
            strokeDash=alt.condition(alt.datum.year == year, alt.value([1, 0]), alt.value([4, 3])),
            tooltip=tooltip,
            description=alt.Description("words:N"),
        )
    )
    earlier = weeks.filter(pl.col("year") == row["year"], pl.col("mean_kg_earlier_years").is_not_null()).select(
        "week", low="low_kg_earlier_years", high="high_kg_earlier_years", kg="mean_kg_earlier_years", band=pl.lit(band)
    )
    if earlier.is_empty():
        return charts.themed(lines.properties(height=280))
    base = alt.Chart(earlier).encode(x=x, color=alt.Color("band:N", scale=scale, legend=legend))
    bars = base.mark_bar(size=8, opacity=0.35, aria=False).encode(y=alt.Y("low:Q", title="kg"), y2="high:Q")
    means = base.mark_tick(size=10, thickness=2, orient="horizontal", aria=False).encode(y=y)
    return charts.themed((bars + means + lines).properties(height=280))


def prices(weeks: pl.DataFrame, choice: Choice) -> charts.Chart | None:
    """Median VND per kilogram by week, with the quartiles where they are known; None without a price."""
    price = pl.col("price_vnd_per_kg_median")
    rows = weeks.filter(price.is_not_null()).select("period_start", "^price_vnd.*$")
    if rows.is_empty():
        return None
    said = pl.Series("words", [numbers.dong(value) for value in rows["price_vnd_per_kg_median"]], dtype=pl.String)
    mine = charts.HOME if choice.province.code == names.HOME else charts.CHOSEN
    base = alt.Chart(rows.with_columns(said, role=pl.lit(mine))).encode(
        x=alt.X("period_start:T", title=None, axis=alt.Axis(format=charts.MONTHS[chosen()], tickCount=6)),
        color=alt.Color("role:N", scale=alt.Scale(domain=charts.ROLES), legend=None),
    )
    y = alt.Y("price_vnd_per_kg_median:Q", title="VND/kg", axis=charts.amounts(), scale=alt.Scale(zero=False))
    points = base.mark_point(filled=True, size=22, opacity=1).encode(
        y=y,
        tooltip=[
            alt.Tooltip("period_start:T", title=_("Week from"), format="%d/%m/%Y"),
            alt.Tooltip("words:N", title=_("Value")),
        ],
        description=alt.Description("words:N"),
    )
    quartiles = base.mark_rule(opacity=0.35, aria=False).encode(
        y=alt.Y("price_vnd_per_kg_low:Q", title="VND/kg"), y2="price_vnd_per_kg_high:Q"
    )
    return charts.themed((quartiles + points).properties(height=220))


def priced(row: Row) -> str:
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


def went(rows: pl.DataFrame, choice: Choice, month: date) -> str:
    """How much stayed and where most of the rest went, of the value with a known destination."""
    if rows.is_empty():
        return _("No destination is known of {month}.", month=numbers.month(month))
    stayed = float(rows.filter("is_ours")["percent"].sum())
    away = rows.filter(~pl.col("is_ours"))
    return _(
        "In {month} **{inside} stayed in {province} and {outside} left it**; most went to {places}.",
        month=numbers.month(month),
        inside=numbers.percent(stayed, 0),
        outside=numbers.percent(100 - stayed, 0),
        province=choice.province.name,
        places=", ".join(away["province"].head(3)) or _("no other province"),
    )


def about(rows: pl.DataFrame, choice: Choice, code: str, measure: str, unit: str) -> About:
    """What the numbers of produce are; `rows` have orders and may have marketplaces."""
    listed: list[str] = (
        rows["marketplaces"].explode().drop_nulls().unique().to_list() if "marketplaces" in rows.columns else []
    )
    return About(
        measure=f"{measure}: {good(code)}",
        definition=_("Successful transactions of shops of the province, matched to produce by their titles."),
        unit=unit,
        area=choice.province.area,
        day=choice.day,
        n=_("{n} orders with the product", n=numbers.number(int(rows["orders"].sum()))),
        source=_("deliveries of {marketplaces}", marketplaces=names.listed(listed)) if listed else _("deliveries"),
        notes=(
            _("Internal: rows marked as confidential are about too few households and must not leave the house."),
            _("Kilograms only where the pack says them; a weight is never guessed."),
            _("Orders to a place that is not known count as sold out of the province; they are in no destination."),
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
    return [
        *key,
        Column("quantity_kg", _("Kilograms"), _("Sold, where the pack says them."), "kg", kilograms),
        Column("value_vnd", _("Value"), _("Value of the lines sold."), dong, numbers.dong),
        *price,
        Column("orders", _("Orders"), _("Orders with the product."), _("orders"), numbers.number),
        Column("sellers", _("Households"), _("Households that sold it."), households, numbers.number),
        Column("out_percent", _("Out of province"), _("Share of the value."), share, numbers.percent),
        Column(
            "ocop_percent", "OCOP", _("Share of the value under a star valid on the order day."), share, numbers.percent
        ),
        Column(
            "mean_kg_earlier_years",
            _("Mean of earlier years"),
            _("The same week, none sold being zero."),
            "kg",
            kilograms,
        ),
        Column("low_kg_earlier_years", _("Least of earlier years"), unit="kg"),
        Column("high_kg_earlier_years", _("Most of earlier years"), unit="kg"),
        Column("earlier_years", _("Earlier years")),
        Column("is_in_season", _("In the printed season")),
    ]


def destination_columns() -> list[Column]:
    """The columns of destinations."""
    return [
        Column("rank", _("Rank"), shown=numbers.number),
        Column("province", _("Destination"), shown=str),
        Column("province_code", _("Province code")),
        Column("percent", _("Share"), _("Of the value with a known destination."), numbers.PERCENT, numbers.percent),
        Column("value", _("Value"), _("Value of the lines sold."), _("dong"), numbers.dong),
        Column("quantity_kg", _("Kilograms"), _("Sold, where the pack says them."), "kg", kilograms),
        Column("orders", _("Orders"), _("Orders with the product."), _("orders"), numbers.number),
        Column("is_confidential", _("Confidential"), _("Whether the row must not leave the house."), shown=secret),
    ]


def secret(value: bool) -> str:
    """The mark of a confidential row, in words and not by colour alone."""
    return _("confidential") if value else ""


def _weeks(choice: Choice) -> pl.LazyFrame:
    """The province's whole weeks up to the chosen day."""
    last = pl.lit(choice.day, dtype=pl.Date) - pl.duration(days=6)
    return release.scan("produce_sales").filter(
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
    return _("{change} against the same week last year", change=numbers.change(row["quantity_kg"], kg))


def _short(start: date) -> str:
    """33/2026 · 10/08/2026."""
    year, week, _day = start.isocalendar()
    return f"{week:02}/{year} · {numbers.day(start)}"
