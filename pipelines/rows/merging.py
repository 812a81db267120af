"""Which of all delivered versions of a record is the latest: the maximum under a total order.

So neither the order nor the repetition of deliveries can matter.
"""

from pipelines.rows.exports import Kind
from pipelines.rows.schema import TABLES


def choose_latest(kind: Kind) -> list[str]:
    """Statements that set the flags of every delivered record whose order (or key) is in `affected`.

    `affected` holds the keys that a delivery, a withdrawal or an earlier export time touched: (marketplace, shop_id,
    order_id) for order lines, the whole key for the others. The maximum under a total order is current: for orders
    event time, stage, export time, file hash, record number; for the others export time first.
    """
    table = f"delivered_{TABLES[kind.name]}"
    touched = affected_key(kind)
    joined = " and ".join(f"line.{name} is not distinct from touched.{name}" for name in touched)
    tail = "file.exported_at desc, file.sha256 desc, line.record_number desc"
    key = ", ".join(f"line.{name}" for name in kind.key)
    if kind.name == "order_lines":
        order = f"line.event_at desc nulls last, line.stage desc, {tail}"
        whole = ", ".join(f"line.{name}" for name in touched)
        head = f", row_number() over (partition by {whole} order by {order}) = 1 as is_order_head"
        flags = "is_current = elected.is_current, is_order_head = elected.is_order_head"
        changed = "(line.is_current, line.is_order_head) is distinct from (elected.is_current, elected.is_order_head)"
    else:
        order, head, flags = tail, "", "is_current = elected.is_current"
        changed = "line.is_current is distinct from elected.is_current"
    return [
        f"""
        create or replace temp table elected as
        select line.delivery, line.record_number,
            row_number() over (partition by {key} order by {order}) = 1 as is_current{head}
        from {table} line join affected touched on {joined} join files file on file.delivery = line.delivery
        """,
        f"""
        update {table} line set {flags} from elected
        where line.delivery = elected.delivery and line.record_number = elected.record_number and {changed}
        """,
    ]


def affected_key(kind: Kind) -> tuple[str, ...]:
    """The columns by which a delivery touches what is there: the order, or the whole key of other kinds."""
    return ("marketplace", "shop_id", "order_id") if kind.name == "order_lines" else kind.key
