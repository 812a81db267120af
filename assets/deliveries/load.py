"""Decoded files into conformed tables, batch by batch; a delivery counts once its receipt is in."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

import duckdb
import polars as pl

from assets.deliveries import descriptions
from assets.deliveries.receipts import Delivery, forget, receipt, reelect
from assets.deliveries.tables import Decoded
from assets.places import gazetteer
from assets.storage import reference
from conventions.catalogue import _
from pipelines.places import resolving
from pipelines.rows import judging, merging, schema, staging
from pipelines.rows.exports import Export
from pipelines.rows.schema import TABLES

REFUSED_ABOVE = 0.10
"""A file of which more than this share of records is unusable is refused whole (as 18F and GOV.UK intake forms do)."""

FAULTS_OF_REPORTED = {"indicator": "unknown_indicator", "place": "unknown_place"}
"""Fields of a reported figure that are judged against reference tables, with the code of their fault."""


@dataclass(frozen=True)
class Read:
    """A delivery whose file was decoded."""

    delivery: Delivery
    decoded: Decoded


def remove_unfinished(db: duckdb.DuckDBPyConnection) -> None:
    """Takes out the rows of deliveries without a receipt, which a run that was cut off has left."""
    for table in TABLES.values():
        is_unfinished = "delivery not in (select delivery from files)"
        if db.execute(f"select 1 from delivered_{table} where {is_unfinished} limit 1").fetchone():
            db.execute(f"delete from delivered_{table} where {is_unfinished}")


def append(db: duckdb.DuckDBPyConnection, batch: Sequence[Read]) -> None:
    """Appends the typed records of a batch of files of one export, with their faults.

    They are committed before they are judged, for DuckDB writes appended rows once, but those that the same
    transaction changes again three times. Until the receipts of `judge` are in they are nobody's: the next intake
    removes them before anything else.
    """
    export = descriptions.load()[batch[0].decoded.export]
    ids = [read.delivery.id for read in batch]
    for (known,) in db.execute("select delivery from files where list_contains(?, delivery)", [ids]).fetchall():
        forget(db, known)
    if any(read.decoded.records for read in batch):
        present = {field for read in batch for field in read.decoded.header}
        typed = staging.staged(export, _source(batch), descriptions.marketplaces(), present)
        db.execute(f"insert into delivered_{TABLES[export.kind.name]} by name {typed}")


def judge(db: duckdb.DuckDBPyConnection, batch: Sequence[Read], accepted: Set[int] = frozenset()) -> None:
    """Accepts, rejects and merges the appended records of a batch and writes its receipts.

    `accepted`: deliveries that an operator takes although more of them is unusable than is allowed.
    Raises AssertionError if a file's records are not accounted for: read = accepted + rejected + duplicate.
    """
    export = descriptions.load()[batch[0].decoded.export]
    deliveries = ", ".join(str(read.delivery.id) for read in batch)
    table = f"delivered_{TABLES[export.kind.name]}"
    db.execute(f"create or replace temp view staged as from {table} where delivery in ({deliveries})")
    if export.kind.name == "order_lines":
        _judge_orders(db, export, batch)
    if export.kind.name == "reported":
        _judge_reported(db)
    _find_repeated(db, export)
    if export.kind.name == "order_lines":
        _conclude_orders(db, export)
    counts = {row["delivery"]: row for row in _counts(db).iter_rows(named=True)}
    refused = []
    for read in batch:
        count = counts.get(read.delivery.id, {"records": 0, "rejected": 0, "duplicate": 0})
        if count["records"] != read.decoded.records:
            raise AssertionError(
                f"{read.delivery.file_name}: {read.decoded.records} records were counted, {count['records']} were read"
            )
        is_refused = count["rejected"] > REFUSED_ABOVE * count["records"] and read.delivery.id not in accepted
        if is_refused:
            refused.append(read.delivery.id)
        _receipt_of(db, export, read, count, is_refused)
    _set_aside(db, export, batch)
    _keep(db, export, refused)


def _source(batch: Sequence[Read]) -> str:
    """The decoded text of a batch with the folder of each file."""
    texts = []
    for read in batch:
        if read.decoded.records:
            delivery, path = read.delivery, schema.literal(str(read.decoded.path))
            folder = [delivery.marketplace, delivery.shop_id]
            marketplace, shop_id = ("null::varchar" if name is None else schema.literal(name) for name in folder)
            texts.append(
                f"select *, {delivery.id} as delivery, {marketplace} as folder_marketplace, {shop_id} as folder_shop_id, "
                f"timestamp '{delivery.first_seen_at}' as arrived_at from read_parquet({path})"
            )
    return f"({' union all by name '.join(texts)})"


def _find_repeated(db: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Makes `repeated`, the records that repeat a key of their own file."""
    (is_repeated,) = db.execute(judging.any_duplicates(export.kind)).fetchall()[0]
    query = judging.duplicates(export.kind) if is_repeated else "select delivery, record_number from staged where false"
    db.execute(f"create or replace temp table repeated as {query}")


def _judge_orders(db: duckdb.DuckDBPyConnection, export: Export, batch: Sequence[Read]) -> None:
    """Amounts that no line of an order has, and numbers for lines that only their content tells apart."""
    lacking = f"select distinct delivery from staged where {judging.NO_AMOUNT}"
    if export.order_amount == "column" and (found := db.execute(lacking).fetchall()):
        for statement in judging.judge_orders(_amounts(export, batch, {delivery for (delivery,) in found})):
            db.execute(statement)
    if export.line_key != ("line_no",):
        db.execute(judging.NUMBER_REPEATS)


def _amounts(export: Export, batch: Sequence[Read], deliveries: Set[int]) -> str:
    """The order amounts of some deliveries as text, read by one reader: one for each file would need memory of its own."""
    paths = {str(read.decoded.path): read.delivery.id for read in batch if read.delivery.id in deliveries}
    listed = ", ".join(schema.literal(path) for path in paths)
    of_file = ", ".join(f"({schema.literal(path)}, {delivery})" for path, delivery in paths.items())
    amount = staging.text_of("order_value_vnd", export.absent)
    return f"""select delivery, record_number, {amount} as order_value_vnd
        from read_parquet([{listed}], union_by_name = true, filename = true)
        join (values {of_file}) of_file(filename, delivery) using (filename)"""


def _conclude_orders(db: duckdb.DuckDBPyConnection, export: Export) -> None:
    """What an order's lines say together: its amount, whether all of it came back, its state."""
    concluded = {
        judging.SUM_LINES: export.order_amount == "sum_of_lines",
        judging.MARK_OWN_STATES: export.status_of == "line_where_it_differs",
        judging.MARK_RETURNED: bool({"returned_quantity", "refunded_vnd"} & set(export.headers)),
        judging.STATE_OF_LINES: export.status_of != "order",
    }
    for statement, is_needed in concluded.items():
        if is_needed:
            db.execute(statement)


def _judge_reported(db: duckdb.DuckDBPyConnection) -> None:
    """A reported figure needs a registered indicator and a place that resolves in its frame."""
    named = db.sql(
        "select distinct indicator, frame, place from staged where indicator is not null and place is not null"
    ).pl()
    resolved = resolving.resolve(named, gazetteer(), province="place")
    code = pl.when(pl.col("frame") == "63").then("code_63").when(pl.col("frame") == "34").then("code_34")
    judged = resolved.select(
        "indicator",
        "frame",
        "place",
        bad_indicator=~pl.col("indicator").is_in(reference.table("indicators")["indicator"].to_list()),
        bad_place=code.is_null(),
    )
    db.register("judged", judged.to_arrow())
    for field, code_of_fault in FAULTS_OF_REPORTED.items():
        db.execute(
            f"""
            update delivered_reported_values as given set faults = list_concat(coalesce(given.faults, []),
                [{{'field': '{field}', 'value': given.{field}, 'code': '{code_of_fault}'}}])
            from judged where bad_{field} and given.delivery in (select delivery from staged)
                and given.indicator = judged.indicator and given.place = judged.place
                and given.frame is not distinct from judged.frame
            """
        )
    db.unregister("judged")


def _counts(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Records, rejected and duplicate per delivery, as the warehouse has staged them."""
    return db.sql(
        "select delivery, count(*) as records, count(faults) as rejected, coalesce(any_value(twice), 0) as duplicate "
        "from staged left join (select delivery, count(*) as twice from repeated group by all) using (delivery) group by all"
    ).pl()


def _receipt_of(
    db: duckdb.DuckDBPyConnection, export: Export, read: Read, count: dict[str, int], is_refused: bool
) -> None:
    records, duplicate = count["records"], count["duplicate"]
    rejected = records - duplicate if is_refused else count["rejected"]
    reasons = []
    if is_refused:
        reasons = [
            _(
                "{bad} of {records} records cannot be used, more than {most} %. Mend them and deliver the file again; “digital-shops quarantine --file {sha}” lists them.",
                bad=count["rejected"],
                records=records,
                most=round(REFUSED_ABOVE * 100),
                sha=read.delivery.sha256[:12],
            )
        ]
    receipt(
        db,
        read.delivery,
        "refused" if is_refused else "loaded",
        export,
        encoding=read.decoded.encoding,
        records_read=records,
        accepted=records - duplicate - rejected,
        rejected=rejected,
        duplicate=duplicate,
        unknown_columns=read.decoded.unknown,
        reasons=reasons,
    )


def _set_aside(db: duckdb.DuckDBPyConnection, export: Export, batch: Sequence[Read]) -> None:
    """Appends the faults of the batch's records, and counts the values that could not be read and are not needed."""
    headers = [(read.delivery.id, field, text) for read in batch for field, text in read.decoded.header.items()]
    db.register("headers", pl.DataFrame(headers, schema=["delivery", "field", "column_name"], orient="row").to_arrow())
    db.execute(
        """
        insert into quarantined_records
        select bad.delivery, record_number, fault.field, coalesce(column_name, fault.field), fault.value, fault.code
        from (select delivery, record_number, unnest(faults) as fault from staged where faults is not null) bad
        left join headers on headers.delivery = bad.delivery and headers.field = bad.fault.field
        """
    )
    unread = db.execute("select bit_or(unreadable) from staged").fetchall()[0][0] or 0
    for bit, field in enumerate(export.kind.fields):
        if not unread & (1 << bit):
            continue
        db.execute(
            "insert into unreadable_values select staged.delivery, field, any_value(column_name), count(*) "
            "from staged join headers on headers.delivery = staged.delivery and field = ? "
            "where unreadable & ? > 0 group by all",
            [field, 1 << bit],
        )
    db.unregister("headers")


def _keep(db: duckdb.DuckDBPyConnection, export: Export, refused: Sequence[int]) -> None:
    """Takes out what is not accepted, and elects what is current where another delivery has the same key."""
    kind = export.kind
    table = f"delivered_{TABLES[kind.name]}"
    refusals = ", ".join(str(delivery) for delivery in refused) or "null"
    out = f"faults is not null or delivery in ({refusals}) or (delivery, record_number) in (from repeated)"
    if db.execute(f"select 1 from staged where {out} limit 1").fetchone():
        db.execute(f"delete from {table} where delivery in (select delivery from staged) and ({out})")
    if kind.name == "order_lines":
        db.execute(judging.MARK_HEADS)
        db.execute(
            "insert into stale_days select distinct marketplace, shop_id, ordered_at::date from staged where is_order_head"
        )
    key = ", ".join(merging.affected_key(kind))
    if db.execute(f"select count(distinct delivery) > 1 from {table}").fetchone() == (True,):
        reelect(
            db,
            kind.name,
            f"select {key} from {table} where ({key}) in (select ({key}) from staged) "
            "group by all having count(distinct delivery) > 1",
        )
    _note_places(db, kind.name)


def _note_places(db: duckdb.DuckDBPyConnection, kind: str) -> None:
    """Notes address texts that were never seen before; they are resolved after the intake."""
    prefix = {"order_lines": "buyer_", "register": "", "payment_accounts": ""}.get(kind)
    if prefix is None:
        return
    address = ", ".join(f"{prefix}{part} as {part}" for part in ("province", "district", "commune"))
    db.execute(
        f"""
        insert into places (province, district, commune)
        select distinct {address} from staged
        except select province, district, commune from places
        """
    )
