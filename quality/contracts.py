"""The shape of every published table: columns, types, keys and what must hold within a row.

The docstring is the grain. A null has to be asked for. The data dictionary and `datapackage.json` are printed from
these classes; a column's unit stands in its metadata.
"""

import dataframely as dy
import polars as pl

from quality.registries import Marketplaces, Produce, Provinces

FRAMES = ("63", "34")
LEVELS = ("country", "province", "district", "commune")
BASES = ("computed", "reported")
BASELINES = ("own_count", "quoted_launch", "pilot_count")


def _code(what: str, *codes: str, nullable: bool = False, primary_key: bool = False) -> dy.String:
    """One of a few codes."""
    among = list(codes)
    return dy.String(
        nullable=nullable, primary_key=primary_key, check=lambda column: column.is_in(among), description=what
    )


def _frame(what: str = "Provinces before or since 1 July 2025.", primary_key: bool = False) -> dy.String:
    return _code(what, *FRAMES, primary_key=primary_key)


def _measure(what: str, unit: str, nullable: bool = False, least: float | None = None) -> dy.Float64:
    return dy.Float64(nullable=nullable, min=least, description=what, metadata={"unit": unit})


def _figure(what: str, nullable: bool = False) -> dy.Float64:
    """A value of the row's indicator, in its unit."""
    return _measure(what, "of the indicator", nullable)


def _count(what: str, unit: str, nullable: bool = False, least: int | None = None) -> dy.Int64:
    return dy.Int64(nullable=nullable, min=least, description=what, metadata={"unit": unit})


def _orders(what: str) -> dy.Int64:
    return _count(what, "orders", least=0)


def _dong(what: str, nullable: bool = False) -> dy.Int64:
    return _count(what, "VND", nullable)


def _share(what: str) -> dy.Float64:
    return _measure(what, "share", nullable=True)


def _kg(what: str) -> dy.Float64:
    return _measure(what, "kg", nullable=True)


def _price(what: str) -> dy.Float64:
    return _measure(what, "VND/kg", nullable=True)


class Area(dy.Schema):
    """The keys of what is told by area: a province, district or commune in its frame, or the country."""

    level = _code("Level of the area.", *LEVELS, primary_key=True)
    frame = _frame(primary_key=True)
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")


class DailyOrders(dy.Schema):
    """One row per order day, marketplace, frame and area of the shop; no total rows."""

    order_date = dy.Date(description="Day of the order in Vietnam time.")
    marketplace = dy.String(description="Marketplace code.")
    frame = _frame("63 provinces to June 2025, or the 34 back-cast to the start.")
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
    completed_value_vnd = _dong("Value of the delivered items of completed orders (revenue).")

    @dy.rule()
    def outcomes_do_not_exceed_orders(cls) -> pl.Expr:
        """No more outcomes than orders."""
        return pl.col("orders_completed") + pl.col("orders_cancelled") + pl.col("orders_returned") <= pl.col(
            "orders_placed"
        )


class ProvinceRankings(dy.Schema):
    """One row per frame, indicator, period, as-of date, basis, source and province."""

    frame = _frame()
    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    period = _code(
        "What the value covers up to the as-of date; as_of for what is counted on the day.",
        "as_of",
        "month",
        "year_to_date",
        "trailing_12_months",
        "since_launch",
    )
    as_of_date = dy.Date(description="The day to which the value goes.")
    province_code = dy.String(description="Province in the frame.")
    province_name = dy.String(description="Its Vietnamese name in the frame.")
    value = _figure("As printed: reported values as their source gives them. Null where missing.", nullable=True)
    rank = _count(
        "Competition rank (1-2-2-4). Null where unranked; the reason says why.", "place", nullable=True, least=1
    )
    is_tied = dy.Bool(description="Whether another province has the same rank.")
    provinces_ranked = _count("How many provinces are ranked.", "provinces", least=0)
    provinces_missing = _count("How many provinces of the frame are not.", "provinces", least=0)
    previous_rank = _count("Rank in the previous period, the month end before.", "place", nullable=True)
    rank_change = _count("Previous rank minus rank: positive is better.", "places", nullable=True)
    gap_to_next = _figure("What is missing to the value of the next better place; null for the first.", nullable=True)
    rank_low = _count(
        "Best rank with all marketplaces or with any one of them left out; null with one.", "place", nullable=True
    )
    rank_high = _count(
        "Worst rank with all marketplaces or with any one of them left out; null with one.", "place", nullable=True
    )
    basis = _code("Computed from deliveries, or reported by others.", *BASES)
    official_rank = _count("The rank that the source printed.", "place", nullable=True)
    source_title = dy.String(nullable=True, description="The source of a reported ranking; null for computed ones.")
    marketplaces = dy.String(
        nullable=True, description="Marketplaces that the value sums, comma-separated; null for reported values."
    )
    reason = dy.String(nullable=True, description="Why there is no rank.")
    official_value = _figure(
        "What the source printed beside a rank, where it printed too few values to rank by.", nullable=True
    )
    source_url = dy.String(nullable=True, description="Where the source of a reported ranking stands.")
    computed_value = _figure(
        "Beside a reported value: our own for that day (a flow: since launch). Never mixed with it.", nullable=True
    )
    computed_rank = _count("Beside a reported rank: our own for that day.", "place", nullable=True)
    difference = _figure("Reported value minus our own.", nullable=True)


class Reach(dy.Schema):
    """One row per source, frame and place: from which day to which day deliveries reach it."""

    source = dy.String(
        primary_key=True, description="A marketplace (its orders), or `register`, `listings`, `accounts`."
    )
    frame = _code("Provinces before or since 1 July 2025.", *FRAMES, primary_key=True)
    area_code = dy.String(
        primary_key=True, description="Official code of the province in the frame; VN for the country."
    )
    first_day = dy.Date(description="The first day that deliveries speak of; before it a figure is null, never zero.")
    last_day = dy.Date(description="The last day that they speak of; after it a figure is null, never zero.")
    is_late = dy.Bool(description="Whether the source ended 35 days or more before the newest day.")


class GrowthSinceLaunch(Area):
    """One row per level, frame, area, indicator, as-of date and kind of base."""

    area_code = dy.String(primary_key=True, description="Official code of the area in the frame.")
    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv.")
    as_of_date = dy.Date(primary_key=True, description="The day of the value.")
    value = _figure("Stock on the day, or flow of the 30 days that end on it.")
    baseline_kind = _code(
        "Own count on the launch day, the quoted launch figure, or the count of the pilot.",
        *BASELINES,
        primary_key=True,
    )
    baseline_value = _figure("The base; null where launch was not counted.", nullable=True)
    baseline_date = dy.Date(nullable=True, description="The day of the base.")
    times_baseline = _measure(
        "“Gấp n lần”: value over base; null where there is no base, or it had not ended by the day.",
        "times",
        nullable=True,
        least=0,
    )
    change = _figure("Value minus base.", nullable=True)
    change_pct = _measure("Change in percent of the base.", "%", nullable=True)
    change_points = _measure(
        "Change of a share in percentage points (điểm phần trăm); null for everything else.",
        "percentage points",
        nullable=True,
    )
    index_launch = dy.Float64(nullable=True, min=0, description="Value as an index, launch = 100.")
    compound_monthly_pct = _measure(
        "Growth per month that, compounded, leads from the base to the value; null within a month of it.",
        "% per month",
        nullable=True,
    )
    counts = _code(
        "What the indicator is; a ratio or a score has a difference and no multiple.", "stock", "flow", "ratio", "score"
    )
    reason = dy.String(nullable=True, description="Why there is no multiple; null where there is one.")
    baseline_source = dy.String(nullable=True, description="Who quoted the base; null for our own count.")
    value_source = dy.String(nullable=True, description="Who quoted the value; null for our own count.")


class GrowthRates(Area):
    """One row per level, frame, area, indicator, comparison and as-of date (month ends, and days around Tết)."""

    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv.")
    comparison = _code(
        "A month with the one before, with the same month a year before, the year so far with the same part of the "
        "year before (a stock: with its end), January and February together, or the 30 days before or from the first "
        "day of Tết with those of the year before.",
        "month_on_month",
        "year_on_year",
        "year_to_date",
        "jan_feb",
        "before_tet",
        "after_tet",
        primary_key=True,
    )
    as_of_date = dy.Date(primary_key=True, description="Last day of what is compared.")
    value = _figure("Stock on the day, flow or ratio of the period to it.")
    compared_date = dy.Date(description="Last day of what it is compared with.")
    compared_value = _figure("The same then; null where deliveries do not reach it.", nullable=True)
    change = _figure("Value minus the one then.", nullable=True)
    reason = dy.String(nullable=True, description="Why there is nothing to compare with.")
    change_pct = _measure("Change in percent; null for ratios and where there was nothing then.", "%", nullable=True)
    change_points = _measure(
        "Change of a share in percentage points (điểm phần trăm); null for everything else.",
        "percentage points",
        nullable=True,
    )


class GrowthContributions(dy.Schema):
    """One row per level, frame, area, indicator, comparison, as-of date and part; changes of parts add to the total."""

    level = _code("Level of the area whose change is split.", *LEVELS, primary_key=True)
    frame = _frame(primary_key=True)
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame; VN for the country.")
    indicator = dy.String(primary_key=True, description="A code of data/reference/indicators.csv that adds up.")
    comparison = _code(
        "With a year before, or with launch (a flow: 30 days with the 30 days from launch).",
        "year_on_year",
        "since_launch",
        primary_key=True,
    )
    as_of_date = dy.Date(primary_key=True, description="Last day of what is compared.")
    split_by = _code("Into what the change is split.", "province", "marketplace", primary_key=True)
    part = dy.String(
        primary_key=True, description="Code of the province or marketplace; unplaced where no province is known."
    )
    value = _count("The part's value.", "of the indicator")
    compared_value = _count("The part's value then.", "of the indicator")
    change = _count("The part's change.", "of the indicator")
    total_change = _count("Change of the whole area: exactly the sum of its parts.", "of the indicator")
    contribution_points = _measure(
        "The part's change in percent of the whole area's value then: points of its growth rate.",
        "percentage points",
        nullable=True,
    )


class TetWeeks(Area):
    """One row per level, frame, area, flow, Tết and week counted from its first day."""

    indicator = dy.String(primary_key=True, description="A flow of data/reference/indicators.csv.")
    tet_year = dy.Int64(primary_key=True, description="Year of the Tết.")
    week = dy.Int64(
        primary_key=True,
        description="-1 is the seven days that end on the eve of Tết, 0 the seven from its first day.",
        metadata={"unit": "weeks from Tết"},
    )
    last_day = dy.Date(description="Last day of the week.")
    value = _figure("Flow of the week; null where deliveries do not reach it.", nullable=True)
    previous_value = _figure("Flow of the same week before the last Tết.", nullable=True)
    change_pct = _measure("Change in percent of it.", "%", nullable=True)


class Claims(dy.Schema):
    """One row per document and quotation."""

    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    as_of_date = dy.Date(nullable=True, description="The day that the quotation speaks of, where it can be told.")
    quoted_value = _figure("The figure as quoted.", nullable=True)
    computed_value = _figure(
        "The same figure from the document's own numbers: count and base, two years, or the parts it lists.",
        nullable=True,
    )
    agrees = dy.Bool(
        nullable=True,
        description="Whether it is true by the first ground that there is; null where it cannot be checked.",
    )
    ground = _code(
        "What the verdict stands on: the document's own numbers, our own count, another document.",
        "itself",
        "own_count",
        "document",
        nullable=True,
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
    form = _code(
        "What is quoted: a count, a multiple of launch (“gấp n lần”), a share in percent, a rank, or a number of years.",
        "value",
        "times",
        "share",
        "rank",
        "years",
    )
    frame = _frame()
    area_code = dy.String(description="Official code of the area that is spoken of, in the frame.")
    quotation = dy.String(description="The words of the document, or what is known of them.")
    qualifier = _code("How exactly it is quoted.", "exact", "about", "more_than", "nearly", "not_a_number")
    quoted_decimals = dy.Int64(nullable=True, min=0, description="Decimals of the quotation.")
    quoted_count = _figure("The count that the document gives for the quoted multiple.", nullable=True)
    quoted_base = _figure("The base that it gives for it.", nullable=True)
    quoted_total = _figure("The whole of which the document says the figure is a part (17 of 30).", nullable=True)
    listed_parts = _figure("How many parts the document itself lists or adds up.", nullable=True)
    other_value = _figure(
        "What another document says of the same figure: of the same day, else of the nearest.", nullable=True
    )
    other_as_of_date = dy.Date(nullable=True, description="The day that the other document speaks of.")
    other_source_title = dy.String(nullable=True, description="The other document.")
    known_by = dy.Date(
        nullable=True, description="The latest day that the figure can speak of, where its own day is not printed."
    )
    day_note = dy.String(nullable=True, description="How the day is known, or why it is not.")
    own_value = _figure(
        "Our own figure of the same form for that day; null where our deliveries do not reach.", nullable=True
    )
    own_difference = _figure("Our own figure minus the quoted one.", nullable=True)


class Coverage(dy.Schema):
    """One row per frame, area, as-of date and measure."""

    frame = _frame()
    area_code = dy.String(description="Official code of the area in the frame.")
    as_of_date = dy.Date(description="The day of the count.")
    measure = _code("What a household must have to count.", "shop", "account", "both", "either")
    households = _count("Households of the area, as entered; null where unknown.", "households", nullable=True)
    households_covered = _count("Households that have it.", "households", nullable=True)
    coverage_pct = _measure("Share of households that have it.", "%", nullable=True)
    reason = dy.String(nullable=True, description="Why there is no share.")


class Targets(dy.Schema):
    """One row per indicator, document and due date."""

    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    target_value = _figure("What is to be reached.", nullable=True)
    due_date = dy.Date(nullable=True, description="By when.")
    actual_value = _figure("The newest actual value up to the due date.", nullable=True)
    actual_date = dy.Date(nullable=True, description="The day of the actual value.")
    status = _code("met, not_met or no_information.", "met", "not_met", "no_information")
    document = dy.String(description="The document that sets the target.")
    form = _code("Whether a value or a rank is to be reached.", "value", "rank")
    comparison = _code("Whether more or less is better.", "at_least", "at_most")
    qualifier = _code("How exactly the document says it.", "exact", "about", "at_least", "more_than")
    frame = _frame()
    area_code = dy.String(description="Official code of the area that the target is for, in the frame.")
    document_date = dy.Date(nullable=True, description="Day of the document, where it is known.")
    source_url = dy.String(nullable=True, description="Where it stands.")
    note = dy.String(nullable=True, description="What the document says besides.")
    actual_basis = _code(
        "Whether the actual value was counted here, quoted in a document, or delivered as published.",
        "computed",
        "quoted",
        "reported",
        nullable=True,
    )
    actual_source = dy.String(nullable=True, description="Who published the actual value; null for our own count.")
    needed_change = _figure(
        "From the actual value to a target that is not met; negative where less is better.", nullable=True
    )
    needed_per_month = _measure(
        "The same per month from the actual's day to the due date; null for ranks.",
        "of the indicator per month",
        nullable=True,
    )


class Concentration(Area):
    """One row per level, frame, area and month end: revenue of twelve months over all shops, those without included."""

    as_of_date = dy.Date(primary_key=True, description="Month end; revenue is that of the twelve months to it.")
    shops = _count("Shops open on the day, and sellers that closed before it.", "shops", least=1)
    shops_without_revenue = _count("Shops without revenue: they drive the result.", "shops", least=0)
    sellers = _count("Shops with revenue.", "shops", least=1)
    revenue_vnd = _dong("Revenue of the twelve months.")
    gini = dy.Float64(min=0, max=1, description="Gini coefficient over all shops: 0 equal, 1 all in one hand.")
    theil = dy.Float64(description="Theil's T over all shops: 0 equal, the logarithm of the number of shops at most.")
    theil_between = dy.Float64(description="The part of it between areas: communes of a province, provinces of VN.")
    theil_within = dy.Float64(description="The part of it within them.")
    areas = _count("Areas it is split into; unknown places are one.", "areas", least=1)
    top_10_share = dy.Float64(min=0, description="Share of revenue of the ten shops that sell most, between 0 and 1.")
    hhi_marketplaces = dy.Float64(
        nullable=True, min=0, description="Herfindahl index of the marketplaces' shares of revenue, between 0 and 1."
    )
    effective_marketplaces = _measure(
        "1 / HHI: how many marketplaces of equal size would be as concentrated.", "marketplaces", nullable=True, least=0
    )


class LorenzCurves(Area):
    """One row per level, frame, area, month end and tenth of shops: points of the Lorenz curve."""

    as_of_date = dy.Date(primary_key=True, description="Month end; revenue is that of the twelve months to it.")
    shops_share = dy.Float64(
        primary_key=True,
        min=0,
        max=1,
        description="The poorest shops, as a share of all, those without revenue included.",
    )
    revenue_share = dy.Float64(min=0, max=1, description="Their share of revenue, between 0 and 1.")


class MarketplaceStructure(Area):
    """One row per level, frame, area, as-of date, indicator and marketplace: twelve months of trade."""

    as_of_date = dy.Date(primary_key=True, description="Last day of the twelve months.")
    indicator = dy.String(primary_key=True, description="orders_completed or revenue_vnd.")
    marketplace = dy.String(primary_key=True, description="Marketplace code.")
    value = _figure("Its trade in the area.")
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

    frame = _frame()
    indicator = dy.String(description="A code of data/reference/indicators.csv.")
    period = dy.String(description="What the value covers up to the as-of date.")
    as_of_date = dy.Date(description="The day to which the value goes.")
    basis = _code("Computed from deliveries, or reported by others.", *BASES)
    source_title = dy.String(nullable=True, description="The source of a reported ranking; null for computed ones.")
    province_code = dy.String(description="Province in the frame.")
    value_before = _figure("In the previous release; null where it had none.", nullable=True)
    value = _figure("In this one; null where there is none any more.", nullable=True)
    change = _figure("By how much it was revised.", nullable=True)
    change_pct = _measure("The same in percent of the value before.", "%", nullable=True)
    rank_before = _count("Rank in the previous release.", "place", nullable=True)
    rank = _count("Rank in this one.", "place", nullable=True)
    previous_release = dy.String(nullable=True, description="The release it is compared with.")


WEIGHED_KG = "Kilograms delivered of packs that print a weight; null where none does. The others are not estimated."
WEIGHED_SHARE = "Share of value_vnd that quantity_kg speaks of: lines whose pack prints a weight."


class ProduceSales(dy.Schema):
    """One row per period, product, form, level, frame, area and marketplace (`all` for the sum)."""

    period_type = _code("month or week.", "month", "week")
    period_start = dy.Date(description="First day of the period.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed: kilograms of different forms are never added.")
    level = _code("Level of the area.", *LEVELS)
    frame = _frame()
    area_code = dy.String(description="Area of the shop in the frame.")
    marketplace = dy.String(description="Marketplace code, or all.")
    quantity_kg = _kg(WEIGHED_KG)
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the items delivered.", nullable=True)
    price_vnd_per_kg_median = _price("Median price over lines.")
    orders = _count("Orders with the product.", "orders", nullable=True)
    sellers = _count(
        "Households that sold it; a shop of no known household counts as one.", "households", nullable=True
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
    origin_level = _code("Level of the origin.", *LEVELS)
    frame = _frame()
    origin_code = dy.String(description="Area of the shop in the frame.")
    destination_code = dy.String(description="Province of the buyer in the frame.")
    quantity_kg = _kg(WEIGHED_KG)
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the items delivered.", nullable=True)
    orders = _count("Orders with the product.", "orders", nullable=True)
    is_confidential = dy.Bool(description="Whether the cell must not leave the house.")


class ProduceDestinationsPublic(ProduceDestinations):
    """The same, suppressed: what may leave the house. The share with a weight stands in produce_sales_public."""


class ProduceSeasons(dy.Schema):
    """One row per week or month, product, form and province, all marketplaces together; internal.

    Also of weeks and months without a sale that sold in an earlier year or lie in the printed season.
    """

    period_type = _code("month or week.", "month", "week")
    period_start = dy.Date(description="First day of the period.")
    product_code = dy.String(description="A code of data/reference/produce.csv.")
    form = dy.String(description="Fresh, dried, processed: kilograms of different forms are never added.")
    frame = _frame()
    area_code = dy.String(description="Province of the shop in the frame.")
    season = dy.Int64(
        min=1, max=52, description="ISO week of the year (the 53rd as the 52nd) or month.", metadata={"unit": "number"}
    )
    quantity_kg = _kg(f"{WEIGHED_KG} Null before the period begins.")
    weighed_value_share = _share(WEIGHED_SHARE)
    value_vnd = _dong("Value of the items delivered; null before the period begins.", nullable=True)
    earlier_years = _count(
        "Years since the product first sold there: what the means are taken over.", "years", nullable=True
    )
    mean_kg_earlier_years = _kg("Mean of the same week or month of those years, none sold being zero.")
    low_kg_earlier_years = _kg("Least of them.")
    high_kg_earlier_years = _kg("Most of them.")
    weighed_value_share_earlier_years = _share("Share of the value of those years that their kilograms speak of.")
    is_in_season = dy.Bool(nullable=True, description="Whether the printed season covers it; null where none is known.")
    price_vnd_per_kg_low = _price("First quartile of the price over lines.")
    price_vnd_per_kg_median = _price("Median price over lines.")
    price_vnd_per_kg_high = _price("Third quartile of the price over lines.")
    orders_placed = _count(
        "Orders placed with the product, whatever became of them; null before the period begins.",
        "orders",
        nullable=True,
        least=0,
    )
    cancelled_share = _share("Share of orders placed that were cancelled.")
    returned_share = _share("Share of orders placed that were wholly returned.")
    days_to_completion_median = _measure("Median time from order to completion, over orders.", "days", nullable=True)
    kg_per_order = _measure("Kilograms per completed order in which a pack prints a weight.", "kg/order", nullable=True)
    value_vnd_per_order = _measure("Value per completed order.", "VND/order", nullable=True)
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
    records_read = _count("Records in the file, counted apart.", "records", least=0)
    accepted = _count("Records taken.", "records", least=0)
    rejected = _count("Records set aside.", "records", least=0)
    duplicate = _count("Records that repeat one of the same file.", "records", least=0)
    status = _code("loaded, refused or withdrawn.", "loaded", "refused", "withdrawn")
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
    severity = _code("critical stops a release, a warning is shown.", "critical", "warning")
    outcome = _code("passed, failed or not_evaluated.", "passed", "failed", "not_evaluated")
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
    records = _count("Records set aside for it.", "records", least=1)


class VocabularyGaps(dy.Schema):
    """One row per marketplace and order status that no description knows."""

    marketplace = dy.String(description="Marketplace code.")
    status = dy.String(description="The status as the export prints it.")
    lines = _count("Order lines that say it; their orders count as placed only.", "lines", least=1)


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
    shops = _count("Shops without a place.", "shops", least=1)
    orders_placed = _count("Their orders; null where none was delivered.", "orders", nullable=True)
    order_value_vnd = _dong("Value of their orders.", nullable=True)


class HouseholdConflicts(dy.Schema):
    """One row per kind of record, marketplace (or provider of accounts) and reason: rows whose household is not certain."""

    kind = _code("Register or accounts.", "register", "payment_accounts")
    marketplace = dy.String(description="Marketplace code, or provider of accounts.")
    reason = _code(
        "phone_of_several: the telephone stands beside several household numbers, which are counted as one "
        "household; by_phone_only: without a number, told by the telephone; unlinked: neither, a household of its own.",
        "phone_of_several",
        "by_phone_only",
        "unlinked",
    )
    records = _count("Shops or accounts concerned.", "records", least=1)


class Indicators(dy.Schema):
    """One row per indicator of the registry, in its order: what is counted, in both languages."""

    indicator = dy.String(primary_key=True, description="Code of the indicator.")
    name_vi = dy.String(description="Vietnamese name.")
    name_en = dy.String(description="English name.")
    unit_vi = dy.String(description="Unit in Vietnamese; % for shares.")
    unit_en = dy.String(description="Unit in English.")
    direction = _code("Whether more or less is better.", "higher", "lower")
    decimals = dy.String(description="Decimals that are printed and ranked by.", metadata={"unit": "digits"})
    is_additive = _code(
        "Whether figures of provinces add up to those of a merger of them: counts and sums, but no distinct counts, "
        "ratios, scores or ranks.",
        "true",
        "false",
    )
    counts = _code(
        "What it is: a stock on the day, a flow of a period, a ratio of two figures, or a score.",
        "stock",
        "flow",
        "ratio",
        "score",
    )
    counted_from = dy.String(
        description="The records it is counted from; coverage: from linked households; reported: others publish it."
    )
    definition_vi = dy.String(description="What is counted, in Vietnamese.")
    definition_en = dy.String(description="What is counted, in English.")
    source = dy.String(description="Where the definition is from.")


class Households(dy.Schema):
    """One row per frame, area and day of a count: the denominators of coverage, as the department entered them."""

    frame = _frame(primary_key=True)
    area_code = dy.String(primary_key=True, description="Official code of the area in the frame.")
    as_of = dy.Date(primary_key=True, description="The day of the count; it holds until the next one.")
    households = _count("Households of the area.", "households", least=1)
    exactness = dy.String(nullable=True, description="How exact the number is: exact, rounded or derived.")
    source = dy.String(nullable=True, description="Who says so.")


PUBLISHED: dict[str, type[dy.Schema]] = {
    "daily_orders": DailyOrders,
    "reach": Reach,
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

REFERENCE: dict[str, type[dy.Schema]] = {
    "indicators": Indicators,
    "households": Households,
    "marketplaces": Marketplaces,
    "provinces": Provinces,
    "produce": Produce,
}
"""Tables of data/reference/ that are published beside them, in their own order, because pages explain figures by them."""

PUBLIC = ("claims", "targets", "produce_sales_public", "produce_destinations_public")
"""Tables that may leave the house: nothing in them is about fewer sellers than disclosure control allows."""
