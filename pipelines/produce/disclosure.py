"""What may leave the house: the public tables of produce, in which no household's business can be read.

A cell is *unsafe* with fewer than five sellers, or where two of them have more than 85 % of its kilograms or dong. The
public tables are few, so that what can be worked out from them together is known; every figure stands in at most the
sums named here, and each sum keeps at least two hidden parts that nothing else ties down:

- a month of a province is the sum of its districts (63 provinces, to June 2025), and of its destinations;
- months and weeks of a province cover the same days. A week that lies in two months ties them together.

From this follow the rules below. A hidden figure can then be anything from zero to more than its own size: another
hidden part of the same sum can take what it gives up. A sum is hidden itself where it has no second part to hide, and
with it all its parts, in all tables, that would give it away. Only the frame valid in the period is public, all
marketplaces together, closed months only. Hidden parts are chosen alike in all months as far as possible: first what is
often unsafe, then what has the fewest sellers, then the smallest.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from conventions import method
from pipelines.produce.cells import ALL, GOODS

GROUP = ("period_start", *GOODS, "frame", "province_code")
"""What parts are added up to: a month of a product and form in a province."""
MEASURES = {
    "sales": (
        "quantity_kg", "weighed_value_share", "value_vnd", "price_vnd_per_kg_median", "orders", "sellers",
        "ocop_value_vnd",
    ),
    "destinations": ("quantity_kg", "weighed_value_share", "value_vnd", "orders"),
}  # fmt: skip


def is_unsafe() -> pl.Expr:
    """Whether a cell would tell of too few sellers: from sellers, kg, dong and what the two largest sold of them."""
    dominated = [
        pl.col(part) > method.DOMINANT_SHARE * pl.col(whole)
        for part, whole in (("kg_of_two", "quantity_kg"), ("value_of_two", "value_vnd"))
    ]
    return (pl.col("sellers") < method.FEWEST_SELLERS) | pl.any_horizontal(d.fill_null(False) for d in dominated)


def last_closed_month(newest: date | None) -> date | None:
    """The first day of the last month that is closed when everything to `newest` is known; None where there is none."""
    if newest is None:
        return None
    settled = pl.select(pl.lit(newest).dt.offset_by(f"-{method.CLOSING_DAYS - 1}d").dt.month_start()).item()
    return pl.select(pl.lit(settled).dt.offset_by("-1mo")).item()


def publishable(
    sales: pl.DataFrame, destinations: pl.DataFrame, last: date | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells that the public tables speak of, hidden or not, up to the closed month `last`.

    All marketplaces together, areas of the frame valid in the period; a week has to lie wholly in closed months of one
    frame, so that the week of 30 June 2025, which has days of both, is in none.
    """
    end, last_month = pl.col("period_start").dt.offset_by("6d"), pl.lit(last, pl.Date)
    old = pl.col("frame") == "63"
    is_month = pl.col("period_type") == "month"
    in_frame = (
        pl.when(is_month)
        .then(old == (pl.col("period_start") <= method.LAST_MONTH_OF_63))
        .otherwise(
            pl.when(old).then(end <= method.LAST_DAY_OF_63).otherwise(pl.col("period_start") > method.LAST_DAY_OF_63)
        )
    )
    closed = pl.when(is_month).then(pl.col("period_start")).otherwise(end.dt.month_start()) <= last_month
    month_in_frame = old == (pl.col("period_start") <= method.LAST_MONTH_OF_63)
    return (
        sales.filter(pl.col("marketplace") == ALL, pl.col("orders") > 0, in_frame, closed.fill_null(False)),
        destinations.filter(month_in_frame, (pl.col("period_start") <= last_month).fill_null(False)),
    )


def hidden(sales: pl.DataFrame, destinations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The publishable cells with `is_confidential`.

    `sales`: period_type, period_start, product_code, form, level, frame, area_code, province_code (that of a district,
    else the area's own) and what `is_unsafe` reads; `destinations`: the same but for level and area, with
    destination_code. `was_hidden`, where there is such a column, is hidden in any case. Cells that may go on being
    shown are taken back until every sum keeps its secret.
    """
    # Codes are numbered while they are compared: as text they take most of the time.
    coded = [table.with_columns(pl.col(pl.String).cast(pl.Categorical)) for table in (sales, destinations)]
    months = _cells(coded[0].filter(period_type="month", level="province"))
    weeks = _cells(coded[0].filter(period_type="week"))
    districts = _cells(coded[0].filter(level="district"))
    places = _cells(coded[1])
    while True:
        before = _count(months, weeks, districts, places)
        months, districts = _parts_of_months(months, districts)
        months, places = _parts_of_months(months, places)
        months, weeks = _weeks_of_months(months, weeks)
        if _count(months, weeks, districts, places) == before:
            break
    columns = [*sales.columns, "is_confidential"]
    judged = pl.concat([months.select(columns), districts.select(columns), weeks.select(columns)])
    placed = places.select(*destinations.columns, "is_confidential")
    as_text = pl.col(pl.Categorical).cast(pl.String)
    return judged.with_columns(as_text), placed.with_columns(as_text)


def printed(cells: pl.DataFrame, measures: Iterable[str]) -> pl.DataFrame:
    """The cells as the public reads them: null where hidden."""
    return cells.with_columns(pl.when(~pl.col("is_confidential")).then(name).alias(name) for name in measures)


def ocop_is_safe() -> pl.Expr:
    """Whether the OCOP part of a shown cell, and what remains of it, may be shown.

    Each part is empty, or of enough sellers with none dominant: the OCOP goods of a cell are often one household's.
    """
    most, whole = method.DOMINANT_SHARE, pl.col("ocop_value_vnd") + pl.col("rest_value_vnd")
    parts = [
        (pl.col(f"{part}_value_vnd") <= 0.5)
        | (
            (pl.col(f"{part}_sellers") >= method.FEWEST_SELLERS)
            & (pl.col(f"{part}_of_two") <= most * pl.col(f"{part}_value_vnd"))
        )
        for part in ("ocop", "rest")
    ]
    return _stands_alone() & whole.is_not_null() & parts[0] & parts[1]


def coarse_share(share: str) -> pl.Expr:
    """A share of the value of a shown cell, to a fifth and only in months of provinces.

    What lies beside the share may be one household's. To a fifth it is known to a tenth of the cell's value on either
    side, and nobody has more than 85 % of that: theirs can be told to 0.1 / 0.85 = 12 %, not within 10. In cells that
    add up to others, several such bounds together would be closer.
    """
    return pl.when(_stands_alone()).then(((pl.col(share) * 5).round() / 5).round(1))


def _stands_alone() -> pl.Expr:
    """Whether a cell of the sales is a month of a province: parts of one are tied to parts of others by no sum."""
    return (pl.col("level") == "province") & (pl.col("period_type") == "month")


def _count(*tables: pl.DataFrame) -> list[int]:
    return [int(table["is_confidential"].sum()) for table in tables]


def _cells(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells with their own verdict, and how often their area is unsafe in all periods: the order of hiding more."""
    area = [name for name in ("area_code", "destination_code") if name in cells.columns]
    series = [*GOODS, "frame", "province_code", *area]
    was_hidden = [pl.col("was_hidden").fill_null(False)] if "was_hidden" in cells.columns else []
    return cells.with_columns(is_confidential=pl.any_horizontal(is_unsafe(), *was_hidden)).with_columns(
        times_unsafe=pl.col("is_confidential").sum().over(series)
    )


def _hide_one_more(parts: pl.DataFrame, groups: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Hides one shown part in each of the groups that have one, the least telling first."""
    # The order of rows must not matter: the last two break every tie.
    order = [
        "times_unsafe",
        "sellers",
        "value_vnd",
        *[c for c in ("area_code", "destination_code") if c in parts.columns],
    ]
    numbered = parts.with_row_index("part")
    chosen = (
        numbered.filter(~pl.col("is_confidential"))
        .join(groups.select(keys), on=keys, how="semi")
        .sort(order, descending=[True] + [False] * (len(order) - 1))
        .unique(keys, keep="first", maintain_order=True)
        .select("part")
    )
    return numbered.with_columns(
        is_confidential=pl.col("is_confidential") | pl.col("part").is_in(chosen["part"].implode())
    ).drop("part")


def _parts_of_months(months: pl.DataFrame, parts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Districts or destinations: a hidden month hides all of them; a shown one has none hidden, or two at least."""
    keys = list(GROUP)
    hidden_months = months.filter("is_confidential").select(keys).with_columns(is_hidden_month=pl.lit(True))
    parts = (
        parts.join(hidden_months, on=keys, how="left", validate="m:1")
        .with_columns(is_confidential=pl.col("is_confidential") | pl.col("is_hidden_month").fill_null(False))
        .drop("is_hidden_month")
    )
    counted = parts.group_by(keys).agg(hidden=pl.col("is_confidential").sum(), shown=(~pl.col("is_confidential")).sum())
    lone = counted.filter(hidden=1).join(hidden_months, on=keys, how="anti")
    parts = _hide_one_more(parts, lone, keys)
    return _hide(months, lone.filter(shown=0), keys), parts


def _weeks_of_months(months: pl.DataFrame, weeks: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Weeks: a hidden month hides all that touch it. In a shown one that a hidden week touches, two at least are hidden.

    One of them lies wholly in the month: it takes what the week across its border gives up.
    """
    keys = list(GROUP)
    touching = _touched_months(weeks)
    in_hidden = touching.join(months.filter("is_confidential"), on=keys, how="semi")["week"].unique().implode()
    weeks = weeks.with_row_index("week").with_columns(
        is_confidential=pl.col("is_confidential") | pl.col("week").is_in(in_hidden)
    )
    counted = (
        touching.join(weeks.select("week", "is_confidential"), on="week", validate="m:1")
        .group_by(keys)
        .agg(
            hidden=pl.col("is_confidential").sum(),
            hidden_inside=(pl.col("is_confidential") & pl.col("is_inside")).sum(),
            shown_inside=(~pl.col("is_confidential") & pl.col("is_inside")).sum(),
        )
        .join(months.filter(~pl.col("is_confidential")), on=keys, how="semi")
    )
    short = counted.filter((pl.col("hidden") == 1) | ((pl.col("hidden") > 0) & (pl.col("hidden_inside") == 0)))
    inside = touching.filter("is_inside").select("week", month="period_start")
    with_month = weeks.join(inside, on="week", how="left", validate="1:1").rename({"period_start": "monday"})
    with_month = with_month.rename({"month": "period_start"})
    hidden_more = _hide_one_more(with_month, short.filter(pl.col("shown_inside") > 0), keys)
    weeks = hidden_more.drop("period_start").rename({"monday": "period_start"}).drop("week")
    return _hide(months, short.filter(shown_inside=0), keys), weeks


def _touched_months(weeks: pl.DataFrame) -> pl.DataFrame:
    """One row per week and month that it touches: `GROUP` of the month, week (its position), is_inside."""
    numbered = weeks.select(*GROUP, sunday=pl.col("period_start").dt.offset_by("6d")).with_row_index("week")
    first, last = pl.col("period_start").dt.month_start(), pl.col("sunday").dt.month_start()
    begins = numbered.with_columns(is_inside=first == last, period_start=first)
    ends = numbered.filter(first != last).with_columns(is_inside=pl.lit(False), period_start=last)
    return pl.concat([begins, ends]).drop("sunday")


def _hide(months: pl.DataFrame, which: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The months with some hidden."""
    marked = months.join(which.select(keys).with_columns(more=pl.lit(True)), on=keys, how="left", validate="1:1")
    return marked.with_columns(is_confidential=pl.col("is_confidential") | pl.col("more").fill_null(False)).drop("more")
