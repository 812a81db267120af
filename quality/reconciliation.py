"""Figures recomputed from the layer below and from delivered rows, in SQL that shares nothing with what computed them.

Both sides are asked: what one has and the other has not is an error, and so is a null where the other has a number.
Plain data: nothing here judges.
"""

from conventions import method
from quality.expectation import Expectation

MEASURES = {
    "orders_placed": "count(*)",
    "orders_completed": "count(*) filter (state = 'completed')",
    "orders_cancelled": "count(*) filter (state = 'cancelled')",
    "orders_returned": "count(*) filter (state = 'returned')",
    "order_value_vnd": "sum(order_value_vnd)",
}
"""Measure -> the same from delivered orders, one row per order."""


def _differ(*columns: str) -> str:
    """A condition: one of the columns differs between `here` and `below`; an absent side counts as nothing."""
    return " or ".join(f"coalesce(here.{name}, 0) <> coalesce(below.{name}, 0)" for name in columns)


_COUNTED = ", ".join(f"{counted} as {name}" for name, counted in MEASURES.items())
_SUMMED = ", ".join(f"sum({name}) as {name}" for name in MEASURES)
_PLACED = """(select o.*, s.code_63, s.code_34 from orders o left join shops s using (marketplace, shop_id))"""
_FLOWS = """(select order_date, marketplace, frame, province_code,
        unnest(['orders_placed', 'orders_completed', 'orders_cancelled', 'orders_returned', 'revenue_vnd']) as indicator,
        unnest([orders_placed, orders_completed, orders_cancelled, orders_returned, completed_value_vnd]) as value
    from daily_orders)"""
_ITEMS = """(select marketplace, shop_id, order_id, quantity::double as quantity,
        coalesce(case when line_value_vnd >= 0 then line_value_vnd end, unit_price_vnd * quantity)::double as worth,
        case when has_own_state and line_state is distinct from 'completed' then 0.0 when quantity > 0
            then (quantity - least(greatest(coalesce(returned_quantity, 0), 0), quantity))::double / quantity::double
            else 1.0 end as held
    from delivered_order_lines where is_current)"""
"""Every item with what it is worth and the share of it that was delivered, where its order was."""
_WIDE = "(select marketplace from marketplaces where is_country_wide = 'true')"
_SELLER = "coalesce(s.household, s.marketplace || '/' || s.shop_id)"
_MONTHS = f"""(select date_trunc('month', order_date)::date as month, product_code, form, frame, area_code, seller,
        sum(orders) as orders, sum(value_vnd) as value, sum(quantity_kg) as kg, sum(weighed_value_vnd) as weighed
    from (select f.*, {_SELLER} as seller, unnest(['63', '34']) as frame, unnest([s.code_63, s.code_34]) as area_code
        from daily_product_sales f join shops s using (marketplace, shop_id))
    where area_code is not null and (frame = '34' or order_date <= date '{method.LAST_DAY_OF_63}') group by all)"""
"""What each seller sold of produce by month and province, from the daily sales of shops and the register."""

_DOMINANT = method.DOMINANT_SHARE + 1e-6
"""Quotients of sums differ in their last bits."""

RECONCILIATION: dict[str, tuple[Expectation, ...]] = {
    "daily_shop_orders": (
        Expectation(
            "every_day_and_marketplace_is_what_was_delivered",
            f"""select * from (select order_date, marketplace, {_SUMMED} from {{batch}} group by all) here
                full join (select order_date, marketplace, {_COUNTED} from orders group by all) below
                using (order_date, marketplace) where {_differ(*MEASURES)}""",
            why="Each day of a marketplace has the orders, outcomes and dong of the delivered orders.",
        ),
        Expectation(
            "revenue_is_of_delivered_items",
            f"""with parts as (select marketplace, shop_id, order_id, count(*) as items, coalesce(
                        case when count(worth) = count(*) then sum(worth * held) / nullif(sum(worth), 0) end,
                        sum(quantity * held) / nullif(sum(quantity), 0), 1) as share
                    from {_ITEMS} semi join (from delivered_order_lines where is_current
                        and (returned_quantity > 0 or has_own_state)) using (marketplace, shop_id, order_id) group by all),
                below as (select marketplace, sum(order_value_vnd * coalesce(share, 1.0)) as v, sum(items) as items
                    from delivered_order_lines left join parts using (marketplace, shop_id, order_id)
                    where is_order_head and state = 'completed' group by marketplace),
                here as (select marketplace, sum(completed_value_vnd) as v from {{batch}} group by marketplace)
                select marketplace, here.v, below.v from here full join below using (marketplace)
                where abs(coalesce(here.v, 0) - coalesce(below.v, 0)) > 1 + coalesce(items, 0) + 0.000000001 * abs(here.v)""",
            why="Revenue is the part of completed orders that falls to their delivered items, but for less than a dong each.",
        ),
    ),
    "daily_orders": (
        Expectation(
            "every_province_is_what_its_shops_delivered",
            f"""with below as (
                    select '34' as frame, order_date, marketplace, code_34 as province_code, {_COUNTED}
                    from {_PLACED} group by all
                    union all select '63', order_date, marketplace, code_63, {_COUNTED}
                    from {_PLACED} where order_date <= date '{method.LAST_DAY_OF_63}' group by all),
                here as (select frame, order_date, marketplace, province_code, {_SUMMED} from {{batch}} group by all)
                select coalesce(here.frame, below.frame), coalesce(here.order_date, below.order_date)
                from here full join below on here.frame = below.frame and here.order_date = below.order_date
                    and here.marketplace = below.marketplace
                    and here.province_code is not distinct from below.province_code
                where {_differ(*MEASURES)}""",
            why="Each province has, in each frame of the day, the orders of its own shops and no others.",
        ),
        Expectation(
            "revenue_is_that_of_the_shops",
            """select * from (select order_date, marketplace, sum(completed_value_vnd) as v from {batch}
                    where frame = '34' group by all) here
                full join (select order_date, marketplace, sum(completed_value_vnd) as v from daily_shop_orders group by all) below
                using (order_date, marketplace) where coalesce(here.v, 0) <> coalesce(below.v, 0)""",
            why="No dong of revenue is lost or found between shops and provinces.",
        ),
    ),
    "reach": (
        Expectation(
            "every_order_lies_within_reach",
            """select o.marketplace, o.frame, o.province_code, o.order_date from daily_orders o
                left join {batch} r on r.source = o.marketplace and r.frame = o.frame and r.area_code = coalesce(o.province_code, 'VN')
                where r.source is null or o.order_date < r.first_day or o.order_date > r.last_day""",
            why="Deliveries reach every day on which something was ordered.",
        ),
        Expectation(
            "nothing_reaches_backwards",
            "select * from {batch} where first_day > last_day",
            why="Reach begins before it ends.",
        ),
    ),
    "province_rankings": (
        Expectation(
            "what_nobody_delivered_has_no_value",
            """with found as (select * from {batch}) select * from found where basis = 'computed' and period = 'month' and value is not null
                and indicator in ('orders_placed', 'orders_completed', 'orders_cancelled', 'orders_returned', 'revenue_vnd')
                and not exists (from reach where source <> 'register' and source <> 'listings' and source <> 'accounts'
                    and reach.frame = found.frame and reach.area_code = found.province_code and reach.first_day <= found.as_of_date
                    and reach.last_day >= date_trunc('month', found.as_of_date))""",
            why="What was not delivered is not zero.",
        ),
        Expectation(
            "ranks_follow_from_values",
            """select * from (select found.*, rank() over (partition by frame, indicator, period, as_of_date, basis,
                        source_title order by case i.direction when 'lower' then found.value else -found.value end) as again
                    from {batch} found join indicators i using (indicator)
                    where found.rank is not null and found.value is not null)
                where rank <> again""",
            why="The better value has the better place, in the direction of the indicator; equal printed values share one.",
        ),
        Expectation(
            "values_are_as_printed",
            """select * from (select value * pow(10, i.decimals::integer) as n from {batch} join indicators i using (indicator) where basis = 'computed')
                where abs(n - round(n)) > 0.000001 * greatest(1, abs(n))""",
            why="What is ranked is what is printed, with the decimals of the indicator.",
        ),
        Expectation(
            "whoever_has_a_value_is_ranked_where_anyone_is",
            """select frame, indicator, period, as_of_date, source_title from {batch} where basis = 'computed' group by all
                having count(rank) > 0 and (count(rank) <> count(value) or count(*) filter (rank is not null and value is null) > 0)""",
            why="A province is ranked for having a value, and for nothing else.",
        ),
        Expectation(
            "ties_and_gaps_follow_from_values",
            """with ranked as (from {batch} where rank is not null and value is not null),
                counted as (select *, count(*) over (partition by frame, indicator, period, as_of_date, basis, source_title, rank) as at_place
                    from ranked),
                above as (select frame, indicator, period, as_of_date, basis, source_title, rank + at_place as next_rank,
                    any_value(value) as value from counted group by all)
                select counted.* from counted left join above on above.next_rank = counted.rank
                    and above.frame = counted.frame and above.indicator = counted.indicator and above.period = counted.period
                    and above.as_of_date = counted.as_of_date and above.basis = counted.basis
                    and above.source_title is not distinct from counted.source_title
                where is_tied <> (at_place > 1) or (counted.rank > 1) <> (gap_to_next is not null)
                    or abs(gap_to_next - abs(above.value - counted.value)) > 0.0000001 * greatest(1, abs(counted.value))""",
            why="A tie is two provinces at one place; the gap is the distance to the value of the place above.",
        ),
        Expectation(
            "a_change_of_rank_is_against_the_month_before",
            """select now.* from {batch} now left join {batch} past on past.frame = now.frame
                    and past.indicator = now.indicator and past.period = now.period and past.basis = now.basis
                    and past.province_code = now.province_code and past.as_of_date = date_trunc('month', now.as_of_date) - interval 1 day
                where now.basis = 'computed' and (now.previous_rank is distinct from past.rank
                    or now.rank_change is distinct from past.rank - now.rank)""",
            why="Places won are the place of the month before less today's.",
        ),
        Expectation(
            "sums_are_those_of_the_days",
            f"""with newest as (select frame, max(as_of_date) as as_of_date from {{batch}} where basis = 'computed' group by frame),
                windows as (select frame, as_of_date, unnest(['month', 'year_to_date', 'since_launch']) as period,
                    unnest([date_trunc('month', as_of_date), date_trunc('year', as_of_date), timestamp '2021-07-20'])::date as first
                    from newest),
                wide as (select distinct marketplace from daily_orders where marketplace in {_WIDE}),
                below as (select w.frame, w.period, f.province_code, f.indicator, sum(f.value) as value
                    from windows w join {_FLOWS} f on f.frame = w.frame and f.order_date between w.first and w.as_of_date
                    where f.marketplace in (from wide) and f.province_code is not null group by all)
                select here.* from {{batch}} here join windows using (frame, as_of_date, period)
                left join below using (frame, period, province_code, indicator)
                where here.basis = 'computed' and here.value is not null and exists (from wide)
                    and here.indicator in ('orders_placed', 'orders_completed', 'orders_cancelled', 'orders_returned', 'revenue_vnd')
                    and here.value <> coalesce(below.value, 0)""",
            why="What is ranked on the newest day is the sum of its days, over the marketplaces delivered for the whole country.",
        ),
        Expectation(
            "open_shops_are_those_of_the_register",
            f"""with newest as (select frame, max(as_of_date) as as_of_date from {{batch}} where basis = 'computed' group by frame),
                stands as (select 'registered_shops' as indicator, marketplace, code_63, code_34, opened_on, closed_on from shops
                    union all select 'listed_products', l.marketplace, s.code_63, s.code_34, l.listed_on, l.delisted_on
                    from listings l left join shops s using (marketplace, shop_id)),
                wide as (select indicator, bool_or(marketplace in {_WIDE}) as any_wide from stands group by all),
                below as (select frame, indicator, case frame when '63' then code_63 else code_34 end as province_code, count(*) as value
                    from stands join wide using (indicator), newest
                    where opened_on <= as_of_date and (closed_on is null or closed_on > as_of_date)
                        and (marketplace in {_WIDE} or not any_wide) group by all)
                select here.* from {{batch}} here join newest using (frame, as_of_date)
                left join below using (frame, indicator, province_code)
                where here.basis = 'computed' and here.period = 'as_of' and here.indicator = 'registered_shops'
                    and here.value is not null and here.value <> coalesce(below.value, 0)""",
            why="Registered shops of the newest day are those of the register that are open on it.",
        ),
    ),
    "growth_since_launch": (
        Expectation(
            "a_change_is_value_minus_base",
            """select * from {batch} where (change is distinct from value - baseline_value
                    and not (change is null and times_baseline is null and reason is not null))
                or abs(change_pct - 100 * (times_baseline - 1)) > 0.000001 * abs(change_pct) + 0.000001
                or (times_baseline is null) <> (change_pct is null)""",
            why="Growth has the sign of value minus base.",
        ),
        Expectation(
            "our_own_base_is_our_own_count_of_the_launch_day",
            """select later.* from {batch} later join {batch} first using (level, frame, area_code, indicator, baseline_kind)
                where baseline_kind = 'own_count' and later.counts = 'stock' and first.as_of_date = date '2021-07-20'
                    and later.baseline_value is distinct from nullif(first.value, 0)""",
            why="A stock divides by its own count on 20 July 2021.",
        ),
    ),
    "growth_rates": (
        Expectation(
            "what_is_compared_is_the_same_series_then",
            """select later.* from {batch} later join {batch} past using (level, frame, area_code, indicator, comparison)
                where past.as_of_date = later.compared_date and comparison in ('month_on_month', 'year_on_year')
                    and past.value is distinct from later.compared_value""",
            why="The value compared with is the one that stood there then.",
        ),
    ),
    "tet_weeks": (
        Expectation(
            "a_week_is_beside_that_of_the_year_before",
            """select now.* from {batch} now left join {batch} past on past.level = now.level and past.frame = now.frame
                    and past.area_code = now.area_code and past.indicator = now.indicator and past.week = now.week
                    and past.tet_year = now.tet_year - 1
                where now.previous_value is distinct from past.value
                    or (now.change_pct is not null and abs(now.change_pct - 100 * (now.value / past.value - 1)) > 0.000001 * abs(now.change_pct) + 0.000001)""",
            why="Weeks are compared by their distance from Tết.",
        ),
        Expectation(
            "a_week_has_seven_days",
            """select level, frame, area_code, indicator, tet_year from {batch} group by all
                having max(last_day) - min(last_day) <> 7 * (count(*) - 1) or max(week) - min(week) <> count(*) - 1 or count(distinct week) <> count(*)""",
            why="One week follows the other.",
        ),
    ),
    "concentration": (
        Expectation(
            "indices_lie_between_equal_and_one_alone",
            "select * from {batch} where gini not between 0 and 1 or top_10_share not between 0 and 1.000001 or hhi_marketplaces <= 0",
            why="No inequality is below that of equals or above that of one shop having everything.",
        ),
        Expectation(
            "a_curve_rises_ever_steeper",
            # Each seller's revenue is rounded to 1/65,536 of a dong: of a revenue of some dong that is much.
            """select * from (select *, revenue_share - lag(revenue_share, 1, 0) over w as step,
                    lag(revenue_share, 1, 0) over w - lag(revenue_share, 2, 0) over w as step_before
                    from lorenz_curves window w as (partition by level, frame, area_code, as_of_date order by shops_share))
                join (select level, frame, area_code, as_of_date, 0.0000001 + sellers / (16384.0 * revenue_vnd) as rounding
                    from {batch}) using (level, frame, area_code, as_of_date)
                where step < -rounding or step < step_before - rounding""",
            why="The smallest shops come first: each tenth of the shops earns at least what the tenth before earns.",
        ),
        Expectation(
            "gini_is_that_of_its_curve",
            """select * from (select c.*, 1 - sum((l.shops_share - l.before_shops) * (l.revenue_share + l.before_revenue)) as below
                    from {batch} c join (select *, lag(shops_share, 1, 0) over w as before_shops, lag(revenue_share, 1, 0) over w as before_revenue
                        from lorenz_curves window w as (partition by level, frame, area_code, as_of_date order by shops_share)) l
                        using (level, frame, area_code, as_of_date)
                    group by all)
                where gini < below - 0.000001 or gini > below + 0.1""",
            why="The Gini coefficient is twice the area above the Lorenz curve, to what ten points can tell.",
        ),
    ),
    "lorenz_curves": (
        Expectation(
            "a_curve_goes_from_nothing_to_all",
            """select * from {batch} where (shops_share = 0 and revenue_share <> 0)
                or (shops_share = 1 and abs(revenue_share - 1) > 0.0000001) or revenue_share > shops_share + 0.01""",
            why="No shops have no revenue, all shops all of it, and the smallest no more than their share.",
        ),
    ),
    "produce_sales": (
        Expectation(
            "the_sum_of_all_is_that_of_the_marketplaces",
            """select * from (select period_type, period_start, product_code, form, level, frame, area_code,
                        count(*) filter (marketplace = 'all') as n, count(*) filter (marketplace <> 'all') as parts,
                        coalesce(sum(value_vnd) filter (marketplace = 'all'), 0) as v,
                        coalesce(sum(value_vnd) filter (marketplace <> 'all'), 0) as v_parts,
                        coalesce(sum(quantity_kg) filter (marketplace = 'all'), 0) as kg,
                        coalesce(sum(quantity_kg) filter (marketplace <> 'all'), 0) as kg_parts,
                        sum(orders) filter (marketplace = 'all') as o, sum(orders) filter (marketplace <> 'all') as o_parts
                    from {batch} group by all)
                where n <> 1 or parts = 0 or abs(v - v_parts) > parts or abs(kg - kg_parts) > 0.01 * parts
                    or o is distinct from o_parts""",
            why="Every cell has its sum over the marketplaces, in kilograms, dong and orders.",
        ),
        Expectation(
            "a_month_is_what_its_sellers_sold",
            f"""with below as (select month, product_code, form, frame, area_code, sum(value) as v, sum(kg) as kg, sum(orders) as o,
                        count(*) filter (orders > 0) as sellers from {_MONTHS} group by all having sum(orders) > 0),
                here as (from {{batch}} where period_type = 'month' and level = 'province' and marketplace = 'all' and orders > 0)
                select coalesce(here.period_start, below.month), coalesce(here.area_code, below.area_code) from here
                full join below on here.period_start = below.month and here.product_code = below.product_code
                    and here.form = below.form and here.frame = below.frame and here.area_code = below.area_code
                where here.orders is distinct from below.o or here.sellers is distinct from below.sellers
                    or abs(coalesce(here.value_vnd, 0) - coalesce(below.v, 0)) > 1
                    or abs(coalesce(here.quantity_kg, below.kg, 0) - coalesce(below.kg, 0)) > 0.01""",
            why="Kilograms, dong, orders and sellers of a month are those of the shops of the province.",
        ),
    ),
    "produce_sales_public": (
        Expectation(
            "no_shown_month_is_one_household_s",
            f"""select told.period_start, told.product_code, told.area_code from {{batch}} told join (
                    select month, product_code, form, frame, area_code, count(*) filter (orders > 0) as sellers,
                        list_sum(list_slice(list_sort(list(value) filter (orders > 0), 'desc'), 1, 2)) as v2, sum(value) filter (orders > 0) as v,
                        list_sum(list_slice(list_sort(list(kg) filter (orders > 0), 'desc'), 1, 2)) as kg2, sum(kg) filter (orders > 0) as kg
                    from {_MONTHS} group by all) below
                on told.period_start = below.month and told.product_code = below.product_code and told.form = below.form
                    and told.frame = below.frame and told.area_code = below.area_code
                where told.period_type = 'month' and told.level = 'province' and not told.is_confidential
                    and coalesce(told.value_vnd, 0) > 0
                    and (below.sellers < {method.FEWEST_SELLERS} or v2 > {_DOMINANT} * v or kg2 > {_DOMINANT} * kg)""",
            why="A cell of fewer than five households, or that two of them make, is not told.",
        ),
        Expectation(
            "what_is_told_is_what_is_known",
            """select told.* from {batch} told left join produce_sales whole using (period_type, period_start, product_code,
                    form, level, frame, area_code, marketplace)
                where told.marketplace <> 'all' or (not told.is_confidential and (whole.value_vnd is null
                    or (told.ocop_value_vnd is not null and told.ocop_value_vnd > told.value_vnd)
                    or (told.weighed_value_share is not null and abs(told.weighed_value_share * 5 - round(told.weighed_value_share * 5)) > 0.000001)))""",
            why="Outside stands the sum of the marketplaces alone, and the weighed share to a fifth.",
        ),
        Expectation(
            "a_hidden_cell_hides_every_column",
            "select * from {batch} where is_confidential and weighed_value_share is not null",
            why="A share of a hidden cell is hidden.",
        ),
    ),
    "produce_destinations": (
        Expectation(
            "a_destination_is_part_of_its_month",
            """select origin.* from (select month, product_code, form, frame, origin_code, sum(value_vnd) as v, sum(orders) as o,
                    count(*) as n from {batch} where origin_level = 'province' group by all) origin
                left join produce_sales month on month.period_type = 'month' and month.period_start = origin.month
                    and month.product_code = origin.product_code and month.form = origin.form and month.frame = origin.frame
                    and month.level = 'province' and month.area_code = origin.origin_code and month.marketplace = 'all'
                where month.value_vnd is null or origin.v > month.value_vnd + n or origin.o > month.orders""",
            why="What went to all places together is no more than what was sold.",
        ),
        Expectation(
            "destinations_are_those_of_the_orders",
            """with below as (select date_trunc('month', order_date)::date as month, product_code, form, s.code_34 as origin_code,
                        destination_code_34 as destination_code, sum(orders) as o, sum(value_vnd) as v
                    from daily_product_sales join shops s using (marketplace, shop_id)
                    where s.code_34 is not null and destination_code_34 is not null group by all having sum(orders) > 0),
                here as (from {batch} where frame = '34' and origin_level = 'province')
                select coalesce(here.month, below.month), coalesce(here.destination_code, below.destination_code) from here
                full join below using (month, product_code, form, origin_code, destination_code)
                where here.orders is distinct from below.o or abs(coalesce(here.value_vnd, 0) - coalesce(below.v, 0)) > 1""",
            why="A destination has the orders and dong of the buyers of that province.",
        ),
    ),
    "produce_destinations_public": (
        Expectation(
            "what_is_told_is_what_is_known",
            """select told.* from {batch} told left join produce_destinations whole using (month, product_code, form, origin_level,
                    frame, origin_code, destination_code)
                where not told.is_confidential and whole.value_vnd is null""",
            why="No destination is told that nobody counted.",
        ),
        Expectation(
            "no_shown_destination_is_one_household_s",
            f"""with sold as (select date_trunc('month', order_date)::date as month, product_code, form, s.code_34 as origin_code,
                        destination_code_34 as destination_code, {_SELLER} as seller, sum(value_vnd) as v, sum(quantity_kg) as kg
                    from daily_product_sales join shops s using (marketplace, shop_id) where orders > 0 group by all),
                below as (select month, product_code, form, origin_code, destination_code, count(*) as sellers,
                        list_sum(list_slice(list_sort(list(v), 'desc'), 1, 2)) as v2, sum(v) as v,
                        list_sum(list_slice(list_sort(list(kg), 'desc'), 1, 2)) as kg2, sum(kg) as kg from sold group by all)
                select told.month, told.product_code, told.origin_code, told.destination_code from {{batch}} told
                join below using (month, product_code, form, origin_code, destination_code)
                where told.frame = '34' and not told.is_confidential
                    and (below.sellers < {method.FEWEST_SELLERS} or v2 > {_DOMINANT} * below.v or kg2 > {_DOMINANT} * below.kg)""",
            why="A destination served by fewer than five households, or by two that make it, is not told.",
        ),
    ),
    "produce_seasons": (
        Expectation(
            "a_week_is_that_of_the_sales",
            """select season.* from {batch} season left join produce_sales sale on sale.marketplace = 'all' and sale.level = 'province'
                    and sale.period_type = season.period_type and sale.period_start = season.period_start
                    and sale.product_code = season.product_code and sale.form = season.form and sale.frame = season.frame
                    and sale.area_code = season.area_code
                where coalesce(season.value_vnd, 0) <> coalesce(sale.value_vnd, 0)
                    or (sale.quantity_kg is not null and season.quantity_kg is distinct from sale.quantity_kg)""",
            why="The season's curve shows what the table of sales says.",
        ),
        Expectation(
            "earlier_years_lie_in_their_range",
            """select * from {batch} where mean_kg_earlier_years not between low_kg_earlier_years - 0.001 and high_kg_earlier_years + 0.001
                or (earlier_years = 0) <> (mean_kg_earlier_years is null)""",
            why="A mean lies between the lowest and the highest year.",
        ),
        Expectation(
            "shares_are_shares",
            """select * from {batch} where local_share not between 0 and 1.000001 or placed_value_share not between 0 and 1.000001
                or ocop_share not between 0 and 1.000001 or cancelled_share not between 0 and 1 or returned_share not between 0 and 1""",
            why="A part is not more than the whole.",
        ),
    ),
}
