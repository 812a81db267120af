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
    official_value = dy.Float64(
        nullable=True,
        description="What the source printed beside a rank, where it printed too few values to rank by.",
        metadata={"unit": "of the indicator"},
    )
    source_url = dy.String(nullable=True, description="Where the source of a reported ranking stands.")
    computed_value = dy.Float64(
        nullable=True,
        description="Beside a reported value: our own for that day (a flow: since launch). Never mixed with it.",
        metadata={"unit": "of the indicator"},
    )
    computed_rank = dy.Int64(
        nullable=True, description="Beside a reported rank: our own for that day.", metadata={"unit": "place"}
    )
    difference = dy.Float64(
        nullable=True, description="Reported value minus our own.", metadata={"unit": "of the indicator"}
    )


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
    change_points = dy.Float64(
        nullable=True,
        description="Change of a share in percentage points (điểm phần trăm); null for everything else.",
        metadata={"unit": "percentage points"},
    )
    index_launch = dy.Float64(nullable=True, min=0, description="Value as an index, launch = 100.")
    compound_monthly_pct = dy.Float64(
        nullable=True,
        description="Growth per month that, compounded, leads from the base to the value; null within a month of it.",
        metadata={"unit": "% per month"},
    )
    counts = dy.String(
        check=_one_of("stock", "flow", "ratio", "score"),
        description="What the indicator is; a ratio or a score has a difference and no multiple.",
    )
    baseline_source = dy.String(nullable=True, description="Who quoted the base; null for our own count.")
    value_source = dy.String(nullable=True, description="Who quoted the value; null for our own count.")


class GrowthRates(dy.Schema):
    """One row per level, frame, area, indicator, comparison and as-of date (month ends, and days around Tết)."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv.")
    comparison = dy.String(
        primary_key=True,
        check=_one_of("month_on_month", "year_on_year", "year_to_date", "jan_feb", "before_tet", "after_tet"),
        description=(
            "A month with the one before, with the same month a year before, the year so far with the same part of the "
            "year before (a stock: with its end), January and February together, or the 30 days before or from the first "
            "day of Tết with those of the year before."
        ),
    )
    as_of_date = dy.Date(primary_key=True, description="Last day of what is compared.")
    value = dy.Float64(
        description="Stock on the day, flow or ratio of the period to it.", metadata={"unit": "of the indicator"}
    )
    compared_date = dy.Date(description="Last day of what it is compared with.")
    compared_value = dy.Float64(description="The same then.", metadata={"unit": "of the indicator"})
    change = dy.Float64(description="Value minus the one then.", metadata={"unit": "of the indicator"})
    change_pct = dy.Float64(
        nullable=True,
        description="Change in percent; null for ratios and where there was nothing then.",
        metadata={"unit": "%"},
    )
    change_points = dy.Float64(
        nullable=True,
        description="Change of a share in percentage points (điểm phần trăm); null for everything else.",
        metadata={"unit": "percentage points"},
    )


class GrowthContributions(dy.Schema):
    """One row per level, frame, area, indicator, comparison, as-of date and part; changes of parts add to the total."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area whose change is split.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv that adds up.")
    comparison = dy.String(
        primary_key=True,
        check=_one_of("year_on_year", "since_launch"),
        description="With a year before, or with launch (a flow: 30 days with the 30 days from launch).",
    )
    as_of_date = dy.Date(primary_key=True, description="Last day of what is compared.")
    split_by = dy.String(
        primary_key=True, check=_one_of("province", "marketplace"), description="Into what the change is split."
    )
    part = dy.String(
        primary_key=True, description="Code of the province or marketplace; unplaced where no province is known."
    )
    value = dy.Int64(description="The part's value.", metadata={"unit": "of the indicator"})
    compared_value = dy.Int64(description="The part's value then.", metadata={"unit": "of the indicator"})
    change = dy.Int64(description="The part's change.", metadata={"unit": "of the indicator"})
    total_change = dy.Int64(
        description="Change of the whole area: exactly the sum of its parts.", metadata={"unit": "of the indicator"}
    )
    contribution_points = dy.Float64(
        nullable=True,
        description="The part's change in percent of the whole area's value then: points of its growth rate.",
        metadata={"unit": "percentage points"},
    )


class TetWeeks(dy.Schema):
    """One row per level, frame, area, flow, Tết and week counted from its first day."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    indicator = dy.String(primary_key=True, description="A flow of data/reference/indicators.csv.")
    tet_year = dy.Int64(primary_key=True, description="Year of the Tết.")
    week = dy.Int64(
        primary_key=True,
        description="-1 is the seven days that end on the eve of Tết, 0 the seven from its first day.",
        metadata={"unit": "weeks from Tết"},
    )
    last_day = dy.Date(description="Last day of the week.")
    value = dy.Float64(description="Flow of the week.", metadata={"unit": "of the indicator"})
    previous_value = dy.Float64(
        nullable=True, description="Flow of the same week before the last Tết.", metadata={"unit": "of the indicator"}
    )
    change_pct = dy.Float64(nullable=True, description="Change in percent of it.", metadata={"unit": "%"})


class Claims(dy.Schema):
    """One row per document and quotation."""

    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    as_of_date = dy.Date(nullable=True, description="The day that the quotation speaks of, where it can be told.")
    quoted_value = dy.Float64(nullable=True, description="The figure as quoted.", metadata={"unit": "of the indicator"})
    computed_value = dy.Float64(
        nullable=True,
        description="The same figure from the document's own numbers: count and base, two years, or the parts it lists.",
        metadata={"unit": "of the indicator"},
    )
    agrees = dy.Bool(
        nullable=True,
        description="Whether it is true by the first ground that there is; null where it cannot be checked.",
    )
    ground = dy.String(
        nullable=True,
        check=_one_of("itself", "own_count", "document"),
        description="What the verdict stands on: the document's own numbers, our own count, another document.",
    )
    agrees_with_itself = dy.Bool(
        nullable=True,
        description="Whether the quoted figure equals the recomputed one after rounding or truncating to its decimals.",
    )
    agrees_with_own_count = dy.Bool(
        nullable=True,
        description="Whether our own figure of that day is what is quoted (exactly, about, nearly, more than).",
    )
    agrees_with_document = dy.Bool(
        nullable=True,
        description="Whether another document says the same of that day; for a rank that rose, whether delivered tables do.",
    )
    reason = dy.String(nullable=True, description="How it was checked, or why it cannot be and what would be needed.")
    source_title = dy.String(description="The document.")
    source_url = dy.String(nullable=True, description="Where it stands.")
    form = dy.String(
        check=_one_of("value", "times", "share", "rank", "years"),
        description="What is quoted: a count, a multiple of launch (“gấp n lần”), a share in percent, a rank, or a number of years.",
    )
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(description="Official code of the area that is spoken of, in the frame.")
    quotation = dy.String(description="The words of the document, or what is known of them.")
    qualifier = dy.String(
        check=_one_of("exact", "about", "more_than", "nearly", "not_a_number"), description="How exactly it is quoted."
    )
    quoted_decimals = dy.Int64(nullable=True, min=0, description="Decimals of the quotation.")
    quoted_count = dy.Float64(
        nullable=True,
        description="The count that the document gives for the quoted multiple.",
        metadata={"unit": "of the indicator"},
    )
    quoted_base = dy.Float64(
        nullable=True, description="The base that it gives for it.", metadata={"unit": "of the indicator"}
    )
    quoted_total = dy.Float64(
        nullable=True,
        description="The whole of which the document says the figure is a part (17 of 30).",
        metadata={"unit": "of the indicator"},
    )
    listed_parts = dy.Float64(
        nullable=True,
        description="How many parts the document itself lists or adds up.",
        metadata={"unit": "of the indicator"},
    )
    other_value = dy.Float64(
        nullable=True,
        description="What another document says of the same figure: of the same day, else of the nearest.",
        metadata={"unit": "of the indicator"},
    )
    other_as_of_date = dy.Date(nullable=True, description="The day that the other document speaks of.")
    other_source_title = dy.String(nullable=True, description="The other document.")
    known_by = dy.Date(
        nullable=True, description="The latest day that the figure can speak of, where its own day is not printed."
    )
    day_note = dy.String(nullable=True, description="How the day is known, or why it is not.")
    own_value = dy.Float64(
        nullable=True,
        description="Our own figure of the same form for that day; null where our deliveries do not reach.",
        metadata={"unit": "of the indicator"},
    )
    own_difference = dy.Float64(
        nullable=True, description="Our own figure minus the quoted one.", metadata={"unit": "of the indicator"}
    )


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
    reason = dy.String(nullable=True, description="Why there is no share.")


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
    form = dy.String(check=_one_of("value", "rank"), description="Whether a value or a rank is to be reached.")
    comparison = dy.String(check=_one_of("at_least", "at_most"), description="Whether more or less is better.")
    qualifier = dy.String(
        check=_one_of("exact", "about", "at_least", "more_than"), description="How exactly the document says it."
    )
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(description="Official code of the area that the target is for, in the frame.")
    document_date = dy.Date(nullable=True, description="Day of the document, where it is known.")
    source_url = dy.String(nullable=True, description="Where it stands.")
    note = dy.String(nullable=True, description="What the document says besides.")
    actual_basis = dy.String(
        nullable=True,
        check=_one_of("computed", "quoted", "reported"),
        description="Whether the actual value was counted here, quoted in a document, or delivered as published.",
    )
    actual_source = dy.String(nullable=True, description="Who published the actual value; null for our own count.")
    needed_change = dy.Float64(
        nullable=True,
        description="From the actual value to a target that is not met; negative where less is better.",
        metadata={"unit": "of the indicator"},
    )
    needed_per_month = dy.Float64(
        nullable=True,
        description="The same per month from the actual's day to the due date; null for ranks.",
        metadata={"unit": "of the indicator per month"},
    )


class Concentration(dy.Schema):
    """One row per level, frame, area and month end: revenue of twelve months over all shops, those without included."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    as_of_date = dy.Date(primary_key=True, description="Month end; revenue is that of the twelve months to it.")
    shops = dy.Int64(
        min=1, description="Shops open on the day, and sellers that closed before it.", metadata={"unit": "shops"}
    )
    shops_without_revenue = dy.Int64(
        min=0, description="Shops without revenue: they drive the result.", metadata={"unit": "shops"}
    )
    sellers = dy.Int64(min=1, description="Shops with revenue.", metadata={"unit": "shops"})
    revenue_vnd = _dong("Revenue of the twelve months.")
    gini = dy.Float64(min=0, max=1, description="Gini coefficient over all shops: 0 equal, 1 all in one hand.")
    theil = dy.Float64(description="Theil's T over all shops: 0 equal, the logarithm of the number of shops at most.")
    theil_between = dy.Float64(description="The part of it between areas: communes of a province, provinces of VN.")
    theil_within = dy.Float64(description="The part of it within them.")
    areas = dy.Int64(min=1, description="Areas it is split into; unknown places are one.", metadata={"unit": "areas"})
    top_10_share = dy.Float64(min=0, description="Share of revenue of the ten shops that sell most, between 0 and 1.")
    hhi_marketplaces = dy.Float64(
        nullable=True, min=0, description="Herfindahl index of the marketplaces' shares of revenue, between 0 and 1."
    )
    effective_marketplaces = dy.Float64(
        nullable=True,
        min=0,
        description="1 / HHI: how many marketplaces of equal size would be as concentrated.",
        metadata={"unit": "marketplaces"},
    )


class LorenzCurves(dy.Schema):
    """One row per level, frame, area, month end and tenth of shops: points of the Lorenz curve."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    as_of_date = dy.Date(primary_key=True, description="Month end; revenue is that of the twelve months to it.")
    shops_share = dy.Float64(
        primary_key=True,
        min=0,
        max=1,
        description="The poorest shops, as a share of all, those without revenue included.",
    )
    revenue_share = dy.Float64(min=0, max=1, description="Their share of revenue, between 0 and 1.")


class MarketplaceStructure(dy.Schema):
    """One row per level, frame, area, as-of date, indicator and marketplace: twelve months of trade."""

    level = dy.String(primary_key=True, check=_one_of(*LEVELS), description="Level of the area.")
    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    as_of_date = dy.Date(primary_key=True, description="Last day of the twelve months.")
    indicator = dy.String(primary_key=True, description="orders_completed or revenue_vnd.")
    marketplace = dy.String(primary_key=True, description="Marketplace code.")
    value = dy.Float64(description="Its trade in the area.", metadata={"unit": "of the indicator"})
    share = dy.Float64(min=0, description="Its share of the area's trade, between 0 and 1.")
    location_quotient = dy.Float64(
        nullable=True,
        min=0,
        description=(
            "Local share over the country's, among marketplaces delivered for the whole country: above 1 the area leans "
            "to it. Null for other marketplaces, of which there is no national total."
        ),
    )


class Revisions(dy.Schema):
    """One row per ranked figure of the newest common as-of days that the previous release had differently."""

    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    period = dy.String(description="What the value covers up to the as-of date.")
    as_of_date = dy.Date(description="The day to which the value goes.")
    basis = dy.String(check=_one_of(*BASES), description="Computed from deliveries, or reported by others.")
    source_title = dy.String(nullable=True, description="The source of a reported ranking; null for computed ones.")
    province_code = dy.String(description="Province in the frame.")
    value_before = dy.Float64(
        nullable=True,
        description="In the previous release; null where it had none.",
        metadata={"unit": "of the indicator"},
    )
    value = dy.Float64(
        nullable=True,
        description="In this one; null where there is none any more.",
        metadata={"unit": "of the indicator"},
    )
    change = dy.Float64(nullable=True, description="By how much it was revised.", metadata={"unit": "of the indicator"})
    change_pct = dy.Float64(
        nullable=True, description="The same in percent of the value before.", metadata={"unit": "%"}
    )
    rank_before = dy.Int64(nullable=True, description="Rank in the previous release.", metadata={"unit": "place"})
    rank = dy.Int64(nullable=True, description="Rank in this one.", metadata={"unit": "place"})
    previous_release = dy.String(nullable=True, description="The release it is compared with.")


def _share(what: str) -> dy.Float64:
    return dy.Float64(nullable=True, description=what, metadata={"unit": "share"})


def _kg(what: str) -> dy.Float64:
    return dy.Float64(nullable=True, description=what, metadata={"unit": "kg"})


def _price(what: str) -> dy.Float64:
    return dy.Float64(nullable=True, description=what, metadata={"unit": "VND/kg"})


WEIGHED_KG = "Kilograms sold of packs that print a weight; null where none does. The others are not estimated."
WEIGHED_SHARE = "Share of value_vnd that quantity_kg speaks of: lines whose pack prints a weight."


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
    quantity_kg = _kg(WEIGHED_KG)
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the lines sold.", nullable=True)
    price_vnd_per_kg_median = dy.Float64(
        nullable=True, description="Median price over lines.", metadata={"unit": "VND/kg"}
    )
    orders = dy.Int64(nullable=True, description="Orders with the product.", metadata={"unit": "orders"})
    sellers = dy.Int64(
        nullable=True,
        description="Households that sold it; a shop of no known household counts as one.",
        metadata={"unit": "households"},
    )
    ocop_value_vnd = _dong("Value of goods with a valid OCOP star on the order day.", nullable=True)
    is_confidential = dy.Bool(description="Whether the cell must not leave the house.")


class ProduceSalesPublic(ProduceSales):
    """The same, suppressed: what may leave the house. Null is hidden.

    OCOP and the share with a weight only by month and province, the share to a fifth.
    """


class ProduceDestinations(dy.Schema):
    """One row per month, product, form, origin and destination province."""

    month = dy.Date(description="First day of the month.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed.")
    origin_level = dy.String(check=_one_of(*LEVELS), description="Level of the origin.")
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    origin_code = dy.String(description="Area of the shop in the frame.")
    destination_code = dy.String(description="Province of the buyer in the frame.")
    quantity_kg = _kg(WEIGHED_KG)
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the lines sold.", nullable=True)
    orders = dy.Int64(nullable=True, description="Orders with the product.", metadata={"unit": "orders"})
    is_confidential = dy.Bool(description="Whether the cell must not leave the house.")


class ProduceDestinationsPublic(ProduceDestinations):
    """The same, suppressed: what may leave the house. The share with a weight stands in produce_sales_public."""


class ProduceSeasons(dy.Schema):
    """One row per week or month, product, form and province, all marketplaces together; internal.

    Also of weeks and months without a sale that sold in an earlier year or lie in the printed season.
    """

    period_type = dy.String(check=_one_of("month", "week"), description="month or week.")
    period_start = dy.Date(description="First day of the period.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed: kilograms of different forms are never added.")
    frame = dy.String(check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(description="Province of the shop in the frame.")
    season = dy.Int64(
        min=1, max=52, description="ISO week of the year (the 53rd as the 52nd) or month.", metadata={"unit": "number"}
    )
    quantity_kg = _kg(f"{WEIGHED_KG} Null before the period begins.")
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the lines sold; null before the period begins.", nullable=True)
    earlier_years = dy.Int64(
        nullable=True,
        description="Years since the product first sold there: what the means are taken over.",
        metadata={"unit": "years"},
    )
    mean_kg_earlier_years = _kg("Mean of the same week or month of those years, none sold being zero.")
    low_kg_earlier_years = _kg("Least of them.")
    high_kg_earlier_years = _kg("Most of them.")
    weighed_value_share_earlier_years = _share("Share of the value of those years that their kilograms speak of.")
    is_in_season = dy.Bool(nullable=True, description="Whether the printed season covers it; null where none is known.")
    price_vnd_per_kg_low = _price("First quartile of the price over lines.")
    price_vnd_per_kg_median = _price("Median price over lines.")
    price_vnd_per_kg_high = _price("Third quartile of the price over lines.")
    orders_placed = dy.Int64(
        nullable=True,
        min=0,
        description="Orders placed with the product, whatever became of them; null before the period begins.",
        metadata={"unit": "orders"},
    )
    cancelled_share = _share("Share of orders placed that were cancelled.")
    returned_share = _share("Share of orders placed that were wholly returned.")
    days_to_completion_median = dy.Float64(
        nullable=True, description="Median time from order to completion, over orders.", metadata={"unit": "days"}
    )
    kg_per_order = dy.Float64(
        nullable=True,
        description="Kilograms per completed order in which a pack prints a weight.",
        metadata={"unit": "kg/order"},
    )
    value_vnd_per_order = dy.Float64(
        nullable=True, description="Value per completed order.", metadata={"unit": "VND/order"}
    )
    local_share = _share("Share of the value with a known destination that stayed in the province.")
    placed_value_share = _share("Share of the value whose destination is known.")
    ocop_share = _share("Share of the value under a valid OCOP certificate.")
    crop_share_to_date = _share(
        "Share of the year's crop sold online from January to the end of the period, of packs that print a weight."
    )


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


class Rejections(dy.Schema):
    """One row per file, column and reason: records that were set aside."""

    sha256 = dy.String(description="SHA-256 of the delivered bytes.")
    marketplace = dy.String(nullable=True, description="Told by the folder.")
    shop_id = dy.String(nullable=True, description="Told by the folder, for a seller's own export.")
    first_seen_at = dy.Datetime(time_unit="us", description="When the file was first seen, Vietnam time.")
    column_name = dy.String(description="The column as the file prints it.")
    code = dy.String(description="The reason, as a code.")
    records = dy.Int64(min=1, description="Records set aside for it.", metadata={"unit": "records"})


class VocabularyGaps(dy.Schema):
    """One row per marketplace and order status that no description knows."""

    marketplace = dy.String(description="Marketplace code.")
    status = dy.String(description="The status as the export prints it.")
    lines = dy.Int64(
        min=1, description="Order lines that say it; their orders count as placed only.", metadata={"unit": "lines"}
    )


class UnknownColumns(dy.Schema):
    """One row per file and column that no description knows."""

    sha256 = dy.String(description="SHA-256 of the delivered bytes.")
    marketplace = dy.String(nullable=True, description="Told by the folder.")
    shop_id = dy.String(nullable=True, description="Told by the folder, for a seller's own export.")
    first_seen_at = dy.Datetime(time_unit="us", description="When the file was first seen, Vietnam time.")
    column_name = dy.String(description="The header; the values under it are not kept.")


class Unplaced(dy.Schema):
    """One row per marketplace and reason: shops whose place is not known, with their orders and dong."""

    marketplace = dy.String(description="Marketplace code.")
    reason = dy.String(description="Why no place is known, as a code; not_in_register for shops that only orders name.")
    shops = dy.Int64(min=1, description="Shops without a place.", metadata={"unit": "shops"})
    orders_placed = dy.Int64(
        nullable=True, description="Their orders; null where none was delivered.", metadata={"unit": "orders"}
    )
    order_value_vnd = _dong("Value of their orders.", nullable=True)


class HouseholdConflicts(dy.Schema):
    """One row per kind of record, marketplace (or provider of accounts) and reason: rows whose household is not certain."""

    kind = dy.String(check=_one_of("register", "payment_accounts"), description="Register or accounts.")
    marketplace = dy.String(description="Marketplace code, or provider of accounts.")
    reason = dy.String(
        check=_one_of("phone_of_several", "by_phone_only", "unlinked"),
        description="phone_of_several: the telephone stands beside several household numbers, which are counted as one "
        "household; by_phone_only: without a number, told by the telephone; unlinked: neither, a household of its own.",
    )
    records = dy.Int64(min=1, description="Shops or accounts concerned.", metadata={"unit": "records"})


class Indicators(dy.Schema):
    """One row per indicator of the registry, in its order: what is counted, in both languages."""

    indicator = dy.String(primary_key=True, description="Code of the indicator.")
    name_vi = dy.String(description="Vietnamese name.")
    name_en = dy.String(description="English name.")
    unit_vi = dy.String(description="Unit in Vietnamese; % for shares.")
    unit_en = dy.String(description="Unit in English.")
    direction = dy.String(check=_one_of("higher", "lower"), description="Whether more or less is better.")
    decimals = dy.String(description="Decimals that are printed and ranked by.", metadata={"unit": "digits"})
    counts = dy.String(
        check=_one_of("stock", "flow", "ratio", "score"),
        description="What it is: a stock on the day, a flow of a period, a ratio of two figures, or a score.",
    )
    counted_from = dy.String(
        description="The records it is counted from; coverage: from linked households; reported: others publish it."
    )
    definition_vi = dy.String(description="What is counted, in Vietnamese.")
    definition_en = dy.String(description="What is counted, in English.")
    source = dy.String(description="Where the definition is from.")


class Households(dy.Schema):
    """One row per frame, area and day of a count: the denominators of coverage, as the department entered them."""

    frame = dy.String(primary_key=True, check=_one_of(*FRAMES), description="Provinces before or since 1 July 2025.")
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame.")
    as_of = dy.Date(primary_key=True, description="The day of the count; it holds until the next one.")
    households = dy.Int64(min=1, description="Households of the area.", metadata={"unit": "households"})
    exactness = dy.String(nullable=True, description="How exact the number is: exact, rounded or derived.")
    source = dy.String(nullable=True, description="Who says so.")


PUBLISHED: dict[str, type[dy.Schema]] = {
    "daily_orders": DailyOrders,
    "province_rankings": ProvinceRankings,
    "growth_since_launch": GrowthSinceLaunch,
    "growth_rates": GrowthRates,
    "growth_contributions": GrowthContributions,
    "tet_weeks": TetWeeks,
    "claims": Claims,
    "coverage": Coverage,
    "targets": Targets,
    "concentration": Concentration,
    "lorenz_curves": LorenzCurves,
    "marketplace_structure": MarketplaceStructure,
    "revisions": Revisions,
    "produce_sales": ProduceSales,
    "produce_sales_public": ProduceSalesPublic,
    "produce_destinations": ProduceDestinations,
    "produce_destinations_public": ProduceDestinationsPublic,
    "produce_seasons": ProduceSeasons,
    "files": Files,
    "rejections": Rejections,
    "vocabulary_gaps": VocabularyGaps,
    "unknown_columns": UnknownColumns,
    "unplaced": Unplaced,
    "household_conflicts": HouseholdConflicts,
    "checks": Checks,
}
"""Published table -> contract, in the order of the data dictionary."""

REFERENCE: dict[str, type[dy.Schema]] = {"indicators": Indicators, "households": Households}
"""Tables of data/reference/ that are published beside them, in their own order, because pages explain figures by them."""

PUBLIC = ("claims", "targets", "produce_sales_public", "produce_destinations_public")
"""Tables that may leave the house: nothing in them is about fewer sellers than disclosure control allows."""
