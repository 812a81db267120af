"""From the text of a delivered file to typed rows: SQL generated from the description of the export.

Nothing here runs: the warehouse appends the rows, then judges them in one transaction with the file's receipt. Every field
arrives as text and is typed once, in the style its export declares; a record whose key, order time, quantity or order
value cannot be read is set aside with the reason, any other unreadable value becomes null and is counted.
"""

from collections.abc import Iterable

from conventions import method
from pipelines.rows.exports import AND, IDENTIFIERS, PERSONAL_FIELDS, TOKENS, Export
from pipelines.rows.numbers import dong_of, number_of, quantity_of
from pipelines.rows.schema import NOT_KEPT, SQL_TYPES, STAGES, STATE, literal
from pipelines.rows.texts import LOST_DIGITS

EARLIEST = "2000-01-01"
"""No order, shop or account of this subject is older; an earlier date is an unreadable one (spreadsheets print 1899)."""
EARLIEST_REPORTED = "1945-09-02"
"""Series of others go back further; not beyond the state that publishes them."""


def text_of(column: str, absent: Iterable[str] = ()) -> str:
    """The text of a column; null where it is one of the words for nothing. The decoder has trimmed it."""
    for word in absent:
        column = f"nullif({column}, {literal(word)})"
    return column


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
        return dong_of(text, style)
    if of == "decimal":
        return quantity_of(text, style)
    if of == "whole":
        return f"try_cast({quantity_of(text, style)} as integer)"
    return number_of(text, style, SQL_TYPES[of])


def state_of(export: Export) -> tuple[str, str]:
    """The state that a status means (null where the vocabulary does not know it), and whether it is provisional.

    `meant` and `is_open_to_return` are those of the vocabulary's word; a status may also be known by how it begins.
    """
    state, prefixes = "meant", []
    for prefix, begun in export.state_prefixes.items():
        prefixes.append(f"starts_with(status, {literal(prefix)})")
        state = f"case when {prefixes[-1]} then {literal(begun)}::{STATE} else {state} end"
    return state, f"coalesce({' or '.join((*prefixes, 'is_open_to_return'))}, false)"


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
    if "substatus" in present:
        both = f"{texts['status']} || {literal(AND)} || {texts['substatus']}"
        texts["status"] = f"case when {texts['substatus']} is null then {texts['status']} else {both} end"
    texts |= {name: f"folder_{name}" for name in export.given}
    texts |= {name: literal(text) for name, text in export.constants.items()}
    has_column = {name for name, text in texts.items() if text != "null::varchar"}
    household = f", {', '.join(TOKENS)}" if set(PERSONAL_FIELDS) & set(kind.fields) else ""
    raw = ", ".join(f"{text} as {name}" for name, text in texts.items())
    read = {name: typed(export, name, name) for name in texts if name in has_column and kind.fields[name] != "text"}
    absent = {name: f"null::{SQL_TYPES[of]}" for name, of in kind.fields.items() if of != "text" and name not in read}
    values = ", ".join(f"{value} as {name}_read" for name, value in (read | absent).items())
    sane = ", ".join(f"{_sane(export, name, name in read)} as {name}_value" for name in (*read, *absent))
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
        if name != "line_no" and name not in NOT_KEPT
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


LARGEST = {"dong": method.LARGEST_AMOUNT_VND, "decimal": method.LARGEST_QUANTITY}
"""Type of a field -> above what its values are impossible."""


def _sane(export: Export, name: str, is_read: bool) -> str:
    """A value that was read, null where it is impossible. What rejects a record stays, to be told by its own reason."""
    of = export.kind.fields[name]
    if is_read and of in ("timestamp", "date"):
        earliest = EARLIEST_REPORTED if export.kind.name == "reported" else EARLIEST
        return f"case when {name}_read >= '{earliest}' then {name}_read end"
    if is_read and of in LARGEST and name not in (*_needed(export), "order_value_vnd"):
        return f"case when abs({name}_read) <= {LARGEST[of]} then {name}_read end"
    return f"{name}_read"


def _states(export: Export) -> str:
    """The vocabulary of an export as rows: word in small letters, the state that it means, whether provisionally."""
    words = {word.lower(): state for word, state in export.states.items()}
    provisional = {word.lower() for word in export.provisional}
    listed = [f"({literal(word)}, {literal(state)}, {word in provisional})" for word, state in words.items()]
    return f"""select cast(word as varchar) as word, cast(meant as {STATE}) as meant, is_open_to_return
        from (values {", ".join(listed) or "(null, null, false)"}) words(word, meant, is_open_to_return)"""


def _order_columns(export: Export) -> str:
    """Line identity, state, stage and event time of an order line."""
    state, provisional = state_of(export)
    if export.line_key == ("line_no",):
        line_id = "line_no"
    else:  # told by what it sells; repeats within the order are numbered after staging
        parts = ", ".join(f"coalesce({_compared(export, name)}, '')" for name in export.line_key)
        line_id = f"left(md5(concat_ws(chr(31), {parts})), 20)"
    stages = " ".join(f"when {literal(name)} then {stage}" for name, stage in STAGES.items())
    events = ", ".join(f"{name}_value" for name in export.events)
    own = "null" if export.status_of == "order" else state
    return (
        f", {line_id} as line_id, {export.status_of == 'line'} as has_own_state, {own} as line_state, {state} as state, {provisional} as is_provisional"
        f", cast(case {state} {stages} else 0 end as tinyint) as stage, greatest({events}) as event_at"
    )


def _compared(export: Export, name: str) -> str:
    """A field as lines are told by it: a number by its value, for 107500 and 107500.00 are one price."""
    return name if export.kind.fields[name] == "text" else f"coalesce({name}_read::varchar, {name})"


def _needed(export: Export) -> list[str]:
    """Fields of which an absent or unreadable value rejects a record; order amounts are judged per order, later."""
    needed = [name for name in export.kind.needed if name != "order_value_vnd"]
    needed += ["line_no"] if export.line_key == ("line_no",) else []
    return needed + (["line_value_vnd"] if export.order_amount == "sum_of_lines" else [])


def _identifiers(export: Export) -> list[str]:
    """Identifiers that tell records apart: those of the key, and those by which lines are told."""
    named = dict.fromkeys((*_needed(export), *export.kind.key, *export.line_key))
    return [name for name in named if name in IDENTIFIERS and name in export.headers]


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
    for name in _identifiers(export):
        conditions[name, name, "lost_digits"] = f"coalesce(regexp_full_match({name}, {literal(LOST_DIGITS)}), false)"
    for name in [name for name in needed if kind.fields[name] in LARGEST]:
        conditions[name, name, "negative"] = f"{name}_value < 0"
        conditions[name, name, "too_large"] = f"{name}_value > {LARGEST[kind.fields[name]]}"
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
