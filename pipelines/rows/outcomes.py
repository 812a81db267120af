"""What of an order was delivered: one definition for all marketplaces, as views of the rows that are current.

An item is delivered where its own state, else its order's, is completed, less the pieces that came back. An order earned
the part of its value that falls to its delivered items, by what the items are worth; all of it where nothing was
cancelled or came back. Amounts are whole dong, parts of one are left away, so that every sum is exact.
"""

from conventions import method

_ORDER = "marketplace, shop_id, order_id"
_IS_OWN = "line.has_own_state and (line.line_state is distinct from 'completed' or head.state = 'completed')"
_SAID = f"case when {_IS_OWN} then line.line_state else head.state end"
_BACK = "least(greatest(coalesce(line.returned_quantity, 0), 0), line.quantity)"
_THOUSANDTHS = "cast({} * 1000 as hugeint)"
_QUANTITY = _THOUSANDTHS.format("line.quantity")
_PRICED = f"line.unit_price_vnd::hugeint * {_QUANTITY} // 1000"
_WORTH = f"""case when line.line_value_vnd >= 0 then line.line_value_vnd
    when {_PRICED} between 0 and {method.LARGEST_AMOUNT_VND} then cast({_PRICED} as bigint) end"""
_DELIVERED_VALUE = f"""cast(case when {_SAID} is distinct from 'completed' then 0
    when line.quantity > 0 then ({_WORTH})::hugeint * {_THOUSANDTHS.format(f"(line.quantity - {_BACK})")} // {_QUANTITY}
    else {_WORTH} end as bigint)"""
_IS_PART = "(returned_quantity > 0 or (has_own_state and line_state is distinct from 'completed'))"

VIEWS = (
    # One row per order line, with the fields of its order from the order's greatest row.
    f"""order_lines as select line.delivery, line.record_number, marketplace, shop_id, order_id, line.line_id,
        head.ordered_at, cast(head.ordered_at as date) as order_date, cast(head.state as varchar) as state, head.is_provisional,
        case when line.has_own_state then line.status else head.status end as status,
        cast(case when {_SAID} = 'completed' and line.quantity > 0 and {_BACK} = line.quantity then 'returned'
            else {_SAID} end as varchar) as line_state,
        line.quantity, line.returned_quantity,
        case when {_SAID} = 'completed' then line.quantity - {_BACK} else 0 end as delivered_quantity,
        head.order_value_vnd, line.unit_price_vnd, line.line_value_vnd, {_WORTH} as worth_vnd,
        {_DELIVERED_VALUE} as delivered_value_vnd,
        line.listing_id, line.product_name, line.variation_id, line.variation_name, line.unit, head.payment_method,
        head.completed_at, head.buyer_province, head.buyer_district, head.buyer_commune
        from delivered_order_lines line join delivered_order_lines head using ({_ORDER})
        where line.is_current and head.is_order_head""",
    # One row per completed order of which not everything was delivered: what its items are worth, and the delivered ones.
    f"""part_deliveries as select {_ORDER}, bool_and(worth_vnd is not null) and sum(worth_vnd) > 0 as has_worth,
        sum(worth_vnd) as worth_vnd, sum(delivered_value_vnd) as delivered_value_vnd, sum(quantity) as quantity,
        sum(delivered_quantity) as delivered_quantity
        from order_lines semi join (select distinct {_ORDER} from delivered_order_lines where is_current and {_IS_PART})
        using ({_ORDER}) where state = 'completed' group by all""",
    # One row per order: what its own greatest row says, and what it earned.
    f"""orders as select marketplace, shop_id, order_id, cast(ordered_at as date) as order_date, ordered_at, cast(state as varchar) as state,
        is_provisional, order_value_vnd,
        cast(case when state is distinct from 'completed' then 0
            when part.has_worth then order_value_vnd::hugeint * part.delivered_value_vnd::hugeint // part.worth_vnd::hugeint
            when part.quantity > 0 then order_value_vnd::hugeint * {_THOUSANDTHS.format("part.delivered_quantity")}
                // {_THOUSANDTHS.format("part.quantity")}
            else order_value_vnd end as bigint) as completed_value_vnd,
        payment_method, completed_at, buyer_province, buyer_district, buyer_commune, delivery, record_number
        from delivered_order_lines head left join part_deliveries part using ({_ORDER}) where is_order_head""",
)
