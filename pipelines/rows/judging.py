"""What is judged once the records of a file stand beside each other: orders, repeated lines, duplicates, heads.

SQL over `staged`, the rows that a batch of files has appended to `delivered_<table>`.
"""

from conventions import method
from pipelines.rows.exports import Kind

NOT_REPEATED = "and (delivery, record_number) not in (select (delivery, record_number) from repeated)"
"""Records that repeat one of their own file count for nothing."""

SUM_LINES = f"""
    update delivered_order_lines staged set order_value_vnd = summed.order_value_vnd
    from (
        select delivery, marketplace, shop_id, order_id, sum(line_value_vnd) as order_value_vnd
        from staged where faults is null {NOT_REPEATED} group by all
    ) summed
    where staged.delivery = summed.delivery and staged.marketplace = summed.marketplace
        and staged.shop_id = summed.shop_id and staged.order_id = summed.order_id
"""
"""An export without order amounts: the order's value is that of its lines."""

MARK_OWN_STATES = f"""
    update delivered_order_lines staged set has_own_state = true
    from (
        select delivery, marketplace, shop_id, order_id from staged where faults is null {NOT_REPEATED}
        group by all having count(distinct coalesce(line_state::varchar, '')) > 1
    ) differing
    where staged.delivery = differing.delivery and staged.marketplace = differing.marketplace
        and staged.shop_id = differing.shop_id and staged.order_id = differing.order_id
"""
"""An export that repeats the order's status on each line says it of the line where the lines of an order differ."""

STATE_OF_LINES = f"""
    update delivered_order_lines staged set state = ordered.state, stage = ordered.stage, event_at = ordered.event_at
    from (
        select delivery, marketplace, shop_id, order_id, max(event_at) as event_at,
            case when count(*) filter (state = 'completed') > 0 then 'completed'
                when count(*) filter (state = 'open') > 0 then 'open'
                when count(*) filter (state = 'returned') > 0 then 'returned'
                when count(*) filter (state is null) > 0 then null else 'cancelled' end as state,
            cast(case when count(*) filter (state = 'completed') > 0 then 1 when count(*) filter (state = 'open') > 0 then 0
                when count(*) filter (state = 'returned') > 0 then 2 when count(*) filter (state is null) > 0 then 0
                else 1 end as tinyint) as stage
        from staged where faults is null and has_own_state {NOT_REPEATED} group by all
    ) ordered
    where staged.delivery = ordered.delivery and staged.marketplace = ordered.marketplace
        and staged.shop_id = ordered.shop_id and staged.order_id = ordered.order_id and staged.faults is null
"""
"""Statuses of items make one of the order: completed if anything was delivered, open while anything may still be,
wholly returned if what was not cancelled came back, else cancelled."""


IS_IN_RANGE = f"between 0 and {method.LARGEST_AMOUNT_VND}"
NO_AMOUNT = f"coalesce(order_value_vnd not {IS_IN_RANGE}, true)"
"""Whether a record of `staged` has no usable order amount."""


def judge_orders(raw_value: str) -> list[str]:
    """Order amounts are judged per order: a line without one takes it from its order, and fails where no line has one.

    `raw_value`: a relation (delivery, record_number, order_value_vnd) of the amounts as text, for the message.
    """
    order = "delivery, marketplace, shop_id, order_id"
    return [
        f"""
        create or replace temp table order_amounts as
        select {order}, max(order_value_vnd) filter (order_value_vnd {IS_IN_RANGE}) as order_value_vnd from staged
        where (marketplace, shop_id, order_id) in (select (marketplace, shop_id, order_id) from staged where {NO_AMOUNT})
        group by all having max(order_value_vnd) filter (order_value_vnd {IS_IN_RANGE}) is not null
        """,
        f"""
        update delivered_order_lines staged set order_value_vnd = known.order_value_vnd from order_amounts known
        where {NO_AMOUNT.replace("order_value_vnd", "staged.order_value_vnd")}
            and staged.delivery = known.delivery and staged.marketplace = known.marketplace
            and staged.shop_id = known.shop_id and staged.order_id = known.order_id
        """,
        f"""
        update delivered_order_lines staged set faults = list_concat(coalesce(staged.faults, []), [{{
            'field': 'order_value_vnd', 'value': raw.order_value_vnd,
            'code': case when raw.order_value_vnd is null then 'missing'
                when staged.order_value_vnd < 0 then 'negative'
                when staged.order_value_vnd > {method.LARGEST_AMOUNT_VND} then 'too_large'
                else 'unreadable_dong' end}}])
        from ({raw_value}) raw
        where staged.delivery = raw.delivery and staged.record_number = raw.record_number
            and {NO_AMOUNT.replace("order_value_vnd", "staged.order_value_vnd")}
        """,
    ]


NUMBER_REPEATS = """
    update delivered_order_lines staged set line_id = staged.line_id || '-' || numbered.repeat
    from (
        select delivery, record_number, row_number() over (
            partition by delivery, marketplace, shop_id, order_id, line_id order by record_number) as repeat
        from staged
    ) numbered
    where numbered.repeat > 1
        and staged.delivery = numbered.delivery and staged.record_number = numbered.record_number
"""
"""Lines told by what they sell: the second equal line of an order is its second line, not a repetition of the first.

The first ones are left as they are: a row that is changed is written again.
"""

MARK_RETURNED = f"""
    update delivered_order_lines staged set state = 'returned', stage = 2,
        line_state = case when line_state is not null then 'returned' end
    from (
        select delivery, marketplace, shop_id, order_id from staged
        where faults is null and state = 'completed' {NOT_REPEATED} group by all
        having (sum(returned_quantity) >= sum(quantity) and sum(returned_quantity) > 0)
            or (max(refunded_vnd) >= max(order_value_vnd) and max(refunded_vnd) > 0)
    ) wholly
    where staged.delivery = wholly.delivery and staged.marketplace = wholly.marketplace
        and staged.shop_id = wholly.shop_id and staged.order_id = wholly.order_id and staged.state = 'completed'
"""
"""An order all of whose delivered pieces came back is returned, also where the marketplace goes on calling it completed;
so is one whose whole amount was paid back, whether or not the goods came."""


def any_duplicates(kind: Kind) -> str:
    """Whether records of `staged` may repeat a key of the same delivery: equal keys have equal hashes.

    A few times quicker than `duplicates`, and false for most files.
    """
    key = ", ".join(("delivery", *kind.key))
    return f"select count(distinct hash({key})) < count(*) from staged where faults is null"


def duplicates(kind: Kind) -> str:
    """Records of `staged` that repeat a key of the same delivery: all but the one that the merge would keep."""
    key = ", ".join(("delivery", *kind.key))
    kept = (
        "event_at desc nulls last, stage desc, record_number desc"
        if kind.name == "order_lines"
        else "record_number desc"
    )
    return f"""
        select delivery, record_number from staged
        where faults is null and ({key}) in (
            select ({key}) from staged where faults is null group by {key} having count(*) > 1)
        qualify row_number() over (partition by {key} order by {kept}) > 1
    """


MARK_HEADS = """
    update delivered_order_lines line set is_order_head = false
    from (
        from staged anti join (
            select delivery, arg_max(record_number, coalesce(epoch_us(event_at), -1)::hugeint * 100000000000
                + stage::hugeint * 10000000000 + record_number) as record_number
            from staged group by delivery, marketplace, shop_id, order_id
        ) head using (delivery, record_number)
        select delivery, record_number
    ) lesser
    where line.delivery = lesser.delivery and line.record_number = lesser.record_number
"""
"""The head of an order is its greatest record: event time, stage of the order's life, record number."""
