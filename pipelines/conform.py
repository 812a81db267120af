"""From the text of a delivered file to conformed rows: SQL generated from the description of the export.

Nothing here runs: the warehouse appends the rows, then judges them in one transaction with the file's receipt. Every field
arrives as text and is typed once, in the style its export declares; a record whose key, order time, quantity or order
value cannot be read is set aside with the reason, any other unreadable value becomes null and is counted.

Every accepted record is kept in `delivered_<table>`, with its file and record number; the conformed table is a view
of those that are current. Which are current is the maximum under a total order, so neither the order nor the
repetition of deliveries can matter.
"""

from collections.abc import Iterable
from typing import Literal

from pipelines.exports import KINDS, PERSONAL_FIELDS, Export, FieldType, Kind

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

EARLIEST = "2000-01-01"
"""No order, shop or account of this subject is older; an earlier date is an unreadable one (spreadsheets print 1899)."""

STATE = "enum('open', 'completed', 'cancelled', 'returned')"
"""SQL type of a state: a byte a row, and nothing else can be written."""

STAGES = {"open": 0, "completed": 1, "cancelled": 1, "returned": 2}
"""Stage of an order's life: what happened later wins at equal event time."""


FAULTS = "struct(field varchar, value varchar, code varchar)[]"

EVENTS_ONLY = ("updated_at", "shipped_at", "paid_at", "cancelled_at")
"""Times that serve the merge alone: the latest of an order's events is kept as `event_at`."""


def stored_fields(kind: Kind) -> dict[str, str]:
    """Columns of `delivered_<table>` that a record fills, with their SQL types: its fields without personal ones."""
    kept = {name: of for name, of in kind.fields.items() if name not in PERSONAL_FIELDS and name not in EVENTS_ONLY}
    columns = {name: SQL_TYPES[of] for name, of in kept.items()}
    if set(PERSONAL_FIELDS) & set(kind.fields):
        columns["household"] = "varchar"
    if kind.name == "order_lines":
        columns |= {
            "line_id": "varchar",
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


# Typing ---------------------------------------------------------------------------------------------------------------


def text_of(column: str, absent: Iterable[str] = ()) -> str:
    """The text of a column; null where it is one of the words for nothing. The decoder has trimmed it."""
    for word in absent:
        column = f"nullif({column}, {literal(word)})"
    return column


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def number_of(text: str, style: Literal["vi", "en"], sql_type: str) -> str:
    """A number in a declared style; null where the text is not a number of that style. `1.234` is never guessed.

    `vi`: `1.234.567,5`, `en`: `1,234,567.5`; both: plain digits with the style's own decimal mark.
    """
    if style == "en":
        grouped = rf"regexp_full_match({text}, '[-+]?[1-9]\d{{0,2}}(,\d{{3}})+(\.\d+)?')"
        plain = rf"regexp_full_match({text}, '[-+]?\d+(\.\d+)?')"
        return (
            f"case when {plain} then try_cast({text} as {sql_type}) "
            f"when {grouped} then try_cast(replace({text}, ',', '') as {sql_type}) end"
        )
    shape = rf"regexp_full_match({text}, '[-+]?([1-9]\d{{0,2}}(\.\d{{3}})+|\d+)(,\d+)?')"
    return f"case when {shape} then try_cast(replace(replace({text}, '.', ''), ',', '.') as {sql_type}) end"


def typed(export: Export, field: str, text: str) -> str:
    """The typed value of a field, null where its text cannot be read in the declared style."""
    of = export.kind.fields[field]
    if of == "text":
        return text
    if of in ("timestamp", "date"):
        formats = export.timestamp_formats if of == "timestamp" else (*export.date_formats, *export.timestamp_formats)
        listed = ", ".join(literal(style) for style in formats)
        parsed = f"try_strptime({text}, [{listed}])"
        return f"cast({parsed} as date)" if of == "date" else parsed
    style = export.number_format
    if style == "row":  # a reported table names the style of its numbers in every row
        return (
            f"case lower(number_format) when 'vi' then {number_of(text, 'vi', 'double')} "
            f"when 'en' then {number_of(text, 'en', 'double')} end"
            if of == "number"
            else f"case when regexp_full_match({text}, '\\d+') then try_cast({text} as {SQL_TYPES[of]}) end"
        )
    if of == "dong":
        return number_of(text, style, "bigint")  # a cast from text rounds to whole dong
    if of == "whole":
        return f"try_cast({number_of(text, style, 'decimal(18, 3)')} as integer)"
    return number_of(text, style, SQL_TYPES[of])


def state_of(export: Export) -> tuple[str, str]:
    """The state that a status means (null where the vocabulary does not know it), and whether it is provisional.

    `meant` is the state of the vocabulary's word; a status may also be known by how it begins.
    """
    state, prefixes = "meant", []
    for prefix, begun in export.state_prefixes.items():
        prefixes.append(f"starts_with(status, {literal(prefix)})")
        state = f"case when {prefixes[-1]} then {literal(begun)}::{STATE} else {state} end"
    return state, f"coalesce({' or '.join(prefixes)}, false)" if prefixes else "false"


# Staging --------------------------------------------------------------------------------------------------------------


def staged(export: Export, source: str, known_marketplaces: Iterable[str], present: Iterable[str]) -> str:
    """A query over `source` that types every record and says what is wrong with it.

    `source`: a relation with `delivery`, `record_number`, `fields_found`, `folder_marketplace`, `folder_shop_id`,
    `arrived_at` and the fields of the kind as text; `present`: the fields for which some file has a column. The result
    has the columns of `delivered_<table>`, every record current until others are looked at.
    """
    kind = export.kind
    texts = {name: "null::varchar" for name in kind.fields if name not in PERSONAL_FIELDS}
    texts |= {name: text_of(name, () if name in kind.key else export.absent) for name in present if name in texts}
    if "marketplace" in texts:
        texts["marketplace"] = f"lower(replace({texts['marketplace']}, ' ', '_'))"
    texts |= {name: f"folder_{name}" for name in export.given}
    texts |= {name: literal(text) for name, text in export.constants.items()}
    has_column = {name for name, text in texts.items() if text != "null::varchar"}
    household = ", household" if set(PERSONAL_FIELDS) & set(kind.fields) else ""
    raw = ", ".join(f"{text} as {name}" for name, text in texts.items())
    read = {name: typed(export, name, name) for name in texts if name in has_column and kind.fields[name] != "text"}
    absent = {name: f"null::{SQL_TYPES[of]}" for name, of in kind.fields.items() if of != "text" and name not in read}
    values = ", ".join(f"{value} as {name}_read" for name, value in (read | absent).items())
    sane = ", ".join(
        f"case when {name}_read >= '{EARLIEST}' then {name}_read end as {name}_value"
        if kind.fields[name] in ("timestamp", "date") and name in read
        else f"{name}_read as {name}_value"
        for name in (*read, *absent)
    )
    unread = [
        f"(case when {name} is not null and {name}_value is null then {1 << bit} else 0 end)"
        for bit, name in enumerate(kind.fields)
        if name in read
        and name not in (*_needed(export), "order_value_vnd")
        and not (kind.name == "reported" and name == "value")
    ]
    chosen = ", ".join(
        name if kind.fields[name] == "text" else f"{name}_value as {name}"
        for name in texts
        if name != "line_no" and name not in EVENTS_ONLY
    )
    extra = _order_columns(export) if kind.name == "order_lines" else ""
    states = f"left join ({_states(export)}) vocabulary on vocabulary.word = lower(valued.status)" if extra else ""
    return f"""
        with raw as (
            select delivery, record_number, fields_found, folder_marketplace, arrived_at, {raw}{household} from {source}
        ), parsed as (
            select *{", " + values if values else ""} from raw
        ), valued as (
            select *{", " + sane if sane else ""} from parsed
        )
        select delivery, record_number, {chosen}{household}{extra},
            {" | ".join(unread) or "0"} as unreadable,
            {_faults(export, known_marketplaces)} as faults, true as is_current{", true as is_order_head" if extra else ""}
        from valued {states}
    """


def _states(export: Export) -> str:
    """The vocabulary of an export as rows: word in small letters, the state that it means."""
    words = {word.lower(): state for word, state in export.states.items()}
    rows = ", ".join(f"({literal(word)}, {literal(state)})" for word, state in words.items()) or "(null, null)"
    return (
        f"select cast(word as varchar) as word, cast(meant as {STATE}) as meant from (values {rows}) words(word, meant)"
    )


def _order_columns(export: Export) -> str:
    """Line identity, state, stage and event time of an order line."""
    state, provisional = state_of(export)
    if export.line_key == ("line_no",):
        line_id = "line_no"
    else:  # told by what it sells; repeats within the order are numbered after staging
        parts = ", ".join(f"coalesce({name}, '')" for name in export.line_key)
        line_id = f"left(md5(concat_ws(chr(31), {parts})), 20)"
    stages = " ".join(f"when {literal(name)} then {stage}" for name, stage in STAGES.items())
    events = ", ".join(f"{name}_value" for name in export.events)
    return (
        f", {line_id} as line_id, {state if export.status_of == 'line' else 'null'} as line_state, {state} as state, {provisional} as is_provisional"
        f", cast(case {state} {stages} else 0 end as tinyint) as stage, greatest({events}) as event_at"
    )


def _needed(export: Export) -> list[str]:
    """Fields of which an absent or unreadable value rejects a record; order amounts are judged per order, later."""
    needed = [name for name in export.kind.needed if name != "order_value_vnd"]
    needed += ["line_no"] if export.line_key == ("line_no",) else []
    return needed + (["line_value_vnd"] if export.order_amount == "sum_of_lines" else [])


def _faults(export: Export, known_marketplaces: Iterable[str]) -> str:
    """A list of what makes a record unusable, null for a good one; lists are made for bad records only."""
    kind = export.kind
    needed = _needed(export)
    conditions = {("record", "fields_found::varchar", "field_count"): "fields_found is not null"}
    for name in needed:
        conditions[name, "null", "missing"] = f"{name} is null"
        of = kind.fields[name]
        if of != "text":
            conditions[name, name, f"unreadable_{of}"] = f"{name} is not null and {name}_value is null"
    if "quantity" in needed:
        conditions["quantity", "quantity", "negative"] = "quantity_value < 0"
    if "line_value_vnd" in needed:
        conditions["line_value_vnd", "line_value_vnd", "negative"] = "line_value_vnd_value < 0"
    if "ordered_at" in needed:
        late = "ordered_at_value > arrived_at + interval 1 day"
        conditions["ordered_at", "ordered_at", "after_delivery"] = late
    if "marketplace" in needed:
        known = ", ".join(literal(code) for code in sorted(known_marketplaces))
        conditions["marketplace", "marketplace", "unknown_marketplace"] = f"marketplace not in ({known})"
        other = "folder_marketplace is not null and marketplace <> folder_marketplace"
        conditions["marketplace", "marketplace", "other_marketplace"] = other
    if kind.name == "reported":
        conditions["value", "value", "unreadable_number"] = "value is not null and value_value is null"
        conditions["value", "null", "missing"] = "value is null and rank_value is null"
    entries = ", ".join(
        f"case when {condition} then {{'field': {literal(name)}, 'value': {value}, 'code': {literal(code)}}} end"
        for (name, value, code), condition in conditions.items()
    )
    # A condition is unknown only where a value that another condition needs is not there.
    is_good = " and ".join(f"not ({condition})" for condition in conditions.values())
    return f"case when coalesce({is_good}, false) then null else list_filter([{entries}], lambda fault: fault is not null) end"


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
        from staged where faults is null {NOT_REPEATED} group by all
    ) ordered
    where staged.delivery = ordered.delivery and staged.marketplace = ordered.marketplace
        and staged.shop_id = ordered.shop_id and staged.order_id = ordered.order_id and staged.faults is null
"""
"""Statuses of items make one of the order: completed if anything was delivered, open while anything may still be,
wholly returned if what was not cancelled came back, else cancelled."""


def judge_orders(raw_value: str) -> list[str]:
    """Order amounts are judged per order: a line without one takes it from its order, and fails where no line has one.

    `raw_value`: a relation (delivery, record_number, order_value_vnd) of the amounts as text, for the message.
    """
    order = "delivery, marketplace, shop_id, order_id"
    return [
        f"""
        create or replace temp table order_amounts as
        select {order}, max(order_value_vnd) as order_value_vnd from staged
        where (marketplace, shop_id, order_id) in
            (select (marketplace, shop_id, order_id) from staged where order_value_vnd is null or order_value_vnd < 0)
        group by all having max(order_value_vnd) >= 0
        """,
        """
        update delivered_order_lines staged set order_value_vnd = known.order_value_vnd from order_amounts known
        where (staged.order_value_vnd is null or staged.order_value_vnd < 0)
            and staged.delivery = known.delivery and staged.marketplace = known.marketplace
            and staged.shop_id = known.shop_id and staged.order_id = known.order_id
        """,
        f"""
        update delivered_order_lines staged set faults = list_concat(coalesce(staged.faults, []), [{{
            'field': 'order_value_vnd', 'value': raw.order_value_vnd,
            'code': case when raw.order_value_vnd is null then 'missing'
                when staged.order_value_vnd < 0 then 'negative' else 'unreadable_dong' end}}])
        from ({raw_value}) raw
        where staged.delivery = raw.delivery and staged.record_number = raw.record_number
            and (staged.order_value_vnd is null or staged.order_value_vnd < 0)
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
    update delivered_order_lines staged set state = 'returned', stage = 2
    from (
        select delivery, marketplace, shop_id, order_id from staged where faults is null {NOT_REPEATED}
        group by all having sum(returned_quantity) >= sum(quantity) and sum(returned_quantity) > 0
    ) wholly
    where staged.delivery = wholly.delivery and staged.marketplace = wholly.marketplace
        and staged.shop_id = wholly.shop_id and staged.order_id = wholly.order_id and staged.state = 'completed'
"""
"""An order all of whose pieces came back is returned, also where the marketplace goes on calling it completed."""


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


# Electing what is current ---------------------------------------------------------------------------------------------


def elect(kind: Kind) -> list[str]:
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
