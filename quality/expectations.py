"""What would make a reader doubt a table: parts and totals, keys, ranks complete, figures within reason.

Great Expectations judges, pushed down to DuckDB as SQL. `critical` is for what contradicts itself and stops a release;
few shops or few provinces are a fact and never more than a warning. A check that could not be evaluated has not passed.
"""

# ruff: noqa: E402, as two things must be said before Great Expectations is imported

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any

os.environ["GX_ANALYTICS_ENABLED"] = "False"


def _when_used(package: str, name: str) -> None:
    """Lets a module be loaded when something of it is used: GX imports it for expectations that we do not have."""
    spec = importlib.util.find_spec(f"{package}.{name}")
    if spec is None or spec.loader is None or spec.name in sys.modules:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(sys.modules[package], name, module)


_when_used("scipy", "stats")  # a quarter of GX's import

import great_expectations as gx
import great_expectations.expectations as _gxe
import polars as pl
import sqlalchemy
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

from conventions import method
from quality.reconciliation import RECONCILIATION

gxe: Any = _gxe  # its classes are made at run time; a type checker cannot see them


class _NoRows(gxe.UnexpectedRowsExpectation):  # type: ignore[misc]
    """That a query finds nothing, asked once: the library's own asks for the rows and for their number."""

    metric_dependencies = ("unexpected_rows_query.table",)

    def _validate(self, metrics: dict[str, Any], *_said: Any, **_kwargs: Any) -> dict[str, Any]:
        rows = [dict(row) for row in metrics["unexpected_rows_query.table"]]
        count = [row.pop("rows_found") for row in rows][:1]
        return {"success": not rows, "result": {"observed_value": sum(count), "details": {"unexpected_rows": rows}}}


def _no_rows(name: str, query: str, why: str, severity: str = "critical") -> Any:
    """An expectation that a query over the table (`{batch}`) and its neighbours finds nothing."""
    counted = f"select *, count(*) over () as rows_found from ({query}) limit {ROWS_SHOWN}"
    return _NoRows(unexpected_rows_query=counted, description=why, severity=severity, meta={"name": name})


def _one_row_per(name: str, key: str, why: str) -> Any:
    """An expectation that a key stands once: keys are compared where their hashes are the same, which is far cheaper."""
    same = f"select h from (select hash({key}) as h from {{batch}}) group by h having count(*) > 1"
    query = f"select {key} from {{batch}} where hash({key}) in ({same}) group by all having count(*) > 1"
    return _no_rows(name, query, why)


ROWS_SHOWN = 3
LETTERS_SHOWN = 400
"""Of what should not be there: enough to find it, not a table."""
BATCHES = {"order_lines": "select * from delivered_order_lines where is_current"}
"""What a suite looks at where that is not the table: the lines alone, without what their orders say, which is a join."""

SUITES: dict[str, list[Any]] = {
    "files": [
        _no_rows(
            "every_record_is_accounted_for",
            "select * from {batch} where records_read <> accepted + rejected + duplicate",
            "Records read are accepted, rejected or duplicate; none is lost.",
        ),
        _no_rows(
            "accepted_records_are_in_the_warehouse",
            """select delivery, any_value(accepted), sum(kept) from (
                select delivery, accepted, 0 as kept from {batch} where status = 'loaded'
                union all select delivery, 0, 1 from delivered_order_lines
                union all select delivery, 0, 1 from delivered_shops
                union all select delivery, 0, 1 from delivered_listings
                union all select delivery, 0, 1 from delivered_payment_accounts
                union all select delivery, 0, 1 from delivered_reported_values)
            group by delivery having max(accepted) <> sum(kept)""",
            "What a receipt says was accepted stands in the tables, no more and no less.",
        ),
        _no_rows(
            "no_file_was_refused",
            "select * from {batch} where status = 'refused'",
            "A refused file waits for somebody to mend it.",
            "warning",
        ),
    ],
    "order_lines": [
        _no_rows(
            "an_order_belongs_to_one_shop",
            """select line.marketplace, line.order_id, string_agg(distinct file_name, ' + ') as files
                from {batch} line join files using (delivery)
                where (line.marketplace, line.order_id) in (select (marketplace, order_id) from orders
                    where hash(marketplace, order_id) in (select h from
                        (select hash(marketplace, order_id) as h from orders) group by h having count(*) > 1)
                    group by marketplace, order_id having count(*) > 1)
                group by all""",
            "One order number under two shops of a marketplace means that a file lies in the wrong shop's folder.",
        ),
        _one_row_per(
            "one_row_per_line",
            "marketplace, shop_id, order_id, line_id",
            "A line counts once, however often it was delivered.",
        ),
        _no_rows(
            "every_status_is_known",
            """select status, count(*) from (
                select line.status from (select * from {batch} where is_order_head and state is null) head
                    join {batch} line using (marketplace, shop_id, order_id) where not line.has_own_state
                union all select status from {batch} where has_own_state and line_state is null)
                where status is not null group by status""",
            "A status that the vocabulary does not know counts as placed and as nothing else.",
            "warning",
        ),
    ],
    "shops": [
        _one_row_per(
            "one_row_per_shop", "marketplace, shop_id", "A shop counts once, however often the register came."
        ),
        _no_rows(
            "every_shop_has_a_place",
            "select place_reason, count(*) from {batch} where code_34 is null group by place_reason",
            "A shop whose place cannot be told counts for the country and for no province.",
            "warning",
        ),
    ],
    "daily_shop_orders": [
        _no_rows(
            "every_selling_shop_is_registered",
            """select marketplace, count(*) from (select distinct marketplace, shop_id from {batch})
                anti join shops using (marketplace, shop_id) group by marketplace""",
            "Orders of a shop that is not in the register are kept and stand under no place.",
            "warning",
        ),
        _no_rows(
            "orders_reconcile_with_the_rows",
            """select * from (select count(*) as n, coalesce(sum(order_value_vnd), 0) as v,
                    count(*) filter (state = 'completed') as c from orders) rows,
                (select coalesce(sum(orders_placed), 0) as n, coalesce(sum(order_value_vnd), 0) as v,
                    coalesce(sum(orders_completed), 0) as c from {batch}) facts
                where rows.n <> facts.n or rows.v <> facts.v or rows.c <> facts.c""",
            "Daily facts add up to the orders they count, to the last dong.",
        ),
        _one_row_per(
            "one_row_per_day_and_shop", "order_date, marketplace, shop_id", "A day of a shop is counted once."
        ),
        _no_rows(
            "an_order_is_worth_a_thousand_dong",
            f"""select marketplace, count(*) as orders,
                    count(*) filter (order_value_vnd < {method.SMALLEST_MEDIAN_ORDER_VND}) as below
                from orders where exists (from {{batch}}) group by marketplace having 2 * below > orders""",
            "Half of a marketplace's orders are worth less than a thousand dong: thousands were lost, as where 109.000 became 109.",
            "warning",
        ),
    ],
    "daily_orders": [
        _no_rows(
            "areas_add_up_to_the_shops",
            f"""select * from (select frame, sum(orders_placed) as n, sum(order_value_vnd) as v from {{batch}} group by frame) areas
                join (select '34' as frame, sum(orders_placed) as n, sum(order_value_vnd) as v from daily_shop_orders
                    union all select '63', sum(orders_placed), sum(order_value_vnd) from daily_shop_orders
                    where order_date <= date '{method.LAST_DAY_OF_63}') shops using (frame)
                where areas.n <> shops.n or areas.v <> shops.v""",
            "Every order stands once in each frame that is valid on its day, with a place or without.",
        ),
        _no_rows(
            "outcomes_do_not_exceed_orders",
            "select * from {batch} where orders_completed + orders_cancelled + orders_returned > orders_placed",
            "An order has one outcome.",
        ),
        _no_rows(
            "values_are_not_negative",
            "select * from {batch} where order_value_vnd < 0 or completed_value_vnd > order_value_vnd",
            "Revenue is a part of the value of orders placed.",
        ),
        _no_rows(
            "the_63_end_with_june_2025",
            f"select * from {{batch}} where frame = '63' and order_date > date '{method.LAST_DAY_OF_63}'",
            "From 1 July 2025 there are 34 provinces.",
        ),
    ],
    "province_rankings": [
        _no_rows(
            "frame_is_63_or_34",
            "select * from {batch} where frame not in ('63', '34')",
            "A code means nothing without its frame.",
        ),
        _no_rows(
            "ranks_are_complete",
            """select * from (select frame, indicator, period, as_of_date, basis, source_title, province_code, rank,
                    provinces_ranked, value, count(rank) over w as counted, rank() over (w order by rank) as again
                    from {batch} where rank is not null
                    window w as (partition by frame, indicator, period, as_of_date, basis, source_title))
                where provinces_ranked <> counted or (value is not null and (rank <> again or rank > provinces_ranked))""",
            "Ranks skip only after ties, and as many provinces are ranked as is said; ranks printed without values stay.",
        ),
        _one_row_per(
            "one_row_per_province",
            "frame, indicator, period, as_of_date, basis, source_title, province_code",
            "A province stands once in a ranking.",
        ),
        _no_rows(
            "every_province_is_ranked_or_missing",
            """select frame, indicator, period, as_of_date from {batch} where basis = 'computed'
                group by all having max(provinces_ranked) + max(provinces_missing) <> case frame when '63' then 63 else 34 end""",
            "Ranked and missing provinces make up the frame.",
        ),
    ],
    "growth_since_launch": [
        _no_rows(
            "where_there_is_a_base_there_is_a_multiple",
            """select * from {batch} where counts in ('stock', 'flow')
                and (coalesce(baseline_value, 0) > 0) <> (times_baseline is not null)""",
            "Where there is a base there is a multiple, and none without one.",
        ),
        _no_rows(
            "a_ratio_has_no_multiple",
            """select * from {batch} where counts in ('ratio', 'score')
                and (times_baseline is not null or change_pct is not null)""",
            "A ratio has a difference, in points where it is a share; a multiple of it would mislead.",
        ),
        _no_rows(
            "quoted_bases_divide_quoted_figures",
            """select * from {batch} where (baseline_kind = 'own_count') <> (value_source is null)
                or (baseline_kind = 'own_count') <> (baseline_source is null)""",
            "Own counts divide own counts and quoted figures quoted bases; the two are never mixed.",
        ),
        _no_rows(
            "a_multiple_is_value_over_base",
            "select * from {batch} where abs(times_baseline * baseline_value - value) > 0.000001 * abs(value) + 0.000001",
            "“Gấp n lần” is current over base, never the change.",
        ),
        _no_rows(
            "multiples_are_within_reason",
            "select * from {batch} where times_baseline > 1000 and level in ('country', 'province')",
            "The largest multiple ever published is 190; a thousandfold is worth a look.",
            "warning",
        ),
    ],
    "growth_rates": [
        _no_rows(
            "a_change_is_value_minus_value_then",
            """select * from {batch} where change <> value - compared_value
                or abs(change_pct * compared_value / 100 - change) > 0.000001 * abs(change) + 0.000001""",
            "Change, percentage and the two values say the same.",
        ),
        _no_rows(
            "nothing_is_compared_with_a_later_day",
            "select * from {batch} where compared_date >= as_of_date",
            "Growth is against an earlier day.",
        ),
        _no_rows(
            "percent_and_points_are_not_confused",
            "select * from {batch} where change_pct is not null and change_points is not null",
            "A count changes by percent, a share by percentage points.",
        ),
    ],
    "growth_contributions": [
        _no_rows(
            "parts_add_exactly_to_the_total",
            """select level, frame, area_code, indicator, as_of_date from {batch}
                group by level, frame, area_code, indicator, comparison, as_of_date, split_by
                having sum(change) <> any_value(total_change)""",
            "Changes of provinces and of marketplaces add up to the change of the whole.",
        ),
        _no_rows(
            "both_splits_have_one_total",
            """select frame, indicator, comparison, as_of_date from {batch} where level = 'country'
                group by all having count(distinct total_change) > 1""",
            "The country's change is the same however it is split.",
        ),
    ],
    "claims": [
        _no_rows(
            "what_can_be_recomputed_has_a_verdict",
            """select * from {batch} where (computed_value is not null and agrees is null) or (agrees is null) <> (ground is null)
                or reason is null or agrees is distinct from coalesce(agrees_with_itself, agrees_with_own_count, agrees_with_document)""",
            "A quotation agrees, does not, or cannot be checked, and each says why.",
        ),
        _no_rows(
            "an_agreeing_figure_is_the_quoted_one",
            """select * from (select *, pow(10, quoted_decimals) as power from {batch}) where computed_value is not null
                and agrees_with_itself is distinct from (abs(round(computed_value * power) - quoted_value * power) < 1e-6
                    or abs(floor(computed_value * power + 1e-6) - quoted_value * power) < 1e-6)""",
            "Rounding or truncating moves a figure by less than one unit of its last printed decimal.",
        ),
    ],
    "coverage": [
        _no_rows(
            "both_and_either_lie_around_shop_and_account",
            """select * from (select frame, area_code, as_of_date,
                    max(households_covered) filter (measure = 'shop') as shop,
                    max(households_covered) filter (measure = 'account') as account,
                    max(households_covered) filter (measure = 'both') as both_,
                    max(households_covered) filter (measure = 'either') as either_
                from {batch} group by all)
                where both_ > least(shop, account) or either_ < greatest(shop, account) or both_ < 0
                    or both_ + either_ <> shop + account""",
            "Households with both and with either add up to those with a shop and with an account.",
        ),
        _no_rows(
            "a_share_is_of_its_households",
            "select * from {batch} where abs(coverage_pct * households / 100 - households_covered) > 0.001",
            "Each share has its denominator.",
        ),
        _no_rows(
            "no_more_households_than_there_are",
            "select * from {batch} where households_covered > households",
            "More households with a shop than households: the number entered is too small, or shops are not linked.",
            "warning",
        ),
    ],
    "targets": [
        _no_rows(
            "a_status_follows_from_the_actual_value",
            """select * from {batch} where (status = 'no_information') <> (actual_value is null)
                or (status = 'met' and comparison = 'at_least' and actual_value < target_value)
                or (status = 'met' and comparison = 'at_most' and actual_value > target_value)
                or (status = 'not_met') <> (needed_change is not null)""",
            "Met, not met and no information are told by the actual value alone.",
        ),
        _no_rows(
            "an_actual_value_is_not_later_than_its_target",
            "select * from {batch} where actual_date > due_date",
            "What came after the due date does not count.",
        ),
        _one_row_per(
            "one_row_per_document_and_due_date",
            "indicator, document, due_date",
            "A document sets one target for a day.",
        ),
    ],
    "concentration": [
        _no_rows(
            "sellers_and_zeros_are_all_shops",
            "select * from {batch} where sellers + shops_without_revenue <> shops",
            "Every shop has revenue or has none.",
        ),
        _no_rows(
            "theil_is_within_plus_between",
            # Each seller's part of the index is rounded to 1/65,536 of a dong: of a revenue of some dong that is much.
            """select * from (select *, 0.000001 + sellers / (2 * 65536.0 * revenue_vnd) as rounding from {batch})
                where abs(theil_within + theil_between - theil) > 0.000001
                or theil_between < -0.000001 or theil_within < -rounding or theil > ln(shops) + rounding""",
            "The split adds up, and no inequality exceeds that of one shop having everything.",
        ),
        _no_rows(
            "shares_are_shares",
            "select * from {batch} where top_10_share > 1.000001 or hhi_marketplaces > 1.000001",
            "A part is not more than the whole.",
        ),
        _no_rows(
            "gini_is_at_least_the_share_of_zeros",
            "select * from {batch} where gini < shops_without_revenue / shops - 0.000001",
            "Shops without revenue alone make a Gini of their share.",
        ),
    ],
    "marketplace_structure": [
        _no_rows(
            "a_quotient_is_a_local_over_a_national_share",
            """with declared as (from {batch} semi join (select frame, as_of_date, indicator, marketplace from {batch}
                        where level = 'country' and location_quotient is not null)
                        using (frame, as_of_date, indicator, marketplace)),
                    compared as (select *, value / sum(value) over (partition by level, frame, area_code, as_of_date,
                        indicator) as part from declared),
                    expected as (select here.*, here.part / whole.part as quotient from compared here
                        join compared whole using (frame, as_of_date, indicator, marketplace)
                        where whole.level = 'country')
                select found.* from {batch} found
                left join expected using (level, frame, area_code, as_of_date, indicator, marketplace)
                where (found.location_quotient is null) <> (expected.quotient is null)
                    or abs(found.location_quotient - expected.quotient) > 0.000001 * expected.quotient""",
            "The local share over that of the whole country, whichever marketplaces an area has.",
        ),
        _no_rows(
            "shares_add_up_to_one",
            """select level, frame, area_code, as_of_date, indicator from {batch} group by all
                having coalesce(abs(sum(share) - 1), 1) > 0.000001""",
            "The marketplaces of an area make its whole trade.",
        ),
        _no_rows(
            "provinces_make_no_more_than_the_country",
            """select frame, as_of_date, indicator, marketplace from {batch} group by all
                having coalesce(sum(value) filter (level = 'country'), 0) < coalesce(sum(value) filter (level = 'province'), 0)""",
            "A marketplace's trade in the country holds that of its provinces.",
        ),
    ],
    "revisions": [
        _no_rows(
            "a_revision_changes_something",
            "select * from {batch} where value is not distinct from value_before and rank is not distinct from rank_before",
            "What did not change is no revision.",
        ),
        _no_rows(
            "hardly_anything_moves_by_a_tenth",
            """select * from {batch} where abs(change_pct) > 10 and basis = 'computed' and period = 'since_launch'
                and value_before > 1000""",
            "A total since launch that moves by a tenth between two nights is worth a look: a delivery withdrawn or late.",
            "warning",
        ),
    ],
    "produce_sales": [
        _one_row_per(
            "one_row_per_cell",
            "period_type, period_start, product_code, form, level, frame, area_code, marketplace",
            "A cell stands once.",
        ),
        _no_rows(
            "marketplaces_add_up",
            """select period_type, period_start, product_code, form, level, frame, area_code from {batch} group by all
                having abs(sum(value_vnd) filter (marketplace = 'all') - sum(value_vnd) filter (marketplace <> 'all'))
                    > count(*)""",
            "The sum of all is the sum of the marketplaces, but for a rounded dong each.",
        ),
        _no_rows(
            "prices_are_within_reason",
            "select * from {batch} where price_vnd_per_kg_median > 100000000",
            "Bird's nests cost tens of millions a kilogram; more means that a pack was misread.",
            "warning",
        ),
    ],
    "produce_sales_public": [
        _no_rows(
            "hidden_is_hidden",
            """select * from {batch} where is_confidential and coalesce(quantity_kg, value_vnd, price_vnd_per_kg_median,
                orders, sellers, ocop_value_vnd) is not null""",
            "What is confidential is not printed.",
        ),
        _no_rows(
            "five_sellers_at_least",
            f"select * from {{batch}} where sellers < {method.FEWEST_SELLERS}",
            "Nothing about fewer than five households leaves the house.",
        ),
        _no_rows(
            "what_is_hidden_is_confidential_in_the_house",
            """select told.* from {batch} told join produce_sales whole using (period_type, period_start, product_code, form,
                level, frame, area_code, marketplace) where told.is_confidential and not whole.is_confidential""",
            "What the public tables hide is marked in the whole ones.",
        ),
    ],
    "produce_destinations_public": [
        _no_rows(
            "hidden_is_hidden",
            "select * from {batch} where is_confidential and coalesce(quantity_kg, value_vnd, orders) is not null",
            "What is confidential is not printed.",
        ),
    ],
}
"""Table of the warehouse -> what is expected of it. Every expectation has a name, a severity and a reason."""
for _table, _recomputed in RECONCILIATION.items():
    SUITES.setdefault(_table, []).extend(_no_rows(*expected) for expected in _recomputed)


@dataclass(frozen=True)
class Verdict:
    """One row of `checks`: what one expectation found in one table."""

    table_name: str
    check_name: str
    severity: str
    outcome: str
    observed: str | None
    reason: str

    @property
    def blocks(self) -> bool:
        """Whether this verdict keeps the table from being published."""
        return self.outcome == "not_evaluated" or (self.outcome == "failed" and self.severity == "critical")


def judge(connect: Callable[[], Any], table: str) -> list[Verdict]:
    """The verdicts of a table's suite, evaluated in the warehouse itself.

    `connect`: gives a connection to the open warehouse. An expectation that raises, or that GX cannot evaluate, is
    not_evaluated: it has not passed.
    """
    lent = _lent.set(connect)
    try:
        return _validated(table)
    except Exception as error:
        return [
            _verdict(table, expectation, "not_evaluated", f"{type(error).__name__}: {error}")
            for expectation in SUITES[table]
        ]
    finally:
        for engine in _engines(_source()):
            engine.dispose()
        _lent.reset(lent)


_lent: ContextVar[Callable[[], Any]] = ContextVar("connect")


@cache
def _source() -> Any:
    """GX's data source, made once, as that takes longer than most suites. Its engines borrow a connection to connect."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    sources: Any = context.data_sources
    source = sources.add_sql(name="warehouse", connection_string="duckdb:///:memory:", create_temp_table=False)
    for engine in _engines(source):
        engine.dispose()
        sqlalchemy.event.listen(engine, "do_connect", lambda *_said: ConnectionWrapper(_lent.get()()))
        sqlalchemy.event.listen(engine, "after_cursor_execute", _buffer)
    return source


def _engines(source: Any) -> list[Any]:
    return [source.get_engine(), source.get_execution_engine().engine]


@cache
def _batch_definition(table: str) -> Any:
    """What of a table is looked at, made once: GX writes its whole configuration as YAML whenever it changes."""
    query = BATCHES.get(table, f"select * from {table}")  # a query, as some tables are views
    return _source().add_query_asset(name=table, query=query).add_batch_definition_whole_table("whole")


def _validated(table: str) -> list[Verdict]:
    suite = gx.ExpectationSuite(name=table, expectations=SUITES[table])
    found_results: list[Any] = _batch_definition(table).get_batch().validate(suite, result_format="COMPLETE").results
    results = {result.expectation_config.meta["name"]: result for result in found_results}
    return [_read(table, expectation, results.get(expectation.meta["name"])) for expectation in SUITES[table]]


def _buffer(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    """Fetches a result while its connection is open: GX reads it afterwards, when DuckDB has none left."""
    if cursor.description:
        rows = cursor.fetchall()
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(cursor, initial_buffer=rows)


def _read(table: str, expectation: Any, result: Any) -> Verdict:
    if result is None or any(_raised(result.exception_info)):
        return _verdict(table, expectation, "not_evaluated", "the check could not be evaluated")
    return _verdict(table, expectation, "passed" if result.success else "failed", _observed(result.result))


def _observed(found: Mapping[str, Any]) -> str | None:
    """What was found, with the first rows that should not be there; null where nothing was."""
    observed = found.get("observed_value") or found.get("unexpected_count")
    rows = (found.get("details") or {}).get("unexpected_rows") or []
    shown = "; ".join(", ".join(f"{name}={value}" for name, value in row.items()) for row in rows[:ROWS_SHOWN])
    return f"{observed}: {shown}"[:LETTERS_SHOWN] if shown else (None if observed is None else str(observed))


def _raised(info: Mapping[str, Any]) -> list[bool]:
    """Whether an expectation, or any of its metrics, raised."""
    if "raised_exception" in info:
        return [bool(info["raised_exception"])]
    return [bool(part.get("raised_exception")) for part in info.values() if isinstance(part, Mapping)]


def _verdict(table: str, expectation: Any, outcome: str, observed: str | None) -> Verdict:
    return Verdict(
        table, expectation.meta["name"], str(expectation.severity.value), outcome, observed, expectation.description
    )


def as_frame(verdicts: list[Verdict]) -> pl.DataFrame:
    """Verdicts as rows of `checks`."""
    columns = ("table_name", "check_name", "severity", "outcome", "observed", "reason")
    return pl.DataFrame(
        [[getattr(verdict, column) for column in columns] for verdict in verdicts],
        schema=dict.fromkeys(columns, pl.String),
        orient="row",
    )
