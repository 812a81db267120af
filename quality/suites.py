"""What would make a reader doubt a table: parts and totals, keys, ranks complete, figures within reason.

Plain data: `quality.judge` asks the warehouse. `critical` is for what contradicts itself and stops a release; few shops or
few provinces are a fact and never more than a warning.
"""

from conventions import method
from quality.expectation import Expectation, one_row_per
from quality.reconciliation import RECONCILIATION

BATCHES = {"order_lines": "select * from delivered_order_lines where is_current"}
"""What a suite looks at where that is not the table: the lines alone, without what their orders say, which is a join."""

_PLAUSIBLE: dict[str, tuple[Expectation, ...]] = {
    "files": (
        Expectation(
            "every_record_is_accounted_for",
            "select * from {batch} where records_read <> accepted + rejected + duplicate",
            why="Records read are accepted, rejected or duplicate; none is lost.",
        ),
        Expectation(
            "accepted_records_are_in_the_warehouse",
            """select delivery, any_value(accepted), sum(kept) from (
                select delivery, accepted, 0 as kept from {batch} where status = 'loaded'
                union all select delivery, 0, 1 from delivered_order_lines
                union all select delivery, 0, 1 from delivered_shops
                union all select delivery, 0, 1 from delivered_listings
                union all select delivery, 0, 1 from delivered_payment_accounts
                union all select delivery, 0, 1 from delivered_reported_values)
            group by delivery having max(accepted) <> sum(kept)""",
            why="What a receipt says was accepted stands in the tables, no more and no less.",
        ),
        Expectation(
            "no_file_was_refused",
            "select * from {batch} where status = 'refused'",
            why="A refused file waits for somebody to mend it.",
            severity="warning",
        ),
    ),
    "order_lines": (
        Expectation(
            "an_order_belongs_to_one_shop",
            """select line.marketplace, line.order_id, string_agg(distinct file_name, ' + ') as files
                from {batch} line join files using (delivery)
                where (line.marketplace, line.order_id) in (select (marketplace, order_id) from orders
                    where hash(marketplace, order_id) in (select h from
                        (select hash(marketplace, order_id) as h from orders) group by h having count(*) > 1)
                    group by marketplace, order_id having count(*) > 1)
                group by all""",
            why="One order number under two shops of a marketplace means that a file lies in the wrong shop's folder.",
        ),
        one_row_per(
            "one_row_per_line",
            "marketplace, shop_id, order_id, line_id",
            why="A line counts once, however often it was delivered.",
        ),
        Expectation(
            "every_status_is_known",
            """select status, count(*) from (
                select line.status from (select * from {batch} where is_order_head and state is null) head
                    join {batch} line using (marketplace, shop_id, order_id) where not line.has_own_state
                union all select status from {batch} where has_own_state and line_state is null)
                where status is not null group by status""",
            why="A status that the vocabulary does not know counts as placed and as nothing else.",
            severity="warning",
        ),
    ),
    "shops": (
        one_row_per(
            "one_row_per_shop", "marketplace, shop_id", why="A shop counts once, however often the register came."
        ),
        Expectation(
            "every_shop_has_a_place",
            "select place_reason, count(*) from {batch} where code_34 is null group by place_reason",
            why="A shop whose place cannot be told counts for the country and for no province.",
            severity="warning",
        ),
    ),
    "daily_shop_orders": (
        Expectation(
            "every_selling_shop_is_registered",
            """select marketplace, count(*) from (select distinct marketplace, shop_id from {batch})
                anti join shops using (marketplace, shop_id) group by marketplace""",
            why="Orders of a shop that is not in the register are kept and stand under no place.",
            severity="warning",
        ),
        Expectation(
            "orders_reconcile_with_the_rows",
            """select * from (select count(*) as n, coalesce(sum(order_value_vnd), 0) as v,
                    count(*) filter (state = 'completed') as c from orders) rows,
                (select coalesce(sum(orders_placed), 0) as n, coalesce(sum(order_value_vnd), 0) as v,
                    coalesce(sum(orders_completed), 0) as c from {batch}) facts
                where rows.n <> facts.n or rows.v <> facts.v or rows.c <> facts.c""",
            why="Daily facts add up to the orders they count, to the last dong.",
        ),
        one_row_per(
            "one_row_per_day_and_shop", "order_date, marketplace, shop_id", why="A day of a shop is counted once."
        ),
        Expectation(
            "an_order_is_worth_a_thousand_dong",
            f"""select marketplace, count(*) as orders,
                    count(*) filter (order_value_vnd < {method.SMALLEST_MEDIAN_ORDER_VND}) as below
                from orders where exists (from {{batch}}) group by marketplace having 2 * below > orders""",
            why="Half of a marketplace's orders are worth less than a thousand dong: thousands were lost, as where 109.000 became 109.",
            severity="warning",
        ),
    ),
    "daily_orders": (
        Expectation(
            "areas_add_up_to_the_shops",
            f"""select * from (select frame, sum(orders_placed) as n, sum(order_value_vnd) as v from {{batch}} group by frame) areas
                join (select '34' as frame, sum(orders_placed) as n, sum(order_value_vnd) as v from daily_shop_orders
                    union all select '63', sum(orders_placed), sum(order_value_vnd) from daily_shop_orders
                    where order_date <= date '{method.LAST_DAY_OF_63}') shops using (frame)
                where areas.n <> shops.n or areas.v <> shops.v""",
            why="Every order stands once in each frame that is valid on its day, with a place or without.",
        ),
        Expectation(
            "outcomes_do_not_exceed_orders",
            "select * from {batch} where orders_completed + orders_cancelled + orders_returned > orders_placed",
            why="An order has one outcome.",
        ),
        Expectation(
            "values_are_not_negative",
            "select * from {batch} where order_value_vnd < 0 or completed_value_vnd > order_value_vnd",
            why="Revenue is a part of the value of orders placed.",
        ),
        Expectation(
            "the_63_end_with_june_2025",
            f"select * from {{batch}} where frame = '63' and order_date > date '{method.LAST_DAY_OF_63}'",
            why="From 1 July 2025 there are 34 provinces.",
        ),
    ),
    "province_rankings": (
        Expectation(
            "frame_is_63_or_34",
            "select * from {batch} where frame not in ('63', '34')",
            why="A code means nothing without its frame.",
        ),
        Expectation(
            "ranks_are_complete",
            """select * from (select frame, indicator, period, as_of_date, basis, source_title, province_code, rank,
                    provinces_ranked, value, count(rank) over w as counted, rank() over (w order by rank) as again
                    from {batch} where rank is not null
                    window w as (partition by frame, indicator, period, as_of_date, basis, source_title))
                where provinces_ranked <> counted or (value is not null and (rank <> again or rank > provinces_ranked))""",
            why="Ranks skip only after ties, and as many provinces are ranked as is said; ranks printed without values stay.",
        ),
        one_row_per(
            "one_row_per_province",
            "frame, indicator, period, as_of_date, basis, source_title, province_code",
            why="A province stands once in a ranking.",
        ),
        Expectation(
            "every_province_is_ranked_or_missing",
            """select frame, indicator, period, as_of_date from {batch} where basis = 'computed'
                group by all having max(provinces_ranked) + max(provinces_missing) <> case frame when '63' then 63 else 34 end""",
            why="Ranked and missing provinces make up the frame.",
        ),
    ),
    "growth_since_launch": (
        Expectation(
            "where_there_is_a_base_there_is_a_multiple",
            """select * from {batch} where (times_baseline is null) <> (reason is not null) or (counts in ('stock', 'flow')
                and (coalesce(baseline_value, 0) > 0 and as_of_date >= baseline_date + if(counts = 'flow', 29, 0))
                    <> (times_baseline is not null))""",
            why="Where there is a base that has ended there is a multiple, and none without one, with the reason.",
        ),
        Expectation(
            "a_ratio_has_no_multiple",
            """select * from {batch} where counts in ('ratio', 'score')
                and (times_baseline is not null or change_pct is not null)""",
            why="A ratio has a difference, in points where it is a share; a multiple of it would mislead.",
        ),
        Expectation(
            "quoted_bases_divide_quoted_figures",
            """select * from {batch} where (baseline_kind = 'own_count') <> (value_source is null)
                or (baseline_kind = 'own_count') <> (baseline_source is null)""",
            why="Own counts divide own counts and quoted figures quoted bases; the two are never mixed.",
        ),
        Expectation(
            "a_multiple_is_value_over_base",
            "select * from {batch} where abs(times_baseline * baseline_value - value) > 0.000001 * abs(value) + 0.000001",
            why="“Gấp n lần” is current over base, never the change.",
        ),
        Expectation(
            "multiples_are_within_reason",
            "select * from {batch} where times_baseline > 1000 and level in ('country', 'province')",
            why="The largest multiple ever published is 190; a thousandfold is worth a look.",
            severity="warning",
        ),
    ),
    "growth_rates": (
        Expectation(
            "a_change_is_value_minus_value_then",
            """select * from {batch} where change <> value - compared_value
                or abs(change_pct * compared_value / 100 - change) > 0.000001 * abs(change) + 0.000001""",
            why="Change, percentage and the two values say the same.",
        ),
        Expectation(
            "nothing_is_compared_with_a_later_day",
            "select * from {batch} where compared_date >= as_of_date",
            why="Growth is against an earlier day.",
        ),
        Expectation(
            "percent_and_points_are_not_confused",
            "select * from {batch} where change_pct is not null and change_points is not null",
            why="A count changes by percent, a share by percentage points.",
        ),
    ),
    "growth_contributions": (
        Expectation(
            "parts_add_exactly_to_the_total",
            """select level, frame, area_code, indicator, as_of_date from {batch}
                group by level, frame, area_code, indicator, comparison, as_of_date, split_by
                having sum(change) <> any_value(total_change)""",
            why="Changes of provinces and of marketplaces add up to the change of the whole.",
        ),
        Expectation(
            "both_splits_have_one_total",
            """select frame, indicator, comparison, as_of_date from {batch} where level = 'country'
                group by all having count(distinct total_change) > 1""",
            why="The country's change is the same however it is split.",
        ),
    ),
    "claims": (
        Expectation(
            "what_can_be_recomputed_has_a_verdict",
            """select * from {batch} where (computed_value is not null and agrees is null) or (agrees is null) <> (ground is null)
                or reason is null or agrees is distinct from coalesce(agrees_with_itself, agrees_with_own_count, agrees_with_document)""",
            why="A quotation agrees, does not, or cannot be checked, and each says why.",
        ),
        Expectation(
            "an_agreeing_figure_is_the_quoted_one",
            """select * from (select *, pow(10, quoted_decimals) as power from {batch}) where computed_value is not null
                and agrees_with_itself is distinct from (abs(round(computed_value * power) - quoted_value * power) < 1e-6
                    or abs(floor(computed_value * power + 1e-6) - quoted_value * power) < 1e-6)""",
            why="Rounding or truncating moves a figure by less than one unit of its last printed decimal.",
        ),
    ),
    "coverage": (
        Expectation(
            "both_and_either_lie_around_shop_and_account",
            """select * from (select frame, area_code, as_of_date,
                    max(households_covered) filter (measure = 'shop') as shop,
                    max(households_covered) filter (measure = 'account') as account,
                    max(households_covered) filter (measure = 'both') as both_,
                    max(households_covered) filter (measure = 'either') as either_
                from {batch} group by all)
                where both_ > least(shop, account) or either_ < greatest(shop, account) or both_ < 0
                    or both_ + either_ <> shop + account""",
            why="Households with both and with either add up to those with a shop and with an account.",
        ),
        Expectation(
            "a_share_is_of_its_households",
            "select * from {batch} where abs(coverage_pct * households / 100 - households_covered) > 0.001",
            why="Each share has its denominator.",
        ),
        Expectation(
            "no_more_households_than_there_are",
            "select * from {batch} where households_covered > households",
            why="More households with a shop than households: the number entered is too small, or shops are not linked.",
            severity="warning",
        ),
    ),
    "targets": (
        Expectation(
            "a_status_follows_from_the_actual_value",
            """select * from {batch} where (status = 'no_information') <> (actual_value is null)
                or (status = 'met' and comparison = 'at_least' and actual_value < target_value)
                or (status = 'met' and comparison = 'at_most' and actual_value > target_value)
                or (status = 'not_met') <> (needed_change is not null)""",
            why="Met, not met and no information are told by the actual value alone.",
        ),
        Expectation(
            "an_actual_value_is_not_later_than_its_target",
            "select * from {batch} where actual_date > due_date",
            why="What came after the due date does not count.",
        ),
        one_row_per(
            "one_row_per_document_and_due_date",
            "indicator, document, due_date",
            why="A document sets one target for a day.",
        ),
    ),
    "concentration": (
        Expectation(
            "sellers_and_zeros_are_all_shops",
            "select * from {batch} where sellers + shops_without_revenue <> shops",
            why="Every shop has revenue or has none.",
        ),
        Expectation(
            "theil_is_within_plus_between",
            # Each seller's part of the index is rounded to 1/65,536 of a dong: of a revenue of some dong that is much.
            """select * from (select *, 0.000001 + sellers / (2 * 65536.0 * revenue_vnd) as rounding from {batch})
                where abs(theil_within + theil_between - theil) > 0.000001
                or theil_between < -0.000001 or theil_within < -rounding or theil > ln(shops) + rounding""",
            why="The split adds up, and no inequality exceeds that of one shop having everything.",
        ),
        Expectation(
            "shares_are_shares",
            "select * from {batch} where top_10_share > 1.000001 or hhi_marketplaces > 1.000001",
            why="A part is not more than the whole.",
        ),
        Expectation(
            "gini_is_at_least_the_share_of_zeros",
            "select * from {batch} where gini < shops_without_revenue / shops - 0.000001",
            why="Shops without revenue alone make a Gini of their share.",
        ),
    ),
    "marketplace_structure": (
        Expectation(
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
            why="The local share over that of the whole country, whichever marketplaces an area has.",
        ),
        Expectation(
            "shares_add_up_to_one",
            """select level, frame, area_code, as_of_date, indicator from {batch} group by all
                having coalesce(abs(sum(share) - 1), 1) > 0.000001""",
            why="The marketplaces of an area make its whole trade.",
        ),
        Expectation(
            "provinces_make_no_more_than_the_country",
            """select frame, as_of_date, indicator, marketplace from {batch} group by all
                having coalesce(sum(value) filter (level = 'country'), 0) < coalesce(sum(value) filter (level = 'province'), 0)""",
            why="A marketplace's trade in the country holds that of its provinces.",
        ),
    ),
    "revisions": (
        Expectation(
            "a_revision_changes_something",
            "select * from {batch} where value is not distinct from value_before and rank is not distinct from rank_before",
            why="What did not change is no revision.",
        ),
        Expectation(
            "hardly_anything_moves_by_a_tenth",
            """select * from {batch} where abs(change_pct) > 10 and basis = 'computed' and period = 'since_launch'
                and value_before > 1000""",
            why="A total since launch that moves by a tenth between two nights is worth a look: a delivery withdrawn or late.",
            severity="warning",
        ),
    ),
    "produce_sales": (
        one_row_per(
            "one_row_per_cell",
            "period_type, period_start, product_code, form, level, frame, area_code, marketplace",
            why="A cell stands once.",
        ),
        Expectation(
            "marketplaces_add_up",
            """select period_type, period_start, product_code, form, level, frame, area_code from {batch} group by all
                having abs(sum(value_vnd) filter (marketplace = 'all') - sum(value_vnd) filter (marketplace <> 'all'))
                    > count(*)""",
            why="The sum of all is the sum of the marketplaces, but for a rounded dong each.",
        ),
        Expectation(
            "prices_are_within_reason",
            "select * from {batch} where price_vnd_per_kg_median > 100000000",
            why="Bird's nests cost tens of millions a kilogram; more means that a pack was misread.",
            severity="warning",
        ),
    ),
    "produce_sales_public": (
        Expectation(
            "hidden_is_hidden",
            """select * from {batch} where is_confidential and coalesce(quantity_kg, value_vnd, price_vnd_per_kg_median,
                orders, sellers, ocop_value_vnd) is not null""",
            why="What is confidential is not printed.",
        ),
        Expectation(
            "five_sellers_at_least",
            f"select * from {{batch}} where sellers < {method.FEWEST_SELLERS}",
            why="Nothing about fewer than five households leaves the house.",
        ),
        Expectation(
            "what_is_hidden_is_confidential_in_the_house",
            """select told.* from {batch} told join produce_sales whole using (period_type, period_start, product_code, form,
                level, frame, area_code, marketplace) where told.is_confidential and not whole.is_confidential""",
            why="What the public tables hide is marked in the whole ones.",
        ),
    ),
    "produce_destinations_public": (
        Expectation(
            "hidden_is_hidden",
            "select * from {batch} where is_confidential and coalesce(quantity_kg, value_vnd, orders) is not null",
            why="What is confidential is not printed.",
        ),
    ),
}
"""Table of the warehouse -> what would make a reader doubt it."""

SUITES = {table: (*_PLAUSIBLE.get(table, ()), *RECONCILIATION.get(table, ())) for table in _PLAUSIBLE | RECONCILIATION}
"""Table of the warehouse -> all that is expected of it. Every expectation has a name, a severity and a reason."""
