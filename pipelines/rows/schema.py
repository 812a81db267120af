"""The tables that hold delivered rows: what a record keeps, its SQL types, and how DuckDB packs it.

Every accepted record is kept in `delivered_<table>`, with its file and record number; the conformed table is a view
of those that are current (`pipelines.rows.merging`).
"""

from pipelines.rows.exports import KINDS, PERSONAL_FIELDS, TOKENS, FieldType, Kind

TABLES = {
    "register": "shops",
    "listings": "listings",
    "order_lines": "order_lines",
    "payment_accounts": "payment_accounts",
    "reported": "reported_values",
}
"""Kind of record -> conformed table."""

SQL_TYPES: dict[FieldType, str] = {
    "text": "varchar",
    "timestamp": "timestamp",
    "date": "date",
    "dong": "bigint",
    "decimal": "decimal(18, 3)",
    "whole": "integer",
    "number": "double",
}

STATE = "enum('open', 'completed', 'cancelled', 'returned')"
"""SQL type of a state: a byte a row, and nothing else can be written."""

STAGES = {"open": 0, "completed": 1, "cancelled": 1, "returned": 2}
"""Stage of an order's life: what happened later wins at equal event time."""


FAULTS = "struct(field varchar, value varchar, code varchar)[]"

EVENTS_ONLY = ("updated_at", "shipped_at", "paid_at", "cancelled_at")
"""Times that serve the merge alone: the latest of an order's events is kept as `event_at`."""

NOT_KEPT = (*EVENTS_ONLY, "substatus")
"""Fields that are read and not kept as they are: a substatus becomes a part of the status."""


def stored_fields(kind: Kind) -> dict[str, str]:
    """Columns of `delivered_<table>` that a record fills, with their SQL types: its fields without personal ones."""
    kept = {name: of for name, of in kind.fields.items() if name not in PERSONAL_FIELDS and name not in NOT_KEPT}
    columns = {name: SQL_TYPES[of] for name, of in kept.items()}
    if set(PERSONAL_FIELDS) & set(kind.fields):
        columns |= dict.fromkeys(TOKENS, "varchar")
    if kind.name == "order_lines":
        columns |= {
            "line_id": "varchar",
            "has_own_state": "boolean",
            "line_state": STATE,
            "state": STATE,
            "is_provisional": "boolean",
            "stage": "tinyint",
        }
        columns |= {"event_at": "timestamp"}
        del columns["line_no"]
    return columns


PACKED = dict.fromkeys(("order_id", "listing_id"), "fsst") | dict.fromkeys(
    ("marketplace", "shop_id", "status", "unit", "payment_method", "buyer_province", "buyer_district", "buyer_commune"),
    "dictionary",
)
"""How DuckDB packs columns whose nature is known; left to itself it tries every way, at up to twice the cost."""


def create_tables() -> list[str]:
    """One `delivered_<table>` per kind: one row per accepted record of a delivery.

    `unreadable`: the fields whose value was there, could not be read and is not needed, one bit each in the order of
    the kind's fields. `faults`: what makes a record unusable while its delivery is loaded; null ever after, as such a
    record is set aside and taken out.
    """
    statements = []
    for kind in KINDS.values():
        packed = {name: f" using compression {PACKED[name]}" for name in PACKED}
        columns = ", ".join(f"{name} {of}{packed.get(name, '')}" for name, of in stored_fields(kind).items())
        flags = "is_current boolean" + (", is_order_head boolean" if kind.name == "order_lines" else "")
        statements.append(
            f"create table if not exists delivered_{TABLES[kind.name]} "
            f"(delivery bigint, record_number integer, {columns}, unreadable integer, faults {FAULTS}, {flags})"
        )
    return statements


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"
