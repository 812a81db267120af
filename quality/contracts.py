"""The shape of every published table: columns, types, keys and what must hold within a row.

The docstring is the grain. A null has to be asked for. The data dictionary and `datapackage.json` are printed from
these classes; a column's unit stands in its metadata.
"""

import dataframely as dy
import polars as pl

FRAMES = ("63", "34")
LEVELS = ("country", "province", "district", "commune")
BASES = ("computed", "reported")
BASELINES = ("own_count", "quoted_launch", "pilot_count")


def _one_of(*values: str):  # type: ignore[no-untyped-def]
    return lambda column: column.is_in(list(values))


def _orders(what: str) -> dy.Int64:
    return dy.Int64(min=0, description=what, metadata={"unit": "orders"})


def _dong(what: str, nullable: bool = False) -> dy.Int64:
    return dy.Int64(nullable=nullable, description=what, metadata={"unit": "VND"})


class DailyOrders(dy.Schema):
    """One row per order day, marketplace, frame and area of the shop; no total rows."""

    order_date = dy.Date(description="Day of the order in Vietnam time.")
    marketplace = dy.String(description="Marketplace code.")
    frame = dy.String(
        check=_one_of(*FRAMES), description="63 provinces to June 2025, or the 34 back-cast to the start."
    )
    province_code = dy.String(
        nullable=True, description="Province of the shop in the frame; null where it is not known."
    )
    commune_code = dy.String(nullable=True, description="Commune of the shop in the frame; null where it is not known.")
    orders_placed = _orders("Orders placed, whatever became of them.")
    orders_completed = _orders(
        "Successful transactions: delivered or completed, also while a return is still possible."
    )
    orders_cancelled = _orders("Cancelled, failed, lost or shipped back.")
    orders_returned = _orders("Wholly returned.")
    order_value_vnd = _dong("Value of all orders placed, once per order.")
    completed_value_vnd = _dong("Value of completed orders (revenue).")

    @dy.rule()
    def outcomes_do_not_exceed_orders(cls) -> pl.Expr:
        """No more outcomes than orders."""
        return pl.col("orders_completed") + pl.col("orders_cancelled") + pl.col("orders_returned") <= pl.col(
            "orders_placed"
        )


class ProvinceRankings(dy.Schema):
    """One row per frame, indicator, period, as-of date, basis, source and province."""

    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    period = dy.String(
        check=_one_of("as_of", "month", "year_to_date", "trailing_12_months", "since_launch"),
        description="What the value covers up to the as-of date; as_of for what is counted on the day.",
    )
    as_of_date = dy.Date(description="The day to which the value goes.")
    province_code = dy.String(description="Province in the frame.")
    province_name = dy.String(description="Its Vietnamese name in the frame.")
    value = dy.Float64(
        nullable=True,
        description="As printed: reported values as their source gives them. Null where missing.",
        metadata={"unit": "of the indicator"},
    )
    rank = dy.Int64(
        nullable=True,
        min=1,
        description="Competition rank (1-2-2-4). Null where unranked; the reason says why.",
        metadata={"unit": "place"},
    )
    is_tied = dy.Bool(description="Whether another province has the same rank.")
    provinces_ranked = dy.Int64(min=0, description="How many provinces are ranked.", metadata={"unit": "provinces"})
    provinces_missing = dy.Int64(
        min=0, description="How many provinces of the frame are not.", metadata={"unit": "provinces"}
    )
    previous_rank = dy.Int64(
        nullable=True, description="Rank in the previous period, the month end before.", metadata={"unit": "place"}
    )
    rank_change = dy.Int64(
        nullable=True, description="Previous rank minus rank: positive is better.", metadata={"unit": "places"}
    )
    gap_to_next = dy.Float64(
        nullable=True,
        description="What is missing to the value of the next better place; null for the first.",
        metadata={"unit": "of the indicator"},
    )
    rank_low = dy.Int64(
        nullable=True,
        description="Best rank when each marketplace in turn is left out; null with one.",
        metadata={"unit": "place"},
    )
    rank_high = dy.Int64(
        nullable=True,
        description="Worst rank when each marketplace in turn is left out; null with one.",
        metadata={"unit": "place"},
    )
    basis = dy.String(check=_one_of(*BASES), description="Computed from deliveries, or reported by others.")
    official_rank = dy.Int64(nullable=True, description="The rank that the source printed.", metadata={"unit": "place"})
    source_title = dy.String(nullable=True, description="The source of a reported ranking; null for computed ones.")
    marketplaces = dy.String(
        nullable=True, description="Marketplaces that the value sums, comma-separated; null for reported values."
    )
    reason = dy.String(nullable=True, description="Why there is no rank.")


class GrowthSinceLaunch(dy.Schema):
    """One row per level, frame, area, indicator, as-of date and kind of base."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame.")
    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv.")
    as_of_date = dy.Date(primary_key=True, description="The day of the value.")
    value = dy.Float64(
        description="Stock on the day, or flow of the 30 days that end on it.", metadata={"unit": "of the indicator"}
    )
    baseline_kind = dy.String(
        primary_key=True,
        check=_one_of(*BASELINES),
        description="Own count on the launch day, the quoted launch figure, or the count of the pilot.",
    )
    baseline_value = dy.Float64(
        nullable=True, description="The base; null where launch was not counted.", metadata={"unit": "of the indicator"}
    )
    baseline_date = dy.Date(nullable=True, description="The day of the base.")
    times_baseline = dy.Float64(
        nullable=True,
        min=0,
        description="“Gấp n lần”: value over base; null where there is no base.",
        metadata={"unit": "times"},
    )
    change = dy.Float64(nullable=True, description="Value minus base.", metadata={"unit": "of the indicator"})
    change_pct = dy.Float64(nullable=True, description="Change in percent of the base.", metadata={"unit": "%"})


class Claims(dy.Schema):
    """One row per document and quotation."""

    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    as_of_date = dy.Date(nullable=True, description="The day that the quotation speaks of, where it can be told.")
    quoted_value = dy.Float64(nullable=True, description="The figure as quoted.", metadata={"unit": "of the indicator"})
    computed_value = dy.Float64(
        nullable=True,
        description="The same figure from the quoted count and base.",
        metadata={"unit": "of the indicator"},
    )
    agrees = dy.Bool(
        nullable=True,
        description="Whether both are equal after rounding or truncating to the quoted decimals; null where it cannot be checked.",
    )
    reason = dy.String(nullable=True, description="How it was checked, or why it cannot be.")
    source_title = dy.String(description="The document.")
    source_url = dy.String(nullable=True, description="Where it stands.")


class Coverage(dy.Schema):
    """One row per frame, area, as-of date and measure."""

    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(description="Official code of the area in the frame.")
    as_of_date = dy.Date(description="The day of the count.")
    measure = dy.String(
        check=_one_of("shop", "account", "both", "either"), description="What a household must have to count."
    )
    households = dy.Int64(
        nullable=True,
        description="Households of the area, as entered; null where unknown.",
        metadata={"unit": "households"},
    )
    households_covered = dy.Int64(
        nullable=True, description="Households that have it.", metadata={"unit": "households"}
    )
    coverage_pct = dy.Float64(nullable=True, description="Share of households that have it.", metadata={"unit": "%"})


class Targets(dy.Schema):
    """One row per indicator, document and due date."""

    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    target_value = dy.Float64(
        nullable=True, description="What is to be reached.", metadata={"unit": "of the indicator"}
    )
    due_date = dy.Date(nullable=True, description="By when.")
    actual_value = dy.Float64(
        nullable=True, description="The newest actual value up to the due date.", metadata={"unit": "of the indicator"}
    )
    actual_date = dy.Date(nullable=True, description="The day of the actual value.")
    status = dy.String(check=_one_of("met", "not_met", "no_information"), description="met, not_met or no_information.")
    document = dy.String(description="The document that sets the target.")


class ProduceSales(dy.Schema):
    """One row per period, product, form, level, frame, area and marketplace (`all` for the sum)."""

    period_type = dy.String(check=_one_of("month", "week"), description="month or week.")
    period_start = dy.Date(description="First day of the period.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed: kilograms of different forms are never added.")
    level = dy.String(check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(description="Area of the shop in the frame.")
    marketplace = dy.String(description="Marketplace code, or all.")
    quantity_kg = dy.Float64(
        nullable=True, description="Kilograms sold, where the pack says them.", metadata={"unit": "kg"}
    )
    value_vnd = _dong("Value of the lines sold.", nullable=True)
    price_vnd_per_kg_median = dy.Float64(
        nullable=True, description="Median price over lines.", metadata={"unit": "VND/kg"}
    )
    orders = dy.Int64(nullable=True, description="Orders with the product.", metadata={"unit": "orders"})
    sellers = dy.Int64(nullable=True, description="Shops that sold it.", metadata={"unit": "shops"})
    ocop_value_vnd = _dong("Value of goods with a valid OCOP star on the order day.", nullable=True)
    is_confidential = dy.Bool(description="Whether the cell must not leave the house.")


class ProduceSalesPublic(ProduceSales):
    """The same, suppressed: what may leave the house."""


class ProduceDestinations(dy.Schema):
    """One row per month, product, form, origin and destination province."""

    month = dy.Date(description="First day of the month.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed.")
    origin_level = dy.String(check=_one_of(*LEVELS), description="Level of the origin.")
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    origin_code = dy.String(description="Area of the shop in the frame.")
    destination_code = dy.String(description="Province of the buyer in the frame.")
    quantity_kg = dy.Float64(nullable=True, description="Kilograms sold.", metadata={"unit": "kg"})
    value_vnd = _dong("Value of the lines sold.", nullable=True)
    orders = dy.Int64(nullable=True, description="Orders with the product.", metadata={"unit": "orders"})
    is_confidential = dy.Bool(description="Whether the cell must not leave the house.")


class ProduceDestinationsPublic(ProduceDestinations):
    """The same, suppressed: what may leave the house."""


class Files(dy.Schema):
    """One row per distinct delivered content, marketplace and shop folder."""

    file_name = dy.String(description="The name of its earliest copy, below landing/.")
    sha256 = dy.String(description="SHA-256 of the delivered bytes.")
    kind = dy.String(nullable=True, description="What the header says it is; null where nobody knows.")
    marketplace = dy.String(nullable=True, description="Told by the folder.")
    shop_id = dy.String(nullable=True, description="Told by the folder, for a seller's own export.")
    first_seen_at = dy.Datetime(time_unit="us", description="When it was first seen, Vietnam time.")
    last_seen_at = dy.Datetime(time_unit="us", description="When it was last seen, Vietnam time.")
    records_read = dy.Int64(min=0, description="Records in the file, counted apart.", metadata={"unit": "records"})
    accepted = dy.Int64(min=0, description="Records taken.", metadata={"unit": "records"})
    rejected = dy.Int64(min=0, description="Records set aside.", metadata={"unit": "records"})
    duplicate = dy.Int64(min=0, description="Records that repeat one of the same file.", metadata={"unit": "records"})
    status = dy.String(check=_one_of("loaded", "refused", "withdrawn"), description="loaded, refused or withdrawn.")
    reason = dy.String(nullable=True, description="Why it was refused or withdrawn, in Vietnamese.")
    reason_en = dy.String(nullable=True, description="The same in English.")

    @dy.rule()
    def every_record_is_accounted_for(cls) -> pl.Expr:
        """read = accepted + rejected + duplicate."""
        return pl.col("records_read") == pl.col("accepted") + pl.col("rejected") + pl.col("duplicate")


class Checks(dy.Schema):
    """One row per check and table."""

    table_name = dy.String(primary_key=True, description="The table that was checked.")
    check_name = dy.String(primary_key=True, description="The check.")
    severity = dy.String(
        check=_one_of("critical", "warning"), description="critical stops a release, a warning is shown."
    )
    outcome = dy.String(
        check=_one_of("passed", "failed", "not_evaluated"), description="passed, failed or not_evaluated."
    )
    observed = dy.String(nullable=True, description="What was found.")
    reason = dy.String(description="Why the check is there.")


PUBLISHED: dict[str, type[dy.Schema]] = {
    "daily_orders": DailyOrders,
    "province_rankings": ProvinceRankings,
    "growth_since_launch": GrowthSinceLaunch,
    "claims": Claims,
    "coverage": Coverage,
    "targets": Targets,
    "produce_sales": ProduceSales,
    "produce_sales_public": ProduceSalesPublic,
    "produce_destinations": ProduceDestinations,
    "produce_destinations_public": ProduceDestinationsPublic,
    "files": Files,
    "checks": Checks,
}
"""Published table -> contract, in the order of the data dictionary."""

PUBLIC = ("claims", "targets", "produce_sales_public", "produce_destinations_public")
"""Tables that may leave the house: nothing in them is about fewer sellers than disclosure control allows."""
